"""The secretariat's board, a review and its end, regional figures; and what the country sees of them."""

from tests.browser.person import Person
from tests.browser.site import ADMINISTRATOR, COORDINATOR, REVIEWER
from tests.browser.steps import Place, open_all, post, refuse

SENT = "the round was sent"
COUNTED = "five countries are counted"


def take(person: Person) -> None:
    with person.page.expect_navigation():
        person.page.locator(".page-head button").click()


def return_without_a_reason(person: Person) -> None:
    take(person)
    post('button[value="return"]')(person)


def open_an_answer(person: Person) -> None:
    take(person)
    with person.page.expect_navigation():
        person.page.locator("tbody a").first.click()


PLACES = (
    Place("review board", "review_board", REVIEWER, "/review/"),
    Place("review board of many", "review_board", REVIEWER, "/review/", after=COUNTED),
    Place("review board, nothing fits", "review_board", REVIEWER, "/review/?state=returned"),
    Place("regional figures, none yet", "region_list", REVIEWER, "/review/regions/", then=open_all),
    Place("regional figures", "region_list", REVIEWER, "/review/regions/", then=open_all, after=COUNTED),
    Place("review of an accepted round", "review_show", REVIEWER, "/OLD/review/"),
    Place("a round that waits for a reviewer", "review_show", REVIEWER, "/R/review/", after=SENT),
    Place("a review", "review_show", REVIEWER, "/R/review/", then=take, after=SENT),
    Place("a return refused", "review_show", REVIEWER, "/R/review/", 422, then=return_without_a_reason, after=SENT),
    Place("an answer in review", "capability_edit", REVIEWER, "/R/review/", then=open_an_answer, after=SENT),
    Place("what changed since it was sent before", "review_changes", REVIEWER, "/OLD/review/changes/"),
    Place("reopen a round", "round_reopen", ADMINISTRATOR, "/OLD/reopen/"),
    Place("reopening refused", "round_reopen", ADMINISTRATOR, "/OLD/reopen/", 422, then=refuse("#id_reason", " ")),
    Place(
        "a country that is counted",
        "country_show",
        COORDINATOR,
        "/countries/XSA/",
        then=post('button[name="counted"]'),
    ),
)

#: They answer a post and lead back, or are a file.
NO_PAGE = {"review_take", "review_mark", "country_counted", "region_csv"}
