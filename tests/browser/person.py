"""Someone in front of the site: a browser context of their own, watched for faults that nobody would see."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.browser.site import Site

_STATUS = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
#: Reported by the page itself, because not every violation reaches the console.
_WATCH = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI}`));"""


class Person:
    """`page` is their first tab. Console errors, broken scripts, policy violations and foreign hosts are `faults`."""

    def __init__(self, browser: Browser, site: Site, email: str = "", **options: Any) -> None:
        self.site = site
        options.setdefault("viewport", {"width": 1366, "height": 900})
        options.setdefault("locale", "en-GB")
        self.context = browser.new_context(base_url=site.url, **options)
        self.context.set_default_timeout(20_000)
        self.faults: list[str] = []
        self._expected: set[str] = set()
        self.context.add_init_script(_WATCH)
        self.context.on("request", self._on_request)
        self.context.on("console", self._on_console)
        self.context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        if email:
            self.come_back(email)
        self.page = self.context.new_page()

    def come_back(self, email: str) -> None:
        """Signed in without the form; `test_journey` signs in as a person does."""
        cookie = {"name": "mnr_session", "value": self.site.sessions[email], "url": self.site.url}
        self.context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Lax"}])

    def lose_session(self) -> None:
        self.context.clear_cookies(name="mnr_session")

    def go(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def capability(self, code: str) -> Page:
        return self.go(f"/rounds/{self.site.round_of('XSA')}/capabilities/{code}/")

    @contextmanager
    def expecting(self, *faults: str | int) -> Iterator[None]:
        """Inside, answers with these statuses, or consoles with these words, are what the test is about."""
        before = self._expected
        self._expected = before | {str(fault) for fault in faults}
        yield
        # Console messages come after the page; one question to it lets them arrive.
        self.page.evaluate("1")
        self._expected = before

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and not request.url.startswith(self.site.url):
            self.faults.append(f"a request to {address.netloc}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning", "assert"):
            return
        status = _STATUS.match(message.text)
        if status and status[1] in self._expected:
            return
        where = message.location.get("url", "") if message.location else ""
        # A page that was left open says every 20 s that it is there; once the round is locked, it is told, and stops.
        if where.endswith("/here/") and status and status[1] in ("403", "409"):
            return
        if any(words in message.text or words in where for words in self._expected if not words.isdigit()):
            return
        self.faults.append(f"console: {message.text} ({where.removeprefix(self.site.url)})")


Arrive = Callable[..., Person]


def saved(page: Page) -> None:
    """The line at the bottom says that the last change has been saved."""
    expect(page.locator("#saved")).to_have_text(re.compile(r"^\s*Saved \d"))
