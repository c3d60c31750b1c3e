"""Who reads a thread, in words, and how much of the talk is new to somebody."""

from typing import Any

from django import template

from assessments import conversations
from assessments.models.thread import THREAD_NAMES
from assessments.talk import Kind

register = template.Library()


@register.filter
def thread_name(kind: str) -> Any:
    return THREAD_NAMES[Kind(kind)]


@register.simple_tag(takes_context=True)
def new_talk(context: Any) -> int:
    """How many open threads of the round say something new to the reader."""
    assessment, request = context.get("assessment"), context.get("request")
    if not assessment or request is None or not request.user.is_authenticated:
        return 0
    return conversations.unread_count(request.user, assessment)
