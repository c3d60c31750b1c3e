"""Single sign-on: who has an account and a verified address comes in, nobody else, whatever a provider says."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from assessments.models import User
from assessments.roles import Role
from tests import factories as make
from tests.views.pages import html, read
from tests.views.provider import CLIENT, SECRET, Provider, running

pytestmark = pytest.mark.django_db
LOGIN, CALLBACK = "/accounts/sso/login/", "/accounts/sso/login/callback/"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with running() as made:
        settings.OIDC_ISSUER, settings.OIDC_NAME = made.issuer, "Government sign-in"
        app = {"provider_id": "sso", "name": "Government sign-in", "client_id": CLIENT, "secret": SECRET}
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [app | {"settings": {"server_url": made.issuer}}],
            }
        }
        yield made


def come(provider: Provider, client: Any = None, next_page: str = "", **changed: str) -> tuple[Any, Any]:
    """Goes to the provider and comes back as its answer says."""
    client = client or make.signed_in(None)
    away = client.get(LOGIN, {"next": next_page} if next_page else {})
    assert away.status_code == 302
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away["Location"]).query).items()}
    return client, client.get(CALLBACK, {"state": asked["state"], "code": "code"} | changed)


def is_in(client: Any) -> bool:
    return "_auth_user_id" in client.session


def test_who_has_an_account_comes_in(ana: User, provider: Provider) -> None:
    provider.claims["email"] = ana.email.upper()
    client, answer = come(provider, next_page="/profile/")
    assert answer["Location"] == "/profile/"
    assert client.session["_auth_user_id"] == str(ana.pk)
    ana.refresh_from_db()
    assert ana.check_password(make.PASSWORD)  # and keeps the password
    (asked,) = provider.asked
    assert asked["code_verifier"][0]
    from allauth.socialaccount.models import SocialAccount

    assert not SocialAccount.objects.exists()


def test_the_sign_in_page_offers_it_only_when_it_is_set_up(provider: Provider, settings: Any) -> None:
    page = make.signed_in(None).get("/accounts/login/?next=/profile/")
    assert f"{LOGIN}?next=/profile/" in read(page).links
    assert "Sign in with Government sign-in" in html(page)
    settings.OIDC_ISSUER = ""
    assert LOGIN not in html(make.signed_in(None).get("/accounts/login/"))
    assert make.signed_in(None).get(LOGIN).status_code == 404


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "unknown@example.org"},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": ""},
        {"email": None},
    ],
)
def test_an_address_that_is_unknown_or_not_verified(ana: User, provider: Provider, claims: dict[str, Any]) -> None:
    provider.claims |= {"email": ana.email} | claims
    client, answer = come(provider)
    assert answer.status_code in (401, 403)
    assert not is_in(client)
    assert User.objects.count() == 1
    assert ana.email not in html(answer)


def test_the_same_page_for_unknown_and_unverified(ana: User, provider: Provider) -> None:
    provider.claims |= {"email": ana.email, "email_verified": False}
    _client, unverified = come(provider)
    provider.claims |= {"email": "unknown@example.org", "email_verified": True}
    _client, unknown = come(provider)
    assert unverified.status_code == unknown.status_code == 403
    assert "No account belongs to the address" in html(unknown)
    assert read(unverified).title == read(unknown).title


def test_an_account_that_is_switched_off(ana: User, provider: Provider) -> None:
    User.objects.update(is_active=False)
    provider.claims["email"] = ana.email
    client, _answer = come(provider)
    assert not is_in(client)


@pytest.mark.parametrize(
    "token",
    [{"iss": "https://evil.example"}, {"aud": "another"}, {"exp": 1}, {"sub": "2"}],
)
def test_a_token_that_does_not_fit(ana: User, provider: Provider, token: dict[str, Any]) -> None:
    provider.claims["email"] = ana.email
    provider.token = token
    client, answer = come(provider)
    assert answer.status_code == 401
    assert "could not be reached, or did not answer as expected" in html(answer)
    assert not is_in(client)


def test_a_token_signed_by_somebody_else(ana: User, provider: Provider) -> None:
    provider.claims["email"] = ana.email
    provider.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    client, answer = come(provider)
    assert answer.status_code == 401
    assert not is_in(client)


def test_a_state_of_another_browser(ana: User, provider: Provider) -> None:
    provider.claims["email"] = ana.email
    for state in ("", "forged"):
        client, answer = come(provider, state=state)
        assert answer.status_code == 401
        assert not is_in(client)


def test_a_provider_that_is_down(provider: Provider) -> None:
    provider.down = True
    answer = make.signed_in(None).get(LOGIN)
    assert answer.status_code == 502
    assert "Please try again in a moment." in html(answer)


def test_cancelled_there(provider: Provider) -> None:
    _client, answer = come(provider, error="access_denied")
    assert answer["Location"] == "/accounts/login/"


def test_it_leads_nowhere_else(ana: User, provider: Provider) -> None:
    provider.claims["email"] = ana.email
    _client, answer = come(provider, next_page="https://evil.example/")
    assert answer["Location"] == "/"


def test_the_second_step_is_asked_for_all_the_same(provider: Provider) -> None:
    approver = make.user(Role.APPROVER)
    provider.claims["email"] = approver.email
    client, answer = come(provider)
    assert answer["Location"].startswith("/accounts/second-step/code/")
    assert not is_in(client)


def test_nothing_is_connected_to_somebody_who_is_signed_in(ana: User, provider: Provider) -> None:
    provider.claims["email"] = "unknown@example.org"
    client = make.signed_in(ana)
    away = client.get(LOGIN, {"process": "connect"})
    state = parse_qs(urlsplit(away["Location"]).query)["state"][0]
    assert client.get(CALLBACK, {"state": state, "code": "code"}).status_code == 403
