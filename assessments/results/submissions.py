"""What a country handed over of one round, each time: when it was sent, and when it was accepted.

A submission is a set of snapshots, one a language, that were frozen in one moment. They are numbered as they came, and
because no snapshot is ever deleted a number stays.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessments.models import Assessment, Signature, Snapshot
from assessments.results.frozen import thaw
from assessments.results.shapes import AssessmentResult
from assessments.workflow import State


@dataclass(frozen=True)
class Frozen:
    """A snapshot without what it holds. `code` stands on its report; of the oldest snapshots it is not written down."""

    pk: int
    language: str
    state: str
    at: dt.datetime
    code: str = ""


@dataclass(frozen=True)
class Submission:
    number: int  # the first one is 1
    state: State  # submitted or accepted
    at: dt.datetime
    by_language: Mapping[str, Frozen]
    name: str = ""  # who signed it for the country; empty: it was sent before there were signatures
    function: str = ""
    without_approver: bool = False

    def row(self, language: str) -> Frozen:
        """In this language, else in English, else in any: a language may be younger than the submission."""
        return in_language(list(self.by_language.values()), language)


def in_language(rows: Sequence[Frozen], language: str) -> Frozen:
    order = {language: 0, "en": 1}
    return min(rows, key=lambda row: order.get(row.language, 2))


def grouped(rows: Iterable[Frozen]) -> list[list[Frozen]]:
    """Snapshots in the order of their freezing, by submission: where a language comes again, a new one begins."""
    groups: list[list[Frozen]] = []
    for row in rows:
        last = groups[-1] if groups else []
        if not last or last[0].state != row.state or any(one.language == row.language for one in last):
            groups.append([])
        groups[-1].append(row)
    return groups


def frozen_rows(assessment: Assessment) -> list[Frozen]:
    rows = Snapshot.objects.filter(assessment=assessment).order_by("pk")
    return [Frozen(*row) for row in rows.values_list("pk", "language", "state", "created_at", "code")]


def submissions(assessment: Assessment) -> tuple[Submission, ...]:
    """Every submission of a round, the first one first, in two queries; in none while it was never sent."""
    if not assessment.was_sent:
        return ()
    signed = list(Signature.objects.filter(assessment=assessment).order_by("pk"))
    found = []
    for number, group in enumerate(grouped(frozen_rows(assessment)), start=1):
        at = group[0].at
        # An accepted round stands under the signature with which it was sent.
        by = next((row for row in reversed(signed) if row.signed_at <= at), None)
        found.append(
            Submission(
                number,
                State(group[0].state),
                at,
                {row.language: row for row in group},
                *((by.name, by.function, by.without_approver) if by else ()),
            )
        )
    return tuple(found)


def submitted(pk: int) -> AssessmentResult:
    """What this snapshot says, and nothing of what the round says today."""
    return thaw(Snapshot.objects.get(pk=pk).result)
