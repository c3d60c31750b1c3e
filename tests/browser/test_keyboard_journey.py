"""From the answers to the sent round and its report by a coordinator who has no mouse."""

import re

from playwright.sync_api import Page, expect

from tests.browser.person import Arrive
from tests.browser.site import Site
from tests.browser.test_accessibility import focused, sign_in_by_keyboard, tab_to
from tests.browser.test_journey import finish
from tests.browser.walking import state

FAR = 400  # stops on the longest page


def follow(page: Page, words: str) -> None:
    """Tab to a link or button that begins with these words, and Enter."""
    tab_to(page, lambda now: now["text"].startswith(words), FAR)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_gaps_plan_check_sending_and_report(arrive: Arrive, site: Site) -> None:
    finish(site)
    number = site.round_of("XSA")
    page = sign_in_by_keyboard(arrive)
    expect(page.get_by_role("heading", level=1)).to_have_text("21 of 21 capabilities answered")

    follow(page, "Gaps and priorities")
    tab_to(page, lambda now: now["name"] == "p3-feasibility", FAR)
    before = focused(page)["value"]
    page.keyboard.press("ArrowUp")
    changed = focused(page)["value"]
    assert changed != before
    follow(page, "Save numbers and times")
    expect(page.locator("#id_p3-feasibility")).to_have_value(changed)

    follow(page, "Action plan")
    follow(page, "Add an action")
    tab_to(page, lambda now: now["name"] == "title", FAR)
    page.keyboard.type("Train the judges of the north")
    tab_to(page, lambda now: now["name"] == "lead", FAR)
    page.keyboard.type("Ministry of Justice")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Train the judges of the north")

    follow(page, "Workspace")
    follow(page, "Check what a reader would question")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before sending")
    page.goto(f"/rounds/{number}/send/")  # where the check leads to differs with what it finds
    follow(page, "Send for approval")
    expect(page.get_by_text("The round waits for approval", exact=False).first).to_be_visible()
    assert state(site) == "for_approval"

    follow(page, "Report")
    expect(page).to_have_url(re.compile(r"/report/$"))
    follow(page, "Prepare")
    expect(page.get_by_role("link", name=re.compile("^Download")).first).to_be_visible(timeout=60_000)
