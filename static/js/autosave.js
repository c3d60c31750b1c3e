// Saves one field or group of radios as soon as it changes. Each save names the revision that the field was read at,
// so the server can tell a colleague's change from one's own. Drafts live in memory only: office machines are shared.

const form = document.querySelector("form[data-autosave]");
if (form) start(form);

function start(form) {
  const words = form.dataset;
  const opened = form.elements.revision.value;
  const revisions = new Map(); // field name -> revision it was last saved at
  const waiting = new Map(); // field name -> its element; saved one after the other
  const refused = new Set(); // field names: typed, and not saved as it stands
  let running = false;
  let retry = 0;

  form.addEventListener("change", (event) => {
    const box = event.target.closest("[data-field]");
    if (box && !event.target.name.startsWith("both.")) queue(box);
  });
  form.addEventListener("input", (event) => {
    const box = event.target.closest("[data-field]");
    if (box && event.target.matches("textarea")) later(box);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button.clear");
    if (!button) return;
    event.preventDefault();
    const box = button.closest("[data-field]");
    for (const radio of box.querySelectorAll("input[type=radio]")) radio.checked = false;
    box.querySelector("input").focus();
    button.hidden = true;
    queue(box, true);
  });
  form.addEventListener("submit", () => {
    for (const timer of timers.values()) clearTimeout(timer);
    for (const one of [timers, waiting, refused]) one.clear();
    // Saved here since the page was opened: without its revision, one's own earlier save would look like a colleague's.
    for (const [name, revision] of revisions) {
      const at = document.createElement("input");
      Object.assign(at, { type: "hidden", name: `at.${name}`, value: revision });
      form.append(at);
    }
  });
  for (const [place, asks] of [[window, "beforeunload"], [form, "rest"]]) {
    place.addEventListener(asks, (event) => {
      if (timers.size || waiting.size || running || refused.size) event.preventDefault();
    });
  }
  window.addEventListener("online", run);
  window.addEventListener("focus", run); // back from signing in in another window, or in another tab
  document.addEventListener("visibilitychange", () => {
    for (const box of document.hidden ? timers.keys() : []) queue(box); // the tab may never be seen again
    run();
  });

  const timers = new Map(); // of the boxes in which somebody types just now
  function later(box) {
    clearTimeout(timers.get(box));
    timers.set(box, setTimeout(() => queue(box), 2500));
  }

  function queue(box, clear = false) {
    clearTimeout(timers.get(box));
    timers.delete(box);
    waiting.set(box.dataset.field, { box, clear });
    run();
  }

  async function run() {
    if (running || !waiting.size) return;
    running = true;
    clearTimeout(retry);
    const [name, { box, clear }] = waiting.entries().next().value;
    waiting.delete(name);
    say(words.saving);
    try {
      const answer = await send(name, box, clear);
      running = false;
      show(name, box, answer);
      run();
    } catch (error) {
      running = false;
      if (!waiting.has(name)) waiting.set(name, { box, clear });
      if (error.refused) {
        waiting.delete(name);
        refused.add(name);
        say(words.refused, "late");
      } else if (error.signedOut) {
        say(words.signedOut, "late", error.signedOut);
      } else {
        say(words.waiting, "late");
        retry = setTimeout(run, 5000);
      }
    }
  }

  async function send(name, box, clear) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", cookie("csrftoken") || form.elements.csrfmiddlewaretoken.value);
    body.set("revision", revisions.get(name) ?? opened);
    body.set("field", name);
    body.set("typed_by", form.elements.typed_by.value);
    body.set("typed_on", form.elements.typed_on.value);
    if (clear) body.set("clear", name);
    for (const input of box.querySelectorAll("input, textarea, select")) {
      if (input.matches("[type=radio], [type=checkbox]") && !input.checked) continue;
      if (input.name) body.append(input.name, input.value);
    }
    const response = await fetch(words.autosave, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, redirect: "error" });
    if (response.status === 401) throw { signedOut: (await response.json()).signed_out };
    if (response.status >= 400 && response.status < 500) throw { refused: true };
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  }

  function show(name, box, answer) {
    if (!answer.errors[name] && !answer.versions[name]) revisions.set(name, answer.revision);
    if (answer.errors[name]) refused.add(name);
    else refused.delete(name);
    for (const [id, html] of Object.entries(answer.parts)) {
      const part = document.getElementById(id);
      if (part && part.innerHTML !== html) part.innerHTML = html;
    }
    problem(box, answer.errors[name]);
    const clear = box.querySelector("button.clear");
    if (clear) clear.hidden = !box.querySelector("input:checked");
    const here = document.querySelector(".cap-nav [aria-current] .mark");
    if (here && answer.mark) {
      here.setAttribute("class", `icon mark ${answer.mark}`);
      here.firstElementChild.setAttribute("href", `#i-${answer.mark}`);
    }
    if (answer.versions[name]) {
      box.outerHTML = answer.versions[name];
      const met = document.getElementById(`met-${name}`);
      met.tabIndex = -1;
      met.focus();
      say(words.met, "late");
    } else if (answer.errors[name]) {
      say(answer.errors[name].join(" "), "late");
    } else {
      say(answer.saved);
    }
  }

  function problem(box, messages) {
    const place = box.querySelector(".error");
    if (!place) return;
    place.hidden = !messages;
    place.textContent = messages ? messages.join(" ") : "";
    box.classList.toggle("wrong", Boolean(messages));
    for (const input of box.querySelectorAll("input:not([type=hidden]), textarea")) {
      if (messages) {
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", place.id);
      } else {
        input.removeAttribute("aria-invalid");
      }
    }
  }

  function say(text, kind = "", link = "") {
    const place = document.getElementById("saved");
    place.className = kind ? `saved ${kind}` : "saved";
    place.textContent = text;
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.target = "_blank";
      anchor.rel = "noopener";
      anchor.textContent = words.signIn;
      place.append(" ", anchor);
    }
  }
}

function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}
