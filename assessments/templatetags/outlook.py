"""Rows of the gap register and links to actions. Presentation only."""

from collections.abc import Sequence
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from assessments.results import ActionResult, AssessmentResult, RegisterEntry
from assessments.templatetags.ui import gap_answer, gap_source, gap_words, theirs
from assessments.wording import semicolon

register = template.Library()

_NOTHING = mark_safe("")
_LINKED = 2
_TITLE = 90


@lru_cache(maxsize=50)
def _pattern(assessment_id: int) -> str:
    """The address of this round's actions: one reverse instead of dozens."""
    return reverse("action_show", args=[assessment_id, 0]).removesuffix("0/")


def action_address(result: AssessmentResult, action: ActionResult) -> str:
    return f"{_pattern(result.assessment_id)}{action.pk}/"


def action_links(result: AssessmentResult, actions: Sequence[ActionResult]) -> SafeString:
    """The first titles, each a link, and how many more: a page has dozens of these."""
    links = format_html_join(
        semicolon(),
        "{}",
        (
            (format_html('<a href="{}">{}</a>', action_address(result, action), theirs(shown(action))),)
            for action in actions[:_LINKED]
        ),
    )
    more = len(actions) - _LINKED
    if more <= 0:
        return links
    return format_html("{} {}", links, ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more})


def shown(action: ActionResult) -> str:
    """A long title ends in “…” here; whole it stands on the action's own page."""
    return Truncator(action.title).chars(_TITLE)


@register.simple_tag
def linked(result: AssessmentResult, actions: Sequence[ActionResult]) -> SafeString:
    return action_links(result, actions)


@register.simple_tag
def register_rows(result: AssessmentResult, entries: Sequence[RegisterEntry]) -> SafeString:
    """What is missing, where it shows, since when, and which action works on it."""
    return format_html_join("", "{}", ((_row(result, entry),) for entry in entries))


def _row(result: AssessmentResult, entry: RegisterEntry) -> SafeString:
    named = [result.action_by_pk[pk] for pk in entry.actions if pk in result.action_by_pk]
    actions = format_html("<br><small>{} {}</small>", _("Action:"), action_links(result, named)) if named else _NOTHING
    return format_html(
        '<div class="gap-row"><p>{}{}</p><p><small>{}</small></p><p>{}</p></div>',
        gap_words(entry),
        actions,
        gap_source(entry, result),
        register_state(entry),
    )


@register.filter
def register_state(entry: RegisterEntry) -> SafeString:
    """Since when it is open, for how many rounds, and whether it had been closed before; or what became of it."""
    since = _("Open since %(year)s") % {"year": entry.opened}
    if entry.closed is not None:
        words = _("Closed in %(closed)s, opened in %(opened)s") % {"closed": entry.closed, "opened": entry.opened}
        return format_html("<span>{}</span>", words)
    lines = [format_html("<span>{}</span>", since)]
    rounds = ngettext("%(count)s round", "%(count)s rounds", entry.rounds) % {"count": entry.rounds}
    lines.append(format_html("<small>{}</small>", rounds))
    if entry.reopened:
        again = _("Reopened: it was closed in %(year)s") % {"year": entry.closed_before}
        lines.append(format_html('<span class="tag">{}</span>', again))
    elif entry.rounds == 1:
        lines.append(format_html('<span class="tag">{}</span>', pgettext("gap", "New")))
    if entry.out_of_sight:
        hidden = _("Out of sight: its target was lowered or an answer is missing")
        lines.append(format_html('<span class="tag">{}</span>', hidden))
    elif entry.kind is not None and entry.source != "evidence":
        lines.append(format_html("<small>{} {}</small>", _("Answer:"), gap_answer(entry)))
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))
