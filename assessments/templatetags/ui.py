"""Pieces of the design that templates use. Presentation only: no rule lives here."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BoundField, CheckboxSelectMultiple, RadioSelect
from django.template import defaulttags
from django.template.defaulttags import URLNode
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import charts
from assessments.attention import Attention
from assessments.exports.wording import FACET_QUESTIONS
from assessments.gaps import Kind, Source
from assessments.maturity import Answer
from assessments.models.assessment import STATE_NAMES
from assessments.models.membership import ROLE_NAMES
from assessments.models.priority import HORIZON_NAMES
from assessments.models.response import ANSWER_NAMES, CONFIDENCE_NAMES, PARTICIPANT_NAMES
from assessments.priorities import Horizon
from assessments.results import AssessmentResult, GapResult, RegisterEntry
from assessments.roles import Role
from assessments.translation import Text
from assessments.wording import comma, lang_of, semicolon
from assessments.wording import isolated as kept_apart
from assessments.workflow import State

register = template.Library()

_SHOWN = {"dk": "?", "none": "–"}

ATTENTION_NAMES = {
    Attention.CONFIRM: gettext_lazy("Carried over from the last round: please confirm it."),
    Attention.JUSTIFICATION: gettext_lazy("The justification is missing."),
    Attention.REASON: gettext_lazy("The phase differs from the suggestion, and no reason is given."),
    Attention.EVIDENCE: gettext_lazy("Phase 2 or higher, but no evidence."),
    Attention.TARGET: gettext_lazy("No target is set."),
    Attention.TARGET_BELOW: gettext_lazy("The target is below today’s phase."),
    Attention.PARTICIPANTS: gettext_lazy("Nobody is recorded as having taken part."),
}
FACET_GAPS = {
    "law": gettext_lazy("In law or policy"),
    "practice": gettext_lazy("Works in practice"),
    "nationwide": gettext_lazy("Nationwide"),
    "funded": gettext_lazy("Funded"),
}
MARK_NAMES = {
    "done": gettext_lazy("answered"),
    "started": gettext_lazy("in progress"),
    "asked": gettext_lazy("answered, needs you"),
    "empty": gettext_lazy("not started"),
}
#: The state of a round in the words of the stepper.
STATE_HINTS = {
    State.DRAFT: gettext_lazy("The country answers."),
    State.FOR_APPROVAL: gettext_lazy("The approver reads and signs."),
    State.SUBMITTED: gettext_lazy("Sent and locked. Reopened only with a reason."),
    State.IN_REVIEW: gettext_lazy("The secretariat may ask, never change."),
    State.ACCEPTED: gettext_lazy("Kept as the baseline of the next round."),
}


class Address(URLNode):
    """Django's own tag, which asks for an address of plain numbers and codes once: a page has some forty of them."""

    def render(self, context: Any) -> str:
        values = tuple(value.resolve(context) for value in self.args)
        if self.kwargs or self.asvar or not context.autoescape or not all(type(one) in _PLAIN for one in values):
            found: str = super().render(context)
            return found
        return _address(self.view_name.resolve(context), values, get_urlconf(), get_script_prefix())


_PLAIN = (int, str, SafeString)


@lru_cache(maxsize=5000)
def _address(route: str, values: tuple[int | str, ...], urlconf: str | None, prefix: str) -> SafeString:
    return escape(reverse(route, urlconf, args=values))


@register.tag
def url(parser: Any, token: Any) -> Address:
    node = defaulttags.url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


@register.simple_tag
@lru_cache(maxsize=200)
def icon(name: str, turns: bool = False, css: str = "") -> SafeString:
    classes = " ".join(filter(None, ("icon", "turns" if turns else "", css)))
    return format_html('<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>', classes, name)


@register.simple_tag
def mark(state: str, label: str = "") -> SafeString:
    """The answering state of a capability as an icon; with a label it speaks for itself."""
    if not label:
        return icon(state, css=f"mark {state}")
    return format_html(
        '<svg class="icon mark {0}" role="img" aria-label="{1}"><use href="#i-{0}"/></svg>', state, label
    )


def phase_sign(state: str) -> str:
    """What a phase badge shows: the number, or a sign."""
    return _SHOWN.get(state, state)


@register.simple_tag
@lru_cache(maxsize=20)
def phase(state: Any) -> SafeString:
    """A phase badge: number or sign first, colour last."""
    key = "none" if state is None or state == "" else str(state)
    return format_html('<b class="phase" data-phase="{}">{}</b>', key, _SHOWN.get(key, key))


@register.simple_tag
def phase_name(result: AssessmentResult, state: Any) -> str:
    key = "none" if state is None or state == "" else str(state)
    if key.isdigit():
        return result.phase_names[int(key)].name.__html__()
    return _("Don’t know") if key == "dk" else _("Unanswered")


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    return mapping.get(key, "")


@register.filter
def answer_name(answer: str) -> Any:
    return ANSWER_NAMES[Answer(answer)] if answer else _("Unanswered")


@register.filter
def participant_name(code: str) -> Any:
    return PARTICIPANT_NAMES.get(code, code)


@register.filter
def confidence_name(value: int | None) -> Any:
    return CONFIDENCE_NAMES[value] if value else _("Not said")


@register.filter
def attention_words(code: str) -> Any:
    return ATTENTION_NAMES[Attention(code)]


@register.filter
def mark_words(code: str) -> Any:
    return MARK_NAMES[code]


@register.filter
def facet_name(code: str) -> Any:
    return FACET_QUESTIONS[code][0]


@register.filter
def state_name(state: str) -> Any:
    return STATE_NAMES[State(state)]


@register.filter
def state_hint(state: str) -> Any:
    return STATE_HINTS.get(State(state), "")


@register.filter
def role_name(role: str) -> Any:
    return ROLE_NAMES[Role(role)]


@register.filter
def horizon_name(horizon: str) -> Any:
    return HORIZON_NAMES[Horizon(horizon)] if horizon else _("Not chosen")


@register.filter
def gap_words(gap: GapResult | RegisterEntry) -> Any:
    """What is missing: the sign's own text, the facet, or the evidence."""
    if gap.source == Source.SIGN:
        return gap.text
    if gap.source == Source.FACET:
        return FACET_GAPS[gap.ref]
    return _("A document that shows the phase")


@register.filter
def gap_source(gap: GapResult | RegisterEntry, result: AssessmentResult) -> str:
    if gap.source == Source.SIGN and gap.phase is not None:
        return _("Sign of phase %(phase)s") % {"phase": f"{gap.phase} {result.phase_names[gap.phase].name}"}
    return _("Reality check") if gap.source == Source.FACET else _("Evidence")


@register.filter
def gap_answer(gap: GapResult | RegisterEntry) -> Any:
    if gap.source == Source.EVIDENCE or gap.kind is None:
        return _("None yet")
    answers = {
        Kind.MISSING: Answer.NO,
        Kind.PARTLY: Answer.PARTLY,
        Kind.UNKNOWN: Answer.UNKNOWN,
        Kind.UNANSWERED: Answer.UNANSWERED,
    }
    return answer_name(answers[gap.kind])


@register.simple_tag
def ring_mark(large: bool = False) -> SafeString:
    return mark_safe(charts.ring_large() if large else charts.ring_mark())


@register.filter
def drawn(svg: str) -> SafeString:
    """A chart of `charts.py`, which escapes the texts it is given."""
    return mark_safe(svg)


@register.filter
def error_id(field: BoundField) -> str:
    return f"{field.auto_id}_error"


@register.filter
def row_name(field: BoundField) -> str:
    """Of a page that has the same field in many rows: which row it belongs to. See `forms.errors`."""
    about = getattr(field.form, "about", "")
    return theirs(about) if about and isinstance(about, str) else str(about)


@register.filter
def first_id(field: BoundField) -> str:
    """The id that a link to this field leads to."""
    options = isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)
    return f"{field.auto_id}_0" if options else str(field.auto_id)


@register.filter
def undo_of(tags: str) -> list[str]:
    """ "undo:evidence:assessment:code" in a message's tags: what its "Bring back" button needs."""
    for tag in (tags or "").split():
        if tag.startswith("undo:"):
            return tag.split(":")[1:]
    return []


WAYS = {
    "reauthenticate": gettext_lazy("Use the password instead"),
    "mfa_reauthenticate": gettext_lazy("Use a code instead"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey instead"),
}


@register.filter
def way_words(way: dict[str, Any]) -> Any:
    """Another way of confirming who one is."""
    return WAYS.get(way["id"], way["description"])


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute that a script reads; escaped like any text."""
    return json.dumps(value, cls=DjangoJSONEncoder)


#: What stands between two parts of a row: Arabic has signs of its own.
register.simple_tag(comma)
register.simple_tag(semicolon)


@register.filter
def isolated(value: Any) -> Any:
    """A name in a sentence. A text that is a fallback comes in an element of its own language already."""
    if isinstance(value, Text):
        return value if value.lang else kept_apart(value.text)
    return "" if value is None else kept_apart(value)


_AUTO, _NOT_KNOWN = mark_safe('dir="auto"'), mark_safe('dir="auto" lang=""')


@register.simple_tag
def written(text: Any, language: str | None = None) -> SafeString:
    """Direction of what a country wrote and, where it is not the page's, its language: the round's, or `language`."""
    found = lang_of(str(text), language)
    return _AUTO if found is None else format_html('dir="auto" lang="{}"', found)


@register.simple_tag
def spoken() -> SafeString:
    """The same of what somebody outside the country wrote, the secretariat or a reader: nobody knows its language, and
    it is said to be unknown, so that no voice reads it in the page's."""
    return _NOT_KNOWN


@register.simple_tag
def theirs(text: Any, language: str | None = None) -> SafeString:
    """A short text of a country within a line."""
    found = lang_of(str(text), language)
    if found is None:
        return format_html("<bdi>{}</bdi>", text)
    return format_html('<bdi lang="{}">{}</bdi>', found, text)
