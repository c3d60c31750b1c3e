"""What is a gap, and that its name lasts over rounds."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import gaps
from assessments.gaps import CapabilityState, Gap, Kind, Source
from assessments.maturity import Answer, SignState

YES, PARTLY, NO, UNKNOWN, NOTHING = Answer.YES, Answer.PARTLY, Answer.NO, Answer.UNKNOWN, Answer.UNANSWERED
SIGNS = [
    SignState("1a", 1, YES),
    SignState("1b", 1, NO),
    SignState("2a", 2, PARTLY),
    SignState("2b", 2, UNKNOWN),
    SignState("3a", 3, NOTHING),
    SignState("3b", 3, YES),
    SignState("4a", 4, NO),
    SignState("4b", 4, NOTHING),
]
ALL_FACETS_YES = [(facet, YES) for facet in ("law", "practice", "nationwide", "funded")]


def state(
    phase: int | None,
    target: int | None,
    *,
    code: str = "3",
    signs: Sequence[SignState] = SIGNS,
    facets: Sequence[tuple[str, Answer]] = ALL_FACETS_YES,
    evidence: int = 1,
) -> CapabilityState:
    return CapabilityState(code, phase, target, signs, facets, evidence)


def found(*states: CapabilityState) -> list[tuple[str, str]]:
    return [(gap.ref, gap.kind.value) for gap in gaps.find("XSA", states)]


UP_TO_1 = [("1b", "missing")]
UP_TO_2 = [*UP_TO_1, ("2a", "partly"), ("2b", "unknown")]
UP_TO_3 = [*UP_TO_2, ("3a", "unanswered")]
UP_TO_4 = [*UP_TO_3, ("4a", "missing"), ("4b", "unanswered")]


@pytest.mark.parametrize(
    ("phase", "target", "expected"),
    [
        # below the target: each sign of the phases 1 to the target that is not Yes, also those below today's phase
        (0, 1, UP_TO_1),
        (0, 2, UP_TO_2),
        (1, 2, UP_TO_2),
        (1, 3, UP_TO_3),
        (2, 3, UP_TO_3),
        (0, 4, UP_TO_4),
        (3, 4, UP_TO_4),
        # at the target, above it, or without one: no sign is a gap
        (0, 0, []),
        (2, 2, []),
        (4, 4, []),
        (3, 1, []),
        (2, None, []),
        # a phase that is not known (don't know or unanswered) is no claim
        (None, 4, []),
        (None, 0, []),
        (None, None, []),
    ],
)
def test_signs_below_the_target(phase: int | None, target: int | None, expected: list[tuple[str, str]]) -> None:
    assert found(state(phase, target)) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (YES, []),
        (PARTLY, [("funded", "partly")]),
        (NO, [("funded", "missing")]),
        (UNKNOWN, []),
        (NOTHING, []),
    ],
)
@pytest.mark.parametrize("phase", [0, 1, 4])
def test_facets_of_the_reality_check(phase: int, answer: Answer, expected: list[tuple[str, str]]) -> None:
    """In any capability with a chosen phase, whether it has a target or not."""
    for target in (None, phase):
        assert found(state(phase, target, facets=[("law", YES), ("funded", answer)])) == expected


def test_each_facet_is_a_gap_of_its_own() -> None:
    facets = [("law", NO), ("practice", PARTLY), ("nationwide", NO), ("funded", PARTLY)]
    assert found(state(1, None, facets=facets)) == [
        ("law", "missing"),
        ("practice", "partly"),
        ("nationwide", "missing"),
        ("funded", "partly"),
    ]


@pytest.mark.parametrize(
    ("phase", "evidence", "expected"),
    [
        (0, 0, []),
        (1, 0, []),
        (2, 0, [("evidence", "missing")]),
        (3, 0, [("evidence", "missing")]),
        (4, 0, [("evidence", "missing")]),
        (2, 1, []),
        (4, 7, []),
        (None, 0, []),
    ],
)
def test_evidence_is_expected_from_phase_2(phase: int | None, evidence: int, expected: list[tuple[str, str]]) -> None:
    assert found(state(phase, None, evidence=evidence)) == expected


def test_no_known_phase_no_gap_whatever_else_is_said() -> None:
    facets = [(facet, NO) for facet in gaps.FACETS]
    assert found(state(None, 4, facets=facets, evidence=0)) == []


def test_order_capability_by_capability_signs_before_facets_before_evidence() -> None:
    first = state(2, 3, code="21", signs=SIGNS[:2], facets=[("law", NO)], evidence=0)
    second = state(2, 3, code="1", signs=SIGNS[:2], facets=[], evidence=0)
    assert gaps.find("XSA", [first, second]) == (
        Gap("XSA", "21", Source.SIGN, "1b", Kind.MISSING, 1),
        Gap("XSA", "21", Source.FACET, "law", Kind.MISSING, None),
        Gap("XSA", "21", Source.EVIDENCE, "evidence", Kind.MISSING, None),
        Gap("XSA", "1", Source.SIGN, "1b", Kind.MISSING, 1),
        Gap("XSA", "1", Source.EVIDENCE, "evidence", Kind.MISSING, None),
    )


@pytest.mark.parametrize(
    ("gap", "identity"),
    [
        (Gap("XSA", "3", Source.SIGN, "2b", Kind.MISSING, 2), "XSA:3:sign:2b"),
        (Gap("XSA", "3", Source.SIGN, "2b", Kind.PARTLY, 2), "XSA:3:sign:2b"),
        (Gap("XSA", "3", Source.SIGN, "2b", Kind.UNKNOWN, 2), "XSA:3:sign:2b"),
        (Gap("XSA", "3", Source.SIGN, "2b", Kind.UNANSWERED, 2), "XSA:3:sign:2b"),
        (Gap("XSB", "3", Source.SIGN, "2b", Kind.MISSING, 2), "XSB:3:sign:2b"),
        (Gap("XSA", "3", Source.FACET, "law", Kind.PARTLY), "XSA:3:facet:law"),
        (Gap("XSA", "3", Source.EVIDENCE, "evidence", Kind.MISSING), "XSA:3:evidence:evidence"),
    ],
)
def test_identity_is_country_capability_and_what_it_is_about(gap: Gap, identity: str) -> None:
    assert gap.identity == identity


@pytest.mark.parametrize(
    ("phase", "target", "expected"),
    [(0, 4, 4), (1, 3, 2), (2, 3, 1), (3, 3, 0), (4, 2, 0), (None, 3, 0), (2, None, 0), (None, None, 0)],
)
def test_steps_to_target(phase: int | None, target: int | None, expected: int) -> None:
    assert gaps.steps_to_target(phase, target) == expected


answers = st.sampled_from(list(Answer))
ladders = st.lists(st.lists(answers, min_size=2, max_size=3), min_size=4, max_size=4).map(
    lambda phases: [
        SignState(f"{phase}{'abc'[place]}", phase, answer)
        for phase, given_ in enumerate(phases, start=1)
        for place, answer in enumerate(given_)
    ]
)
phases = st.one_of(st.none(), st.integers(0, 4))
states = st.builds(
    CapabilityState,
    code=st.just("3"),
    phase=phases,
    target=phases,
    signs=ladders,
    facets=st.tuples(*(st.tuples(st.just(facet), answers) for facet in gaps.FACETS)),
    evidence_count=st.integers(0, 2),
)


def identities(capability: CapabilityState) -> set[str]:
    every = [gap.identity for gap in gaps.find("XSA", [capability])]
    assert len(every) == len(set(every))
    return set(every)


@given(states)
def test_gaps_are_what_the_definition_says(capability: CapabilityState) -> None:
    """The three rules once more, each question asked on its own."""
    expected = set()
    if capability.phase is not None:
        below = capability.target is not None and capability.target > capability.phase
        for sign in capability.signs:
            if below and sign.answer is not YES and sign.phase <= (capability.target or 0):
                expected.add(f"XSA:3:sign:{sign.code}")
        for facet, answer in capability.facets:
            if answer is NO or answer is PARTLY:
                expected.add(f"XSA:3:facet:{facet}")
        if capability.phase in (2, 3, 4) and not capability.evidence_count:
            expected.add("XSA:3:evidence:evidence")
    assert identities(capability) == expected


@given(states, st.integers(0, 4), st.integers(0, 4))
def test_a_higher_target_never_hides_a_gap(capability: CapabilityState, one: int, other: int) -> None:
    lower, higher = sorted((one, other))
    assert identities(replace(capability, target=lower)) <= identities(replace(capability, target=higher))
    assert identities(replace(capability, target=None)) <= identities(replace(capability, target=lower))


@given(states.filter(lambda c: any(g.source is Source.SIGN for g in gaps.find("XSA", [c]))), st.data())
def test_answering_yes_closes_that_gap_and_no_other(capability: CapabilityState, data: st.DataObject) -> None:
    gap = data.draw(st.sampled_from([g for g in gaps.find("XSA", [capability]) if g.source is Source.SIGN]))
    after = [replace(s, answer=YES) if s.code == gap.ref else s for s in capability.signs]
    assert identities(capability) - identities(replace(capability, signs=after)) == {gap.identity}
    assert identities(replace(capability, signs=after)) <= identities(capability)


@given(states, st.data())
def test_another_answer_that_is_not_yes_keeps_the_identity(capability: CapabilityState, data: st.DataObject) -> None:
    other = st.sampled_from([PARTLY, NO, UNKNOWN, NOTHING])
    changed = [s if s.answer is YES else replace(s, answer=data.draw(other)) for s in capability.signs]
    assert identities(replace(capability, signs=changed)) == identities(capability)


@given(st.lists(states, min_size=2, max_size=4), st.data())
def test_capabilities_do_not_touch_each_other(every: list[CapabilityState], data: st.DataObject) -> None:
    numbered = [replace(one, code=str(number)) for number, one in enumerate(every, start=1)]
    together = set(gaps.find("XSA", data.draw(st.permutations(numbered))))
    assert together == {gap for one in numbered for gap in gaps.find("XSA", [one])}


BEFORE = [
    "XSA:3:sign:1a",
    "XSA:3:sign:1b",
    "XSA:3:facet:law",
    "XSA:3:facet:funded",
    "XSA:3:evidence:evidence",
]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        # sign 1a and the law are Yes today, and a document is there; the rest is as open as before
        (
            state(1, 3, facets=[("law", YES), ("funded", PARTLY)]),
            ["XSA:3:evidence:evidence", "XSA:3:facet:law", "XSA:3:sign:1a"],
        ),
        # a lowered target hides the gap of 1b, a facet not answered yet that of the law: neither is closed
        (state(1, 0, facets=[("law", NOTHING), ("funded", NO)], evidence=0), ["XSA:3:sign:1a"]),
        # not answered in this round: nothing is closed
        (state(None, None, signs=[], facets=[], evidence=0), []),
        # the same signs in another capability close nothing here
        (state(1, 3, code="4"), []),
    ],
)
def test_which_gaps_of_the_last_round_are_closed(now: CapabilityState, expected: list[str]) -> None:
    assert gaps.closed(BEFORE, "XSA", [now]) == tuple(expected)
    assert gaps.closed([], "XSA", [now]) == ()
    assert gaps.closed(BEFORE, "XSB", [now]) == ()


@given(states, states)
def test_a_closed_gap_was_open_and_is_not_open_now(before: CapabilityState, now: CapabilityState) -> None:
    closed = set(gaps.closed(identities(before), "XSA", [now]))
    assert closed <= identities(before) - identities(now)
