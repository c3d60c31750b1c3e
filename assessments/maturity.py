"""Rules of maturity: what the signs suggest, how far a round has come, the middle phase of a domain.

Pure: imports no Django. Source of the ladder: WeProtect Global Alliance and UNICEF, Maturity Model (2022), four
phases from "building" to "maturity"; phase 0 "not started" and the signs are this tool's own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

FIRST_PHASE, LAST_PHASE = 0, 4
PHASES = range(FIRST_PHASE, LAST_PHASE + 1)


class Answer(StrEnum):
    """What an official answers to a sign, a facet of the reality check or an enabler."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"
    UNANSWERED = ""


#: The answers that state a fact. "Don't know" and unanswered say nothing and never count as zero.
KNOWN = frozenset({Answer.YES, Answer.PARTLY, Answer.NO})


@dataclass(frozen=True, slots=True)
class SignState:
    """One sign of a capability as answered: `code` such as "2b", its `phase` 1–4, its answer."""

    code: str
    phase: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the signs suggest.

    phase     0–4, or None when no sign states a fact: then nothing can be suggested.
    certain   True when no further answer to a sign of the next phase can raise the suggestion.
    deciding  codes of the next phase's signs that are unanswered or "don't know"; empty when certain.
    ahead     codes of signs met beyond the suggested phase.
    """

    phase: int | None = None
    certain: bool = False
    deciding: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()


def suggest(signs: Sequence[SignState]) -> Suggestion:
    """The highest phase p such that every sign of the phases 1…p is answered Yes.

    Certain when p is 4, or when every sign of phase p+1 is Yes, Partly or No and one of them is not Yes. Otherwise
    the suggestion is "at least p" and `deciding` names the signs that leave it open. A phase without signs is passed
    only together with a higher one that has them. Raises ValueError for a phase outside 1–4 or a repeated code.
    """
    codes = [sign.code for sign in signs]
    if len(set(codes)) != len(codes):
        raise ValueError("a sign is named twice")
    if any(not FIRST_PHASE < sign.phase <= LAST_PHASE for sign in signs):
        raise ValueError("a sign belongs to one of the phases 1 to 4")
    if not any(sign.answer in KNOWN for sign in signs):
        return Suggestion()
    phase = FIRST_PHASE
    for step in sorted({sign.phase for sign in signs}):
        if any(sign.answer != Answer.YES for sign in signs if sign.phase == step):
            break
        phase = step
    following = [sign for sign in signs if sign.phase > phase]
    next_step = min((sign.phase for sign in following), default=None)
    deciding = tuple(s.code for s in following if s.phase == next_step and s.answer not in KNOWN)
    ahead = tuple(sign.code for sign in following if sign.answer == Answer.YES)
    return Suggestion(phase=phase, certain=not deciding, deciding=deciding, ahead=ahead)


def unmet(signs: Iterable[SignState], phase: int) -> tuple[str, ...]:
    """Codes of the signs of the phases 1…`phase` that are not answered Yes, in the order given."""
    return tuple(sign.code for sign in signs if sign.phase <= phase and sign.answer != Answer.YES)


def is_answered(*, phase: int | None, phase_unknown: bool, justification: str) -> bool:
    """A capability is answered when a phase is chosen (or "don't know") and a justification is written."""
    return (phase is not None or phase_unknown) and bool(justification.strip())


@dataclass(frozen=True, slots=True)
class Progress:
    """`answered` of `total` capabilities; `unknown` counts those answered with "don't know" (part of answered)."""

    answered: int = 0
    started: int = 0
    unknown: int = 0
    total: int = 0

    @property
    def complete(self) -> bool:
        return self.total > 0 and self.answered == self.total

    @property
    def remaining(self) -> int:
        return self.total - self.answered


def middle_phase(phases: Iterable[int | None]) -> int | None:
    """The middle phase of a domain: the lower median of the known phases, or None when none is known.

    None ("don't know" or unanswered) never takes part. Between two middle phases the lower is shown, because
    self-scores run high. It is a reading aid, not a score.
    """
    known = sorted(phase for phase in phases if phase is not None)
    return known[(len(known) - 1) // 2] if known else None
