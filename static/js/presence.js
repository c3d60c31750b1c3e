// Says that this page is open, and shows which colleagues have it open too. Without it, the page shows who was there when
// it was opened. It blocks nothing: when anything is amiss, it stops.

const EVERY = 20000;
const line = document.getElementById("presence");
const token = document.querySelector("#answer [name=csrfmiddlewaretoken]")?.value;
if (line && token) setInterval(say, EVERY);
let over = false;

async function say() {
  if (over || document.hidden) return;
  try {
    const headers = { "X-Requested-With": "fetch", "X-CSRFToken": token };
    const answer = await fetch(line.dataset.address, { method: "POST", headers, redirect: "manual" });
    if (!answer.ok) {
      over = true; // signed out, locked, or with somebody else now: the next save says so
      return;
    }
    const { words } = await answer.json();
    const place = line.querySelector("span");
    if (place.textContent !== words) place.textContent = words;
    line.hidden = !words;
  } catch {
    // no network: asked again
  }
}
