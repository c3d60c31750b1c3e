"""The plan in the read model: frozen with the round, the same hash on every machine, and who raises the version."""

import json

import pytest

from assessments import results
from assessments.actions.plan import ActionRefused, GapRefused, add_note, create_action, move_action, save_action
from assessments.actions.rounds import move_round
from assessments.models import Action, Assessment
from assessments.plan import ActionMove
from assessments.workflow import Move
from tests import factories as make

pytestmark = pytest.mark.django_db

VALUES = {"title": "Sign a pathway", "lead": "Ministry", "funding": "none", "start": "2026-01-01", "due": "2026-02-01"}


def made(draft: Assessment, **changed: object) -> Action:
    by = draft.opened_by
    return create_action(country=draft.country, result=results.build(draft, "en"), values=VALUES | changed, by=by)


@pytest.fixture
def draft() -> Assessment:
    return make.answered_round(make.coordinator())


def test_frozen_and_thawed(draft: Assessment) -> None:
    action = made(draft, gaps=["XSA:1:sign:2a"], cost="12.50", currency="EUR")
    add_note(action=action, text="Noted", by=draft.opened_by)
    move_action(action=action, move=ActionMove.FINISH, by=draft.opened_by)
    result = results.build(draft, "en")
    assert results.thaw(json.loads(json.dumps(results.freeze(result)))) == result
    assert result.actions[0].cost == "12.5" and result.actions[0].finished_at


def test_a_snapshot_of_before_the_plan_is_still_read(draft: Assessment) -> None:
    data = results.freeze(results.build(draft, "en"))
    del data["actions"]
    assert results.thaw(data).actions == ()


def test_the_hash_does_not_know_primary_keys(draft: Assessment) -> None:
    first = made(draft)
    before = results.build(draft, "en")
    Action.objects.filter(pk=first.pk).update(id=first.pk + 7)
    other, after = Action.objects.get(), results.build(draft, "en")
    assert after.actions[0].pk == before.actions[0].pk + 7
    assert results.content_hash(before) == results.content_hash(after)
    save_action(action=other, result=after, by=draft.opened_by, based_on=1, values={"lead": "Someone else"})
    assert results.content_hash(results.build(draft, "en")) != results.content_hash(before)


def test_every_write_raises_the_version_of_open_rounds_only(draft: Assessment) -> None:
    by, before = draft.opened_by, make.fresh(draft).version
    action = made(draft)
    save_action(action=action, result=results.build(draft, "en"), by=by, based_on=1, values={"title": "Other"})
    move_action(action=action, move=ActionMove.START, by=by)
    add_note(action=action, text="Noted", by=by)
    assert make.fresh(draft).version >= before + 4
    sent = make.fresh(move_round(assessment=draft, move=Move.SUBMIT, by=by))
    add_note(action=action, text="Noted again", by=by)
    assert make.fresh(sent).version == sent.version
    assert len(results.of(sent, "en").actions[0].notes) == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"due": "2025-12-31"}, "dates"),
        ({"cost": "5"}, "currency"),
        ({"cost": "5", "currency": "EUR", "secured": "6"}, "secured"),
    ],
)
def test_what_does_not_fit_together_is_refused(draft: Assessment, changed: dict[str, str], code: str) -> None:
    with pytest.raises(ActionRefused) as refused:
        made(draft, **changed)
    assert refused.value.code == code and not Action.objects.exists()


@pytest.mark.parametrize(
    ("gap", "code"),
    [
        ("XSB:1:sign:2a", "foreign"),
        ("XSA:1:sign:1a", "closed"),
        ("XSA:1:sign:9z", "unknown"),
        ("XSA:1:sign:4a", "not_open"),
    ],
)
def test_gaps_that_cannot_be_named(draft: Assessment, gap: str, code: str) -> None:
    with pytest.raises(GapRefused) as refused:
        made(draft, gaps=[gap])
    assert refused.value.code == code
    action = made(draft, gaps=["XSA:1:sign:2a"])
    with pytest.raises(GapRefused):
        save_action(
            action=action,
            result=results.build(draft, "en"),
            by=draft.opened_by,
            based_on=1,
            values={"gaps": ["XSA:1:sign:2a", gap], "title": "Not saved"},
        )
    assert Action.objects.get().title == "Sign a pathway"


def test_open_actions_stand_first(draft: Assessment) -> None:
    done = made(draft, title="Done", start="2020-01-01", due="2020-02-01")
    move_action(action=done, move=ActionMove.FINISH, by=draft.opened_by)
    made(draft, title="Later", start="", due="2027-01-01")
    made(draft, title="Undated", start="", due="")
    made(draft, title="Sooner")
    assert [a.title for a in results.build(draft, "en").actions] == ["Sooner", "Later", "Undated", "Done"]
