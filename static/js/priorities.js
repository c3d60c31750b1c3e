// After a move the page comes back at the moved capability: the focus stays on its buttons.
// Once the page has loaded: arriving at a fragment takes the focus away again.

const stay = () => {
  const moved = document.getElementById(location.hash.slice(1));
  moved?.querySelector("button[name=step]:not([disabled])")?.focus({ preventScroll: true });
};
if (location.hash.startsWith("#p")) {
  if (document.readyState === "complete") stay();
  else addEventListener("load", () => requestAnimationFrame(stay));
}
