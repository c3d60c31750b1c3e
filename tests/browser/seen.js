// What somebody sees of a page, element by element: each gets a number (data-n), by which its node is found in the tree.
() => {
  const root = document.querySelector("dialog:modal") || document.body; // what lies behind a dialog cannot be used
  const all = [root, ...root.querySelectorAll("*")].filter((one) => !one.closest("svg svg, symbol, script, template"));
  all.forEach((one, n) => one.setAttribute("data-n", n));
  const n = (one) => Number(one.getAttribute("data-n"));
  const html = (one) => one.outerHTML.replace(/ data-n="\d+"/g, "").replace(/\s+/g, " ").slice(0, 130);
  const boxes = new Map(), looks = new Map(), drawn = new Map(), clips = new Map();
  const kept = (known, make) => (one) => { if (!known.has(one)) known.set(one, make(one)); return known.get(one); };
  const box = kept(boxes, (one) => one.getBoundingClientRect());
  const look = kept(looks, (one) => getComputedStyle(one));
  const there = kept(drawn, (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true }));
  const clipped = kept(clips, (one) => one !== document.body && (look(one).clipPath === "inset(50%)" || clipped(one.parentElement)));
  const seen = (one) => there(one) && !clipped(one) && box(one).width > 1 && box(one).height > 1 && box(one).bottom + scrollY > 0;
  const words = (one, but = "select, textarea, svg") => {
    let found = "";
    const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    for (let text = walk.nextNode(); text; text = walk.nextNode()) {
      const holder = text.parentElement;
      if (text.data.trim() && seen(holder) && !(holder.closest(but) && one.contains(holder.closest(but)))) found += ` ${text.data}`;
    }
    return found.replace(/\s+/g, " ").trim();
  };

  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const controls = all.filter((one) => one.matches(CONTROLS) && seen(one)).map((one) => {
    const labels = one.labels ? [...one.labels] : [], form = one.form;
    const own = one.matches("a, button, summary") ? words(one) : labels.map((label) => words(label)).join(" ");
    return {
      n: n(one), html: html(one), tag: one.localName, type: one.type || "", label: own, role: one.getAttribute("role"),
      checked: /^(radio|checkbox)$/.test(one.type) ? one.checked : null, disabled: one.matches(":disabled"),
      required: !!one.required, readonly: !!one.readOnly, open: one.localName === "summary" ? one.parentElement.open : null,
      chosen: one.localName === "select" && !one.multiple ? one.selectedOptions[0]?.text ?? "" : null,
      typed: /^(text|email|url|search|number)$/.test(one.type) || one.localName === "textarea" ? one.value : null,
      leads: one.localName === "a" ? one.getAttribute("href") : one.localName === "button"
        ? [one.getAttribute("formaction") || form?.getAttribute("action"), one.name, one.value, form?.id].join(" ") : one.id || one.name,
    };
  });

  // What is written beside a field as wrong.
  const errors = all.filter((one) => one.matches(".error") && seen(one) && !one.closest(".error-summary") && words(one))
    .map((one) => ({ html: html(one), text: words(one) }));
  const groups = all.filter((one) => one.localName === "fieldset" && seen(one) && one.querySelector(":scope > legend"))
    .map((one) => ({ n: n(one), html: html(one), label: words(one.querySelector(":scope > legend"), "select, textarea, svg, input") }));

  const headings = all.filter((one) => one.matches("h1, h2, h3, h4, h5, h6") && there(one))
    .map((one) => ({ n: n(one), html: html(one), level: Number(one.localName[1]) }));
  const lists = all.filter((one) => one.matches("ul, ol") && seen(one))
    .map((one) => ({ n: n(one), html: html(one), items: [...one.children].filter(there).map(n) }));

  // Tables: each cell with those of its row and column that head it.
  const tables = all.filter((one) => one.localName === "table" && seen(one)).map((table) => {
    const grid = [], cells = [];
    [...table.rows].forEach((row, y) => {
      let x = 0;
      for (const cell of row.cells) {
        while (grid[y]?.[x]) x += 1;
        for (let down = 0; down < cell.rowSpan; down += 1) for (let along = 0; along < cell.colSpan; along += 1) (grid[y + down] ??= [])[x + along] = cell;
        cells.push([cell, x, y]);
      }
    });
    return {
      n: n(table), html: html(table),
      cells: cells.filter(([cell]) => there(cell)).map(([cell, x, y]) => {
        const heads = (th) => th?.localName === "th" && th !== cell;
        const above = grid.slice(0, y).map((row) => row[x]).filter((th) => heads(th) && (th.closest("thead") || th.scope === "col"));
        const beside = grid[y].filter((th) => heads(th) && th.scope !== "col" && !th.closest("thead"));
        return { n: n(cell), html: html(cell), tag: cell.localName, scope: cell.scope || "", head: !!cell.closest("thead"), full: !!words(cell, "option") || !!cell.querySelector("svg, input, select, textarea"),
          columns: !!table.tHead, above: [...new Set(above)].map(n), beside: [...new Set(beside)].map(n) };
      }),
    };
  });

  // What cannot be seen, and what is seen but left out of the tree by its author.
  const hidden = all.filter((one) => !there(one) && !one.closest("svg, select, datalist") && !one.matches("br, wbr")).map(n);
  const silent = all.filter((one) => one.matches("[aria-hidden=true]") && !one.closest("thead") && seen(one) && /[\p{L}\p{N}]/u.test(words(one, "none")))
    .map((one) => ({ html: html(one), text: words(one, "none"), around: words(one.closest("tr, li, p, figure, section") || one.parentElement, "[aria-hidden=true]") + " " + [...(one.closest("tr, li, p, figure, section") || one.parentElement).querySelectorAll(".sr")].map((sr) => sr.textContent).join(" ") }));
  const focusable = all.filter((one) => one.tabIndex >= 0 && there(one) && !one.disabled && one.type !== "hidden").map((one) => ({ n: n(one), html: html(one), clipped: clipped(one) }));

  const found = [];
  const ids = all.map((one) => one.id).filter(Boolean);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) found.push(`an id that several have: ${id}`);
  for (const one of all.filter((one) => one.matches("input:not([type=hidden]), select, textarea") && seen(one)))
    if (!one.labels.length && !one.matches("[aria-label], [aria-labelledby]")) found.push(`has no label: ${html(one)}`);
  // A hand over something, and nothing that says what it does.
  for (const one of all) {
    if (seen(one) && look(one).cursor === "pointer" && !one.closest(`${CONTROLS}, label, [role]`)) found.push(`looks as if it could be pressed: ${html(one)}`);
    if (one.onclick && !one.matches(CONTROLS)) found.push(`can be pressed and has no role: ${html(one)}`);
  }
  // Large bold words that are no heading.
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize) * 1.15;
  for (const one of root.querySelectorAll("main p, main div, main span, main b, main strong")) {
    if (one.children.length || !one.textContent.trim() || !seen(one) || parseFloat(look(one).fontSize) < size || Number(look(one).fontWeight) < 600) continue;
    if (!one.closest("h1, h2, h3, h4, dd, td, th, button, a, label, legend, summary, svg")) found.push(`looks like a heading: ${html(one)}`);
  }
  // The present one of a row of links looks different from the others, and is the one that says so.
  for (const row of root.querySelectorAll("nav ul, .tabs, .own, .menu ul, nav ol")) {
    const links = [...row.querySelectorAll("a, button")].filter((one) => seen(one) && one.closest("ul, ol, .tabs") === row);
    const how = (one) => ["fontWeight", "borderBlockEndColor", "borderInlineStartColor", "boxShadow", "backgroundColor", "color", "textDecorationLine"].map((name) => look(one)[name]).join(" ");
    const others = new Set(links.filter((one) => !one.hasAttribute("aria-current") && !one.matches(".btn")).map(how));
    if (others.size > 1 && links.some((one) => one.hasAttribute("aria-current"))) found.push(`some links of a row look different: ${html(row)}`);
    for (const one of links) {
      if (one.hasAttribute("aria-current") && others.has(how(one))) found.push(`current and not to be seen: ${html(one)}`);
      if (one.href && one.href.split("#")[0] === location.href.split("#")[0] && !one.href.includes("#") && !one.hasAttribute("aria-current") && !one.closest(".menu")) found.push(`leads to this page and is not current: ${html(one)}`);
    }
  }
  // Blocks that stand next to each other in the page, and whether the eye comes by in the same order.
  for (const holder of root.querySelectorAll("main, main *:not(svg, svg *, table, thead, tbody, tr, select)")) {
    const parts = [...holder.children].filter((one) => seen(one) && !/absolute|fixed|sticky/.test(look(one).position) && look(one).float === "none" && !one.matches("svg, br"));
    const rtl = look(holder).direction === "rtl";
    for (let i = 1; i < parts.length; i += 1) {
      const a = box(parts[i - 1]), b = box(parts[i]);
      if (look(parts[i - 1]).display.startsWith("inline") && look(holder).display === "block" && look(parts[i]).display.startsWith("inline")) continue; // words in a line
      const shared = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top), line = shared > Math.min(a.height, b.height) / 2 && b.top < a.top + 12;
      if (b.bottom <= a.top + 1 || (line && (rtl ? b.left >= a.right - 1 : b.right <= a.left + 1))) found.push(`is read after what it stands before: ${html(parts[i])} after ${html(parts[i - 1])}`);
    }
  }
  return { controls, errors, groups, headings, lists, tables, hidden, silent, focusable, found };
}
