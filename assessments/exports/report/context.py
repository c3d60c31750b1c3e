"""The threat picture and the commitments as the report prints them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext as _

from assessments.exports.report.words import Part
from assessments.models.response import ANSWER_NAMES
from assessments.models.threat import PRESENCE_NAMES
from assessments.results import AssessmentResult, CapabilityResult, CommitmentResult, ThreatResult
from assessments.translation import Text


@dataclass(frozen=True)
class ThreatRow:
    threat: ThreatResult
    presence: str
    capabilities: Sequence[CapabilityResult]


@dataclass(frozen=True)
class CommitmentRow:
    commitment: CommitmentResult
    answer: str
    capabilities: Sequence[CapabilityResult]


class Context(Part):
    @cached_property
    def threats(self) -> list[ThreatRow]:
        return threat_rows(self.result)

    @cached_property
    def commitments(self) -> list[tuple[Text, list[CommitmentRow]]]:
        return commitment_rows(self.result)


def threat_rows(result: AssessmentResult) -> list[ThreatRow]:
    return [
        ThreatRow(
            threat,
            str(PRESENCE_NAMES[threat.presence]) if threat.presence else _("Unanswered"),
            _capabilities(result, threat.capabilities),
        )
        for threat in result.threats
    ]


def commitment_rows(result: AssessmentResult) -> list[tuple[Text, list[CommitmentRow]]]:
    """By summit, in the framework's order."""
    rows = (
        CommitmentRow(
            commitment,
            str(ANSWER_NAMES[commitment.answer]) if commitment.answer else _("Unanswered"),
            _capabilities(result, commitment.capabilities),
        )
        for commitment in result.commitments
    )
    return [(summit, list(found)) for summit, found in groupby(rows, lambda row: row.commitment.summit)]


def _capabilities(result: AssessmentResult, codes: Sequence[str]) -> list[CapabilityResult]:
    return [result.by_code[code] for code in codes if code in result.by_code]
