"""Where two versions of a text differ, word by word. Pure: imports no Django."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import groupby

_WORDS = re.compile(r"\s+|\S+")
#: Beyond this many words the comparison would be slow; then the whole text is marked as different.
_LIMIT = 4_000

Piece = tuple[str, bool]


def compare(mine: str, theirs: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts as (piece, differs) in reading order. Joined, the pieces give the texts back unchanged."""
    left, right = _WORDS.findall(mine), _WORDS.findall(theirs)
    if max(len(left), len(right)) > _LIMIT:
        return ((mine, mine != theirs),), ((theirs, mine != theirs),)
    matcher = SequenceMatcher(a=left, b=right, autojunk=False)
    same_left, same_right = [False] * len(left), [False] * len(right)
    for start_left, start_right, size in matcher.get_matching_blocks():
        same_left[start_left : start_left + size] = [True] * size
        same_right[start_right : start_right + size] = [True] * size
    return tuple(_pieces(left, same_left)), tuple(_pieces(right, same_right))


def _pieces(words: list[str], same: list[bool]) -> Iterator[Piece]:
    for alike, group in groupby(zip(words, same, strict=True), key=lambda pair: pair[1]):
        yield "".join(word for word, _same in group), not alike


def shortened(pieces: Iterable[Piece], context: int = 8, longest: int = 40) -> tuple[Piece, ...]:
    """The same for a list: of what did not change only some words around a difference, and of what did at most
    `longest`. What is left out is shown as "…"."""
    found = list(pieces)
    shown = []
    for place, (text, differs) in enumerate(found):
        words = _WORDS.findall(text)
        if differs or len(found) == 1:
            short = text if len(words) <= 2 * longest else "".join(words[: 2 * longest]) + " …"
        else:
            before = words[: 2 * context] if place else []
            after = words[-2 * context :] if place < len(found) - 1 else []
            short = text if len(words) <= len(before) + len(after) else "".join(before) + " … " + "".join(after)
        shown.append((short, differs))
    return tuple(shown)
