"""Regional figures: what is hidden, what is said, and that nobody works out a country from them."""

from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import aggregates
from assessments.aggregates import MINIMUM_GROUP, Share, cell, changed, group, may_publish, may_show, share, total

PHASES = range(5)


def test_the_minimum_is_five() -> None:
    """A number in the code, not a setting that may be nought."""
    assert MINIMUM_GROUP == 5


# --- one view ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", range(5))
def test_fewer_than_five_say_nothing(count: int) -> None:
    assert cell([2] * count) is None
    assert cell([2] * count + [None] * 10) is None  # who does not know does not count
    found = group("002", [{"1": 2}] * count, {"1": ["1"]})
    assert (found.size, found.cells) == (None, {"1": None})


def test_five_say_the_middle_and_how_large_each_band_is() -> None:
    found = cell([0, 1, 2, 3, 3])
    assert found is not None
    assert (found.middle, found.shares) == (2, (Share.MIDDLE, Share.MIDDLE))
    found = cell([3, 4, 4, 4, 4, 1, None])
    assert found is not None
    assert (found.middle, found.shares) == (4, (Share.SMALL, Share.LARGE))


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 5, "small"), (1, 5, "small"), (2, 6, "middle"), (4, 6, "middle"), (4, 5, "large"), (5, 5, "large")],
)
def test_shares(part: int, whole: int, expected: str) -> None:
    assert share(part, whole) == expected


@pytest.mark.parametrize("count", [5, 6, 7, 8, 9])
def test_from_one_view_no_country_s_phase_follows(count: int) -> None:
    """Whatever the phases: others give the same view in which no country stands in the same phase for sure. The countries
    of a group are not told apart, so a phase is sure only when all groups with this view agree on one and the same."""
    views: dict[object, list[tuple[int, ...]]] = {}
    for phases in combinations_with_replacement(PHASES, count):
        views.setdefault(cell(phases), []).append(phases)
    for alike in views.values():
        assert not all(len(set(phases)) == 1 for phases in alike)


@pytest.mark.parametrize("count", [5, 6, 7])
def test_also_not_for_a_country_that_knows_its_own(count: int) -> None:
    """One of the group, who knows its own phase, does not learn that all the others stand in one phase."""
    views: dict[object, set[tuple[int, tuple[int, ...]]]] = {}
    for phases in combinations_with_replacement(PHASES, count):
        for own in set(phases):
            others = list(phases)
            others.remove(own)
            views.setdefault((cell(phases), own), set()).add((own, tuple(others)))
    for alike in views.values():
        assert not all(len(set(others)) == 1 for _own, others in alike)


def test_a_domain_counts_each_country_once() -> None:
    countries = [{"1": 0, "2": 2, "3": 4}] * 4 + [{"1": 1, "2": None, "3": None}]
    found = group("002", countries, {"d": ["1", "2", "3"]}).cells["d"]
    assert found is not None
    assert found.middle == 2
    assert group("002", [*countries[:4], {"1": None}], {"d": ["1", "2", "3"]}).cells["d"] is None


# --- totals -----------------------------------------------------------------------------------------------------

countries = st.lists(st.fixed_dictionaries({"1": st.sampled_from([*PHASES, None])}), max_size=9)
ROWS = {"1": ["1"]}


@given(st.dictionaries(st.sampled_from(["002", "019", "142", "150"]), countries), countries)
def test_a_total_says_nothing_of_what_is_hidden(
    regions: dict[str, list[dict[str, int | None]]], other: list[dict[str, int | None]]
) -> None:
    """Whatever a hidden region holds, the total is the same: nothing follows by subtraction."""
    before = [(group(key, found, ROWS), found) for key, found in regions.items()]
    hidden = [key for key, (found, _all) in zip(regions, before, strict=True) if found.cells["1"] is None]
    other = other if group("x", other, ROWS).cells["1"] is None else []
    after = [
        (group(key, other, ROWS), other) if key in hidden else pair for key, pair in zip(regions, before, strict=True)
    ]
    assert total("all", before, ROWS).cells == total("all", after, ROWS).cells


def test_a_total_without_a_region_is_empty() -> None:
    found = total("all", [(group("002", [{"1": 1}] * 4, ROWS), [{"1": 1}] * 4)], ROWS)
    assert (found.size, found.cells) == (None, {"1": None})


# --- two editions -----------------------------------------------------------------------------------------------

bases = st.dictionaries(st.sampled_from("ABCDEFGHIJKLMNOP"), st.integers(1, 3), max_size=14)


def test_one_country_more_or_less_makes_no_edition() -> None:
    """With exactly five and six countries, where it matters most."""
    five = dict.fromkeys("ABCDE", 1)
    assert may_publish(five, [])
    assert not may_publish(five | {"F": 1}, [five])  # one came
    assert not may_publish(five, [five | {"F": 1}])  # one went
    assert not may_publish(five | {"A": 2}, [five])  # one has new answers
    assert not may_publish({**dict.fromkeys("BCDE", 1), "F": 1}, [five])  # one for another
    assert may_publish(dict.fromkeys("ABCDEFGHIJ", 1), [five])  # five came
    assert may_publish(dict.fromkeys("ABCDE", 2), [five])  # five have new answers


def test_an_edition_is_compared_with_all_that_were_seen() -> None:
    """Five come and four of them go: beside the second edition there is enough between, beside the first there is not."""
    first = dict.fromkeys("ABCDE", 1)
    second = dict.fromkeys("ABCDEFGHIJ", 1)
    third = first | {"K": 1}
    assert changed(third, second) == 6
    assert not may_publish(third, [first, second])


@given(st.lists(bases, max_size=12))
def test_any_two_editions_differ_in_five_countries_or_more(history: list[dict[str, int]]) -> None:
    """However countries come, go and send new answers, one after another."""
    editions: list[dict[str, int]] = []
    for now in history:
        if may_publish(now, editions):
            editions.append(now)
    for place, later in enumerate(editions):
        assert len(later) >= MINIMUM_GROUP
        for earlier in editions[:place]:
            assert changed(earlier, later) >= MINIMUM_GROUP


@given(bases, st.sampled_from("ABCDEFGHIJKLMNOP"), st.integers(1, 3))
def test_two_views_around_one_country_are_one_view(basis: dict[str, int], country: str, answers: int) -> None:
    """After an edition, adding a country, removing it or new answers of it change nothing that is seen."""
    if not may_publish(basis, []):
        return
    for now in (basis | {country: answers}, {key: value for key, value in basis.items() if key != country}):
        assert not may_publish(now, [basis])


def test_who_takes_consent_back_is_shown_no_more() -> None:
    basis = dict.fromkeys("ABCDEF", 1)
    assert may_show(basis, "ABCDEFGH")
    assert not may_show(basis, "ABCDEGH")


def test_no_band_is_one_phase() -> None:
    assert all(len(band) >= 2 for band in aggregates.BANDS)
