"""Signing in, forgetting the password, and how often one may try."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import get_default_password_validators
from django.core import mail
from django.urls import reverse
from django.utils import translation

from assessments.models import User
from tests import factories as make
from tests.views.pages import fields, html, read

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def try_password(client: Any, email: str, password: str, **more: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password, **more})


def test_signed_in_and_out(ana: User) -> None:
    client = make.signed_in(None)
    response = try_password(client, ana.email.upper(), make.PASSWORD)
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.get("/profile/").status_code == 200
    assert client.get("/accounts/logout/").status_code == 200  # a link alone signs nobody out
    assert client.get("/profile/").status_code == 200
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert client.get("/profile/").status_code == 302


def test_it_leads_back_to_the_page(ana: User) -> None:
    client = make.signed_in(None)
    page = client.get("/profile/", follow=True)
    form = {name: values[0] for name, values in fields(page, LOGIN).items()}
    form |= {"login": ana.email, "password": make.PASSWORD}
    assert client.post(LOGIN, form)["Location"] == "/profile/"
    stranger = try_password(make.signed_in(None), ana.email, make.PASSWORD, next="https://evil.example/")
    assert stranger["Location"] == "/"


def test_a_wrong_password_says_the_same_for_everyone(ana: User) -> None:
    known = try_password(make.signed_in(None), ana.email, "wrong password")
    unknown = try_password(make.signed_in(None), "someone@example.org", "wrong password")
    assert known.status_code == unknown.status_code == 200

    def message(response: Any) -> str:
        text = html(response)
        start = text.index('id="error-summary"')
        return text[start : text.index("</ul>", start)]

    assert message(known) == message(unknown)
    assert read(known).title.startswith("Error: Sign in")


def test_what_is_left_empty_is_said_by_its_name(ana: User) -> None:
    """Two links of the same words would lead to two fields."""
    response = try_password(make.signed_in(None), "", "")
    assert 'href="#id_login">E-mail address<br>' in html(response)
    assert 'href="#id_password">Password<br>' in html(response)


def test_a_switched_off_account(ana: User) -> None:
    User.objects.filter(pk=ana.pk).update(is_active=False)
    client = make.signed_in(None)
    response = try_password(client, ana.email, make.PASSWORD)
    assert response.status_code in (200, 302)
    assert "_auth_user_id" not in client.session


def test_too_many_tries(ana: User) -> None:
    """By account and address: the right password waits too, another account does not."""
    client = make.signed_in(None)
    for _try in range(8):
        try_password(client, ana.email, "wrong password")
    try_password(client, ana.email, make.PASSWORD)
    assert "_auth_user_id" not in client.session
    other = make.user(name="Other")
    assert try_password(client, other.email, make.PASSWORD).status_code == 302


def test_too_many_tries_of_a_stranger_lock_nobody_out(ana: User) -> None:
    stranger = make.signed_in(None, REMOTE_ADDR="203.0.113.9")
    for _try in range(8):
        try_password(stranger, ana.email, "wrong password")
    assert try_password(make.signed_in(None), ana.email, make.PASSWORD).status_code == 302


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_new_password_by_mail(language: str) -> None:
    person = make.coordinator(name="Ana", language=language)
    client = make.signed_in(None)
    client.cookies["mnr_language"] = language
    response = client.post(reverse("account_reset_password"), {"email": person.email}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("account_reset_password_done")
    (letter,) = mail.outbox
    assert letter.to == [person.email]
    assert "\n" not in letter.subject
    assert "[" not in letter.subject
    (link,) = re.findall(r"https?://testserver(/\S+)", str(letter.body))
    page = client.get(link, follow=True)
    action = page.redirect_chain[-1][0]
    new = {"password1": "quite another secret", "password2": "quite another secret"}
    assert client.post(action, new)["Location"] == reverse("account_reset_password_from_key_done")
    assert try_password(make.signed_in(None), person.email, "quite another secret").status_code == 302
    assert try_password(make.signed_in(None), person.email, make.PASSWORD).status_code == 200
    again = make.signed_in(None).get(link, follow=True)
    assert ("no longer good" if language == "en" else "ya no sirve") in html(again) or again.status_code == 200
    assert "password1" not in html(again)


def test_a_new_password_comes_in_the_language_of_whom_it_is_for() -> None:
    person = make.coordinator(name="Ana", language="es")
    client = make.signed_in(None)
    client.cookies["mnr_language"] = "en"
    page = client.post(reverse("account_reset_password"), {"email": person.email}, follow=True)
    assert "Look into your mail" in html(page)  # whose language is the asker's
    (letter,) = mail.outbox
    assert letter.subject == "Nueva contraseña para la autoevaluación MNR"
    assert "Alguien" in letter.body
    ((written, kind),) = letter.alternatives  # type: ignore[attr-defined]
    assert kind == "text/html"
    (link,) = re.findall(r"https?://testserver/\S+", str(letter.body))
    assert f'<a href="{link}"><bdi dir="ltr">{link}</bdi></a>' in written
    assert '<html lang="es" dir="ltr">' in written
    assert written.count("<p>") == 4


def test_an_unknown_address_gets_no_mail_and_the_same_page(ana: User) -> None:
    client = make.signed_in(None)
    unknown = client.post(reverse("account_reset_password"), {"email": "someone@example.org"}, follow=True)
    assert mail.outbox == []
    known = client.post(reverse("account_reset_password"), {"email": ana.email}, follow=True)
    assert unknown.redirect_chain == known.redirect_chain
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012"])
def test_a_weak_password_is_refused(ana: User, password: str) -> None:
    client = make.signed_in(ana)
    form = {"oldpassword": make.PASSWORD, "password1": password, "password2": password}
    response = client.post(reverse("account_change_password"), form)
    assert response.status_code == 200
    assert read(response).title.startswith("Error:")
    assert User.objects.get(pk=ana.pk).check_password(make.PASSWORD)


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != "en"])
def test_what_is_wrong_with_a_password_is_said_in_every_language(language: str) -> None:
    """Django says some of it; a sentence that it changed is English in languages that have not followed."""
    for validator in get_default_password_validators():
        with translation.override("en"):
            english = validator.get_error_message()
        with translation.override(language):
            assert validator.get_error_message() != english


def test_nobody_signs_up(ana: User) -> None:
    client = make.signed_in(None)
    form = {"email": "new@example.org", "password1": "a quite long secret", "password2": "a quite long secret"}
    response = client.post(reverse("account_signup"), form)
    assert "Accounts are given, not opened" in html(response)
    assert User.objects.count() == 1


def test_an_empty_form_says_what_is_missing() -> None:
    """Two links with the same words would not say which field is which."""
    page = html(make.signed_in(None).post(LOGIN, {}))
    assert page.count("Type your e-mail address.") == page.count("Type your password.") == 2
    assert "This field is required" not in page


def test_one_name_for_a_forgotten_password(ana: User) -> None:
    client = make.signed_in(ana)
    for address in ("/accounts/password/change/", "/accounts/reauthenticate/"):
        page = html(client.get(address))
        assert "I have forgotten my password" in page
        assert "placeholder" not in page
