"""The demonstration's assignments: the shape of their part of a file, and saving them."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from django.db.models import F

from assessments import assigned
from assessments.actions.assignments import Given, assign
from assessments.models import Assessment, Notice, User
from assessments.workflow import SHARED


@dataclass(frozen=True)
class GivenAssignment:
    """Capabilities that go to an organisation and people; `people` and `by` are keys of accounts, `at` in UTC."""

    codes: list[str]
    by: str
    at: dt.datetime
    organisation: str = ""
    people: list[str] = field(default_factory=list)
    due: str = ""


def save_assignments(
    assessment: Assessment,
    assignments: Iterable[GivenAssignment],
    *,
    people: Mapping[str, User],
    at: Callable[[dt.datetime], AbstractContextManager[None]],
) -> None:
    """Saves what is given; of what people were told, the last is left unread."""
    for one in assignments:
        values = {
            "organisation": one.organisation,
            "people": sorted(people[key].pk for key in one.people),
            "due": one.due,
        }
        now = assigned.of_round(assessment)
        given = {code: Given(now.get(code, assigned.NOBODY).revision, values) for code in one.codes}
        with at(one.at):
            assign(assessment=assessment, given=given, by=people[one.by])
    told = Notice.objects.filter(assessment=assessment, read_at=None)
    last = told.order_by("-pk").first()
    told.exclude(pk=last.pk if last else 0).update(read_at=F("created_at"))


def read_past_notices(assessment: Assessment) -> None:
    """Of a round that has ended, everything was read when it was told."""
    if Assessment.objects.filter(pk=assessment.pk, state__in=SHARED).exists():
        Notice.objects.filter(assessment=assessment, read_at=None).update(read_at=F("created_at"))
