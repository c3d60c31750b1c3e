"""A contributor and a coordinator talk about an answer; nobody of the secretariat learns of it."""

import re

from playwright.sync_api import expect

from tests.browser.person import Arrive
from tests.browser.site import CONTRIBUTOR, COORDINATOR, REVIEWER, Site


def test_a_question_inside_the_country_is_asked_and_answered(arrive: Arrive, site: Site) -> None:
    lea = arrive(CONTRIBUTOR, java_script_enabled=False)
    page = lea.capability("14")
    page.locator("summary", has_text="Comment, for your country only").click()
    page.locator("#inside-form textarea").fill("Which regions are meant? مرحبا")
    page.get_by_role("button", name="Add, for your country only").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inside the country")

    ana = arrive(COORDINATOR).go(f"/rounds/{site.round_of('XSA')}/")
    ana.get_by_role("navigation", name="Main").get_by_role("link", name="Comments").click()
    line = ana.locator(".thread > li", has_text="Which regions are meant?")
    expect(line).to_contain_text("New to you")
    line.get_by_role("link", name=re.compile("Go to this comment")).click()
    ana.get_by_label("Comment, for your country only").fill("All but the north.")
    ana.get_by_role("button", name="Add, for your country only").click()
    ana.get_by_role("button", name="Mark as resolved").click()
    expect(ana.get_by_text("Marked as resolved by A. Rahman")).to_be_visible()

    page.reload()
    expect(page.get_by_text("All but the north.")).to_be_visible()
    page.get_by_role("button", name="Open it again").click()
    expect(page.locator("#inside-form textarea")).to_be_visible()

    reviewer = arrive(REVIEWER)
    with reviewer.expecting(404):
        reviewer.go(page.url.partition("#")[0])
    expect(reviewer.page.get_by_text("Which regions are meant?")).to_have_count(0)
