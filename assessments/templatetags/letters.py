"""Names in the page of a letter: elements instead of the marks that its plain text has. Presentation only."""

import re
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from assessments.wording import UNPRINTABLE

register = template.Library()

_APART = re.compile("\u2068([^\u2066-\u2069]*)\u2069")


@register.filter
def bdi(value: Any) -> SafeString:
    """A name, or whatever else people wrote, as a whole."""
    return format_html("<bdi>{}</bdi>", UNPRINTABLE.sub("", str(value)))


@register.filter
def elements(value: Any) -> SafeString:
    """A sentence in which `isolated` has set names apart."""
    return mark_safe(UNPRINTABLE.sub("", _APART.sub(r"<bdi>\1</bdi>", escape(value))))
