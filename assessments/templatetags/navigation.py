"""The main navigation of a round: the same eight links on every page of it, so they are built once for each page."""

from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy

from assessments.models.thread import new_talk_of

register = template.Library()

#: Route, words, and the pages that stand below it.
_PLACES: tuple[tuple[str, Any, frozenset[str]], ...] = (
    ("review_show", gettext_lazy("Review"), frozenset({"review_changes", "round_reopen"})),
    ("workspace", gettext_lazy("Workspace"), frozenset()),
    (
        "capability_list",
        gettext_lazy("Capabilities"),
        frozenset({"capability_edit", "assignment_list", "assignment_edit"}),
    ),
    (
        "enabler_list",
        pgettext_lazy("navigation", "Context"),
        frozenset({"threat_list", "threat_importance", "commitment_list", "theme_list"}),
    ),
    ("gap_list", gettext_lazy("Gaps and priorities"), frozenset({"register_show", "register_changes"})),
    ("plan_list", gettext_lazy("Action plan"), frozenset({"action_show", "action_edit", "action_new", "what_if"})),
    ("report_show", gettext_lazy("Report"), frozenset({"brief_edit", "sent_show"})),
    ("comment_list", pgettext_lazy("navigation", "Comments"), frozenset({"thread_list", "thread_show"})),
)


@register.simple_tag(takes_context=True)
def round_nav(context: Any) -> SafeString:
    """The links of the round that the page is about. On most pages, how much of its talk is new came with it through
    the door."""
    assessment, here = context["assessment"], getattr(context.get("request"), "resolver_match", None)
    reviews = context["user"].is_secretariat and assessment.is_shared
    new = getattr(assessment, "new_talk", None)
    if new is None:
        new = new_talk_of(assessment, context["user"])
    made: SafeString = _links(assessment.pk, here.url_name if here else "", reviews, new, get_language())
    return made


@lru_cache(maxsize=2000)
def _links(round_: int, here: str, reviews: bool, new: int, language: str) -> SafeString:
    """Numbers and routes only: nothing in it is of a person or a country."""
    return format_html_join(
        "\n",
        '<li><a href="{}"{}>{}{}</a></li>',
        (
            (
                reverse(route, args=[round_]),
                mark_safe(' aria-current="page"' if here == route else ' aria-current="true"' if here in below else ""),
                words,
                _how_many(new) if route == "comment_list" and new else "",
            )
            for route, words, below in _PLACES
            if reviews or route != "review_show"
        ),
    )


def _how_many(new: int) -> SafeString:
    words = ngettext("(%(number)s new)", "(%(number)s new)", new) % {"number": new}
    return format_html(" <b>{}</b>", words)
