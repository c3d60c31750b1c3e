// After a move the page comes back at the moved capability: keep the focus on its "Move it".

if (location.hash.startsWith("#p")) {
  const moved = document.getElementById(location.hash.slice(1));
  moved?.querySelector("details.move summary")?.focus({ preventScroll: true });
}
