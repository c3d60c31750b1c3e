"""Workshop mode by the keyboard alone, without a script, and a pack from the choice to the file."""

import re

from playwright.sync_api import Page, expect

from tests.browser.person import Arrive
from tests.browser.site import COORDINATOR, Site


def workshop_of(site: Site, code: str) -> str:
    return f"/rounds/{site.round_of('XSA')}/capabilities/{code}/workshop/"


def focused(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.id || document.activeElement.name")
    return found


def tab_to(page: Page, name: str, presses: int = 40) -> None:
    for _press in range(presses):
        if focused(page) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by Tab to {name}; the focus is on {focused(page)}")


def votes_in(site: Site, code: str) -> list[tuple[object, ...]]:
    return site.rows(
        """SELECT votes_1, votes_2, votes_3, votes_unknown, dissent FROM assessments_workshopvote v
           JOIN assessments_response r ON r.id = v.response_id JOIN assessments_capability c ON c.id = r.capability_id
           WHERE r.assessment_id = ? AND c.code = ?""",
        site.round_of("XSA"),
        code,
    )


def test_by_the_keyboard_alone(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    page = person.go(workshop_of(site, "14"))
    page.keyboard.press("3")
    assert page.locator('input[name="phase"][value="3"]').is_checked()
    page.keyboard.press("?")
    assert page.locator('input[name="phase"][value="unknown"]').is_checked()
    page.keyboard.press("1")
    page.keyboard.press("s")
    expect(page.locator("#signs")).to_have_attribute("open", "")
    page.keyboard.press("v")
    assert focused(page) == "id_votes_0"
    page.keyboard.press("Tab")
    page.keyboard.type("4")  # in a box a number is a number
    assert page.locator('input[name="phase"][value="1"]').is_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("12")
    tab_to(page, "id_dissent")
    page.keyboard.type("Health saw 2; vote 3 next time")
    tab_to(page, "next")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/capabilities/15/workshop/$"))
    assert site.answer("14", "phase") == (1,)
    assert votes_in(site, "14") == [(4, 12, None, None, "Health saw 2; vote 3 next time")]
    person.capability("14")
    expect(page.get_by_text("12 votes")).to_be_visible()


def test_the_keys_can_be_turned_off_and_stay_off(arrive: Arrive, site: Site) -> None:
    page = arrive(COORDINATOR).go(workshop_of(site, "4"))
    chosen = page.locator('input[name="phase"]:checked').get_attribute("value")
    page.locator("#keys-on").uncheck()
    page.goto(workshop_of(site, "4"))
    expect(page.locator("#keys-on")).not_to_be_checked()
    page.keyboard.press("0")
    assert page.locator('input[name="phase"]:checked').get_attribute("value") == chosen


def test_without_a_script(arrive: Arrive, site: Site) -> None:
    page = arrive(COORDINATOR, java_script_enabled=False).go(workshop_of(site, "8"))
    expect(page.locator("#keys")).to_be_hidden()
    page.locator('input[name="phase"][value="3"]').check()
    page.locator("#id_votes_3").fill("8")
    page.locator('button[name="save"]').click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert site.answer("8", "phase") == (3,)
    assert votes_in(site, "8") == [(None, None, 8, None, "")]


def test_a_pack_from_the_choice_to_the_file(arrive: Arrive, site: Site) -> None:
    page = arrive(COORDINATOR).go(f"/rounds/{site.round_of('XSA')}/print/")
    page.locator("#id_scope").select_option("c-3")
    page.get_by_label("With the answers so far").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Make the pack").click()
    link = page.locator("#pack a.btn", has_text="Download")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as got:
        link.click()
    assert got.value.suggested_filename == "MNR-2026-XSA-pack-3-filled-en.pdf"
