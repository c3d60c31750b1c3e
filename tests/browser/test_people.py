"""A new team and its doors, in a browser: invited, secured, reminded, signed in with a passkey."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.person import Arrive
from tests.browser.site import APP_KEY, APPROVER, COORDINATOR, PASSWORD, Site


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def code(key: str) -> str:
    return format_hotp_value(hotp_value(key, int(time.time()) // 30))


def test_a_colleague_is_invited_and_accepts(arrive: Arrive, site: Site) -> None:
    ana = arrive(COORDINATOR).go("/countries/XSA/people/")
    ana.get_by_label("E-mail address").fill("signer@cabinet.sampland.example")
    ana.get_by_label("Role", exact=True).select_option("approver")
    ana.get_by_role("button", name="Send the invitation").click()
    expect(ana.get_by_role("status")).to_contain_text("An invitation is on its way")
    link = found_in_mail(site, r"http://\S+/invitations/\S+")

    signer = arrive()
    page = signer.page
    page.goto(link)
    page.get_by_label("Name", exact=True).fill("S. Igner")
    page.get_by_label("Password").fill("a long enough secret")
    page.get_by_role("button", name="Accept and start").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your second step")
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_text("I cannot use the picture").click()
    key = page.locator("main code").inner_text()
    page.get_by_label("Code", exact=True).fill(code(key))
    page.get_by_role("button", name="Confirm the app").click()
    expect(page.locator("main ol li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them: go on").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("17 of 21")

    ana.reload()
    expect(ana.get_by_role("row", name=re.compile("S. Igner"))).to_contain_text("Set up")
    with signer.expecting(410):
        page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("This invitation has been accepted")


def found_in_mail(site: Site, pattern: str) -> str:
    """The letter leaves outside the request: it may still be on its way."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        found = re.search(pattern, site.mail())
        if found:
            return found[0]
        time.sleep(0.1)
    raise AssertionError("no letter came")


def test_signing_in_with_the_second_step(arrive: Arrive) -> None:
    page = arrive().go("/")
    sign_in(page, APPROVER)
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm it is you")
    page.get_by_label("Code", exact=True).fill(code(APP_KEY))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("17 of 21")


def test_the_warning_before_the_session_ends(arrive: Arrive) -> None:
    """As if nothing had been done for all but two minutes of the ten hours; then for longer than the session lasts."""
    person = arrive(COORDINATOR)
    said: list[str] = []

    def nearly_over(route: Route) -> None:
        said.append(route.request.method)
        left = 100 if len(said) == 1 else 1800
        words = render_to_string("components/idle_words.html", {"left": left})
        route.fulfill(json={"left": left, "words": words})

    person.context.route("**/profile/session-time/", nearly_over)
    person.page.clock.install()
    page = person.capability("14")
    page.clock.fast_forward("09:58:05")
    dialog = page.get_by_role("alertdialog", name="Are you still there?")
    expect(dialog).to_be_visible()
    expect(dialog.locator("time")).to_have_text(re.compile(r"\d"))
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert said == ["GET", "POST"]

    person.context.unroute("**/profile/session-time/")
    page = person.capability("14")
    person.lose_session()
    page.clock.fast_forward("10:01:00")
    ended = page.get_by_role("alertdialog", name="You have been signed out")
    expect(ended).to_be_visible()
    page.keyboard.press("Escape")
    expect(ended).to_be_hidden()


def test_a_passkey(chromium: Browser, site: Site) -> None:
    """Browsers give passkeys to named hosts only: the same site under its other name."""
    host = site.url.replace("127.0.0.1", "localhost")
    context = chromium.new_context(base_url=host, locale="en-GB")
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"automaticPresenceSimulation": True}})
    page.goto("/accounts/login/?next=/accounts/second-step/passkeys/add/")
    sign_in(page, COORDINATOR)
    page.get_by_label("Name of the passkey").fill("This computer")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    sign_in(page, COORDINATOR)
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("17 of 21")
    context.close()
