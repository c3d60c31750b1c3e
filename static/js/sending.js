// What people typed is sent without leaving the page. While the line is broken it stays on the screen, the page says so,
// and it is sent again until it has arrived. The server knows a repeat (sending.py), so nothing is taken twice.

const words = document.getElementById("sending").dataset;
const unsent = new Map(); // form -> the button it was sent with, how often it was tried, where its words stand
const ends = []; // what follows the answers, once no other form waits any more

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.elements.once) return;
  event.preventDefault();
  const one = unsent.get(form) ?? { tries: 0 };
  if (one.running) return;
  one.button = event.submitter;
  one.held = false;
  unsent.set(form, one);
  send(form);
});
window.addEventListener("beforeunload", (event) => {
  if (unsent.size) event.preventDefault();
});
for (const sign of ["online", "focus"]) window.addEventListener(sign, () => waiting().forEach(send));

function waiting() {
  return [...unsent.keys()].filter((form) => !unsent.get(form).held);
}

async function send(form) {
  const one = unsent.get(form);
  if (!one || one.running) return;
  clearTimeout(one.timer);
  one.running = true;
  say(form, one, words.saving);
  const patience = new AbortController();
  const limit = setTimeout(() => patience.abort(), files(form).length ? 900000 : 60000);
  const headers = { "X-Sending": one.tries ? "again" : "first" };
  const options = { method: "POST", body: body(form, one.button), headers, redirect: "error", signal: patience.signal };
  let answer = {};
  try {
    const response = await fetch(address(form, one.button), options);
    if (response.ok) answer = await response.json();
  } catch {
    // no line, or something else than our server at its end
  }
  clearTimeout(limit);
  one.running = false;
  if (answer.to || answer.shown) arrived(form, one, answer);
  else wait(form, one);
}

function body(form, button) {
  const token = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  if (token) form.elements.csrfmiddlewaretoken.value = decodeURIComponent(token.slice(10)); // of whoever signed in since
  const data = new FormData(form);
  if (button?.name) data.append(button.name, button.value);
  return data;
}

function address(form, button) {
  if (button?.hasAttribute("formaction")) return button.formAction;
  return new URL(form.getAttribute("action") || "", location.href).href; // a field may be named "action"
}

function files(form) {
  return [...form.querySelectorAll("input[type=file]")].filter((box) => box.files.length);
}

async function wait(form, one) {
  let text = words.waiting;
  for (const box of files(form)) {
    try {
      await box.files[0].slice(0, 1).arrayBuffer();
    } catch {
      box.value = ""; // moved or changed since it was chosen: no line would ever carry it
      text = words.file;
      one.held = true; // without its file nothing goes before the next press
    }
  }
  delete form.dataset.sent; // page.js: the button may be pressed at once
  form.dataset.unsent = "1";
  say(form, one, text, " late");
  if (!one.held) one.timer = setTimeout(send, Math.min(60, 5 * 2 ** one.tries) * 1000, form);
  one.tries += 1;
}

function arrived(form, one, answer) {
  unsent.delete(form);
  delete form.dataset.unsent;
  if (answer.to) ends.push(() => go(answer.to));
  else ends.unshift(() => show(form, one.button)); // what was refused stands nowhere else
  say(form, one, "");
  const [next] = waiting();
  if (next) send(next);
  else ends.shift()();
}

function go(to) {
  const there = new URL(to, location.href);
  if (!there.hash || there.pathname + there.search !== location.pathname + location.search) return location.assign(to);
  history.replaceState(null, "", to); // to a part of the same page, which has changed: only going there would not load it
  location.reload();
}

// The browser itself sends the form once more, and gets the page that the server has kept for it.
function show(form, button) {
  const pairs = [["once_shown", "1"]];
  if (button?.name) pairs.push([button.name, button.value]);
  const boxes = pairs.map(([name, value]) => Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  const before = form.getAttribute("action");
  const to = address(form, button);
  form.append(...boxes);
  form.setAttribute("action", to);
  HTMLFormElement.prototype.submit.call(form);
  for (const box of boxes) box.remove();
  if (before === null) form.removeAttribute("action");
  else form.setAttribute("action", before);
}

function say(form, one, text, kind = "") {
  if (!one.place) {
    one.place = form.querySelector("#saved") ?? document.createElement("span");
    if (!one.place.isConnected) {
      one.place.setAttribute("role", "status");
      const row = form.contains(one.button) && one.button.closest(".row");
      (row || [...form.querySelectorAll(".row")].pop() || form).prepend(one.place);
    }
  }
  one.place.className = `saved${kind}`;
  one.place.textContent = "";
  clearTimeout(one.saying);
  one.saying = setTimeout(() => (one.place.textContent = text), 100); // a line of news must stand there before its words
}
