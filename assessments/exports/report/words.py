"""Words and small marks that every part of the report uses."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessments import charts
from assessments.exports.wording import FACET_GAPS
from assessments.gaps import Source
from assessments.maturity import Answer
from assessments.models.response import ANSWER_NAMES
from assessments.results import AssessmentResult, CapabilityResult, GapResult, RegisterEntry
from assessments.translation import Text


@dataclass(frozen=True)
class Named:
    """A finding with the capabilities it is about."""

    text: str
    capabilities: Sequence[CapabilityResult]


class Part:
    """One subject of the report. All parts read the same result in the active language."""

    def __init__(self, result: AssessmentResult, code: str, *, mirrored: bool) -> None:
        self.result, self.code, self.mirrored = result, code, mirrored

    def phase_name(self, phase: int | None) -> Text | str:
        return "" if phase is None else self.result.phase_names[phase].name


def is_web_address(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))


def answer_name(answer: Answer) -> str:
    return str(ANSWER_NAMES[answer]) if answer in ANSWER_NAMES else _("Unanswered")


def badge(state: str, text: str = "") -> SafeString:
    return format_html(
        '<b class="phase" data-phase="{}">{}</b>', state, text or charts.SIGNS_OF_STATE.get(state, state)
    )


def named_badge(state: str, report: Part, none: str = "", unknown: str = "") -> SafeString:
    """The number and the name of a phase, or the words for not knowing it."""
    if state.isdigit():
        return format_html("{} {}", badge(state), report.phase_name(int(state)))
    return format_html("{} {}", badge(state), unknown or _("Don’t know") if state == "dk" else none or _("Unanswered"))


def state_number(phase: int | None) -> str:
    return "none" if phase is None else str(phase)


def state_words(state: str) -> str:
    return {"dk": _("don’t know"), "none": _("unanswered")}.get(state, state)


def gap_text(gap: GapResult | RegisterEntry) -> Text | str:
    if gap.source == Source.SIGN:
        return gap.text
    if gap.source == Source.FACET:
        return str(FACET_GAPS[gap.ref])
    return _("Evidence that shows this phase")


def drawn(svg: str) -> SafeString:
    return mark_safe(svg)
