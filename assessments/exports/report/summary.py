"""What is strong, what holds the country back, what is not known."""

from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import charts
from assessments.exports.report.words import Named, Part, drawn
from assessments.maturity import Answer
from assessments.results import CapabilityResult

STRONG_FROM_PHASE = 3
_LISTED = 4  # how many of a kind the brief names


class Summary(Part):
    @cached_property
    def bar(self) -> SafeString:
        counts = self.result.counts
        title = _(
            "Number of capabilities in each phase. Not started %(p0)s, phase 1 %(p1)s, phase 2 %(p2)s, "
            "phase 3 %(p3)s, phase 4 %(p4)s, don’t know %(dk)s, unanswered %(none)s."
        ) % {(f"p{state}" if state.isdigit() else state): count for state, count in counts.items()}
        return drawn(charts.phase_bar(counts, title, mirrored=self.mirrored))

    @cached_property
    def open_gaps(self) -> str:
        count = len(self.result.gaps)
        return ngettext("gap is open", "gaps are open", count)

    @cached_property
    def moved_words(self) -> str:
        count = len(self.result.moved_on)
        sentence = ngettext(
            "capability has moved on since %(year)s", "capabilities have moved on since %(year)s", count
        )
        return sentence % {"year": self.result.previous_year}

    @cached_property
    def known_words(self) -> str:
        return _("capabilities answered, of %(total)s") % {"total": self.result.progress.total}

    @cached_property
    def strong(self) -> list[tuple[CapabilityResult, str]]:
        """Phase 3 and more, the best supported by evidence first."""
        found = [c for c in self.result.capabilities if c.phase is not None and c.phase >= STRONG_FROM_PHASE]
        found.sort(key=lambda c: (-len(c.evidence), -(c.phase or 0), c.order))
        shown = []
        for capability in found[:_LISTED]:
            count = len(capability.evidence)
            if count:
                sentence = ngettext(
                    "phase %(phase)s, with %(count)s piece of evidence",
                    "phase %(phase)s, with %(count)s pieces of evidence",
                    count,
                )
            else:
                sentence = _("phase %(phase)s, without evidence so far")
            shown.append((capability, sentence % {"phase": capability.phase, "count": count}))
        return shown

    @cached_property
    def holding_back(self) -> list[tuple[CapabilityResult, str]]:
        """The capabilities that come first, with their open gaps: of the reality check and the evidence, too."""
        shown = []
        for priority in self.result.ranked[:3]:
            capability = self.result.by_code[priority.capability]
            count = len(self.result.gaps_of(capability.code))
            sentence = ngettext(
                "priority %(rank)s, %(count)s open gap",
                "priority %(rank)s, %(count)s open gaps",
                count,
            )
            shown.append((capability, sentence % {"rank": priority.rank, "count": count}))
        return shown

    @cached_property
    def not_everywhere(self) -> list[Named]:
        return [
            Named(text, found)
            for facet, text in (
                ("funded", _("Not funded, or only in part")),
                ("nationwide", _("Not nationwide, or only in part")),
            )
            if (found := self._with_facet(facet))
        ]

    def _with_facet(self, facet: str) -> list[CapabilityResult]:
        lacking = (Answer.NO, Answer.PARTLY)
        return [
            c
            for c in self.result.capabilities
            if c.phase is not None and any(f.code == facet and f.answer in lacking for f in c.facets)
        ]

    @cached_property
    def not_known(self) -> list[Named]:
        """What nobody consulted could say, and what has not been asked yet."""
        return [
            Named(text, found)
            for state, text in (("dk", _("Don’t know")), ("none", _("Unanswered")))
            if (found := [c for c in self.result.capabilities if c.state == state])
        ]

    @cached_property
    def signs_not_known(self) -> str:
        count = sum(s.answer == Answer.UNKNOWN for c in self.result.capabilities for s in c.signs)
        if not count:
            return ""
        return ngettext(
            "To %(count)s sign the answer is “Don’t know”. It is never counted as zero.",
            "To %(count)s signs the answer is “Don’t know”. They are never counted as zero.",
            count,
        ) % {"count": count}
