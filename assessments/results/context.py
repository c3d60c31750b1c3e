"""What a country says of the harms and of the summits' commitments: one query for both, whatever the round holds."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Value

from assessments.maturity import Answer
from assessments.models import Assessment, CommitmentAnswer, Decision, EnablerAnswer, Priority, Response, ThreatAnswer
from assessments.results.following import CommitmentResult, Saved, ThreatResult
from assessments.structure import CommitmentNode, HarmNode, Structure
from assessments.threats import Presence
from assessments.translation import pick

#: The name alone: a whole user for each row would cost more than the row.
SAVER = {"saver": F("saved_by__name")}
_SHARED_COLUMNS = ("carried_over", "revision", "saved_at", "saved_by__name")


@dataclass(frozen=True)
class SaidRow:
    """One row of either table: `value` is the presence or the answer, `text` the source or the note."""

    value: str = ""
    text: str = ""
    carried_over: bool = False
    revision: int = 0
    saved_at: dt.datetime | None = None
    saver: str | None = None


class ContextRows:
    """The rows of one round by the key of their harm or commitment. A round may be older than these."""

    def __init__(self, assessment: Assessment, nodes: Structure) -> None:
        self.threats: dict[int, SaidRow] = {}
        self.commitments: dict[int, SaidRow] = {}
        if not nodes.harms and not nodes.commitments:
            return
        threats = ThreatAnswer.objects.filter(assessment=assessment).annotate(kind=Value("threat"))
        commitments = CommitmentAnswer.objects.filter(assessment=assessment).annotate(kind=Value("commitment"))
        found = threats.values_list("kind", "harm_id", "presence", "source", *_SHARED_COLUMNS).union(
            commitments.values_list("kind", "commitment_id", "answer", "note", *_SHARED_COLUMNS), all=True
        )
        for kind, key, *columns in found:
            rows = self.threats if kind == "threat" else self.commitments
            rows[key] = SaidRow(*columns)


def saved(row: Response | EnablerAnswer | Priority | Decision | SaidRow | None) -> Saved:
    if row is None:
        return Saved()
    return Saved(row.revision, row.saved_at, getattr(row, "saver", None) or "")


def threats(nodes: Structure, rows: ContextRows, language: str) -> tuple[ThreatResult, ...]:
    return tuple(_threat(node, rows.threats.get(node.pk, SaidRow()), language) for node in nodes.harms)


def commitments(nodes: Structure, rows: ContextRows, language: str) -> tuple[CommitmentResult, ...]:
    return tuple(_commitment(node, rows.commitments.get(node.pk, SaidRow()), language) for node in nodes.commitments)


def _threat(node: HarmNode, row: SaidRow, language: str) -> ThreatResult:
    return ThreatResult(
        code=node.code,
        name=pick(node.names, language),
        text=pick(node.texts, language),
        capabilities=node.capabilities,
        presence=Presence(row.value),
        source=row.text,
        carried_over=row.carried_over,
        saved=saved(row),
    )


def _commitment(node: CommitmentNode, row: SaidRow, language: str) -> CommitmentResult:
    return CommitmentResult(
        code=node.code,
        summit=pick(node.summits, language),
        name=pick(node.names, language),
        text=pick(node.texts, language),
        capabilities=node.capabilities,
        answer=Answer(row.value),
        note=row.text,
        carried_over=row.carried_over,
        saved=saved(row),
    )
