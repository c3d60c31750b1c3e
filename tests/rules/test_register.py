"""The register over three and four rounds, worked out by hand, and what must hold whatever the rounds say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.register import Entry, Round, follow, still_open

A, B, C = "XSA:1:sign:1a", "XSA:1:facet:law", "XSA:2:evidence:evidence"


def round_(year: int, found: str = "", closed: str = "") -> Round:
    names = {"A": A, "B": B, "C": C}
    return Round(year, frozenset(names[n] for n in found), frozenset(names[n] for n in closed))


@pytest.mark.parametrize(
    ("rounds", "expected"),
    [
        # nothing yet
        ([], []),
        ([round_(2020)], []),
        # open for one, two, three rounds
        ([round_(2020, "A")], [Entry(A, 2020)]),
        ([round_(2020, "A"), round_(2022, "A")], [Entry(A, 2020, rounds=2)]),
        ([round_(2020, "A"), round_(2022, "A"), round_(2024, "A")], [Entry(A, 2020, rounds=3)]),
        # closed by the second, by the third; the round that closes it is not one in which it was open
        ([round_(2020, "A"), round_(2022, closed="A")], [Entry(A, 2020, 2022)]),
        (
            [round_(2020, "A"), round_(2022, "A"), round_(2024, closed="A")],
            [Entry(A, 2020, 2024, rounds=2)],
        ),
        # out of sight in the second round: neither found nor shown to be closed, so it is still open
        ([round_(2020, "A"), round_(2022)], [Entry(A, 2020, rounds=2)]),
        ([round_(2020, "A"), round_(2022), round_(2024, "A")], [Entry(A, 2020, rounds=3)]),
        ([round_(2020, "A"), round_(2022), round_(2024, closed="A")], [Entry(A, 2020, 2024, rounds=2)]),
        # closed, and nothing heard of it since: closed it stays, in the round that closed it
        ([round_(2020, "A"), round_(2022, closed="A"), round_(2024)], [Entry(A, 2020, 2022)]),
        ([round_(2020, "A"), round_(2022, closed="A"), round_(2024, closed="A")], [Entry(A, 2020, 2022)]),
        # closed and found again
        (
            [round_(2020, "A"), round_(2022, closed="A"), round_(2024, "A")],
            [Entry(A, 2024, reopened=True, closed_before=2022)],
        ),
        # found again and closed again: it had been closed before
        (
            [round_(2020, "A"), round_(2022, closed="A"), round_(2024, "A"), round_(2026, closed="A")],
            [Entry(A, 2024, 2026, reopened=True, closed_before=2022)],
        ),
        (
            [round_(2020, "A"), round_(2022, closed="A"), round_(2024, "A"), round_(2026, "A")],
            [Entry(A, 2024, reopened=True, closed_before=2022, rounds=2)],
        ),
        # closed three years in a row, and open at last
        (
            [
                round_(2020, "A"),
                round_(2021, closed="A"),
                round_(2022, "A"),
                round_(2023, closed="A"),
                round_(2024, "A"),
            ],
            [Entry(A, 2024, reopened=True, closed_before=2023)],
        ),
        # what was never a gap can be closed by nobody
        ([round_(2020, closed="A"), round_(2022, closed="A")], []),
        # found and closed at once cannot be; if it is said, it is open
        ([round_(2020, "A"), round_(2022, "A", "A")], [Entry(A, 2020, rounds=2)]),
        # three gaps, each on its own way; the order is that in which they were found
        (
            [round_(2020, "AB"), round_(2022, "BC", "A"), round_(2024, "C")],
            [Entry(B, 2020, rounds=3), Entry(A, 2020, 2022), Entry(C, 2022, rounds=2)],
        ),
    ],
)
def test_by_hand(rounds: list[Round], expected: list[Entry]) -> None:
    assert list(follow(rounds)) == expected


def test_still_open() -> None:
    rounds = [round_(2020, "ABC"), round_(2022, "B", "A")]
    assert still_open(follow(rounds)) == {B, C}  # C is out of sight


def test_a_year_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        follow([round_(2020, "A"), round_(2020, "B")])


identities = st.frozensets(st.sampled_from([f"XSA:{n}:sign:1a" for n in range(6)]))
histories = st.lists(st.tuples(identities, identities), max_size=5).map(
    lambda pairs: [Round(2016 + 2 * n, found, closed - found) for n, (found, closed) in enumerate(pairs)]
)


@given(histories)
def test_every_gap_once_and_only_gaps(rounds: list[Round]) -> None:
    named = [entry.identity for entry in follow(rounds)]
    assert sorted(named) == sorted(set().union(*(round_.found for round_ in rounds)))


@given(histories)
def test_years_are_in_order(rounds: list[Round]) -> None:
    years = {round_.year: place for place, round_ in enumerate(rounds)}
    for entry in follow(rounds):
        assert entry.identity in rounds[years[entry.opened]].found
        assert entry.reopened == (entry.closed_before is not None)
        assert entry.closed_before is None or entry.closed_before < entry.opened
        end = years[entry.closed] if entry.closed else len(rounds)
        assert entry.rounds == end - years[entry.opened] >= 1
        assert entry.closed is None or entry.identity in rounds[years[entry.closed]].closed


@given(histories)
def test_what_the_last_round_finds_is_open(rounds: list[Round]) -> None:
    waiting = still_open(follow(rounds))
    if rounds:
        assert rounds[-1].found <= waiting
        assert not rounds[-1].closed & waiting


@given(histories, st.randoms())
def test_the_order_given_does_not_matter(rounds: list[Round], dice: object) -> None:
    shuffled = list(rounds)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert follow(shuffled) == follow(rounds)


@given(histories)
def test_a_round_that_says_nothing_closes_nothing(rounds: list[Round]) -> None:
    assert still_open(follow([*rounds, Round(2050, frozenset())])) == still_open(follow(rounds))
