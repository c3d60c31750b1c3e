"""What is measured of an open page: its width, its letters set wide, and the size of what is pressed."""

from playwright.sync_api import Page

#: What WCAG 1.4.12 lets a reader set. Arabic letters are joined: they are not moved apart.
_SPACED = """() => { const sheet = new CSSStyleSheet(), letters = document.documentElement.lang === "ar" ? "0" : ".12em";
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: ${letters} !important; word-spacing: .16em !important }
    p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }"""
_WIDEST = """() => [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility() && !one.closest(".scroll > *, .sr, svg")
    && (one.getBoundingClientRect().right > innerWidth + 0.5 || one.getBoundingClientRect().left < -0.5))
    .slice(-3).map((one) => one.outerHTML.slice(0, 100)).join(" | ")"""
#: Boxes that cut their words off.
_CUT = """() => [...document.querySelectorAll("main *, header *, footer *")].filter((one) => {
    if (!one.checkVisibility() || one.closest(".sr, svg, select, textarea, input")) return false;
    const style = getComputedStyle(one), hides = (way) => /hidden|clip/.test(way);
    return (hides(style.overflowX) && one.scrollWidth > one.clientWidth + 1) || (hides(style.overflowY) && one.scrollHeight > one.clientHeight + 1);
  }).map((one) => one.outerHTML.slice(0, 120))"""
#: WCAG 2.5.8: 24 × 24 px, or so far from others that a circle of 24 px around it meets none. A box and its label are one
#: target; a link inside a sentence is exempt.
_SMALL = """() => {
  const seen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && one.getBoundingClientRect().width > 1
    && !one.closest(".sr, .skip") && one.tabIndex >= 0;
  const letters = (text) => text.replace(/[\\s\\p{P}\\p{S}]+/gu, "");
  const sentence = (one) => { let block = one.parentElement; while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const rest = [...block.querySelectorAll("a, button")].reduce((text, link) => text.replace(letters(link.textContent), ""), letters(block.textContent));
    return getComputedStyle(one).display === "inline" && /flex|grid/.test(getComputedStyle(block).display) === false && rest !== ""; };
  const root = document.querySelector("dialog:modal") || document;
  const targets = [...root.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter(seen).map((one) => {
    const label = one.closest("label"), box = (label || one).getBoundingClientRect();
    return { one, box, x: box.left + box.width / 2, y: box.top + box.height / 2, small: box.width < 23.5 || box.height < 23.5 };
  });
  return targets.filter((target) => target.small && !sentence(target.one) && targets.some((other) => {
    if (other === target || other.one.contains(target.one) || target.one.contains(other.one)) return false;
    const across = Math.max(other.box.left - target.x, target.x - other.box.right, 0), down = Math.max(other.box.top - target.y, target.y - other.box.bottom, 0);
    return Math.hypot(across, down) < 11.5 || (other.small && Math.hypot(other.x - target.x, other.y - target.y) < 23.5);
  })).map((target) => `${Math.round(target.box.width)} × ${Math.round(target.box.height)}: ${target.one.outerHTML.replace(/\\s+/g, " ").slice(0, 120)}`);
}"""


def sideways(page: Page) -> list[str]:
    """The widths at which the page is wider than its window, as it is, and with letters twice as large.

    320 pixels is a window of 1280 at 400 %. In a mirrored page what is too wide sticks out to the left: scrollWidth
    counts both.
    """
    found = []
    for size, widths in (("100%", (320, 360, 768)), ("200%", (360, 768, 1366))):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        for width in widths:
            found += too_wide(page, width, f"letters {size}")
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def too_wide(page: Page, width: int, how: str) -> list[str]:
    page.set_viewport_size({"width": width, "height": 800})
    actual = page.evaluate("document.documentElement.scrollWidth")
    return [f"{actual} px wide in {width} px, {how}: {page.evaluate(_WIDEST)}"] if actual > width else []


def spaced(page: Page, *widths: int) -> list[str]:
    """With lines, words and letters as far apart as a reader may set them; they stay so."""
    page.evaluate(_SPACED)
    found = []
    for width in widths:
        found += too_wide(page, width, "letters apart")
        found += [f"cuts words off at {width} px, letters apart: {one}" for one in page.evaluate(_CUT)]
    return found


def small_targets(page: Page) -> list[str]:
    return [f"too small to press: {one}" for one in page.evaluate(_SMALL)]
