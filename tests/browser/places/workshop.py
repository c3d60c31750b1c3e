"""Workshop mode, print packs, the questionnaire, papers, and help."""

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.site import ADMINISTRATOR, BEGINNER, CONTRIBUTOR, COORDINATOR, NEWCOMER, REVIEWER
from tests.browser.steps import Place, open_all, post, refuse


def votes_meet(person: Person) -> None:
    """A colleague counts the same votes and chooses another phase, after this page was opened."""
    page, site = person.page, person.site
    other = Person(page.context.browser, site, CONTRIBUTOR)  # type: ignore[arg-type]
    theirs = other.go(f"/rounds/{site.round_of('XSA')}/capabilities/4/workshop/")
    theirs.locator("#id_votes_2").fill("9")
    theirs.locator("#id_dissent").fill("Health: phase 1.")
    theirs.locator('input[name="phase"][value="3"]').check()
    with theirs.expect_navigation():
        theirs.locator('button[name="save"]').click()
    other.context.close()
    page.locator("#id_votes_2").fill("7")
    page.locator("#id_dissent").fill("Police: phase 3.")
    page.locator('input[name="phase"][value="1"]').check()
    with page.expect_navigation():
        page.locator('button[name="save"]').click()
    expect(page.locator(".met")).to_have_count(3)


# R is Sampland's round of 2026, NEW one in which nothing is answered.
PLACES = (
    Place("workshop mode", "workshop_edit", COORDINATOR, "/R/capabilities/4/workshop/", then=open_all),
    Place("workshop mode, empty", "workshop_edit", BEGINNER, "/NEW/capabilities/1/workshop/"),
    Place(
        "workshop mode refused",
        "workshop_edit",
        COORDINATOR,
        "/R/capabilities/4/workshop/",
        422,
        then=refuse("#id_votes_2", "x"),
    ),
    Place(
        "workshop mode in two versions",
        "workshop_edit",
        COORDINATOR,
        "/R/capabilities/4/workshop/",
        409,
        then=votes_meet,
    ),
    Place("print packs", "print_show", COORDINATOR, "/R/print/"),
    Place("print pack chosen", "print_show", COORDINATOR, "/R/print/?scope=c-3&fill=filled&language=en"),
    Place("print packs of an accepted round", "print_show", REVIEWER, "/OLD/print/"),
    Place("questionnaire", "questionnaire", COORDINATOR, "/questionnaire/?domain=justice", then=open_all),
    Place("papers", "paper_list", COORDINATOR, "/papers/"),
    Place("examples", "example_list", "", "/help/examples/"),
    Place("accessibility statement", "accessibility", "", "/accessibility/"),
    Place("help with all journeys", "help", CONTRIBUTOR, "/help/", then=open_all),
    Place("first steps of the secretariat", "country_list", ADMINISTRATOR, "/countries/"),
    Place("first steps before a round", "country_show", NEWCOMER, "/countries/XSO/"),
    Place("first steps put away", "workspace", BEGINNER, "/NEW/", then=post('[name="show"]')),
)

#: Addresses that show no page of their own: they answer a post, a script or a download.
NO_PAGE = {"print_status", "print_download", "paper_prepare", "paper_status", "paper_download", "first_visit_set"}
