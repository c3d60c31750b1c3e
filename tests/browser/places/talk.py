"""Approval and signature, comments and questions."""

from tests.browser.person import Person
from tests.browser.site import APPROVER, BEGINNER, CONTRIBUTOR, COORDINATOR, REVIEWER, VIEWER
from tests.browser.steps import Place, open_all


def to_sign(person: Person) -> None:
    """Whatever is open becomes answered, and the round waits for approval."""
    site = person.site
    number = site.round_of("XSA")
    answered = "UPDATE assessments_response SET phase_unknown = 1, justification = 'Nobody could say.'"
    site.write(f"{answered} WHERE assessment_id = ? AND phase IS NULL", number)
    waits = "UPDATE assessments_assessment SET version = version + 1, state = 'for_approval' WHERE id = ?"
    site.write(waits, number)
    person.page.reload()


def unsigned(person: Person) -> None:
    to_sign(person)
    with person.page.expect_navigation():
        person.page.locator("#sign").evaluate("form => { form.elements.name.value = ''; form.submit() }")


def first_thread(person: Person) -> None:
    with person.page.expect_navigation():
        person.page.locator('.thread a[href*="/comments/"]').first.click()


def nothing_said(person: Person) -> None:
    with person.page.expect_navigation():
        person.page.locator("#inside-form").evaluate("form => form.submit()")


PLACES = (
    Place("send for approval, incomplete", "round_send", COORDINATOR, "/R/send/"),
    Place("sign a first round, incomplete", "round_send", BEGINNER, "/NEW/send/"),
    Place("not for approval yet", "round_send", APPROVER, "/R/send/"),
    Place("sign and send", "round_send", APPROVER, "/R/send/", then=to_sign),
    Place("not signed", "round_send", APPROVER, "/R/send/", 422, then=unsigned),
    Place("comments", "comment_list", COORDINATOR, "/R/comments/"),
    Place("comments of a new round", "comment_list", BEGINNER, "/NEW/comments/"),
    Place("questions of an accepted round", "comment_list", REVIEWER, "/OLD/comments/?state=all"),
    Place("comments on an answer", "thread_list", COORDINATOR, "/R/capabilities/12/comments/"),
    Place("comments on an answer, empty", "thread_list", BEGINNER, "/NEW/capabilities/1/comments/"),
    Place("comments read only", "thread_list", VIEWER, "/R/capabilities/12/comments/"),
    Place("questions and notes", "thread_list", REVIEWER, "/OLD/capabilities/3/comments/"),
    Place("nothing was written", "thread_list", CONTRIBUTOR, "/R/capabilities/12/comments/", 422, then=nothing_said),
    Place("one thread", "thread_show", CONTRIBUTOR, "/R/capabilities/12/comments/", then=first_thread),
    Place("one question", "thread_show", REVIEWER, "/OLD/capabilities/3/comments/", then=first_thread),
    Place("comments on the page of the answer", "capability_edit", COORDINATOR, "/R/capabilities/12/", then=open_all),
)

NO_PAGE = {
    "round_for_approval",
    "round_give_back",
    "round_take_back",
    "thread_resolve",
    "thread_reopen",
    "comment_remove",
}
