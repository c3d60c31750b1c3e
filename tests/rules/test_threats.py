"""What the threat picture proposes, by hand and by property."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.threats import IMPORTANCE, HarmState, Presence, Proposal, propose

NOT_SEEN, SOME, GROWING = Presence.NOT_SEEN, Presence.SOME, Presence.GROWING
WIDESPREAD, UNKNOWN, UNSET = Presence.WIDESPREAD, Presence.UNKNOWN, Presence.UNSET


def harm(code: str, presence: Presence, *capabilities: str) -> HarmState:
    return HarmState(code, presence, capabilities or ("1",))


@pytest.mark.parametrize(
    ("presence", "importance"),
    [(WIDESPREAD, 5), (GROWING, 4), (SOME, 3), (NOT_SEEN, 2), (UNKNOWN, None), (UNSET, None)],
)
def test_one_harm(presence: Presence, importance: int | None) -> None:
    found = propose([harm("a", presence)], ["1"])
    assert [proposal.importance for proposal in found] == ([] if importance is None else [importance])


@pytest.mark.parametrize(
    ("harms", "importance", "because", "open_"),
    [
        # the highest counts, and it alone is named
        ([("a", SOME), ("b", WIDESPREAD), ("c", NOT_SEEN)], 5, ("b",), ()),
        # two that ask the same are both named, in their order
        ([("a", GROWING), ("b", SOME), ("c", GROWING)], 4, ("a", "c"), ()),
        # what is not known is said where it could raise the number
        ([("a", SOME), ("b", UNKNOWN), ("c", UNSET)], 3, ("a",), ("b", "c")),
        # nothing can be higher than 5
        ([("a", WIDESPREAD), ("b", UNKNOWN)], 5, ("a",), ()),
        ([("a", NOT_SEEN), ("b", NOT_SEEN)], 2, ("a", "b"), ()),
    ],
)
def test_several_harms(
    harms: list[tuple[str, Presence]], importance: int, because: tuple[str, ...], open_: tuple[str, ...]
) -> None:
    (found,) = propose([harm(code, presence) for code, presence in harms], ["1"])
    presence = next(presence for presence, number in IMPORTANCE.items() if number == importance)
    assert found == Proposal("1", importance, presence, because, open_)


def test_each_capability_looks_at_its_own_harms() -> None:
    harms = [harm("a", WIDESPREAD, "3", "4"), harm("b", SOME, "4", "5"), harm("c", UNKNOWN, "6")]
    found = {p.capability: (p.importance, p.because) for p in propose(harms, ["6", "5", "4", "3", "7"])}
    assert found == {"5": (3, ("b",)), "4": (5, ("a",)), "3": (5, ("a",))}


def test_the_order_is_that_of_the_capabilities() -> None:
    harms = [harm("a", SOME, "1", "2", "3")]
    assert [p.capability for p in propose(harms, ["3", "1", "2"])] == ["3", "1", "2"]


def test_nothing_to_propose() -> None:
    assert propose([], ["1"]) == ()
    assert propose([harm("a", WIDESPREAD)], []) == ()


CODES = ("1", "2", "3")
HARMS = st.lists(
    st.builds(
        HarmState,
        code=st.uuids().map(str),
        presence=st.sampled_from(Presence),
        capabilities=st.sets(st.sampled_from(CODES), min_size=1).map(lambda codes: tuple(sorted(codes))),
    ),
    max_size=6,
)


def numbers(harms: list[HarmState]) -> dict[str, int]:
    return {proposal.capability: proposal.importance for proposal in propose(harms, CODES)}


@given(HARMS)
def test_a_proposal_rests_on_what_it_names(harms: list[HarmState]) -> None:
    by_code = {one.code: one for one in harms}
    for proposal in propose(harms, CODES):
        assert proposal.importance in range(2, 6)
        assert proposal.because
        for code in proposal.because:
            assert IMPORTANCE[by_code[code].presence] == proposal.importance
            assert proposal.capability in by_code[code].capabilities
        assert all(by_code[code].presence in (UNKNOWN, UNSET) for code in proposal.open)


@given(HARMS)
def test_no_proposal_only_where_nothing_is_known(harms: list[HarmState]) -> None:
    found = numbers(harms)
    for code in CODES:
        known = [one for one in harms if code in one.capabilities and one.presence in IMPORTANCE]
        assert (code in found) == bool(known)


@given(HARMS)
def test_the_order_of_the_harms_does_not_matter(harms: list[HarmState]) -> None:
    first = numbers(harms)
    for order in itertools.islice(itertools.permutations(harms), 24):
        assert numbers(list(order)) == first


@given(HARMS, st.data())
def test_more_of_a_harm_never_lowers_a_proposal(harms: list[HarmState], data: st.DataObject) -> None:
    if not harms:
        return
    place = data.draw(st.integers(0, len(harms) - 1))
    ladder = (UNSET, NOT_SEEN, SOME, GROWING, WIDESPREAD)
    one = harms[place]
    step = ladder.index(one.presence) if one.presence in ladder else 0
    higher = HarmState(one.code, ladder[data.draw(st.integers(step, 4))], one.capabilities)
    before, after = numbers(harms), numbers([*harms[:place], higher, *harms[place + 1 :]])
    assert all(after.get(code, 0) >= importance for code, importance in before.items())
