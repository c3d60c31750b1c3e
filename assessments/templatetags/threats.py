"""The threat picture in words: presence, proposals and what they rest on. Presentation only."""

from collections.abc import Sequence

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models.threat import PRESENCE_NAMES
from assessments.results import AssessmentResult
from assessments.templatetags.ui import phase
from assessments.threats import Presence, Proposal
from assessments.wording import listed_apart

register = template.Library()


@register.filter
def presence_name(presence: str) -> str:
    return str(PRESENCE_NAMES[Presence(presence)]) if presence else _("Unanswered")


@register.simple_tag
def capability_phases(result: AssessmentResult, codes: Sequence[str]) -> SafeString:
    """Capabilities as links, each with its phase now."""
    root = reverse("capability_list", args=[result.assessment_id])
    return format_html(
        '<ul class="row tight">{}</ul>',
        format_html_join(
            "",
            '<li class="leads">{} <a href="{}">{} {}</a></li>',
            (
                (phase(found.state), f"{root}{found.code}/", found.code, found.name)
                for found in (result.by_code[code] for code in codes if code in result.by_code)
            ),
        ),
    )


@register.simple_tag
def proposal_words(result: AssessmentResult, proposal: Proposal) -> str:
    """ "5, because Grooming of children online is widespread." Worked out visibly, never a bare number."""
    names = [result.threat_by_code[code].name.text for code in proposal.because]
    count = len(names)
    sentence = {
        Presence.WIDESPREAD: ngettext(
            "%(importance)s, because this is widespread: %(harms)s.",
            "%(importance)s, because these are widespread: %(harms)s.",
            count,
        ),
        Presence.GROWING: ngettext(
            "%(importance)s, because this is growing: %(harms)s.",
            "%(importance)s, because these are growing: %(harms)s.",
            count,
        ),
        Presence.SOME: ngettext(
            "%(importance)s, because there is some of this: %(harms)s.",
            "%(importance)s, because there is some of these: %(harms)s.",
            count,
        ),
        Presence.NOT_SEEN: ngettext(
            "%(importance)s, because this is not seen: %(harms)s.",
            "%(importance)s, because these are not seen: %(harms)s.",
            count,
        ),
    }[proposal.presence]
    return sentence % {"importance": proposal.importance, "harms": listed_apart(names)}


@register.simple_tag
def open_words(result: AssessmentResult, proposal: Proposal) -> str:
    """What is not known and could raise the proposal; empty when nothing could."""
    if not proposal.open:
        return ""
    names = listed_apart(result.threat_by_code[code].name.text for code in proposal.open)
    return _("It could be higher. Not known yet: %(harms)s.") % {"harms": names}
