"""Reading who has which capability: two queries for a round, however many people there are."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from assessments import duties, maturity, structure
from assessments.duties import Stage, When
from assessments.models import Assessment, Assignee, Assignment, Membership, Response, User
from assessments.roles import ASSIGNABLE, Role


@dataclass(frozen=True)
class Assigned:
    """Who answers one capability, until when. `revision` 0: nobody has said anything yet."""

    organisation: str = ""
    due: dt.date | None = None
    people: tuple[User, ...] = ()
    revision: int = 0
    saved_by: str = ""
    saved_at: dt.datetime | None = None

    @property
    def is_said(self) -> bool:
        return bool(self.organisation or self.due or self.people)

    @property
    def names(self) -> list[str]:
        return [str(person) for person in self.people]

    def when(self, today: dt.date) -> When:
        return duties.when(self.due, today)


NOBODY = Assigned()


def of_round(assessment: Assessment) -> dict[str, Assigned]:
    """By the capability's code; what is not in it has never been assigned."""
    rows = Assignment.objects.filter(assessment=assessment).select_related("capability", "saved_by")
    shown = ("assessment_id", "organisation", "due", "revision", "saved_at", "capability__code")
    return _read(rows.only(*shown, "saved_by__name", "saved_by__email"))


def _read(rows: Iterable[Assignment]) -> dict[str, Assigned]:
    found = list(rows)
    people: dict[int, list[User]] = {}
    current = Assignee.objects.current().filter(assignment__in=[row.pk for row in found])
    for assignee in current.select_related("user").order_by("user__name", "user_id"):
        people.setdefault(assignee.assignment_id, []).append(assignee.user)
    return {
        row.capability.code: Assigned(
            row.organisation,
            row.due,
            tuple(people.get(row.pk, ())),
            row.revision,
            str(row.saved_by or ""),
            row.saved_at,
        )
        for row in found
    }


def days_of(user: User, assessment: Assessment) -> dict[str, dt.date | None]:
    """What is assigned to this person in this round, by code, with the day on which it is due."""
    rows = Assignee.objects.current().filter(user=user, assignment__assessment=assessment)
    return dict(rows.values_list("assignment__capability__code", "assignment__due"))


def open_of(user: User, assessment: Assessment) -> list[tuple[str, dt.date | None]]:
    """Of that what is not answered or confirmed yet: what is due first comes first."""
    days = days_of(user, assessment)
    done = stages([assessment.pk]) if days else {}
    left = [(code, day) for code, day in days.items() if duties.is_open(done[assessment.pk, code])]
    nodes = structure.of(assessment.framework).by_code if left else {}
    return sorted(left, key=lambda one: (duties.order(one[1]), nodes[one[0]].order))


def assignable(country_id: int) -> list[User]:
    """The people of a country who can be given a capability, by name."""
    return [member.user for member in _members(country_id)]


def _members(country_id: int) -> "QuerySet[Any]":
    members = Membership.objects.filter(country=country_id, ended_at=None, role__in=ASSIGNABLE, user__is_active=True)
    return members.select_related("user").order_by("user__name", "user_id")


@dataclass(frozen=True)
class With:
    """Who answers one capability, and whom to ask, by their names."""

    people: list[str]
    organisation: str
    coordinators: list[str]


def with_whom(response: Response) -> With:
    """One query: the people of the country who may answer, each with whether it is theirs."""
    rows = Assignment.objects.filter(assessment=response.assessment_id, capability=response.capability_id)
    theirs = Assignee.objects.current().filter(assignment__in=rows, user=OuterRef("user"))
    members = _members(response.assessment.country_id).annotate(
        theirs=Exists(theirs), organisation=Subquery(rows.values("organisation")[:1])
    )
    found = list(members)
    return With(
        people=[str(member.user) for member in found if member.theirs],
        organisation=next((member.organisation or "" for member in found), ""),
        coordinators=[str(member.user) for member in found if member.role == Role.COORDINATOR],
    )


def stage_of(row: Response | Any) -> Stage:
    """Of an answer, or of these columns of one."""
    return duties.stage(
        answered=maturity.is_answered(
            phase=row.phase, phase_unknown=row.phase_unknown, justification=row.justification
        ),
        started=row.revision > 0,
        carried_over=row.carried_over,
    )


def stages(assessments: Iterable[int]) -> dict[tuple[int, str], Stage]:
    """How far the answers of these rounds are, by round and code."""
    rows = Response.objects.filter(assessment__in=list(assessments))
    names = ("assessment_id", "capability__code", "phase", "phase_unknown", "justification", "revision", "carried_over")
    found = rows.values_list(*names, named=True)
    return {(row.assessment_id, row.capability__code): stage_of(row) for row in found}
