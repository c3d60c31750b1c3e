"""Every page, for every kind of person who sees it: axe, no sideways scrolling, and the keyboard alone."""

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import URLPattern, get_resolver
from playwright.sync_api import Browser, Page, expect

from tests.browser.measures import sideways, small_targets, spaced
from tests.browser.person import Arrive, Person
from tests.browser.places import NO_PAGE, PLACES
from tests.browser.site import COORDINATOR, PASSWORD, Site
from tests.browser.steps import STAGES, Place
from tests.browser.tree import differences

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
WIDE, NARROW = 1366, 360
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
PAIRS = (("light", WIDE), ("dark", NARROW), ("light", NARROW), ("dark", WIDE))
#: MNR_AXE=all: every place × language × colours × width. Without it each place is seen in each language once, in one of the
#: four pairs in turn, so that all pairs occur for every place and for every language.
ALL = os.environ.get("MNR_AXE") == "all"


def test_no_page_is_forgotten() -> None:
    """A new address belongs into PLACES or into NO_PAGE. Django's own administration is not ours to lay out."""

    def names(patterns: list[Any]) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield pattern.name or str(pattern.pattern)
            elif pattern.namespace != "admin":
                yield from names(pattern.url_patterns)

    addresses = set(names(get_resolver().url_patterns))
    shown = {place.route for place in PLACES if place.route}
    assert shown & NO_PAGE == set()
    assert addresses == shown | NO_PAGE


@pytest.fixture(scope="module")
def axe() -> Axe:
    return Axe()


def violations(axe: Axe, page: Page) -> list[str]:
    """What axe finds with nothing held in front of the page: a bar that stays in sight would cover other places at other
    positions of the page, and where the page stands after a press is not the same twice."""
    page.evaluate(
        """() => { for (const one of document.body.querySelectorAll('*'))
        if (['sticky', 'fixed'].includes(getComputedStyle(one).position)) one.style.position = 'static' }"""
    )
    found = axe.run(page, options=OPTIONS).response["violations"]
    return [
        f"{entry['id']}: {node['html'][:140]} {' '.join(check['message'] for check in node['any'][:1])}"
        for entry in found
        for node in entry["nodes"]
    ]


def open_place(browser: Browser, site: Site, place: Place, width: int, **options: Any) -> Person:
    rounds = {"R": site.round_of("XSA"), "OLD": site.round_of("XSA", 2024), "NEW": site.round_of("XSN")}
    first, _slash, rest = place.path.removeprefix("/").partition("/")
    path = f"/rounds/{rounds[first]}/{rest}" if first in rounds else place.path
    person = Person(browser, site, place.who, viewport={"width": width, "height": 800}, **options)
    with person.expecting(*((place.status,) if place.status >= 400 else ())):
        person.go(path)
        if place.who:  # else every page passes for another that is no longer theirs
            assert "/accounts/login/" not in person.page.url
        if place.then:
            place.then(person)
    return person


def put_in_stage(site: Site, place: Place, language: str) -> None:
    site.put_back()
    site.set_language(language)
    for statement in STAGES[place.after]:
        site.write(statement)


def runs_of(place: Place, language: str) -> tuple[tuple[str, int], ...]:
    turn = (PLACES.index(place) + LANGUAGES.index(language)) % len(PAIRS)
    return PAIRS if ALL else PAIRS[turn : turn + 1]


def read_aloud(place: Place) -> set[str]:
    """The languages in which a place is compared with the accessibility tree: one in turn, and Arabic or Russian."""
    number = PLACES.index(place)
    return set(LANGUAGES) if ALL else {LANGUAGES[number % len(LANGUAGES)], ("ar", "ru")[number % 2]}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_no_barrier_and_no_sideways_scrolling(chromium: Browser, served: Site, axe: Axe, place: Place) -> None:
    """axe in every language, in both colour schemes and two widths; what is seen against what is said; then every width,
    with large letters and with letters far apart."""
    found: list[str] = []
    for language in LANGUAGES:
        put_in_stage(served, place, language)
        runs = runs_of(place, language)
        person = open_place(chromium, served, place, runs[0][1], locale=language, color_scheme=runs[0][0])
        page = person.page
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        for colours, width in runs:
            page.emulate_media(color_scheme=colours, reduced_motion="reduce")  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": 800})
            found += [f"{language} {colours} {width}: {line}" for line in violations(axe, page) + small_targets(page)]
        if language in read_aloud(place):
            page.set_viewport_size({"width": WIDE, "height": 800})
            found += [f"{language}, read aloud: {line}" for line in differences(page)]
        found += [f"{language}: {line}" for line in sideways(page) + spaced(page, runs[0][1])]
        found += person.faults
        person.context.close()
    assert not found, "\n".join(found)


# --- the keyboard ------------------------------------------------------------------------------------------------


def focused(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(
        """() => { const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect(),
          above = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        return { name: one.name || '', value: one.value || '', id: one.id, text: (one.innerText || '').trim(), tag: one.tagName,
          covered: !!above && !one.contains(above) && !above.contains(one),
          outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
          seen: box.bottom > 0 && box.top < innerHeight && box.width > 0 } }"""
    )
    return found


def tab_to(page: Page, wanted: Callable[[dict[str, Any]], bool], limit: int = 120) -> dict[str, Any]:
    """Presses Tab until the wanted element has the focus; every stop on the way must be visible."""
    for _press in range(limit):
        page.keyboard.press("Tab")
        now = focused(page)
        if now["tag"] == "BODY":
            continue
        assert now["outline"] >= 2, f"the focus cannot be seen: {now}"
        assert now["seen"], f"the focus is outside the window: {now}"
        assert not now["covered"], f"something lies over the focus: {now}"
        if wanted(now):
            return now
    raise AssertionError(f"not reached with {limit} times Tab")


def sign_in_by_keyboard(arrive: Arrive) -> Page:
    page = arrive(reduced_motion="reduce").go("/")  # a page that still glides has not yet arrived at its focus
    tab_to(page, lambda now: now["name"] == "login")
    page.keyboard.type(COORDINATOR)
    tab_to(page, lambda now: now["name"] == "password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    return page


def test_signing_in_and_answering_with_the_keyboard_alone(arrive: Arrive, site: Site) -> None:
    page = sign_in_by_keyboard(arrive)
    expect(page.get_by_role("heading", level=1)).to_contain_text("17 of 21")
    tab_to(page, lambda now: now["text"].startswith("Continue with 14"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/capabilities/14/$"))

    # The skip link spares the menus and the list of 21.
    page.keyboard.press("Tab")
    assert focused(page)["text"] == "Skip to main content"
    page.keyboard.press("Enter")
    stop = tab_to(page, lambda now: now["name"].startswith("sign."))
    sign = stop["name"].removeprefix("sign.")
    page.keyboard.press("Space")
    expect(page.locator("#saved")).to_contain_text("Saved ")
    first = focused(page)["value"]
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.keyboard.press("ArrowRight")
    second = focused(page)["value"]
    assert (first, second) == ("yes", "partly")
    expect(page.locator(f'input[name="sign.{sign}"][value="partly"]')).to_be_checked()

    tab_to(page, lambda now: now["name"] == "phase")
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.keyboard.press("Space")
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.keyboard.press("ArrowDown")
    tab_to(page, lambda now: now["name"] == "justification")
    page.keyboard.type("Typed without a mouse.")
    tab_to(page, lambda now: now["name"] == "save")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert site.signs("14")[sign] == "partly"
    assert site.answer("14", "phase", "justification") == (1, "Typed without a mouse.")


@pytest.mark.parametrize("language", ["en", "ru", "ar"])
@pytest.mark.parametrize(("width", "height"), [(320, 256), (360, 640), (1366, 700)], ids=["400 %", "telephone", "wide"])
def test_nothing_lies_over_the_focus(arrive: Arrive, site: Site, language: str, width: int, height: int) -> None:
    """The longest page from its first stop to its last: 320 × 256 is a window of 1280 × 1024 at 400 %."""
    site.set_language(language)
    person = arrive(COORDINATOR, viewport={"width": width, "height": height}, reduced_motion="reduce", locale=language)
    page = person.capability("12")
    stops = 0
    for _press in range(400):
        page.keyboard.press("Tab")
        now = focused(page)
        if now["tag"] == "BODY":  # after the last one: there is no trap
            break
        assert now["seen"] and not now["covered"], now
        stops += 1
    assert now["tag"] == "BODY"
    assert stops > 60


def test_enter_in_a_box_saves_and_clears_nothing(arrive: Arrive, site: Site) -> None:
    page = arrive(COORDINATOR).capability("1")
    before = site.signs("1")
    page.locator("#id_target_year").fill("2031")
    page.locator("#id_target_year").press("Enter")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert site.answer("1", "target_year") == (2031,)
    assert site.signs("1") == before


def test_the_menus_open_and_close_with_the_keyboard(arrive: Arrive) -> None:
    page = arrive(COORDINATOR).go("/")
    menu = page.locator("details.menu").nth(1)
    tab_to(page, lambda now: now["text"] == "A. Rahman")
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Profile and password")).to_be_visible()
    page.keyboard.press("Tab")
    assert focused(page)["text"] == "Profile and password"
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="Profile and password")).to_be_hidden()
    assert focused(page)["text"] == "A. Rahman"
    page.keyboard.press("Space")
    expect(menu.get_by_role("button", name="Sign out")).to_be_visible()
    page.mouse.click(200, 700)
    expect(menu.get_by_role("button", name="Sign out")).to_be_hidden()


def test_the_error_summary_gets_the_focus_and_leads_to_the_field(arrive: Arrive) -> None:
    person = arrive(COORDINATOR)
    page = person.capability("14")
    page.locator("#id_target_year").fill("1999")
    with person.expecting(422):
        page.get_by_role("button", name="Save", exact=True).last.click()
        expect(page.locator(".error-summary")).to_be_focused()
    assert page.title().startswith("Error:")
    tab_to(page, lambda now: "1999 has passed" in now["text"])
    page.keyboard.press("Enter")
    expect(page.locator("#id_target_year")).to_be_focused()
    expect(page.locator("#id_target_year")).to_have_attribute("aria-invalid", "true")


def test_a_refused_sign_in_says_so_first(arrive: Arrive) -> None:
    page = arrive().go("/accounts/login/")
    page.get_by_label("E-mail address").fill(COORDINATOR)
    page.get_by_label("Password").fill("not this one at all")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()


def test_on_a_small_screen_the_list_of_capabilities_opens_through_its_link(arrive: Arrive) -> None:
    page = arrive(COORDINATOR, viewport={"width": NARROW, "height": 760}).capability("14")
    listed = page.get_by_role("navigation", name="Capabilities", exact=True)
    expect(listed).to_be_hidden()
    page.get_by_role("link", name="All capabilities").click()
    expect(listed).to_be_visible()
    listed.get_by_role("link", name="Back to the answer").click()
    expect(listed).to_be_hidden()
