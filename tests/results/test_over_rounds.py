"""The register and the changes of real rounds: three of them, through the actions."""

from dataclasses import replace
from typing import Any

import pytest

from assessments import results
from assessments.actions.evidence import remove_evidence
from assessments.actions.rounds import move_round
from assessments.check import Question
from assessments.gaps import Kind
from assessments.models import Assessment, Evidence, Snapshot, User
from assessments.plan import ActionState
from assessments.results import ActionResult, AssessmentResult, RegisterEntry
from assessments.workflow import Move
from tests import factories
from tests.exports.plans import with_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return factories.coordinator(name="Ana Rahman")


def sent(assessment: Assessment, by: User) -> Assessment:
    return factories.fresh(move_round(assessment=assessment, move=Move.SUBMIT, by=by))


def entry(result: AssessmentResult, identity: str) -> RegisterEntry:
    return next(found for found in result.register if found.identity == f"XSA:{identity}")


@pytest.fixture
def third(by: User) -> Assessment:
    """2022: funded No, nationwide No, practice Partly. 2024: funded Yes, target lowered. 2026: as carried over."""
    first = factories.answered_round(by, 2022)
    for code in ("1", "2"):
        factories.save(first, by, code, funded="no")
    sent(first, by)
    second = factories.opened_round(by, year=2024)
    factories.answer_all(second, by)
    factories.save(second, by, "1", funded="yes", target=1, nationwide="")
    sent(second, by)
    return factories.opened_round(by, year=2026)


def test_three_rounds_by_hand(by: User, third: Assessment) -> None:
    result = results.build(third, "en")
    # closed in 2024 and carried over as closed
    closed = entry(result, "1:facet:funded")
    assert (closed.opened, closed.closed, closed.kind, closed.rounds) == (2022, 2024, None, 1)
    # out of sight since 2024: the answer is missing, the target was lowered
    for identity in ("1:facet:nationwide", "1:sign:2a"):
        hidden = entry(result, identity)
        assert (hidden.opened, hidden.closed, hidden.out_of_sight, hidden.rounds) == (2022, None, True, 3)
    # open all the time
    still = entry(result, "2:facet:practice")
    assert (still.opened, still.kind, still.rounds, still.reopened) == (2022, Kind.PARTLY, 3, False)
    # funded "don't know" in 2024 is no gap and closes none
    assert entry(result, "2:facet:funded").out_of_sight

    factories.save(third, by, "1", funded="no", nationwide="yes", sign_2a="yes", sign_2b="yes", target=3)
    later = results.build(factories.fresh(third), "en")
    again = entry(later, "1:facet:funded")
    assert (again.opened, again.reopened, again.closed_before, again.closed) == (2026, True, 2024, None)
    assert (entry(later, "1:facet:nationwide").closed, entry(later, "1:sign:2a").closed) == (2026, 2026)
    assert entry(later, "1:sign:2c").kind is not None


def test_the_order_is_that_of_the_framework(third: Assessment) -> None:
    register = results.build(third, "en").register
    codes = [found.capability for found in register]
    assert codes == sorted(codes, key=int)
    of_one = [found.ref for found in register if found.capability == "1"]
    assert of_one == ["2a", "2b", "2c", "3a", "3b", "3c", "practice", "nationwide", "funded"]


def test_every_gap_of_today_is_in_the_register(third: Assessment) -> None:
    result = results.build(third, "en")
    assert {e.identity for e in result.register if e.kind is not None} == {gap.identity for gap in result.gaps}


def test_evidence_that_was_taken_away(by: User) -> None:
    first = factories.answered_round(by, 2024, title="First")
    factories.save(first, by, "1", phase="2", reason="Above.")
    evidence = Evidence.objects.get(response=factories.row(first, "1"))
    remove_evidence(assessment=first, evidence=evidence, by=by)
    sent(first, by)
    result = results.build(factories.opened_round(by), "en")
    assert entry(result, "1:evidence:evidence").opened == 2024


def test_a_summary_without_the_word_closed(by: User, third: Assessment) -> None:
    """Sent before there was a register: what it does not find is out of sight, never closed."""
    for snapshot in Snapshot.objects.all():
        Snapshot.objects.filter(pk=snapshot.pk).update(
            summary={key: value for key, value in snapshot.summary.items() if key != "closed"}
        )
    closed = entry(results.build(third, "en"), "1:facet:funded")
    assert (closed.opened, closed.closed) == (2022, 2026)  # answered Yes today, which is shown today


def test_a_gap_that_this_framework_does_not_have(by: User, third: Assessment) -> None:
    for snapshot in Snapshot.objects.all():
        gaps = [*snapshot.summary["gaps"], "XSA:99:sign:1a", "XSA:1:sign:9z"]
        Snapshot.objects.filter(pk=snapshot.pk).update(summary=snapshot.summary | {"gaps": gaps})
    named = {found.identity for found in results.build(third, "en").register}
    assert named and not {"XSA:99:sign:1a", "XSA:1:sign:9z"} & named


def test_rounds_of_another_country_do_not_show(by: User, third: Assessment) -> None:
    before = results.build(third, "en").register
    other = factories.coordinator(factories.country("XSB"))
    factories.submitted_round(other, 2024)
    assert results.build(third, "en").register == before


def test_actions_by_the_gaps_they_name(third: Assessment) -> None:
    result = results.build(third, "en")
    planned = with_plan(result)
    for found in planned.register:
        assert found.actions == tuple(a.pk for a in planned.actions if found.identity in a.gaps)


def done(result: AssessmentResult, *gaps: str, state: ActionState = ActionState.DONE) -> ActionResult:
    return ActionResult(pk=len(gaps), title="Act", gaps=tuple(f"XSA:{gap}" for gap in gaps), state=state)


def planned(result: AssessmentResult, *actions: ActionResult) -> AssessmentResult:
    register = tuple(
        replace(found, actions=tuple(a.pk for a in actions if found.identity in a.gaps)) for found in result.register
    )
    return replace(result, actions=actions, register=register)


def test_changes_are_tied_to_the_actions_that_were_finished(by: User, third: Assessment) -> None:
    factories.save(third, by, "1", nationwide="yes", sign_2a="yes", phase="2", target=3, reason="Why.")
    factories.save(third, by, "2", practice="no", phase="0", reason="The law lapsed.")
    result = results.build(factories.fresh(third), "en")
    result = planned(
        result,
        done(result, "1:facet:nationwide"),
        done(result, "1:sign:2a", "1:facet:nationwide", state=ActionState.UNDER_WAY),
    )
    found = {change.capability.code: change for change in results.changes(result)}
    first = found["1"]
    assert {(c.entry.ref, tuple(a.pk for a in c.finished)) for c in first.closed} == {("nationwide", (1,)), ("2a", ())}
    assert first.phase_changed and not first.moved_back
    assert [action.pk for action in first.finished] == [1]
    assert found["2"].moved_back
    assert [e.ref for e in found["2"].opened] == []  # they were open before, only seen again
    assert "3" not in found


def test_the_first_round_has_no_changes(by: User) -> None:
    made = factories.answered_round(by)
    result = results.build(made, "en")
    assert results.changes(result) == ()
    assert {found.opened for found in result.register} == {2026}


def test_it_is_frozen_and_known_by_its_content(by: User, third: Assessment) -> None:
    result = results.build(third, "en")
    frozen = results.freeze(result)
    assert results.thaw(frozen) == result
    older = {key: value for key, value in frozen.items() if key not in ("register", "decisions")}
    without = results.thaw(older)
    assert (without.register, without.decisions) == ((), ())
    assert results.content_hash(without) != results.content_hash(result)


def test_a_code_from_before_the_register_stays_right(third: Assessment) -> None:
    """A result without the later fields hashes as if they were not there."""
    result = replace(results.build(third, "en"), threats=(), register=(), actions=(), commitments=(), decisions=())
    import hashlib
    import json

    data = results.freeze(result)
    for key in (
        "assessment_id",
        "threats",
        "register",
        "actions",
        "commitments",
        "decisions",
        "signature",
        "questions",
    ):
        del data[key]
    for said in (*data["capabilities"], *data["priorities"], *data["enablers"]):
        del said["saved"]["organisation"]
    for capability in data["capabilities"]:
        del capability["second_views"]
        del capability["workshop"]
        for evidence in capability["evidence"]:
            for later in (
                "pk",
                "file",
                "file_name",
                "file_kind",
                "file_size",
                "file_sha256",
                "file_scanned",
                "seen_on",
                "seen_by",
                "organisation",
            ):
                del evidence[later]
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert results.content_hash(result) == hashlib.sha256(text.encode()).hexdigest()


def asked(result: AssessmentResult) -> dict[Question, list[str]]:
    found: dict[Question, list[str]] = {}
    for line in results.questions(result):
        found.setdefault(line.question, []).append(line.ref)
    return found


def test_the_check_of_a_round(by: User, third: Assessment) -> None:
    result = results.build(third, "en")
    found = asked(result)
    codes = [capability.code for capability in result.capabilities]
    said = [*result.enablers, *result.threats, *result.commitments]
    assert all(one.carried_over for one in result.enablers)
    assert found[Question.CARRIED_OVER] == codes + [one.code for one in said if one.carried_over]
    assert found[Question.VOICES] == [""]
    assert Question.UNANSWERED not in found
    values: dict[str, Any] = {"participants": ["survivors"]}
    factories.save(third, by, "1", confirm=True, **values)
    assert Question.VOICES not in asked(results.build(factories.fresh(third), "en"))


def test_costs_are_of_what_is_open(third: Assessment) -> None:
    result = with_plan(results.build(third, "en"), 10)
    totals = results.costs_of(result)
    (usd,) = totals.by_currency
    still = [a for a in result.actions if a.is_open]
    assert usd.cost == sum(results.amount(a.cost) or 0 for a in still)
    assert usd.cost == usd.secured + usd.requested + usd.to_find + usd.unclear
    assert totals.without_cost == sum(not a.cost for a in still)
