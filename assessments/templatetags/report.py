"""Prints what a country wrote: escaped, in its own direction, so that it cannot turn or break what stands around it."""

import re
import unicodedata
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments.exports.report import badge as report_badge

register = template.Library()

#: Control characters, which a font has no sign for, and marks that turn the direction of what follows them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def direction_of(text: str) -> str:
    """The direction of the first letter that has one, as `dir="auto"` does, which the PDF does not know."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


@register.filter
def words(text: str) -> SafeString:
    """A text of several lines, as a block."""
    clean = _UNPRINTABLE.sub("", text).strip()
    return format_html('<div class="words" dir="{}">{}</div>', direction_of(clean), clean)


@register.filter
def own(text: str) -> SafeString:
    """A short text within a line."""
    clean = _UNPRINTABLE.sub("", " ".join(str(text).split()))
    return format_html('<bdi dir="{}">{}</bdi>', direction_of(clean), clean)


@register.filter
def ltr(text: object) -> SafeString:
    """A code, an ISO date, a fraction, a web address: left to right in every language."""
    return format_html('<bdi dir="ltr">{}</bdi>', _UNPRINTABLE.sub("", str(text)))


@register.filter
def badge(said: Any) -> SafeString:
    """The sign of a phase, of a capability now or of what the last round said of it."""
    return report_badge(said.state)


@register.filter
def badge_of(state: str) -> SafeString:
    """The same for a state that stands alone."""
    return report_badge(state)
