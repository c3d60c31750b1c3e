"""The demonstration's threat picture and commitments: the shape of their part of a file, and saving them."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from assessments.actions.answers import SimpleRow, save_simple
from assessments.actions.following_rows import commitment_rows, threat_rows
from assessments.maturity import Answer
from assessments.models import Assessment, User


@dataclass(frozen=True)
class GivenThreat:
    """How present one harm is; `by` is the key of an account, `at` in UTC."""

    code: str
    presence: str
    source: str
    by: str
    at: dt.datetime

    @property
    def values(self) -> dict[str, str]:
        return {"presence": self.presence, "source": self.source}


@dataclass(frozen=True)
class GivenCommitment:
    """`answer` is a letter, as elsewhere in the file."""

    code: str
    answer: str
    note: str
    by: str
    at: dt.datetime


def save_context(
    assessment: Assessment,
    threats: Iterable[GivenThreat],
    commitments: Iterable[GivenCommitment],
    *,
    people: Mapping[str, User],
    letters: Mapping[str, Answer],
    at: Callable[[dt.datetime], AbstractContextManager[None]],
) -> None:
    """Saves what is given, each by its person; `at` dates what is recorded within it."""
    rows = threat_rows(assessment)
    for threat in threats:
        with at(threat.at):
            _save(rows[threat.code], assessment, people[threat.by], threat.code, threat.values)
    others = commitment_rows(assessment)
    for given in commitments:
        with at(given.at):
            values = {"answer": letters[given.answer].value, "note": given.note}
            _save(others[given.code], assessment, people[given.by], given.code, values)


def _save(row: SimpleRow, assessment: Assessment, by: User, code: str, values: Mapping[str, str]) -> None:
    save_simple(
        row=row,
        assessment=assessment,
        by=by,
        based_on=row.revision,
        values=values,
        fields=tuple(values),
        code=code,
        confirm=True,
    )
