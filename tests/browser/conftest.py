"""Chromium, the site, and people. Package scope: Playwright's loop must not outlive the browser tests."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.person import Arrive, Person
from tests.browser.site import Site, compile_messages

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*_QUIET])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site, started once. Tests ask for `site`, which has been put back for them."""
    compile_messages()
    site = Site(tmp_path_factory.mktemp("site"))
    (site.folder / "static").mkdir()
    site.prepare()
    site.start()
    yield site
    site.stop()


@pytest.fixture
def site(served: Site) -> Site:
    served.put_back()
    return served


@pytest.fixture
def arrive(chromium: Browser, site: Site) -> Iterator[Arrive]:
    """Makes people: arrive("coordinator@…", java_script_enabled=False, …). Their unexpected faults fail the test."""
    people: list[Person] = []

    def make(email: str = "", **options: object) -> Person:
        people.append(Person(chromium, site, email, **options))
        return people[-1]

    yield make
    for person in people:
        person.context.close()
    assert [fault for person in people for fault in person.faults] == []
