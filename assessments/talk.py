"""Talking about an answer: three kinds of threads that never meet, and who does what in them.

Pure: imports no Django. `models/thread.py` applies `READS` to rows.
"""

from collections.abc import Collection
from enum import StrEnum

from assessments.workflow import State


class Kind(StrEnum):
    INSIDE = "inside"  # the country's people among themselves
    QUESTION = "question"  # the country and the secretariat; printed in the annex of the accepted report
    NOTE = "note"  # the secretariat's people among themselves


class Side(StrEnum):
    COUNTRY = "country"
    SECRETARIAT = "secretariat"


READS: dict[Side, tuple[Kind, ...]] = {
    Side.COUNTRY: (Kind.INSIDE, Kind.QUESTION),
    Side.SECRETARIAT: (Kind.QUESTION, Kind.NOTE),
}


def side_in(kind: Kind, sides: Collection[Side]) -> Side | None:
    """As whom somebody speaks in threads of this kind; None: they do not exist for them.

    Who belongs to both speaks with the secretariat for their country.
    """
    return next((side for side in Side if side in sides and kind in READS[side]), None)


def may_write(kind: Kind, sides: Collection[Side], *, was_sent: bool) -> bool:
    """What is said with or within the secretariat needs a round that was sent at least once."""
    return side_in(kind, sides) is not None and (kind is Kind.INSIDE or was_sent)


def may_open(kind: Kind, sides: Collection[Side], state: State, *, was_sent: bool) -> bool:
    """The secretariat asks while it reads the round; everything else may be begun at any time."""
    if kind is Kind.QUESTION and side_in(kind, sides) is Side.SECRETARIAT and state is not State.IN_REVIEW:
        return False
    return may_write(kind, sides, was_sent=was_sent)


def may_settle(kind: Kind, asked_by: Side, sides: Collection[Side], *, is_opener: bool, leads: bool) -> bool:
    """Who says that a thread is resolved, or opens it again: whoever asked.

    A question is asked by a side, so a colleague may say it too; so may whoever leads the work in the country, because
    people leave.
    """
    if side_in(kind, sides) is None:
        return False
    return is_opener or leads if kind is Kind.INSIDE else asked_by in sides
