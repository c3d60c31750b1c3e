"""Actions of the plan whose day is near or has passed."""

import datetime as dt
from functools import lru_cache

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import duties
from assessments.models import Action, Assessment, User
from assessments.models.subqueries import ready
from assessments.plan import OPEN_STATES
from assessments.roles import Permission, Reach
from assessments.translation import Text
from assessments.work.item import Item, countries


def actions(user: User, language: str) -> list[Item]:
    """To whoever leads the work every action of the country; to others who work on the plan those that their own
    organisation leads. One query."""
    leading = countries(user, Permission.SEND_FOR_APPROVAL)
    taking_part = countries(user, Permission.EDIT_ANSWER, Reach.ASSIGNED)
    organisation = user.organisation.strip()
    which = Q(country__in=leading)
    if organisation:
        which |= Q(country__in=taking_part, lead__iexact=organisation)
    if not (leading or (taking_part and organisation)):
        return []
    today = timezone.localdate()
    newest, year, language_of_it = _newest_round()
    rows = (
        Action.objects.in_plan()
        .filter(which, state__in=OPEN_STATES, due__lte=today + dt.timedelta(days=duties.SOON))
        .annotate(round=newest, year=year, language=language_of_it)
        .filter(round__isnull=False)
        .select_related("country")
        .only("title", "due", "country__names")
    )
    return [
        Item(
            title=Text(row.title),
            href=reverse("action_show", args=[row.round, row.pk]),
            country=row.country.name_in(language),
            year=row.year,
            due=row.due,
            about=_("Action plan"),
            written_in=row.language,
        )
        for row in rows
    ]


@lru_cache(maxsize=1)
def _newest_round() -> tuple[RawSQL, RawSQL, RawSQL]:
    """For a query of actions: its key, year and language."""
    rows = Assessment.objects.filter(country=OuterRef("country")).order_by("-year")
    return (
        ready(Action, Subquery(rows.values("pk")[:1]), models.BigIntegerField),
        ready(Action, Subquery(rows.values("year")[:1]), models.IntegerField),
        ready(Action, Subquery(rows.values("language")[:1]), models.CharField),
    )
