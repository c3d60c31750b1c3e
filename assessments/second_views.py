"""Second views: how one differs from the country's own answer, and when a difference is settled.

Pure: imports no Django. A phase is written as its state: "0" to "4", "dk" (don't know, cannot say) or "none".
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    REVIEW = "review"  # by the secretariat, on a round that it reviews
    READER = "reader"  # by somebody whom the country asked, before they saw its answer


class Reply(StrEnum):
    """What the country says to a view that differs from its answer."""

    NONE = ""
    CHANGED = "changed"
    HELD = "held"


class Standing(StrEnum):
    AGREES = "agrees"
    OPEN = "open"  # differs, and the country has not said anything yet
    HELD = "held"  # differs, and the country holds to its answer
    UNCOMPARED = "uncompared"  # one of the two has no phase: nothing to settle


class TaskState(StrEnum):
    """Where the task of a reader stands. A reader's draft is their own: to the country it is still ASKED."""

    INVITED = "invited"  # the invitation waits for an answer
    NOT_TAKEN = "not_taken"  # the invitation was withdrawn or has become too old
    ASKED = "asked"
    GIVEN = "given"
    CLOSED = "closed"  # the round can no longer be changed, so nothing more can be given
    LEFT = "left"  # the reader no longer has the role
    WITHDRAWN = "withdrawn"


def difference(own: str, other: str) -> int | None:
    """Phases between the two, None when either is no phase. Never negative: it says how far, not who is right."""
    if not (own.isdigit() and other.isdigit()):
        return None
    return abs(int(own) - int(other))


def standing(own: str, other: str, reply: Reply | str = Reply.NONE, replied_on: str = "") -> Standing:
    """How a view stands beside the country's answer now.

    A reply counts for the answer that it was given on: who holds to phase 3 has not yet said anything about a later 4.
    """
    apart = difference(own, other)
    if apart is None:
        return Standing.UNCOMPARED
    if apart == 0:
        return Standing.AGREES
    return Standing.HELD if reply == Reply.HELD and replied_on == own else Standing.OPEN


def needs_reason(own: str, other: str) -> bool:
    """A reviewer's view gives its reason wherever it says something else than the country."""
    return own != other


def task_state(
    *, given: bool, withdrawn: bool, editable: bool, invited: bool = False, invitation_good: bool = True, has_role: bool
) -> TaskState:
    """`invited`: nobody has accepted yet. What was given stays given, whatever happened to the rest."""
    if given:
        return TaskState.GIVEN
    if withdrawn:
        return TaskState.WITHDRAWN
    if not editable:
        return TaskState.CLOSED
    if invited:
        return TaskState.INVITED if invitation_good else TaskState.NOT_TAKEN
    return TaskState.ASKED if has_role else TaskState.LEFT


def is_late(state: TaskState, due: dt.date | None, today: dt.date) -> bool:
    """Past its day and still waited for. It can be given all the same, while the round is open."""
    return state in (TaskState.ASKED, TaskState.INVITED) and due is not None and due < today


@dataclass(frozen=True, slots=True)
class Tally:
    """How many views there are, on how many capabilities, and how many of them stand how."""

    views: int = 0
    capabilities: int = 0
    agree: int = 0
    open: int = 0
    held: int = 0

    @property
    def differ(self) -> int:
        return self.open + self.held


def tally(standings: Iterable[tuple[str, Standing]]) -> Tally:
    """Of (code of the capability, standing of one view)."""
    found = list(standings)
    counts = {each: sum(one == each for _code, one in found) for each in Standing}
    return Tally(
        views=len(found),
        capabilities=len({code for code, _standing in found}),
        agree=counts[Standing.AGREES],
        open=counts[Standing.OPEN],
        held=counts[Standing.HELD],
    )
