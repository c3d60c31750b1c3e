"""Lists and numbers as a language writes them: Arabic has a comma of its own, Spanish a decimal comma.

And the mark of what a country wrote in another language than the page's, for screen readers.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext

_written: ContextVar[str] = ContextVar("written", default="")
#: Control characters, which a font has no sign for, and marks that turn the direction of what follows them.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_APART, _TOGETHER = "\u2068", "\u2069"  # what stands between them has a direction of its own
#: Letters and digits that a sentence would draw to where they do not belong: by the direction of the sentence.
_STRANGE = {"ltr": {"R", "AL", "AN"}, "rtl": {"L", "EN", "AN"}}


@contextmanager
def written_in(language: str) -> Iterator[None]:
    """While a report or a page is made: the language of what the country wrote. Empty: not known yet."""
    token = _written.set(language)
    try:
        yield
    finally:
        _written.reset(token)


def speak_of(language: str) -> None:
    """From here on the page is about a round that is written in this language. The door says so, see access.py."""
    _written.set(language)


def language_of_round() -> str:
    return _written.get()


def direction_of(text: str) -> str:
    """The direction of the first letter that has one, as `dir="auto"` does, which the PDF does not know."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def foreign(text: str, language: str | None = None) -> str:
    """The language to mark a country's text with; empty when it is the page's own, or when the letters say another."""
    of_round = _written.get() if language is None else language
    if not of_round or of_round == get_language():
        return ""
    return of_round if direction_of(text) == _runs(of_round) else ""


def lang_of(text: str, language: str | None = None) -> str | None:
    """The `lang` of a country's text on a page. None: none is said, the page's own holds. Empty: it is not known, which
    HTML says by an empty `lang`: it was not known to begin with, or the letters fit neither it nor the page's."""
    if language == "":
        return ""
    of_round, here = language or _written.get(), get_language() or ""
    if not of_round or of_round == here:
        return None
    direction = direction_of(text)
    if direction == _runs(of_round):
        return of_round
    return None if direction == _runs(here) else ""


def _runs(language: str) -> str:
    return "rtl" if language.split("-")[0] in settings.LANGUAGES_BIDI else "ltr"


def isolated(text: object) -> str:
    """A name, a title or a code inside a sentence of ours: what it holds turns nothing around it, and the other way.

    By marks and not by an element, because sentences also stand in attributes, in messages and in mails. Nothing is
    added where the letters go the sentence's own way.
    """
    plain = UNPRINTABLE.sub("", str(text))
    kinds = {unicodedata.bidirectional(character) for character in plain}
    return f"{_APART}{plain}{_TOGETHER}" if kinds & _STRANGE[_runs(get_language() or "")] else plain


def comma() -> str:
    return pgettext("between short parts of a list", ", ")


def semicolon() -> str:
    return pgettext("between parts of a list that may hold commas", "; ")


def listed(parts: Iterable[object]) -> str:
    """Short parts in a row: codes, names of people. Each keeps its own direction, the row has the sentence's."""
    return comma().join(isolated(part) for part in parts)


def listed_apart(parts: Iterable[object]) -> str:
    """Parts that may hold commas themselves: names of capabilities, of organisations."""
    return semicolon().join(isolated(part) for part in parts)


def number(value: str) -> str:
    """A number of the read model, "18.75", as the reader writes it."""
    return number_format(Decimal(value), use_l10n=True, force_grouping=True)
