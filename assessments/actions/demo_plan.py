"""The demonstration's action plans: made, moved and noted by the real actions, at the times that their files give."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path

import cattrs
from django.utils import timezone

from assessments import audit, results
from assessments.actions.demo_language import SOURCE, read_demo
from assessments.actions.plan import add_note, create_action, move_action
from assessments.models import Action, ActionNote, Assessment, User
from assessments.plan import ActionMove


@dataclass(frozen=True)
class Made:
    """Who did it, by the key of their account, and when, in UTC."""

    by: str
    at: dt.datetime


@dataclass(frozen=True)
class GivenMove(Made):
    move: ActionMove
    reason: str = ""


@dataclass(frozen=True)
class GivenNote(Made):
    text: str


@dataclass(frozen=True)
class GivenAction:
    """`since` is the year of the round whose gaps it names; `gaps` are identities without the country."""

    since: int
    made: Made
    title: str
    funding: str
    gaps: list[str] = field(default_factory=list)
    capabilities: list[str] = field(default_factory=list)
    lead: str = ""
    lead_open: bool = False
    partners: str = ""
    start: str = ""
    due: str = ""
    cost: str = ""
    currency: str = ""
    secured: str = ""
    indicator: str = ""
    baseline: str = ""
    target: str = ""
    progress: int = 0
    moves: list[GivenMove] = field(default_factory=list)
    notes: list[GivenNote] = field(default_factory=list)

    @property
    def values(self) -> dict[str, object]:
        events = ("since", "made", "gaps", "moves", "notes")
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name not in events}


@dataclass(frozen=True)
class GivenPlan:
    country: str
    actions: list[GivenAction]


_converter = cattrs.Converter(forbid_extra_keys=True)
_converter.register_structure_hook(
    dt.datetime, lambda text, _type: dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
)


def read_plan(path: Path, language: str = SOURCE) -> GivenPlan:
    return _converter.structure(read_demo(path, language), GivenPlan)


def load_plan(given: GivenPlan, assessment: Assessment, people: Mapping[str, User]) -> None:
    """The actions that were made in this round, with all that became of them since."""
    row = Assessment.objects.select_related("country", "framework", "sent_by").get(pk=assessment.pk)
    result = results.build(row, "en")
    for entry in given.actions:
        if entry.since == row.year:
            _load(entry, row, result, people)


def _load(
    given: GivenAction, assessment: Assessment, result: results.AssessmentResult, people: Mapping[str, User]
) -> None:
    gaps = [f"{result.country}:{gap}" for gap in given.gaps]
    with _at(assessment, given.made.at):
        action = create_action(
            country=assessment.country, result=result, values={**given.values, "gaps": gaps}, by=people[given.made.by]
        )
    steps: list[GivenMove | GivenNote] = sorted([*given.moves, *given.notes], key=lambda step: step.at)
    for step in steps:
        with _at(assessment, step.at):
            if isinstance(step, GivenMove):
                move_action(action=action, move=step.move, by=people[step.by], reason=step.reason)
            else:
                add_note(action=action, text=step.text, by=people[step.by])


@contextmanager
def _at(assessment: Assessment, moment: dt.datetime) -> Iterator[None]:
    """Gives what was recorded inside the time `moment`, which is never in the future."""
    started = timezone.now()
    at = min(moment, started)
    with audit.dated(at):
        yield
    rows = Action.objects.filter(country=assessment.country)
    for name in ("created_at", "saved_at", "done_at"):
        rows.filter(**{f"{name}__gte": started}).update(**{name: at})
    ActionNote.objects.filter(action__country=assessment.country, at__gte=started).update(at=at)
