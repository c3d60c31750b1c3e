"""Frozen results: they come back as they were, they are known by what they say, and they outlast later changes."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings

from assessments import results
from assessments.actions.rounds import move_round
from assessments.models import Assessment, EnablerAnswer, Framework, Response, SignAnswer, Snapshot, User
from assessments.results import AssessmentResult, Saved, content_hash, freeze, thaw
from assessments.roles import Role
from assessments.workflow import Move, State
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return factories.coordinator(name="Ana Rahman")


@pytest.fixture
def rich(by: User) -> AssessmentResult:
    """A second round with everything in it: the last round, evidence, priorities, moved ones, emoji, other scripts."""
    factories.submitted_round(by, 2024)
    made = factories.opened_round(by)
    factories.answer_all(made, by)
    words = "“Ley” 👩‍👩‍👧 قانون \u202e <b> \n 10 %"
    factories.save(made, by, "3", phase="unknown", justification=words, sign_4a="")
    factories.save(made, by, "9", phase="", target=None)
    return results.build(factories.fresh(made), "en")


def keys(value: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """The same JSON with `change` made to every object in it."""
    if isinstance(value, dict):
        return change({key: keys(part, change) for key, part in value.items()})
    if isinstance(value, (list, tuple)):
        return [keys(part, change) for part in value]
    return value


def through_json(data: dict[str, Any]) -> dict[str, Any]:
    back: dict[str, Any] = json.loads(json.dumps(data))
    return back


def test_thawed_it_is_what_was_frozen(rich: AssessmentResult) -> None:
    frozen = freeze(rich)
    assert thaw(frozen) == rich
    thawed = thaw(through_json(frozen))
    assert thawed == rich
    assert content_hash(thawed) == content_hash(rich)
    # not only equal: of the same types, so that properties work
    assert thawed.by_code["3"].state == "dk"
    assert thawed.gaps[0].kind.name
    assert thawed.state.name == "DRAFT"
    assert thawed.changed_at.utcoffset() is not None
    assert isinstance(thawed.by_code["1"].participants, tuple)


def test_texts_in_another_language_stay_marked(rich: AssessmentResult) -> None:
    french = results.build(factories.fresh(Assessment.objects.get(pk=rich.assessment_id)), "uk")
    assert french.by_code["1"].name.lang == "en"
    assert thaw(through_json(freeze(french))) == french


def test_a_field_that_is_not_known_any_more_is_left_out(rich: AssessmentResult) -> None:
    later = keys(freeze(rich), lambda found: found | {"a_later_field": {"x": [1]}})
    assert thaw(later) == rich


def test_a_field_that_was_not_there_yet_takes_its_default(rich: AssessmentResult) -> None:
    newer = {
        "previous_year",
        "sent_by",
        "confidence",
        "attention",
        "saved",
        "is_new",
        "carried_over",
        "previous",
    }
    older = keys(freeze(rich), lambda found: {k: v for k, v in found.items() if k not in newer})
    thawed = thaw(older)
    assert (thawed.previous_year, thawed.sent_by) == (None, "")
    first = thawed.by_code["1"]
    assert (first.confidence, first.attention, first.saved, first.previous) == (None, (), Saved(), None)
    assert {gap.is_new for gap in thawed.gaps} == {None}
    assert first.justification == rich.by_code["1"].justification


def test_the_hash_does_not_depend_on_the_machine(rich: AssessmentResult) -> None:
    """Another row, other keys of evidence in that database, another order of an object's keys."""
    hashed = content_hash(rich)
    assert len(hashed) == 64
    assert set(hashed) <= set("0123456789abcdef")
    assert content_hash(replace(rich, assessment_id=rich.assessment_id + 1)) == hashed
    turned = keys(freeze(rich), lambda found: dict(reversed(found.items())))
    assert list(turned) != list(freeze(rich))
    assert content_hash(thaw(turned)) == hashed
    elsewhere = keys(freeze(rich), lambda found: found | {"pk": found["pk"] + 1000} if "pk" in found else found)
    assert content_hash(thaw(elsewhere)) == hashed


def with_first(result: AssessmentResult, **changed: Any) -> AssessmentResult:
    first, *others = result.capabilities
    return replace(result, capabilities=(replace(first, **changed), *others))


def test_one_word_changes_the_hash(rich: AssessmentResult) -> None:
    first = rich.capabilities[0]
    others = [
        with_first(rich, justification=first.justification.replace("law", "rule", 1)),
        with_first(rich, justification=first.justification + " "),
        with_first(rich, phase=4),
        with_first(rich, phase=None),
        with_first(rich, phase=None, phase_unknown=True),
        with_first(rich, evidence=()),
        with_first(rich, evidence=(replace(first.evidence[0], title="Another act"),)),
        with_first(rich, participants=tuple(reversed(first.participants))),
        replace(rich, title=rich.title + "."),
        replace(rich, year=2027),
        replace(rich, language="es"),
        replace(rich, state=State.ACCEPTED),
        replace(rich, gaps=rich.gaps[1:]),
    ]
    hashes = [content_hash(result) for result in [rich, *others]]
    assert len(set(hashes)) == len(hashes)


def test_the_summary_is_what_the_next_round_compares_with(rich: AssessmentResult) -> None:
    said = results.summary(rich)
    assert said["year"] == 2026
    assert said["capabilities"]["1"] == {"phase": 1, "unknown": False, "target": 3}
    assert said["capabilities"]["3"] == {"phase": None, "unknown": True, "target": 3}
    assert said["capabilities"]["9"] == {"phase": None, "unknown": False, "target": None}
    assert said["gaps"] == [gap.identity for gap in rich.gaps]
    assert through_json(said) == said


# --- a round that was sent ----------------------------------------------------------------------


def change_everything(assessment: Assessment) -> None:
    """Behind the site's back, and the framework's texts with it."""
    rows = Response.objects.filter(assessment=assessment)
    rows.update(phase=4, justification="Changed.", target=None)
    SignAnswer.objects.filter(response__in=rows).update(answer="no")
    EnablerAnswer.objects.filter(assessment=assessment).update(answer="yes")
    Assessment.objects.filter(pk=assessment.pk).update(title="Changed")
    framework = Framework.objects.get(pk=assessment.framework_id)
    framework.names, framework.revision = {"en": "Changed", "es": "Cambiado"}, framework.revision + 1
    framework.save()
    results.forget()


def moved(assessment: Assessment, move: Move, by: User, reason: str = "") -> Assessment:
    return factories.fresh(move_round(assessment=assessment, move=move, by=by, reason=reason))


@pytest.mark.parametrize(
    "moves", [[], [Move.TAKE], [Move.TAKE, Move.ACCEPT]], ids=["submitted", "in_review", "accepted"]
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_sent_round_says_the_same_for_ever(by: User, moves: list[Move], language: str) -> None:
    reviewer = factories.user(Role.REVIEWER)
    sent = factories.submitted_round(by)
    for move in moves:
        sent = moved(sent, move, reviewer)
    before = results.of(sent, language)
    as_frozen = {"changed_at": before.changed_at, "state": before.state, "state_at": before.state_at}
    assert before == replace(results.build(sent, language), **as_frozen)
    change_everything(sent)
    sent = factories.fresh(sent)
    assert results.of(sent, language) == before
    assert content_hash(results.of(sent, language)) == content_hash(before)
    assert results.build(sent, language) != before


def test_what_was_sent_says_who_sent_it_and_in_what_state_it_was_then(by: User) -> None:
    reviewer = factories.user(Role.REVIEWER)
    sent = factories.submitted_round(by)
    assert (results.of(sent, "en").state, results.of(sent, "en").sent_by) == ("submitted", "Ana Rahman")
    at, printed = results.of(sent, "en").state_at, content_hash(results.of(sent, "en"))
    sent = moved(sent, Move.TAKE, reviewer)
    assert sent.state == "in_review"
    assert (results.of(sent, "en").state, results.of(sent, "en").state_at) == ("submitted", at)
    assert content_hash(results.of(sent, "en")) == printed  # taking it into review says nothing of its answers
    sent = moved(sent, Move.ACCEPT, reviewer)
    assert results.of(sent, "en").state == "accepted"


def test_a_language_dropped_since_is_not_read_from_an_older_snapshot(by: User) -> None:
    reviewer = factories.user(Role.REVIEWER)
    sent = factories.submitted_round(by)
    accepted = moved(moved(sent, Move.TAKE, reviewer), Move.ACCEPT, reviewer)
    Snapshot.objects.filter(state="accepted", language="es").delete()
    assert results.of(accepted, "es").language == "en"


def test_a_returned_round_is_read_as_it_is_written_and_sent_anew(by: User) -> None:
    reviewer = factories.user(Role.REVIEWER)
    sent = factories.submitted_round(by)
    first = results.of(sent, "en")
    returned = moved(moved(sent, Move.TAKE, reviewer), Move.RETURN, reviewer, "Please show the decree.")
    factories.save(returned, by, "1", justification="The decree is attached.")
    assert results.of(returned, "en").by_code["1"].justification == "The decree is attached."
    again = moved(returned, Move.SUBMIT, by)
    change_everything(again)
    second = results.of(factories.fresh(again), "en")
    assert second.by_code["1"].justification == "The decree is attached."
    assert first.by_code["1"].justification != second.by_code["1"].justification


def test_a_reopened_round_is_read_from_its_rows(by: User) -> None:
    administrator = factories.user(Role.ADMINISTRATOR)
    opened = moved(factories.submitted_round(by), Move.REOPEN, administrator, "A table was missing.")
    Response.objects.filter(assessment=opened).update(justification="Changed.")
    assert results.of(opened, "en").by_code["1"].justification == "Changed."


@pytest.mark.parametrize(
    ("kept", "asked", "got"),
    [
        (["en", "es"], "es", "es"),
        (["en", "es"], "en", "en"),
        (["en", "es"], "uk", "en"),  # a language younger than the snapshot
        (["es"], "uk", "es"),
        (["es"], "en", "es"),
    ],
)
def test_a_language_that_was_not_frozen(by: User, kept: list[str], asked: str, got: str) -> None:
    sent = factories.submitted_round(by)
    assert {"en", "es"} <= set(Snapshot.objects.values_list("language", flat=True))
    Snapshot.objects.exclude(language__in=kept).delete()
    assert results.of(sent, asked).language == got


def test_one_snapshot_a_language_at_sending_and_at_acceptance(by: User) -> None:
    reviewer = factories.user(Role.REVIEWER)
    sent = factories.submitted_round(by)
    moved(moved(sent, Move.TAKE, reviewer), Move.ACCEPT, reviewer)
    rows = Snapshot.objects.order_by("pk").values_list("state", "language")
    languages = sorted(code for code, _name in settings.LANGUAGES)
    assert sorted(rows) == [(state, code) for state in ("accepted", "submitted") for code in languages]
    for row in Snapshot.objects.all():
        assert row.summary == through_json(results.summary(thaw(row.result)))
