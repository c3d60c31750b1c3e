// Asks, before a session ends by itself, whether the person is still there. The server ends it with or without this.

const WARNING = 120; // seconds before the end
const dialog = document.getElementById("idle");
let closed = false; // the warning was read and put away; the end is still told
let told = Number(dialog?.dataset.left); // by the page itself: no question to the server before it is nearly time
if (dialog) look();

async function look() {
  const left = told || (await secondsLeft("GET"));
  told = 0;
  if (left === null) return setTimeout(look, 60000); // no network: asked again
  if (left <= 0) return show("ended");
  if (left > WARNING) {
    if (dialog.open) dialog.close(); // someone is there after all, in another tab
    return setTimeout(look, (left - WARNING) * 1000);
  }
  if (!dialog.open && !closed) {
    const at = dialog.querySelector("time");
    const end = new Date(Date.now() + left * 1000);
    at.dateTime = end.toISOString();
    at.textContent = end.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
    show("warning");
  }
  return setTimeout(look, Math.min(left, 15) * 1000 + 500); // another tab may have said that someone is there
}

async function secondsLeft(method) {
  const headers = { "X-Requested-With": "fetch", "X-CSRFToken": token() };
  try {
    const answer = await fetch(dialog.dataset.address, { method, headers, redirect: "manual" });
    if (answer.ok) return (await answer.json()).left;
    return answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403 ? 0 : null;
  } catch {
    return null;
  }
}

function show(part) {
  for (const panel of dialog.querySelectorAll("[data-part]")) panel.hidden = panel.dataset.part !== part;
  if (part === "ended") {
    dialog.setAttribute("aria-labelledby", "idle-e");
    dialog.removeAttribute("aria-describedby");
  }
  if (!dialog.open) dialog.showModal();
  dialog.querySelector(`[data-part=${part}] button`).focus();
}

function token() {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return found ? decodeURIComponent(found.slice(10)) : "";
}

dialog?.addEventListener("click", async (event) => {
  const act = event.target.dataset?.act;
  if (act === "stay" && (await secondsLeft("POST")) === 0) return show("ended");
  closed = act === "close";
  if (act) dialog.close();
});
