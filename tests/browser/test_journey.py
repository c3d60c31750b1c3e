"""The main job, as a coordinator does it: sign in, answer, set priorities, send the round, download the report."""

import io
import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Locator, Page, Route, expect
from pypdf import PdfReader

from tests.browser.person import Arrive, Person, saved
from tests.browser.site import APP_KEY, APPROVER, COORDINATOR, NEWCOMER, PASSWORD, Site

OPEN = ("14", "17", "18", "20")  # what the demonstration leaves unanswered
WHY = "The regulator started a pilot in two regions; figures will follow in spring."


def sign_in(page: Page, email: str = COORDINATOR) -> None:
    page.goto("/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("of 21 capabilities answered")


def radio(page: Page, field: str, value: str) -> Locator:
    return page.locator(f'input[type=radio][name="{field}"][value="{value}"]')


def choose(page: Page, field: str, value: str) -> None:
    """Clicks, and waits until the site has said that it is saved."""
    with page.expect_response(lambda answer: answer.url.endswith("/save/")) as answer:
        radio(page, field, value).check()
    assert answer.value.ok
    saved(page)


def write(page: Page, name: str, text: str) -> None:
    """Types and leaves the box: leaving it saves, without any button."""
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        box = page.locator(f"#id_{name}")
        box.fill(text)
        box.blur()
    saved(page)


def sign_fields(page: Page) -> list[str]:
    names = page.locator('fieldset[data-field^="sign."]').evaluate_all("all => all.map(one => one.dataset.field)")
    assert 8 <= len(names) <= 12
    return names


def phase_of(field: str) -> int:
    """Signs are named by capability, phase and letter: sign.14.2b is one of phase 2."""
    found = re.search(r"(\d)[a-z]$", field)
    assert found, field
    return int(found[1])


# --- with JavaScript ----------------------------------------------------------------------------------------


def answer_by_hand(page: Page, code: str) -> None:
    """Signs of phase 1 Yes, the first of phase 2 No: the suggestion comes to 1 for certain. Then all the rest."""
    suggestion = page.locator("#suggestion")
    signs = sign_fields(page)
    for field in signs:
        for value in page.locator(f'input[name="{field}"]:checked').all():
            value.locator("xpath=ancestor::fieldset").get_by_role("button", name="Clear").click()
    first = [field for field in signs if phase_of(field) == 1]
    second = [field for field in signs if phase_of(field) == 2]
    for field in first:
        choose(page, field, "yes")
    expect(suggestion).to_contain_text("The signs suggest at least 1")
    choose(page, second[0], "no")
    for field in second[1:]:
        choose(page, field, "partly")
    expect(suggestion).to_contain_text("The signs suggest 1 ")
    expect(suggestion).not_to_contain_text("at least")
    choose(page, "practice", "partly")
    choose(page, "phase", "2")
    expect(page.locator("#reason-hint")).to_contain_text("You chose 2, the signs suggest 1.")
    write(page, "reason", "The second sign is met in all but one region.")
    write(page, "justification", WHY)
    choose(page, "confidence", "2")
    choose(page, "target", "3")
    write(page, "target_year", "2029")
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.get_by_role("checkbox").nth(1).check()
    saved(page)
    write(page, "participants_note", f"Telecoms Regulator, for {code}")
    expect(page.locator("#answer-facts")).to_contain_text("2 ")


def test_the_four_open_capabilities_are_finished_without_pressing_save(arrive: Arrive, site: Site) -> None:
    person = arrive()
    page = person.page
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("17 of 21 capabilities answered")
    for code in OPEN:
        page.get_by_role("link", name=f"Continue with {code} ").click()
        expect(page).to_have_url(re.compile(f"/capabilities/{code}/$"))
        answer_by_hand(page, code)
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Workspace").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("21 of 21 capabilities answered")
    expect(page.get_by_role("link", name="Check and send for approval")).to_be_visible()
    for code in OPEN:
        row = site.answer(code, "phase", "target", "target_year", "confidence", "practice", "justification", "reason")
        assert row[:5] == (2, 3, 2029, 2, "partly")
        assert row[5] == WHY
        assert row[6].startswith("The second sign")
        assert len(site.answer(code, "participants")[0]) > 2
        answers = site.signs(code)
        assert set(answers.values()) == {"yes", "no", "partly"}
    assert site.answer("14", "participants_note") == ("Telecoms Regulator, for 14",)


def test_a_cleared_sign_and_a_cleared_phase_are_empty_again(arrive: Arrive, site: Site) -> None:
    page = arrive(COORDINATOR).capability("17")
    field = sign_fields(page)[0]
    before = site.signs("17")
    choose(page, field, "partly")
    assert site.signs("17") == before | {field.removeprefix("sign."): "partly"}
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.locator(f'[data-field="{field}"]').get_by_role("button", name="Clear").click()
    saved(page)
    expect(page.locator(f'input[name="{field}"]:checked')).to_have_count(0)
    assert field.removeprefix("sign.") not in site.signs("17")
    choose(page, "phase", "1")
    assert site.answer("17", "phase") == (1,)
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.locator('[data-field="phase"]').get_by_role("button", name="Clear").click()
    saved(page)
    assert site.answer("17", "phase", "phase_unknown") == (None, 0)


def test_an_error_stands_at_its_field_and_the_rest_is_saved(arrive: Arrive, site: Site) -> None:
    page = arrive(COORDINATOR).capability("14")
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.locator("#id_target_year").fill("1999")
        page.locator("#id_target_year").blur()
    error = page.locator('[data-field="target_year"] .error')
    expect(error).to_contain_text("1999 has passed for this round.")
    expect(page.locator("#id_target_year")).to_have_attribute("aria-invalid", "true")
    write(page, "justification", WHY)
    assert site.answer("14", "target_year", "justification") == (None, WHY)
    write(page, "target_year", "2028")
    expect(error).to_be_hidden()
    assert site.answer("14", "target_year") == (2028,)


def test_typing_is_saved_while_one_types(arrive: Arrive, site: Site) -> None:
    """Nobody has to leave the box: a pause is enough."""
    page = arrive(COORDINATOR).capability("18")
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.locator("#id_justification").press_sequentially("A pause saves.", delay=5)
    saved(page)
    assert site.answer("18", "justification") == ("A pause saves.",)


# --- without JavaScript -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["14", "20"])
def test_an_answer_is_finished_without_javascript(arrive: Arrive, site: Site, code: str) -> None:
    person = arrive(java_script_enabled=False)
    page = person.page
    sign_in(page)
    page.get_by_role("table").first.get_by_role("link", name=re.compile(f"^{code} ")).click()
    for field in sign_fields_without_script(page):
        radio(page, field, "yes" if phase_of(field) == 1 else "no").check()
    radio(page, "phase", "1").check()
    radio(page, "target", "2").check()
    page.locator("#id_justification").fill(WHY)
    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.locator("#suggestion")).to_contain_text("The signs suggest 1 ")
    expect(page.locator("#id_justification")).to_have_value(WHY)
    assert site.answer(code, "phase", "target", "justification") == (1, 2, WHY)
    assert set(site.signs(code).values()) == {"yes", "no"}
    first = page.locator('fieldset[data-field^="sign."]').first
    first.get_by_role("button", name="Clear").click()
    expect(first.locator("input:checked")).to_have_count(0)
    page.get_by_role("button", name="Save and go to").click()
    expect(page).to_have_url(re.compile(f"/capabilities/{int(code) + 1}/$"))
    page.get_by_role("link", name="Workspace").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("18 of 21 capabilities answered")


def sign_fields_without_script(page: Page) -> list[str]:
    boxes = page.locator('fieldset[data-field^="sign."]').all()
    return [str(box.get_attribute("data-field")) for box in boxes]


def test_evidence_is_added_removed_and_brought_back(arrive: Arrive, site: Site) -> None:
    page = arrive(COORDINATOR).capability("14")
    page.get_by_label("What it is and what it shows").fill("Decree 9/2026")
    page.get_by_label("Web address, if it has one").fill("https://gov.example/9")
    page.get_by_role("button", name="Add evidence").click()
    expect(page.get_by_role("link", name="Decree 9/2026")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Remove.*Decree 9")).click()
    expect(page.get_by_role("link", name="Decree 9/2026")).to_have_count(0)
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_role("link", name="Decree 9/2026")).to_be_visible()


# --- confirming, enablers, priorities ------------------------------------------------------------------------


def test_answers_carried_over_are_confirmed(arrive: Arrive, site: Site) -> None:
    page = arrive(COORDINATOR).go(f"/rounds/{site.round_of('XSA')}/")
    page.get_by_role("link", name="Confirm 2 answers from the last round").click()
    expect(page).to_have_url(re.compile("/capabilities/5/$"))
    page.get_by_role("button", name="Still right: confirm").click()
    expect(page.get_by_role("button", name="Still right: confirm")).to_have_count(0)
    assert site.answer("5", "carried_over", "phase") == (0, 1)
    # The other one is changed instead; that counts as looked at, too.
    page.goto(f"/rounds/{site.round_of('XSA')}/capabilities/13/")
    write(page, "justification", WHY)
    assert site.answer("13", "carried_over", "justification") == (0, WHY)
    page.goto(f"/rounds/{site.round_of('XSA')}/")
    expect(page.get_by_role("link", name=re.compile("^Confirm .* answer"))).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_the_enablers_are_answered(arrive: Arrive, site: Site, script: bool) -> None:
    page = arrive(COORDINATOR, java_script_enabled=script).go(f"/rounds/{site.round_of('XSA')}/enablers/")
    with page.expect_navigation():
        page.get_by_role("button", name="Still right: confirm").click()
    expect(page.get_by_role("button", name="Still right: confirm")).to_have_count(0)
    radio(page, "e3-answer", "no").check()
    page.locator("#id_e3-note").fill("Planned for 2028.")
    radio(page, "e4-answer", "unknown").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    rows = site.rows(
        """SELECT e.code, a.answer, a.note, a.carried_over FROM assessments_enableranswer a
           JOIN assessments_enabler e ON e.id = a.enabler_id WHERE a.assessment_id = ? ORDER BY e.code""",
        site.round_of("XSA"),
    )
    assert [row[1] for row in rows] == ["yes", "partly", "no", "unknown", "partly", "partly", "partly"]
    assert rows[2][2] == "Planned for 2028."
    assert not any(row[3] for row in rows)


def order_of(page: Page) -> list[str]:
    items = page.locator(".rank-list > li").all()
    return [str(item.get_attribute("id")).removeprefix("p") for item in items]


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_priorities_follow_the_numbers_and_a_move_needs_a_reason(arrive: Arrive, site: Site, script: bool) -> None:
    person = arrive(COORDINATOR, java_script_enabled=script)
    page = person.go(f"/rounds/{site.round_of('XSA')}/gaps/")
    before = order_of(page)
    unset = [str(item.get_attribute("id"))[1:] for item in page.locator(".unset-list > li").all()]
    assert "19" in unset
    assert not set(unset) & set(before)
    for code in unset:
        page.locator(f"#id_p{code}-importance").select_option("5")
        page.locator(f"#id_p{code}-feasibility").select_option("5")
        page.locator(f"#id_p{code}-horizon").select_option("now")
    page.get_by_role("button", name="Save numbers and times").click()
    expect(page.get_by_text("Saved. The order follows the new numbers.")).to_be_visible()
    after = order_of(page)
    assert sorted(after) == sorted(before + unset)
    assert after != [*before, *unset]
    assert max(after.index(code) for code in unset) < len(after) / 2  # 5 × 5 is high; nothing was appended at the end
    expect(page.locator(".unset-list")).to_have_count(0)

    # One that was not moved before: a move that has a reason keeps it, and asks for none.
    last = next(code for code in reversed(after) if "Reason for the move" not in page.locator(f"#p{code}").inner_text())
    place = after.index(last)
    with person.expecting(422):
        page.locator(f"#p{last}").get_by_role("button", name=re.compile("^Move “.*” up$")).click()
        expect(page.locator(".error-summary")).to_contain_text("Say why it should move.")
    assert order_of(page) == after
    page.locator(f"#p{last}").get_by_label("Your reason for moving it").fill("The budget year ends in March.")
    page.locator(f"#p{last}").get_by_role("button", name="Move it up").click()
    expect(page.get_by_text(f"{last} now has rank {place}.")).to_be_visible()
    expect(page.locator(f"#p{last}")).to_contain_text("The budget year ends in March.")
    assert order_of(page) == [*after[: place - 1], last, after[place - 1], *after[place + 1 :]]
    if script:
        expect(page.locator(f"#p{last} button[name=step]").first).to_be_focused()


# --- sending, and the report ---------------------------------------------------------------------------------


def finish(site: Site) -> None:
    """The other tests have typed the four answers; here they are put in place."""
    for code in OPEN:
        site.write(
            """UPDATE assessments_response SET phase = 1, justification = ? WHERE assessment_id = ?
               AND capability_id IN (SELECT id FROM assessments_capability WHERE code = ?)""",
            WHY,
            site.round_of("XSA"),
            code,
        )
    # The site keeps what it has read by version.
    site.write("UPDATE assessments_assessment SET version = version + 1 WHERE id = ?", site.round_of("XSA"))


def download(page: Page, link: Locator) -> tuple[str, str]:
    """The file's name and its text."""
    with page.expect_download() as started:
        link.click()
    content = started.value.path().read_bytes()
    assert content.startswith(b"%PDF-")
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) > 20
    assert not reader.is_encrypted
    text = "\n".join(sheet.extract_text() for sheet in reader.pages[:3])
    return started.value.suggested_filename, text


def test_a_round_with_open_answers_cannot_be_sent(arrive: Arrive, site: Site) -> None:
    page = arrive(COORDINATOR).go(f"/rounds/{site.round_of('XSA')}/send/")
    expect(page.get_by_role("heading", name="4 capabilities are not answered")).to_be_visible()
    expect(page.get_by_role("button", name="Send for approval and lock the answers")).to_have_count(0)


def test_the_round_is_sent_and_its_report_downloaded_in_two_languages(arrive: Arrive, site: Site) -> None:
    finish(site)
    person = arrive(COORDINATOR)
    page = person.go("/")
    page.get_by_role("link", name="Check and send for approval").click()
    page.get_by_role("button", name="Send for approval and lock the answers").click()
    expect(page.locator(".messages")).to_contain_text("The round waits for approval.")
    sign(arrive(), site)
    page.goto(f"/rounds/{site.round_of('XSA')}/report/")
    assert site.rows("SELECT state FROM assessments_assessment WHERE id = ?", site.round_of("XSA")) == [("submitted",)]

    texts = {}
    for language in ("en", "es"):
        entry = page.locator(f"#report-{language}")
        if language == "es":  # the one in the round's own language is made when the round is signed
            entry.get_by_role("button", name="Prepare the report").click()
        # Made in another process; the page puts the button in place by itself.
        link = entry.get_by_role("link", name="Download")
        expect(link).to_be_visible(timeout=90_000)
        expect(entry.get_by_role("status")).to_have_text("The report is ready.")
        file_name, text = download(page, link)
        assert file_name == f"MNR-2026-XSA-report-{language}.pdf"
        texts[language] = text
    assert "Republic of Sampland" in texts["en"]
    assert texts["en"] != texts["es"]

    locked(person, site)


def sign(approver: Person, site: Site) -> None:
    """With the second step, as an approver signs in; name and function are there from the last time."""
    page = approver.go("/")
    page.get_by_label("E-mail address").fill(APPROVER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code", exact=True).fill(format_hotp_value(hotp_value(APP_KEY, int(time.time()) // 30)))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("This round waits for your signature.")).to_be_visible()
    page.get_by_role("link", name="Read, sign and send the round").click()
    with approver.expecting(422):
        page.get_by_role("button", name="Sign, send and lock the round").click()
        expect(page.locator(".error-summary")).to_contain_text("Confirm that you have read the round.")
    page.get_by_label("Your function").fill("Deputy Minister")
    page.get_by_label("I have read the round and send it for my country.").check()
    page.get_by_role("button", name="Sign, send and lock the round").click()
    expect(page.get_by_text("The round has been sent.")).to_be_visible()
    query = "SELECT name, function, without_approver FROM assessments_signature WHERE assessment_id = ?"
    assert site.rows(query, site.round_of("XSA")) == [("D. Okello", "Deputy Minister", 0)]


def locked(person: Person, site: Site) -> None:
    """After sending, an answer can be read and not changed, whatever page was still open."""
    page = person.capability("14")
    expect(page.get_by_text("This round is locked")).to_be_visible()
    assert page.locator("main input:not([type=hidden])").count() == 0
    assert page.locator("main textarea").count() == 1  # of the comments, which are no answers
    expect(page.get_by_text(WHY)).to_be_visible()
    page.goto(f"/rounds/{site.round_of('XSA')}/gaps/")
    expect(page.get_by_role("button", name="Save numbers and times")).to_have_count(0)
    with person.expecting(409):
        page.goto(f"/rounds/{site.round_of('XSA')}/send/")
        expect(page.get_by_role("heading", level=1)).to_have_text("This round is locked")


def test_a_page_that_was_open_while_the_round_was_sent_says_so_and_loses_no_text(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    page = person.capability("14")
    send_behind_the_back(site)
    with person.expecting(409):
        page.locator("#id_justification").fill("Typed too late.")
        page.locator("#id_justification").blur()
        expect(page.locator("#saved")).to_have_text("This could not be saved. Press Save to see why.")
        page.get_by_role("button", name="Save", exact=True).last.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("This round is locked")
    expect(page.get_by_label("What you had typed").first).to_have_value("Typed too late.")
    assert site.answer("14", "justification") == ("",)


def send_behind_the_back(site: Site) -> None:
    site.write("UPDATE assessments_assessment SET state = 'submitted' WHERE id = ?", site.round_of("XSA"))


def test_a_report_that_takes_too_long_is_said_to_with_a_way_to_look_again(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    address = f"/rounds/{site.round_of('XSA')}/report/"
    page = person.page
    page.add_init_script("const wait = setTimeout; window.setTimeout = (task) => wait(task, 0)")  # three minutes pass
    page.route(re.compile(r"/status/$"), lambda route: route.fulfill(json={"status": "working"}))
    button = re.compile(r'(id="report-fr" data-status=)"\w+"(.*?)<form.*?</form>', re.S)
    look = r'\1"working"\2<a class="btn quiet" href="?1#report-fr">Look again</a>'

    def being_made(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=button.sub(look, answer.text(), count=1))

    page.route(re.compile(re.escape(address) + "$"), being_made)
    entry = person.go(address).locator("#report-fr")
    expect(entry.get_by_role("status")).to_have_text(
        "This takes longer than usual. It may still be made: look again in a minute."
    )
    expect(entry.get_by_role("link", name="Look again")).to_be_visible()


def test_the_report_without_javascript_is_there_at_the_next_look(arrive: Arrive, site: Site) -> None:
    page = arrive(COORDINATOR, java_script_enabled=False).go(f"/rounds/{site.round_of('XSA')}/report/")
    entry = page.locator("#report-en")
    entry.get_by_role("button", name="Prepare the report").click()
    for _look in range(200):
        if entry.get_by_role("link", name="Download").count():
            break
        expect(entry).to_contain_text("The report is being made.")
        entry.get_by_role("link", name="Look again").click()
        page.goto(page.url.partition("#")[0])
    file_name, text = download(page, entry.get_by_role("link", name="Download"))
    assert file_name == "MNR-2026-XSA-report-en.pdf"
    assert "Draft" in text
    page.reload()
    page.locator("summary", has_text="Reports made of this round").click()
    code = page.locator("td bdi").first.inner_text()
    page.get_by_role("link", name="Check a code").click()
    page.get_by_label("Code from the last page").fill(code.lower())
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("This code is genuine.")).to_be_visible()


def test_one_opens_the_next_round_in_an_empty_country(arrive: Arrive, site: Site) -> None:
    person = arrive(NEWCOMER)
    page = person.go("/")
    page.get_by_role("link", name="Open the first round").first.click()
    page.get_by_label("Title").fill("")
    with person.expecting(422):
        page.get_by_role("button", name="Open the round").click()
        expect(page.locator(".error-summary")).to_contain_text("Give the round a title.")
    page.get_by_label("Title").fill("Our first")
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("0 of 21 capabilities answered")
