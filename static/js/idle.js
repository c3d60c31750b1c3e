// Asks, before a session ends by itself, whether the person is still there. The server ends it with or without this.

const WARNING = 120; // seconds before the end
const dialog = document.getElementById("idle");
let told = Number(dialog?.dataset.left); // by the page itself: no question to the server before it is nearly time
let closed = false; // the warning was read and put away; the end is still told
if (dialog) look();

async function look() {
  const answer = told ? { left: told } : await ask("GET");
  told = 0;
  if (!answer) return setTimeout(look, 60000); // no network: asked again
  if (answer.left <= 0) return show(answer.words);
  if (answer.left > WARNING) {
    if (dialog.open) dialog.close(); // someone is there after all, in another tab
    return setTimeout(look, (answer.left - WARNING) * 1000);
  }
  if (!answer.words) return look();
  if (!dialog.open && !closed) {
    show(answer.words);
    const end = new Date(Date.now() + answer.left * 1000);
    const style = { hour: "2-digit", minute: "2-digit", second: "2-digit" };
    dialog.querySelector("time").textContent = end.toLocaleTimeString(document.documentElement.lang, style);
  }
  return setTimeout(look, Math.min(answer.left, 15) * 1000 + 500); // another tab may have said that someone is there
}

async function ask(method) {
  const headers = { "X-Requested-With": "fetch", "X-CSRFToken": token() };
  try {
    const answer = await fetch(dialog.dataset.address, { method, headers, redirect: "error" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function show(words) {
  dialog.innerHTML = words;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("button").focus();
}

function token() {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return found ? decodeURIComponent(found.slice(10)) : "";
}

dialog?.addEventListener("click", async (event) => {
  const act = event.target.dataset?.act;
  if (!act) return;
  closed = act === "close";
  const answer = closed ? null : await ask("POST");
  if (answer && answer.left <= 0) show(answer.words);
  else if (answer || closed) dialog.close();
  else event.target.textContent = dialog.dataset.again; // no network: it stays open, and is not lengthened yet
});
