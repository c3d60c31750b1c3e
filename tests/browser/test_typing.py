"""What is pasted, and what is typed while the session ends: nothing of it is cut, and nothing of it is lost."""

import re

from playwright.sync_api import Page, expect

from tests.browser.person import Arrive, Person, saved
from tests.browser.site import CONTRIBUTOR, COORDINATOR, PASSWORD, Site
from tests.browser.steps import too_much

TEXT = "The hotline works in every region, day and night."


def test_a_pasted_text_that_is_too_long_stays_whole_and_is_said(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = person.capability("14")
    text = "Every region has a hotline. " * 400 + "THE END"
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    box = page.locator("#id_justification")
    box.focus()
    page.keyboard.press("ControlOrMeta+V")
    box.blur()
    said = f"Use at most 10000 characters; you have typed {len(text)}."
    expect(page.locator("#id_justification_error")).to_have_text(said)
    expect(page.locator("#saved")).to_have_text(said)
    expect(box).to_have_value(text)
    assert site.answer("14", "justification") == ("",)

    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)  # it is not saved, so leaving asks first
    expect(box).to_have_value(text)
    assert asked == ["beforeunload"]

    with person.expecting(422):
        page.get_by_role("button", name="Save", exact=True).last.click()
        expect(page.locator("#error-summary")).to_contain_text(said)
        expect(box).to_have_value(text)
        box.fill(text[-399:])
        box.blur()
        saved(page)
    assert site.answer("14", "justification") == (text[-399:],)


# --- the session ends, and the person signs in again in another tab -----------------------------------------------


def sign_in_elsewhere(person: Person, email: str = COORDINATOR) -> None:
    """As the page advises; every sign-in makes a new token, so that of the first tab is old."""
    person.lose_session()
    tab = person.context.new_page()
    tab.goto("/accounts/login/")
    tab.get_by_label("E-mail address").fill(email)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    expect(tab.get_by_role("button", name="Sign in")).to_have_count(0)
    tab.close()


def press_save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).last.click()


def test_what_waits_is_saved_when_the_person_comes_back(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    page = person.capability("14")
    box = page.locator("#id_justification")
    person.lose_session()
    with person.expecting(401):
        box.fill(TEXT)
        box.blur()
        expect(page.locator("#saved")).to_contain_text(
            "sign in in a new tab and come back. Then it is saved by itself."
        )
    sign_in_elsewhere(person)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # a browser without windows sends none
    saved(page)
    assert site.answer("14", "justification") == (TEXT,)


def test_save_takes_the_new_token(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    page = person.capability("14")
    page.locator("#id_justification").fill(TEXT)
    sign_in_elsewhere(person)
    press_save(page)
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert site.answer("14", "justification") == (TEXT,)
    page = person.go(f"/rounds/{site.round_of('XSA')}/enablers/")
    page.locator("#id_e3-note").fill(TEXT)
    sign_in_elsewhere(person)
    press_save(page)
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


def test_without_javascript_the_text_is_back_and_saved_by_the_next_press(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR, java_script_enabled=False)
    page = person.capability("14")
    page.locator("#id_justification").fill(TEXT)
    page.locator('input[name="phase"][value="1"]').check()
    sign_in_elsewhere(person)
    press_save(page)
    expect(page).to_have_url(re.compile("/capabilities/14/$"))
    expect(page.get_by_text("Your session had ended. What you typed is still here.")).to_be_visible()
    expect(page.locator("#id_justification")).to_have_value(TEXT)
    assert site.answer("14", "justification") == ("",)
    press_save(page)
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert site.answer("14", "justification", "phase") == (TEXT, 1)


def test_what_one_person_typed_is_not_saved_as_anothers(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    page = person.capability("14")
    page.locator("#id_justification").fill(TEXT)
    sign_in_elsewhere(person, CONTRIBUTOR)
    with person.expecting(403):
        press_save(page)
        expect(page.get_by_role("heading", name="This page was opened by somebody else")).to_be_visible()
    assert site.answer("14", "justification") == ("",)


# --- more than a request may carry ---------------------------------------------------------------------------------


def test_after_too_much_at_once_going_back_finds_what_was_typed(arrive: Arrive) -> None:
    person = arrive(COORDINATOR)
    page = person.capability("14")
    page.locator("#id_justification").fill(TEXT)
    with person.expecting(413):
        too_much(person)
        expect(page.get_by_text("up to 2 MB")).to_be_visible()
    page.go_back()
    expect(page.locator("#id_justification")).to_have_value(TEXT)


def test_a_tab_that_is_closed_in_the_middle_of_a_word_asks_first(arrive: Arrive, site: Site) -> None:
    page = arrive(COORDINATOR).capability("14")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    box = page.locator("#id_justification")
    box.press_sequentially(TEXT)  # and the box is not left
    page.close(run_before_unload=True)
    expect(box).to_have_value(TEXT)
    assert asked == ["beforeunload"]
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        box.blur()
    assert site.answer("14", "justification") == (TEXT,)


def test_another_language_keeps_what_was_typed(arrive: Arrive, site: Site) -> None:
    page = arrive(COORDINATOR).go(f"/rounds/{site.round_of('XSA')}/plan/actions/new/")
    page.locator("#id_title").fill("Train the judges of the north")
    page.locator("#id_title").blur()
    page.locator("summary", has_text="English").click()
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("#id_title")).to_have_value("Train the judges of the north")
