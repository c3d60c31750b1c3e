"""Threats, commitments and themes in the read model: from rows, frozen, and from snapshots that are older than they."""

import pytest

from assessments import results
from assessments.maturity import Answer
from assessments.models import Assessment, User
from assessments.results import thaw
from assessments.results.themes import themes_of
from assessments.threats import Presence
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return make.coordinator(name="Ana Rahman")


@pytest.fixture
def draft(by: User) -> Assessment:
    return make.opened_round(by)


def test_what_the_country_says(by: User, draft: Assessment) -> None:
    make.say_presence(draft, by, grooming="growing")
    result = results.build(draft, "es")
    threat = result.threat_by_code["grooming"]
    assert threat.name.text.startswith("Captación de niñas")
    assert (threat.presence, threat.capabilities) == (Presence.GROWING, ("3", "4", "11", "13", "17", "19"))
    assert (threat.saved.revision, threat.saved.by) == (1, "Ana Rahman")
    assert result.changed_at == threat.saved.at
    assert {t.presence for t in result.threats if t.code != "grooming"} == {Presence.UNSET}
    assert [c.code for c in result.commitments] == [
        "body",
        "analysis",
        "build",
        "understanding",
        "voices",
        "exchange",
    ]
    assert {c.answer for c in result.commitments} == {Answer.UNANSWERED}


def test_proposals_only_below_the_target(by: User, draft: Assessment) -> None:
    make.say_presence(draft, by, reoffending="widespread")
    make.save(draft, by, "5", phase="1", target=2)
    make.save(draft, by, "6", phase="2", target=2)
    make.save(draft, by, "15", phase="unknown", target=2)
    result = results.build(draft, "en")
    assert {code: p.importance for code, p in result.proposals.items()} == {"5": 5}
    assert [threat.code for threat in result.threats_of("15")] == ["reoffending"]


def test_a_snapshot_of_before_there_were_threats(by: User, draft: Assessment) -> None:
    make.answer_all(draft, by)
    frozen = results.freeze(results.build(make.fresh(draft), "en"))
    del frozen["threats"], frozen["commitments"]
    old = thaw(frozen)
    assert (old.threats, old.commitments, old.proposals) == ((), (), {})


def test_frozen_and_read_again(by: User, draft: Assessment) -> None:
    make.answer_all(draft, by)
    result = results.build(make.fresh(draft), "en")
    again = thaw(results.freeze(result))
    assert again == result
    assert again.proposals == result.proposals != {}


def test_themes_hold_every_capability_once(by: User, draft: Assessment) -> None:
    make.save(draft, by, "4", phase="1", target=2)
    make.save(draft, by, "5", phase="3", target=3)
    result = results.build(draft, "en")
    themes = {theme.code: theme for theme in themes_of(result)}
    assert list(themes) == ["policy", "justice", "victims", "society", "technology", "research"]
    assert sorted(int(c.code) for theme in themes.values() for c in theme.capabilities) == list(range(1, 22))
    assert sum(len(theme.gaps) for theme in themes.values()) == len(result.gaps) > 0
    justice = themes["justice"]
    assert (justice.middle, justice.known, len(justice.capabilities)) == (1, 2, 4)
    assert (themes["research"].middle, themes["research"].known, themes["research"].actions) == (None, 0, ())
