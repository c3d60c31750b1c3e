"""Who answers which capability: assigned, taken over from the last round, ended with a role, and reminded."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessments import assigned, audit, duties, structure
from assessments.actions.answers import Outcome, lock_round, save_row
from assessments.actions.notices import tell
from assessments.audit import Changes
from assessments.models import Assessment, Assignee, Assignment, Country, Notice, User
from assessments.notices import Kind

#: What a form of assignments saves, as values that JSON can hold: the day is text, people are sorted ids.
ASSIGNMENT_FIELDS = ("organisation", "due", "people")


class AssignmentRefused(ValueError):
    """One of these people can no longer be given a capability: their role has changed meanwhile."""


@dataclass(frozen=True)
class Given:
    """What is typed for one capability, and the revision that the page showed."""

    based_on: int
    values: Mapping[str, Any]


@transaction.atomic
def assign(*, assessment: Assessment, given: Mapping[str, Given], by: User) -> dict[str, Outcome]:
    """Saves assignments by the capability's code, each with the care of an answer; people hear of it once.

    Raises AssignmentRefused, RoundLocked, ForgedRevision; then nothing is saved.
    """
    rows = _rows(assessment, by_code=set(given))
    may = {person.pk for person in assigned.assignable(assessment.country_id)}
    added: dict[int, list[str]] = {}
    outcomes = {code: _save(assessment, rows[code], code, one, by, may, added) for code, one in given.items()}
    _tell(assessment, added, by)
    return outcomes


@transaction.atomic
def take_over(*, assessment: Assessment, by: User) -> int:
    """Uses the last round's assignments where this round has none; how many. Days are not taken: theirs have passed."""
    if assessment.previous is None:
        return 0
    may = {person.pk for person in assigned.assignable(assessment.country_id)}
    present, known = assigned.of_round(assessment), structure.of(assessment.framework).by_code
    given = {}
    for code, last in assigned.of_round(assessment.previous).items():
        now = present.get(code, assigned.NOBODY)
        people = sorted(person.pk for person in last.people if person.pk in may)
        if code in known and not now.is_said and (last.organisation or people):
            given[code] = Given(now.revision, {"organisation": last.organisation, "people": people})
    return sum(bool(outcome.changes) for outcome in assign(assessment=assessment, given=given, by=by).values())


def end_all(*, user: User, country: Country, by: User) -> None:
    """Whoever may no longer answer has nothing assigned. Belongs into the transaction of that change."""
    rows = Assignment.objects.select_for_update(of=("self",)).filter(
        assessment__country=country, people__user=user, people__ended_at=None
    )
    for row in rows.select_related("assessment__country", "capability").order_by("pk"):
        before = _people(row)
        Assignee.objects.current().filter(assignment=row, user=user).update(ended_at=timezone.now())
        Assignment.objects.filter(pk=row.pk).update(revision=F("revision") + 1)
        audit.record(
            "assignment.saved",
            row,
            by=by,
            assessment=row.assessment,
            code=row.capability.code,
            revision=row.revision + 1,
            changes={"people": [before, [pk for pk in before if pk != user.pk]]},
        )


@dataclass(frozen=True)
class Reminded:
    told: tuple[User, ...]
    already: tuple[User, ...]  # today


@transaction.atomic
def remind(*, assessment: Assessment, by: User) -> Reminded:
    """Tells everyone who has open work in this round, once a day each."""
    lock_round(assessment)
    today = timezone.localdate()
    key = f"remind:{assessment.pk}:{today.isoformat()}"
    waiting = {person.pk: person for person in with_open_work(assessment) if person.pk != by.pk}
    done = set(Notice.objects.filter(key=key, user__in=list(waiting)).values_list("user_id", flat=True))
    told = tuple(person for pk, person in waiting.items() if pk not in done)
    if told:
        tell(kind=Kind.REMINDER, to=told, by=by, country=assessment.country, assessment=assessment, key=key)
        audit.record(
            "round.reminded",
            assessment,
            by=by,
            assessment=assessment,
            changes={"people": [[], sorted(person.pk for person in told)]},
        )
    return Reminded(told, tuple(person for pk, person in waiting.items() if pk in done))


def with_open_work(assessment: Assessment) -> list[User]:
    """The people who have something assigned that is not answered yet, in the order of the framework."""
    stages = assigned.stages([assessment.pk])
    found = {
        person.pk: person
        for code, one in assigned.of_round(assessment).items()
        if duties.is_open(stages[assessment.pk, code])
        for person in one.people
    }
    return list(found.values())


def last_reminder(assessment: Assessment) -> dt.datetime | None:
    rows = Notice.objects.filter(assessment=assessment, kind=Kind.REMINDER).order_by("-pk")
    return rows.values_list("created_at", flat=True).first()


def _save(
    assessment: Assessment,
    row: Assignment,
    code: str,
    given: Given,
    by: User,
    may: set[int],
    added: dict[int, list[str]],
) -> Outcome:
    def amend(current: Assignment, changes: Changes) -> None:
        if "people" in changes:
            before, after = changes["people"]
            if not set(after) - set(before) <= may:
                raise AssignmentRefused

    def follow(current: Assignment, changes: Changes) -> None:
        if "people" not in changes:
            return
        before, after = (set(people) for people in changes["people"])
        Assignee.objects.current().filter(assignment=current, user__in=before - after).update(ended_at=timezone.now())
        Assignee.objects.bulk_create(Assignee(assignment=current, user_id=pk) for pk in sorted(after - before))
        for pk in after - before:
            added.setdefault(pk, []).append(code)

    return save_row(
        row=row,
        by=by,
        based_on=given.based_on,
        values=given.values,
        read=read,
        columns=_columns,
        lock=lambda: lock_round(assessment),
        record={"assessment": assessment, "code": code},
        amend=amend,
        follow=follow,
    )


def read(row: Assignment) -> dict[str, Any]:
    """The fields of a row as the form and the audit log know them."""
    return {
        "organisation": row.organisation,
        "due": row.due.isoformat() if row.due else "",
        "people": _people(row),
    }


def _people(row: Assignment) -> list[int]:
    rows = Assignee.objects.current().filter(assignment=row)
    return sorted(rows.values_list("user_id", flat=True))


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in values.items() if name == "organisation"}
    if "due" in values:
        found["due"] = dt.date.fromisoformat(values["due"]) if values["due"] else None
    return found


def _rows(assessment: Assessment, by_code: set[str]) -> dict[str, Assignment]:
    """One row a capability, made at the first assignment, so that saving is always a compare-and-swap."""
    nodes = structure.of(assessment.framework).by_code
    Assignment.objects.bulk_create(
        (Assignment(assessment=assessment, capability_id=nodes[code].pk) for code in sorted(by_code)),
        ignore_conflicts=True,
    )
    rows = Assignment.objects.filter(assessment=assessment).select_related("capability")
    return {row.capability.code: row for row in rows if row.capability.code in by_code}


def _tell(assessment: Assessment, added: Mapping[int, list[str]], by: User) -> None:
    """One notice a person, however many capabilities they were given."""
    for person in User.objects.filter(pk__in=list(added)):
        codes = added[person.pk]
        tell(
            kind=Kind.ASSIGNED,
            to=[person],
            by=by,
            country=assessment.country,
            assessment=assessment,
            code=codes[0] if len(codes) == 1 else "",
        )
