"""The read model of what follows from the answers: threats, gaps over rounds, actions, commitments, decisions.

Frozen with the round. New fields need a default: snapshots written before them must still be read.
"""

import datetime as dt
from dataclasses import dataclass, field

from assessments.gaps import Kind, Source
from assessments.maturity import Answer
from assessments.plan import OPEN_STATES, ActionState, Funding, days_late
from assessments.threats import Presence
from assessments.translation import Text


@dataclass(frozen=True)
class Saved:
    """The row behind an answer: which revision a form must name, and who saved last."""

    revision: int = 0
    at: dt.datetime | None = None
    by: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class WorkshopResult:
    """How a room voted on a capability. A number that nobody counted is None; `dissent` names organisations."""

    held_on: dt.date | None = None
    votes: tuple[int | None, ...] = (None,) * 5
    unknown: int | None = None
    dissent: str = ""
    saved: Saved = field(default_factory=Saved)

    @property
    def counted(self) -> tuple[tuple[str, int], ...]:
        """The states of a phase ("0"–"4", "dk") that somebody voted for, with how many did."""
        every = [*((str(phase), votes) for phase, votes in enumerate(self.votes)), ("dk", self.unknown)]
        return tuple((state, votes) for state, votes in every if votes)

    @property
    def says_something(self) -> bool:
        return bool(self.counted or self.dissent.strip())


@dataclass(frozen=True)
class ThreatResult:
    """What the country says of one harm. `capabilities` are the codes of those that answer it."""

    code: str
    name: Text
    text: Text
    capabilities: tuple[str, ...]
    presence: Presence = Presence.UNSET
    source: str = ""
    carried_over: bool = False
    saved: Saved = field(default_factory=Saved)


@dataclass(frozen=True)
class CommitmentResult:
    """A commitment of a summit, what the country says of it, and the codes of the capabilities that show it."""

    code: str
    summit: Text
    name: Text
    text: Text
    capabilities: tuple[str, ...]
    answer: Answer = Answer.UNANSWERED
    note: str = ""
    carried_over: bool = False
    saved: Saved = field(default_factory=Saved)


@dataclass(frozen=True)
class NoteResult:
    """A progress note of an action."""

    text: str
    by: str
    at: dt.datetime
    organisation: str = ""  # of the author, at that time


@dataclass(frozen=True)
class ActionResult:
    """An action of the country's plan. `gaps` are identities (see gaps.py), `capabilities` codes in their order.

    `cost` and `secured` are decimal numbers as text, in `currency` (ISO 4217). `overdue` is as of the day the result
    was built.
    """

    pk: int
    title: str
    capabilities: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    lead: str = ""
    lead_open: bool = False  # an explicit "none yet"
    partners: str = ""
    start: dt.date | None = None
    due: dt.date | None = None
    cost: str = ""
    currency: str = ""
    funding: Funding = Funding.UNKNOWN
    secured: str = ""
    indicator: str = ""
    baseline: str = ""
    target: str = ""
    state: ActionState = ActionState.PLANNED
    stop_reason: str = ""
    progress: int = 0  # per cent of the work done, as the lead sees it
    notes: tuple[NoteResult, ...] = ()
    finished_at: dt.date | None = None
    overdue: bool = False
    saved: Saved = field(default_factory=Saved)
    done_at: dt.datetime | None = None  # the moment of `finished_at`, to tell which answers were saved after it
    as_of: dt.date | None = None  # the day of `overdue`

    @property
    def days_late(self) -> int:
        return days_late(self.state, self.due, self.as_of) if self.as_of else 0

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


@dataclass(frozen=True)
class RegisterEntry:
    """One gap over all rounds of the country, by its identity.

    Neither a kind nor a closing round: it is out of sight, because its target was lowered or an answer is missing.
    `opened`: the round (year) in which it was first found since it was last closed; `closed`: the round in which it
    is no longer found; `reopened`: it had been closed before. `actions` are those that work, or worked, on it.
    """

    identity: str
    capability: str
    source: Source
    ref: str
    opened: int
    closed: int | None = None
    reopened: bool = False
    kind: Kind | None = None  # None once it is closed
    phase: int | None = None
    text: Text = field(default_factory=Text)
    actions: tuple[int, ...] = ()
    closed_before: int | None = None  # the round that had closed it before it was opened again
    rounds: int = 1  # how many rounds it has been open

    @property
    def out_of_sight(self) -> bool:
        return self.closed is None and self.kind is None


@dataclass(frozen=True)
class DecisionResult:
    """One of the three decisions that the brief asks of the minister, in the coordinator's words; `number` is 1–3."""

    number: int
    text: str = ""
    saved: Saved = field(default_factory=Saved)
