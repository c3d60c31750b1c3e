"""A page in a state, and how a person gets it there."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.site import CONTRIBUTOR, VIEWER


@dataclass(frozen=True)
class Place:
    """A page in a state. `route` is the name of its address; `then` leads from the opened page to the state."""

    name: str
    route: str
    who: str
    path: str
    status: int = 200
    then: Callable[[Person], None] | None = None
    after: str = "the demonstration"  # the rows that it needs, see STAGES


def post(name: str) -> Callable[[Person], None]:
    """Presses a button of the page, by its name attribute or as a CSS selector, and waits for the page that follows."""

    def press(person: Person) -> None:
        with person.page.expect_event("load"):
            person.page.locator(name).last.click()

    return press


def refuse(field: str, text: str) -> Callable[[Person], None]:
    def send(person: Person) -> None:
        person.page.locator(field).fill(text)
        # By the form itself: the autosave of the field would come first otherwise.
        with person.page.expect_navigation():
            person.page.locator(field).evaluate("field => field.form.submit()")

    return send


def collide(person: Person) -> None:
    """A colleague's change of the justification and of the phase, after this page was opened."""
    page, site = person.page, person.site
    other = Person(page.context.browser, site, CONTRIBUTOR)  # type: ignore[arg-type]
    theirs = other.capability("14")
    for field, value in (("justification", "Written by a colleague."), ("participants_note", "Police")):
        with theirs.expect_response(lambda answer: answer.url.endswith("/save/")):
            theirs.locator(f"#id_{field}").fill(value)
            theirs.locator(f"#id_{field}").blur()
    with theirs.expect_response(lambda answer: answer.url.endswith("/save/")):
        theirs.locator('input[name="phase"][value="1"]').check()
    other.context.close()
    page.locator("#id_justification").evaluate("box => { box.value = 'Written here.' }")
    page.locator('input[name="phase"][value="2"]').evaluate("box => { box.checked = true }")
    with page.expect_navigation():
        page.locator("#id_justification").evaluate("box => box.form.submit()")


def open_all(person: Person) -> None:
    """Whatever is folded is looked at as well; menus, of which one covers the other, stay closed."""
    person.page.evaluate("for (const one of document.querySelectorAll('details:not(.menu)')) one.open = true")


def open_menu(number: int) -> Callable[[Person], None]:
    return lambda person: person.page.locator("details.menu summary").nth(number).click()


def reset_link(person: Person) -> None:
    """The link that the mail carries."""
    person.page.get_by_role("textbox").first.fill(VIEWER)
    with person.page.expect_navigation():
        person.page.locator("main form .btn").click()
    found = re.search(r"/accounts/password/reset/key/\S+", person.site.mail())
    assert found
    person.page.goto(found[0])
    expect(person.page.locator("input[type=password]")).to_have_count(2)


def expired(person: Person) -> None:
    person.page.locator("#id_justification").evaluate("box => { box.value = 'Kept.' }")
    person.lose_session()
    with person.page.expect_navigation():
        person.page.locator("#id_justification").evaluate("box => box.form.submit()")


def locked_behind_the_back(person: Person) -> None:
    person.site.write(SENT)
    with person.page.expect_navigation():
        person.page.locator("#id_justification").evaluate("box => { box.value = 'Late.'; box.form.submit() }")
    person.site.write(SENT.replace("submitted", "draft"))


def forged(person: Person) -> None:
    with person.page.expect_navigation():
        person.page.evaluate(
            "() => { const form = document.querySelector('#answer'); form.elements.revision.value = '99999'; form.submit() }"
        )


def too_much(person: Person) -> None:
    send_with(
        person,
        "form => form.append(Object.assign(document.createElement('input'), "
        "{ type: 'hidden', name: 'more', value: 'x'.repeat(2_100_000) }))",
    )


def made_for_another(person: Person) -> None:
    send_with(person, "form => { form.elements.typed_by.value = '0' }")


def send_with(person: Person, change: str) -> None:
    form = person.page.locator("#answer")
    form.evaluate(change)
    with person.page.expect_navigation():
        form.evaluate("form => form.submit()")


SENT = "UPDATE assessments_assessment SET state = 'submitted' WHERE year = 2026 AND state = 'draft'"
#: What is changed in the rows before the pages of a stage are opened.
REVIEWED = SENT.replace("submitted", "in_review")
STAGES = {
    "the demonstration": (),
    "the round was sent": (SENT,),
    "the round is in review": (REVIEWED,),
    "five countries are counted": (
        # Each with a copy of Sampland's accepted round, and an edition of their region's figures.
        """INSERT INTO assessments_country
             (iso3, iso2, m49, names, region, subregion, status, second_factor_required, counted)
           SELECT 'Q' || value || value, '', '', json_object('en', 'Land ' || value), '002', '014', 'member', 0, 1
           FROM json_each('["V", "W", "X", "Y", "Z"]')""",
        """INSERT INTO assessments_assessment
             (country_id, framework_id, year, title, target_year, state, opened_by_id, opened_at, state_at, version,
              language, last_move, last_move_by, last_reason)
           SELECT c.id, a.framework_id, a.year, a.title, a.target_year, a.state, a.opened_by_id, a.opened_at, a.state_at, 1,
                  'en', '', '', ''
           FROM assessments_country c, assessments_assessment a WHERE c.counted AND a.year = 2024""",
        """INSERT INTO assessments_snapshot (assessment_id, state, language, code, result, summary, created_at)
           SELECT a.id, a.state, 'en', '', '{}', (SELECT summary FROM assessments_snapshot ORDER BY id DESC LIMIT 1), a.state_at
           FROM assessments_assessment a JOIN assessments_country c ON c.id = a.country_id WHERE c.counted""",
        """INSERT INTO assessments_regionalfigures (framework_id, region, basis, made_at)
           SELECT a.framework_id, c.region, json_group_object(c.iso3, s.id), max(s.created_at)
           FROM assessments_snapshot s JOIN assessments_assessment a ON a.id = s.assessment_id
           JOIN assessments_country c ON c.id = a.country_id WHERE c.counted""",
    ),
}
