"""Second views: the reader's pages, the country's, the reviewer's."""

import re

from tests.browser.person import Person
from tests.browser.site import BEGINNER, COORDINATOR, READER, REVIEWER, VIEWER
from tests.browser.steps import Place, open_all, post


def follow(person: Person, number: str) -> None:
    """From the reader's list to one of its capabilities, in any language."""
    with person.page.expect_navigation():
        person.page.locator("main li a", has_text=re.compile(rf"^{number} ")).click()


def blind(person: Person) -> None:
    follow(person, "1")
    open_all(person)


def given(person: Person) -> None:
    follow(person, "8")


def given_badly(person: Person) -> None:
    blind(person)
    with person.page.expect_navigation():
        person.page.locator('button[name="give"]').click()


def two_windows(person: Person) -> None:
    blind(person)
    page = person.page
    address, old = page.url, page.locator('input[name="revision"]').input_value()
    page.locator("#id_reason").fill("Written in the first window.")
    with page.expect_navigation():
        page.locator('button[name="save"]').click()
    page.goto(address)
    page.locator("#id_reason").fill("Written in the second window.")
    page.locator('input[name="revision"]').evaluate("(box, old) => { box.value = old }", old)
    with page.expect_navigation():
        page.locator('button[name="save"]').click()


def hold_without_a_reason(person: Person) -> None:
    with person.page.expect_navigation():
        person.page.locator('.btn[name="reply"][value="held"]').first.click()


def review_badly(person: Person) -> None:
    person.page.locator('input[name="phase"][value="0"]').check()
    with person.page.expect_navigation():
        person.page.locator("#view .btn").first.click()


# R is Sampland's round of 2026, NEW one in which nothing is answered.
PLACES = (
    Place("asked of a reader", "view_list", READER, "/views/"),
    Place("a blind view", "view_edit", READER, "/views/", then=blind),
    Place("a view given", "view_edit", READER, "/views/", then=given),
    Place("a view given badly", "", READER, "/views/", 422, then=given_badly),
    Place("a view in two windows", "", READER, "/views/", 409, then=two_windows),
    Place("a view that is closed", "view_edit", READER, "/views/", then=blind, after="the round was sent"),
    Place("second views", "second_view_list", COORDINATOR, "/R/second-views/", then=open_all),
    Place("second views read only", "second_view_list", VIEWER, "/R/second-views/"),
    Place("second views, none", "second_view_list", BEGINNER, "/NEW/second-views/"),
    Place("second views of a sent round", "second_view_list", VIEWER, "/R/second-views/", after="the round was sent"),
    Place("held without a reason", "", COORDINATOR, "/R/second-views/", 422, then=hold_without_a_reason),
    Place("ask for a second view", "second_view_ask", COORDINATOR, "/R/second-views/ask/?capability=4"),
    Place("ask nobody", "", BEGINNER, "/NEW/second-views/ask/", 422, then=post("main form .btn")),
    Place("second views beside an answer", "capability_edit", COORDINATOR, "/R/capabilities/8/"),
    Place(
        "a review beside an answer", "capability_edit", REVIEWER, "/R/capabilities/11/", after="the round is in review"
    ),
    Place(
        "a view of the review",
        "second_view_review",
        REVIEWER,
        "/R/capabilities/11/second-view/",
        after="the round is in review",
    ),
    Place(
        "a view of the review refused",
        "",
        REVIEWER,
        "/R/capabilities/11/second-view/",
        422,
        then=review_badly,
        after="the round is in review",
    ),
)

#: Addresses that show no page of their own: they answer a post or a download.
NO_PAGE = {"second_view_answer", "reader_task_withdraw", "view_file"}
