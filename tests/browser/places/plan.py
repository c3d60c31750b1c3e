"""The action plan: the list, one action, its form, and what it would change."""

from tests.browser.person import Person
from tests.browser.site import APPROVER, BEGINNER, CONTRIBUTOR, COORDINATOR, REVIEWER, VIEWER
from tests.browser.steps import Place, open_all, post


def show(title: str, *steps: str) -> object:
    """From the list to the action whose title holds these words, then by the buttons or links named."""

    def go(person: Person) -> None:
        page = person.page
        page.goto(page.url.split("?")[0] + f"?state={'stopped' if title.startswith('Renew') else 'open'}")
        with page.expect_navigation():
            page.locator(".action h3 a", has_text=title).click()
        for step in steps:
            with page.expect_navigation():
                page.locator(step).last.click()
        open_all(person)

    return go


def wrong_dates(person: Person) -> None:
    show("first national analysis", 'a[href$="/edit/"]')(person)  # type: ignore[operator]
    person.page.locator("#id_due").fill("2025-01-01")
    with person.page.expect_navigation():
        person.page.locator("#id_due").evaluate("box => box.form.submit()")


def met(person: Person) -> None:
    """A colleague's change of the title and of the dates, after this form was opened."""
    show("successor", 'a[href$="/edit/"]')(person)  # type: ignore[operator]
    page, site = person.page, person.site
    other = Person(page.context.browser, site, CONTRIBUTOR)  # type: ignore[arg-type]
    other.page.goto(page.url)
    for box in ("#id_title", "#id_partners"):
        other.page.locator(box).fill("Written by a colleague")
    with other.page.expect_navigation():
        other.page.locator(".save-bar button.btn").click()
    other.context.close()
    for box in ("#id_title", "#id_partners"):
        page.locator(box).fill("Written here")
    with page.expect_navigation():
        page.locator("#id_title").evaluate("box => box.form.submit()")


def stop_without_reason(person: Person) -> None:
    show("first national analysis")(person)  # type: ignore[operator]
    with person.page.expect_navigation():
        person.page.locator('button[value="stop"]').click()


PLACES = (
    Place("plan", "plan_list", COORDINATOR, "/R/plan/"),
    Place("plan filtered", "plan_list", COORDINATOR, "/R/plan/?state=overdue"),
    Place("plan, nothing fits", "plan_list", VIEWER, "/R/plan/?state=overdue&funding=unknown"),
    Place("plan read only", "plan_list", APPROVER, "/R/plan/?page=2"),
    Place("plan for a contributor", "plan_list", CONTRIBUTOR, "/R/plan/"),
    Place("plan of a new round", "plan_list", BEGINNER, "/NEW/plan/"),
    Place("plan of an accepted round", "plan_list", REVIEWER, "/OLD/plan/"),
    Place("plan of a locked round", "plan_list", COORDINATOR, "/R/plan/", after="the round was sent"),
    Place("what if", "what_if", COORDINATOR, "/R/plan/what-if/"),
    Place("what if, nothing chosen", "what_if", VIEWER, "/R/plan/what-if/?chosen=1"),
    Place("what if of a new round", "what_if", BEGINNER, "/NEW/plan/what-if/"),
    Place("action", "action_show", COORDINATOR, "/R/plan/", then=show("successor")),  # type: ignore[arg-type]
    Place("action, stopped", "action_show", VIEWER, "/R/plan/", then=show("Renew")),  # type: ignore[arg-type]
    Place("action, stopped without a reason", "action_move", COORDINATOR, "/R/plan/", 422, then=stop_without_reason),
    Place(
        "action of others",
        "action_show",
        CONTRIBUTOR,
        "/R/plan/",
        then=show("first national analysis"),  # type: ignore[arg-type]
    ),
    Place("change an action of others", "action_edit", CONTRIBUTOR, "/R/plan/actions/1/edit/", 403),
    Place(
        "add an action without a capability of one's own",
        "action_new",
        CONTRIBUTOR,
        "/R/plan/actions/new/",
        422,
        then=post(".save-bar .btn"),
    ),
    Place(
        "action, an empty note",
        "action_note",
        COORDINATOR,
        "/R/plan/",
        422,
        then=show("successor", 'form[action$="/notes/"] button'),  # type: ignore[arg-type]
    ),
    Place("add an action", "action_new", COORDINATOR, "/R/plan/actions/new/?gap=XSA:4:facet:practice", then=open_all),
    Place("add an action, a gap refused", "action_new", COORDINATOR, "/R/plan/actions/new/?gap=XSA:3:sign:1a", 422),
    Place("add an action, empty", "action_new", COORDINATOR, "/R/plan/actions/new/", 422, then=post(".save-bar .btn")),
    Place("change an action, refused", "action_edit", COORDINATOR, "/R/plan/", 422, then=wrong_dates),
    Place("change an action in two versions", "action_edit", COORDINATOR, "/R/plan/", 409, then=met),
    Place(
        "a finished action asks for a look",
        "capability_edit",
        COORDINATOR,
        "/R/capabilities/12/",
        then=open_all,
    ),
    Place(
        "an action by one click",
        "action_make",
        COORDINATOR,
        "/R/capabilities/12/",
        then=post('[aria-labelledby="next"] [name="gap"]'),
    ),
    Place(
        "a priority by one click",
        "priority_horizon",
        COORDINATOR,
        "/R/capabilities/12/",
        then=post('[aria-labelledby="next"] [name="horizon"]'),
    ),
)

#: A calendar file, and posts that lead on.
NO_PAGE = {"plan_calendar", "action_remove", "action_restore"}
