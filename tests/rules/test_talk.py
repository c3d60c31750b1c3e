"""Who reads, begins, answers and settles what: every case by hand."""

from itertools import product

import pytest

from assessments import talk
from assessments.talk import Kind, Side
from assessments.workflow import State

INSIDE, QUESTION, NOTE = Kind.INSIDE, Kind.QUESTION, Kind.NOTE
COUNTRY, SECRETARIAT = Side.COUNTRY, Side.SECRETARIAT
NOBODY: frozenset[Side] = frozenset()
OURS, THEIRS, BOTH = frozenset({COUNTRY}), frozenset({SECRETARIAT}), frozenset(Side)


@pytest.mark.parametrize(
    ("kind", "sides", "side"),
    [
        (INSIDE, OURS, COUNTRY),
        (INSIDE, THEIRS, None),
        (INSIDE, BOTH, COUNTRY),
        (INSIDE, NOBODY, None),
        (QUESTION, OURS, COUNTRY),
        (QUESTION, THEIRS, SECRETARIAT),
        (QUESTION, BOTH, COUNTRY),
        (QUESTION, NOBODY, None),
        (NOTE, OURS, None),
        (NOTE, THEIRS, SECRETARIAT),
        (NOTE, BOTH, SECRETARIAT),
        (NOTE, NOBODY, None),
    ],
)
def test_as_whom_one_speaks(kind: Kind, sides: frozenset[Side], side: Side | None) -> None:
    assert talk.side_in(kind, sides) == side


@pytest.mark.parametrize("was_sent", [False, True])
@pytest.mark.parametrize(("kind", "sides"), list(product(Kind, (NOBODY, OURS, THEIRS))))
def test_who_writes(kind: Kind, sides: frozenset[Side], was_sent: bool) -> None:
    always = {(INSIDE, OURS)}
    once_sent = {(QUESTION, OURS), (QUESTION, THEIRS), (NOTE, THEIRS)}
    expected = (kind, sides) in always or (was_sent and (kind, sides) in once_sent)
    assert talk.may_write(kind, sides, was_sent=was_sent) == expected


@pytest.mark.parametrize("state", list(State))
def test_the_secretariat_asks_in_review_only(state: State) -> None:
    assert talk.may_open(QUESTION, THEIRS, state, was_sent=True) == (state is State.IN_REVIEW)
    assert talk.may_open(QUESTION, OURS, state, was_sent=True)
    assert talk.may_open(INSIDE, OURS, state, was_sent=False)
    assert talk.may_open(NOTE, THEIRS, state, was_sent=True)
    for kind in (QUESTION, NOTE):
        assert not talk.may_open(kind, THEIRS, state, was_sent=False)
    assert not talk.may_open(INSIDE, THEIRS, state, was_sent=True)
    assert not talk.may_open(NOTE, OURS, state, was_sent=True)


@pytest.mark.parametrize(
    ("kind", "asked_by", "sides", "is_opener", "leads", "expected"),
    [
        (INSIDE, COUNTRY, OURS, True, False, True),
        (INSIDE, COUNTRY, OURS, False, True, True),
        (INSIDE, COUNTRY, OURS, False, False, False),
        (INSIDE, COUNTRY, THEIRS, False, True, False),
        (QUESTION, COUNTRY, OURS, False, False, True),
        (QUESTION, COUNTRY, THEIRS, False, False, False),
        (QUESTION, SECRETARIAT, THEIRS, False, False, True),
        (QUESTION, SECRETARIAT, OURS, False, True, False),
        (NOTE, SECRETARIAT, THEIRS, False, False, True),
        (NOTE, SECRETARIAT, OURS, True, True, False),
    ],
)
def test_who_settles(
    kind: Kind, asked_by: Side, sides: frozenset[Side], is_opener: bool, leads: bool, expected: bool
) -> None:
    assert talk.may_settle(kind, asked_by, sides, is_opener=is_opener, leads=leads) == expected
