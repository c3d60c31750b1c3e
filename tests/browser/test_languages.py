"""The main job and the way from gaps to a funded plan, in each of the six languages: one walk, from signing in to the
report and the brief. What a page says is asked of the catalogue, where it says it of the page's marks."""

import re

import pytest
from django.utils import translation
from playwright.sync_api import Page, expect

from assessments.models.action import FUNDING_NAMES
from assessments.wording import number as as_written
from tests.browser.person import Arrive
from tests.browser.site import COORDINATOR, PASSWORD, Site
from tests.browser.test_journey import OPEN, order_of
from tests.browser.walking import (
    LANGUAGES,
    WRITTEN,
    at_rest,
    bare,
    choose,
    download,
    go,
    press,
    save_field,
    says,
    send_round,
    speaks,
    words,
)

TITLES = {
    "ar": "تدريب القضاة المختصين (Highland)",
    "ru": "Обучить 24 специалиста",
    "fr": "Former 24 spécialistes",
    "es": "Formar a 24 especialistas",
    "pt": "Formar 24 especialistas",
    "en": "Train 24 key workers",
}
DECISIONS = {
    "ar": "إقرار المخصصات المالية",
    "ru": "Выделить средства",
    "fr": "Décider du budget",
    "es": "Aprobar el presupuesto",
    "pt": "Aprovar o orçamento",
    "en": "Grant the money",
}

SUGGESTED = (
    "The signs suggest <b>%(number)s %(name)s</b>.",
    "The signs suggest at least <b>%(number)s %(name)s</b>. These signs decide whether it is more:",
)
MADE = "“%(title)s” is now an action of the plan. Give it a lead, dates and money there."


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_signing_in_to_the_report_and_the_brief(arrive: Arrive, site: Site, language: str) -> None:
    site.set_language(language)
    # A country that works in this language: the signed report is made in it.
    site.write("UPDATE assessments_assessment SET language = ? WHERE year = 2026", language)
    page = arrive(locale=language).page
    sign_in(page, language)
    root = f"/rounds/{site.round_of('XSA')}"
    finish_with_script(page, site, language)
    finish_without_script(arrive, site, root, language)
    page.goto(f"{root}/")
    says(page.locator("h1"), language, "%(number)s of %(total)s capabilities answered", number=21, total=21)
    first_five = set_priorities(page, root, language)
    titles = [make_action(page, site, root, code, each, language) for each, code in enumerate(first_five, start=1)]
    look_ahead(page, root, language)
    confirm_what_the_check_finds(page, site, root, language)
    word_the_decisions(page, root, language)
    for path in ("plan/", "register/", "threats/", "commitments/", "themes/", "enablers/"):
        go(page, f"{root}/{path}", language)
    send_round(arrive, site, page, language)
    download_both(page, root, language, titles)


def sign_in(page: Page, language: str) -> None:
    go(page, "/", language)
    page.locator("[name=login]").fill(COORDINATOR)
    page.locator("[name=password]").fill(PASSWORD)
    says(page.locator("main form button.btn").first, language, "Sign in")
    press(page, page.locator("main form button.btn").first, language)
    says(page.locator("h1"), language, "%(number)s of %(total)s capabilities answered", number=17, total=21)


def finish_with_script(page: Page, site: Site, language: str) -> None:
    """Two of the open answers, with nothing pressed to save; the suggestion follows the signs."""
    for code in OPEN[:2]:
        press(page, page.locator(f'.page-head a.btn[href$="/capabilities/{code}/"]'), language)
        signs = page.locator('fieldset[data-field^="sign."]').evaluate_all("all => all.map(one => one.dataset.field)")
        for sign in (sign for sign in signs if re.search(r"1[a-z]$", sign)):
            choose(page, sign, "yes")
        starts = [words(language, text, number=1, name="").partition("<b>")[0].strip() for text in SUGGESTED]
        expect(page.locator("#suggestion")).to_contain_text(re.compile("|".join(map(re.escape, starts))))
        choose(page, "phase", "1")
        choose(page, "target", "3")
        save_field(page, "justification", WRITTEN[language])
        at_rest(page)
        assert site.answer(code, "phase", "target", "justification") == (1, 3, WRITTEN[language])
        speaks(page, language)
        go(page, f"/rounds/{site.round_of('XSA')}/", language)


def finish_without_script(arrive: Arrive, site: Site, root: str, language: str) -> None:
    page = arrive(COORDINATOR, locale=language, java_script_enabled=False).page
    for code in OPEN[2:]:
        page.goto(f"{root}/capabilities/{code}/")
        page.locator('input[name="phase"][value="1"]').check()
        page.locator('input[name="target"][value="2"]').check()
        page.locator("#id_justification").fill(WRITTEN[language])
        page.locator('.save-bar button[name="save"]').click()
        says(page.locator("main"), language, "Saved.")
        assert site.answer(code, "phase", "justification") == (1, WRITTEN[language])


def set_priorities(page: Page, root: str, language: str) -> list[str]:
    """What was just answered asks for numbers; with them it takes its place. The first five."""
    go(page, f"{root}/gaps/", language)
    before = order_of(page)
    unset = [str(item.get_attribute("id"))[1:] for item in page.locator(".unset-list > li").all()]
    assert set(OPEN[:2]) <= set(unset)
    for code in unset:
        page.locator(f"#id_p{code}-importance").select_option("5")
        page.locator(f"#id_p{code}-feasibility").select_option("5")
    press(page, page.locator("#priorities .save-bar button"), language)
    says(page, language, "Saved. The order follows the new numbers.")
    after = order_of(page)
    assert sorted(after) == sorted(before + unset)
    assert after[: len(before)] != before
    return after[:5]


def make_action(page: Page, site: Site, root: str, code: str, each: int, language: str) -> str:
    """From an unmet sign with one click, or beside the actions that work on all of them; then owner, dates and money."""
    page.goto(f"{root}/capabilities/{code}/")
    button = page.locator('#following button[name="gap"]').first
    title = f"{TITLES[language]} {each}"
    if button.count():
        press(page, button, language)
        expect(page.locator(".notice.good")).to_contain_text(words(language, MADE).rpartition("%(title)s")[2])
        made = site.rows("SELECT max(id) FROM assessments_action")[0][0]
        go(page, f"{root}/plan/actions/{made}/edit/", language)
    else:
        go(page, f"{root}/plan/actions/new/?capability={code}", language)
    page.locator("#id_title").fill(title)
    page.locator("#id_lead").fill("UNICEF")
    page.locator("#id_lead_open").uncheck()
    page.locator("#id_start").fill("2027-01-11")
    page.locator("#id_due").fill("2027-09-30")
    page.locator("#id_cost").fill(str(1000 * each))
    page.locator("#id_currency").select_option("USD")
    page.locator("#id_funding").select_option("requested")
    press(page, page.locator(".save-bar button.btn"), language)
    expect(page.locator("h1")).to_contain_text(title)
    return title


def look_ahead(page: Page, root: str, language: str) -> None:
    go(page, f"{root}/plan/what-if/?chosen=1", language)
    says(page.locator(".lead"), language, "Nothing is chosen: this is today’s profile.")
    go(page, f"{root}/plan/what-if/", language)
    moved = re.search(r"\d+", page.locator(".lead").inner_text())
    assert moved and int(moved[0]) > 0


def confirm_what_the_check_finds(page: Page, site: Site, root: str, language: str) -> None:
    """Each line leads to its place; once put right there, it is gone."""
    go(page, f"{root}/check/", language)
    says(page.locator("#q-carried_over"), language, "Still carried over from the last round")
    for code in ("5", "13"):
        page.goto(f"{root}/check/")
        page.locator(f'section[aria-labelledby="q-carried_over"] a[href*="/capabilities/{code}/"]').first.click()
        press(page, page.locator('button[name="confirm"]'), language)
        assert site.answer(code, "carried_over") == (0,)
    go(page, f"{root}/check/", language)
    assert page.locator('section[aria-labelledby="q-carried_over"] a[href*="/capabilities/"]').count() == 0


def word_the_decisions(page: Page, root: str, language: str) -> None:
    go(page, f"{root}/brief/", language)
    boxes = page.locator("form.panel textarea")
    for each in range(boxes.count()):
        boxes.nth(each).fill(f"{DECISIONS[language]} {each + 1}.")
    press(page, page.locator("form.panel button.btn:not(.quiet)").last, language)
    says(page.locator("main"), language, "Saved.")


def download_both(page: Page, root: str, language: str, titles: list[str]) -> None:
    """In the walk's language: headings, what was typed, and the money as that language writes it."""
    go(page, f"{root}/report/", language)
    file_name, report = download(page, page.locator(f"#report-{language}"))
    assert file_name == f"MNR-2026-XSA-report-{language}.pdf"
    for heading in (
        "Threat picture",
        "Gap register",
        "Action plan",
        "Priorities",
        "Method and limits",
        "Check this report",
    ):
        assert bare(words(language, heading)) in report, heading
    with translation.override(language):
        wanted = [WRITTEN[language], str(FUNDING_NAMES["requested"]), as_written("5000"), "UNICEF"]
    brief = page.locator(f"#brief-{language}")
    brief.locator("button.btn").click()
    brief_name, said = download(page, brief)
    assert brief_name == f"MNR-2026-XSA-brief-{language}.pdf"
    assert bare(words(language, "What holds us back")) in said
    # Where a line has two directions, what stands behind their border is found in the order in which it is seen.
    typed = [re.split(r" \(| Loi", text)[0] for text in [*titles, *wanted]]
    assert [text for text in typed if report.count(bare(text)) < typed.count(text)] == []
    assert min(text.count(bare(DECISIONS[language])) for text in (report, said)) >= 3
