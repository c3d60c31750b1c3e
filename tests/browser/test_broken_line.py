"""Save is pressed while the line is broken: the words stay, the page says so, and they arrive once."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.person import Arrive, Person
from tests.browser.site import COORDINATOR, Site

WAITS = "Not saved yet: no connection. It is tried again."
TITLE = "Train the judges of the north"
WORDS = "The ministry has the figures of the third quarter."
#: What a browser writes into its console about a request that did not arrive.
NO_LINE = "net::ERR_"


def new_action(person: Person) -> Page:
    page = person.go(f"/rounds/{person.site.round_of('XSA')}/plan/actions/new/")
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_lead").fill("Ministry of Justice")
    return page


def press(page: Page) -> None:
    page.locator(".save-bar button.btn").click()


def waits(page: Page) -> None:
    expect(page.locator(".save-bar [role=status]")).to_have_text(WAITS)
    expect(page.locator("#id_title")).to_have_value(TITLE)


def arrived(page: Page, site: Site) -> None:
    expect(page).to_have_url(re.compile(r"/plan/actions/\d+/$"), timeout=30_000)
    expect(page.get_by_text("The action is in the plan.")).to_be_visible()
    assert site.rows("SELECT count(*) FROM assessments_action WHERE title = ?", TITLE) == [(1,)]


def test_an_action_waits_for_the_line(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    page = new_action(person)
    with person.expecting(NO_LINE):
        person.context.set_offline(True)
        press(page)
        waits(page)
        asked: list[str] = []
        page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        page.close(run_before_unload=True)  # it is not saved, so leaving asks first
        waits(page)
        assert asked == ["beforeunload"]
        person.context.set_offline(False)  # the browser says so, and nobody presses anything
        arrived(page, site)


def test_a_comment_goes_at_the_next_press(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    page = person.go(f"/rounds/{site.round_of('XSA')}/capabilities/12/comments/")
    form = page.locator("#inside-form")
    form.locator("textarea").fill(WORDS)
    with person.expecting(NO_LINE):
        page.route("**/comments/", lambda route: route.abort())  # the browser does not know that the line is broken
        form.locator(".btn").click()
        expect(form.locator("[role=status]")).to_have_text(WAITS)
        page.unroute("**/comments/")
        form.locator(".btn").click()
        expect(page).to_have_url(re.compile(r"/comments/\d+/#latest$"))
    expect(page.get_by_text("Your words are there.")).to_be_visible()
    assert site.rows("SELECT count(*) FROM assessments_comment WHERE text = ?", WORDS) == [(1,)]


def test_an_answer_that_is_lost_and_a_proxy_that_answers_for_the_server(arrive: Arrive, site: Site) -> None:
    """The first try is taken, and nobody learns of it; the next two meet a proxy."""
    person = arrive(COORDINATOR)
    page = new_action(person)
    tries: list[str] = []

    def meet(route: Route) -> None:
        tries.append(route.request.headers["x-sending"])
        if len(tries) == 1:
            route.fetch()
            route.abort()
        elif len(tries) < 4:
            route.fulfill(status=500 + len(tries), body="<h1>Bad gateway</h1>", content_type="text/html")
        else:
            route.continue_()

    page.route("**/actions/new/", meet)
    with person.expecting(NO_LINE, 502, 503):
        press(page)
        for _again in range(3):
            waits(page)
            with page.expect_request("**/actions/new/"):
                page.evaluate("dispatchEvent(new Event('online'))")
        arrived(page, site)
    assert tries == ["first", "again", "again", "again"]


def test_a_refusal_is_the_page_that_a_browser_would_show(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    page = new_action(person)
    page.locator("#id_title").fill("")
    with person.expecting(422), page.expect_response(lambda answer: answer.status == 422) as got:
        press(page)
        expect(page.locator("#error-summary")).to_be_focused()
    assert got.value.request.is_navigation_request()
    expect(page).to_have_url(re.compile(r"/plan/actions/new/$"))
    expect(page.locator("#id_lead")).to_have_value("Ministry of Justice")
    page.locator("#id_title").fill(TITLE)
    press(page)
    arrived(page, site)


def test_two_forms_of_a_page_both_arrive(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    page = person.capability("14")
    with person.expecting(NO_LINE):
        person.context.set_offline(True)
        page.locator("#id_title").fill(TITLE)  # a piece of evidence, which no script saves by itself
        page.locator("#id_url").fill("https://law.example/12")
        page.get_by_role("button", name="Add evidence").click()
        expect(page.locator("#saved")).to_have_text(WAITS)
        page.locator("summary", has_text="Comment, for your country only").click()
        page.locator("#inside-form textarea").fill(WORDS)
        page.locator("#inside-form .btn").click()
        expect(page.locator("#inside-form [role=status]")).to_have_text(WAITS)
        person.context.set_offline(False)
        expect(page.get_by_text("The evidence has been added.")).to_be_visible()
    assert site.rows("SELECT count(*) FROM assessments_evidence WHERE title = ?", TITLE) == [(1,)]
    assert site.rows("SELECT count(*) FROM assessments_comment WHERE text = ?", WORDS) == [(1,)]


def test_another_language_without_javascript_keeps_what_was_typed(arrive: Arrive, site: Site) -> None:
    page = new_action(arrive(COORDINATOR, java_script_enabled=False))
    page.locator("summary", has_text="English").click()
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_text("El idioma ha cambiado.")).to_be_visible()
    expect(page.locator("#id_title")).to_have_value(TITLE)
    expect(page.locator("#id_title")).not_to_have_attribute("aria-invalid", "true")
    page.locator("#id_lead").press("Enter")  # it saves: no button of the head is in the way
    expect(page).to_have_url(re.compile(r"/plan/actions/\d+/$"))
    expect(page.locator("html")).to_have_attribute("lang", "es")
    assert site.rows("SELECT count(*) FROM assessments_action WHERE title = ?", TITLE) == [(1,)]
