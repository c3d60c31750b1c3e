"""The short answers of a round: signs, enablers, threats, commitments and decisions, in one query for all of them.

Second views come along: they are few, and a query of their own for each round would cost more than they do."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, DateTimeField, F, Value

from assessments.maturity import Answer
from assessments.models import (
    Action,
    Assessment,
    CommitmentAnswer,
    Decision,
    EnablerAnswer,
    Priority,
    Response,
    SignAnswer,
    ThreatAnswer,
)
from assessments.results import second_views
from assessments.results.following import CommitmentResult, Saved, ThreatResult
from assessments.structure import CommitmentNode, HarmNode, Structure
from assessments.threats import Presence
from assessments.translation import pick

#: Name and organisation alone: a whole user for each row would cost more than the row.
SAVER = {"saver": F("saved_by__name"), "saver_of": F("saved_by__organisation")}
_SHARED_COLUMNS = ("carried_over", "revision", "saved_at", "saved_by__name", "saved_by__organisation")


@dataclass(frozen=True)
class SaidRow:
    """One row of any of them: `value` is the presence or the answer, `text` the source, the note or the decision."""

    value: str = ""
    text: str = ""
    carried_over: bool = False
    revision: int = 0
    saved_at: dt.datetime | None = None
    saver: str | None = None
    saver_of: str | None = None


class ContextRows:
    """The rows of one round by the key of their enabler, harm or commitment, or by the decision's number. A round may
    be older than these."""

    def __init__(self, assessment: Assessment) -> None:
        self.enablers: dict[int, SaidRow] = {}
        self.threats: dict[int, SaidRow] = {}
        self.commitments: dict[int, SaidRow] = {}
        self.decisions: dict[int, SaidRow] = {}
        views: dict[int, SaidRow] = {}
        signs: dict[int, SaidRow] = {}
        tables: dict[str, tuple[dict[int, SaidRow], Any, tuple[str, ...]]] = {
            "enabler": (self.enablers, EnablerAnswer.objects.all(), ("enabler_id", "answer", "note")),
            "threat": (self.threats, ThreatAnswer.objects.all(), ("harm_id", "presence", "source")),
            "commitment": (self.commitments, CommitmentAnswer.objects.all(), ("commitment_id", "answer", "note")),
            "decision": (
                self.decisions,
                Decision.objects.annotate(value=Value(""), carried_over=Value(False)),
                ("number", "value", "text"),
            ),
            "view": (
                views,
                second_views.given().annotate(value=Value(""), carried_over=Value(False), said=second_views.AS_TEXT),
                ("pk", "value", "said"),
            ),
        }
        first, *rest = (
            rows.filter(assessment=assessment)
            .annotate(table=Value(table))
            .values_list("table", *columns, *_SHARED_COLUMNS)
            for table, (_found, rows, columns) in tables.items()
        )
        for table, key, *columns in first.union(*rest, _signs_of(assessment), all=True):
            (signs if table == "sign" else tables[table][0])[key] = SaidRow(*columns)
        self.signs = {key: row.value for key, row in signs.items()}
        self.views = second_views.read((pk, row.text, row.saved_at) for pk, row in views.items())

    @property
    def moments(self) -> list[dt.datetime]:
        """When each was saved."""
        every = (self.enablers, self.threats, self.commitments, self.decisions)
        moments = [row.saved_at for found in every for row in found.values() if row.saved_at]
        return moments + [view.saved_at for views in self.views.values() for view in views if view.saved_at]


def _signs_of(assessment: Assessment) -> Any:
    """The answers to signs in the same columns; when each was saved stands at its response."""
    nothing = {
        "table": Value("sign"),
        "text": Value(""),
        "carried_over": Value(False),
        "revision": Value(0),
        "saved_at": Value(None, output_field=DateTimeField()),
        "saver_name": Value(None, output_field=CharField()),
        "saver_of": Value(None, output_field=CharField()),
    }
    columns = ("table", "sign_id", "answer", "text", "carried_over", "revision", "saved_at", "saver_name", "saver_of")
    return SignAnswer.objects.filter(response__assessment=assessment).annotate(**nothing).values_list(*columns)


def saved(row: Response | Priority | Action | SaidRow | None) -> Saved:
    if row is None:
        return Saved()
    return Saved(row.revision, row.saved_at, getattr(row, "saver", None) or "", getattr(row, "saver_of", None) or "")


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
