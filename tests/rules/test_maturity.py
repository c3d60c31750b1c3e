"""The suggested phase, the middle phase and what counts as answered: by hand, and against a second reading."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import maturity
from assessments.maturity import Answer, Progress, SignState, Suggestion

# One letter a sign in the tables below.
LETTERS = {
    "Y": Answer.YES,
    "p": Answer.PARTLY,
    "n": Answer.NO,
    "?": Answer.UNKNOWN,
    "-": Answer.UNANSWERED,
}


def signs(table: str) -> list[SignState]:
    """ "YY Yn -- ??" is 1a Yes, 1b Yes, 2a Yes, 2b No, 3a and 3b unanswered, 4a and 4b "don't know"."""
    return [
        SignState(f"{phase}{'abc'[place]}", phase, LETTERS[letter])
        for phase, letters in enumerate(table.split(), start=1)
        for place, letter in enumerate(letters)
    ]


def codes(names: str) -> tuple[str, ...]:
    return tuple(names.split())


@pytest.mark.parametrize(
    ("table", "phase", "certain", "deciding", "ahead"),
    [
        # every sign of the phases 1…p is Yes; the next phase has a fact against it
        ("YY YY YY YY", 4, True, "", ""),
        ("YY YY YY Yn", 3, True, "", "4a"),
        ("YY YY Yp nn", 2, True, "", "3a"),
        ("YY nn nn nn", 1, True, "", ""),
        ("nn nn nn nn", 0, True, "", ""),
        ("pp pp pp pp", 0, True, "", ""),
        ("Yn -- -- --", 0, True, "", "1a"),
        # one sign that is not Yes stops the climb, however much is met beyond it
        ("YY Yn YY YY", 1, True, "", "2a 3a 3b 4a 4b"),
        ("nY YY YY YY", 0, True, "", "1b 2a 2b 3a 3b 4a 4b"),
        ("YY YY pY Y-", 2, True, "", "3b 4a"),
        # "at least p": the next phase is open, and these signs decide
        ("YY -- -- --", 1, False, "2a 2b", ""),
        ("YY Y- -- --", 1, False, "2b", "2a"),
        ("YY Y? nn nn", 1, False, "2b", "2a"),
        ("YY n- -- --", 1, False, "2b", ""),  # one No is there, but not every sign is answered
        ("YY YY YY ??", 3, False, "4a 4b", ""),
        ("Y- -- -- --", 0, False, "1b", "1a"),
        ("-n -- -- --", 0, False, "1a", ""),
        ("-- -- -- nn", 0, False, "1a 1b", ""),
        ("?? YY -- --", 0, False, "1a 1b", "2a 2b"),
        # signs of later phases never decide, only those of the next one
        ("YY Yn ?- --", 1, True, "", "2a"),
        # two or three signs a phase
        ("YYY YYY YYp YYY", 2, True, "", "3a 3b 4a 4b 4c"),
        ("YYY YY? YY YY", 1, False, "2c", "2a 2b 3a 3b 4a 4b"),
    ],
)
def test_suggestion_by_hand(table: str, phase: int, certain: bool, deciding: str, ahead: str) -> None:
    expected = Suggestion(phase=phase, certain=certain, deciding=codes(deciding), ahead=codes(ahead))
    assert maturity.suggest(signs(table)) == expected


@pytest.mark.parametrize("table", ["", "-- -- -- --", "?? ?? ?? ??", "?- -? -- ??"])
def test_where_no_sign_states_a_fact_nothing_is_suggested(table: str) -> None:
    assert maturity.suggest(signs(table)) == Suggestion(phase=None, certain=False, deciding=(), ahead=())


@pytest.mark.parametrize("phase", [-1, 0, 5])
def test_a_sign_outside_the_phases_1_to_4_is_refused(phase: int) -> None:
    with pytest.raises(ValueError, match="1 to 4"):
        maturity.suggest([SignState("1a", 1, Answer.YES), SignState("xa", phase, Answer.YES)])


def test_a_repeated_sign_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        maturity.suggest([SignState("1a", 1, Answer.YES), SignState("1a", 2, Answer.NO)])


answers = st.sampled_from(list(Answer))
phase_of_answers = st.lists(answers, min_size=2, max_size=3)
#: Two or three signs for each of the phases 1 to 4, as the format of a framework asks for.
ladders = st.lists(phase_of_answers, min_size=4, max_size=4).map(
    lambda phases: [
        SignState(f"{phase}{'abc'[place]}", phase, answer)
        for phase, given_ in enumerate(phases, start=1)
        for place, answer in enumerate(given_)
    ]
)
#: Ladders on which the climb gets somewhere: Yes up to a phase, anything from there.
climbing = st.builds(
    lambda ladder, height: [replace(s, answer=Answer.YES) if s.phase <= height else s for s in ladder],
    ladders,
    st.integers(0, 4),
)
all_ladders = st.one_of(ladders, climbing)


def second_reading(ladder: Sequence[SignState]) -> Suggestion:
    """The definition read from the top down: try 4, 3, 2, 1, 0 and take the first that holds."""
    facts = {Answer.YES, Answer.PARTLY, Answer.NO}
    if not facts & {s.answer for s in ladder}:
        return Suggestion()
    phase = next(p for p in (4, 3, 2, 1, 0) if {s.answer for s in ladder if s.phase <= p} <= {Answer.YES})
    following = [s.answer for s in ladder if s.phase == phase + 1]
    certain = phase == 4 or (set(following) <= facts and any(a != Answer.YES for a in following))
    open_signs = [s.code for s in ladder if s.phase == phase + 1 and s.answer not in facts]
    return Suggestion(
        phase=phase,
        certain=certain,
        deciding=() if certain else tuple(open_signs),
        ahead=tuple(s.code for s in ladder if s.phase > phase and s.answer == Answer.YES),
    )


@given(all_ladders)
def test_suggestion_is_what_the_definition_says(ladder: list[SignState]) -> None:
    found = maturity.suggest(ladder)
    assert found == second_reading(ladder)
    assert found.phase is None or found.certain == (not found.deciding)


@given(all_ladders, st.data())
def test_one_more_sign_met_never_lowers_the_suggestion(ladder: list[SignState], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(ladder) - 1))
    better = [*ladder[:place], replace(ladder[place], answer=Answer.YES), *ladder[place + 1 :]]
    before, after = maturity.suggest(ladder).phase, maturity.suggest(better).phase
    assert after is not None
    assert before is None or after >= before


@given(all_ladders, st.data())
def test_the_order_of_the_signs_does_not_matter(ladder: list[SignState], data: st.DataObject) -> None:
    shuffled = maturity.suggest(data.draw(st.permutations(ladder)))
    straight = maturity.suggest(ladder)
    assert (shuffled.phase, shuffled.certain) == (straight.phase, straight.certain)
    assert set(shuffled.deciding) == set(straight.deciding)
    assert set(shuffled.ahead) == set(straight.ahead)


@given(all_ladders)
def test_dont_know_says_as_little_as_no_answer(ladder: list[SignState]) -> None:
    def instead(old: Answer, new: Answer) -> list[SignState]:
        return [replace(s, answer=new) if s.answer == old else s for s in ladder]

    expected = maturity.suggest(ladder)
    assert maturity.suggest(instead(Answer.UNKNOWN, Answer.UNANSWERED)) == expected
    assert maturity.suggest(instead(Answer.UNANSWERED, Answer.UNKNOWN)) == expected


@given(all_ladders, st.data())
def test_a_certain_suggestion_stays_when_the_open_signs_are_answered(
    ladder: list[SignState], data: st.DataObject
) -> None:
    """And an uncertain one can still rise, unless the next phase has a No or Partly already."""
    found = maturity.suggest(ladder)
    facts = st.sampled_from([Answer.YES, Answer.PARTLY, Answer.NO])
    unknown = (Answer.UNKNOWN, Answer.UNANSWERED)
    filled = [replace(s, answer=data.draw(facts)) if s.answer in unknown else s for s in ladder]
    if found.certain:
        assert maturity.suggest(filled).phase == found.phase
    elif found.phase is not None:
        best = [replace(s, answer=Answer.YES) if s.answer in unknown else s for s in ladder]
        against = [s for s in ladder if s.phase == found.phase + 1 and s.answer in (Answer.PARTLY, Answer.NO)]
        reached = maturity.suggest(best).phase
        assert reached is not None
        assert (reached > found.phase) == (not against)


@pytest.mark.parametrize(
    ("table", "phase", "expected"),
    [
        ("YY Yn -? pp", 0, ""),
        ("YY Yn -? pp", 1, ""),
        ("YY Yn -? pp", 2, "2b"),
        ("YY Yn -? pp", 3, "2b 3a 3b"),
        ("YY Yn -? pp", 4, "2b 3a 3b 4a 4b"),
    ],
)
def test_unmet_signs_up_to_a_phase(table: str, phase: int, expected: str) -> None:
    assert maturity.unmet(signs(table), phase) == codes(expected)


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        ([], None),
        ([None], None),
        ([None, None, None], None),
        ([0], 0),  # not started is a phase, and is not the same as not known
        ([4], 4),
        ([1, 3], 1),  # between two middle phases the lower
        ([0, 4], 0),
        ([3, 1, 2], 2),
        ([1, 2, 3, 4], 2),
        ([4, 4, 1, 1], 1),
        ([0, 0, 4, 4, 4], 4),
        ([None, 3, None, 3], 3),  # with None as 0 this would be 0
        ([None, 2, 4], 2),
        ([2, None, None, None, None], 2),
    ],
)
def test_middle_phase_by_hand(phases: list[int | None], expected: int | None) -> None:
    assert maturity.middle_phase(phases) == expected


phases_of_a_domain = st.lists(st.one_of(st.none(), st.integers(0, 4)), max_size=9)


def holds_as_middle(value: int, known: Iterable[int]) -> bool:
    """At least half are not above it, and fewer than half are below it: that is the lower median."""
    known = list(known)
    return 2 * sum(k <= value for k in known) >= len(known) and 2 * sum(k < value for k in known) < len(known)


@given(phases_of_a_domain, st.integers(0, 5), st.data())
def test_middle_phase_is_the_lower_median_of_what_is_known(
    phases: list[int | None], unknown: int, data: st.DataObject
) -> None:
    found = maturity.middle_phase(phases)
    known = [phase for phase in phases if phase is not None]
    assert [value for value in range(5) if holds_as_middle(value, known)] == ([found] if known else [])
    assert maturity.middle_phase(data.draw(st.permutations(phases))) == found
    assert maturity.middle_phase([*phases, *[None] * unknown]) == found


@pytest.mark.parametrize(
    ("phase", "phase_unknown", "justification", "expected"),
    [
        (0, False, "Nothing yet.", True),  # phase 0 is a chosen phase
        (3, False, "By law.", True),
        (4, False, "By law.", True),
        (None, True, "Nobody could say.", True),
        (None, False, "Only words.", False),
        (2, False, "", False),
        (0, False, "", False),
        (None, True, "", False),
        (None, False, "", False),
        (2, False, " \n\t\u00a0", False),  # blanks are no justification
        (None, True, "  ", False),
        (1, False, " x ", True),
    ],
)
def test_what_counts_as_answered(phase: int | None, phase_unknown: bool, justification: str, expected: bool) -> None:
    assert maturity.is_answered(phase=phase, phase_unknown=phase_unknown, justification=justification) is expected


@given(st.one_of(st.none(), st.integers(0, 4)), st.booleans(), st.text())
def test_answered_needs_both_halves(phase: int | None, phase_unknown: bool, words: str) -> None:
    found = maturity.is_answered(phase=phase, phase_unknown=phase_unknown, justification=words)
    chosen = phase in (0, 1, 2, 3, 4) or phase_unknown
    written = any(not letter.isspace() for letter in words)
    assert found == (chosen and written)


@pytest.mark.parametrize(
    ("answered", "total", "complete", "remaining"),
    [(0, 21, False, 21), (20, 21, False, 1), (21, 21, True, 0), (0, 0, False, 0)],
)
def test_progress(answered: int, total: int, complete: bool, remaining: int) -> None:
    progress = Progress(answered=answered, total=total)
    assert (progress.complete, progress.remaining) == (complete, remaining)
