"""A second view from beginning to end: asked, given blind, settled; then the reviewer's, and the report with both."""

import re

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.person import Arrive
from tests.browser.site import COORDINATOR, PASSWORD, REVIEWER, Site
from tests.browser.steps import REVIEWED
from tests.browser.test_people import found_in_mail

# What the secretariat does with a round has no page here: it returns it by the action that its page will use.
RETURN = """
from assessments.actions.rounds import move_round
from assessments.models import Assessment, User
from assessments.workflow import Move
row = Assessment.objects.get(country__iso3="XSA", year=2026)
move_round(assessment=row, move=Move.RETURN, by=User.objects.get(email="{email}"), reason="Please look at 4.")
"""


def rate(page: Page, phase: str, reason: str) -> None:
    page.locator(f'input[name="phase"][value="{phase}"]').check()
    page.get_by_label("Why this phase?").fill(reason)
    page.get_by_label("Fairly sure").check()


def test_from_asking_to_the_report(arrive: Arrive, site: Site) -> None:
    ana = arrive(COORDINATOR).go("/")
    ana.get_by_role("link", name="Second views", exact=True).click()
    ana.get_by_role("link", name="Ask for a second view").click()
    ana.get_by_label("Whom do you ask?").select_option("new")
    ana.get_by_label("E-mail address").fill("eyes@network.example")
    ana.get_by_label("Organisation").fill("Network of Shelters")
    ana.get_by_label("4 Dedicated Law Enforcement").check()
    ana.get_by_label("3 Legislation", exact=True).check()
    ana.get_by_role("button", name="Ask", exact=True).click()
    expect(ana.get_by_text("Second views on 2 capabilities have been asked for.")).to_be_visible()
    expect(ana.get_by_role("row", name=re.compile("Invited, not accepted yet"))).to_have_count(2)

    # The reader, who sees nothing of the country but what they are asked.
    reader = arrive()
    page = reader.page
    page.goto(found_in_mail(site, r"http://\S+/invitations/\S+"))
    expect(page.get_by_text("You are asked for a second view")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("E. Yes")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Accept and start").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are asked for 2 second views")
    with reader.expecting(404):
        page.goto(f"/rounds/{site.round_of('XSA')}/")
        page.goto("/countries/XSA/")
    page.goto("/")
    page.get_by_role("link", name="4 Dedicated Law Enforcement").click()
    (justification,) = site.answer("4", "justification")
    assert justification and justification not in page.locator("body").inner_text()
    with reader.expecting(422):
        page.get_by_role("button", name="Give my view").click()
        expect(page.locator(".error-summary")).to_be_focused()
    rate(page, "1", "The unit has no staff outside the capital.")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Your draft has been saved.")).to_be_visible()
    assert "no staff outside" not in ana.goto(f"/rounds/{site.round_of('XSA')}/second-views/").text()  # type: ignore[union-attr]
    page.get_by_role("button", name="Give my view").click()
    expect(page.get_by_role("heading", name="You and the country are 1 phase apart")).to_be_visible()
    expect(page.get_by_text(justification[:60])).to_be_visible()

    # The coordinator settles it by changing the answer.
    ana.reload()
    entry = ana.get_by_role("region", name="4 Dedicated Law Enforcement")
    expect(entry).to_contain_text("The unit has no staff outside the capital.")
    entry.get_by_role("button", name=re.compile("Change our answer to 1")).click()
    expect(ana.get_by_text("The phase has been changed.")).to_be_visible()
    assert site.answer("4", "phase") == (1,)
    page.reload()
    expect(page.get_by_role("heading", name="You and the country say the same phase")).to_be_visible()

    # The reviewer differs on another capability, and the country holds to its answer.
    site.write(REVIEWED)
    joan = arrive(REVIEWER).go(f"/rounds/{site.round_of('XSA')}/capabilities/16/")
    joan.get_by_role("link", name="Record a second view").click()
    joan.locator('input[name="phase"][value="1"]').check()
    joan.get_by_label("Why this phase?").fill("Takedown depends on one company alone.")
    joan.get_by_role("button", name="Save", exact=True).last.click()
    expect(joan.get_by_text("The country sees it once the review is handed over.")).to_be_visible()
    site._run("manage.py", "shell", "--verbosity=0", "-c", RETURN.format(email=REVIEWER))
    ana.goto(f"/rounds/{site.round_of('XSA')}/second-views/")
    entry = ana.get_by_role("region", name="16 Takedown Procedures")
    expect(entry).to_contain_text("Takedown depends on one company alone.")
    entry.get_by_label("Why the country holds to its answer").fill("Two companies have signed since.")
    entry.get_by_role("button", name="Hold to our answer").click()
    expect(ana.get_by_text("Your answer stays.")).to_be_visible()

    ana.goto(f"/rounds/{site.round_of('XSA')}/report/")
    made = ana.locator("#report-en")
    made.get_by_role("button", name="Prepare the report").click()
    link = made.get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=90_000)
    with ana.expect_download() as downloading:
        link.click()
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(downloading.value.path()).pages).split())
    assert "Takedown depends on one company alone." in words and "Two companies have signed since." in words
    assert "Network of Shelters" in words and "E. Yes" not in words
