"""What is pasted, and what is typed while the session ends: nothing of it is cut, and nothing of it is lost."""

from playwright.sync_api import expect

from tests.browser.person import Arrive, saved
from tests.browser.site import COORDINATOR, Site


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
