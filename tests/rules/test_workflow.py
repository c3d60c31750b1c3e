"""Every state × move × role, against grids written by hand: of a country with an approver and of one without."""

from itertools import product

import pytest

from assessments import workflow
from assessments.roles import PERMISSIONS, Permission, Role
from assessments.workflow import Move, NotAllowed, State

# Where a move leads from each state; "." where it is not possible.
WITHOUT_APPROVER = """
                   draft         for_approval  submitted  in_review  returned      accepted
send_for_approval  .             .             .          .          .             .
send_back          .             draft         .          .          .             .
withdraw           .             draft         .          .          .             .
submit             submitted     submitted     .          .          submitted     .
take               .             .             in_review  .          .             .
take_over          .             .             .          in_review  .             .
return             .             .             .          returned   .             .
accept             .             .             .          accepted   .             .
reopen             .             .             draft      .          .             draft
"""
WITH_APPROVER = """
                   draft         for_approval  submitted  in_review  returned      accepted
send_for_approval  for_approval  .             .          .          for_approval  .
send_back          .             draft         .          .          .             .
withdraw           .             draft         .          .          .             .
submit             .             submitted     .          .          .             .
take               .             .             in_review  .          .             .
take_over          .             .             .          in_review  .             .
return             .             .             .          returned   .             .
accept             .             .             .          accepted   .             .
reopen             .             .             draft      .          .             draft
"""
WHO = {
    "send_for_approval": {"coordinator"},
    "send_back": {"approver"},
    "withdraw": {"coordinator"},
    "submit": {"coordinator", "approver"},
    "take": {"reviewer", "administrator"},
    "take_over": {"reviewer", "administrator"},
    "return": {"reviewer", "administrator"},
    "accept": {"reviewer", "administrator"},
    "reopen": {"administrator"},
}
WITH_A_REASON = {"send_back", "withdraw", "return", "reopen"}
WHEN_COMPLETE = {"send_for_approval", "submit"}
FREEZES = {"submit", "accept"}

HEAD = WITH_APPROVER.split()[:6]
GRIDS = {
    has_approver: {
        (row[0], state): cell
        for row in (line.split() for line in table.strip().splitlines()[1:])
        for state, cell in zip(HEAD, row[1:], strict=True)
    }
    for has_approver, table in ((False, WITHOUT_APPROVER), (True, WITH_APPROVER))
}
POSSIBLE = [
    (move, state, has_approver, target)
    for has_approver, grid in GRIDS.items()
    for (move, state), target in grid.items()
    if target != "."
]


def movers(move: str, has_approver: bool) -> set[str]:
    """Where there is an approver, nobody else sends."""
    return WHO[move] - ({"coordinator"} if move == "submit" and has_approver else set())


def attempt(
    move: str, state: str, role: str, has_approver: bool, *, reason: str = "because", complete: bool = True
) -> str:
    """The state it leads to, or what forbids it."""
    try:
        found = workflow.check(
            Move(move),
            state=State(state),
            permissions=PERMISSIONS[Role(role)],
            has_approver=has_approver,
            reason=reason,
            complete=complete,
        )
    except NotAllowed as refusal:
        return f"not: {refusal.code}"
    return found.target.value


@pytest.mark.parametrize("has_approver", [False, True])
def test_the_grids_name_every_state_and_every_move(has_approver: bool) -> None:
    grid = GRIDS[has_approver]
    assert set(HEAD) == {state.value for state in State}
    assert {move for move, _state in grid} == set(WHO) == {move.value for move in Move}


@pytest.mark.parametrize("has_approver", [False, True])
@pytest.mark.parametrize("role", [role.value for role in Role])
@pytest.mark.parametrize(("move", "state"), sorted(GRIDS[True]))
def test_state_by_move_by_role(move: str, state: str, role: str, has_approver: bool) -> None:
    target = GRIDS[has_approver][move, state]
    if role not in WHO[move]:
        expected = "not: permission"
    elif role not in movers(move, has_approver):
        expected = "not: approver"
    elif target != ".":
        expected = target
    elif move == "send_for_approval" and state in ("draft", "returned"):
        expected = "not: no_approver"
    else:
        expected = "not: state"
    assert attempt(move, state, role, has_approver) == expected
    offered = workflow.moves_from(State(state), PERMISSIONS[Role(role)], has_approver=has_approver)
    assert (Move(move) in offered) == (not expected.startswith("not"))


@pytest.mark.parametrize(("move", "state", "has_approver", "target"), POSSIBLE)
@pytest.mark.parametrize("reason", ["", " ", "\n\t\u00a0"])
def test_a_reason_is_needed(move: str, state: str, has_approver: bool, target: str, reason: str) -> None:
    expected = "not: reason" if move in WITH_A_REASON else target
    for role in movers(move, has_approver):
        assert attempt(move, state, role, has_approver, reason=reason) == expected


@pytest.mark.parametrize(("move", "state", "has_approver", "target"), POSSIBLE)
def test_an_incomplete_round_is_not_sent(move: str, state: str, has_approver: bool, target: str) -> None:
    expected = "not: incomplete" if move in WHEN_COMPLETE else target
    for role in movers(move, has_approver):
        assert attempt(move, state, role, has_approver, complete=False) == expected


def test_the_first_thing_that_forbids_is_told() -> None:
    """A stranger learns nothing of the state, and a wrong state is told before a missing reason."""
    assert attempt("reopen", "draft", "viewer", True, reason="") == "not: permission"
    assert attempt("reopen", "draft", "administrator", True, reason="") == "not: state"
    assert attempt("submit", "accepted", "coordinator", False, complete=False) == "not: state"
    assert attempt("submit", "draft", "coordinator", True, complete=False) == "not: approver"
    assert attempt("send_for_approval", "draft", "coordinator", False, complete=False) == "not: no_approver"
    with pytest.raises(NotAllowed) as refused:
        workflow.check(Move.SUBMIT, state=State.DRAFT, permissions=(), has_approver=True)
    assert (refused.value.code, refused.value.move, refused.value.state) == ("permission", "submit", "draft")


@pytest.mark.parametrize("move", sorted(WHO))
def test_what_freezes_the_round(move: str) -> None:
    assert workflow.BY_MOVE[Move(move)].snapshot == (move in FREEZES)


@pytest.mark.parametrize(
    ("role", "has_approver", "at_work", "for_approval"),
    [
        ("coordinator", False, ["submit"], ["withdraw", "submit"]),
        ("coordinator", True, ["send_for_approval"], ["withdraw"]),
        ("approver", True, [], ["send_back", "submit"]),
        ("contributor", True, [], []),
    ],
)
def test_what_is_offered(role: str, has_approver: bool, at_work: list[str], for_approval: list[str]) -> None:
    offered = {
        state.value: [
            move.value for move in workflow.moves_from(state, PERMISSIONS[Role(role)], has_approver=has_approver)
        ]
        for state in State
    }
    assert offered == {
        "draft": at_work,
        "for_approval": for_approval,
        "submitted": [],
        "in_review": [],
        "returned": at_work,
        "accepted": [],
    }


@pytest.mark.parametrize(
    ("state", "is_editable", "is_open", "is_shared"),
    [
        ("draft", True, True, False),
        ("for_approval", False, True, False),
        ("submitted", False, False, True),
        ("in_review", False, False, True),
        ("returned", True, True, False),
        ("accepted", False, False, True),
    ],
)
def test_what_a_state_means(state: str, is_editable: bool, is_open: bool, is_shared: bool) -> None:
    assert (state in workflow.EDITABLE) == is_editable
    assert (state in workflow.OPEN) == is_open
    assert (state in workflow.SHARED) == is_shared


def test_every_state_is_reached_from_a_draft_and_left_again() -> None:
    """Walked through the code, not through the grid."""
    reached, waiting = {State.DRAFT}, [State.DRAFT]
    while waiting:
        state = waiting.pop()
        for move in workflow.moves_from(state, set(Permission), has_approver=True):
            target = workflow.check(
                move, state=state, permissions=set(Permission), has_approver=True, reason="because"
            ).target
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    assert reached == set(State)
    for has_approver in (False, True):
        assert all(workflow.moves_from(state, set(Permission), has_approver=has_approver) for state in State)


def test_every_way_into_the_shared_states_freezes_or_starts_from_a_frozen_one() -> None:
    for move, state in product(Move, State):
        transition = workflow.BY_MOVE[move]
        if state in transition.origins and transition.target in workflow.SHARED:
            assert transition.snapshot or state in workflow.SHARED
