"""The letter for a new password when the mail server is down: kept without its token, and sent later, once."""

import datetime as dt
import re
from io import StringIO
from typing import Any

import pytest
from django.conf import settings as site
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from assessments import letters, password_letters
from assessments.models import User
from tests import factories as make
from tests.actions.test_mailing import DOWN, SHAKY, Down, Shaky
from tests.actions.test_many_writers import at_once, own_connections

__all__ = ["own_connections"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SITE_URL = "https://mnr.example.org"


def ask(email: str) -> Any:
    return make.signed_in(None).post(reverse("account_reset_password"), {"email": email})


def run() -> str:
    out = StringIO()
    call_command("send_digests", stdout=out)
    return out.getvalue()


def waits(person: User) -> bool:
    return User.objects.get(pk=person.pk).reset_unsent_at is not None


@pytest.fixture
def shut_out(ana: User, settings: Any) -> User:
    """Asked while the mail server was down, which then came back."""
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, DOWN
    assert ask(ana.email)["Location"] == ask("nobody@example.org")["Location"]
    settings.EMAIL_BACKEND = working
    assert waits(ana) and mail.outbox == []
    return ana


def test_the_next_run_sends_one_letter_once(shut_out: User) -> None:
    assert "1 letter for a new password sent that had failed before." in run()
    assert not waits(shut_out)
    assert "new password" not in run()
    (letter,) = mail.outbox
    assert letter.to == [shut_out.email]
    (path,) = re.findall(r"https://mnr\.example\.org(/\S+)", str(letter.body))
    client = make.signed_in(None)
    action = client.get(path, follow=True).redirect_chain[-1][0]
    new = {"password1": "quite another secret", "password2": "quite another secret"}
    assert client.post(action, new)["Location"] == reverse("account_reset_password_from_key_done")
    assert User.objects.get(pk=shut_out.pk).check_password("quite another secret")


def test_one_that_went_leaves_nothing(ana: User) -> None:
    ask(ana.email)
    assert not waits(ana)
    assert "new password" not in run()
    assert len(mail.outbox) == 1


def test_a_letter_that_went_at_the_second_request_is_the_only_one(shut_out: User) -> None:
    ask(shut_out.email)
    assert not waits(shut_out)
    run()
    assert len(mail.outbox) == 1


def test_it_is_told_and_kept_while_the_server_stays_down(shut_out: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = DOWN
    asked = User.objects.get(pk=shut_out.pk).reset_unsent_at
    for _number in range(4):
        User.objects.filter(pk=make.coordinator().pk).update(reset_unsent_at=timezone.now())
    Down.tried = 0
    with pytest.raises(CommandError, match=r"5 letters for a new password could not be sent\. The next run tries"):
        run()
    assert Down.tried == letters.GIVE_UP
    assert User.objects.get(pk=shut_out.pk).reset_unsent_at == asked
    assert User.objects.exclude(reset_unsent_at=None).count() == 5


def test_one_address_that_is_refused_does_not_hold_up_the_others(shut_out: User, settings: Any) -> None:
    other = make.coordinator()
    User.objects.filter(pk=other.pk).update(reset_unsent_at=timezone.now())
    settings.EMAIL_BACKEND, Shaky.refused = SHAKY, shut_out.email
    with pytest.raises(CommandError, match="1 letter for a new password could not be sent"):
        run()
    assert [letter.to for letter in mail.outbox] == [[other.email]]
    assert waits(shut_out) and not waits(other)


def test_who_no_longer_needs_it_gets_none(shut_out: User) -> None:
    def again(**values: Any) -> None:
        usual = {"reset_unsent_at": timezone.now(), "last_login": None, "is_active": True}
        User.objects.filter(pk=shut_out.pk).update(**usual | values)
        run()

    good_for = dt.timedelta(seconds=site.PASSWORD_RESET_TIMEOUT)
    again(reset_unsent_at=timezone.now() - good_for)
    again(last_login=timezone.now() + dt.timedelta(seconds=1))
    again(is_active=False)
    assert mail.outbox == []
    again(last_login=timezone.now() - dt.timedelta(days=9))
    assert len(mail.outbox) == 1


def test_who_has_signed_in_since_gets_none(shut_out: User) -> None:
    client = make.signed_in(None)
    client.post(reverse("account_login"), {"login": shut_out.email, "password": make.PASSWORD})
    run()
    assert mail.outbox == []


def test_who_has_changed_the_password_since_gets_none(shut_out: User) -> None:
    client = make.signed_in(shut_out)
    User.objects.filter(pk=shut_out.pk).update(last_login=None)  # an older session, which is still open
    new = "quite another secret"
    form = {"oldpassword": make.PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), form).status_code == 302
    assert not waits(shut_out)
    run()
    assert mail.outbox == []


def test_a_slow_failure_does_not_speak_after_the_password_was_changed(ana: User, settings: Any) -> None:
    """The letter is still under way when its person has chosen a new password by an earlier one."""
    settings.EMAIL_BACKEND = DOWN
    before = User.objects.get(pk=ana.pk)
    ana.set_password("quite another secret")
    ana.save()
    password_letters.hand_over(before, "https://mnr.example.org/")
    assert not waits(ana)


@pytest.mark.usefixtures("own_connections")
def test_many_runs_at_once_send_one_letter() -> None:
    person = make.coordinator()
    User.objects.filter(pk=person.pk).update(reset_unsent_at=timezone.now())
    mail.outbox = []
    found = at_once(lambda _number: password_letters.send_what_waits())
    assert sum(tally.sent for tally in found) == 1
    assert len(mail.outbox) == 1


def test_nothing_of_a_known_address_is_done_within_the_request(
    ana: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No query, no token and no letter more than for an unknown one."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from assessments import letters

    settings.MAIL_IN_BACKGROUND = True
    monkeypatch.setattr(letters, "Thread", lambda **how: type("Later", (), {"start": lambda self: None})())
    monkeypatch.setattr(letters, "written", None)
    monkeypatch.setattr(password_letters, "default_token_generator", None)
    counts = []
    for email in (ana.email, "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            assert ask(email).status_code == 302
        counts.append(len(queries))
    assert counts[0] == counts[1]
