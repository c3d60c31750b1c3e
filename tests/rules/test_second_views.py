"""Second views by hand: how far apart, whether settled, and where a task stands."""

import datetime as dt

import pytest

from assessments.second_views import (
    Reply,
    Standing,
    Tally,
    TaskState,
    difference,
    is_late,
    needs_reason,
    standing,
    tally,
    task_state,
)

TODAY = dt.date(2026, 5, 4)


@pytest.mark.parametrize(
    ("own", "other", "apart"),
    [
        ("3", "3", 0),
        ("3", "1", 2),
        ("1", "3", 2),  # how far, not who is right
        ("0", "4", 4),
        ("dk", "2", None),
        ("2", "dk", None),
        ("none", "0", None),  # unanswered is not zero
        ("dk", "dk", None),
    ],
)
def test_difference(own: str, other: str, apart: int | None) -> None:
    assert difference(own, other) == apart


@pytest.mark.parametrize(
    ("own", "other", "reply", "replied_on", "expected"),
    [
        ("2", "2", "", "", Standing.AGREES),
        ("3", "2", "", "", Standing.OPEN),
        ("3", "2", Reply.HELD, "3", Standing.HELD),
        ("4", "2", Reply.HELD, "3", Standing.OPEN),  # held to 3; nobody has said anything about 4
        ("3", "2", Reply.CHANGED, "3", Standing.OPEN),  # had changed, and changed again
        ("2", "2", Reply.HELD, "3", Standing.AGREES),
        ("dk", "2", "", "", Standing.UNCOMPARED),
        ("2", "dk", "", "", Standing.UNCOMPARED),
    ],
)
def test_standing(own: str, other: str, reply: str, replied_on: str, expected: Standing) -> None:
    assert standing(own, other, reply, replied_on) is expected


def test_a_reviewer_gives_a_reason_for_everything_else() -> None:
    assert not needs_reason("3", "3")
    assert not needs_reason("dk", "dk")
    assert needs_reason("3", "2")
    assert needs_reason("3", "dk")
    assert needs_reason("none", "0")


FREE = {"given": False, "withdrawn": False, "editable": True, "has_role": True}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, TaskState.ASKED),
        ({"has_role": False}, TaskState.LEFT),
        ({"editable": False}, TaskState.CLOSED),
        ({"withdrawn": True}, TaskState.WITHDRAWN),
        ({"withdrawn": True, "editable": False}, TaskState.WITHDRAWN),
        ({"invited": True, "has_role": False}, TaskState.INVITED),
        ({"invited": True, "has_role": False, "invitation_good": False}, TaskState.NOT_TAKEN),
        ({"given": True, "editable": False, "has_role": False, "withdrawn": True}, TaskState.GIVEN),
    ],
)
def test_where_a_task_stands(changed: dict[str, bool], expected: TaskState) -> None:
    assert task_state(**(FREE | changed)) is expected


@pytest.mark.parametrize(
    ("state", "due", "late"),
    [
        (TaskState.ASKED, dt.date(2026, 5, 3), True),
        (TaskState.INVITED, dt.date(2026, 5, 3), True),
        (TaskState.ASKED, dt.date(2026, 5, 4), False),  # the day itself still counts
        (TaskState.ASKED, None, False),
        (TaskState.GIVEN, dt.date(2026, 5, 3), False),
        (TaskState.CLOSED, dt.date(2026, 5, 3), False),
    ],
)
def test_late(state: TaskState, due: dt.date | None, late: bool) -> None:
    assert is_late(state, due, TODAY) is late


def test_tally() -> None:
    assert tally([]) == Tally()
    found = tally(
        [
            ("1", Standing.AGREES),
            ("1", Standing.OPEN),
            ("4", Standing.HELD),
            ("7", Standing.UNCOMPARED),
        ]
    )
    assert (found.views, found.capabilities, found.agree, found.open, found.held, found.differ) == (4, 3, 1, 1, 1, 2)
