"""What stands in letters: a greeting, what it is about, the open work of a reminder, equal lines counted; and nothing
that is no longer asked for."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from assessments import mailing
from assessments.actions.assignments import remind
from assessments.actions.clearance import give_back, send_for_approval
from assessments.actions.notices import tell
from assessments.actions.people import change_mail
from assessments.actions.plan import create_action
from assessments.actions.review import end_review, take_round
from assessments.actions.rounds import move_round
from assessments.actions.talk import open_thread, resolve_thread
from assessments.models import Action, Assessment, Notice, ReaderTask, User
from assessments.notices import ASKING, AT_ONCE, Kind, Mail, is_asked_in
from assessments.results import build
from assessments.roles import Role
from assessments.talk import Kind as Talk
from assessments.workflow import Move, State
from tests import factories as make
from tests.actions.test_mailing import run, say, states

pytestmark = pytest.mark.django_db
SECRET = "Secret words of the ministry"


def texts(letter: Any) -> tuple[str, str]:
    return str(letter.body), str(letter.alternatives[0][0])


class TestWords:
    def test_a_greeting_with_the_name(self, draft: Assessment) -> None:
        eve = make.user(Role.CONTRIBUTOR, name="<b>Eve</b>\nBcc: x@example.org")
        say(draft, eve)
        run()
        plain, page = texts(mail.outbox[0])
        assert plain.startswith("Dear <b>Eve</b> Bcc: x@example.org,\n")
        assert "<p>Dear <bdi>&lt;b&gt;Eve&lt;/b&gt; Bcc: x@example.org</bdi>,</p>" in page

    @pytest.mark.parametrize("kind", sorted(AT_ONCE))
    def test_the_subject_says_what_waits(self, draft: Assessment, lena: User, kind: Kind) -> None:
        tell(kind=kind, to=[lena], by=None, country=draft.country, assessment=draft)
        letter = mailing._letter(mailing.ONCE, lena, list(Notice.objects.select_related("country")))
        assert letter.subject.startswith("MNR self-assessment, Sampland 2026: ")
        assert "something waits for you" not in letter.subject
        assert "%(" not in letter.subject

    def test_the_subject_of_a_digest(self, draft: Assessment, ana: User, lena: User) -> None:
        say(draft, lena)
        run()
        say(draft, ana)
        say(draft, ana, code="2")
        run()
        other = make.user(Role.VIEWER)
        say(draft, other)
        say(draft, other, kind=Kind.ACCEPTED, code="")
        run()
        assert [letter.subject for letter in mail.outbox] == [
            "MNR self-assessment, Sampland 2026: A colleague comments on an answer",
            "MNR self-assessment: A colleague comments on an answer (2)",
            "MNR self-assessment: 2 notices",
        ]

    def test_a_reminder_names_what_is_open_with_its_day(
        self, draft: Assessment, ana: User, lena: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        today = timezone.localdate()
        make.assigned(draft, lena, "1", "3")
        make.assigned(draft, lena, "5", due=today - dt.timedelta(days=3))
        make.assigned(draft, lena, "4", due=today + dt.timedelta(days=30))
        make.assigned(draft, ana, "6")
        make.answer(draft, ana, "3", justification=SECRET)
        make.save(draft, ana, "1", justification=SECRET)
        with django_capture_on_commit_callbacks(execute=True):
            remind(assessment=draft, by=ana)
        letter = next(letter for letter in mail.outbox if letter.to == [lena.email])
        assert letter.subject == "MNR self-assessment, Sampland 2026: A coordinator reminds you of open work"
        plain, page = texts(letter)
        lines = [line for line in plain.splitlines() if line.startswith("– ")]
        assert [line.split()[1] for line in lines] == ["5", "4", "1"]  # by due date; 3 is answered, 6 is another's
        assert "(due 3 days ago)" in lines[0] and "·" not in lines[2]
        assert page.count("<li>") == 3
        for text in (plain, page):
            assert SECRET not in text

    def test_so_does_a_letter_of_several_new_ones(self, draft: Assessment, lena: User) -> None:
        make.assigned(draft, lena, "1", "3")
        say(draft, lena, kind=Kind.ASSIGNED, code="")
        run()
        assert str(mail.outbox[0].body).count("– ") == 2

    def test_equal_lines_are_counted(self, draft: Assessment, ana: User, lena: User) -> None:
        given = {"title": SECRET, "lead": "Ministry", "funding": "none"}
        for days in (-1, -2, -3, 2):
            values = given | {"due": (timezone.localdate() + dt.timedelta(days=days)).isoformat()}
            create_action(country=draft.country, result=build(draft, "en"), values=values, by=lena)
        say(draft, ana)
        say(draft, ana)
        run()
        (letter,) = mail.outbox
        plain, page = texts(letter)
        assert "The due dates of 3 actions of the plan have passed." in plain
        assert f"/rounds/{draft.pk}/plan/\n" in plain
        assert "An action of the plan is due within 7 days." in plain
        assert plain.count("wrote a comment on capability 1") == 1
        assert "(2×)" in plain and "(2×)" in page
        assert "These 6 things have happened" in plain
        assert SECRET not in plain + page

    def test_the_same_words_of_two_rounds_stay_apart(self, draft: Assessment, ana: User) -> None:
        say(draft, ana, kind=Kind.ACCEPTED, code="")
        Assessment.objects.update(state="accepted")
        say(make.opened_round(ana, year=2027), ana, kind=Kind.ACCEPTED, code="")
        run()
        plain, _page = texts(mail.outbox[0])
        assert plain.count("The secretariat accepted the round.") == 2


class TestTheRule:
    def test_a_move_is_asked_for_where_it_left_the_round(self) -> None:
        for kind, state in (
            (Kind.FOR_APPROVAL, State.FOR_APPROVAL),
            (Kind.SENT_BACK, State.DRAFT),
            (Kind.RETURNED, State.RETURNED),
            (Kind.REOPENED, State.DRAFT),
        ):
            assert [one for one in State if is_asked_in(kind, one, moved_since=False)] == [state]
            assert not any(is_asked_in(kind, one, moved_since=True) for one in State)

    def test_work_while_the_round_can_be_changed(self) -> None:
        for kind in (Kind.REMINDER, Kind.VIEW_ASKED, Kind.DUE_SOON, Kind.OVERDUE):
            found = [one for one in State if is_asked_in(kind, one, moved_since=True)]
            assert found == [State.DRAFT, State.RETURNED]

    def test_what_waits_for_an_act_asks_and_news_does_not(self) -> None:
        assert AT_ONCE | {Kind.DUE_SOON, Kind.OVERDUE} == ASKING
        assert all(is_asked_in(Kind.ACCEPTED, state, moved_since=True) for state in State)


class TestNoLongerAsked:
    """Letters could not go at once; when they could, there was nothing left to do. Nobody is sent to it."""

    @pytest.fixture(autouse=True)
    def once_a_day(self, ana: User, lena: User) -> None:
        for person in (ana, lena):
            change_mail(by=person, mail=Mail.DAILY, off=[])

    @pytest.fixture
    def dina(self) -> User:
        return make.user(Role.APPROVER, name="Dina")

    def left(self, kind: Kind) -> list[str]:
        return list(Notice.objects.filter(kind=kind).order_by("pk").values_list("delivery", flat=True))

    def test_a_round_that_was_signed_or_given_back(self, draft: Assessment, ana: User, dina: User) -> None:
        make.answer_all(draft, ana)
        send_for_approval(assessment=draft, by=ana)
        give_back(assessment=draft, by=dina, reason="A law is missing.")
        send_for_approval(assessment=draft, by=ana)
        run()
        assert self.left(Kind.FOR_APPROVAL) == ["unwanted", "sent"]  # one letter for the one signature that waits
        assert self.left(Kind.SENT_BACK) == ["unwanted"]
        assert [letter.to for letter in mail.outbox] == [[dina.email]]

    def test_signed_before_the_letter(self, draft: Assessment, ana: User, dina: User) -> None:
        make.answer_all(draft, ana)
        send_for_approval(assessment=draft, by=ana)
        move_round(assessment=draft, move=Move.SUBMIT, by=dina)
        mailing.send_at_once([dina.pk])
        run()
        assert (self.left(Kind.FOR_APPROVAL), mail.outbox) == (["unwanted"], [])

    def test_somebody_who_no_longer_signs(self, draft: Assessment, ana: User, dina: User) -> None:
        make.answer_all(draft, ana)
        make.user(Role.APPROVER)
        send_for_approval(assessment=draft, by=ana)
        dina.memberships.update(role=Role.VIEWER)
        run()
        assert sorted(self.left(Kind.FOR_APPROVAL)) == ["sent", "unwanted"]

    def test_a_returned_round_that_was_sent_again(self, ana: User, lena: User) -> None:
        rita = make.user(Role.REVIEWER)
        sent = make.submitted_round(ana)
        take_round(assessment=sent, by=rita, was=None)
        end_review(assessment=sent, move=Move.RETURN, by=rita, reason="because")
        move_round(assessment=sent, move=Move.SUBMIT, by=ana)
        run()
        assert self.left(Kind.RETURNED) == ["unwanted", "unwanted"]

    def test_a_returned_round_that_waits(self, ana: User) -> None:
        rita = make.user(Role.REVIEWER)
        sent = make.submitted_round(ana)
        take_round(assessment=sent, by=rita, was=None)
        end_review(assessment=sent, move=Move.RETURN, by=rita, reason="because")
        run()
        assert set(self.left(Kind.RETURNED)) == {"sent"}

    def test_a_question_that_was_resolved(self, ana: User) -> None:
        rita = make.user(Role.REVIEWER)
        sent = make.submitted_round(ana)
        sent = take_round(assessment=sent, by=rita, was=None)
        for code in ("3", "4"):
            node = make.node(sent, code)
            thread = open_thread(assessment=sent, capability=node, kind=Talk.QUESTION, text="Which law?", by=rita)
        resolve_thread(thread=thread, by=rita)
        run()
        assert self.left(Kind.QUESTION) == ["sent", "unwanted"]

    def test_open_work_that_was_answered(self, draft: Assessment, ana: User, lena: User) -> None:
        make.assigned(draft, lena, "1", due=timezone.localdate())
        make.assigned(draft, lena, "2")
        remind(assessment=draft, by=ana)
        say(draft, lena, kind=Kind.DUE_SOON, code="1")
        for code in ("1", "2"):
            make.answer(draft, ana, code)
        run()
        assert (mail.outbox, set(states())) == ([], {"unwanted"})

    def test_a_view_that_was_withdrawn(self, draft: Assessment, ana: User) -> None:
        rosa = make.reader()
        make.asked(draft, ana, rosa, "1")
        make.asked(draft, ana, rosa, "4", "5")
        ReaderTask.objects.filter(capability__code="1").update(withdrawn_at=timezone.now())
        run()
        assert self.left(Kind.VIEW_ASKED) == ["unwanted", "sent"]

    def test_an_action_that_is_done(self, draft: Assessment, ana: User) -> None:
        values = {"title": "Sign", "lead": "Ministry", "funding": "none"}
        action = create_action(country=draft.country, result=build(draft, "en"), values=values, by=ana)
        say(draft, ana, kind=Kind.OVERDUE, code=f"action:{action.pk}")
        Action.objects.update(state="done", done_at=timezone.now())
        run()
        assert self.left(Kind.OVERDUE) == ["unwanted"]

    def test_the_page_shows_it_all_the_same(self, draft: Assessment, ana: User, lena: User) -> None:
        with transaction.atomic():
            tell(kind=Kind.RETURNED, to=[lena], by=None, country=draft.country, assessment=draft)
        run()
        assert states() == ["unwanted"]
        assert "The secretariat returned the round" in make.signed_in(lena).get("/notices/").content.decode()
