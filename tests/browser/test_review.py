"""A review from the first look to the next round, as the secretariat and the country do it, with and without script."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Arrive
from tests.browser.site import COORDINATOR, REVIEWER, Site
from tests.browser.test_journey import finish
from tests.browser.walking import send_round


def look_at(page: Page, *, ask: bool) -> None:
    """Marks the answer that is open and goes on."""
    page.get_by_label("I have looked at this answer").check()
    if ask:
        page.get_by_label("Ask the country to look at it again").check()
    page.get_by_role("button", name="Save and go on").click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_returned_changed_sent_again_and_accepted(arrive: Arrive, site: Site, script: bool) -> None:
    finish(site)
    number = site.round_of("XSA")
    ana = arrive(COORDINATOR, java_script_enabled=script).page
    send_round(arrive, site, ana, "en")

    rita = arrive(REVIEWER, java_script_enabled=script).page
    rita.goto("/")
    expect(rita.get_by_role("heading", level=1)).to_have_text("Review board")
    rita.get_by_role("link", name="Next review: Republic of Sampland").click()
    rita.get_by_role("button", name="Take the review").click()
    expect(rita.get_by_role("heading", level=1)).to_have_text("0 of 21 answers looked at")
    rita.get_by_role("link", name="1 Leadership").click()
    look_at(rita, ask=False)
    expect(rita.get_by_role("heading", level=1)).to_have_text("Research, Analysis and Monitoring")
    look_at(rita, ask=False)
    look_at(rita, ask=True)  # 3
    rita.goto(f"/rounds/{number}/capabilities/8/")
    look_at(rita, ask=True)
    rita.goto(f"/rounds/{number}/review/")
    expect(rita.get_by_role("heading", level=1)).to_have_text("4 of 21 answers looked at")
    expect(rita.get_by_role("button", name="Accept the round")).to_have_count(0)
    rita.get_by_label("What the country should look at again, and why").fill("Which article of the Act is it?")
    rita.get_by_role("button", name="Return the round to the country").click()
    expect(rita.get_by_text("The round is with the country again.")).to_be_visible()

    ana.goto("/")
    expect(ana.get_by_role("heading", name="The secretariat returned this round")).to_be_visible()
    expect(ana.get_by_text("Which article of the Act is it?")).to_be_visible()
    ana.get_by_role("link", name="Show all 2 returned answers").click()
    expect(ana.locator(".needs li")).to_have_count(2)
    ana.get_by_role("link", name="3 Legislation").first.click()
    expect(ana.get_by_text("The secretariat asks you to look at this answer again.")).to_be_visible()
    ana.locator("#id_justification").fill("Article 14 of the Act of 2025 names online offences.")
    ana.get_by_role("button", name="Save", exact=True).last.click()
    expect(ana.get_by_text("Saved.", exact=True)).to_be_visible()
    ana.goto(f"/rounds/{number}/")
    expect(ana.get_by_text("Saved since")).to_have_count(1)
    send_round(arrive, site, ana, "en")

    rita.goto("/review/?state=submitted")
    rita.get_by_role("link", name="Republic of Sampland", exact=True).click()
    rita.get_by_role("button", name="Take the review").click()
    expect(rita.get_by_role("heading", level=1)).to_have_text("2 of 21 answers looked at")
    rita.get_by_role("link", name="See what changed since").click()
    expect(rita.get_by_role("heading", level=1)).to_have_text("1 answer changed")
    expect(rita.get_by_role("heading", name="Returned, and still as it was")).to_be_visible()
    expect(rita.locator("mark").filter(has_text="Article")).to_be_visible()
    rita.goto(f"/rounds/{number}/review/")
    rita.get_by_role("button", name="Accept the round").click()
    expect(rita.get_by_role("heading", level=1)).to_have_text("This round is accepted")

    ana.goto("/countries/XSA/")
    ana.get_by_role("link", name="Open the next round").click()
    ana.get_by_label("Year of the round").fill("2027")
    ana.get_by_label("Target year").fill("2030")
    ana.get_by_role("button", name="Open the round").click()
    expect(ana.get_by_text("The answers of the last round are filled in")).to_be_visible()
    expect(ana.get_by_role("heading", level=1)).to_have_text(re.compile("21 of 21"))
    ana.goto(f"/rounds/{site.round_of('XSA', 2027)}/capabilities/3/")
    expect(ana.locator("#id_justification")).to_have_value("Article 14 of the Act of 2025 names online offences.")
    expect(ana.get_by_text("look at this answer again")).to_have_count(0)
