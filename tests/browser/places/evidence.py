"""Evidence with its files, and the history."""

from tests.browser.person import Person
from tests.browser.site import BEGINNER, COORDINATOR, REVIEWER, VIEWER
from tests.browser.steps import Place, open_all


def upload(person: Person) -> None:
    """A file with an evil name, through the form of the answer; then its page."""
    person.page.locator("#id_title").fill("Decree 12 of 2026")
    person.page.locator("#id_url").fill("https://law.example/decree/12")
    words = b"Decree 12 of 2026 on the protection of children online. Article 1."
    person.page.locator("#id_file").set_input_files(
        {"name": "a-very-long-name-" * 6 + ".txt", "mimeType": "text/plain", "buffer": words}
    )
    with person.page.expect_event("load"):
        person.page.locator("#add-evidence .btn").click()
    person.page.locator('a[href$="/evidence/all/"]').click()
    open_all(person)


def photo(person: Person) -> None:
    person.page.locator("#id_title").fill("A photo")
    content = b"\x89PNG\r\n\x1a\n" + b"\x00" * 60
    person.page.locator("#id_file").set_input_files(
        {"name": "decree.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    with person.page.expect_navigation():
        person.page.locator("#add-evidence .btn").click()


def on_no_day(person: Person) -> None:
    page = person.page
    page.locator('form[action$="/seen/"] input[name="on"]').first.fill("")
    with page.expect_navigation():
        page.locator('form[action$="/seen/"] .btn').first.click()


def one_change(person: Person) -> None:
    with person.page.expect_navigation():
        person.page.locator('.thread a[href^="/countries/XSA/history/"]').first.click()


PLACES = (
    Place("evidence of an answer", "evidence_list", COORDINATOR, "/R/capabilities/14/", then=upload),
    Place("evidence of an answer, empty", "evidence_list", BEGINNER, "/NEW/capabilities/1/evidence/all/"),
    Place("evidence read only", "evidence_list", VIEWER, "/R/capabilities/12/evidence/all/", then=open_all),
    Place("a photo refused", "", COORDINATOR, "/R/capabilities/14/", 422, then=photo),
    Place("seen on no day", "", COORDINATOR, "/R/capabilities/12/evidence/all/", 422, then=on_no_day),
    Place("history", "history_list", COORDINATOR, "/countries/XSA/history/"),
    Place("history of an answer", "history_list", VIEWER, "/countries/XSA/history/?capability=12&kind=answers"),
    Place("history for the secretariat", "history_list", REVIEWER, "/countries/XSA/history/"),
    Place("one change", "history_show", COORDINATOR, "/countries/XSA/history/?kind=answers", then=one_change),
)

NO_PAGE = {"evidence_seen", "evidence_replace", "evidence_use", "evidence_download", "history_csv"}
