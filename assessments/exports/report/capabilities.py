"""The profile, the chapters of the domains, and the enablers."""

from functools import cached_property

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import attention, charts
from assessments.exports.report.second_views import ViewRow, view_rows
from assessments.exports.report.words import (
    Part,
    answer_name,
    badge,
    drawn,
    is_web_address,
    named_badge,
    state_number,
    state_words,
)
from assessments.exports.wording import FACET_NAMES
from assessments.models.response import CONFIDENCE_NAMES, PARTICIPANT_NAMES
from assessments.results import CapabilityResult, DomainResult, EnablerResult, EvidenceResult
from assessments.translation import Text


class Chapters(Part):
    @cached_property
    def profile(self) -> list[tuple[DomainResult, list[tuple[CapabilityResult, SafeString]]]]:
        return [
            (domain, [(c, self._track(c)) for c in self.result.capabilities_of(domain)])
            for domain in self.result.domains
        ]

    def _track(self, capability: CapabilityResult) -> SafeString:
        previous = capability.previous.phase if capability.previous else None
        title = _("Capability %(number)s: phase now %(now)s, target %(target)s, last round %(previous)s.") % {
            "number": capability.code,
            "now": state_words(capability.state),
            "target": _("not set") if capability.target is None else capability.target,
            "previous": _("not known") if previous is None else previous,
        }
        return drawn(
            charts.print_track(capability.state, capability.target, previous, mirrored=self.mirrored, title=title)
        )

    def page_of(self, capability: CapabilityResult) -> "CapabilityPage":
        return CapabilityPage(capability, self)

    @cached_property
    def chapters(self) -> list[tuple[DomainResult, list["CapabilityPage"]]]:
        return [
            (domain, [self.page_of(c) for c in self.result.capabilities_of(domain)]) for domain in self.result.domains
        ]

    @cached_property
    def enablers(self) -> list[tuple[EnablerResult, str]]:
        return [(enabler, answer_name(enabler.answer)) for enabler in self.result.enablers]


class CapabilityPage:
    """One capability as its part of the report prints it."""

    def __init__(self, capability: CapabilityResult, report: Part) -> None:
        self.capability, self._report = capability, report

    @property
    def now(self) -> SafeString:
        return named_badge(self.capability.state, self._report)

    @property
    def suggested(self) -> SafeString:
        return named_badge(state_number(self.capability.suggestion.phase), self._report, none=_("Nothing yet"))

    @property
    def target(self) -> SafeString:
        return named_badge(state_number(self.capability.target), self._report, none=_("Not set"))

    @property
    def target_year(self) -> int:
        return self.capability.target_year or self._report.result.target_year

    @property
    def previous(self) -> SafeString:
        before = self.capability.previous
        return named_badge(before.state if before else "none", self._report)

    @property
    def at_least(self) -> bool:
        """The suggestion can still rise with an answer to a sign that is open."""
        return self.capability.suggestion.phase is not None and not self.capability.suggestion.certain

    @property
    def differs(self) -> bool:
        return attention.needs_reason(self.capability.phase, self.capability.suggestion)

    @cached_property
    def signs(self) -> list[tuple[SafeString, Text, str]]:
        return [
            (badge(str(sign.phase), sign.code), sign.text, answer_name(sign.answer)) for sign in self.capability.signs
        ]

    @cached_property
    def second_views(self) -> list[ViewRow]:
        return view_rows(self.capability, self._report)

    @cached_property
    def facets(self) -> list[tuple[str, str]]:
        return [(str(FACET_NAMES[facet.code]), answer_name(facet.answer)) for facet in self.capability.facets]

    @cached_property
    def evidence(self) -> list[tuple[EvidenceResult, bool]]:
        """Each piece, and whether its address may be a link: only the web, never a script or a file."""
        return [(piece, is_web_address(piece.url)) for piece in self.capability.evidence]

    @cached_property
    def participants(self) -> list[str]:
        return [str(PARTICIPANT_NAMES[code]) for code in self.capability.participants if code in PARTICIPANT_NAMES]

    @cached_property
    def votes(self) -> list[SafeString]:
        """How a room voted: each phase that somebody voted for."""
        if self.capability.workshop is None:
            return []
        return [
            format_html(
                "{}: {}",
                named_badge(state, self._report),
                ngettext("%(count)s vote", "%(count)s votes", votes) % {"count": votes},
            )
            for state, votes in self.capability.workshop.counted
        ]

    @property
    def confidence(self) -> str:
        return str(CONFIDENCE_NAMES.get(self.capability.confidence or 0, ""))
