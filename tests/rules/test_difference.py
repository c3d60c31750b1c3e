"""Two versions side by side: nothing lost, only what differs is marked."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import difference
from assessments.difference import Piece, compare, shortened


def joined(pieces: Iterable[Piece]) -> str:
    return "".join(text for text, _differs in pieces)


def kept(pieces: Iterable[Piece]) -> str:
    return "".join(text for text, differs in pieces if not differs)


@pytest.mark.parametrize(
    ("mine", "theirs", "left", "right"),
    [
        ("", "", (), ()),
        ("a law", "a law", (("a law", False),), (("a law", False),)),
        ("", "a law", (), (("a law", True),)),
        ("a law", "", (("a law", True),), ()),
        (
            "The law of 2023 pays.",
            "The law of 2024 pays.",
            (("The law of ", False), ("2023", True), (" pays.", False)),
            (("The law of ", False), ("2024", True), (" pays.", False)),
        ),
        (
            "Police and courts",
            "Police, courts",
            (("Police and", True), (" courts", False)),
            (("Police,", True), (" courts", False)),
        ),
        ("one two", "one", (("one", False), (" two", True)), (("one", False),)),
        # a word is marked whole, also one in another script
        (
            "القانون نافذ",
            "القانون ملغى",
            (("القانون ", False), ("نافذ", True)),
            (("القانون ", False), ("ملغى", True)),
        ),
    ],
)
def test_by_hand(mine: str, theirs: str, left: tuple[Piece, ...], right: tuple[Piece, ...]) -> None:
    assert difference.compare(mine, theirs) == (left, right)


words = st.lists(
    st.sampled_from(["law", "the", "of", "2023", "é", "ق", "👩‍👩‍👧", " ", "  ", "\n", "\u2028"]), max_size=30
)
texts = st.one_of(st.text(), words.map("".join))


@given(texts, texts)
def test_nothing_is_lost_and_what_is_not_marked_is_the_same(mine: str, theirs: str) -> None:
    left, right = difference.compare(mine, theirs)
    assert (joined(left), joined(right)) == (mine, theirs)
    assert kept(left) == kept(right)
    assert all(text for text, _differs in (*left, *right))
    if mine != theirs:
        assert any(differs for _text, differs in (*left, *right))


@given(texts)
def test_the_same_text_has_no_difference(text: str) -> None:
    assert not any(differs for side in difference.compare(text, text) for _piece, differs in side)


@given(words.map("".join), st.text(min_size=1).filter(lambda text: not text.isspace()))
def test_words_added_at_the_end_are_all_that_is_marked(before: str, added: str) -> None:
    added = "".join(letter for letter in added if not letter.isspace())
    before = before.rstrip()
    left, right = difference.compare(before, f"{before}\n{added}")
    assert kept(left) == before
    assert kept(right) == before


def long_text(words_in_it: int) -> str:
    return " ".join(str(number) for number in range(words_in_it))


def test_a_text_beyond_the_limit_is_marked_as_a_whole() -> None:
    mine, theirs = long_text(2_001), "0 1 2"  # words and the blanks between them: 4,001
    assert difference.compare(mine, theirs) == (((mine, True),), ((theirs, True),))
    assert difference.compare(theirs, mine) == (((theirs, True),), ((mine, True),))
    assert difference.compare(mine, mine) == (((mine, False),), ((mine, False),))


def test_a_text_at_the_limit_is_compared() -> None:
    mine = long_text(2_000) + "\n"  # 4,000 pieces
    left, right = difference.compare(mine, "0 1 2")
    assert (joined(left), joined(right)) == (mine, "0 1 2")
    assert kept(left) == "0 1 2"


class TestShortened:
    def test_around_a_difference_some_words_stay(self) -> None:
        before = " ".join(f"w{number}" for number in range(100))
        pieces, _other = compare(before, before.replace("w50", "other"))
        words = "".join(text for text, _differs in shortened(pieces, context=2))
        assert words.split() == ["…", "w48", "w49", "w50", "w51", "w52", "…"]

    def test_what_is_long_is_cut(self) -> None:
        long = " ".join(f"w{number}" for number in range(100))
        for differs in (True, False):
            ((text, _differs),) = shortened([(long, differs)], longest=3)
            assert text.split() == ["w0", "w1", "w2", "…"]

    @given(st.text(max_size=200), st.text(max_size=200))
    def test_short_texts_stay_whole(self, mine: str, theirs: str) -> None:
        for pieces in compare(mine, theirs):
            assert shortened(pieces, context=500, longest=500) == pieces
