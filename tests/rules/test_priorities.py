"""The order of priorities: points by hand, prerequisites first, moved ones where they were put."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import priorities
from assessments.priorities import Candidate, Ranking


@pytest.mark.parametrize(
    ("steps", "importance", "feasibility", "opens", "expected"),
    [
        (1, 1, 1, 0, "1"),
        (2, 5, 3, 0, "30"),
        (4, 5, 5, 0, "100"),
        (3, 1, 2, 0, "6"),
        # a quarter more for each capability below target that needs it
        (1, 1, 1, 1, "1.25"),
        (1, 1, 1, 2, "1.5"),
        (1, 1, 1, 3, "1.75"),
        (1, 3, 3, 4, "18"),
        (1, 1, 1, 5, "2.25"),
        (2, 5, 3, 1, "37.5"),
        (3, 5, 5, 3, "131.25"),
        (3, 1, 1, 1, "3.75"),
        (4, 5, 5, 20, "600"),
    ],
)
def test_points_by_hand(steps: int, importance: int, feasibility: int, opens: int, expected: str) -> None:
    found = priorities.points(steps=steps, importance=importance, feasibility=feasibility, opens=opens)
    assert found == Fraction(expected)


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": 0},
        {"steps": 5},
        {"steps": -1},
        {"importance": 0},
        {"importance": 6},
        {"feasibility": 0},
        {"feasibility": 6},
        {"opens": -1},
    ],
)
def test_points_outside_the_scales_are_refused(wrong: dict[str, int]) -> None:
    values = {"steps": 1, "importance": 1, "feasibility": 1, "opens": 0} | wrong
    with pytest.raises(ValueError, match="steps 1 to 4"):
        priorities.points(**values)


def one(code: str, product: tuple[int, int, int], needs: str = "", **fields: Any) -> Candidate:
    """A candidate; its place in the framework is its letter's, `product` is steps, importance, feasibility."""
    steps, importance, feasibility = product
    return Candidate(code, ord(code[0]), steps, importance, feasibility, requires=tuple(needs.split()), **fields)


def unset(code: str, needs: str = "", **fields: Any) -> Candidate:
    return Candidate(code, ord(code[0]), 1, requires=tuple(needs.split()), **fields)


def order(ranking: Ranking) -> str:
    assert [place.rank for place in ranking.ranked] == list(range(1, len(ranking.ranked) + 1))
    return " ".join(place.code for place in ranking.ranked)


def told(ranking: Ranking, code: str) -> Any:
    return next(place for place in ranking.ranked if place.code == code)


def test_nothing_to_rank() -> None:
    assert priorities.rank([]) == Ranking((), ())


ORDERS = {
    "by points": ([one("A", (1, 2, 2)), one("B", (2, 5, 5)), one("C", (1, 5, 1))], "B C A"),  # 4, 50, 5
    "a tie in the framework's order": (
        [one("C", (1, 4, 1)), one("A", (2, 2, 1)), one("B", (1, 2, 2))],
        "A B C",
    ),
    # A opens B: A 4 × 1.25 = 5, C 5: a tie, A stands first
    "a quarter makes a tie": ([one("A", (1, 2, 2)), one("B", (1, 1, 1), "A"), one("C", (1, 5, 1))], "A C B"),
    # A opens B and C: A 4 × 1.5 = 6, before D with 5
    "two quarters decide": (
        [one("A", (1, 2, 2)), one("B", (1, 1, 1), "A"), one("C", (1, 1, 1), "A"), one("D", (1, 5, 1))],
        "A D B C",
    ),
    # B 50, C 20, A 1.25: A is lifted before B and no further
    "a prerequisite directly before": (
        [one("A", (1, 1, 1)), one("B", (2, 5, 5), "A"), one("C", (1, 5, 4))],
        "A B C",
    ),
    # C 100, B 50, A 1.25: C stays first
    "lifted no further than needed": (
        [one("A", (1, 1, 1)), one("B", (2, 5, 5), "A"), one("C", (4, 5, 5))],
        "C A B",
    ),
    # it stands before already: it stays where its points put it. A 125, C 60, B 2
    "not lifted where it is ahead": (
        [one("A", (4, 5, 5)), one("B", (1, 2, 1), "A"), one("C", (3, 5, 4))],
        "A C B",
    ),
    # A needs B, B needs C, C needs D: a chain comes out backwards. A 100, E 80
    "a chain": (
        [
            one("A", (4, 5, 5), "B"),
            one("B", (1, 1, 1), "C"),
            one("C", (1, 1, 1), "D"),
            one("D", (1, 1, 1)),
            one("E", (4, 5, 4)),
        ],
        "D C B A E",
    ),
    # A needs B and C, both need D; B 2.5, C 3.75, D 1.5: C before B by points, D before the first that needs it
    "a diamond": (
        [one("A", (4, 5, 5), "B C"), one("B", (1, 2, 1), "D"), one("C", (1, 3, 1), "D"), one("D", (1, 1, 1))],
        "D C B A",
    ),
    # both need C: it stands before the first of them. A and D 100, B 80, C 1.5
    "one prerequisite of two": (
        [one("A", (4, 5, 5), "C"), one("B", (4, 5, 4), "C"), one("C", (1, 1, 1)), one("D", (4, 5, 5), "X")],
        "C A D B",
    ),
    # X is not below its target, so it is met and asks for nothing
    "a prerequisite that is met": ([one("A", (1, 1, 1), "X"), one("B", (1, 1, 2))], "B A"),
    # C 20 is unset: asked for, so A is not held up by it
    "an unset prerequisite": ([one("A", (4, 5, 5), "C"), one("B", (1, 1, 1)), unset("C")], "A B"),
}


@pytest.mark.parametrize(("candidates", "expected"), ORDERS.values(), ids=ORDERS)
def test_order_by_hand(candidates: list[Candidate], expected: str) -> None:
    assert order(priorities.rank(candidates)) == expected
    assert order(priorities.rank(reversed(candidates))) == expected


def test_why_this_rank() -> None:
    """A needs B and C, D needs B; C has its importance still to be set."""
    ranking = priorities.rank(
        [
            one("A", (2, 5, 4), "B C X"),
            one("B", (1, 2, 3)),
            unset("C"),
            one("D", (1, 3, 3), "B"),
            unset("E", "B"),
        ]
    )
    assert order(ranking) == "B A D"
    assert ranking.unset == ("C", "E")
    b, a, d = ranking.ranked
    # B: 1 × 2 × 3 × (1 + ¼ × 3): A, D and E name it, E though it is not ranked yet
    assert (b.points, b.factor, b.opens, b.needs) == (Fraction("10.5"), Fraction("1.75"), ("A", "D", "E"), ())
    assert (b.rank, b.computed_rank, b.lifted_by, b.moved) == (1, 1, "A", False)
    assert (a.points, a.factor, a.opens, a.needs) == (40, 1, (), ("B", "C"))
    assert (a.rank, a.computed_rank, a.lifted_by, a.moved) == (2, 2, None, False)
    assert (d.points, d.factor, d.opens, d.needs, d.lifted_by) == (9, 1, (), ("B",), None)


@pytest.mark.parametrize(("importance", "feasibility"), [(None, None), (5, None), (None, 5)])
def test_what_is_not_set_is_asked_for_and_not_assumed(importance: int | None, feasibility: int | None) -> None:
    ranking = priorities.rank(
        [
            Candidate("C", 3, 1, importance, feasibility, requires=("B",)),
            Candidate("A", 1, 4, importance, feasibility),
            one("B", (1, 1, 1)),
        ]
    )
    assert ranking.unset == ("A", "C")  # in the framework's order
    assert order(ranking) == "B"
    assert told(ranking, "B").opens == ("C",)
    assert told(ranking, "B").points == Fraction("1.25")


def four(**moved: int) -> list[Candidate]:
    """A 100, B 80, C 60, D 40; some of them moved."""
    products = {"A": (4, 5, 5), "B": (4, 5, 4), "C": (4, 5, 3), "D": (4, 5, 2)}
    return [one(code, product, moved_to=moved.get(code)) for code, product in products.items()]


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        ({}, "A B C D"),
        ({"D": 1}, "D A B C"),
        ({"C": 2}, "A C B D"),
        ({"A": 2}, "B A C D"),
        ({"A": 4}, "B C D A"),
        ({"B": 2}, "A B C D"),  # to where it is
        ({"A": 5}, "B C D A"),  # beyond the end is the end
        ({"A": 99, "B": 98}, "C D B A"),
        ({"C": 1, "D": 2}, "C D A B"),
        ({"D": 1, "C": 2}, "D C A B"),
        ({"A": 3, "D": 2}, "B D A C"),
        ({"A": 4, "B": 3, "C": 2, "D": 1}, "D C B A"),
    ],
)
def test_moved_by_hand(moved: dict[str, int], expected: str) -> None:
    ranking = priorities.rank(four(**moved))
    assert order(ranking) == expected
    # the points and the worked-out place stay visible
    assert [told(ranking, code).computed_rank for code in "ABCD"] == [1, 2, 3, 4]
    assert [told(ranking, code).points for code in "ABCD"] == [100, 80, 60, 40]
    assert {place.code for place in ranking.ranked if place.moved} == set(moved)


def test_a_move_taken_back_leaves_no_trace() -> None:
    moved = priorities.rank(four(D=1))
    back = priorities.rank(four())
    assert moved != back
    assert back == priorities.rank([replace(candidate, moved_to=None) for candidate in four(D=1)])


def test_a_moved_one_stays_where_it_was_put_though_it_is_a_prerequisite() -> None:
    """The coordinator has the last word: A was lifted before B, and is put last with a reason."""
    candidates = [one("A", (1, 1, 1), moved_to=3), one("B", (2, 5, 5), "A"), one("C", (1, 5, 4))]
    ranking = priorities.rank(candidates)
    assert order(ranking) == "B C A"
    assert (told(ranking, "A").computed_rank, told(ranking, "A").lifted_by) == (1, "B")


@pytest.mark.parametrize(
    "candidates",
    [
        [one("A", (1, 1, 1), "A")],
        [one("A", (1, 5, 5), "B"), one("B", (1, 1, 1), "A")],
        [one("A", (1, 5, 5), "B"), one("B", (1, 1, 1), "C"), one("C", (1, 1, 2), "A"), one("D", (1, 1, 1))],
    ],
)
def test_a_circle_is_cut_and_everyone_ranked_once(candidates: list[Candidate]) -> None:
    ranking = priorities.rank(candidates)
    assert sorted(order(ranking).split()) == [candidate.code for candidate in candidates]
    assert priorities.rank(reversed(candidates)) == ranking


def test_a_capability_named_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        priorities.rank([one("A", (1, 1, 1)), one("A", (2, 2, 2))])


@pytest.mark.parametrize("fields", [{"steps": 0}, {"steps": 5}, {"importance": 6}, {"feasibility": 0}])
def test_a_candidate_outside_the_scales_is_refused(fields: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="steps 1 to 4"):
        priorities.rank([replace(one("A", (1, 1, 1)), **fields)])


# --- properties ---------------------------------------------------------------------------------

scale = st.integers(1, 5)
CODES = [str(number) for number in range(1, 13)]


@st.composite
def capabilities(draw: st.DrawFn, *, moves: bool = False, gaps: bool = True) -> list[Candidate]:
    """Up to twelve candidates in any order, without a circle: each needs some that come earlier in a hidden order."""
    hidden = draw(st.permutations(CODES[: draw(st.integers(1, 12))]))
    maybe = st.one_of(st.none(), scale) if gaps else scale
    places = st.one_of(st.none(), st.integers(1, 14)) if moves else st.none()
    found = []
    for index, code in enumerate(hidden):
        needs = st.lists(st.sampled_from([*hidden[:index], "met"]), unique=True, max_size=3)
        found.append(
            Candidate(
                code,
                int(code),
                draw(st.integers(1, 4)),
                draw(maybe),
                draw(maybe),
                tuple(draw(needs)),
                draw(places),
            )
        )
    return draw(st.permutations(found))


def below(code: str, by_code: dict[str, Candidate]) -> set[str]:
    """Everything that this one needs, directly or through others."""
    direct = {need for need in by_code[code].requires if need in by_code}
    return direct.union(*(below(need, by_code) for need in direct))


@given(capabilities())
def test_everyone_is_listed_once(candidates: list[Candidate]) -> None:
    ranking = priorities.rank(candidates)
    asked = [c.code for c in sorted(candidates, key=lambda c: c.order) if None in (c.importance, c.feasibility)]
    assert list(ranking.unset) == asked
    assert sorted([*order(ranking).split(), *ranking.unset]) == sorted(c.code for c in candidates)


@given(capabilities())
def test_points_are_the_product_of_the_issue(candidates: list[Candidate]) -> None:
    by_code = {c.code: c for c in candidates}
    for place in priorities.rank(candidates).ranked:
        c = by_code[place.code]
        needing = sum(place.code in other.requires for other in candidates)
        assert c.importance is not None
        assert c.feasibility is not None
        assert place.points * 4 == c.steps * c.importance * c.feasibility * (4 + needing)
        assert len(place.opens) == needing


@given(capabilities())
def test_what_is_needed_stands_before_and_directly_before(candidates: list[Candidate]) -> None:
    by_code = {c.code: c for c in candidates}
    ranking = priorities.rank(candidates)
    shown = order(ranking).split()
    for place in ranking.ranked:
        for need in by_code[place.code].requires:
            if need in shown:
                assert shown.index(need) < shown.index(place.code)
        if place.lifted_by is not None:
            needing = place.lifted_by
            assert place.code in by_code[needing].requires
            between = shown[shown.index(place.code) + 1 : shown.index(needing)]
            assert set(between) <= below(needing, by_code)


@given(capabilities())
def test_only_a_prerequisite_stands_above_its_points(candidates: list[Candidate]) -> None:
    """Whoever stands before someone with more points is needed, directly or not, by one who deserves that place."""
    by_code = {c.code: c for c in candidates}
    ranked = priorities.rank(candidates).ranked
    scores = {place.code: place.points for place in ranked}
    for index, place in enumerate(ranked):
        for later in ranked[index + 1 :]:
            ahead = (-place.points, by_code[place.code].order)
            behind = (-later.points, by_code[later.code].order)
            if ahead > behind:
                assert place.lifted_by is not None
                served = [code for code in scores if place.code in below(code, by_code)]
                assert any((-scores[code], by_code[code].order) <= behind for code in served)


@given(capabilities(moves=True), st.data())
def test_the_order_of_the_input_does_not_matter(candidates: list[Candidate], data: st.DataObject) -> None:
    assert priorities.rank(data.draw(st.permutations(candidates))) == priorities.rank(candidates)


def rank_of(code: str, candidates: Sequence[Candidate]) -> int:
    return next(place.rank for place in priorities.rank(candidates).ranked if place.code == code)


@given(capabilities(moves=True, gaps=False), st.sampled_from(["importance", "feasibility"]), st.data())
def test_more_importance_or_feasibility_never_costs_a_place(
    candidates: list[Candidate], field: str, data: st.DataObject
) -> None:
    chosen = data.draw(st.sampled_from(candidates))
    more = data.draw(st.integers(getattr(chosen, field), 5))
    raised = [replace(c, **{field: more}) if c is chosen else c for c in candidates]
    assert rank_of(chosen.code, raised) <= rank_of(chosen.code, candidates)


@given(capabilities(gaps=False), st.data())
def test_one_that_was_moved_stands_where_it_was_put(candidates: list[Candidate], data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(candidates))
    place = data.draw(st.integers(1, len(candidates) + 3))
    moved = [replace(c, moved_to=place) if c is chosen else c for c in candidates]
    before, after = priorities.rank(candidates), priorities.rank(moved)
    assert rank_of(chosen.code, moved) == min(place, len(candidates))
    others = [code for code in order(before).split() if code != chosen.code]
    assert [code for code in order(after).split() if code != chosen.code] == others
    assert {p.code: p.computed_rank for p in after.ranked} == {p.code: p.rank for p in before.ranked}


@given(capabilities(moves=True, gaps=False))
def test_several_moved_to_different_places_all_stand_there(candidates: list[Candidate]) -> None:
    """As long as each place exists and is given once."""
    places: set[int] = set()
    for index, candidate in enumerate(candidates):
        wanted = candidate.moved_to
        if wanted is None or wanted > len(candidates) or wanted in places:
            candidates[index] = replace(candidate, moved_to=None)
        else:
            places.add(wanted)
    ranking = priorities.rank(candidates)
    asked = {c.code: c.moved_to for c in candidates if c.moved_to}
    assert {place.code: place.rank for place in ranking.ranked if place.moved} == asked


def shown_and_moved(candidates: Sequence[Candidate]) -> tuple[list[str], list[str]]:
    ranked = priorities.rank(candidates).ranked
    return [place.code for place in ranked], [place.code for place in ranked if place.moved]


def test_a_step_when_a_place_lies_beyond_the_end() -> None:
    """By hand: of three, the last two were moved to 20 and 25 when the list was long. One step up of the last."""
    points = {"1": 5, "2": 4, "3": 3}
    places = {"1": None, "2": 20, "3": 25}
    given_then = [Candidate(code, int(code), 1, points[code], 5, (), places[code]) for code in "123"]
    assert shown_and_moved(given_then) == (["1", "2", "3"], ["2", "3"])
    assert priorities.after_step(["1", "2", "3"], ["2", "3"], "3", -1) == {"2": 3, "3": 2}
    assert priorities.after_step(["1", "2", "3"], ["2", "3"], "2", -1) == {"2": 1, "3": 3}
    assert priorities.after_step(["1", "2", "3"], [], "2", 1) == {"2": 3}


@pytest.mark.parametrize(("code", "step"), [("1", -1), ("2", 1), ("1", 0), ("1", 2), ("2", -2), ("9", 1)])
def test_no_step_leads_out_of_the_list(code: str, step: int) -> None:
    with pytest.raises(ValueError):
        priorities.after_step(["1", "2"], [], code, step)


@given(capabilities(moves=True), st.data())
def test_a_step_is_one_place_and_nobody_else_changes(candidates: list[Candidate], data: st.DataObject) -> None:
    """Again and again, from places that anybody may have given at any time."""
    for _ in range(3):
        shown, moved = shown_and_moved(candidates)
        if len(shown) < 2:
            return
        place = data.draw(st.integers(0, len(shown) - 1))
        step = data.draw(st.sampled_from([step for step in (-1, 1, -3, 4) if 0 <= place + step < len(shown)]))
        places = priorities.after_step(shown, moved, shown[place], step)
        assert set(places) == {*moved, shown[place]}
        candidates = [replace(c, moved_to=places.get(c.code, c.moved_to)) for c in candidates]
        after = shown_and_moved(candidates)[0]
        assert after.index(shown[place]) == place + step
        assert [code for code in after if code != shown[place]] == [code for code in shown if code != shown[place]]
