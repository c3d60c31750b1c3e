"""Two submissions of one round side by side."""

import pytest

from assessments import results
from assessments.actions.evidence import add_evidence, remove_evidence
from assessments.actions.following_rows import threat_rows
from assessments.models import Evidence, User
from assessments.results.resubmission import context_since_then, since_then
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return make.coordinator(name="Ana")


def test_every_kind_of_change_and_nothing_else(ana: User) -> None:
    draft = make.answered_round(ana)
    before = results.build(draft, "en")
    assert since_then(before, before) == ()
    make.save(
        draft,
        ana,
        "3",
        phase="unknown",
        target=4,
        target_year=2028,
        confidence=3,
        sign_2a="yes",
        law="no",
        participants=["health"],
        justification="Justification of 3. It was read again.",
    )
    row = make.row(draft, "7")
    remove_evidence(assessment=draft, evidence=Evidence.objects.get(response=row), by=ana)
    add_evidence(assessment=draft, response=row, title="Order 3", url="https://example.org/order", by=ana)
    first, second = since_then(before, results.build(draft, "en"))
    assert first.capability.code == "3"
    assert {entry.name: (entry.before, entry.after) for entry in first.fields} == {
        "phase": ("1", "dk"),
        "target": (3, 4),
        "target_year": (2027, 2028),
        "confidence": (2, 3),
        "sign.2a": ("partly", "yes"),
        "facet.law": ("yes", "no"),
        "participants": (("justice", "police"), ("health",)),
    }
    (text,) = first.texts
    assert text.name == "justification"
    assert "read" in "".join(piece for piece, differs in text.after if differs)
    assert (first.evidence_added, first.evidence_gone) == ((), ())
    assert (second.capability.code, second.fields, second.texts) == ("7", (), ())
    assert [piece.title for piece in second.evidence_added] == ["Order 3"]
    assert [piece.title for piece in second.evidence_gone] == ["Child Victims Act 2023, article 7"]


def test_threats_beside_the_answers(ana: User) -> None:
    draft = make.answered_round(ana)
    before = results.build(draft, "en")
    code, row = next(iter(threat_rows(draft).items()))
    make.say(row, draft, ana, code, presence="growing")
    (found,) = context_since_then(before, results.build(draft, "en"))
    assert (found.kind, found.code, found.before, found.after, found.text_changed) == (
        "threat", code, "some", "growing", False,
    )  # fmt: skip
