"""The coordinator shares the work out; the contributor does their part, is refused another's, and meets a colleague."""

import re

from playwright.sync_api import expect

from tests.browser.person import Arrive, saved
from tests.browser.site import CONTRIBUTOR, COORDINATOR, PASSWORD, Site


def test_from_the_assignment_to_the_answer(arrive: Arrive, site: Site) -> None:
    ana = arrive(COORDINATOR)
    page = ana.go(f"/rounds/{site.round_of('XSA')}/assignments/")
    expect(page.get_by_role("heading", level=1)).to_have_text("20 of 21 capabilities are with somebody")
    page.get_by_role("checkbox", name="20 Ethical and Informed Media Reporting").check()
    page.get_by_role("checkbox", name="L. Haddad").check()
    page.get_by_label("Organisation").fill("Ministry of Information")
    page.get_by_label("Due").fill("2026-12-01")
    page.get_by_role("button", name="Assign the ticked ones").click()
    expect(page.get_by_role("status").first).to_contain_text("1 capability is assigned.")
    expect(page.get_by_role("row", name=re.compile("^20 Ethical|20 Ethical"))).to_contain_text("L. Haddad")

    lena = arrive()
    page = lena.go("/")
    page.get_by_label("E-mail address").fill(CONTRIBUTOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("wait for you")
    page.get_by_role("link", name=re.compile("Notices")).click()
    page.get_by_role("link", name=re.compile("A. Rahman assigned capability 20 to you")).click()
    expect(page).to_have_url(re.compile("/capabilities/20/$"))
    page.locator("#id_justification").fill("The code of the press of 2025 names how children are shown.")
    page.locator("#id_justification").blur()
    saved(page)
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.locator('input[name="phase"][value="1"]').check()
    saved(page)
    assert site.answer("20", "phase") == (1,)
    page.get_by_role("link", name="My work").click()
    expect(page.get_by_role("link", name=re.compile("^20 "))).to_have_count(0)

    lena.capability("8")
    expect(page.get_by_text("This is with A. Rahman.")).to_be_visible()
    expect(page.locator("#answer")).to_have_count(0)


def test_what_was_taken_away_is_refused_and_the_text_is_given_back(arrive: Arrive, site: Site) -> None:
    lena = arrive(CONTRIBUTOR, java_script_enabled=False)
    page = lena.capability("3")
    page.locator("#id_justification").fill("Written before it was taken away.")
    ana = arrive(COORDINATOR).go(f"/rounds/{site.round_of('XSA')}/assignments/capabilities/3/")
    ana.get_by_role("checkbox", name="L. Haddad").uncheck()
    ana.get_by_role("button", name="Save").click()
    expect(ana.get_by_text("Saved.", exact=True)).to_be_visible()
    with lena.expecting(403):
        page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This answer is with somebody else")
    expect(page.get_by_label("What you had typed").first).to_have_value("Written before it was taken away.")


def test_who_is_there_is_shown_while_it_is_true(arrive: Arrive) -> None:
    ana, lena = arrive(COORDINATOR), arrive(CONTRIBUTOR)
    ana.page.clock.install()
    line = ana.capability("14").locator("#presence")
    expect(line).to_be_hidden()
    lena.capability("14")
    expect(lena.page.locator("#presence")).to_have_text(re.compile("A. Rahman is working on this answer too."))
    with ana.page.expect_response(lambda answer: answer.url.endswith("/here/")):
        ana.page.clock.fast_forward("00:21")
    expect(line).to_have_text(re.compile("L. Haddad is working on this answer too."))


def test_a_reminder_arrives(arrive: Arrive, site: Site) -> None:
    page = arrive(COORDINATOR).go(f"/rounds/{site.round_of('XSA')}/assignments/")
    page.get_by_role("button", name="Send a reminder").click()
    expect(page.get_by_text("1 person is reminded.")).to_be_visible()
    page.get_by_role("button", name="Send a reminder").click()
    expect(page.get_by_text("1 person was reminded today already")).to_be_visible()
    page.wait_for_timeout(500)  # the letter leaves outside the request
    assert site.mail().count(f"To: {CONTRIBUTOR}") == 1
