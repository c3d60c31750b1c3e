"""Prints what a country wrote: escaped, in its own direction, so that it cannot turn or break what stands around it."""

import re
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments.exports.report import badge as report_badge
from assessments.wording import UNPRINTABLE, direction_of, foreign

register = template.Library()


def _mark(text: str) -> SafeString:
    """Direction and, where it is not the report's, language of what a country wrote."""
    language = foreign(text)
    if language:
        return format_html('dir="{}" lang="{}"', direction_of(text), language)
    return format_html('dir="{}"', direction_of(text))


#: No word of any language is as long; to break one of thousands of letters anywhere takes a minute of work.
_ENDLESS, _PIECE = re.compile(r"\S{61,}"), re.compile(r".{12}(?=.)")


def _clean(text: str) -> str:
    """As typed, without what cannot be printed, and with places at which an endless word may be broken."""
    return _ENDLESS.sub(lambda run: _PIECE.sub("\\g<0>\u200b", run[0]), UNPRINTABLE.sub("", text).strip())


@register.filter
def words(text: str) -> SafeString:
    """A text of several lines, as a block."""
    clean = _clean(text)
    return format_html('<div class="words" {}>{}</div>', _mark(clean), clean)


@register.filter
def spoken(text: str) -> SafeString:
    """The same of what somebody outside the country wrote, in a language that nobody knows."""
    clean = _clean(text)
    return format_html('<div class="words" dir="{}">{}</div>', direction_of(clean), clean)


@register.filter
def own(text: str) -> SafeString:
    """A short text within a line."""
    clean = _clean(" ".join(str(text).split()))
    return format_html("<bdi {}>{}</bdi>", _mark(clean), clean)


@register.filter
def ltr(text: object) -> SafeString:
    """A code, an ISO date, a fraction, a web address: left to right in every language."""
    return format_html('<bdi dir="ltr">{}</bdi>', UNPRINTABLE.sub("", str(text)))


@register.filter
def badge(said: Any) -> SafeString:
    """The sign of a phase, of a capability now or of what the last round said of it."""
    return report_badge(said.state)


@register.filter
def badge_of(state: str) -> SafeString:
    """The same for a state that stands alone."""
    return report_badge(state)
