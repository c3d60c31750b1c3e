"""What waits for a person, across countries and rounds: one list, gathered from providers.

A provider is a function of a user and a language that gives `Item`s; other parts of the site add theirs to PROVIDERS.
Each asks the database a fixed number of times, whatever the number of rows.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse

from assessments import assigned, duties, structure
from assessments.duties import Stage
from assessments.models import Assessment, Assignee, User
from assessments.roles import ASSIGNABLE
from assessments.translation import Text
from assessments.workflow import EDITABLE


@dataclass(frozen=True)
class Item:
    """One thing to do: what it is, where it is done, by when, and for which country and round."""

    title: Text
    href: str
    country: Text
    year: int
    number: str = ""  # of the capability
    due: dt.date | None = None
    stage: Stage | None = None  # of an answer
    about: str = ""  # what is to be done, where it is not an answer; already in the reader's language


Provider = Callable[[User, str], Iterable[Item]]


def assigned_answers(user: User, language: str) -> list[Item]:
    """The capabilities assigned to this person that are not answered or confirmed, in rounds that can be changed."""
    countries = [m.country_id for m in user.current_memberships if m.country_id and m.role in ASSIGNABLE]
    rows = list(
        Assignee.objects.current()
        .filter(user=user, assignment__assessment__country__in=countries, assignment__assessment__state__in=EDITABLE)
        .select_related("assignment__capability")
    )
    if not rows:
        return []
    numbers = {row.assignment.assessment_id for row in rows}
    rounds = {one.pk: one for one in Assessment.objects.with_round().filter(pk__in=numbers)}
    stages = assigned.stages(numbers)
    found = []
    for assignment in (row.assignment for row in rows):
        code, assessment = assignment.capability.code, rounds[assignment.assessment_id]
        stage = stages[assessment.pk, code]
        if duties.is_open(stage):
            found.append(
                Item(
                    title=structure.of(assessment.framework).wording(language)[code].name,
                    href=reverse("capability_edit", args=[assessment.pk, code]),
                    country=assessment.country.name_in(language),
                    year=assessment.year,
                    number=code,
                    due=assignment.due,
                    stage=stage,
                )
            )
    return sorted(found, key=lambda item: int(item.number) if item.number.isdecimal() else 0)


#: Questions, approvals, reviews and second views add theirs here.
PROVIDERS: list[Provider] = [assigned_answers]


def of(user: User, language: str) -> list[Item]:
    """Everything that waits for this person: what is due first comes first, what has no day comes last."""
    found = [item for provider in PROVIDERS for item in provider(user, language)]
    return sorted(found, key=lambda item: duties.order(item.due))  # stable: within a day as the providers gave it
