"""The letters of invitations when the mail server is down, when two runs meet, and when a process is stopped."""

import datetime as dt
import re
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments import letters
from assessments.actions import invitation_letters, invitations, members
from assessments.models import AuditEvent, Country, Invitation, User
from assessments.models.invitation import CLAIMED_FOR, GOOD_FOR, HANDED_OVER_WITHIN, Letter, digest_of
from assessments.roles import Role
from tests import factories as make
from tests.actions.test_mailing import DOWN, SHAKY, Down, Shaky
from tests.actions.test_many_writers import at_once, own_connections

__all__ = ["own_connections"]
pytestmark = pytest.mark.django_db
HERE = "tests.actions.test_invitation_letters"


class Stopped(EmailBackend):
    """The process ends while it sends."""

    def send_messages(self, messages: Any) -> int:
        raise SystemExit


class Meanwhile(EmailBackend):
    """While a letter is sent, somebody does something else with its invitation."""

    act: Any = None

    def send_messages(self, messages: Any) -> int:
        act, Meanwhile.act = Meanwhile.act, None
        if act:
            act()
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SITE_URL = "https://mnr.example.org"


@pytest.fixture
def sending(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def invite(by: User, email: str = "new@example.org", country: Country | None = None) -> Invitation:
    return invitations.invite(
        country=country or make.country(),
        email=email,
        role=Role.VIEWER,
        organisation="",
        language="es",
        by=by,
        link=lambda token: f"https://testserver/invitations/{token}/",
    )


def fresh(row: Invitation) -> Invitation:
    return Invitation.objects.get(pk=row.pk)


def tokens() -> list[str]:
    """Of the letters that went, in their order."""
    return [re.findall(r"/invitations/([^/]+)/", str(letter.body))[0] for letter in mail.outbox]


def run() -> str:
    out = StringIO()
    call_command("send_digests", stdout=out)
    return out.getvalue()


@pytest.fixture
def failed(ana: User, settings: Any, sending: Any) -> Invitation:
    """Invited while the mail server was down, which then came back."""
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, DOWN
    with sending():
        row = invite(ana)
    settings.EMAIL_BACKEND = working
    return fresh(row)


def test_one_that_went(ana: User, sending: Any) -> None:
    with sending():
        row = invite(ana)
        assert fresh(row).letter == Letter.WAITING
    assert (fresh(row).letter, fresh(row).unsent) == (Letter.SENT, "")
    assert "invitation" not in run()
    assert len(mail.outbox) == 1


def test_one_that_failed_is_sent_by_the_next_run_with_a_new_link(failed: Invitation) -> None:
    assert (failed.letter, failed.unsent) == (Letter.FAILED, "no")
    assert mail.outbox == []
    Invitation.objects.update(sent_at=timezone.now() - dt.timedelta(days=6))
    assert "1 invitation sent that had failed before." in run()
    (letter,), row = mail.outbox, fresh(failed)
    assert "https://mnr.example.org/invitations/" in letter.body
    assert 'lang="es"' in str(letter.alternatives[0][0])
    assert row.digest == digest_of(tokens()[0]) != failed.digest
    assert (row.letter, row.unsent) == (Letter.SENT, "")
    assert row.ends_at > timezone.now() + GOOD_FOR - dt.timedelta(minutes=1)  # the letter promises seven days
    (event,) = AuditEvent.objects.filter(action="invitation.resent")
    assert (event.actor_id, event.country) == (None, "XSA")
    run()
    assert len(mail.outbox) == 1
    person = invitations.accept(invitation=row, token=tokens()[0], by=None, name="Eva", password="x" * 20)
    assert person.memberships.get().role == Role.VIEWER


def test_a_server_that_stays_down_is_reported_and_not_asked_for_ever(
    ana: User, failed: Invitation, settings: Any
) -> None:
    settings.EMAIL_BACKEND = DOWN
    for number in range(5):
        Invitation.objects.filter(pk=invite(ana, f"n{number}@example.org").pk).update(letter=Letter.FAILED)
    Down.tried = 0
    with pytest.raises(CommandError, match=r"6 invitations could not be sent\. The next run tries again\."):
        run()
    assert Down.tried == letters.GIVE_UP
    assert set(Invitation.objects.values_list("letter", flat=True)) == {Letter.FAILED}
    assert not AuditEvent.objects.filter(action="invitation.resent").exists()
    assert fresh(failed).sent_at == failed.sent_at


def test_one_address_that_is_refused_does_not_hold_up_the_others(ana: User, failed: Invitation, settings: Any) -> None:
    Invitation.objects.filter(pk=invite(ana, "other@example.org").pk).update(letter=Letter.FAILED)
    settings.EMAIL_BACKEND, Shaky.refused = SHAKY, failed.email
    with pytest.raises(CommandError, match="1 invitation could not be sent"):
        run()
    assert [letter.to for letter in mail.outbox] == [["other@example.org"]]
    assert fresh(failed).unsent == "no"


def test_notices_are_mailed_although_invitations_fail(ana: User, failed: Invitation, settings: Any) -> None:
    settings.EMAIL_BACKEND, Shaky.refused = SHAKY, failed.email
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("send_digests", stdout=out)
    assert "0 letters sent." in out.getvalue()


def test_what_is_over_is_not_sent(ana: User, failed: Invitation) -> None:
    def again(**values: Any) -> None:
        Invitation.objects.update(**{"used_at": None, "revoked_at": None, "sent_at": timezone.now(), **values})
        run()

    again(used_at=timezone.now(), used_by=ana)
    again(revoked_at=timezone.now(), used_by=None)
    again(sent_at=timezone.now() - GOOD_FOR)
    assert mail.outbox == []
    assert fresh(failed).unsent == ""  # too old, as the list says


def test_one_that_was_never_begun_is_sent(ana: User) -> None:
    """The process ended between the transaction and the letter."""
    row = invite(ana)
    run()
    assert mail.outbox == [] and fresh(row).unsent == ""  # it may be under way
    Invitation.objects.update(sent_at=timezone.now() - HANDED_OVER_WITHIN - dt.timedelta(seconds=1))
    assert fresh(row).unsent == "no"
    run()
    assert fresh(row).digest == digest_of(tokens()[0])


def test_one_that_was_stopped_while_it_was_sent_is_named_and_left_alone(
    ana: User, failed: Invitation, settings: Any
) -> None:
    """Its link may have arrived: another letter would kill it."""
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{HERE}.Stopped"
    with pytest.raises(SystemExit):
        run()
    settings.EMAIL_BACKEND, stopped = working, fresh(failed)
    assert (stopped.letter, stopped.unsent) == (Letter.SENDING, "")
    assert "nobody knows" not in run()
    Invitation.objects.update(claimed_at=timezone.now() - CLAIMED_FOR - dt.timedelta(seconds=1))
    assert fresh(failed).unsent == "perhaps"
    assert "Of 1 invitation nobody knows whether it went" in run()
    assert mail.outbox == []
    assert fresh(failed).digest == stopped.digest
    invitations.send_again(invitation=stopped, by=ana, link=str)
    assert fresh(failed).unsent == ""


def test_sent_again_by_hand_while_it_was_tried(ana: User, failed: Invitation, settings: Any, sending: Any) -> None:
    """The newer link is the one that works, and its own letter says how it stands."""
    settings.EMAIL_BACKEND = f"{HERE}.Meanwhile"

    def by_hand() -> None:
        invitations.send_again(invitation=failed, by=ana, link=lambda token: f"https://x/invitations/{token}/")

    with sending():
        Meanwhile.act = by_hand
        run()
        assert fresh(failed).letter == Letter.WAITING
    assert fresh(failed).letter == Letter.SENT
    assert fresh(failed).digest == digest_of(tokens()[1])


def test_a_link_that_is_withdrawn_before_its_letter_is_sent_stays_at_home(ana: User, sending: Any) -> None:
    with sending():
        invitations.revoke(invitation=invite(ana), by=ana)
    assert mail.outbox == []


@pytest.mark.usefixtures("own_connections")
def test_many_runs_at_once_send_one_letter() -> None:
    row = invite(make.coordinator())
    Invitation.objects.update(letter=Letter.FAILED)
    mail.outbox = []
    found = at_once(lambda _number: invitation_letters.send_what_waits())
    assert sum(tally.sent for tally in found) == 1
    assert len(mail.outbox) == 1
    assert fresh(row).digest == digest_of(tokens()[0])


def test_of_somebody_who_was_removed(ana: User, failed: Invitation) -> None:
    members.end_membership(membership=ana.memberships.get(), by=make.coordinator(name="Ben"))
    run()
    assert mail.outbox == []
    assert fresh(failed).fault == "revoked"
