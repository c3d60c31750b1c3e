"""Notices by mail: at once, in digests, once only, with a server that is down, and to nobody who should not get them."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.utils import timezone

from assessments import letters, mailing, notice_letters
from assessments.actions.notices import mark_read, tell
from assessments.actions.people import change_mail
from assessments.actions.plan import create_action
from assessments.models import Action, Assessment, Notice, Thread, User
from assessments.notices import AT_ONCE, Delivery, Kind, Mail, goes_at_once, is_wanted
from assessments.results import build
from assessments.roles import Role
from tests import factories as make
from tests.actions.test_many_writers import at_once, own_connections
from tests.factories import quick_site

__all__ = ["own_connections", "quick_site"]
pytestmark = pytest.mark.django_db

DOWN = "tests.actions.test_mailing.Down"
SHAKY = "tests.actions.test_mailing.Shaky"
STOPPED = "tests.actions.test_mailing.Stopped"


class Down(EmailBackend):
    """A mail server that does not answer. `tried` counts the letters."""

    tried = 0

    def send_messages(self, messages: Any) -> int:
        Down.tried += 1
        raise ConnectionRefusedError("nobody listens")


class Stopped(EmailBackend):
    """The process is stopped while the server has the letter."""

    def send_messages(self, messages: Any) -> int:
        raise KeyboardInterrupt


class Shaky(EmailBackend):
    """One that refuses a single address."""

    refused = ""

    def send_messages(self, messages: Any) -> int:
        if messages[0].to == [Shaky.refused]:
            raise OSError("no such mailbox")
        return super().send_messages(messages)


def say(assessment: Assessment, *to: User, kind: Kind = Kind.COMMENT, code: str = "1", **more: Any) -> None:
    if kind is Kind.QUESTION:  # one that is open
        node, opener = make.node(assessment, code), assessment.opened_by
        Thread.objects.create(assessment=assessment, capability_id=node.pk, kind="question", opened_by=opener)
    with transaction.atomic():
        tell(kind=kind, to=to, by=None, country=assessment.country, assessment=assessment, code=code, **more)


def run(*options: str) -> str:
    out = StringIO()
    call_command("send_digests", *options, stdout=out)
    return out.getvalue()


def states() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("delivery", flat=True))


class TestTheRules:
    def test_what_goes_at_once(self) -> None:
        assert goes_at_once(Kind.QUESTION, Mail.AT_ONCE, [])
        assert not goes_at_once(Kind.QUESTION, Mail.AT_ONCE, ["question"])
        assert not goes_at_once(Kind.QUESTION, Mail.DAILY, [])
        assert not goes_at_once(Kind.QUESTION, Mail.NONE, [])
        assert not goes_at_once(Kind.COMMENT, Mail.AT_ONCE, [])

    def test_what_is_wanted(self) -> None:
        assert is_wanted(Kind.COMMENT, Mail.DAILY, [])
        assert not is_wanted(Kind.COMMENT, Mail.DAILY, ["comment"])
        assert not is_wanted(Kind.COMMENT, Mail.NONE, [])


class TestAtOnce:
    def test_after_the_transaction_and_not_before(
        self, draft: Assessment, lena: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            say(draft, lena, kind=Kind.QUESTION)
            assert mail.outbox == []
        (letter,) = mail.outbox
        assert letter.to == [lena.email]
        assert "Sampland 2026" in letter.subject
        assert states() == ["sent"]
        run()
        assert len(mail.outbox) == 1

    @pytest.mark.parametrize("kind", sorted(set(Kind) - AT_ONCE))
    def test_all_else_waits_for_the_digest(
        self, draft: Assessment, lena: User, kind: Kind, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            say(draft, lena, kind=kind)
        assert mail.outbox == []

    def test_a_server_that_is_down_is_made_up_for_by_the_next_run(
        self, draft: Assessment, lena: User, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, DOWN
        with django_capture_on_commit_callbacks(execute=True):
            say(draft, lena, kind=Kind.QUESTION)
        assert states() == ["waiting"]
        settings.EMAIL_BACKEND = working
        assert "1 letter sent." in run()
        assert [letter.to for letter in mail.outbox] == [[lena.email]]

    def test_also_when_the_digest_of_the_day_has_gone(
        self, draft: Assessment, lena: User, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        make.assigned(draft, lena, "1")
        say(draft, lena)
        run()
        working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, DOWN
        with django_capture_on_commit_callbacks(execute=True):
            say(draft, lena, kind=Kind.REMINDER, code="")
        settings.EMAIL_BACKEND = working
        say(draft, lena)  # which waits for tomorrow
        run()
        assert len(mail.outbox) == 2
        assert states() == ["sent", "sent", "waiting"]

    def test_who_wants_all_once_a_day_gets_it_then(
        self, draft: Assessment, lena: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        change_mail(by=lena, mail=Mail.DAILY, off=[])
        lena.refresh_from_db()
        with django_capture_on_commit_callbacks(execute=True):
            say(draft, lena, kind=Kind.QUESTION)
        assert mail.outbox == []
        run()
        assert len(mail.outbox) == 1


class TestDigests:
    def test_one_letter_a_person_a_day(self, draft: Assessment, ana: User, lena: User) -> None:
        for code in ("1", "2", "3"):
            say(draft, ana, lena, code=code)
        run()
        assert sorted(letter.to[0] for letter in mail.outbox) == sorted([ana.email, lena.email])
        say(draft, lena, code="4")
        assert "Notices that wait for the next digest: 1." in run()
        assert len(mail.outbox) == 2
        User.objects.update(digest_on=timezone.localdate() - dt.timedelta(days=1))
        run()
        assert len(mail.outbox) == 3

    def test_it_says_where_to_look_and_nothing_that_was_answered(
        self, draft: Assessment, ana: User, lena: User, settings: Any
    ) -> None:
        settings.SITE_URL = "https://mnr.example"
        make.answer(draft, ana, "1", justification="Secret words of the ministry")
        say(draft, lena)
        run()
        (letter,) = mail.outbox
        assert isinstance(letter, mail.EmailMultiAlternatives)
        page = str(letter.alternatives[0][0])
        link = f"https://mnr.example/notices/{Notice.objects.get().pk}/"
        for text in (str(letter.body), page):
            assert link in text
            assert "https://mnr.example/profile/#mail" in text
            assert "Secret words" not in text
        assert "capability 1" in letter.body

    def test_in_the_language_of_each(self, draft: Assessment, ana: User) -> None:
        maria = make.user(Role.CONTRIBUTOR, language="es")
        say(draft, ana, maria)
        run()
        places = {letter.to[0]: str(letter.body) for letter in mail.outbox}
        assert "Samplandia 2026" in places[maria.email]
        assert "Sampland 2026" in places[ana.email] and "Samplandia" not in places[ana.email]

    def test_many_are_counted(self, draft: Assessment, lena: User) -> None:
        for number in range(1, notice_letters.NAMED + 2):
            say(draft, lena, code=str(number))
        say(draft, lena, kind=Kind.ACCEPTED, code="")
        run()
        (letter,) = mail.outbox
        assert "2 more stand on your page of notices:" in letter.body
        assert str(letter.body).count("/notices/") == notice_letters.NAMED + 1

    def test_a_name_breaks_no_page_and_no_subject(self, draft: Assessment, lena: User) -> None:
        eve = make.coordinator(name="<b>Eve</b>\nBcc: x@example.org")
        with transaction.atomic():
            tell(kind=Kind.ASSIGNED, to=[lena], by=eve, country=draft.country, assessment=draft)
        run()
        (letter,) = mail.outbox
        assert isinstance(letter, mail.EmailMultiAlternatives)
        assert "<b>Eve" not in str(letter.alternatives[0][0])
        assert letter.recipients() == [lena.email]


class TestNobodyWhoShouldNot:
    def test_what_is_switched_off_is_not_sent_later_either(self, draft: Assessment, lena: User) -> None:
        change_mail(by=lena, mail=Mail.AT_ONCE, off=["comment"])
        say(draft, lena)
        run()
        assert (mail.outbox, states()) == ([], [Delivery.UNWANTED])
        change_mail(by=lena, mail=Mail.AT_ONCE, off=[])
        run()
        assert mail.outbox == []

    def test_no_mail_at_all(self, draft: Assessment, lena: User, django_capture_on_commit_callbacks: Any) -> None:
        change_mail(by=lena, mail=Mail.NONE, off=[])
        lena.refresh_from_db()
        with django_capture_on_commit_callbacks(execute=True):
            say(draft, lena, kind=Kind.QUESTION)
        run()
        assert mail.outbox == []

    def test_a_member_who_left(self, draft: Assessment, lena: User, django_capture_on_commit_callbacks: Any) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            say(draft, lena)
            say(draft, lena, kind=Kind.QUESTION)
            lena.memberships.update(ended_at=timezone.now())
        run()
        assert (mail.outbox, set(states())) == ([], {"unwanted"})

    def test_an_account_that_is_off(self, draft: Assessment, lena: User) -> None:
        say(draft, lena)
        User.objects.filter(pk=lena.pk).update(is_active=False)
        run()
        assert (mail.outbox, states()) == ([], ["unwanted"])

    def test_the_secretariat_hears_of_every_country(self, draft: Assessment) -> None:
        say(draft, make.user(Role.REVIEWER), kind=Kind.SUBMITTED, code="")
        run()
        assert len(mail.outbox) == 1

    def test_what_was_read_before(self, draft: Assessment, lena: User) -> None:
        say(draft, lena)
        mark_read(user=lena, up_to=Notice.objects.get().pk)
        run()
        assert mail.outbox == []

    def test_what_is_old_is_given_up_and_told(self, draft: Assessment, ana: User, lena: User) -> None:
        say(draft, ana, lena)
        say(draft, lena, kind=Kind.QUESTION)
        mark_read(user=ana, up_to=Notice.objects.latest("pk").pk)  # who has read it misses no letter
        Notice.objects.update(created_at=timezone.now() - dt.timedelta(days=15))
        assert mailing.send_at_once([lena.pk]) == mailing.Tally()  # nobody would read what that run tells
        with pytest.raises(CommandError, match=r"2 notices could not be mailed for 14 days and are given up\."):
            run()
        assert (mail.outbox, states()) == ([], ["unwanted", "too_late", "too_late"])
        assert "0 letters sent." in run()


class TestFaults:
    def test_a_server_that_is_down_is_told_and_nothing_is_lost(
        self, draft: Assessment, ana: User, lena: User, settings: Any
    ) -> None:
        say(draft, ana, lena)
        working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, DOWN
        with pytest.raises(CommandError, match=r"2 letters could not be sent\. Their notices are kept"):
            run()
        assert states() == ["waiting", "waiting"]
        settings.EMAIL_BACKEND = working
        run()
        assert len(mail.outbox) == 2

    def test_it_does_not_wait_for_everyone(self, draft: Assessment, settings: Any) -> None:
        say(draft, *(make.user(Role.CONTRIBUTOR) for _number in range(6)))
        settings.EMAIL_BACKEND, Down.tried = DOWN, 0
        with pytest.raises(CommandError, match="6 letters could not be sent"):
            run()
        assert Down.tried == letters.GIVE_UP

    def test_one_refused_address_stops_nobody_else(
        self, draft: Assessment, ana: User, lena: User, settings: Any
    ) -> None:
        say(draft, ana, lena)
        settings.EMAIL_BACKEND, Shaky.refused = SHAKY, ana.email
        with pytest.raises(CommandError, match="1 letter could not be sent"):
            run()
        assert [letter.to for letter in mail.outbox] == [[lena.email]]
        assert states() == ["waiting", "sent"]

    def test_a_letter_that_cannot_be_written_stops_nobody_else(
        self, draft: Assessment, ana: User, lena: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        say(draft, ana, lena)
        write = mailing._letter

        def broken(name: str, person: User, claimed: Any) -> Any:
            if person == ana:
                raise ValueError("a fault of the program")
            return write(name, person, claimed)

        monkeypatch.setattr(mailing, "_letter", broken)
        with pytest.raises(CommandError, match="1 letter could not be sent"):
            run()
        assert [letter.to for letter in mail.outbox] == [[lena.email]]
        assert states() == ["waiting", "sent"]
        monkeypatch.setattr(mailing, "_letter", write)
        run()  # on the same day
        assert len(mail.outbox) == 2

    def test_many_letters_of_one_person_are_not_tried_one_by_one(
        self, draft: Assessment, lena: User, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        settings.EMAIL_BACKEND, Down.tried = DOWN, 0
        for _number in range(6):
            say(draft, lena, kind=Kind.QUESTION)
        assert mailing.send_at_once([lena.pk]).failed == letters.GIVE_UP
        assert set(states()) == {"waiting"}

    def test_a_process_that_died_while_sending(self, draft: Assessment, lena: User) -> None:
        say(draft, lena)
        Notice.objects.update(delivery=Delivery.SENDING, claimed_at=timezone.now() - dt.timedelta(minutes=5))
        run()
        assert mail.outbox == []  # it may still be at it
        Notice.objects.update(claimed_at=timezone.now() - dt.timedelta(hours=2))
        with pytest.raises(CommandError, match=r"while it sent 1 notice\. Nobody knows whether it arrived"):
            run()
        assert (mail.outbox, states()) == ([], ["unsure"])  # it may have gone: nobody gets it twice by itself
        assert "0 letters sent." in run()
        assert "1 letter sent." in run("--send-unsure")
        assert (len(mail.outbox), states()) == (1, ["sent"])

    def test_a_process_that_died_before_something_that_was_read(self, draft: Assessment, lena: User) -> None:
        say(draft, lena)
        mark_read(user=lena, up_to=Notice.objects.get().pk)
        Notice.objects.update(delivery=Delivery.SENDING, claimed_at=timezone.now() - dt.timedelta(hours=2))
        assert "0 letters sent." in run()
        assert states() == ["unwanted"]

    def test_a_process_that_is_stopped_keeps_its_claim(self, draft: Assessment, lena: User, settings: Any) -> None:
        say(draft, lena)
        settings.EMAIL_BACKEND = STOPPED
        with pytest.raises(KeyboardInterrupt):
            run()
        assert states() == ["sending"]


@pytest.mark.usefixtures("own_connections")
def test_eight_runs_at_once_send_everything_once() -> None:
    draft = make.opened_round(make.coordinator())
    people = [make.user(Role.CONTRIBUTOR) for _number in range(4)]
    for code in ("1", "2", "3"):
        say(draft, *people, code=code)
    connections.close_all()
    found = at_once(lambda number: mailing.send_digests())
    assert [one for one in found if isinstance(one, Exception)] == []
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(person.email for person in people)
    assert all("3" in letter.subject for letter in mail.outbox)
    assert set(states()) == {"sent"}


class TestDays:
    def test_an_assignment_that_comes_near_and_passes(self, draft: Assessment, lena: User) -> None:
        today = timezone.localdate()
        make.assigned(draft, lena, "1", due=today + dt.timedelta(days=7))
        make.assigned(draft, lena, "2", due=today - dt.timedelta(days=1))
        make.assigned(draft, lena, "3", due=today + dt.timedelta(days=8))
        make.assigned(draft, lena, "4")
        run()
        run()
        told = list(Notice.objects.order_by("code").values_list("kind", "code"))
        assert told == [("due_soon", "1"), ("overdue", "2")]
        assert len(mail.outbox) == 1

    def test_another_day_is_told_of_anew(self, draft: Assessment, lena: User) -> None:
        today = timezone.localdate()
        make.assigned(draft, lena, "1", due=today)
        run()
        make.assigned(draft, lena, "1", due=today + dt.timedelta(days=2))
        run()
        assert Notice.objects.count() == 2

    def test_not_of_what_is_answered_nor_of_a_locked_round(self, draft: Assessment, ana: User, lena: User) -> None:
        make.assigned(draft, lena, "1", "2", due=timezone.localdate())
        make.answer(draft, ana, "1")
        Assessment.objects.update(state="for_approval")
        run()
        assert not Notice.objects.exists()
        Assessment.objects.update(state="draft")
        run()
        assert [notice.code for notice in Notice.objects.all()] == ["2"]

    def test_a_reader_s_task(self, draft: Assessment, ana: User) -> None:
        today = timezone.localdate()
        rosa, gone = make.reader(name="Rosa"), make.reader()
        make.asked(draft, ana, rosa, "1", due=today - dt.timedelta(days=1))
        make.asked(draft, ana, rosa, "4", due=today + dt.timedelta(days=7))
        make.asked(draft, ana, rosa, "5", due=today + dt.timedelta(days=8))
        (given,) = make.asked(draft, ana, rosa, "6", due=today)
        make.given(given)
        make.asked(draft, ana, gone, "1", due=today)
        gone.memberships.update(ended_at=timezone.now())
        Notice.objects.all().delete()  # of being asked
        run()
        run()
        told = list(Notice.objects.order_by("pk").values_list("user__name", "kind", "code"))
        assert told == [("Rosa", "overdue", "view:1"), ("Rosa", "due_soon", "view:4")]
        (letter,) = mail.outbox
        assert "The due date of your second view of capability 1 has passed:" in letter.body
        assert "Your second view of capability 4 is due within 7 days:" in letter.body
        client = make.signed_in(rosa)
        for notice in Notice.objects.all():
            assert client.get(f"/notices/{notice.pk}/", follow=True).status_code == 200
        Assessment.objects.update(state="for_approval")
        Notice.objects.all().delete()
        run()
        assert not Notice.objects.exists()

    def test_actions_of_the_plan_concern_the_coordinators(self, draft: Assessment, ana: User, lena: User) -> None:
        today = timezone.localdate()
        given = {"title": "Sign a pathway", "lead": "Ministry", "funding": "none"}
        for due in (today - dt.timedelta(days=30), today + dt.timedelta(days=3), today + dt.timedelta(days=30)):
            values = given | {"due": due.isoformat()}
            create_action(country=draft.country, result=build(draft, "en"), values=values, by=ana)
        run()
        told = list(Notice.objects.order_by("pk").values_list("user__name", "kind"))
        assert told == [("Ana", "overdue"), ("Ana", "due_soon")]
        assert "Sign a pathway" not in mail.outbox[0].body
        Action.objects.update(state="done", done_at=timezone.now())
        Notice.objects.all().delete()
        run()
        assert not Notice.objects.exists()
