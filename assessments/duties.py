"""Rules of assigned work: how far it is, whether it is still open, and whether its day is near or past.

Pure: imports no Django. A day that has passed is a fact, not a fault: nothing here blames.
"""

import datetime as dt
from enum import StrEnum

#: So many days before its day, work is near: people are told once.
SOON = 7


class Stage(StrEnum):
    NOT_STARTED = "not_started"
    STARTED = "started"
    TO_CONFIRM = "to_confirm"  # carried over from the last round, and nobody has looked at it yet
    ANSWERED = "answered"


class When(StrEnum):
    """Where the due day of something lies."""

    NEVER = "never"  # no day was named
    PAST = "past"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"


def stage(*, answered: bool, started: bool, carried_over: bool) -> Stage:
    """How far an answer is. A carried-over one waits for a look, however full it is."""
    if carried_over:
        return Stage.TO_CONFIRM
    if answered:
        return Stage.ANSWERED
    return Stage.STARTED if started else Stage.NOT_STARTED


def is_open(stage: Stage) -> bool:
    return stage is not Stage.ANSWERED


def when(due: dt.date | None, today: dt.date) -> When:
    """Due today is not past."""
    if due is None:
        return When.NEVER
    left = (due - today).days
    if left < 0:
        return When.PAST
    if left == 0:
        return When.TODAY
    return When.SOON if left <= SOON else When.LATER


def days_between(due: dt.date, today: dt.date) -> int:
    """How many days lie between the due day and today, whichever comes first."""
    return abs((due - today).days)


def order(due: dt.date | None) -> tuple[bool, dt.date]:
    """Sorts by due day; what has none comes last."""
    return (due is None, due or dt.date.max)
