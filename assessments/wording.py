"""Lists and numbers as a language writes them: Arabic has a comma of its own, Spanish a decimal comma.

And the mark of what a country wrote in another language than the page's, for screen readers.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext

_written: ContextVar[str] = ContextVar("written", default="")


@contextmanager
def written_in(language: str) -> Iterator[None]:
    """While a report is made: the language of what the country wrote."""
    token = _written.set(language)
    try:
        yield
    finally:
        _written.reset(token)


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
    runs = "rtl" if of_round in settings.LANGUAGES_BIDI else "ltr"
    return of_round if direction_of(text) == runs else ""


def listed(parts: Iterable[object]) -> str:
    """Short parts in a row: codes, names of people."""
    return pgettext("between short parts of a list", ", ").join(str(part) for part in parts)


def listed_apart(parts: Iterable[object]) -> str:
    """Parts that may hold commas themselves: names of capabilities, of organisations."""
    return pgettext("between parts of a list that may hold commas", "; ").join(str(part) for part in parts)


def number(value: str) -> str:
    """A number of the read model, "18.75", as the reader writes it."""
    return number_format(Decimal(value), use_l10n=True, force_grouping=True)
