"""One's own sessions, and how a session ends by itself."""

import time
from typing import Any

import pytest
from django.urls import reverse

from assessments.models import User
from assessments.sessions import BEGAN, SEEN
from tests import factories as make
from tests.views.pages import fields, html

pytestmark = pytest.mark.django_db
LOGIN, TIME = "/accounts/login/", "/profile/session-time/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:139.0) Gecko/20100101 Firefox/139.0"


def arrive(person: User, agent: str = FIREFOX) -> Any:
    client = make.signed_in(None, HTTP_USER_AGENT=agent)
    client.post(LOGIN, {"login": person.email, "password": make.PASSWORD})
    return client


def set_back(client: Any, **seconds: int) -> None:
    """As if the last act, or the sign-in, was so long ago."""
    session = client.session
    for name, ago in seconds.items():
        session[name] = int(time.time()) - ago
    session.save()


class TestList:
    def test_signed_out_there_and_everywhere(self, ana: User) -> None:
        here, office, home = arrive(ana), arrive(ana), arrive(ana, "curl/8")
        page = html(here.get("/profile/sessions/"))
        assert page.count("Firefox on Windows") == 2
        assert "Unknown device" in page
        assert page.count("This one") == 1
        assert page.count("Sign out there") == 2
        (session_id,) = [
            row.pk for row in ana.usersession_set.all() if row.session_key == office.cookies["mnr_session"].value
        ]
        here.post(reverse("session_end", args=[session_id]))
        assert office.get("/profile/").status_code == 302
        assert home.get("/profile/").status_code == 200
        here.post(reverse("session_end_others"))
        assert home.get("/profile/").status_code == 302
        assert here.get("/profile/").status_code == 200

    def test_nobody_ends_a_session_of_somebody_else(self, ana: User, ben: User) -> None:
        other = arrive(ben)
        row = ben.usersession_set.get()
        assert make.signed_in(ana).post(reverse("session_end", args=[row.pk])).status_code == 404
        assert other.get("/profile/").status_code == 200

    def test_a_new_password_ends_the_others(self, ana: User) -> None:
        here, there = arrive(ana), arrive(ana)
        new = "quite another secret"
        here.post(
            reverse("account_change_password"), {"oldpassword": make.PASSWORD, "password1": new, "password2": new}
        )
        assert there.get("/profile/").status_code == 302
        assert here.get("/profile/").status_code == 200


class TestTime:
    def test_left_alone_it_ends(self, ana: User, settings: Any) -> None:
        client = arrive(ana)
        key = client.cookies["mnr_session"].value
        set_back(client, **{SEEN: settings.IDLE_MINUTES * 60 - 5})
        assert client.get("/profile/").status_code == 200
        set_back(client, **{SEEN: settings.IDLE_MINUTES * 60 + 1})
        assert client.get("/profile/")["Location"] == f"{LOGIN}?next=/profile/"
        assert client.get("/profile/").status_code == 302
        assert not ana.usersession_set.filter(session_key=key).exists()

    def test_a_request_is_an_act(self, ana: User) -> None:
        client = arrive(ana)
        set_back(client, **{SEEN: 1000})
        client.get("/profile/")
        assert time.time() - client.session[SEEN] < 30

    def test_a_page_that_looks_by_itself_is_not(self, ana: User, settings: Any) -> None:
        client = arrive(ana)
        set_back(client, **{SEEN: 1000})
        left = client.get(TIME, headers={"X-Requested-With": "fetch"}).json()["left"]
        assert abs(left - (settings.IDLE_MINUTES * 60 - 1000)) <= 2
        assert time.time() - client.session[SEEN] > 900

    def test_extended(self, ana: User, settings: Any) -> None:
        client = arrive(ana)
        set_back(client, **{SEEN: 1000})
        left = client.post(TIME, headers={"X-Requested-With": "fetch"}).json()["left"]
        assert abs(left - settings.IDLE_MINUTES * 60) <= 2

    def test_near_the_end_it_brings_the_words(self, ana: User, settings: Any) -> None:
        client = arrive(ana)
        quiet = {"headers": {"X-Requested-With": "fetch"}}
        assert "words" not in client.get(TIME, **quiet).json()
        set_back(client, **{SEEN: settings.IDLE_MINUTES * 60 - 100})
        assert "Are you still there?" in client.get(TIME, **quiet).json()["words"]
        set_back(client, **{SEEN: settings.IDLE_MINUTES * 60 + 100})
        ended = client.get(TIME, **quiet).json()
        assert ended["left"] == 0
        assert "You have been signed out" in ended["words"]

    def test_nothing_extends_it_beyond_its_hours(self, ana: User, settings: Any) -> None:
        client = arrive(ana)
        set_back(client, **{BEGAN: settings.SESSION_COOKIE_AGE - 60, SEEN: 1000})
        assert client.post(TIME).json()["left"] <= 60
        set_back(client, **{BEGAN: settings.SESSION_COOKIE_AGE + 1})
        assert client.get("/profile/").status_code == 302

    def test_what_was_typed_is_back(self, ana: User, settings: Any) -> None:
        draft = make.opened_round(ana)
        address = reverse("capability_edit", args=[draft.pk, "1"])
        client = arrive(ana)
        typed = fields(client.get(address)) | {"justification": "Typed before lunch"}
        set_back(client, **{SEEN: settings.IDLE_MINUTES * 60 + 1})
        assert client.post(address, typed)["Location"].startswith(LOGIN)
        client.post(LOGIN, {"login": ana.email, "password": make.PASSWORD})
        assert fields(client.get(address))["justification"] == ["Typed before lunch"]

    @pytest.mark.parametrize(
        ("address", "name", "value"),
        [("/profile/", "organisation", "Typed"), ("/countries/XSA/rounds/new/", "title", "Typed title")],
    )
    def test_other_forms_are_kept_too(self, ana: User, address: str, name: str, value: str) -> None:
        client = arrive(ana)
        filled = read_main_form(client.get(address))
        client.logout()
        assert client.post(address, filled | {name: value})["Location"].startswith(LOGIN)
        client.post(LOGIN, {"login": ana.email, "password": make.PASSWORD})
        page = client.get(address)
        assert page.status_code == 200
        assert "What you typed is still here." in html(page)
        assert read_main_form(page)[name] == value


def read_main_form(page: Any) -> dict[str, str]:
    return {name: values[0] for name, values in fields(page, "").items()}
