"""The journeys in each of the six languages: by the marks of the page, never by its words, which the languages bring."""

import io

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.person import Arrive
from tests.browser.site import COORDINATOR, PASSWORD, Site
from tests.browser.test_journey import OPEN, finish
from tests.browser.walking import at_rest, send_round, speaks

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def save_field(page: Page, name: str, text: str) -> None:
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.locator(f"#id_{name}").fill(text)
        page.locator(f"#id_{name}").blur()
    at_rest(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_main_job(arrive: Arrive, site: Site, language: str) -> None:
    site.set_language(language)
    page = arrive(locale=language).page
    page.goto("/")
    speaks(page, language)
    page.locator("[name=login]").fill(COORDINATOR)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button.btn").first.click()
    expect(page.locator("h1")).to_contain_text("17")
    speaks(page, language)
    root = f"/rounds/{site.round_of('XSA')}"
    page.goto(f"{root}/capabilities/{OPEN[0]}/")
    speaks(page, language)
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.locator('input[name="phase"][value="1"]').check()
    at_rest(page)
    text = {"ar": "وفقا لقانون Loi n° 2025-12 الفرنسي.", "ru": "Согласно закону № 12."}.get(language, "Law 12 of 2025.")
    save_field(page, "justification", text)
    assert site.answer(OPEN[0], "phase", "justification") == (1, text)
    for path in (
        "gaps/",
        "plan/",
        "plan/what-if/",
        "check/",
        "register/",
        "threats/",
        "commitments/",
        "brief/",
        "themes/",
    ):
        page.goto(f"{root}/{path}")
        speaks(page, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_a_gap_to_the_report(arrive: Arrive, site: Site, language: str) -> None:
    finish(site)
    site.set_language(language)
    page = arrive(COORDINATOR, locale=language).page
    root = f"/rounds/{site.round_of('XSA')}"
    page.goto(f"{root}/plan/actions/new/?capability=8")
    speaks(page, language)
    title = {"ar": "تدريب 24 مختصا (Highland)", "ru": "Обучить 24 специалиста"}.get(language, "Train 24 key workers")
    page.locator("#id_title").fill(title)
    page.locator("#id_lead").fill("UNICEF")
    page.locator("#id_due").fill("2027-09-30")
    page.locator("#id_cost").fill("12000")
    page.locator("#id_currency").select_option("USD")
    page.locator(".save-bar button.btn").click()
    expect(page.locator("h1")).to_contain_text(title)
    send_round(arrive, site, page, language)
    page.goto(f"{root}/report/")
    speaks(page, language)
    entry = page.locator(f"#report-{language}")
    if language != "en":  # the report in the round's own language is made when the round is signed
        entry.locator("button.btn").click()
    link = entry.locator('a.btn[href$="/pdf/"]')
    expect(link).to_be_visible(timeout=90_000)
    with page.expect_download() as started:
        link.click()
    assert started.value.suggested_filename == f"MNR-2026-XSA-report-{language}.pdf"
    reader = PdfReader(io.BytesIO(started.value.path().read_bytes()))
    assert reader.trailer["/Root"]["/Lang"] == language
    text = "".join("".join(sheet.extract_text() for sheet in reader.pages).split())
    assert "".join(title.split()) in text or language == "ar"
