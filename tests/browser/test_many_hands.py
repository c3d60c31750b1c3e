"""Many hands: a team answers, is cleared, reviewed, returned and accepted. In each language, by marks and never by words."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests import samples
from tests.browser.person import Arrive
from tests.browser.site import CONTRIBUTOR, COORDINATOR, REVIEWER, Site
from tests.browser.test_journey import WHY, finish
from tests.browser.walking import at_rest, send_round, speaks, state

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def write(page: Page, name: str, text: str) -> None:
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.locator(f"#id_{name}").fill(text)
        page.locator(f"#id_{name}").blur()


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_first_share_of_work_to_the_next_round(
    arrive: Arrive, site: Site, language: str, tmp_path: Path
) -> None:
    site.set_language(language)
    number = site.round_of("XSA")
    ana = arrive(COORDINATOR, locale=language).page
    ana.goto(f"/rounds/{number}/assignments/")
    speaks(ana, language)
    for code in ("14", "17", "18"):
        ana.locator(f'[name=codes][value="{code}"]').check()
    lena_id = site.rows("SELECT id FROM assessments_user WHERE email = ?", CONTRIBUTOR)[0][0]
    ana.locator(f'#several input[type=checkbox][value="{lena_id}"]:not([name=codes])').first.check()
    ana.locator("#several button.btn").last.click()
    expect(ana.locator("h1")).to_contain_text("21")

    lea = arrive(CONTRIBUTOR, locale=language)
    lena = lea.page
    lena.goto("/")
    expect(lena).to_have_url(re.compile("/my-work/"))
    speaks(lena, language)
    lena.goto(f"/rounds/{number}/capabilities/14/")
    write(lena, "justification", WHY)
    at_rest(lena)

    # Two browsers on one answer: both versions are shown, and one is chosen.
    ana.goto(f"/rounds/{number}/capabilities/14/")
    lena.goto(f"/rounds/{number}/capabilities/14/")
    write(ana, "justification", "Written by the coordinator.")
    at_rest(ana)
    write(lena, "justification", "Written by the contributor.")
    expect(lena.locator("#met-justification, [id^=met-]").first).to_be_visible()
    assert site.answer("14", "justification") == ("Written by the coordinator.",)
    speaks(lena, language)

    comment(lena, number)
    with lea.expecting(422):
        upload(lena, site, number, tmp_path)

    finish(site)
    send_round(arrive, site, ana, language)
    rita = arrive(REVIEWER, locale=language).page
    rita.goto("/")
    expect(rita).to_have_url(re.compile("/review/"))
    speaks(rita, language)
    review(rita, number, language)
    assert state(site) == "returned"

    ana.goto(f"/rounds/{number}/capabilities/?returned=1")
    speaks(ana, language)
    expect(ana.locator(".needs li")).to_have_count(1)
    ana.goto(f"/rounds/{number}/capabilities/3/")
    write(ana, "justification", "Article 14 of the Act of 2025.")
    at_rest(ana)
    send_round(arrive, site, ana, language)
    rita.goto(f"/rounds/{number}/review/")
    rita.locator('form[action$="/review/take/"] button').first.click()
    rita.goto(f"/rounds/{number}/review/changes/")
    speaks(rita, language)
    rita.goto(f"/rounds/{number}/review/")
    with rita.expect_navigation():
        rita.locator("button[name=move][value=accept]").click()
    assert state(site) == "accepted"

    ana.goto("/countries/XSA/rounds/new/")
    speaks(ana, language)
    ana.locator("#id_year").fill("2027")
    ana.locator("#id_target_year").fill("2029")
    ana.locator("main form button.btn").first.click()
    expect(ana).to_have_url(re.compile(r"/rounds/\d+/$"))
    carried = """SELECT count(*) FROM assessments_response WHERE carried_over = 1
                 AND assessment_id = (SELECT max(id) FROM assessments_assessment)"""
    assert site.rows(carried)[0][0] == 21
    ana.goto("/countries/XSA/history/")
    speaks(ana, language)
    ana.goto("/notices/")
    speaks(ana, language)


def comment(page: Page, number: int) -> None:
    page.goto(f"/rounds/{number}/capabilities/14/comments/")
    form = page.locator("#inside-form")
    if not form.is_visible():
        page.locator("details summary").first.click()
    form.locator("textarea").fill("وفقا لقانون Loi n° 2025-12.")
    form.locator("button").click()
    expect(page.locator("main")).to_contain_text("Loi n° 2025-12.")


def upload(page: Page, site: Site, number: int, folder: Path) -> None:
    """A decree is taken, a photo is refused, also when it calls itself a PDF."""
    good, photo = folder / "decree.pdf", folder / "photo.pdf"
    good.write_bytes(samples.pdf("Decree 12/2025 on the national committee."))
    photo.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 400)
    for path, taken in ((photo, False), (good, True)):
        page.goto(f"/rounds/{number}/capabilities/14/evidence/all/")
        form = page.locator('form[enctype="multipart/form-data"][action$="/evidence/"]')
        form.locator("[name=title]").fill("Decree 12/2025")
        form.locator("input[type=file]").set_input_files(str(path))
        with page.expect_navigation():
            form.locator("button").last.click()
        count = site.rows("SELECT count(*) FROM assessments_evidencefile")[0][0]
        assert count == int(taken)


def review(page: Page, number: int, language: str) -> None:
    """Takes the round, asks about answer 3, gives a second view of it, and returns it."""
    page.goto(f"/rounds/{number}/review/")
    speaks(page, language)
    page.locator('form[action$="/review/take/"] button').first.click()
    page.goto(f"/rounds/{number}/capabilities/3/")
    speaks(page, language)
    form = page.locator('form[action$="/review/answers/3/"]')
    for box in form.locator("input[type=checkbox]").all():
        box.check()
    form.locator("button").first.click()
    page.goto(f"/rounds/{number}/review/")
    page.locator("main form [name=reason]").fill("Which article of the Act is it?")
    with page.expect_navigation():
        page.locator("button[name=move][value=return]").click()
