"""Rules of the check before sending: what a reader of the round would question, and where it can be put right.

Pure: imports no Django. What is to be questioned in a single answer is `attention.py`'s; here stand those findings
beside what only the whole round shows. Nothing but an unanswered capability keeps a round from being sent.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessments.attention import Attention
from assessments.maturity import Answer
from assessments.priorities import Horizon

#: From this phase on the ladder says: across sectors and the whole territory, and funded.
WHOLE_FROM_PHASE = 3
#: The kinds of organisations through which those speak whom it is all about.
VOICES = frozenset({"children", "survivors"})


class Question(StrEnum):
    """What would be questioned, most pressing first."""

    UNANSWERED = "unanswered"
    CARRIED_OVER = "carried_over"
    ABOVE = "above"  # a phase above the suggested one, without a reason
    BELOW = "below"  # a phase below the suggested one, without a reason
    VIEWS = "views"  # a second view says another phase, and the country has not said anything to it
    EVIDENCE = "evidence"
    NATIONWIDE = "nationwide"
    FUNDED = "funded"
    TARGET_BELOW = "target_below"
    TARGET = "target"
    NOW_WITHOUT_ACTION = "now_without_action"
    OVERDUE = "overdue"
    VOICES = "voices"
    PARTICIPANTS = "participants"


class Place(StrEnum):
    """Where a question is put right."""

    CAPABILITY = "capability"
    ENABLER = "enabler"
    THREAT = "threat"
    COMMITMENT = "commitment"
    ACTION = "action"
    ROUND = "round"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to look at: `ref` is the code or key of its place; `count` of `total` gaps where it is about gaps."""

    question: Question
    place: Place
    ref: str = ""
    count: int = 0
    total: int = 0

    @property
    def blocks(self) -> bool:
        return self.question is Question.UNANSWERED


@dataclass(frozen=True, slots=True)
class CheckedCapability:
    """What the check needs to know of one answer. `gaps` are the identities of its gaps today."""

    code: str
    answered: bool
    phase: int | None
    suggested: int | None
    nationwide: Answer
    funded: Answer
    attention: Collection[Attention]
    horizon: Horizon = Horizon.UNSET
    gaps: Sequence[str] = ()
    views_to_settle: int = 0


@dataclass(frozen=True, slots=True)
class CheckedAction:
    """`works` while it is planned or under way."""

    ref: str
    gaps: Collection[str]
    works: bool
    overdue: bool


_OF_ATTENTION = {
    Attention.CONFIRM: Question.CARRIED_OVER,
    Attention.EVIDENCE: Question.EVIDENCE,
    Attention.TARGET: Question.TARGET,
    Attention.TARGET_BELOW: Question.TARGET_BELOW,
    Attention.PARTICIPANTS: Question.PARTICIPANTS,
}


def lines(
    *,
    capabilities: Sequence[CheckedCapability],
    actions: Sequence[CheckedAction],
    carried_over: Iterable[tuple[Place, str]],
    participants: Collection[str],
) -> tuple[Line, ...]:
    """Everything to look at, by question, then in the order given. `carried_over`: what else still waits for a word."""
    worked_on = {identity for action in actions if action.works for identity in action.gaps}
    found = [line for capability in capabilities for line in _of_capability(capability, worked_on)]
    found += [Line(Question.CARRIED_OVER, place, ref) for place, ref in carried_over]
    found += [Line(Question.OVERDUE, Place.ACTION, action.ref) for action in actions if action.overdue]
    if not VOICES & set(participants):
        found.append(Line(Question.VOICES, Place.ROUND))
    order = list(Question)
    return tuple(sorted(found, key=lambda line: order.index(line.question)))


def _of_capability(capability: CheckedCapability, worked_on: Collection[str]) -> list[Line]:
    def line(question: Question, count: int = 0, total: int = 0) -> Line:
        return Line(question, Place.CAPABILITY, capability.code, count, total)

    found = [line(_OF_ATTENTION[code]) for code in capability.attention if code in _OF_ATTENTION]
    if not capability.answered:
        found.append(line(Question.UNANSWERED))
    if capability.views_to_settle:
        found.append(line(Question.VIEWS))
    phase, suggested = capability.phase, capability.suggested
    if Attention.REASON in capability.attention and phase is not None and suggested is not None:
        found.append(line(Question.ABOVE if phase > suggested else Question.BELOW))
    if phase is not None and phase >= WHOLE_FROM_PHASE:
        found += [
            line(question)
            for question, answer in (
                (Question.NATIONWIDE, capability.nationwide),
                (Question.FUNDED, capability.funded),
            )
            if answer != Answer.YES
        ]
    if capability.horizon is Horizon.NOW:
        waiting = sum(identity not in worked_on for identity in capability.gaps)
        if waiting:
            found.append(line(Question.NOW_WITHOUT_ACTION, waiting, len(capability.gaps)))
    return found
