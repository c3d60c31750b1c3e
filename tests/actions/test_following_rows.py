"""Rows for harms and commitments: made at the opening, by the load, or when first needed; carried over by code."""

import pytest

from assessments import results
from assessments.actions.following_rows import commitment_rows, make_missing_rows, threat_rows
from assessments.models import Assessment, AuditEvent, CommitmentAnswer, ThreatAnswer, User
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_round_has_its_rows_from_the_start(draft: Assessment) -> None:
    assert (draft.threat_answers.count(), draft.commitment_answers.count()) == (9, 6)
    assert set(draft.threat_answers.values_list("presence", "revision")) == {("", 0)}


def test_a_round_that_is_older_than_the_harms(ana: User, draft: Assessment) -> None:
    """It reads as unanswered, and its rows are made when someone answers."""
    ThreatAnswer.objects.all().delete()
    CommitmentAnswer.objects.all().delete()
    result = results.build(draft, "en")
    assert {threat.presence.value for threat in result.threats} == {""}
    assert {commitment.answer.value for commitment in result.commitments} == {""}
    assert len(threat_rows(draft)) == 9
    assert len(commitment_rows(draft)) == 6


def test_missing_rows_are_made_and_the_others_stay(ana: User, draft: Assessment) -> None:
    make.say_presence(draft, ana, grooming="growing")
    ThreatAnswer.objects.filter(harm__code="ai").delete()
    make_missing_rows(draft)
    make_missing_rows(draft)
    assert draft.threat_answers.count() == 9
    assert threat_rows(draft)["grooming"].presence == "growing"
    assert threat_rows(draft)["grooming"].revision == 1


def test_the_next_round_starts_from_what_was_said(ana: User) -> None:
    sent = make.submitted_round(ana, 2024)
    following = make.opened_round(ana, year=2026)
    result = results.build(following, "en")
    assert {(t.presence.value, t.source, t.carried_over) for t in result.threats} == {
        ("some", "Police statistics of 2025", True)
    }
    assert {(c.answer.value, c.note, c.carried_over) for c in result.commitments} == {
        ("partly", "Begun in 2025.", True)
    }
    event = AuditEvent.objects.filter(action="threatanswer.carried_over", object_code="grooming").get()
    assert event.changes == {"presence": ["", "some"], "source": ["", "Police statistics of 2025"]}
    assert event.assessment_id == following.pk != sent.pk


def test_what_nobody_said_is_not_carried_over(ana: User) -> None:
    from assessments.actions.rounds import move_round
    from assessments.workflow import Move

    first = make.opened_round(ana, year=2024)
    make.answer_all(first, ana)
    ThreatAnswer.objects.filter(assessment=first, harm__code="ai").update(presence="", source="", revision=0)
    move_round(assessment=first, move=Move.SUBMIT, by=ana)
    following = make.opened_round(ana, year=2026)
    row = threat_rows(following)["ai"]
    assert (row.presence, row.carried_over, row.revision) == ("", False, 0)


def test_a_change_or_a_confirmation_counts_as_looked_at(ana: User) -> None:
    make.submitted_round(ana, 2024)
    following = make.opened_round(ana, year=2026)
    make.say_presence(following, ana, grooming="growing")
    row = threat_rows(following)["grooming"]
    assert (row.presence, row.carried_over, row.revision) == ("growing", False, 2)


def test_every_save_moves_the_round_on(ana: User, draft: Assessment) -> None:
    before = make.fresh(draft).version
    make.say_presence(draft, ana, grooming="some")
    assert make.fresh(draft).version > before


def test_a_sent_round_keeps_its_picture(ana: User) -> None:
    sent = make.submitted_round(ana, 2024)
    ThreatAnswer.objects.filter(assessment=sent).update(presence="widespread")
    results.forget()
    assert {threat.presence.value for threat in results.of(sent, "en").threats} == {"some"}
