// While a report is being made: look every second and a half, and put the download button in place when it is there.

for (const entry of document.querySelectorAll("[data-status=working]")) watch(entry);

async function watch(entry) {
  const line = entry.querySelector("[role=status]");
  for (let tries = 0; tries < 120; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    let status = "working";
    try {
      status = (await (await fetch(entry.dataset.statusUrl, { headers: { "X-Requested-With": "fetch" } })).json()).status;
    } catch {
      continue; // the line is down for a moment: look again
    }
    if (status === "ready") {
      const button = entry.querySelector("a.btn");
      button.href = entry.dataset.pdf;
      button.className = "btn";
      button.textContent = entry.dataset.download;
      line.textContent = entry.dataset.ready;
      return;
    }
    if (status !== "working") {
      line.textContent = entry.dataset.failed;
      return;
    }
  }
  line.textContent = entry.dataset.late; // the button beside it still says “Look again”
}
