"""Who reads a thread, in words."""

from typing import Any

from django import template

from assessments.models.thread import THREAD_NAMES
from assessments.talk import Kind

register = template.Library()


@register.filter
def thread_name(kind: str) -> Any:
    return THREAD_NAMES[Kind(kind)]
