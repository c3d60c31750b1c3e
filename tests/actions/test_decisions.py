"""Wording a decision: kept, merged, refused when the round is locked."""

import pytest

from assessments import results
from assessments.actions.answers import ForgedRevision, RoundLocked
from assessments.actions.decisions import word_decision
from assessments.actions.rounds import move_round
from assessments.models import Assessment, AuditEvent, Decision, User
from assessments.workflow import Move
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return factories.coordinator(name="Ana Rahman")


@pytest.fixture
def draft(by: User) -> Assessment:
    return factories.opened_round(by)


def word(assessment: Assessment, by: User, text: str, based_on: int = 0, number: int = 1):
    return word_decision(assessment=assessment, number=number, by=by, based_on=based_on, text=text)


def test_saved_recorded_and_read(by: User, draft: Assessment) -> None:
    version = draft.version
    assert word(draft, by, "Send the bill.\nIt protects.").revision == 1
    assert word(draft, by, "Send the bill now.", based_on=1).revision == 2
    result = results.build(factories.fresh(draft), "en")
    assert [(d.number, d.text, d.saved.revision, d.saved.by) for d in result.decisions] == [
        (1, "Send the bill now.", 2, "Ana Rahman"),
        (2, "", 0, ""),
        (3, "", 0, ""),
    ]
    assert factories.fresh(draft).version > version
    events = AuditEvent.objects.filter(action="decision.saved").order_by("pk")
    assert [event.changes for event in events] == [
        {"text": ["", "Send the bill.\nIt protects."]},
        {"text": ["Send the bill.\nIt protects.", "Send the bill now."]},
    ]
    assert events[0].object_code == "1"


def test_two_people_at_once(by: User, draft: Assessment) -> None:
    ben = factories.coordinator(name="Ben")
    word(draft, by, "Hers")
    outcome = word(draft, ben, "His", based_on=0)
    (conflict,) = outcome.conflicts
    assert (conflict.mine, conflict.theirs, conflict.by) == ("His", "Hers", "Ana Rahman")
    assert Decision.objects.get().text == "Hers"
    refused = AuditEvent.objects.get(action="decision.refused")
    assert refused.changes == {"text": ["Hers", "His"]}
    assert word(draft, ben, "His", based_on=1).saved == ("text",)


def test_the_same_words_are_no_change(by: User, draft: Assessment) -> None:
    word(draft, by, "The same")
    assert word(draft, by, "The same", based_on=0).revision == 1
    assert AuditEvent.objects.filter(action="decision.saved").count() == 1


def test_not_in_a_locked_round(by: User) -> None:
    sent = factories.submitted_round(by)
    with pytest.raises(RoundLocked):
        word(sent, by, "Too late")
    assert not Decision.objects.exists()


def test_a_revision_that_never_was(by: User, draft: Assessment) -> None:
    with pytest.raises(ForgedRevision):
        word(draft, by, "Text", based_on=5)
    assert not Decision.objects.exists()


def test_frozen_with_the_round_and_never_carried_over(by: User) -> None:
    first = factories.answered_round(by, 2024)
    word(first, by, "Decide this.")
    move_round(assessment=first, move=Move.SUBMIT, by=by)
    Decision.objects.update(text="Changed behind the back.")
    assert results.of(factories.fresh(first), "en").decisions[0].text == "Decide this."
    following = results.build(factories.opened_round(by, year=2026), "en")
    assert [decision.text for decision in following.decisions] == ["", "", ""]
