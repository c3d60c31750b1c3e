"""The first-visit guide, on the pages where people arrive."""

from typing import Any

from django import template

from assessments import guidance

register = template.Library()


@register.simple_tag(takes_context=True)
def first_visit(context: dict[str, Any]) -> guidance.Visit | None:
    user = context["user"]
    if not user.is_authenticated:
        return None
    assessment = context.get("assessment")
    country = assessment.country if assessment else context.get("country")
    return guidance.first_visit(user, country, assessment)
