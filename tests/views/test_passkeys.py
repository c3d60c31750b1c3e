"""Passkeys: added, used at sign-in and to confirm who one is, renamed, removed."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from assessments.models import User
from tests import factories as make
from tests.passkey import Passkey
from tests.views.pages import html

pytestmark = pytest.mark.django_db
LOGIN, CODE = "/accounts/login/", "/accounts/second-step/code/"


class _Options(HTMLParser):
    found: dict[str, Any]

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        given = dict(pairs)
        if "data-options" in given:
            self.found = json.loads(given["data-options"] or "")


def options(page: Any) -> dict[str, Any]:
    reader = _Options()
    reader.feed(html(page))
    return reader.found


def signed_in(person: User) -> Any:
    client = make.signed_in(None)
    client.post(LOGIN, {"login": person.email, "password": make.PASSWORD})
    return client


def add(client: Any, key: Passkey, name: str = "Key ring") -> Any:
    address = reverse("mfa_add_webauthn")
    credential = key.register(options(client.get(address)))
    return client.post(address, {"name": name, "credential": json.dumps(credential)})


def use(client: Any, key: Passkey, address: str = CODE) -> Any:
    credential = key.use(options(client.get(address)))
    return client.post(address, {"credential": json.dumps(credential)})


def test_added_and_used(ana: User) -> None:
    key = Passkey()
    assert add(signed_in(ana), key)["Location"] == reverse("mfa_view_recovery_codes")
    assert Authenticator.objects.get(user=ana, type="webauthn").wrap().name == "Key ring"
    client = signed_in(ana)
    assert "_auth_user_id" not in client.session
    assert use(client, key)["Location"] == "/"
    assert client.session["_auth_user_id"] == str(ana.pk)


def test_another_key_opens_nothing(ana: User) -> None:
    add(signed_in(ana), Passkey())
    client = signed_in(ana)
    assert use(client, Passkey()).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_page_of_another_site_gets_nothing(ana: User) -> None:
    """A false page can pass everything on but the name of the site that the browser saw."""
    key = Passkey()
    add(signed_in(ana), key)
    key.origin = "https://testserver.evil.example"
    client = signed_in(ana)
    use(client, key)
    assert "_auth_user_id" not in client.session


def test_an_answer_is_good_once(ana: User) -> None:
    key = Passkey()
    add(signed_in(ana), key)
    client = signed_in(ana)
    heard = json.dumps(key.use(options(client.get(CODE))))
    client.post(CODE, {"credential": heard})
    other = signed_in(ana)
    other.get(CODE)
    other.post(CODE, {"credential": heard})
    assert "_auth_user_id" not in other.session


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", "not json", '{"id": 1}', '"text"'])
def test_nonsense_is_refused(ana: User, credential: str) -> None:
    key = Passkey()
    client = signed_in(ana)
    address = reverse("mfa_add_webauthn")
    client.get(address)
    assert client.post(address, {"name": "x", "credential": credential}).status_code == 200
    add(client, key)
    other = signed_in(ana)
    other.get(CODE)
    assert other.post(CODE, {"credential": credential}).status_code == 200
    assert "_auth_user_id" not in other.session


def test_it_confirms_who_one_is(ana: User) -> None:
    key = Passkey()
    add(signed_in(ana), key)
    client = make.signed_in(ana)
    address = reverse("mfa_reauthenticate_webauthn")
    assert client.get(reverse("mfa_activate_totp")).status_code == 302
    assert use(client, key, f"{address}?next=/profile/").status_code == 302
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_renamed_and_removed(ana: User) -> None:
    client = signed_in(ana)
    add(client, Passkey(), "<b>Key</b>")
    row = Authenticator.objects.get(user=ana, type="webauthn")
    page = html(client.get(reverse("mfa_index")))
    assert "&lt;b&gt;Key" in page
    client.post(reverse("mfa_edit_webauthn", args=[row.pk]), {"name": "Office"})
    assert "Office" in html(client.get(reverse("mfa_remove_webauthn", args=[row.pk])))
    client.post(reverse("mfa_remove_webauthn", args=[row.pk]))
    assert not Authenticator.objects.filter(user=ana).exists()


def test_nobody_reaches_a_passkey_of_somebody_else(ana: User, ben: User) -> None:
    add(signed_in(ana), Passkey())
    row = Authenticator.objects.get(user=ana, type="webauthn")
    client = signed_in(ben)
    for verb in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.get(reverse(verb, args=[row.pk])).status_code == 404
        assert client.post(reverse(verb, args=[row.pk]), {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=row.pk).exists()
