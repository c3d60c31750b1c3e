"""What a reader would question in an answer, and what is still to do. Pure: imports no Django."""

from enum import StrEnum

from assessments.gaps import EVIDENCE_FROM_PHASE
from assessments.maturity import Suggestion


class Attention(StrEnum):
    CONFIRM = "confirm"  # carried over from the last round, not yet looked at
    JUSTIFICATION = "justification"  # a phase without its justification
    REASON = "reason"  # a phase other than the suggested one, without a reason
    EVIDENCE = "evidence"  # phase 2 or more, and nothing that shows it
    TARGET = "target"  # a phase without a target
    TARGET_BELOW = "target_below"  # a target below today's phase, without a word about it
    PARTICIPANTS = "participants"  # nobody recorded as having taken part


def needs_reason(phase: int | None, suggestion: Suggestion) -> bool:
    """A reason is asked for where the chosen phase differs from the suggested one."""
    return phase is not None and suggestion.phase is not None and phase != suggestion.phase


def of_answer(
    *,
    phase: int | None,
    phase_unknown: bool,
    suggestion: Suggestion,
    reason: str,
    justification: str,
    target: int | None,
    evidence_count: int,
    participants: int,
    carried_over: bool,
) -> tuple[Attention, ...]:
    """What to look at again in one answer, most pressing first. An answer not begun needs nothing but answering."""
    if phase is None and not phase_unknown:
        return (Attention.CONFIRM,) if carried_over else ()
    found = []
    if carried_over:
        found.append(Attention.CONFIRM)
    if not justification.strip():
        found.append(Attention.JUSTIFICATION)
    if needs_reason(phase, suggestion) and not reason.strip():
        found.append(Attention.REASON)
    if phase is not None and phase >= EVIDENCE_FROM_PHASE and evidence_count == 0:
        found.append(Attention.EVIDENCE)
    if phase is not None and target is None:
        found.append(Attention.TARGET)
    if phase is not None and target is not None and target < phase:
        found.append(Attention.TARGET_BELOW)
    if participants == 0:
        found.append(Attention.PARTICIPANTS)
    return tuple(found)
