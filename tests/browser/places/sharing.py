"""Who answers what, my work, notices, and what is with somebody else."""

from tests.browser.person import Person
from tests.browser.site import (
    APPROVER,
    BEGINNER,
    CONTRIBUTOR,
    COORDINATOR,
    NEIGHBOUR,
    REVIEWER,
    VIEWER,
)
from tests.browser.steps import Place, post


def several_met(person: Person) -> None:
    """A colleague names another organisation for 20 after this list was opened."""
    page, site = person.page, person.site
    other = Person(page.context.browser, site, COORDINATOR)  # type: ignore[arg-type]
    other.page.goto(page.url + "capabilities/20/")
    other.page.locator("#id_organisation").fill("Press Council")
    post("#assignment .btn")(other)
    other.context.close()
    page.locator('[name="codes"][value="20"]').check()
    page.locator("#id_organisation").fill("Ministry of Information")
    with page.expect_navigation():
        page.locator("#id_organisation").evaluate("box => box.form.submit()")


def met(person: Person) -> None:
    page, site = person.page, person.site
    other = Person(page.context.browser, site, COORDINATOR)  # type: ignore[arg-type]
    other.page.goto(page.url)
    other.page.locator("#id_organisation").fill("Press Council")
    other.page.get_by_label("L. Haddad").check()
    post("#assignment .btn")(other)
    other.context.close()
    page.locator("#id_organisation").fill("Ministry of Information")
    page.get_by_label("A. Rahman").check()
    with page.expect_navigation():
        page.locator("#id_organisation").evaluate("box => box.form.submit()")


def wrong_day(person: Person) -> None:
    person.page.locator("#id_due").fill("1999-01-01")
    with person.page.expect_navigation():
        person.page.locator("#id_due").evaluate("box => box.form.submit()")


def another_s(person: Person) -> None:
    """The form of an answer that was taken away after it was opened."""
    person.page.locator("#id_justification").fill("Written before it was taken away.")
    person.site.write(
        """UPDATE assessments_assignee SET ended_at = '2026-11-28' WHERE user_id =
           (SELECT id FROM assessments_user WHERE email = ?)""",
        CONTRIBUTOR,
    )
    with person.page.expect_navigation():
        person.page.locator("#id_justification").evaluate("box => box.form.submit()")


PLACES = (
    Place("assignments", "assignment_list", COORDINATOR, "/R/assignments/"),
    Place("assignments of a new round", "assignment_list", BEGINNER, "/NEW/assignments/"),
    Place("assignments read only", "assignment_list", VIEWER, "/R/assignments/"),
    Place("assignments of a locked round", "assignment_list", APPROVER, "/OLD/assignments/"),
    Place(
        "assign nothing", "assignment_list", COORDINATOR, "/R/assignments/", 422, then=post("#several .btn:not(.small)")
    ),
    Place("assign several in two versions", "assignment_list", COORDINATOR, "/R/assignments/", 409, then=several_met),
    Place("assign one", "assignment_edit", COORDINATOR, "/R/assignments/capabilities/14/"),
    Place(
        "assign one, refused", "assignment_edit", COORDINATOR, "/R/assignments/capabilities/20/", 422, then=wrong_day
    ),
    Place(
        "assign one in two versions", "assignment_edit", COORDINATOR, "/R/assignments/capabilities/20/", 409, then=met
    ),
    Place("an answer of somebody else", "capability_edit", CONTRIBUTOR, "/R/capabilities/8/"),
    Place("an answer that was taken away", "capability_edit", CONTRIBUTOR, "/R/capabilities/3/", 403, then=another_s),
    Place("my work", "my_work", CONTRIBUTOR, "/my-work/"),
    Place("my work of an approver", "my_work", APPROVER, "/my-work/"),
    Place("my work of a reviewer", "my_work", REVIEWER, "/my-work/"),
    Place("my work, nothing", "my_work", NEIGHBOUR, "/my-work/"),
    Place("notices", "notice_list", CONTRIBUTOR, "/notices/"),
    Place("notices, none", "notice_list", REVIEWER, "/notices/"),
)

#: Posts and scripts' questions, and the way to the place of a notice.
NO_PAGE = {
    "assignment_take_over",
    "assignment_remind",
    "capability_here",
    "notice_open",
    "notices_read",
    "mail_settings",
}
