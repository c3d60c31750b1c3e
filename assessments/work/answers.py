"""Answers that wait: assigned and not answered or confirmed yet, or returned by the secretariat."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import assigned, duties, structure
from assessments.duties import Stage
from assessments.models import Assessment, Assignee, Response, ReviewMark, User
from assessments.models.subqueries import ready
from assessments.roles import ASSIGNABLE, Permission
from assessments.work.item import Item, countries
from assessments.workflow import EDITABLE

Key = tuple[int, str]


@dataclass(frozen=True)
class _Row:
    assessment: Assessment
    code: str
    due: dt.date | None


def answers(user: User, language: str) -> list[Item]:
    """An answer that was returned says so, also where it is assigned: it is one thing to do, not two."""
    own = [m.country_id for m in user.current_memberships if m.country_id and m.role in ASSIGNABLE]
    if not own:
        return []
    mine = {(row.assessment.pk, row.code): row for row in _assigned(user, own)}
    returned = {(row.assessment.pk, row.code): row for row in _returned(user, own)}
    stages = assigned.stages({pk for pk, _code in mine}) if mine else {}
    found = []
    for key in sorted(mine.keys() | returned.keys(), key=_in_order):
        if key in returned:
            found.append(_item(mine.get(key, returned[key]), language, about=_("Returned: to be looked at again")))
        elif duties.is_open(stages[key]):
            found.append(_item(mine[key], language, stage=stages[key]))
    return found


def _assigned(user: User, own: list[int]) -> list[_Row]:
    path = "assignment__assessment__"
    rows = Assignee.objects.current().filter(
        **{"user": user, f"{path}country__in": own, f"{path}state__in": EDITABLE},
    )
    rows = rows.select_related(f"{path}country", f"{path}framework", "assignment__capability")
    place = (f"{path}year", f"{path}country__names", f"{path}framework__revision")
    rows = rows.only("assignment__due", "assignment__capability__code", *place)
    parts = (row.assignment for row in rows)
    return [_Row(part.assessment, part.capability.code, part.due) for part in parts]


def _returned(user: User, own: list[int]) -> list[_Row]:
    """What was not saved again since: one's own, and to whoever leads the work also what nobody has."""
    leading = countries(user, Permission.SEND_FOR_APPROVAL)
    rows = ReviewMark.objects.filter(
        returned_at__isnull=False, assessment__country__in=own, assessment__state__in=EDITABLE
    ).annotate(answered_at=_answered_at(), is_mine=_has_it(user.pk), is_taken=_has_it(None))
    rows = rows.filter(Q(answered_at=None) | Q(answered_at__lte=F("returned_at")))
    rows = rows.filter(Q(is_mine=True) | Q(is_taken=False, assessment__country__in=leading)).select_related(
        "assessment__country", "assessment__framework", "capability"
    )
    rows = rows.only(
        "capability__code", "assessment__year", "assessment__country__names", "assessment__framework__revision"
    )
    return [_Row(row.assessment, row.capability.code, None) for row in rows]


@lru_cache(maxsize=1)
def _answered_at() -> RawSQL:
    answer = Response.objects.filter(assessment=OuterRef("assessment"), capability=OuterRef("capability"))
    return ready(ReviewMark, Subquery(answer.values("saved_at")[:1]), models.DateTimeField)


@lru_cache(maxsize=1000)
def _has_it(person: int | None) -> RawSQL:
    """Whether the capability is assigned to this person, or to anybody."""
    about = {"assignment__assessment": OuterRef("assessment"), "assignment__capability": OuterRef("capability")}
    people = Assignee.objects.current().filter(**about)
    return ready(ReviewMark, Exists(people if person is None else people.filter(user=person)), models.BooleanField)


def _item(row: _Row, language: str, *, stage: Stage | None = None, about: str = "") -> Item:
    assessment = row.assessment
    return Item(
        title=structure.of(assessment.framework).wording(language)[row.code].name,
        href=reverse("capability_edit", args=[assessment.pk, row.code]),
        country=assessment.country.name_in(language),
        year=assessment.year,
        number=row.code,
        due=row.due,
        stage=stage,
        about=about,
    )


def _in_order(key: Key) -> tuple[int, int, str]:
    pk, code = key
    return int(code) if code.isdecimal() else 0, pk, code
