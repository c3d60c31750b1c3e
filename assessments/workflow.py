"""The states of a round and who moves it from one to the next, as one table.

Pure: imports no Django. `actions/rounds.py` is the only caller that writes the result.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from assessments.roles import Permission


class State(StrEnum):
    DRAFT = "draft"
    FOR_APPROVAL = "for_approval"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    ACCEPTED = "accepted"


#: Answers and priorities can be changed.
EDITABLE = frozenset({State.DRAFT, State.RETURNED})
#: The country is still at work; at most one such round a country.
OPEN = frozenset({State.DRAFT, State.FOR_APPROVAL, State.RETURNED})
#: Sent by the country: the secretariat may read it. Of all other rounds it sees the state and nothing else.
SHARED = frozenset({State.SUBMITTED, State.IN_REVIEW, State.ACCEPTED})


class Move(StrEnum):
    SEND_FOR_APPROVAL = "send_for_approval"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"  # the coordinator takes it back before it is signed
    SUBMIT = "submit"
    TAKE = "take"
    TAKE_OVER = "take_over"  # another reviewer goes on with it
    RETURN = "return"
    ACCEPT = "accept"
    REOPEN = "reopen"


#: Moves that the secretariat sees in the history of a country; what came before them is the country's own.
SHARED_MOVES = (Move.SUBMIT, Move.TAKE, Move.TAKE_OVER, Move.RETURN, Move.ACCEPT, Move.REOPEN)


@dataclass(frozen=True, slots=True)
class Transition:
    move: Move
    origins: frozenset[State]
    target: State
    permission: Permission
    needs_reason: bool = False
    needs_complete: bool = False
    snapshot: bool = False
    #: Without an approver nobody could go on from there.
    needs_approver: bool = False
    #: In a country that has an approver: who alone makes the move, and from where alone.
    cleared_by: Permission | None = None
    cleared_from: frozenset[State] = frozenset()

    def origins_of(self, *, has_approver: bool) -> frozenset[State]:
        return self.cleared_from if has_approver and self.cleared_by else self.origins

    def refusal(self, state: State, permissions: Collection[Permission], *, has_approver: bool) -> str:
        """What forbids the move: permission, approver, state or no_approver; empty where nothing does."""
        if self.permission not in permissions:
            return "permission"
        if has_approver and self.cleared_by and self.cleared_by not in permissions:
            return "approver"
        if state not in self.origins_of(has_approver=has_approver):
            return "state"
        return "no_approver" if self.needs_approver and not has_approver else ""


TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        Move.SEND_FOR_APPROVAL,
        EDITABLE,
        State.FOR_APPROVAL,
        Permission.SEND_FOR_APPROVAL,
        needs_complete=True,
        needs_approver=True,
    ),
    Transition(Move.SEND_BACK, frozenset({State.FOR_APPROVAL}), State.DRAFT, Permission.SEND_BACK, needs_reason=True),
    Transition(
        Move.WITHDRAW, frozenset({State.FOR_APPROVAL}), State.DRAFT, Permission.SEND_FOR_APPROVAL, needs_reason=True
    ),
    Transition(
        Move.SUBMIT,
        EDITABLE | {State.FOR_APPROVAL},
        State.SUBMITTED,
        Permission.SEND_ROUND,
        needs_complete=True,
        snapshot=True,
        cleared_by=Permission.APPROVE,
        cleared_from=frozenset({State.FOR_APPROVAL}),
    ),
    Transition(Move.TAKE, frozenset({State.SUBMITTED}), State.IN_REVIEW, Permission.REVIEW),
    Transition(Move.TAKE_OVER, frozenset({State.IN_REVIEW}), State.IN_REVIEW, Permission.REVIEW),
    Transition(Move.RETURN, frozenset({State.IN_REVIEW}), State.RETURNED, Permission.REVIEW, needs_reason=True),
    Transition(Move.ACCEPT, frozenset({State.IN_REVIEW}), State.ACCEPTED, Permission.REVIEW, snapshot=True),
    Transition(
        Move.REOPEN,
        frozenset({State.SUBMITTED, State.ACCEPTED}),
        State.DRAFT,
        Permission.REOPEN,
        needs_reason=True,
    ),
)
BY_MOVE = {transition.move: transition for transition in TRANSITIONS}


class NotAllowed(Exception):
    """A move that the table does not allow.

    `code` says why: permission, approver, state, no_approver, reason, incomplete; other_open, marked and unsettled are
    said by `move_round`.
    """

    def __init__(self, code: str, move: Move, state: State) -> None:
        super().__init__(f"{move} from {state}: {code}")
        self.code, self.move, self.state = code, move, state


def check(
    move: Move,
    *,
    state: State,
    permissions: Collection[Permission],
    has_approver: bool,
    reason: str = "",
    complete: bool = True,
) -> Transition:
    """The transition for this move, or NotAllowed with the first thing that forbids it.

    `has_approver`: somebody is there to sign for the country. Then nobody else sends its rounds.
    """
    transition = BY_MOVE[move]
    code = transition.refusal(state, permissions, has_approver=has_approver)
    if not code and transition.needs_reason and not reason.strip():
        code = "reason"
    if not code and transition.needs_complete and not complete:
        code = "incomplete"
    if code:
        raise NotAllowed(code, move, state)
    return transition


def moves_from(state: State, permissions: Collection[Permission], *, has_approver: bool) -> tuple[Move, ...]:
    """The moves that this person may make now, in the table's order."""
    return tuple(t.move for t in TRANSITIONS if not t.refusal(state, permissions, has_approver=has_approver))
