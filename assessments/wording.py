"""Lists and numbers as a language writes them: Arabic has a comma of its own, Spanish a decimal comma."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import pgettext


def listed(parts: Iterable[object]) -> str:
    """Short parts in a row: codes, names of people."""
    return pgettext("between short parts of a list", ", ").join(str(part) for part in parts)


def listed_apart(parts: Iterable[object]) -> str:
    """Parts that may hold commas themselves: names of capabilities, of organisations."""
    return pgettext("between parts of a list that may hold commas", "; ").join(str(part) for part in parts)


def number(value: str) -> str:
    """A number of the read model, "18.75", as the reader writes it."""
    return number_format(Decimal(value), use_l10n=True, force_grouping=True)
