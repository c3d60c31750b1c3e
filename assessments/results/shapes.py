"""The read model: one round as every page, PDF, file and API shows it. Frozen, in one language, without the ORM.

New fields need a default: snapshots written before them must still be read.
"""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from assessments.attention import Attention
from assessments.gaps import Kind, Source
from assessments.maturity import Answer, Progress, Suggestion
from assessments.plan import asks_for_a_look
from assessments.priorities import Horizon
from assessments.results.annex import QuestionResult, SignatureResult
from assessments.results.following import (
    ActionResult,
    CommitmentResult,
    DecisionResult,
    RegisterEntry,
    Saved,
    ThreatResult,
    WorkshopResult,
)
from assessments.results.second_views import SecondViewResult
from assessments.second_views import Standing, Tally, tally
from assessments.threats import HarmState, Proposal, propose
from assessments.translation import Text
from assessments.workflow import State


@dataclass(frozen=True)
class SignResult:
    code: str
    phase: int
    text: Text
    answer: Answer = Answer.UNANSWERED


@dataclass(frozen=True)
class FacetResult:
    code: str  # law, practice, nationwide, funded
    answer: Answer = Answer.UNANSWERED


@dataclass(frozen=True)
class EvidenceResult:
    pk: int
    title: str
    url: str
    added_by: str
    added_at: dt.datetime
    carried_over: bool = False
    file: int | None = None  # the row of the version that counts
    file_name: str = ""
    file_kind: str = ""
    file_size: int = 0
    file_sha256: str = ""
    file_scanned: bool | None = None  # None: there is no file
    seen_on: dt.date | None = None
    seen_by: str = ""
    organisation: str = ""  # of whoever added it, at that time

    @property
    def short_hash(self) -> str:
        return self.file_sha256[:12]


@dataclass(frozen=True)
class Previous:
    """What the last round said of a capability; `phase` None and `unknown` False: unanswered then."""

    phase: int | None = None
    unknown: bool = False
    target: int | None = None

    @property
    def state(self) -> str:
        return state_of(self.phase, self.unknown)


@dataclass(frozen=True)
class CapabilityResult:
    code: str
    order: int
    domain: str
    theme: str
    requires: tuple[str, ...]
    name: Text
    summary: Text
    requirement: Text
    why: Text
    phases: tuple[Text, ...]
    evidence_hints: tuple[Text, ...]
    not_to_confuse: tuple[tuple[str, Text], ...]
    signs: tuple[SignResult, ...]
    facets: tuple[FacetResult, ...]
    suggestion: Suggestion
    phase: int | None = None
    phase_unknown: bool = False
    reason: str = ""
    target: int | None = None
    target_year: int | None = None
    justification: str = ""
    participants: tuple[str, ...] = ()
    participants_note: str = ""
    confidence: int | None = None
    carried_over: bool = False
    evidence: tuple[EvidenceResult, ...] = ()
    attention: tuple[Attention, ...] = ()
    answered: bool = False
    started: bool = False
    previous: Previous | None = None
    saved: Saved = field(default_factory=Saved)
    second_views: tuple[SecondViewResult, ...] = ()
    workshop: WorkshopResult | None = None  # None: no room has voted on it

    @property
    def state(self) -> str:
        """ "0"–"4", "dk" (don't know) or "none" (unanswered): what a phase badge shows."""
        return state_of(self.phase, self.phase_unknown)

    @property
    def views_beside(self) -> tuple[tuple[SecondViewResult, Standing], ...]:
        """The second views, each with how it stands beside this answer."""
        return tuple((view, view.beside(self.state)) for view in self.second_views)

    @property
    def views_to_settle(self) -> int:
        return sum(found is Standing.OPEN for _view, found in self.views_beside)

    @property
    def mark(self) -> str:
        """The answering state: asked (answered, needs a look), done, started or empty."""
        if self.answered:
            return "asked" if self.attention else "done"
        return "started" if self.started else "empty"

    @property
    def below_target(self) -> bool:
        return self.phase is not None and self.target is not None and self.phase < self.target

    @property
    def moved(self) -> int | None:
        """Phases moved since the last round; None when either is not known."""
        if self.previous is None or self.previous.phase is None or self.phase is None:
            return None
        return self.phase - self.previous.phase

    @property
    def signs_answered(self) -> int:
        return sum(1 for sign in self.signs if sign.answer)

    @property
    def deciding_signs(self) -> tuple[SignResult, ...]:
        return tuple(sign for sign in self.signs if sign.code in self.suggestion.deciding)

    @property
    def ahead_signs(self) -> tuple[SignResult, ...]:
        return tuple(sign for sign in self.signs if sign.code in self.suggestion.ahead)


@dataclass(frozen=True)
class DomainResult:
    code: str
    order: int
    name: Text
    outcome: Text
    outcome_text: Text
    capability_codes: tuple[str, ...]
    progress: Progress
    middle: int | None = None
    known: int = 0
    previous_middle: int | None = None


@dataclass(frozen=True)
class EnablerResult:
    code: str
    name: Text
    text: Text
    answer: Answer = Answer.UNANSWERED
    note: str = ""
    carried_over: bool = False
    saved: Saved = field(default_factory=Saved)


@dataclass(frozen=True)
class GapResult:
    """`text` is the sign's text; a facet or missing evidence is named by `ref`, which the reader's page words."""

    identity: str
    capability: str
    source: Source
    ref: str
    kind: Kind
    phase: int | None = None
    text: Text = field(default_factory=Text)
    is_new: bool | None = None  # None: there is no last round to compare with


@dataclass(frozen=True)
class PriorityResult:
    """One capability below its target. `rank` None: importance or feasibility is still asked for."""

    capability: str
    steps: int
    importance: int | None = None
    feasibility: int | None = None
    horizon: Horizon = Horizon.UNSET
    rank: int | None = None
    computed_rank: int | None = None
    points: str = ""
    factor: str = ""
    opens: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    lifted_by: str | None = None
    moved: bool = False
    move_reason: str = ""
    saved: Saved = field(default_factory=Saved)


@dataclass(frozen=True)
class PhaseName:
    name: Text
    summary: Text
    text: Text


@dataclass(frozen=True)
class RoundFrame:
    """What one answer needs to know of its round; an AssessmentResult says the same."""

    year: int
    target_year: int
    phase_names: tuple[PhaseName, ...]


@dataclass(frozen=True)
class AssessmentResult:
    assessment_id: int
    language: str
    country: str  # ISO 3166-1 alpha-3
    country_name: Text
    is_demo: bool
    year: int
    title: str
    target_year: int
    state: State
    state_at: dt.datetime
    changed_at: dt.datetime
    framework: str
    framework_version: str
    framework_name: Text
    framework_notice: Text
    phase_names: tuple[PhaseName, ...]
    themes: tuple[tuple[str, Text], ...]
    domains: tuple[DomainResult, ...]
    capabilities: tuple[CapabilityResult, ...]
    enablers: tuple[EnablerResult, ...]
    gaps: tuple[GapResult, ...]
    closed_gaps: tuple[str, ...]
    priorities: tuple[PriorityResult, ...]
    progress: Progress
    previous_year: int | None = None
    sent_by: str = ""
    threats: tuple[ThreatResult, ...] = ()
    register: tuple[RegisterEntry, ...] = ()
    actions: tuple[ActionResult, ...] = ()
    commitments: tuple[CommitmentResult, ...] = ()
    decisions: tuple[DecisionResult, ...] = ()
    signature: SignatureResult | None = None
    questions: tuple[QuestionResult, ...] = ()
    written_in: str = ""  # the language of what the country writes; empty: not known

    @cached_property
    def by_code(self) -> dict[str, CapabilityResult]:
        return {capability.code: capability for capability in self.capabilities}

    @cached_property
    def ranked(self) -> tuple[PriorityResult, ...]:
        return tuple(priority for priority in self.priorities if priority.rank is not None)

    @cached_property
    def unranked(self) -> tuple[PriorityResult, ...]:
        return tuple(priority for priority in self.priorities if priority.rank is None)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many capabilities stand in each state, in the order of the ladder."""
        states = [capability.state for capability in self.capabilities]
        return {state: states.count(state) for state in ("0", "1", "2", "3", "4", "dk", "none")}

    @cached_property
    def moved_on(self) -> tuple[CapabilityResult, ...]:
        return tuple(c for c in self.capabilities if c.moved is not None and c.moved > 0)

    @cached_property
    def moved_back(self) -> tuple[CapabilityResult, ...]:
        return tuple(c for c in self.capabilities if c.moved is not None and c.moved < 0)

    @cached_property
    def needing_attention(self) -> tuple[CapabilityResult, ...]:
        return tuple(capability for capability in self.capabilities if capability.attention)

    @cached_property
    def participants(self) -> dict[str, int]:
        """How many answers each kind of organisation took part in; only those who did."""
        found: dict[str, int] = {}
        for capability in self.capabilities:
            for code in capability.participants:
                found[code] = found.get(code, 0) + 1
        return found

    def capabilities_of(self, domain: DomainResult) -> tuple[CapabilityResult, ...]:
        return tuple(self.by_code[code] for code in domain.capability_codes)

    def gaps_of(self, code: str) -> tuple[GapResult, ...]:
        return tuple(gap for gap in self.gaps if gap.capability == code)

    def actions_of(self, code: str) -> tuple[ActionResult, ...]:
        return tuple(action for action in self.actions if code in action.capabilities)

    def threats_of(self, code: str) -> tuple[ThreatResult, ...]:
        return tuple(threat for threat in self.threats if code in threat.capabilities)

    @cached_property
    def threat_by_code(self) -> dict[str, ThreatResult]:
        return {threat.code: threat for threat in self.threats}

    @cached_property
    def proposals(self) -> dict[str, Proposal]:
        """The importance that the threat picture proposes, for each capability below its target."""
        harms = [HarmState(threat.code, threat.presence, threat.capabilities) for threat in self.threats]
        below = [capability.code for capability in self.capabilities if capability.below_target]
        return {proposal.capability: proposal for proposal in propose(harms, below)}

    def capabilities_of_theme(self, theme: str) -> tuple[CapabilityResult, ...]:
        return tuple(capability for capability in self.capabilities if capability.theme == theme)

    @cached_property
    def asked_by_actions(self) -> dict[str, tuple[ActionResult, ...]]:
        """Answers, by code, that a finished action asks to be looked at again, with those actions."""
        found = {}
        for capability in self.capabilities:
            answered_at = capability.saved.at if capability.started and not capability.carried_over else None
            asking = [a for a in self.actions_of(capability.code) if asks_for_a_look(a.done_at, answered_at)]
            if asking:
                found[capability.code] = tuple(asking)
        return found

    @cached_property
    def view_tally(self) -> Tally:
        return tally((c.code, found) for c in self.capabilities for _view, found in c.views_beside)

    def priority_of(self, code: str) -> PriorityResult | None:
        return self._priority_by_code.get(code)

    @cached_property
    def _priority_by_code(self) -> dict[str, PriorityResult]:
        return {priority.capability: priority for priority in self.priorities}

    @cached_property
    def action_on(self) -> dict[str, ActionResult]:
        """The action that works on a gap, by the gap's identity: one that is still open, the first in the plan."""
        found: dict[str, ActionResult] = {}
        for action in self.actions:
            for identity in action.gaps if action.is_open else ():
                found.setdefault(identity, action)
        return found

    @cached_property
    def action_by_pk(self) -> dict[int, ActionResult]:
        return {action.pk: action for action in self.actions}


def state_of(phase: int | None, unknown: bool) -> str:
    if phase is not None:
        return str(phase)
    return "dk" if unknown else "none"
