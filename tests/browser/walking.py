"""Steps of the journeys that are walked in every language: by the marks of a page, never by its words."""

import re

from playwright.sync_api import Page, expect

from tests.browser.person import Arrive
from tests.browser.site import APPROVER, Site


def speaks(page: Page, language: str) -> None:
    """The page says its language and direction, and no English sentence stands among its headings and buttons."""
    root = page.locator("html")
    expect(root).to_have_attribute("lang", language)
    expect(root).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    if language != "en":
        words = " ".join(page.locator("main h1, main h2, main button, nav a").all_inner_texts())
        assert not re.search(r"\b(the|and|Save|Your|Show|Gaps|Priorities|Workspace|Report)\b", words), words


def at_rest(page: Page) -> None:
    """The line at the bottom says, in whatever words, at which hour the last change was saved."""
    expect(page.locator("#saved")).to_have_text(re.compile(r"\d{1,2}:\d\d"))


def send_round(arrive: Arrive, site: Site, ana: Page, language: str) -> None:
    """The coordinator asks for approval, the approver signs."""
    number = site.round_of("XSA")
    ana.goto(f"/rounds/{number}/send/")
    speaks(ana, language)
    ana.locator("form#ask button.btn").click()
    olga = arrive(APPROVER, locale=language).page
    olga.goto(f"/rounds/{number}/send/")
    speaks(olga, language)
    olga.locator("#sign [name=function]").fill("Deputy Minister")
    olga.locator("#sign [name=confirmed]").check()
    olga.locator("#sign button.btn").click()
    expect(olga).to_have_url(re.compile(r"/report/$"))
    assert state(site) == "submitted"


def state(site: Site) -> str:
    return str(site.rows("SELECT state FROM assessments_assessment WHERE id = ?", site.round_of("XSA"))[0][0])
