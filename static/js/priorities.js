// After a move the page comes back at the moved capability: the focus stays on its buttons.

if (location.hash.startsWith("#p")) {
  const moved = document.getElementById(location.hash.slice(1));
  moved?.querySelector("button[name=step]:not([disabled])")?.focus({ preventScroll: true });
}
