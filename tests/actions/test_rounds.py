"""A round is opened, filled in from the last one, moved by the table, and frozen when it is sent."""

from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from assessments import results
from assessments.actions.answers import RoundLocked
from assessments.actions.evidence import add_evidence, remove_evidence
from assessments.actions.plan import create_action
from assessments.actions.rounds import RoundRefused, move_round
from assessments.models import (
    Action,
    Assessment,
    AuditEvent,
    EnablerAnswer,
    Evidence,
    Priority,
    Response,
    Snapshot,
    User,
)
from assessments.roles import Role
from assessments.workflow import BY_MOVE, TRANSITIONS, Move, NotAllowed, State
from tests import factories as make

pytestmark = pytest.mark.django_db


class TestOpening:
    def test_the_first_round_is_empty_and_has_every_row(self, ana: User) -> None:
        draft = make.opened_round(ana)
        assert (draft.state, draft.previous, draft.opened_by) == ("draft", None, ana)
        for model, count in ((Response, 21), (Priority, 21), (EnablerAnswer, 7)):
            rows = model.objects.filter(assessment=draft)
            assert rows.count() == count
            assert set(rows.values_list("revision", flat=True)) == {0}
        event = AuditEvent.objects.get(action="round.opened")
        assert event.changes == {"year": [None, 2026], "framework": [None, "mnr 2016"], "previous": [None, None]}

    def test_the_next_round_carries_the_answers_over(self, ana: User) -> None:
        last = make.submitted_round(ana, 2024)
        draft = make.opened_round(ana, year=2025)
        assert draft.previous == last
        before, after = results.build(last, "en"), results.build(draft, "en")
        for old, new in zip(before.capabilities, after.capabilities, strict=True):
            assert new.carried_over
            assert not old.carried_over
            assert new.saved.revision == 1
            for field in ("phase", "reason", "target", "target_year", "justification", "participants", "confidence"):
                assert getattr(new, field) == getattr(old, field), field
            assert (new.signs, new.facets, new.participants_note) == (old.signs, old.facets, old.participants_note)
            assert [(e.title, e.url, e.carried_over) for e in new.evidence] == [
                (e.title, e.url, True) for e in old.evidence
            ]
        for old_enabler, new_enabler in zip(before.enablers, after.enablers, strict=True):
            assert (new_enabler.answer, new_enabler.note) == (old_enabler.answer, old_enabler.note)
            assert new_enabler.carried_over
        assert AuditEvent.objects.filter(action="response.carried_over", assessment_id=draft.pk).count() == 21

    def test_what_was_removed_or_never_answered_is_not_carried_over(self, ana: User) -> None:
        last = make.answered_round(ana, 2024)
        evidence = Evidence.objects.filter(response=make.row(last))[0]
        remove_evidence(assessment=last, evidence=evidence, by=ana)
        Response.objects.filter(assessment=last, capability__code="2").update(revision=0)
        move_round(assessment=last, move=Move.SUBMIT, by=ana)
        draft = make.opened_round(ana, year=2025)
        assert not make.row(draft).evidence.exists()
        assert not make.row(draft, "2").carried_over
        assert make.row(draft, "2").phase is None

    def test_a_target_year_that_has_passed_is_asked_for_again(self, ana: User) -> None:
        last = make.answered_round(ana, 2020)  # its targets are of 2021
        make.save(last, ana, "2", target_year=2026)
        move_round(assessment=last, move=Move.SUBMIT, by=ana)
        draft = make.opened_round(ana, year=2026)
        assert make.row(draft, "1").target_year is None
        assert make.row(draft, "1").target == 3
        assert make.row(draft, "2").target_year == 2026

    def test_the_latest_earlier_round_is_the_previous_one(self, ana: User) -> None:
        make.submitted_round(ana, 2020)
        middle = make.submitted_round(ana, 2022)
        make.submitted_round(ana, 2026)
        assert make.opened_round(ana, year=2024).previous == middle

    def test_priorities_start_afresh(self, ana: User) -> None:
        make.submitted_round(ana, 2024)
        draft = make.opened_round(ana, year=2025)
        assert set(Priority.objects.filter(assessment=draft).values_list("importance", flat=True)) == {None}

    def test_one_open_round_a_country(self, ana: User) -> None:
        make.opened_round(ana, year=2025)
        with pytest.raises(RoundRefused) as refused:
            make.opened_round(ana, year=2026)
        assert refused.value.code == "open"
        neighbour = make.coordinator(make.country("XSB"))
        assert make.opened_round(neighbour, year=2026).pk

    def test_one_round_a_year(self, ana: User) -> None:
        make.submitted_round(ana, 2026)
        with pytest.raises(RoundRefused) as refused:
            make.opened_round(ana, year=2026)
        assert refused.value.code == "year"

    def test_a_race_that_only_the_database_sees_is_refused_too(
        self, ana: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def beaten(**fields: Any) -> None:
            raise IntegrityError

        monkeypatch.setattr(Assessment.objects, "create", beaten)
        with pytest.raises(RoundRefused):
            make.opened_round(ana)
        assert not AuditEvent.objects.filter(action="round.opened").exists()

    def test_a_failure_leaves_nothing(self, ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
        make.framework()
        monkeypatch.setattr("assessments.audit.AuditEvent.objects.create", lambda **fields: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            make.opened_round(ana)
        assert not Assessment.objects.exists()
        assert not Response.objects.exists()


#: Who may make each move, and from where it is tried.
ALLOWED = [
    (Move.SEND_FOR_APPROVAL, State.DRAFT, Role.COORDINATOR, State.FOR_APPROVAL),
    (Move.SEND_FOR_APPROVAL, State.RETURNED, Role.COORDINATOR, State.FOR_APPROVAL),
    (Move.SEND_BACK, State.FOR_APPROVAL, Role.APPROVER, State.DRAFT),
    (Move.WITHDRAW, State.FOR_APPROVAL, Role.COORDINATOR, State.DRAFT),
    (Move.SUBMIT, State.DRAFT, Role.COORDINATOR, State.SUBMITTED),
    (Move.SUBMIT, State.RETURNED, Role.COORDINATOR, State.SUBMITTED),
    (Move.SUBMIT, State.FOR_APPROVAL, Role.APPROVER, State.SUBMITTED),
    (Move.TAKE, State.SUBMITTED, Role.REVIEWER, State.IN_REVIEW),
    (Move.TAKE_OVER, State.IN_REVIEW, Role.REVIEWER, State.IN_REVIEW),
    (Move.RETURN, State.IN_REVIEW, Role.REVIEWER, State.RETURNED),
    (Move.ACCEPT, State.IN_REVIEW, Role.REVIEWER, State.ACCEPTED),
    (Move.REOPEN, State.SUBMITTED, Role.ADMINISTRATOR, State.DRAFT),
    (Move.REOPEN, State.ACCEPTED, Role.ADMINISTRATOR, State.DRAFT),
]


class TestMoving:
    def test_the_list_here_is_the_table(self) -> None:
        tried = {(move, origin) for move, origin, _role, _target in ALLOWED}
        assert tried == {(t.move, origin) for t in TRANSITIONS for origin in t.origins}

    @pytest.mark.parametrize(("move", "origin", "role", "target"), ALLOWED)
    def test_each_transition(self, ana: User, move: Move, origin: State, role: Role, target: State) -> None:
        draft = make.answered_round(ana)
        Assessment.objects.filter(pk=draft.pk).update(state=origin)
        if move is Move.SEND_FOR_APPROVAL:
            make.user(Role.APPROVER)
        moved = move_round(assessment=draft, move=move, by=make.user(role), reason="A reason")
        assert moved.state == target == make.fresh(draft).state
        event = AuditEvent.objects.get(action=f"round.{move}")
        assert event.changes == {"state": [origin, target], "reason": ["", "A reason"]}
        frozen = Snapshot.objects.filter(assessment=draft)
        languages = set(dict(settings.LANGUAGES)) if BY_MOVE[move].snapshot else set()
        assert set(frozen.values_list("language", flat=True)) == languages

    def test_every_other_move_is_refused(self, ana: User) -> None:
        """For each state, role and move that the table does not hold."""
        draft = make.answered_round(ana)
        people = {role: make.user(role) for role in Role}
        allowed = {
            (t.move, origin, role)
            for t in TRANSITIONS
            for origin in t.origins
            for role in Role
            if not t.refusal(origin, make_permissions(role), has_approver=True)
        }
        for state in State:
            Assessment.objects.filter(pk=draft.pk).update(state=state)
            for move in Move:
                for role, person in people.items():
                    if (move, state, role) in allowed:
                        continue
                    with pytest.raises(NotAllowed) as refused:
                        move_round(assessment=draft, move=move, by=person, reason="A reason")
                    assert refused.value.code in ("permission", "approver", "state")
            assert make.fresh(draft).state == state
        assert not Snapshot.objects.exists()

    def test_someone_of_another_country_moves_nothing(self, ana: User) -> None:
        draft = make.answered_round(ana)
        stranger = make.coordinator(make.country("XSB"))
        with pytest.raises(NotAllowed) as refused:
            move_round(assessment=draft, move=Move.SUBMIT, by=stranger)
        assert refused.value.code == "permission"

    @pytest.mark.parametrize("move", [Move.SUBMIT, Move.SEND_FOR_APPROVAL])
    def test_an_incomplete_round_is_not_sent(self, ana: User, move: Move) -> None:
        draft = make.answered_round(ana)
        if move is Move.SEND_FOR_APPROVAL:
            make.user(Role.APPROVER)
        make.save(draft, ana, "21", justification="  ")
        with pytest.raises(NotAllowed) as refused:
            move_round(assessment=draft, move=move, by=ana)
        assert refused.value.code == "incomplete"
        assert make.fresh(draft).state == "draft"

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_a_reason_is_needed_to_reopen(self, ana: User, reason: str) -> None:
        sent = make.submitted_round(ana)
        with pytest.raises(NotAllowed) as refused:
            move_round(assessment=sent, move=Move.REOPEN, by=make.user(Role.ADMINISTRATOR), reason=reason)
        assert refused.value.code == "reason"

    def test_reopening_beside_an_open_round_is_refused(self, ana: User) -> None:
        sent = make.submitted_round(ana, 2024)
        make.opened_round(ana, year=2026)
        with pytest.raises(NotAllowed) as refused:
            move_round(assessment=sent, move=Move.REOPEN, by=make.user(Role.ADMINISTRATOR), reason="An error")
        assert refused.value.code == "other_open"
        assert make.fresh(sent).state == "submitted"

    def test_a_reopened_round_takes_answers_again_and_is_frozen_anew(self, ana: User) -> None:
        sent = make.submitted_round(ana)
        move_round(assessment=sent, move=Move.REOPEN, by=make.user(Role.ADMINISTRATOR), reason="An error")
        make.save(sent, ana, justification="Corrected")
        assert results.of(make.fresh(sent), "en").by_code["1"].justification == "Corrected"
        again = make.fresh(move_round(assessment=sent, move=Move.SUBMIT, by=ana))
        assert results.of(again, "es").by_code["1"].justification == "Corrected"
        assert Snapshot.objects.filter(assessment=sent).count() == 2 * len(settings.LANGUAGES)

    def test_what_was_sent_reads_the_same_for_ever(self, ana: User) -> None:
        """Even if rows and texts are changed behind its back."""
        sent = make.submitted_round(ana)
        before = {language: results.of(sent, language) for language in ("en", "es")}
        assert before["es"].capabilities[0].name != before["en"].capabilities[0].name
        Response.objects.filter(assessment=sent).update(justification="changed", phase=4)
        sent.country.names = {"en": "Renamed"}
        sent.country.save()
        after = {language: results.of(make.fresh(sent), language) for language in ("en", "es")}
        assert after == before
        assert after["en"].sent_by == "Ana"
        assert {language: results.content_hash(result) for language, result in after.items()} == {
            language: results.content_hash(result) for language, result in before.items()
        }

    def test_a_sent_round_takes_no_evidence(self, ana: User) -> None:
        sent = make.submitted_round(ana)
        with pytest.raises(RoundLocked), transaction.atomic():
            add_evidence(assessment=sent, response=make.row(sent), title="Late", url="", by=ana)


def make_permissions(role: Role) -> frozenset[Any]:
    from assessments.roles import PERMISSIONS

    return PERMISSIONS[role]


def test_what_is_accepted_is_the_plan_that_was_signed(ana: User) -> None:
    """The plan lives on while the secretariat reads; the accepted report bears the signature of the day it was sent."""
    draft = make.answered_round(ana)
    given = {
        "title": "Sign a pathway",
        "lead": "Ministry of Health",
        "funding": "none",
        "cost": "1000",
        "currency": "USD",
    }
    result = results.build(make.fresh(draft), "en")
    action = create_action(country=draft.country, result=result, values=given | {"capabilities": ["3"]}, by=ana)
    reviewer = make.user(Role.REVIEWER)
    move_round(assessment=draft, move=Move.SUBMIT, by=ana)
    move_round(assessment=draft, move=Move.TAKE, by=reviewer)
    Action.objects.filter(pk=action.pk).update(title="Changed after the signature", cost=99_000_000)
    move_round(assessment=draft, move=Move.ACCEPT, by=reviewer)
    for snapshot in Snapshot.objects.filter(assessment=draft, state=State.ACCEPTED):
        (shown,) = results.thaw(snapshot.result).actions
        assert (shown.title, shown.cost) == ("Sign a pathway", "1000"), snapshot.language
    assert Snapshot.objects.filter(assessment=draft, state=State.ACCEPTED).count() == len(settings.LANGUAGES)
