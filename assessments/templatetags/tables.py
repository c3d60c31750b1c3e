"""Rows that a page has by the dozen, as string builders. Presentation only."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from assessments import wording
from assessments.results import AssessmentResult, CapabilityResult, DomainResult, GapResult
from assessments.results.themes import ThemeResult
from assessments.templatetags.plan import gap_buttons, gap_id
from assessments.templatetags.ui import (
    MARK_NAMES,
    gap_answer,
    gap_source,
    gap_words,
    icon,
    mark,
    phase,
    phase_name,
)
from assessments.translation import Text

register = template.Library()
register.filter("listed", wording.listed)
register.filter("listed_apart", wording.listed_apart)
register.filter("number", wording.number)


@register.filter
def and_organisation(name: str, organisation: str) -> str:
    """Whose words these are: the person and their organisation, where it is known."""
    return wording.listed(part for part in (name, organisation) if part)


def _addresses(result: AssessmentResult) -> dict[str, str]:
    """The pages of all capabilities; one reverse instead of twenty-one."""
    root = reverse("capability_list", args=[result.assessment_id])
    return {capability.code: f"{root}{capability.code}/" for capability in result.capabilities}


@register.simple_tag
def capability_nav(result: AssessmentResult, here: str) -> SafeString:
    """The list of capabilities beside an answer, by domain."""
    addresses = _addresses(result)

    def entry(capability: CapabilityResult) -> SafeString:
        code, language = capability.code, get_language()
        return _nav_entry(addresses[code], code == here, capability.mark, code, capability.name, language)

    return format_html_join(
        "",
        "<h2>{}</h2><ol>{}</ol>",
        (
            (domain.name, format_html_join("", "{}", ((entry(c),) for c in result.capabilities_of(domain))))
            for domain in result.domains
        ),
    )


@lru_cache(maxsize=2000)
def _nav_entry(address: str, here: bool, state: str, code: str, name: Text, language: str) -> SafeString:
    return format_html(
        '<li><a href="{}"{}>{}<span>{}</span><span>{}<span class="sr">, {}</span></span></a></li>',
        address,
        mark_safe(' aria-current="page"') if here else "",
        mark(state),
        code,
        name,
        MARK_NAMES[state],
    )


@register.simple_tag
def progress_marks(result: AssessmentResult, domain: DomainResult) -> SafeString:
    """One mark a capability, each a link that says name and state."""
    addresses = _addresses(result)
    return format_html_join(
        "",
        '<a href="{}">{}</a>',
        (
            (
                addresses[c.code],
                mark(
                    c.mark,
                    _("%(number)s %(name)s: %(state)s")
                    % {"number": c.code, "name": wording.isolated(c.name.text), "state": MARK_NAMES[c.mark]},
                ),
            )
            for c in result.capabilities_of(domain)
        ),
    )


@register.simple_tag
def profile_rows(result: AssessmentResult, tracks: Mapping[str, str]) -> SafeString:
    """The capability profile: number and name, the drawn phase, now and target."""
    domains = [("", domain.name, result.capabilities_of(domain)) for domain in result.domains]
    return _profile_groups(result, tracks, domains)


@register.simple_tag
def theme_profile_rows(
    result: AssessmentResult, tracks: Mapping[str, str], themes: Sequence[ThemeResult]
) -> SafeString:
    """The same profile by theme, each with the id `t-<code>`."""
    groups = [(f"t-{theme.code}", theme.name, theme.capabilities) for theme in themes]
    return _profile_groups(result, tracks, groups)


def _profile_groups(
    result: AssessmentResult,
    tracks: Mapping[str, str],
    groups: Sequence[tuple[str, Text, Sequence[CapabilityResult]]],
) -> SafeString:
    addresses = _addresses(result)
    arrow, target_word = icon("next", turns=True), _("target")
    before = _("in %(year)s") % {"year": result.previous_year} if result.previous_year else ""

    def row(c: CapabilityResult) -> SafeString:
        target = (
            format_html(' {} <span class="sr">, {} </span>{}', arrow, target_word, phase(c.target))
            if c.target is not None
            else ""
        )
        past = (
            format_html('<span class="sr">, {} {}</span>', before, phase_name(result, c.previous.state))
            if c.previous and before
            else ""
        )
        return format_html(
            '<tr><th scope="row"><span class="no">{}</span><a href="{}">{}</a></th><td>{}</td><td>{}{}{}</td></tr>',
            c.code,
            addresses[c.code],
            c.name,
            mark_safe(tracks[c.code]),
            phase(c.state),
            target,
            past,
        )

    return format_html_join(
        "",
        '<tbody{}><tr><th scope="rowgroup" colspan="3">{}</th></tr>{}</tbody>',
        (
            (
                format_html(' id="{}"', anchor) if anchor else "",
                name,
                format_html_join("", "{}", ((row(c),) for c in members)),
            )
            for anchor, name, members in groups
        ),
    )


@register.simple_tag(takes_context=True)
def gap_rows(context: Any, gaps: Sequence[GapResult], result: AssessmentResult) -> SafeString:
    """What is missing, where it shows, and how it was answered."""
    new = format_html('<br><span class="tag">{}</span>', pgettext("gap", "New"))
    answer = _("Answer:")
    return format_html_join(
        "",
        '<div class="gap-row"><p id="{}">{}</p><p><small>{}</small></p><p>{} <b>{}</b>{}</p>{}</div>',
        (
            (
                gap_id(gap),
                gap_words(gap),
                gap_source(gap, result),
                "" if gap.source == "evidence" else answer,
                gap_answer(gap),
                new if gap.is_new else "",
                gap_buttons(context, gap, result),
            )
            for gap in gaps
        ),
    )
