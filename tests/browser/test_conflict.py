"""Two people on one answer, a broken line, and a session that ended: nothing that was typed is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Arrive, Person, saved
from tests.browser.site import CONTRIBUTOR, COORDINATOR, PASSWORD, Site

OURS = "The hotline works in every region, day and night."
THEIRS = "The hotline works in every region, but only by day."
BOTH = "The hotline works in every region; at night a machine answers."
MET = "A colleague changed this field too. Please decide which version stays."


def write(page: Page, name: str, text: str) -> None:
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.locator(f"#id_{name}").fill(text)
        page.locator(f"#id_{name}").blur()


def press_save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).last.click()


def both_open(arrive: Arrive, *, script: bool = True) -> tuple[Person, Person]:
    """The coordinator and the contributor look at the same answer at the same time."""
    coordinator, contributor = arrive(COORDINATOR), arrive(CONTRIBUTOR, java_script_enabled=script)
    coordinator.capability("14")
    contributor.capability("14")
    return coordinator, contributor


def test_different_fields_merge_without_a_word(arrive: Arrive, site: Site) -> None:
    coordinator, contributor = both_open(arrive)
    write(coordinator.page, "justification", OURS)
    saved(coordinator.page)
    write(contributor.page, "participants_note", "National Police")
    saved(contributor.page)
    write(coordinator.page, "target_year", "2029")
    saved(coordinator.page)
    assert site.answer("14", "justification", "participants_note", "target_year") == (OURS, "National Police", 2029)


def test_different_fields_merge_without_javascript(arrive: Arrive, site: Site) -> None:
    """The whole form is sent, also the field that a colleague changed: unchanged here, so theirs stays."""
    coordinator, contributor = both_open(arrive, script=False)
    write(coordinator.page, "justification", OURS)
    contributor.page.locator("#id_participants_note").fill("National Police")
    press_save(contributor.page)
    expect(contributor.page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(contributor.page.locator("#id_justification")).to_have_value(OURS)
    assert site.answer("14", "justification", "participants_note") == (OURS, "National Police")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
@pytest.mark.parametrize(
    ("choice", "kept"), [("Keep mine", THEIRS), ("Keep theirs", OURS), ("Use the text below", BOTH)]
)
def test_the_same_text_twice_shows_both_versions(
    arrive: Arrive, site: Site, script: bool, choice: str, kept: str
) -> None:
    coordinator, contributor = both_open(arrive, script=script)
    write(coordinator.page, "justification", OURS)
    page = contributor.page
    with contributor.expecting(409):
        if script:
            write(page, "justification", THEIRS)
            expect(page.locator("#saved")).to_have_text(MET)
        else:
            page.locator("#id_justification").fill(THEIRS)
            press_save(page)
            expect(page.get_by_text("One field needs your decision")).to_be_visible()
        met = page.locator("#met-justification")
        expect(met).to_contain_text("A. Rahman changed this while you were writing.")
        expect(met.locator(".words").nth(0)).to_have_text(THEIRS)
        expect(met.locator(".words").nth(1)).to_have_text(OURS)
        assert "only by" in " ".join(met.locator(".words").nth(0).locator("mark").all_inner_texts())
        assert "night" in " ".join(met.locator(".words").nth(1).locator("mark").all_inner_texts())
        if script:
            expect(met).to_be_focused()
        assert site.answer("14", "justification") == (OURS,)  # nothing is overwritten before somebody decides

        met.get_by_label(choice).check()
        if kept == BOTH:
            met.get_by_label("One text from both").fill(BOTH)
        met.get_by_role("button", name="Save my decision").click()
        expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.locator("#id_justification")).to_have_value(kept)
    assert site.answer("14", "justification") == (kept,)


def test_a_version_is_not_lost_when_nobody_decides(arrive: Arrive, site: Site) -> None:
    coordinator, contributor = both_open(arrive, script=False)
    write(coordinator.page, "justification", OURS)
    page = contributor.page
    with contributor.expecting(409):
        page.locator("#id_justification").fill(THEIRS)
        press_save(page)
        press_save(page)  # without a choice: asked again
        expect(page.locator("#met-justification .words").nth(0)).to_have_text(THEIRS)
    assert site.answer("14", "justification") == (OURS,)


def test_the_same_choice_twice_is_shown_in_words(arrive: Arrive, site: Site) -> None:
    coordinator, contributor = both_open(arrive)
    with coordinator.page.expect_response(lambda answer: answer.url.endswith("/save/")):
        coordinator.page.locator('input[name="phase"][value="1"]').check()
    page = contributor.page
    page.locator('input[name="phase"][value="2"]').check()
    met = page.locator("#met-phase")
    expect(met.locator(".versions li")).to_have_text(["Enhancement", "Building"])
    met.get_by_label("Keep mine").check()
    met.get_by_role("button", name="Save my decision").click()
    expect(page.locator('input[name="phase"][value="2"]')).to_be_checked()
    assert site.answer("14", "phase") == (2,)


def test_ones_own_earlier_save_is_no_collision(arrive: Arrive, site: Site) -> None:
    """Saved by itself, changed again, and then Save pressed: the revision of the first save is known."""
    page = arrive(COORDINATOR).capability("14")
    write(page, "justification", OURS)
    saved(page)
    page.locator("#id_justification").fill(THEIRS)
    press_save(page)
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert site.answer("14", "justification") == (THEIRS,)


def test_two_tabs_of_two_capabilities_do_not_mix(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    first = person.capability("14")
    second = person.context.new_page()
    second.goto(first.url.replace("/14/", "/17/"))
    write(first, "justification", OURS)
    write(second, "justification", THEIRS)
    assert site.answer("14", "justification") == (OURS,)
    assert site.answer("17", "justification") == (THEIRS,)


# --- the line breaks ------------------------------------------------------------------------------------------


def test_what_is_typed_while_the_line_is_down_is_saved_when_it_is_back(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    page = person.capability("14")
    with person.expecting("ERR_INTERNET_DISCONNECTED"):
        person.context.set_offline(True)
        page.locator("#id_justification").fill(OURS)
        page.locator("#id_justification").blur()
        expect(page.locator("#saved")).to_have_text("Not saved yet: no connection. It is tried again.")
        page.locator('input[name="phase"][value="1"]').check()
        assert site.answer("14", "justification", "phase") == ("", None)
        person.context.set_offline(False)
        saved(page)
    expect(page.locator("#answer-facts")).to_contain_text("1 Building")
    assert site.answer("14", "justification", "phase") == (OURS, 1)


def test_leaving_with_something_unsaved_asks_first(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    page = person.capability("14")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    with person.expecting("ERR_INTERNET_DISCONNECTED"):
        person.context.set_offline(True)
        page.locator("#id_justification").fill(OURS)
        page.locator("#id_justification").blur()
        expect(page.locator("#saved")).to_contain_text("Not saved yet")
        page.close(run_before_unload=True)
        page.wait_for_event("dialog") if not asked else None
        person.context.set_offline(False)
        saved(page)
    assert asked == ["beforeunload"]
    assert site.answer("14", "justification") == (OURS,)


# --- the session ends -----------------------------------------------------------------------------------------


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_session_that_ends_while_typing_is_said_and_nothing_is_lost(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    page = person.capability("14")
    person.lose_session()
    with person.expecting(401):
        page.locator("#id_justification").fill(OURS)
        page.locator("#id_justification").blur()
        line = page.locator("#saved")
        expect(line).to_contain_text("Your session has ended. Your text is still here")
        with person.context.expect_page() as opened:
            line.get_by_role("link", name="Sign in").click()
    tab = opened.value
    sign_in(tab, COORDINATOR)
    expect(tab).to_have_url(re.compile("/capabilities/14/$"))
    tab.close()
    expect(page.locator("#id_justification")).to_have_value(OURS)
    page.locator('input[name="phase"][value="1"]').check()
    expect(page.locator("#answer-facts")).to_contain_text("1 Building")
    saved(page)
    assert site.answer("14", "justification", "phase") == (OURS, 1)


def test_without_javascript_the_text_is_back_after_signing_in(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR, java_script_enabled=False)
    page = person.capability("14")
    page.locator("#id_justification").fill(OURS)
    page.locator('input[name="phase"][value="1"]').check()
    person.lose_session()
    press_save(page)
    expect(page.get_by_text("What you typed is kept.")).to_be_visible()
    sign_in(page, COORDINATOR)
    expect(page).to_have_url(re.compile("/capabilities/14/$"))
    expect(page.get_by_text("Your session had ended. What you typed is still here.")).to_be_visible()
    expect(page.locator("#id_justification")).to_have_value(OURS)
    expect(page.locator('input[name="phase"][value="1"]')).to_be_checked()
    assert site.answer("14", "justification") == ("",)
    press_save(page)
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert site.answer("14", "justification", "phase") == (OURS, 1)


def test_on_a_shared_machine_nobody_gets_anothers_text(arrive: Arrive) -> None:
    person = arrive(COORDINATOR, java_script_enabled=False)
    page = person.capability("14")
    page.locator("#id_justification").fill(OURS)
    person.lose_session()
    press_save(page)
    sign_in(page, CONTRIBUTOR)
    expect(page).to_have_url(re.compile("/capabilities/14/$"))
    expect(page.locator("#id_justification")).to_have_value("")
    expect(page.get_by_text("What you typed is still here.")).to_have_count(0)


def test_notes_of_enablers_survive_the_end_of_a_session(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    page = person.go(f"/rounds/{site.round_of('XSA')}/enablers/")
    page.locator("#id_e3-note").fill(OURS)
    person.lose_session()
    press_save(page)
    sign_in(page, COORDINATOR)
    expect(page.locator("#id_e3-note")).to_have_value(OURS)
