"""Questions between a country and the secretariat that wait for somebody's words."""

from functools import lru_cache

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import structure
from assessments.models import Assignee, Comment, Thread, User
from assessments.models.subqueries import ready
from assessments.roles import Permission, Reach
from assessments.talk import Kind, Side
from assessments.work.item import Item, countries, reviews


def questions(user: User, language: str) -> list[Item]:
    """Open questions in which the other side spoke last: to answer, or, of one's own side, to go on or to resolve.

    In the country they wait for whoever answers the capability, in the secretariat for whoever asked or has the round,
    and for everyone who reviews while nobody has it. One query."""
    whole = countries(user, Permission.EDIT_ANSWER)
    partly = countries(user, Permission.EDIT_ANSWER, Reach.ASSIGNED)
    if not (whole or partly or reviews(user)):
        return []
    of_country = Q(assessment__country__in=whole) | Q(is_mine=True, assessment__country__in=partly)
    which = Q(by_secretariat_last=True) & of_country
    if reviews(user):
        taken = Q(opened_by=user) | Q(assessment__reviewer=user) | Q(assessment__reviewer=None)
        which |= Q(by_secretariat_last=False) & taken & ~Q(assessment__country__in=user.own_countries)
    place = ("assessment__year", "assessment__country__names", "assessment__framework__revision")
    rows = (
        Thread.objects.visible_to(user)
        .filter(kind=Kind.QUESTION, resolved_at=None)
        .annotate(by_secretariat_last=_spoke_last(), is_mine=_is_mine(user.pk))
        .filter(which)
        .select_related("assessment__country", "assessment__framework", "capability")
        .only("by_secretariat", "capability__code", *place)
        .order_by("pk")
    )
    return [_item(row, language, from_secretariat=row.by_secretariat_last) for row in rows]


@lru_cache(maxsize=1)
def _spoke_last() -> RawSQL:
    said = Comment.objects.filter(thread=OuterRef("pk"), removed_at=None).order_by("-pk")
    return ready(Thread, Subquery(said.values("by_secretariat")[:1]), models.BooleanField)


@lru_cache(maxsize=1000)
def _is_mine(person: int) -> RawSQL:
    mine = Assignee.objects.current().filter(
        user=person, assignment__assessment=OuterRef("assessment"), assignment__capability=OuterRef("capability")
    )
    return ready(Thread, Exists(mine), models.BooleanField)


def _item(thread: Thread, language: str, *, from_secretariat: bool) -> Item:
    assessment, code = thread.assessment, thread.capability.code
    asked = from_secretariat == (thread.asked_by is Side.SECRETARIAT)  # by the side that spoke last
    if not asked:
        about = _("Your question is answered")
    else:
        about = _("The secretariat asks a question") if from_secretariat else _("The country asks a question")
    return Item(
        title=structure.of(assessment.framework).wording(language)[code].name,
        href=reverse("thread_show", args=[assessment.pk, code, thread.pk]),
        country=assessment.country.name_in(language),
        year=assessment.year,
        number=code,
        about=about,
    )
