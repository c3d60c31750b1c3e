"""Every state × move × role, against a grid written by hand."""

from itertools import product

import pytest

from assessments import workflow
from assessments.roles import PERMISSIONS, Permission, Role
from assessments.workflow import Move, NotAllowed, State

# Where a move leads from each state; "." where it is not possible.
TABLE = """
                   draft         for_approval  submitted  in_review  returned      accepted
send_for_approval  for_approval  .             .          .          for_approval  .
send_back          .             draft         .          .          .             .
submit             submitted     submitted     .          .          submitted     .
take               .             .             in_review  .          .             .
take_over          .             .             .          in_review  .             .
return             .             .             .          returned   .             .
accept             .             .             .          accepted   .             .
reopen             .             .             draft      .          .             draft
"""
WHO = {
    "send_for_approval": {"coordinator"},
    "send_back": {"approver"},
    "submit": {"coordinator", "approver"},
    "take": {"reviewer", "administrator"},
    "take_over": {"reviewer", "administrator"},
    "return": {"reviewer", "administrator"},
    "accept": {"reviewer", "administrator"},
    "reopen": {"administrator"},
}
WITH_A_REASON = {"send_back", "return", "reopen"}
WHEN_COMPLETE = {"send_for_approval", "submit"}
FREEZES = {"submit", "accept"}

HEAD, *ROWS = (line.split() for line in TABLE.strip().splitlines())
GRID = {(row[0], state): cell for row in ROWS for state, cell in zip(HEAD, row[1:], strict=True)}
POSSIBLE = {key: target for key, target in GRID.items() if target != "."}


def attempt(move: str, state: str, role: str, *, reason: str = "because", complete: bool = True) -> str:
    """The state it leads to, or what forbids it."""
    try:
        found = workflow.check(
            Move(move), state=State(state), permissions=PERMISSIONS[Role(role)], reason=reason, complete=complete
        )
    except NotAllowed as refusal:
        return f"not: {refusal.code}"
    return found.target.value


def test_the_grid_names_every_state_and_every_move() -> None:
    assert set(HEAD) == {state.value for state in State}
    assert {row[0] for row in ROWS} == set(WHO) == {move.value for move in Move}


@pytest.mark.parametrize("role", [role.value for role in Role])
@pytest.mark.parametrize(("move", "state"), sorted(GRID))
def test_state_by_move_by_role(move: str, state: str, role: str) -> None:
    target = GRID[move, state]
    if role not in WHO[move]:
        expected = "not: permission"
    elif target == ".":
        expected = "not: state"
    else:
        expected = target
    assert attempt(move, state, role) == expected
    offered = Move(move) in workflow.moves_from(State(state), PERMISSIONS[Role(role)])
    assert offered == (not expected.startswith("not"))


@pytest.mark.parametrize(("move", "state"), sorted(POSSIBLE))
@pytest.mark.parametrize("reason", ["", " ", "\n\t\u00a0"])
def test_a_reason_is_needed(move: str, state: str, reason: str) -> None:
    expected = "not: reason" if move in WITH_A_REASON else POSSIBLE[move, state]
    for role in WHO[move]:
        assert attempt(move, state, role, reason=reason) == expected


@pytest.mark.parametrize(("move", "state"), sorted(POSSIBLE))
def test_an_incomplete_round_is_not_sent(move: str, state: str) -> None:
    expected = "not: incomplete" if move in WHEN_COMPLETE else POSSIBLE[move, state]
    for role in WHO[move]:
        assert attempt(move, state, role, complete=False) == expected


def test_the_first_thing_that_forbids_is_told() -> None:
    """A stranger learns nothing of the state, and a wrong state is told before a missing reason."""
    assert attempt("reopen", "draft", "viewer", reason="") == "not: permission"
    assert attempt("reopen", "draft", "administrator", reason="") == "not: state"
    assert attempt("submit", "accepted", "coordinator", complete=False) == "not: state"
    with pytest.raises(NotAllowed) as refused:
        workflow.check(Move.SUBMIT, state=State.DRAFT, permissions=())
    assert (refused.value.code, refused.value.move, refused.value.state) == ("permission", "submit", "draft")


@pytest.mark.parametrize("move", sorted(WHO))
def test_what_freezes_the_round(move: str) -> None:
    assert workflow.BY_MOVE[Move(move)].snapshot == (move in FREEZES)


def test_what_a_coordinator_is_offered() -> None:
    offered = {
        state.value: [move.value for move in workflow.moves_from(state, PERMISSIONS[Role.COORDINATOR])]
        for state in State
    }
    assert offered == {
        "draft": ["send_for_approval", "submit"],
        "for_approval": ["submit"],
        "submitted": [],
        "in_review": [],
        "returned": ["send_for_approval", "submit"],
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
        for move in workflow.moves_from(state, set(Permission)):
            target = workflow.check(move, state=state, permissions=set(Permission), reason="because").target
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    assert reached == set(State)
    assert all(workflow.moves_from(state, set(Permission)) for state in State)


def test_every_way_into_the_shared_states_freezes_or_starts_from_a_frozen_one() -> None:
    for move, state in product(Move, State):
        transition = workflow.BY_MOVE[move]
        if state in transition.origins and transition.target in workflow.SHARED:
            assert transition.snapshot or state in workflow.SHARED
