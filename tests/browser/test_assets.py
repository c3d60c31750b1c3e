"""What travels with a page: hashed files, headers, cookies, and the language menu."""

import json
import re

from playwright.sync_api import Page, expect

from tests.browser.person import Arrive
from tests.browser.site import ADMINISTRATOR, COORDINATOR, PASSWORD, Site

HASHED = re.compile(r"\.[0-9a-f]{12}\.(css|js|svg)$")
#: Readable by scripts on purpose: the token that each form sends anyway.
READABLE = {"csrftoken"}


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_static_files_are_named_by_their_content_and_kept_for_ever(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    loaded: dict[str, dict[str, str]] = {}
    person.page.on("response", lambda r: loaded.update({r.url: r.headers}) if "/static/" in r.url else None)
    person.capability("14")
    person.go(f"/rounds/{site.round_of('XSA')}/report/")
    assert {url.rsplit("/", 2)[1] for url in loaded} >= {"css", "js"}
    assert [url for url in loaded if not HASHED.search(url)] == []
    for headers in loaded.values():
        assert "immutable" in headers["cache-control"]
        assert int(re.findall(r"max-age=(\d+)", headers["cache-control"])[0]) >= 365 * 24 * 3600


def test_the_files_of_a_page_stay_within_their_budget(arrive: Arrive) -> None:
    """40 KB of CSS and 40 KB of JavaScript in all, 60 KB of HTML, before compression."""
    person = arrive(COORDINATOR)
    sizes = {"document": 0, "stylesheet": 0, "script": 0}

    def weigh(response: object) -> None:
        kind = response.request.resource_type  # type: ignore[attr-defined]
        if kind in sizes:
            sizes[kind] += len(response.body())  # type: ignore[attr-defined]

    person.page.on("requestfinished", lambda request: weigh(request.response()))
    person.capability("14")
    person.page.wait_for_load_state("networkidle")
    assert 0 < sizes["stylesheet"] <= 40_000
    assert 0 < sizes["script"] <= 40_000
    assert 0 < sizes["document"] <= 60_000


def test_a_policy_forbids_all_but_our_own_files_on_every_kind_of_page(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    for path in ("/", "/help/", "/nowhere/", "/accounts/password/change/", f"/rounds/{site.round_of('XSA')}/gaps/"):
        with person.expecting(404):
            answer = person.page.goto(path)
        assert answer is not None
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in f"{policy};"
        assert "style-src 'self';" in f"{policy};"
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"


def test_no_cookie_of_ours_can_be_read_by_a_script(arrive: Arrive) -> None:
    person = arrive()
    page = person.go("/")
    sign_in(page, COORDINATOR)
    expect(page.get_by_role("heading", level=1)).to_contain_text("17 of 21")
    page.locator("summary", has_text="English").click()
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    cookies = {cookie["name"]: cookie for cookie in person.context.cookies()}
    assert {"mnr_session", "mnr_language", "csrftoken"} <= set(cookies)
    assert {name for name, cookie in cookies.items() if not cookie["httpOnly"]} <= READABLE
    assert {cookie["sameSite"] for cookie in cookies.values()} == {"Lax"}
    readable = page.evaluate("document.cookie")
    assert {pair.split("=")[0] for pair in readable.split("; ") if pair} <= READABLE
    assert json.loads(page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")) == {}


def test_the_language_menu_keeps_the_page(arrive: Arrive, site: Site) -> None:
    person = arrive(COORDINATOR)
    path = f"/rounds/{site.round_of('XSA')}/gaps/?kind=partly"
    page = person.go(path)
    page.locator("summary", has_text="English").click()
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page).to_have_url(site.url + path)
    expect(page.locator("select[name=kind]")).to_have_value("partly")
    page.locator("summary", has_text="Español").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(site.url + path)


def test_a_visitor_chooses_a_language_before_signing_in(arrive: Arrive) -> None:
    person = arrive(locale="es-ES")
    page = person.go("/accounts/login/")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.locator("summary", has_text="Español").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_the_administration_works_under_the_same_policy(arrive: Arrive) -> None:
    person = arrive(ADMINISTRATOR)
    page = person.go("/")
    page.locator("summary", has_text="S. Lindqvist").click()
    with person.expecting("/favicon.ico"):  # Django's own pages name no icon
        page.get_by_role("link", name="Administration").click()
        expect(page.locator("#content h1")).to_be_visible()
        for noun in ("country/", "user/add/", "framework/"):
            person.go(f"/admin/assessments/{noun}")
            expect(page.locator("#content h1")).to_be_visible()
