"""Every page, for every kind of person who sees it: axe, no sideways scrolling, and the keyboard alone."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern, get_resolver
from playwright.sync_api import Browser, Page, expect

from tests.browser.person import Arrive, Person
from tests.browser.site import (
    ADMINISTRATOR,
    APPROVER,
    BEGINNER,
    CONTRIBUTOR,
    COORDINATOR,
    NEWCOMER,
    NOBODY,
    PASSWORD,
    REVIEWER,
    VIEWER,
    Site,
)

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
WIDE, NARROW = 1366, 360
#: Each pair of language, colours and width occurs, in four runs instead of eight.
RUNS = {"en": (("light", WIDE), ("dark", NARROW)), "es": (("light", NARROW), ("dark", WIDE))}


@dataclass(frozen=True)
class Place:
    """A page in a state. `route` is the name of its address; `then` leads from the opened page to the state."""

    name: str
    route: str
    who: str
    path: str
    status: int = 200
    then: Callable[[Person], None] | None = None
    after: str = "the demonstration"  # the rows that it needs, see STAGES


def post(name: str) -> Callable[[Person], None]:
    """Presses a button of the page, by its name attribute or as a CSS selector."""

    def press(person: Person) -> None:
        with person.page.expect_navigation():
            person.page.locator(name).last.click()

    return press


def refuse(field: str, text: str) -> Callable[[Person], None]:
    def send(person: Person) -> None:
        person.page.locator(field).fill(text)
        # By the form itself: the autosave of the field would come first otherwise.
        with person.page.expect_navigation():
            person.page.locator(field).evaluate("field => field.form.submit()")

    return send


def collide(person: Person) -> None:
    """A colleague's change of the justification and of the phase, after this page was opened."""
    page, site = person.page, person.site
    other = Person(page.context.browser, site, CONTRIBUTOR)  # type: ignore[arg-type]
    theirs = other.capability("14")
    for field, value in (("justification", "Written by a colleague."), ("participants_note", "Police")):
        with theirs.expect_response(lambda answer: answer.url.endswith("/save/")):
            theirs.locator(f"#id_{field}").fill(value)
            theirs.locator(f"#id_{field}").blur()
    with theirs.expect_response(lambda answer: answer.url.endswith("/save/")):
        theirs.locator('input[name="phase"][value="1"]').check()
    other.context.close()
    page.locator("#id_justification").evaluate("box => { box.value = 'Written here.' }")
    page.locator('input[name="phase"][value="2"]').evaluate("box => { box.checked = true }")
    with page.expect_navigation():
        page.locator("#id_justification").evaluate("box => box.form.submit()")


def open_all(person: Person) -> None:
    """Whatever is folded is looked at as well; menus, of which one covers the other, stay closed."""
    person.page.evaluate("for (const one of document.querySelectorAll('details:not(.menu)')) one.open = true")


def open_menu(number: int) -> Callable[[Person], None]:
    return lambda person: person.page.locator("details.menu summary").nth(number).click()


def reset_link(person: Person) -> None:
    """The link that the mail carries."""
    person.page.get_by_role("textbox").first.fill(VIEWER)
    with person.page.expect_navigation():
        person.page.locator("main form .btn").click()
    found = re.search(r"/accounts/password/reset/key/\S+", person.site.mail())
    assert found
    person.page.goto(found[0])
    expect(person.page.locator("input[type=password]")).to_have_count(2)


def expired(person: Person) -> None:
    person.page.locator("#id_justification").evaluate("box => { box.value = 'Kept.' }")
    person.lose_session()
    with person.page.expect_navigation():
        person.page.locator("#id_justification").evaluate("box => box.form.submit()")


def locked_behind_the_back(person: Person) -> None:
    person.site.write(SENT)
    with person.page.expect_navigation():
        person.page.locator("#id_justification").evaluate("box => { box.value = 'Late.'; box.form.submit() }")
    person.site.write(SENT.replace("submitted", "draft"))


def forged(person: Person) -> None:
    with person.page.expect_navigation():
        person.page.evaluate(
            "() => { const form = document.querySelector('#answer'); form.elements.revision.value = '99999'; form.submit() }"
        )


SENT = "UPDATE assessments_assessment SET state = 'submitted' WHERE year = 2026 AND state = 'draft'"
#: What is changed in the rows before the pages of a stage are opened.
STAGES = {"the demonstration": (), "the round was sent": (SENT,)}

# R is Sampland's round of 2026, OLD the accepted one of 2024, NEW one in which nothing is answered.
PLACES = (
    Place("sign-in", "account_login", "", "/accounts/login/"),
    Place("sign-in refused", "account_login", "", "/accounts/login/", then=post("main form .btn")),
    Place("sign-in after a session ended", "account_login", COORDINATOR, "/R/capabilities/14/", then=expired),
    Place("signing up", "account_signup", "", "/accounts/signup/"),
    Place("inactive", "account_inactive", "", "/accounts/inactive/"),
    Place("password forgotten", "account_reset_password", "", "/accounts/password/reset/"),
    Place("password mail sent", "account_reset_password_done", "", "/accounts/password/reset/done/"),
    Place("password by link", "account_reset_password_from_key", "", "/accounts/password/reset/", then=reset_link),
    Place("password by a dead link", "account_reset_password_from_key", "", "/accounts/password/reset/key/1-x-y/"),
    Place("password is new", "account_reset_password_from_key_done", "", "/accounts/password/reset/key/done/"),
    Place("password change", "account_change_password", COORDINATOR, "/accounts/password/change/"),
    Place(
        "password change refused",
        "account_change_password",
        COORDINATOR,
        "/accounts/password/change/",
        then=post("main form .btn"),
    ),
    Place("sign out", "account_logout", COORDINATOR, "/accounts/logout/"),
    Place("confirm it is you", "account_reauthenticate", COORDINATOR, "/accounts/reauthenticate/"),
    Place("no role", "home", NOBODY, "/"),
    Place("help, signed out", "help", "", "/help/"),
    Place("help", "help", COORDINATOR, "/help/"),
    Place("profile", "profile_edit", COORDINATOR, "/profile/"),
    Place("profile refused", "profile_edit", COORDINATOR, "/profile/", 422, then=refuse("#id_name", "")),
    Place("countries of one country's people", "country_list", VIEWER, "/countries/"),
    Place("countries of the secretariat", "country_list", ADMINISTRATOR, "/countries/", then=open_menu(1)),
    Place("country", "country_show", COORDINATOR, "/countries/XSA/"),
    Place("country without a round", "country_show", NEWCOMER, "/countries/XSO/"),
    Place("country for the secretariat", "country_show", REVIEWER, "/countries/XSA/"),
    Place("open a round", "round_open", NEWCOMER, "/countries/XSO/rounds/new/"),
    Place(
        "open a round, refused",
        "round_open",
        NEWCOMER,
        "/countries/XSO/rounds/new/",
        422,
        then=refuse("#id_year", "1066"),
    ),
    Place("a round is open already", "round_open", COORDINATOR, "/countries/XSA/rounds/new/"),
    Place("check a report", "report_check", COORDINATOR, "/countries/XSA/check-report/"),
    Place(
        "check a report, unknown",
        "report_check",
        COORDINATOR,
        "/countries/XSA/check-report/",
        then=refuse("#id_code", "XSA-2026-EN-0000"),
    ),
    Place(
        "check a report, empty",
        "report_check",
        COORDINATOR,
        "/countries/XSA/check-report/",
        422,
        then=post("main form .btn"),
    ),
    Place("workspace", "workspace", COORDINATOR, "/R/", then=open_all),
    Place("workspace, language menu", "workspace", COORDINATOR, "/R/", then=open_menu(0)),
    Place("workspace of a viewer", "workspace", VIEWER, "/R/"),
    Place("workspace of a new round", "workspace", BEGINNER, "/NEW/"),
    Place("workspace of an accepted round", "workspace", REVIEWER, "/OLD/"),
    Place("workspace of a locked round", "workspace", COORDINATOR, "/R/", after="the round was sent"),
    Place("capabilities", "capability_list", COORDINATOR, "/R/capabilities/"),
    Place("capabilities of a new round", "capability_list", BEGINNER, "/NEW/capabilities/"),
    Place("capability", "capability_edit", COORDINATOR, "/R/capabilities/1/", then=open_all),
    Place("capability, empty", "capability_edit", BEGINNER, "/NEW/capabilities/1/"),
    Place("capability, carried over", "capability_edit", CONTRIBUTOR, "/R/capabilities/5/"),
    Place(
        "capability refused",
        "capability_edit",
        COORDINATOR,
        "/R/capabilities/14/",
        422,
        then=refuse("#id_target_year", "1999"),
    ),
    Place("capability in two versions", "capability_edit", COORDINATOR, "/R/capabilities/14/", 409, then=collide),
    Place("capability read only", "capability_edit", VIEWER, "/R/capabilities/12/", then=open_all),
    Place("capability of an accepted round", "capability_edit", REVIEWER, "/OLD/capabilities/8/"),
    Place(
        "capability of a locked round", "capability_edit", COORDINATOR, "/R/capabilities/8/", after="the round was sent"
    ),
    Place(
        "evidence refused",
        "evidence_add",
        COORDINATOR,
        "/R/capabilities/14/",
        422,
        then=post('[form="add-evidence"].btn'),
    ),
    Place("enablers", "enabler_list", COORDINATOR, "/R/enablers/"),
    Place("enablers read only", "enabler_list", APPROVER, "/R/enablers/"),
    Place("gaps", "gap_list", COORDINATOR, "/R/gaps/", then=open_all),
    Place("gaps filtered", "gap_list", COORDINATOR, "/R/gaps/?kind=evidence"),
    Place("gaps read only", "gap_list", VIEWER, "/R/gaps/?kind=evidence"),
    Place("gaps of a new round", "gap_list", BEGINNER, "/NEW/gaps/"),
    Place(
        "a move refused", "priority_move", COORDINATOR, "/R/gaps/?kind=evidence", 422, then=post('button[value="up"]')
    ),
    Place("report", "report_show", COORDINATOR, "/R/report/"),
    Place("report of an accepted round", "report_show", REVIEWER, "/OLD/report/"),
    Place("send the round", "round_send", COORDINATOR, "/R/send/"),
    Place("nothing here", "", COORDINATOR, "/nowhere/", 404),
    Place("not allowed", "", VIEWER, "/R/send/", 403),
    Place("locked", "", COORDINATOR, "/R/capabilities/14/", 409, then=locked_behind_the_back),
    Place("a forged revision", "", COORDINATOR, "/R/capabilities/14/", 400, then=forged),
)

#: Addresses that show no page of their own: they answer a post, a script or a download, or lead on.
NO_PAGE = {
    "language_set",
    "capability_autosave",
    "evidence_remove",
    "evidence_restore",
    "priorities_save",
    "report_prepare",
    "report_status",
    "report_download",
    "account_set_password",  # everyone here has a password; it leads to the change of it
}


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
        if place.then:
            place.then(person)
    return person


def put_in_stage(site: Site, place: Place, language: str) -> None:
    site.put_back()
    site.set_language(language)
    for statement in STAGES[place.after]:
        site.write(statement)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_no_barrier_and_no_sideways_scrolling(chromium: Browser, served: Site, axe: Axe, place: Place) -> None:
    """axe in both languages, both colour schemes and two widths; then every width, mirrored and with large letters."""
    found: list[str] = []
    for language, runs in RUNS.items():
        put_in_stage(served, place, language)
        person = open_place(chromium, served, place, runs[0][1], locale=language)
        page = person.page
        assert page.locator("html").get_attribute("lang") == language
        for colours, width in runs:
            page.emulate_media(color_scheme=colours, reduced_motion="reduce")  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": 800})
            found += [f"{language} {colours} {width}: {line}" for line in violations(axe, page)]
        found += [f"{language}: {line}" for line in sideways(page)]
        found += person.faults
        person.context.close()
    assert not found, "\n".join(found)


def sideways(page: Page) -> list[str]:
    """The widths at which the page is wider than its window, as it is, mirrored, and with letters twice as large."""
    found = []
    for direction, size in product(("ltr", "rtl"), ("100%", "200%")):
        page.evaluate(
            "([dir, size]) => { document.documentElement.dir = dir; document.documentElement.style.fontSize = size }",
            [direction, size],
        )
        for width in (320, 360, 768, 1366):
            page.set_viewport_size({"width": width, "height": 800})
            # In a mirrored page what is too wide sticks out to the left: scrollWidth counts both.
            actual = page.evaluate("document.documentElement.scrollWidth")
            if actual > width:
                found.append(f"{actual} px wide in {width} px, {direction}, letters {size}")
    return found


# --- the keyboard ------------------------------------------------------------------------------------------------


def focused(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(
        """() => { const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
        return { name: one.name || '', value: one.value || '', id: one.id, text: (one.innerText || '').trim(), tag: one.tagName,
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
        if wanted(now):
            return now
    raise AssertionError(f"not reached with {limit} times Tab")


def test_signing_in_and_answering_with_the_keyboard_alone(arrive: Arrive, site: Site) -> None:
    person = arrive(reduced_motion="reduce")  # a page that still glides has not yet arrived at its focus
    page = person.go("/")
    tab_to(page, lambda now: now["name"] == "login")
    page.keyboard.type(COORDINATOR)
    tab_to(page, lambda now: now["name"] == "password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
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
