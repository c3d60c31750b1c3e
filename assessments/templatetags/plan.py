"""Words, amounts and buttons of the action plan. Presentation only."""

from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.amounts import places
from assessments.models.action import ACTION_STATE_NAMES, FUNDING_NAMES
from assessments.plan import ActionMove, ActionState, Funding
from assessments.results import ActionResult, AssessmentResult, GapResult
from assessments.roles import NO_PART, Part
from assessments.templatetags.ui import gap_source, gap_words, icon, phase, theirs

register = template.Library()

MOVE_NAMES = {
    ActionMove.START: gettext_lazy("Start it"),
    ActionMove.FINISH: gettext_lazy("It is done"),
    ActionMove.STOP: gettext_lazy("Stop it"),
    ActionMove.TAKE_UP: gettext_lazy("Take it up again"),
}
#: What leads back from a one-click change: the route, and the words of its button.
_WAYS_BACK = {
    "made": ("action_remove", gettext_lazy("Undo: take it out again")),
    "removed": ("action_restore", gettext_lazy("Bring it back")),
    "horizon": ("priority_horizon", gettext_lazy("Undo")),
}


@register.filter
def action_state_name(state: str) -> Any:
    return ACTION_STATE_NAMES[ActionState(state)]


@register.filter
def funding_name(funding: str) -> Any:
    return FUNDING_NAMES[Funding(funding)]


@register.filter
def move_name(move: str) -> Any:
    return MOVE_NAMES[ActionMove(move)]


@register.simple_tag
def money(amount: str | Decimal, currency: str) -> SafeString:
    """USD 140,000: the code first in every language, the number by localisation."""
    value = Decimal(amount)
    number = number_format(value, decimal_pos=places(value, currency), use_l10n=True, force_grouping=True)
    return format_html('<bdi dir="ltr" class="whole">{} {}</bdi>', currency, number)


@register.simple_tag
def late_words(action: ActionResult) -> SafeString:
    """Overdue, in words and with an icon; nothing when it is not."""
    if not action.overdue:
        return mark_safe("")
    words = ngettext("Overdue, %(days)s day", "Overdue, %(days)s days", action.days_late) % {"days": action.days_late}
    return format_html('<span class="late">{} {}</span>', icon("care"), words)


@register.simple_tag
def way_back(tags: str) -> dict[str, Any] | None:
    """The undo button of a message: "back:<kind>:<round>:<action or capability>[:<value>]" in its tags."""
    for tag in (tags or "").split():
        kind, *rest = tag.removeprefix("back:").split(":")
        if tag.startswith("back:") and kind in _WAYS_BACK and len(rest) >= 2:
            route, label = _WAYS_BACK[kind]
            return {"address": reverse(route, args=rest[:2]), "label": label, "value": rest[2] if rest[2:] else None}
    return None


@register.filter
def gap_id(gap: GapResult) -> str:
    """The id of a gap's words on a page, which its buttons name."""
    return f"gap-{gap.capability}-{gap.ref}"


@register.simple_tag(takes_context=True)
def gap_buttons(context: Any, gap: GapResult, result: AssessmentResult) -> SafeString:
    """Beside a gap: the action that works on it, or a button that makes one; and the way to a priority.

    The buttons belong to a form of the page whose action is `action_make`.
    """
    known, parts, about = result.action_on.get(gap.identity), [], gap_id(gap)
    may_plan: Part = context.get("part", NO_PART)
    if known is not None:
        address = reverse("action_show", args=[result.assessment_id, known.pk])
        parts.append(
            format_html('<a class="turn" href="{}">{} {}</a>', address, icon("list"), theirs(_short(known.title)))
        )
    elif may_plan.touches([gap.capability]):
        parts.append(
            format_html(
                '<button class="btn quiet small" name="gap" value="{}" aria-describedby="{}">{}</button>',
                gap.identity,
                about,
                _("Make it an action"),
            )
        )
    priority = result.priority_of(gap.capability)
    if priority is not None and priority.horizon != "now" and context.get("may_set"):
        parts.append(
            format_html(
                '<button class="btn quiet small" name="horizon" value="now" formaction="{}" aria-describedby="{}">{}'
                "</button>",
                reverse("priority_horizon", args=[result.assessment_id, gap.capability]),
                about,
                _("Make it a priority"),
            )
        )
    joined = mark_safe("".join(parts))
    return format_html('<p class="row tight gap-does">{}</p>', joined) if parts else joined


@register.simple_tag
def gap_line(gap: GapResult, result: AssessmentResult) -> SafeString:
    return format_html("{} <small>{}</small>", gap_words(gap), gap_source(gap, result))


@register.simple_tag
def what_if_rows(result: AssessmentResult, tracks: dict[str, str], then: dict[str, int | None]) -> SafeString:
    """The profile once the actions are done: name, drawing, today and then."""
    root = reverse("capability_list", args=[result.assessment_id])
    arrow, rows = icon("next", turns=True), []
    for domain in result.domains:
        rows.append(format_html('<tbody><tr><th scope="rowgroup" colspan="3">{}</th></tr>', domain.name))
        for c in result.capabilities_of(domain):
            moved = then[c.code] != c.phase
            after = format_html(' {} <span class="sr">{} </span>{}', arrow, _("then"), phase(then[c.code]))
            rows.append(
                format_html(
                    '<tr><th scope="row"><span class="no">{}</span><a href="{}{}/">{}</a></th><td>{}</td>'
                    "<td>{}{}</td></tr>",
                    c.code,
                    root,
                    c.code,
                    c.name,
                    mark_safe(tracks[c.code]),
                    phase(c.state),
                    after if moved else "",
                )
            )
        rows.append(mark_safe("</tbody>"))
    return mark_safe("".join(rows))


def _short(title: str) -> str:
    return title if len(title) <= 60 else f"{title[:58].rstrip()} …"
