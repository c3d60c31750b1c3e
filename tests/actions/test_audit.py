"""The log is append-only, and every change stands in it or did not happen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from assessments import audit
from assessments.actions.evidence import add_evidence, remove_evidence, restore_evidence
from assessments.actions.people import change_profile
from assessments.actions.priorities import move_priority, set_priority, unmove_priority
from assessments.actions.reports import issue_report
from assessments.actions.rounds import move_round
from assessments.models import Assessment, AuditEvent, Evidence, IssuedReport, Priority, User
from assessments.results import build
from assessments.workflow import Move
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_nothing_in_it_is_changed_or_deleted() -> None:
    draft = make.opened_round(make.coordinator())
    event = AuditEvent.objects.filter(assessment_id=draft.pk)[0]
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    assert AuditEvent.objects.filter(pk=event.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    person = make.user()
    with pytest.raises(RuntimeError):
        audit.record("user.changed", person, by=person)


def _first(model: Any, assessment: Assessment) -> Any:
    return model.objects.filter(assessment=assessment).order_by("capability__order")[0]


ACTIONS: dict[str, Callable[[Assessment, User], Any]] = {
    "response.saved": lambda a, by: make.save(a, by, justification="Another text"),
    "evidence.added": lambda a, by: add_evidence(assessment=a, response=make.row(a), title="Act", url="", by=by),
    "evidence.removed": lambda a, by: remove_evidence(
        assessment=a, evidence=Evidence.objects.filter(response=make.row(a))[0], by=by
    ),
    "evidence.restored": lambda a, by: restore_evidence(
        assessment=a, evidence=Evidence.objects.filter(removed_at__isnull=False)[0], by=by
    ),
    "priority.saved": lambda a, by: set_priority(
        assessment=a, priority=_first(Priority, a), by=by, based_on=1, values={"horizon": "later"}
    ),
    "round.submit": lambda a, by: move_round(assessment=a, move=Move.SUBMIT, by=by),
    "report.issued": lambda a, by: issue_report(assessment=a, result=build(a, "en"), by=by),
    "user.changed": lambda a, by: change_profile(by=by, name="New", organisation="", language="en"),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_writes_its_event_or_nothing(action: str) -> None:
    ana = make.coordinator()
    draft = make.answered_round(ana)
    removed = Evidence.objects.filter(response=make.row(draft, "2"))[0]
    remove_evidence(assessment=draft, evidence=removed, by=ana)
    before = AuditEvent.objects.count()

    with transaction.atomic():
        ACTIONS[action](draft, ana)
        assert AuditEvent.objects.count() == before + 1
        event = AuditEvent.objects.order_by("-pk")[0]
        assert (event.action, event.actor_id) == (action, ana.pk)
        assert event.country == ("" if action == "user.changed" else "XSA")
        transaction.set_rollback(True)
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("action", ACTIONS)
def test_without_its_event_no_change(action: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = make.coordinator()
    draft = make.answered_round(ana)
    remove_evidence(assessment=draft, evidence=Evidence.objects.filter(response=make.row(draft, "2"))[0], by=ana)
    before = rows(draft, ana)
    monkeypatch.setattr(AuditEvent.objects, "create", lambda **fields: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ACTIONS[action](draft, ana)
    assert rows(draft, ana) == before


def rows(assessment: Assessment, person: User) -> list[Any]:
    return [
        list(Assessment.objects.values()),
        list(assessment.responses.values()),
        list(assessment.priorities.values()),
        list(Evidence.objects.values()),
        list(IssuedReport.objects.values()),
        list(User.objects.filter(pk=person.pk).values()),
    ]


class TestEvidence:
    def test_added_removed_and_back(self) -> None:
        ana = make.coordinator()
        draft = make.opened_round(ana)
        row = make.row(draft)
        evidence = add_evidence(assessment=draft, response=row, title="Act", url="https://example.org", by=ana)
        assert build(draft, "en").by_code["1"].evidence[0].title == "Act"
        remove_evidence(assessment=draft, evidence=evidence, by=ana)
        assert build(draft, "en").by_code["1"].evidence == ()
        assert Evidence.objects.get().removed_by == ana  # the row stays
        remove_evidence(assessment=draft, evidence=evidence, by=ana)  # twice is once
        assert AuditEvent.objects.filter(action="evidence.removed").count() == 1
        restore_evidence(assessment=draft, evidence=evidence, by=ana)
        restore_evidence(assessment=draft, evidence=evidence, by=ana)
        assert len(build(draft, "en").by_code["1"].evidence) == 1
        assert AuditEvent.objects.filter(action="evidence.restored").count() == 1

    def test_it_collides_with_nobody_who_is_writing(self) -> None:
        ana = make.coordinator()
        draft = make.opened_round(ana)
        add_evidence(assessment=draft, response=make.row(draft), title="Act", url="", by=ana)
        assert make.save(draft, ana, based_on=0, justification="Text").conflicts == ()


class TestPriorities:
    @pytest.fixture
    def ana(self) -> User:
        return make.coordinator()

    @pytest.fixture
    def draft(self, ana: User) -> Assessment:
        return make.answered_round(ana)

    def order(self, assessment: Assessment) -> list[str]:
        return [priority.capability for priority in build(assessment, "en").ranked]

    def test_moved_down_and_up_with_a_reason(self, draft: Assessment, ana: User) -> None:
        before = self.order(draft)
        rank = move_priority(assessment=draft, code=before[3], step=1, reason=" Elections ", by=ana)
        assert rank == 5
        expected = [*before[:3], before[4], before[3], *before[5:]]
        assert self.order(draft) == expected
        moved = next(p for p in build(draft, "en").ranked if p.capability == before[3])
        assert (moved.moved, moved.move_reason, moved.rank, moved.computed_rank) == (True, "Elections", 5, 4)
        move_priority(assessment=draft, code=before[3], step=-1, reason="Back", by=ana)
        assert self.order(draft) == before

    def test_two_moved_neighbours_change_places(self, draft: Assessment, ana: User) -> None:
        first, second, *_rest = self.order(draft)
        move_priority(assessment=draft, code=second, step=-1, reason="One", by=ana)
        move_priority(assessment=draft, code=first, step=-1, reason="Two", by=ana)
        assert self.order(draft)[:2] == [first, second]

    def test_a_step_is_one_place_when_the_list_has_become_shorter(self, draft: Assessment, ana: User) -> None:
        """Others were moved to places that no longer exist: the last one still goes up by one, and says so."""
        before = self.order(draft)
        for code, place in ((before[-3], 30), (before[-2], 40), (before[-1], 50)):
            Priority.objects.filter(assessment=draft, capability__code=code).update(moved_to=place, move_reason="Old")
        assert self.order(draft) == before
        rank = move_priority(assessment=draft, code=before[-1], step=-1, reason="Now", by=ana)
        assert rank == len(before) - 1
        assert self.order(draft) == [*before[:-2], before[-1], before[-2]]
        rows = Priority.objects.filter(assessment=draft, capability__code__in=before[-3:])
        assert sorted(rows.values_list("moved_to", "move_reason")) == [
            (rank - 1, "Old"),
            (rank, "Now"),
            (rank + 1, "Old"),
        ]

    def test_given_back_to_its_place(self, draft: Assessment, ana: User) -> None:
        before = self.order(draft)
        move_priority(assessment=draft, code=before[0], step=1, reason="Why", by=ana)
        unmove_priority(assessment=draft, code=before[0], by=ana)
        assert self.order(draft) == before
        reasons = [e.changes.get("move_reason") for e in AuditEvent.objects.filter(action="priority.saved")]
        assert ["", "Why"] in reasons
        assert ["Why", ""] in reasons

    def test_refused(self, draft: Assessment, ana: User) -> None:
        from assessments.actions.priorities import MoveRefused

        order = self.order(draft)
        make.save(draft, ana, order[5], target=1)  # no longer below its target
        tries = [(order[0], -1, "R", "edge"), (order[-1], 1, "R", "edge"), (order[1], 1, " ", "reason")]
        for code, step, reason, why in [*tries, (order[5], 1, "R", "unranked")]:
            with pytest.raises(MoveRefused) as refused:
                move_priority(assessment=draft, code=code, step=step, reason=reason, by=ana)
            assert refused.value.code == why

    def test_set_and_merged(self, draft: Assessment, ana: User) -> None:
        row = Priority.objects.get(assessment=draft, capability__code="1")
        ben = make.coordinator()
        one = set_priority(assessment=draft, priority=row, by=ana, based_on=1, values={"importance": 1})
        two = set_priority(
            assessment=draft, priority=row, by=ben, based_on=1, values={"feasibility": 5, "importance": 2}
        )
        assert one.saved == ("importance",)
        assert two.saved == ("feasibility",)
        assert [(c.field, c.mine, c.theirs) for c in two.conflicts] == [("importance", 2, 1)]
        unset = set_priority(assessment=draft, priority=row, by=ana, based_on=3, values={"importance": None})
        assert unset.saved == ("importance",)
        assert "1" not in self.order(draft)


class TestProfile:
    def test_what_changed_is_in_the_log(self) -> None:
        ana = make.user(name="Ana")
        change_profile(by=ana, name="Ana María", organisation="Ministry", language="en")
        (event,) = AuditEvent.objects.filter(action="user.changed")
        assert event.changes == {"name": ["Ana", "Ana María"], "organisation": ["", "Ministry"]}

    def test_nothing_changed_writes_nothing(self) -> None:
        ana = make.user(name="Ana")
        change_profile(by=ana, name="Ana", organisation="", language="en")
        assert not AuditEvent.objects.filter(action="user.changed").exists()
