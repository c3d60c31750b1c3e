// On every page: menus close, errors get the focus, unsaved text warns before it is left. Everything works without it.

for (const menu of document.querySelectorAll("details.menu")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

document.querySelector(".error-summary")?.focus();

// A fragment such as #id_sign.2b_0 names a radio or a box: put the focus there, not only the scroll.
for (const link of document.querySelectorAll(".error-summary a[href^='#'], .notice a[href^='#']")) {
  link.addEventListener("click", (event) => {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    target.scrollIntoView({ block: "center" });
    if (!target.hasAttribute("tabindex") && !target.matches("a, input, select, textarea, button")) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  });
}

// Forms that are saved by their button: warn when something typed would be left behind.
const changed = new Set();
document.addEventListener("input", ({ target }) => {
  const saved = target.form?.matches("[data-autosave]") && target.closest("[data-field]"); // by autosave.js
  if (target.name && target.form?.matches("[data-warn], [data-autosave]") && !saved) changed.add(target.form);
});
for (const form of document.querySelectorAll("form[data-warn]")) {
  if (form.querySelector("[aria-invalid=true]")) changed.add(form); // refused: it stands nowhere else
}
// Kept when a session ended or the language changed: the form that has these fields is not saved yet.
const kept = document.querySelector("[data-kept]")?.dataset.kept.split(" ");
if (kept) {
  const fits = (form) => kept.filter((name) => form.elements[name]).length;
  const [form] = [...document.forms].filter((one) => one.elements.once).sort((one, other) => fits(other) - fits(one));
  if (form) changed.add(form);
}
document.addEventListener("submit", (event) => changed.delete(event.target));
window.addEventListener("beforeunload", (event) => {
  if (changed.size) event.preventDefault();
});

// Another language: what was typed goes along, and stands on the page again.
document.querySelector("#language")?.addEventListener("click", (event) => {
  const typed =
    document.querySelector("form[data-unsent]") ??
    [...changed].find((form) => form.elements.once) ??
    [...document.querySelectorAll("form[data-autosave]")].find((form) => !form.dispatchEvent(new Event("rest", { cancelable: true })));
  if (typed) typed.id ||= "typed";
  event.target.closest("button")?.setAttribute("form", typed ? typed.id : "language");
});

// Whoever has signed in again in another tab has a new token since this page was made.
document.addEventListener("submit", (event) => {
  const token = event.target.querySelector("[name=csrfmiddlewaretoken]");
  const found = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  if (token && found) token.value = decodeURIComponent(found.slice(10));
});

// A second press on the same button must not send twice.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 3000);
  });
}

// A box prints what it shows: make it as high as its text.
addEventListener("beforeprint", () => {
  for (const box of document.querySelectorAll("textarea")) {
    if (box.scrollHeight > box.clientHeight) box.style.blockSize = `${box.scrollHeight + 4}px`;
  }
});
