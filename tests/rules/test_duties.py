"""Assigned work: how far it is, and where its day lies. Days computed by hand."""

import datetime as dt

import pytest

from assessments.duties import SOON, Stage, days_between, is_open, order, stage, when

TODAY = dt.date(2026, 11, 28)


@pytest.mark.parametrize(
    ("answered", "started", "carried_over", "expected", "open_"),
    [
        (False, False, False, Stage.NOT_STARTED, True),
        (False, True, False, Stage.STARTED, True),
        (True, True, False, Stage.ANSWERED, False),
        (True, True, True, Stage.TO_CONFIRM, True),
        (False, True, True, Stage.TO_CONFIRM, True),
    ],
)
def test_how_far(answered: bool, started: bool, carried_over: bool, expected: Stage, open_: bool) -> None:
    found = stage(answered=answered, started=started, carried_over=carried_over)
    assert found is expected
    assert is_open(found) is open_


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (None, "never"),
        (dt.date(2026, 11, 27), "past"),
        (dt.date(2025, 11, 28), "past"),
        (dt.date(2026, 11, 28), "today"),
        (dt.date(2026, 11, 29), "soon"),
        (dt.date(2026, 12, 5), "soon"),  # in 7 days
        (dt.date(2026, 12, 6), "later"),  # in 8 days
    ],
)
def test_where_a_day_lies(due: dt.date | None, expected: str) -> None:
    assert SOON == 7
    assert when(due, TODAY) == expected


def test_days_between_either_way() -> None:
    assert days_between(dt.date(2026, 11, 25), TODAY) == 3
    assert days_between(dt.date(2026, 12, 2), TODAY) == 4  # over the end of a month


def test_order_by_day_with_the_undated_last() -> None:
    days = [None, dt.date(2026, 12, 1), dt.date(2026, 11, 1)]
    assert sorted(days, key=order) == [dt.date(2026, 11, 1), dt.date(2026, 12, 1), None]
