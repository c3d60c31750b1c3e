"""AssessmentResult -> what the report's templates print. Words and order only: every number comes from the result."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import attention, charts
from assessments.exports.context_pages import CommitmentRow, ThreatRow, commitment_rows, threat_rows
from assessments.exports.wording import FACET_GAPS, FACET_NAMES, KIND_NAMES, STATE_SENTENCES
from assessments.gaps import Source
from assessments.maturity import Answer
from assessments.models.assessment import STATE_NAMES
from assessments.models.priority import HORIZON_NAMES
from assessments.models.response import ANSWER_NAMES, CONFIDENCE_NAMES, PARTICIPANT_NAMES
from assessments.results import (
    AssessmentResult,
    CapabilityResult,
    DomainResult,
    EnablerResult,
    EvidenceResult,
    GapResult,
    PriorityResult,
)
from assessments.translation import Text
from assessments.workflow import State

STRONG_FROM_PHASE = 3
_LISTED = 5  # how many of a kind the summary names


@dataclass(frozen=True)
class GapRow:
    text: Text | str
    kind: str
    is_new: bool | None


@dataclass(frozen=True)
class GapGroup:
    capability: CapabilityResult
    rows: Sequence[GapRow]


@dataclass(frozen=True)
class PriorityRow:
    """`opens`, `needs` and `lifted_by` are capabilities; `horizon` is worded."""

    priority: PriorityResult
    capability: CapabilityResult
    horizon: str
    opens: Sequence[CapabilityResult]
    needs: Sequence[CapabilityResult]
    lifted_by: CapabilityResult | None

    @property
    def sum(self) -> str:
        p = self.priority
        return f"{p.steps} × {p.importance} × {p.feasibility} × {p.factor}"


@dataclass(frozen=True)
class Named:
    """A finding with the capabilities it is about."""

    text: str
    capabilities: Sequence[CapabilityResult]


class Report:
    """One result, as its report words it in the active language. Made and used under `translation.override`."""

    def __init__(self, result: AssessmentResult, code: str, *, mirrored: bool) -> None:
        self.result, self.code, self.mirrored = result, code, mirrored

    # --- cover ------------------------------------------------------------------------------------------------
    @property
    def state_name(self) -> str:
        return str(STATE_NAMES[self.result.state])

    @property
    def state_sentence(self) -> str:
        return str(STATE_SENTENCES[self.result.state])

    @property
    def is_final(self) -> bool:
        return self.result.state == State.ACCEPTED

    @cached_property
    def lead(self) -> list[str]:
        """Whole sentences, each true by itself."""
        progress, year = self.result.progress, self.result.previous_year
        sentences = [
            ngettext(
                "%(answered)s of %(total)s capability answered.",
                "%(answered)s of %(total)s capabilities answered.",
                progress.total,
            )
            % {"answered": progress.answered, "total": progress.total}
        ]
        if year is None:
            return [*sentences, _("This is the first round, so there is nothing to compare it with.")]
        on, back = len(self.result.moved_on), len(self.result.moved_back)
        if on:
            sentence = ngettext("%(count)s has moved on since %(year)s.", "%(count)s have moved on since %(year)s.", on)
            sentences.append(sentence % {"count": on, "year": year})
        if back:
            sentence = ngettext("%(count)s has moved back.", "%(count)s have moved back.", back)
            sentences.append(sentence % {"count": back})
        if not on and not back:
            sentences.append(_("None is known to have moved since %(year)s.") % {"year": year})
        return sentences

    @cached_property
    def ring(self) -> SafeString:
        result = self.result
        states = [[c.state for c in result.capabilities_of(domain)] for domain in result.domains]
        title = _(
            "Ring of all capabilities, each with its number and its phase. "
            "The table in the section “Profile by domain” gives the same values."
        )
        centre = f"{result.progress.answered}/{result.progress.total}"
        return _drawn(charts.ring(states, title, centre, mirrored=self.mirrored))

    @cached_property
    def ring_names(self) -> list[tuple[DomainResult, str, str]]:
        """Each domain with the place of its name around the ring, as an inline style, and its side."""
        places = charts.ring_labels([len(domain.capability_codes) for domain in self.result.domains])
        named = []
        filled = [domain for domain in self.result.domains if domain.capability_codes]
        for domain, place in zip(filled, places, strict=True):
            # The box of the ring is 170 × 133 mm with the ring's centre at (85, 66); names above the ring grow
            # upwards, names below it downwards, so that no length of a name reaches a circle.
            inline, block = 85 + 58 * place.x, 66 + 57 * place.y
            side = "before" if place.x < 0 else "after"
            edges = [f"inset-inline-end:{170 - inline:.1f}mm" if place.x < 0 else f"inset-inline-start:{inline:.1f}mm"]
            if place.y < -0.35:
                edges.append(f"inset-block-end:{133 - block:.1f}mm")
            else:
                edges.append(f"inset-block-start:{block if place.y > 0.35 else block - 2.5:.1f}mm")
            named.append((domain, ";".join(edges), side))
        return named

    # --- summary ----------------------------------------------------------------------------------------------
    @cached_property
    def bar(self) -> SafeString:
        counts = self.result.counts
        title = _(
            "Number of capabilities in each phase. Not started %(p0)s, phase 1 %(p1)s, phase 2 %(p2)s, "
            "phase 3 %(p3)s, phase 4 %(p4)s, don’t know %(dk)s, unanswered %(none)s."
        ) % {(f"p{state}" if state.isdigit() else state): count for state, count in counts.items()}
        return _drawn(charts.phase_bar(counts, title, mirrored=self.mirrored))

    @cached_property
    def open_gaps(self) -> str:
        count = len(self.result.gaps)
        return ngettext("gap lies between now and the targets", "gaps lie between now and the targets", count)

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
        """The capabilities that come first, with what lies between now and their targets."""
        shown = []
        for priority in self.result.ranked[:3]:
            capability = self.result.by_code[priority.capability]
            count = len(self.result.gaps_of(capability.code))
            sentence = ngettext(
                "priority %(rank)s, %(count)s gap to the target",
                "priority %(rank)s, %(count)s gaps to the target",
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

    # --- profile and capabilities -----------------------------------------------------------------------------
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
            "now": _state_words(capability.state),
            "target": _("not set") if capability.target is None else capability.target,
            "previous": _("not known") if previous is None else previous,
        }
        return _drawn(
            charts.print_track(capability.state, capability.target, previous, mirrored=self.mirrored, title=title)
        )

    def phase_name(self, phase: int | None) -> Text | str:
        return "" if phase is None else self.result.phase_names[phase].name

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

    @cached_property
    def threats(self) -> list[ThreatRow]:
        return threat_rows(self.result)

    @cached_property
    def commitments(self) -> list[tuple[Text, list[CommitmentRow]]]:
        return commitment_rows(self.result)

    # --- gaps, priorities, changes ----------------------------------------------------------------------------
    @cached_property
    def gap_groups(self) -> list[GapGroup]:
        groups = []
        for capability in self.result.capabilities:
            rows = [
                GapRow(_gap_text(gap), str(KIND_NAMES[gap.kind]), gap.is_new)
                for gap in self.result.gaps_of(capability.code)
            ]
            if rows:
                groups.append(GapGroup(capability, rows))
        return groups

    @cached_property
    def new_gaps(self) -> int:
        return sum(bool(gap.is_new) for gap in self.result.gaps)

    @cached_property
    def gap_sentences(self) -> list[str]:
        count = len(self.result.gaps)
        if not count:
            return [_("No gap is known between now and the targets.")]
        sentences = [ngettext("There is %(count)s gap.", "There are %(count)s gaps.", count) % {"count": count}]
        return sentences + self.gap_change if self.result.previous_year else sentences

    @cached_property
    def gap_change(self) -> list[str]:
        closed, year = len(self.result.closed_gaps), self.result.previous_year
        return [
            ngettext("%(count)s gap of %(year)s is closed.", "%(count)s gaps of %(year)s are closed.", closed)
            % {"count": closed, "year": year},
            ngettext("%(count)s is new.", "%(count)s are new.", self.new_gaps) % {"count": self.new_gaps},
        ]

    @cached_property
    def priority_rows(self) -> list[PriorityRow]:
        by_code = self.result.by_code
        return [
            PriorityRow(
                priority=p,
                capability=by_code[p.capability],
                horizon=str(HORIZON_NAMES.get(p.horizon, "–")),
                opens=[by_code[code] for code in p.opens],
                needs=[by_code[code] for code in p.needs],
                lifted_by=by_code[p.lifted_by] if p.lifted_by else None,
            )
            for p in self.result.ranked
        ]

    @cached_property
    def unranked(self) -> list[CapabilityResult]:
        return [self.result.by_code[priority.capability] for priority in self.result.unranked]

    @cached_property
    def newly_answered(self) -> list[CapabilityResult]:
        return [
            c
            for c in self.result.capabilities
            if c.previous is not None and c.previous.phase is None and c.phase is not None
        ]

    @cached_property
    def changes(self) -> list[Named]:
        return [
            Named(_("Moved on"), self.result.moved_on),
            Named(_("Moved back"), self.result.moved_back),
            Named(_("Newly answered"), self.newly_answered),
        ]

    # --- method -----------------------------------------------------------------------------------------------
    @cached_property
    def participation(self) -> list[tuple[str, int]]:
        counts = self.result.participants
        return [(str(name), counts.get(code, 0)) for code, name in PARTICIPANT_NAMES.items()]

    @cached_property
    def confidence(self) -> list[tuple[str, int]]:
        found = [c.confidence for c in self.result.capabilities]
        return [(str(name), found.count(level)) for level, name in sorted(CONFIDENCE_NAMES.items(), reverse=True)]


class CapabilityPage:
    """One capability as its part of the report prints it."""

    def __init__(self, capability: CapabilityResult, report: Report) -> None:
        self.capability, self._report = capability, report

    @property
    def now(self) -> SafeString:
        return named_badge(self.capability.state, self._report)

    @property
    def suggested(self) -> SafeString:
        return named_badge(_state(self.capability.suggestion.phase), self._report, none=_("Nothing yet"))

    @property
    def target(self) -> SafeString:
        return named_badge(_state(self.capability.target), self._report, none=_("Not set"))

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
    def facets(self) -> list[tuple[str, str]]:
        return [(str(FACET_NAMES[facet.code]), answer_name(facet.answer)) for facet in self.capability.facets]

    @cached_property
    def evidence(self) -> list[tuple[EvidenceResult, bool]]:
        """Each piece, and whether its address may be a link: only the web, never a script or a file."""
        return [(piece, is_web_address(piece.url)) for piece in self.capability.evidence]

    @cached_property
    def participants(self) -> list[str]:
        return [str(PARTICIPANT_NAMES[code]) for code in self.capability.participants if code in PARTICIPANT_NAMES]

    @property
    def confidence(self) -> str:
        return str(CONFIDENCE_NAMES.get(self.capability.confidence or 0, ""))


def is_web_address(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))


def answer_name(answer: Answer) -> str:
    return str(ANSWER_NAMES[answer]) if answer in ANSWER_NAMES else _("Unanswered")


def badge(state: str, text: str = "") -> SafeString:
    return format_html(
        '<b class="phase" data-phase="{}">{}</b>', state, text or charts.SIGNS_OF_STATE.get(state, state)
    )


def named_badge(state: str, report: Report, none: str = "") -> SafeString:
    """The number and the name of a phase, or the words for not knowing it."""
    if state.isdigit():
        return format_html("{} {}", badge(state), report.phase_name(int(state)))
    return format_html("{} {}", badge(state), _("Don’t know") if state == "dk" else none or _("Unanswered"))


def _state(phase: int | None) -> str:
    return "none" if phase is None else str(phase)


def _state_words(state: str) -> str:
    return {"dk": _("don’t know"), "none": _("unanswered")}.get(state, state)


def _gap_text(gap: GapResult) -> Text | str:
    if gap.source == Source.SIGN:
        return gap.text
    if gap.source == Source.FACET:
        return str(FACET_GAPS[gap.ref])
    return _("Evidence that shows this phase")


def _drawn(svg: str) -> SafeString:
    return mark_safe(svg)
