"""What a country says of the harms and of the summits' commitments: one query each, whatever the round holds."""

from django.db.models import F

from assessments import structure
from assessments.maturity import Answer
from assessments.models import (
    Assessment,
    CommitmentAnswer,
    EnablerAnswer,
    Priority,
    Response,
    ThreatAnswer,
)
from assessments.results.following import CommitmentResult, Saved, ThreatResult
from assessments.structure import Structure
from assessments.threats import Presence
from assessments.translation import pick

#: The name alone: a whole user for each row would cost more than the row.
SAVER = {"saver": F("saved_by__name")}


class ContextRows:
    """The rows of one round by the key of their harm or commitment. A round may be older than these."""

    def __init__(self, assessment: Assessment, nodes: Structure) -> None:
        self.threats: dict[int, ThreatAnswer] = {}
        self.commitments: dict[int, CommitmentAnswer] = {}
        if nodes.harms:
            threats = ThreatAnswer.objects.filter(assessment=assessment).annotate(**SAVER)
            self.threats = {row.harm_id: row for row in threats}
        if nodes.commitments:
            commitments = CommitmentAnswer.objects.filter(assessment=assessment).annotate(**SAVER)
            self.commitments = {row.commitment_id: row for row in commitments}


def saved(row: Response | EnablerAnswer | Priority | ThreatAnswer | CommitmentAnswer | None) -> Saved:
    if row is None:
        return Saved()
    return Saved(row.revision, row.saved_at, getattr(row, "saver", None) or "")


def threats(nodes: Structure, rows: ContextRows, language: str) -> tuple[ThreatResult, ...]:
    return tuple(_threat(node, rows.threats.get(node.pk), language) for node in nodes.harms)


def commitments(nodes: Structure, rows: ContextRows, language: str) -> tuple[CommitmentResult, ...]:
    return tuple(_commitment(node, rows.commitments.get(node.pk), language) for node in nodes.commitments)


def _threat(node: structure.HarmNode, row: ThreatAnswer | None, language: str) -> ThreatResult:
    return ThreatResult(
        code=node.code,
        name=pick(node.names, language),
        text=pick(node.texts, language),
        capabilities=node.capabilities,
        presence=Presence(row.presence) if row else Presence.UNSET,
        source=row.source if row else "",
        carried_over=row.carried_over if row else False,
        saved=saved(row),
    )


def _commitment(node: structure.CommitmentNode, row: CommitmentAnswer | None, language: str) -> CommitmentResult:
    return CommitmentResult(
        code=node.code,
        summit=pick(node.summits, language),
        name=pick(node.names, language),
        text=pick(node.texts, language),
        capabilities=node.capabilities,
        answer=Answer(row.answer) if row else Answer.UNANSWERED,
        note=row.note if row else "",
        carried_over=row.carried_over if row else False,
        saved=saved(row),
    )
