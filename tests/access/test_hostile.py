"""What somebody hostile tries at the doors: other sites' forms, planted sessions, names that may exist, and frames."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from assessments.models import User
from assessments.roles import Role
from tests import factories as make
from tests.access.test_matrix import form, lines, routes, where
from tests.access.test_matrix import world as _world
from tests.access.world import World

pytestmark = pytest.mark.django_db
world = _world
LOGIN = "/accounts/login/"


def test_no_form_of_another_site_is_taken_anywhere(world: World) -> None:
    """Every route, posted without the token: 403, whoever asks. Only what takes no POST at all may say 405 first."""
    people = (None, world.coordinator, world.people["admini"][0])
    addresses = {route: (where(world, route, "draft"), form(world, route, "draft")) for route, *_rest in lines()}
    taken = []
    for person in people:
        client = Client(enforce_csrf_checks=True)
        if person:
            client.force_login(person)
        for route, (address, typed) in addresses.items():
            status = client.post(address, typed).status_code
            if status != 403:
                taken.append(f"{route} {status}")
    assert taken == []
    exempt = [key for key, pattern in routes() if getattr(pattern.callback, "csrf_exempt", False)]
    assert exempt == []


def test_every_page_forbids_frames_and_inline_scripts(world: World) -> None:
    client = make.signed_in(world.coordinator)
    for route, method, state, _expected in lines():
        if method != "GET":
            continue
        response = client.get(where(world, route, state))
        assert response["X-Frame-Options"] == "DENY", route
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy, route
        assert "frame-ancestors 'none'" in policy, route
        assert response["X-Content-Type-Options"] == "nosniff", route
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            text = response.content.decode()
            assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", text), route


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "https:evil.example",
        "\thttps://evil.example",
    ],
)
def test_next_leads_nowhere_else(target: str) -> None:
    ana = make.coordinator()
    for address, typed in (
        (LOGIN, {"login": ana.email, "password": make.PASSWORD}),
        ("/language/", {"language": "en"}),
        ("/accounts/logout/", {}),
    ):
        response = make.signed_in(None if address == LOGIN else ana).post(address, typed | {"next": target})
        assert response.status_code == 302
        assert "evil" not in response["Location"] and "alert" not in response["Location"], address
    client = make.signed_in(ana)
    response = client.post(f"/accounts/reauthenticate/?next={target}", {"password": make.PASSWORD, "next": target})
    assert "evil" not in response["Location"] and "alert" not in response["Location"]


def test_a_planted_session_key_is_not_the_one_that_is_signed_in() -> None:
    ana = make.coordinator()
    attacker = make.signed_in(None)
    session = attacker.session
    session["planted"] = 1
    session.save()
    planted = session.session_key
    victim = make.signed_in(None)
    victim.cookies["mnr_session"] = planted
    victim.post(LOGIN, {"login": ana.email, "password": make.PASSWORD})
    assert victim.cookies["mnr_session"].value != planted
    attacker.cookies["mnr_session"] = planted
    assert attacker.get("/profile/").status_code == 302


class TestNamesThatMayExist:
    def test_signing_in_costs_one_hash_for_everyone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The time of an answer is the time of its hash: made once, whether the account exists, is off, or not."""
        from django.contrib.auth import hashers

        ana, off = make.coordinator(), make.user()
        User.objects.filter(pk=off.pk).update(is_active=False)
        made: list[str] = []
        original = hashers.MD5PasswordHasher.encode

        def counted(self: Any, password: str, salt: str) -> str:
            made.append(password)
            return original(self, password, salt)

        monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counted)
        costs = []
        for email in (ana.email, off.email, "nobody@example.org"):
            made.clear()
            response = make.signed_in(None).post(LOGIN, {"login": email, "password": "a wrong one"})
            costs.append((len(made), response.status_code))
        assert costs == [(1, 200)] * 3

    def test_a_reset_waits_for_no_mail_server(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """The letter to a known address leaves outside the request."""
        from assessments import letters

        ana = make.coordinator()
        settings.MAIL_IN_BACKGROUND = True
        started: list[Any] = []
        monkeypatch.setattr(
            letters, "Thread", lambda **how: type("Later", (), {"start": lambda self: started.append(how)})()
        )
        pages = []
        for email in (ana.email, "nobody@example.org"):
            pages.append(make.signed_in(None).post(reverse("account_reset_password"), {"email": email}))
        assert [page["Location"] for page in pages] == [reverse("account_reset_password_done")] * 2
        assert mail.outbox == []
        assert len(started) == 1

    def test_a_mail_server_that_is_down_breaks_no_page(
        self, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        client = make.signed_in(make.coordinator())
        invite = {"email": "new@example.org", "role": "viewer", "organisation": "", "language": "en"}
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post("/countries/XSA/people/", invite).status_code == 302


def test_an_office_behind_one_address_does_not_lock_itself_out() -> None:
    """Twelve people of one ministry mistype once each; the thirteenth signs in."""
    people = [make.user(Role.VIEWER) for _number in range(12)]
    for person in people:
        make.signed_in(None).post(LOGIN, {"login": person.email, "password": "wrong password"})
    client = make.signed_in(None)
    client.post(LOGIN, {"login": make.coordinator().email, "password": make.PASSWORD})
    assert "_auth_user_id" in client.session


def test_too_many_tries_from_one_address_get_a_page(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "2/m/ip"}
    client = make.signed_in(None)
    for _try in range(3):
        response = client.post(LOGIN, {"login": "a@example.org", "password": "wrong password"})
    assert response.status_code == 429
    assert "Please wait a minute" in response.content.decode()
