"""The review: who is on it, the marks of each answer, and what the moves of the round do to them."""

from typing import Any

import pytest

from assessments.actions.answers import ForgedRevision
from assessments.actions.review import ReviewRefused, end_review, mark_answer, take_round
from assessments.actions.rounds import move_round
from assessments.models import Assessment, AuditEvent, Membership, Notice, ReviewMark, User
from assessments.roles import Role
from assessments.workflow import Move, NotAllowed
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(ana: User) -> Assessment:
    return make.submitted_round(ana)


@pytest.fixture
def rita() -> User:
    return make.user(Role.REVIEWER, name="Rita")


@pytest.fixture
def sam() -> User:
    return make.user(Role.REVIEWER, name="Sam")


def mark_of(assessment: Assessment, code: str) -> ReviewMark:
    return ReviewMark.objects.select_related("assessment__country", "capability").get(
        assessment=assessment, capability__code=code
    )


def mark(assessment: Assessment, by: User, code: str, based_on: int | None = None, **values: bool) -> Any:
    row = mark_of(assessment, code)
    return mark_answer(mark=row, by=by, based_on=row.revision if based_on is None else based_on, values=values)


def state(assessment: Assessment, code: str) -> tuple[bool, bool, bool]:
    """done, to_change, returned"""
    row = mark_of(assessment, code)
    return row.done_at is not None, row.to_change, row.returned_at is not None


class TestTaking:
    def test_it_has_a_reviewer_and_a_mark_for_every_answer(self, sent: Assessment, rita: User) -> None:
        take_round(assessment=sent, by=rita, was=None)
        taken = make.fresh(sent)
        assert (taken.state, taken.reviewer) == ("in_review", rita)
        assert ReviewMark.objects.filter(assessment=sent, revision=0).count() == 21

    def test_another_takes_it_over(self, sent: Assessment, rita: User, sam: User) -> None:
        take_round(assessment=sent, by=rita, was=None)
        since = make.fresh(sent).state_at
        mark(sent, rita, "1", done=True)
        take_round(assessment=sent, by=sam, was=rita.pk)
        taken = make.fresh(sent)
        assert (taken.state, taken.reviewer, taken.state_at) == ("in_review", sam, since)
        assert state(sent, "1") == (True, False, False)
        assert AuditEvent.objects.filter(action="round.take_over", actor_id=sam.pk).exists()

    def test_the_second_of_two_who_press_at_once_is_told(self, sent: Assessment, rita: User, sam: User) -> None:
        take_round(assessment=sent, by=rita, was=None)
        with pytest.raises(ReviewRefused, match="taken"):
            take_round(assessment=sent, by=sam, was=None)
        take_round(assessment=sent, by=sam, was=rita.pk)
        with pytest.raises(ReviewRefused, match="taken"):
            take_round(assessment=sent, by=make.user(Role.ADMINISTRATOR), was=rita.pk)
        assert make.fresh(sent).reviewer == sam

    def test_twice_by_the_same_person_is_once(self, sent: Assessment, rita: User) -> None:
        take_round(assessment=sent, by=rita, was=None)
        take_round(assessment=sent, by=rita, was=None)
        assert AuditEvent.objects.filter(action__startswith="round.take").count() == 1

    def test_only_who_reviews(self, sent: Assessment, ana: User) -> None:
        with pytest.raises(NotAllowed, match="permission"):
            take_round(assessment=sent, by=make.coordinator(make.country("XSB")), was=None)
        with pytest.raises(ReviewRefused, match="own"):
            take_round(assessment=sent, by=ana, was=None)

    def test_nobody_reviews_their_own_country(self, sent: Assessment) -> None:
        both = make.user(Role.REVIEWER)
        Membership.objects.create(user=both, country=sent.country, role=Role.VIEWER)
        with pytest.raises(ReviewRefused, match="own"):
            take_round(assessment=sent, by=User.objects.get(pk=both.pk), was=None)
        assert make.fresh(sent).state == "submitted"

    def test_nobody_takes_a_draft(self, ana: User, rita: User) -> None:
        with pytest.raises(NotAllowed, match="state"):
            take_round(assessment=make.opened_round(ana), by=rita, was=None)


@pytest.fixture
def taken(sent: Assessment, rita: User) -> Assessment:
    take_round(assessment=sent, by=rita, was=None)
    return make.fresh(sent)


class TestMarks:
    def test_by_whom_and_when(self, taken: Assessment, rita: User) -> None:
        outcome = mark(taken, rita, "3", done=True, to_change=True)
        row = mark_of(taken, "3")
        assert (outcome.revision, row.done_by, row.to_change) == (1, rita, True)
        assert row.done_at is not None
        event = AuditEvent.objects.get(action="reviewmark.saved")
        assert (event.object_code, event.changes) == ("3", {"done": [False, True], "to_change": [False, True]})
        mark(taken, rita, "3", done=False)
        assert (mark_of(taken, "3").done_at, mark_of(taken, "3").done_by) == (None, None)

    def test_two_tabs_change_one_each(self, taken: Assessment, rita: User) -> None:
        mark(taken, rita, "3", based_on=0, done=True, to_change=False)
        mark(taken, rita, "3", based_on=0, done=False, to_change=True)
        assert state(taken, "3") == (True, True, False)

    def test_an_old_page_does_not_undo(self, taken: Assessment, rita: User) -> None:
        mark(taken, rita, "3", done=True)
        mark(taken, rita, "3", done=False)
        mark(taken, rita, "3", done=True)
        mark(taken, rita, "3", based_on=1, done=True)
        assert state(taken, "3") == (True, False, False)

    def test_a_revision_that_never_was(self, taken: Assessment, rita: User) -> None:
        with pytest.raises(ForgedRevision):
            mark(taken, rita, "3", based_on=7, done=True)

    def test_only_by_who_is_on_it(self, taken: Assessment, sam: User, rita: User) -> None:
        with pytest.raises(ReviewRefused, match="not_yours"):
            mark(taken, sam, "3", done=True)
        take_round(assessment=taken, by=sam, was=rita.pk)
        with pytest.raises(ReviewRefused, match="not_yours"):
            mark(taken, rita, "3", done=True)
        assert state(taken, "3") == (False, False, False)

    def test_not_after_the_end(self, taken: Assessment, rita: User) -> None:
        end_review(assessment=taken, move=Move.ACCEPT, by=rita)
        with pytest.raises(ReviewRefused, match="not_yours"):
            mark(taken, rita, "3", done=True)


class TestEnd:
    def test_returned_with_the_marked_answers(self, taken: Assessment, rita: User) -> None:
        mark(taken, rita, "3", done=True, to_change=True)
        mark(taken, rita, "12", to_change=True)
        mark(taken, rita, "4", done=True)
        end_review(assessment=taken, move=Move.RETURN, by=rita, reason="Two claims have nothing that shows them.")
        assert make.fresh(taken).state == "returned"
        assert state(taken, "3") == (True, False, True)
        assert state(taken, "12") == (False, False, True)
        assert state(taken, "4") == (True, False, False)
        event = AuditEvent.objects.get(action="round.return")
        assert event.changes["capabilities"] == [[], ["3", "12"]]
        assert event.changes["reason"] == ["", "Two claims have nothing that shows them."]

    def test_a_reason_is_needed(self, taken: Assessment, rita: User) -> None:
        mark(taken, rita, "3", to_change=True)
        with pytest.raises(NotAllowed, match="reason"):
            end_review(assessment=taken, move=Move.RETURN, by=rita, reason=" ")
        assert state(taken, "3") == (False, True, False)

    def test_what_is_marked_is_not_accepted(self, taken: Assessment, rita: User) -> None:
        mark(taken, rita, "3", to_change=True)
        with pytest.raises(NotAllowed, match="marked"):
            end_review(assessment=taken, move=Move.ACCEPT, by=rita)
        assert make.fresh(taken).state == "in_review"
        mark(taken, rita, "3", to_change=False)
        end_review(assessment=taken, move=Move.ACCEPT, by=rita)
        assert make.fresh(taken).state == "accepted"

    @pytest.mark.parametrize("move", [Move.RETURN, Move.ACCEPT])
    def test_only_by_who_is_on_it(self, taken: Assessment, sam: User, move: Move) -> None:
        with pytest.raises(ReviewRefused, match="not_yours"):
            end_review(assessment=taken, move=move, by=sam, reason="because")
        assert make.fresh(taken).state == "in_review"

    def test_not_while_the_country_has_another_open(self, taken: Assessment, rita: User, ana: User) -> None:
        mark(taken, rita, "3", to_change=True)
        make.opened_round(ana, year=2027)
        with pytest.raises(NotAllowed, match="other_open"):
            end_review(assessment=taken, move=Move.RETURN, by=rita, reason="because")
        assert state(taken, "3") == (False, True, False)

    def test_the_second_review_begins_where_it_is_needed(self, taken: Assessment, rita: User, ana: User) -> None:
        """3 was returned, 4 stays as it was, 5 was changed unasked."""
        for code in ("3", "4", "5"):
            mark(taken, rita, code, done=True, to_change=code == "3")
        end_review(assessment=taken, move=Move.RETURN, by=rita, reason="because")
        make.save(make.fresh(taken), ana, "5", justification="The law is in force since May, and it is paid for.")
        move_round(assessment=taken, move=Move.SUBMIT, by=ana)
        take_round(assessment=taken, by=rita, was=None)
        assert state(taken, "3") == (False, False, True)
        assert state(taken, "4") == (True, False, False)
        assert state(taken, "5") == (False, False, False)
        end_review(assessment=taken, move=Move.RETURN, by=rita, reason="once more")
        assert state(taken, "3") == (False, False, False)  # nothing was marked this time

    def test_reopened_begins_anew(self, taken: Assessment, rita: User) -> None:
        mark(taken, rita, "3", done=True)
        end_review(assessment=taken, move=Move.ACCEPT, by=rita)
        move_round(assessment=taken, move=Move.REOPEN, by=make.user(Role.ADMINISTRATOR), reason="A law was forgotten.")
        assert state(taken, "3") == (False, False, False)


class TestNotices:
    def told(self, person: User) -> list[str]:
        return list(Notice.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))

    def test_each_move_is_told_to_those_who_wait_for_it(self, ana: User, rita: User) -> None:
        admin = make.user(Role.ADMINISTRATOR)
        viewer, contributor = (make.user(role, make.country()) for role in (Role.VIEWER, Role.CONTRIBUTOR))
        stranger, reader = make.coordinator(make.country("XSB")), make.reader()
        sent = make.submitted_round(ana)
        take_round(assessment=sent, by=rita, was=None)
        end_review(assessment=sent, move=Move.RETURN, by=rita, reason="because")
        move_round(assessment=sent, move=Move.SUBMIT, by=ana)
        take_round(assessment=sent, by=rita, was=None)
        end_review(assessment=sent, move=Move.ACCEPT, by=rita)
        move_round(assessment=sent, move=Move.REOPEN, by=admin, reason="because")
        assert self.told(rita) == ["submitted", "submitted"]
        assert self.told(ana) == self.told(contributor) == ["returned", "accepted", "reopened"]
        assert self.told(viewer) == ["accepted"]
        assert self.told(stranger) == self.told(admin) == []
        assert self.told(reader) == []  # they open no page of the country

    def test_without_a_reviewer_the_administrator_hears_of_it(self, ana: User) -> None:
        admin = make.user(Role.ADMINISTRATOR)
        make.submitted_round(ana)
        assert self.told(admin) == ["submitted"]

    def test_a_refused_move_tells_nobody(self, taken: Assessment, rita: User, ana: User) -> None:
        mark(taken, rita, "3", to_change=True)
        with pytest.raises(NotAllowed):
            end_review(assessment=taken, move=Move.ACCEPT, by=rita)
        assert self.told(ana) == []
