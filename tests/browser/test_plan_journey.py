"""From gaps to a funded plan, as a coordinator does it: the first five priorities, an action of each, the brief."""

import io
import re

from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser.person import Arrive
from tests.browser.site import COORDINATOR, Site
from tests.browser.test_journey import finish, order_of


def text_of(page: Page, link: Locator) -> tuple[str, str]:
    with page.expect_download() as started:
        link.click()
    reader = PdfReader(io.BytesIO(started.value.path().read_bytes()))
    return started.value.suggested_filename, "\n".join(sheet.extract_text() for sheet in reader.pages)


def plain(text: str) -> str:
    return " ".join(text.split())


def make_action(page: Page, site: Site, root: str, code: str, number: int) -> str:
    """One click from a gap on the capability's page; then owner, dates and money. Its title."""
    page.goto(f"{root}/capabilities/{code}/")
    title = f"Action {number} of the workshop, for capability {code}"
    button = page.locator("#following").get_by_role("button", name="Make it an action").first
    if button.count():
        button.click()
        expect(page.locator(".notice.good")).to_be_visible()
        made = site.rows("SELECT max(id) FROM assessments_action")[0][0]
        page.goto(f"{root}/plan/actions/{made}/edit/")
    else:  # every unmet sign has an action already: one more for the capability
        page.goto(f"{root}/plan/actions/new/?capability={code}")
    page.locator("#id_title").fill(title)
    page.locator("#id_lead").fill("Ministry of Justice")
    if page.locator("#id_lead_open").is_checked():
        page.locator("#id_lead_open").uncheck()
    page.locator("#id_start").fill("2027-01-11")
    page.locator("#id_due").fill("2027-09-30")
    page.locator("#id_cost").fill(str(1000 * number))
    page.locator("#id_currency").select_option("USD")
    page.locator("#id_funding").select_option("requested")
    page.locator(".save-bar button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    return title


def test_the_first_five_priorities_become_a_funded_plan_and_a_brief(arrive: Arrive, site: Site) -> None:
    finish(site)
    round_id = site.round_of("XSA")
    root = f"/rounds/{round_id}"
    page = arrive(COORDINATOR).go(f"{root}/gaps/")
    first_five = order_of(page)[:5]
    assert len(first_five) == 5
    before = site.rows("SELECT count(*) FROM assessments_action WHERE removed_at IS NULL")[0][0]
    titles = [make_action(page, site, root, code, number) for number, code in enumerate(first_five, start=1)]
    rows = site.rows(
        "SELECT title, lead, due, cost, currency, funding FROM assessments_action WHERE title LIKE 'Action %'"
    )
    assert sorted(row[0] for row in rows) == sorted(titles)
    assert {row[1:3] + row[4:] for row in rows} == {("Ministry of Justice", "2027-09-30", "USD", "requested")}
    assert sorted(float(row[3]) for row in rows) == [1000, 2000, 3000, 4000, 5000]
    assert site.rows("SELECT count(*) FROM assessments_action WHERE removed_at IS NULL")[0][0] >= before

    # The look ahead: with all open actions done the profile is never lower, and somewhere higher, than with none.
    page.goto(f"{root}/plan/what-if/?chosen=1")
    expect(page.get_by_text("Nothing is chosen: this is today’s profile.")).to_be_visible()
    page.goto(f"{root}/plan/what-if/")
    lead = page.get_by_role("status").first.inner_text()
    moved = re.search(r"\d+", lead)
    assert moved, lead
    assert int(moved[0]) > 0

    # The check: a line leads to its place; once put right there, it is gone.
    page.goto(f"{root}/check/")
    lines = page.locator("main li a")
    assert lines.count() > 0
    site.write("UPDATE assessments_response SET carried_over = 0 WHERE assessment_id = ?", round_id)

    # The brief: the proposed decisions are taken over, and printed.
    page.goto(f"{root}/brief/")
    boxes = page.locator("form textarea")
    for number in range(boxes.count()):
        boxes.nth(number).fill(f"Decide on point {number + 1}: name the lead and the money.")
    page.locator("form.panel").get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()

    for language, funding in (("en", "Requested"), ("es", "Solicitad")):
        page.goto(f"{root}/report/")
        for kind, name in (("", "report"), ("brief-", "brief")):
            entry = page.locator(f"#{kind or 'report-'}{language}")
            entry.get_by_role("button").first.click()
            link = entry.get_by_role("link", name="Download")
            expect(link).to_be_visible(timeout=90_000)
            file_name, text = text_of(page, link)
            assert file_name == f"MNR-2026-XSA-{name}-{language}.pdf"
            assert "Decide on point 1" in plain(text)
            if name == "report":
                assert funding in text
                assert "Ministry of Justice" in plain(text)
                for title in titles:
                    assert title in plain(text), title
