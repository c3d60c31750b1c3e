"""Second views: asked for, given once, seen by nobody before, handed over, answered."""

from typing import Any

import pytest

from assessments import access, history
from assessments.actions.answers import ForgedRevision, RoundLocked
from assessments.actions.invitations import accept, invite
from assessments.actions.members import PeopleRefused, change_role, end_membership
from assessments.actions.rounds import move_round
from assessments.actions.second_views import (
    ViewRefused,
    ask_by_address,
    ask_views,
    draft_view,
    give_view,
    hold_to_answer,
    review_view,
    take_over,
    withdraw_task,
)
from assessments.models import Assessment, AuditEvent, Invitation, Membership, Notice, ReaderTask, SecondView, User
from assessments.roles import Role
from assessments.second_views import Standing, TaskState, standing
from assessments.workflow import Move, NotAllowed
from tests import factories as make

pytestmark = pytest.mark.django_db
NGO = "reader@childrights.example"
TOKENS: list[str] = []


@pytest.fixture
def rita(ana: User) -> User:
    return make.reader(name="Rita")


@pytest.fixture
def draft(ana: User) -> Assessment:
    made = make.opened_round(ana)
    make.answer(made, ana, "1", phase="3")
    return made


def ask(assessment: Assessment, by: User, email: str = NGO, *codes: str, **fields: Any) -> list[ReaderTask]:
    nodes = [make.node(assessment, code) for code in codes or ("1",)]
    values: dict[str, Any] = {"organisation": "Child Rights Network", "language": "en", "link": said}
    return ask_by_address(assessment=assessment, capabilities=nodes, by=by, email=email, **(values | fields))


def said(token: str) -> str:
    TOKENS.append(token)
    return f"http://x/{token}/"


def task_of(pk: int) -> ReaderTask:
    return ReaderTask.objects.with_reader().get(pk=pk)


def shown(assessment: Assessment) -> list[str]:
    events = history.events_of(assessment.country, whole=True)
    return [event.action for event in events if event.action.startswith(("secondview", "readertask"))]


class TestAsking:
    def test_a_reader(self, draft: Assessment, ana: User, rita: User) -> None:
        tasks = make.asked(draft, ana, rita, "1", "4")
        assert [task.state for task in tasks] == [TaskState.ASKED] * 2
        notice = Notice.objects.get(user=rita)
        assert (notice.kind, notice.code) == ("view_asked", "")
        assert shown(draft) == ["readertask.created"] * 2

    def test_twice_asks_only_for_what_is_new(self, draft: Assessment, ana: User, rita: User) -> None:
        make.asked(draft, ana, rita, "1")
        assert [task.capability.code for task in make.asked(draft, ana, rita, "1", "4")] == ["4"]
        with pytest.raises(ViewRefused) as refused:
            make.asked(draft, ana, rita, "1", "4")
        assert refused.value.code == "empty"

    def test_somebody_new_is_invited_and_finds_the_tasks(self, draft: Assessment, ana: User) -> None:
        (task,) = ask(draft, ana)
        assert task_of(task.pk).state is TaskState.INVITED
        ask(draft, ana, NGO, "4")  # the same invitation
        invitation = Invitation.objects.get()
        person = accept(invitation=invitation, token=TOKENS[-1], by=None, name="Rita", password=make.PASSWORD)
        assert set(ReaderTask.objects.values_list("reader", flat=True)) == {person.pk}
        assert len(access.visible_to(ReaderTask, person)) == 2
        assert not access.visible_to(Assessment, person).exists()

    def test_an_address_that_reads_already(self, draft: Assessment, ana: User, rita: User) -> None:
        (task,) = ask(draft, ana, rita.email.upper())
        assert task.reader == rita and not Invitation.objects.exists()

    def test_nobody_who_knows_the_answers(self, draft: Assessment, ana: User) -> None:
        viewer = make.user(Role.VIEWER)
        gone = make.user(Role.CONTRIBUTOR)
        end_membership(membership=Membership.objects.get(user=gone), by=ana)
        for person, code in ((viewer, "member"), (gone, "inside")):
            with pytest.raises(PeopleRefused) as refused:
                ask(draft, ana, person.email)
            assert refused.value.code == code
        assert not ReaderTask.objects.exists()

    @pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR])
    def test_the_secretariat_is_refused_when_it_accepts_and_not_when_it_is_asked(
        self, draft: Assessment, ana: User, role: Role
    ) -> None:
        """Otherwise a country could find out by asking who works there."""
        person = make.user(role)
        (task,) = ask(draft, ana, person.email)
        assert task_of(task.pk).state is TaskState.INVITED
        with pytest.raises(PeopleRefused) as refused:
            accept(invitation=Invitation.objects.get(), token=TOKENS[-1], by=person)
        assert refused.value.code == "inside"
        assert task_of(task.pk).reader is None
        assert not person.memberships.filter(role=Role.READER).exists()

    def test_who_learned_the_answers_meanwhile_does_not_accept(self, draft: Assessment, ana: User) -> None:
        person = make.user(email=NGO)
        ask(draft, ana)
        Membership.objects.create(user=person, country=draft.country, role=Role.VIEWER, ended_at=draft.opened_at)
        with pytest.raises(PeopleRefused) as refused:
            accept(invitation=Invitation.objects.get(), token=TOKENS[-1], by=person)
        assert refused.value.code == "inside"

    def test_an_open_invitation_with_another_role(self, draft: Assessment, ana: User) -> None:
        invite(country=draft.country, email=NGO, role=Role.VIEWER, organisation="", language="en", by=ana, link=str)
        with pytest.raises(PeopleRefused) as refused:
            ask(draft, ana)
        assert refused.value.code == "invited"

    def test_no_role_becomes_a_reader_by_a_change(self, draft: Assessment, ana: User, rita: User) -> None:
        viewer = make.user(Role.VIEWER)
        for person, was, role in ((viewer, Role.VIEWER, Role.READER), (rita, Role.READER, Role.VIEWER)):
            with pytest.raises(PeopleRefused) as refused:
                change_role(membership=Membership.objects.get(user=person), role=role, was=was, by=ana)
            assert refused.value.code == "reader"

    def test_a_sent_round_asks_nobody(self, ana: User, rita: User) -> None:
        sent = make.submitted_round(ana)
        with pytest.raises(RoundLocked):
            ask_views(assessment=sent, capabilities=[make.node(sent)], by=ana, reader=rita)

    def test_withdrawn(self, draft: Assessment, ana: User, rita: User) -> None:
        first, second = make.asked(draft, ana, rita, "1", "4")
        make.given(second)
        withdraw_task(task=first, by=ana)
        assert task_of(first.pk).state is TaskState.WITHDRAWN
        assert [task.pk for task in access.visible_to(ReaderTask, rita)] == [second.pk]
        with pytest.raises(ViewRefused):
            withdraw_task(task=second, by=ana)
        with pytest.raises(ViewRefused) as refused:
            draft_view(task=first, by=rita, based_on=0, values={"phase": "1"})
        assert refused.value.code == "withdrawn"
        assert len(make.asked(draft, ana, rita, "1")) == 1  # and can be asked for again


class TestGiving:
    def test_nobody_sees_a_draft(self, draft: Assessment, ana: User, rita: User) -> None:
        (task,) = make.asked(draft, ana, rita, "1")
        draft_view(task=task, by=rita, based_on=0, values={"phase": "1", "reason": "Secret so far."})
        assert task_of(task.pk).state is TaskState.ASKED
        assert not access.visible_to(SecondView, ana).exists()
        assert shown(draft) == ["readertask.created"]
        assert AuditEvent.objects.get(action="secondview.saved").country == ""
        assert not Notice.objects.filter(user=ana).exists()

    def test_given_once(self, draft: Assessment, ana: User, rita: User) -> None:
        (task,) = make.asked(draft, ana, rita, "1")
        view = make.given(task, "1", confidence=2)
        assert (view.state, view.given_on, view.confidence) == ("1", "3", 2)
        assert [row.pk for row in access.visible_to(SecondView, ana)] == [view.pk]
        assert shown(draft) == ["secondview.given", "readertask.created"]
        assert Notice.objects.get(user=ana).kind == "view_given"
        with pytest.raises(ViewRefused) as refused:
            draft_view(task=task, by=rita, based_on=view.revision, values={"phase": "3"})
        assert refused.value.code == "given"

    def test_incomplete(self, draft: Assessment, ana: User, rita: User) -> None:
        (task,) = make.asked(draft, ana, rita, "1")
        with pytest.raises(ViewRefused) as refused:
            give_view(task=task, by=rita, based_on=0)
        assert (refused.value.code, refused.value.fields) == ("incomplete", ("phase", "reason"))
        outcome = draft_view(task=task, by=rita, based_on=0, values={"phase": "unknown", "reason": "Nobody said."})
        assert give_view(task=task, by=rita, based_on=outcome.revision).state == "dk"

    def test_what_was_typed_in_another_tab_is_not_given_unseen(self, draft: Assessment, ana: User, rita: User) -> None:
        (task,) = make.asked(draft, ana, rita, "1")
        first = draft_view(task=task, by=rita, based_on=0, values={"phase": "1", "reason": "Mine."})
        draft_view(task=task, by=rita, based_on=first.revision, values={"reason": "Mine, later."})
        with pytest.raises(ViewRefused) as refused:
            give_view(task=task, by=rita, based_on=first.revision)
        assert refused.value.code == "changed"
        with pytest.raises(ForgedRevision):
            give_view(task=task, by=rita, based_on=99)
        met = draft_view(task=task, by=rita, based_on=first.revision, values={"reason": "Mine, other."})
        assert [conflict.theirs for conflict in met.conflicts] == ["Mine, later."]

    def test_closed_once_the_round_was_sent(self, ana: User, rita: User) -> None:
        made = make.answered_round(ana)
        (task,) = make.asked(made, ana, rita, "1")
        move_round(assessment=made, move=Move.SUBMIT, by=ana)
        assert task_of(task.pk).state is TaskState.CLOSED
        with pytest.raises(RoundLocked):
            draft_view(task=task, by=rita, based_on=0, values={"phase": "1"})

    def test_whoever_is_removed_gives_nothing_more(self, draft: Assessment, ana: User, rita: User) -> None:
        (task,) = make.asked(draft, ana, rita, "1")
        end_membership(membership=Membership.objects.get(user=rita), by=ana)
        with pytest.raises(ViewRefused) as refused:
            draft_view(task=task, by=rita, based_on=0, values={"phase": "1"})
        assert refused.value.code == "left"
        assert task_of(task.pk).state is TaskState.LEFT

    def test_nobody_gives_for_another(self, draft: Assessment, ana: User, rita: User) -> None:
        (task,) = make.asked(draft, ana, rita, "1")
        with pytest.raises(ViewRefused):
            draft_view(task=task, by=make.reader(), based_on=0, values={"phase": "1"})


@pytest.fixture
def joan() -> User:
    return make.user(Role.REVIEWER, name="Joan")


@pytest.fixture
def reviewed(ana: User, joan: User) -> Assessment:
    sent = make.submitted_round(ana)
    return make.fresh(move_round(assessment=sent, move=Move.TAKE, by=joan))


def review(assessment: Assessment, by: User, based_on: int = 0, **values: Any) -> None:
    review_view(assessment=assessment, capability=make.node(assessment), by=by, based_on=based_on, values=values)


class TestReview:
    def test_seen_once_it_is_handed_over(self, reviewed: Assessment, ana: User, joan: User) -> None:
        review(reviewed, joan, phase="2", reason="The decree has lapsed.")
        assert access.visible_to(SecondView, joan).count() == 1
        assert access.visible_to(SecondView, ana).count() == 0
        assert shown(reviewed) == []
        move_round(assessment=reviewed, move=Move.RETURN, by=joan, reason="Please look at 1.")
        assert access.visible_to(SecondView, ana).count() == 1
        assert shown(reviewed) == ["secondview.given"]

    def test_an_empty_one_is_not_handed_over(self, reviewed: Assessment, joan: User) -> None:
        review(reviewed, joan, phase="2", reason="x")
        review(reviewed, joan, 1, phase="")
        move_round(assessment=reviewed, move=Move.ACCEPT, by=joan)
        assert SecondView.objects.get().given_at is None

    def test_not_accepted_before_the_country_saw_what_differs(self, reviewed: Assessment, joan: User) -> None:
        review(reviewed, joan, phase="2", reason="The decree has lapsed.")
        with pytest.raises(NotAllowed) as refused:
            move_round(assessment=reviewed, move=Move.ACCEPT, by=joan)
        assert refused.value.code == "unsettled"
        assert SecondView.objects.get().given_at is None
        review(reviewed, joan, 1, phase="1")  # the same as the country says
        move_round(assessment=reviewed, move=Move.ACCEPT, by=joan)
        assert SecondView.objects.get().given_at is not None

    def test_only_in_review(self, ana: User, joan: User) -> None:
        with pytest.raises(RoundLocked):
            review(make.submitted_round(ana), joan, phase="2")

    def test_changed_in_a_second_review_it_waits_again(self, reviewed: Assessment, ana: User, joan: User) -> None:
        review(reviewed, joan, phase="2", reason="The decree has lapsed.")
        move_round(assessment=reviewed, move=Move.RETURN, by=joan, reason="Please look at 1.")
        view = SecondView.objects.get()
        hold_to_answer(view=view, by=ana, based_on=view.revision, on="1", reason="It was renewed.")
        move_round(assessment=reviewed, move=Move.SUBMIT, by=ana)
        move_round(assessment=reviewed, move=Move.TAKE, by=joan)
        view.refresh_from_db()
        review(reviewed, joan, view.revision, phase="3", reason="So it was.")
        view.refresh_from_db()
        assert (view.given_at, view.response, view.response_reason) == (None, "", "")
        assert not access.visible_to(SecondView, ana).exists()


class TestAnswering:
    def view(self, draft: Assessment, ana: User, rita: User, phase: str = "1") -> SecondView:
        (task,) = make.asked(draft, ana, rita, "1")
        given = make.given(task, phase)
        return SecondView.objects.select_related("assessment__country", "capability").get(pk=given.pk)

    def now(self, view: SecondView) -> Standing:
        view.refresh_from_db()
        row = make.row(view.assessment, "1")
        return standing(str(row.phase), view.state, view.response, view.response_on)

    def test_holding_to_it(self, draft: Assessment, ana: User, rita: User) -> None:
        view = self.view(draft, ana, rita)
        assert self.now(view) is Standing.OPEN
        hold_to_answer(view=view, by=ana, based_on=view.revision, on="3", reason="The law covers all regions.")
        assert self.now(view) is Standing.HELD
        assert (view.response_on, view.response_by) == ("3", ana)
        make.save(draft, ana, "1", phase="4")
        assert self.now(view) is Standing.OPEN
        with pytest.raises(ViewRefused):
            hold_to_answer(view=view, by=ana, based_on=view.revision, on="3", reason="Not seen yet.")
        hold_to_answer(view=view, by=ana, based_on=view.revision, on="4", reason="The law covers all regions.")
        assert self.now(view) is Standing.HELD

    def test_two_who_hold_with_different_reasons(self, draft: Assessment, ana: User, rita: User) -> None:
        view = self.view(draft, ana, rita)
        hold_to_answer(view=view, by=ana, based_on=view.revision, on="3", reason="Ana’s reason.")
        ben = make.coordinator(name="Ben")
        met = hold_to_answer(view=view, by=ben, based_on=view.revision, on="3", reason="Ben’s reason.").conflicts
        assert [(one.field, one.mine, one.theirs, one.by) for one in met] == [
            ("response_reason", "Ben’s reason.", "Ana’s reason.", "Ana")
        ]

    def test_taking_it_over(self, draft: Assessment, ana: User, rita: User) -> None:
        view = self.view(draft, ana, rita)
        answer = make.row(draft, "1").revision
        met = take_over(view=view, capability=make.node(draft), by=ana, based_on=view.revision, answer_revision=answer)
        assert met is None and self.now(view) is Standing.AGREES
        assert (view.response, view.response_on) == ("changed", "1")

    def test_a_colleague_changed_the_phase_meanwhile(self, draft: Assessment, ana: User, rita: User) -> None:
        view = self.view(draft, ana, rita)
        answer = make.row(draft, "1").revision
        make.save(draft, make.coordinator(name="Ben"), "1", phase="4")
        met = take_over(view=view, capability=make.node(draft), by=ana, based_on=view.revision, answer_revision=answer)
        assert met is not None and (met.theirs, met.by) == ("4", "Ben")
        assert self.now(view) is Standing.OPEN and view.response == ""

    def test_a_view_without_a_phase_is_not_taken_over(self, draft: Assessment, ana: User, rita: User) -> None:
        view = self.view(draft, ana, rita, "unknown")
        with pytest.raises(ViewRefused):
            take_over(view=view, capability=make.node(draft), by=ana, based_on=1, answer_revision=1)
