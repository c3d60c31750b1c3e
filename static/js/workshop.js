// Workshop mode by the keyboard: one key chooses a phase. The box on the page turns the keys off, and stays so for the
// session, because single keys get into the way of speech input. Everything works without this.

const line = document.querySelector("#keys");
const box = document.querySelector("#keys-on");
const form = document.querySelector("#workshop");
line.hidden = false;
box.checked = sessionStorage.getItem("workshop-keys") !== "off";
box.addEventListener("change", (event) => {
  event.stopPropagation(); // it is no part of the answer: nothing to save
  sessionStorage.setItem("workshop-keys", box.checked ? "on" : "off");
});

document.addEventListener("keydown", (event) => {
  if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])")) return;
  // By what the key says; where it says no Latin letter or digit (Russian, Arabic, French figures), by its place.
  let key = event.key.toLowerCase();
  if (!/^[a-z0-9?]$/.test(key) && !event.shiftKey) key = event.code.replace(/^(Key|Digit|Numpad)/, "").toLowerCase();
  if (/^[0-4?]$/.test(key)) {
    const radio = form.querySelector(`input[name=phase][value="${key === "?" ? "unknown" : key}"]`);
    if (!radio) return; // two versions stand there instead
    radio.click();
    radio.focus();
  } else if (key === "v") {
    form.querySelector("input.votes")?.focus();
  } else if (key === "s") {
    const signs = document.querySelector("#signs");
    signs.open = !signs.open;
    signs.querySelector("summary").focus();
  } else {
    return;
  }
  event.preventDefault();
});
