"""Who reads a thread, in words, and how much of the talk is new to somebody."""

from typing import Any

from django import template

from assessments.models.thread import THREAD_NAMES
from assessments.talk import Kind

register = template.Library()


@register.filter
def thread_name(kind: str) -> Any:
    return THREAD_NAMES[Kind(kind)]


@register.simple_tag(takes_context=True)
def new_talk(context: Any) -> int:
    """How many open threads of the round say something new to the reader: it came with the round through the door."""
    return getattr(context.get("assessment"), "new_talk", 0)
