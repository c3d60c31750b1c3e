"""Many hands, in each language: a team is invited, shares the work, meets on one answer, has the round cleared and
reviewed, answers what is asked, is accepted, and opens the next round. At the end every letter is read."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessments.notice_words import KIND_NAMES
from assessments.notices import Kind
from tests import samples
from tests.browser.person import Arrive, Person
from tests.browser.site import COORDINATOR, REVIEWER, Site
from tests.browser.test_journey import WHY, finish
from tests.browser.walking import (
    LANGUAGES,
    WRITTEN,
    accept,
    at_rest,
    bare,
    go,
    link_for,
    press,
    read_letters,
    save_field,
    says,
    send_round,
    set_up_second_step,
    speaks,
    state,
    words,
)

NEW = {role: f"{role}@new.sampland.example" for role in ("contributor", "approver", "reader")}
SHARED = ("14", "17", "18")


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_invitations_to_the_next_round(arrive: Arrive, site: Site, language: str, tmp_path: Path) -> None:
    site.set_language(language)
    number = site.round_of("XSA")
    root = f"/rounds/{number}"
    ana_herself = arrive(COORDINATOR, locale=language)
    ana = ana_herself.page
    invite(ana, site, root, language)
    lea = arrive(locale=language)
    lena = accept(lea, link_for(site, NEW["contributor"]), "ليلى Haddad", language)
    share(ana, site, root, language)
    go(lena, "/", language)
    expect(lena).to_have_url(re.compile("/my-work/"))
    for code in SHARED:
        expect(lena.locator(f'main a[href*="{root}/capabilities/{code}/"]').first).to_be_visible()
    two_on_one_answer(ana, lea, site, root, language)
    comment(lena, root, language)
    upload(lea, site, root, tmp_path, language)
    give_a_second_view(arrive(locale=language), site, language)

    olga = accept(arrive(locale=language), link_for(site, NEW["approver"]), "О. Игнер", language)
    set_up_second_step(olga, language)
    finish(site)
    send_round(arrive, site, ana, language, olga)
    rita = arrive(REVIEWER, locale=language).page
    review(rita, root, language)
    assert state(site) == "returned"
    answer_the_review(ana, site, root, language)
    send_round(arrive, site, ana, language, olga)
    accept_the_round(rita, root, language)
    assert state(site) == "accepted"

    open_the_next(ana, site, language)
    for path in ("/countries/XSA/history/", "/notices/"):
        go(ana, path, language)
    read_every_letter(site, language)


def invite(ana: Page, site: Site, root: str, language: str) -> None:
    """A contributor and an approver as members; a reader for one capability alone."""
    for role in ("contributor", "approver"):
        go(ana, "/countries/XSA/people/", language)
        ana.locator("#id_email").fill(NEW[role])
        ana.locator("#id_role").select_option(role)
        ana.locator("#id_organisation").fill("وزارة العدل (Justice)")
        ana.locator("#id_language").select_option(language)
        press(ana, ana.locator("form#invite button.btn"), language)
        says(ana, language, "An invitation is on its way to %(address)s.", address=NEW[role])
    go(ana, f"{root}/second-views/ask/?capability=4", language)
    ana.locator("#id_who").select_option("new")
    ana.locator("#id_email").fill(NEW["reader"])
    ana.locator("#id_organisation").fill("Network of Shelters")
    ana.locator("#id_language").select_option(language)
    ana.locator('[name="capabilities"][value="4"]').check()
    press(ana, ana.locator("main form button.btn"), language)
    expect(ana.locator(".messages")).to_be_visible()


def share(ana: Page, site: Site, root: str, language: str) -> None:
    go(ana, f"{root}/assignments/", language)
    for code in SHARED:
        ana.locator(f'[name=codes][value="{code}"]').check()
    person = site.rows("SELECT id FROM assessments_user WHERE email = ?", NEW["contributor"])[0][0]
    ana.locator(f'#several input[type=checkbox][value="{person}"]:not([name=codes])').first.check()
    press(ana, ana.locator("#several button.btn").last, language)
    expect(ana.locator("h1")).to_contain_text("21")


def two_on_one_answer(ana: Page, lea: Person, site: Site, root: str, language: str) -> None:
    """Two browsers on one answer: both versions are shown, and one is chosen."""
    lena = lea.page
    go(lena, f"{root}/capabilities/14/", language)
    go(ana, f"{root}/capabilities/14/", language)
    save_field(ana, "justification", WHY)
    at_rest(ana)
    with lea.expecting(409):
        save_field(lena, "justification", WRITTEN[language])
        met = lena.locator("#met-justification")
        says(met, language, "Yours, not saved yet")
        says(met, language, "Saved by a colleague")
    expect(met.locator(".words").nth(0)).to_have_text(WRITTEN[language])
    expect(met.locator(".words").nth(1)).to_have_text(WHY)
    assert site.answer("14", "justification") == (WHY,)
    met.locator('input[name="resolve.justification"][value="mine"]').check()
    met.locator("button.btn").last.click()
    expect(met).to_have_count(0)
    assert site.answer("14", "justification") == (WRITTEN[language],)
    speaks(lena, language)


def comment(page: Page, root: str, language: str) -> None:
    go(page, f"{root}/capabilities/14/comments/", language)
    form = page.locator("#inside-form")
    form.locator("textarea").fill(WRITTEN[language])
    press(page, form.locator("button"), language)
    expect(page.locator("main")).to_contain_text(WRITTEN[language])


def upload(lea: Person, site: Site, root: str, folder: Path, language: str) -> None:
    """A photo is refused, also when it calls itself a PDF; a decree is taken."""
    page = lea.page
    good, photo = folder / "decree.pdf", folder / "photo.pdf"
    good.write_bytes(samples.pdf("Decree 12/2025 on the national committee."))
    photo.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 400)
    with lea.expecting(422):
        for path, taken in ((photo, False), (good, True)):
            page.goto(f"{root}/capabilities/14/evidence/all/")
            form = page.locator('form[enctype="multipart/form-data"][action$="/evidence/"]')
            form.locator("[name=title]").fill("Decree 12/2025")
            form.locator("input[type=file]").set_input_files(str(path))
            press(page, form.locator("button").last, language)
            if not taken:
                refused = "This file is a picture. Pictures are never kept here: policy documents only."
                says(page.locator("main"), language, refused)
            assert site.rows("SELECT count(*) FROM assessments_evidencefile")[0][0] == int(taken)


def give_a_second_view(rosa: Person, site: Site, language: str) -> None:
    """By a reader who sees nothing of the answer before."""
    page = accept(rosa, link_for(site, NEW["reader"]), "E. Yes", language)
    ours = ("You are asked for %(number)s second view", "You are asked for %(number)s second views")
    says(page.locator("h1"), language, *ours, number=1)
    press(page, page.locator("main li a").first, language)
    assert bare(site.answer("4", "justification")[0]) not in bare(page.locator("body").inner_text())
    page.locator('input[name="phase"][value="1"]').check()
    page.locator("#id_reason").fill(WRITTEN[language])
    page.locator('input[name="confidence"]').first.check()
    press(page, page.locator('button[name="give"]'), language)
    says(page, language, "The country’s answer")


def look_at(page: Page, root: str, code: str, language: str, *, return_it: bool) -> None:
    go(page, f"{root}/capabilities/{code}/", language)
    form = page.locator(f'form[action$="/review/answers/{code}/"]')
    form.locator("input[type=checkbox]").first.check()
    if return_it:
        form.locator("input[type=checkbox]").nth(1).check()
    press(page, form.locator("button").first, language)


def review(page: Page, root: str, language: str) -> None:
    """Takes the round, asks about answer 3, gives a view of its own of 16, and returns the round."""
    go(page, "/", language)
    expect(page).to_have_url(re.compile("/review/"))
    go(page, f"{root}/review/", language)
    says(page.locator("h1"), language, "This round waits for a reviewer")
    press(page, page.locator('form[action$="/review/take/"] button').first, language)
    go(page, f"{root}/capabilities/3/comments/", language)
    page.locator("#question-form textarea").fill(WRITTEN[language])
    press(page, page.locator("#question-form button"), language)
    look_at(page, root, "3", language, return_it=True)
    look_at(page, root, "1", language, return_it=False)
    go(page, f"{root}/capabilities/16/second-view/", language)
    page.locator('input[name="phase"][value="1"]').check()
    page.locator("#id_reason").fill(WRITTEN[language])
    press(page, page.locator("#view button.btn"), language)
    go(page, f"{root}/review/", language)
    page.locator("main form [name=reason]").fill(WRITTEN[language])
    press(page, page.locator("button[name=move][value=return]"), language)
    says(page, language, "The round is with the country again. You will hear when it is sent.")


def answer_the_review(ana: Page, site: Site, root: str, language: str) -> None:
    """The country sees just the returned answer, changes it, answers the question, and holds to its own phase of 16."""
    go(ana, f"{root}/capabilities/?returned=1", language)
    expect(ana.locator(".needs li")).to_have_count(1)
    go(ana, f"{root}/capabilities/3/", language)
    says(ana, language, "The secretariat asks you to look at this answer again.")
    save_field(ana, "justification", f"{WRITTEN[language]} 14")
    at_rest(ana)
    go(ana, f"{root}/capabilities/3/comments/", language)
    press(ana, ana.locator('section[aria-labelledby="k-question"] li a').last, language)
    ana.locator("#question-form textarea").fill(WRITTEN[language])
    press(ana, ana.locator("#question-form button"), language)
    expect(ana.locator(".thread > li")).to_have_count(2)
    go(ana, f"{root}/second-views/", language)
    view = ana.locator('section:has(h2 a[href*="/capabilities/16/"]) form')
    view.locator("textarea").fill(WRITTEN[language])
    press(ana, view.locator('button.btn[value="held"]'), language)
    query = "SELECT count(*) FROM assessments_secondview WHERE kind = 'review' AND response = 'held'"
    assert site.rows(query)[0][0] == 1


def accept_the_round(page: Page, root: str, language: str) -> None:
    go(page, f"{root}/review/", language)
    press(page, page.locator('form[action$="/review/take/"] button').first, language)
    go(page, f"{root}/review/changes/", language)
    says(page.locator("h1"), language, "%(number)s answer changed", "%(number)s answers changed", number=1)
    go(page, f"{root}/review/", language)
    says(page, language, "It cannot be accepted yet")
    press(page, page.locator('#unsettled a[href$="/capabilities/3/comments/"]'), language)
    press(page, page.locator('section[aria-labelledby="k-question"] li a').last, language)
    press(page, page.locator('form[action$="/resolve/"] button'), language)
    go(page, f"{root}/review/", language)
    press(page, page.locator("button[name=move][value=accept]"), language)
    says(page.locator("h1"), language, "This round is accepted")


def open_the_next(ana: Page, site: Site, language: str) -> None:
    go(ana, "/countries/XSA/rounds/new/", language)
    ana.locator("#id_year").fill("2027")
    ana.locator("#id_target_year").fill("2029")
    press(ana, ana.locator("main form button.btn").first, language)
    expect(ana).to_have_url(re.compile(r"/rounds/\d+/$"))
    says(ana, language, "The round is open. The answers of the last round are filled in: please confirm each.")
    carried = """SELECT count(*) FROM assessments_response WHERE carried_over = 1
                 AND assessment_id = (SELECT max(id) FROM assessments_assessment)"""
    assert site.rows(carried)[0][0] == 21
    ana.goto(f"/rounds/{site.round_of('XSA', 2027)}/capabilities/3/")
    expect(ana.locator("#id_justification")).to_have_value(f"{WRITTEN[language]} 14")


def read_every_letter(site: Site, language: str) -> None:
    """Those that went at once, and the digests of what waited."""
    site._run("manage.py", "send_digests")
    said = read_letters(site, language)
    subjects, texts = "\n".join(said), "\n".join(said.values())
    for kind in (Kind.FOR_APPROVAL, Kind.QUESTION, Kind.RETURNED):
        assert words(language, str(KIND_NAMES[kind])) in subjects, kind
    for sentence in (
        "Open this link to accept. It is good for seven days and works once:",
        "You are asked for a second view: your own view of some capabilities, given before you see the country’s answers.",
        "The secretariat returned the round with comments.",
        "The secretariat accepted the round.",
        "What was answered never stands in a letter: you see it after signing in.",
    ):
        assert words(language, sentence) in texts, sentence
    assert WRITTEN[language] not in texts
    assert site.rows("SELECT count(*) FROM assessments_notice WHERE delivery = 'waiting'")[0][0] == 0
