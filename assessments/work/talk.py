"""Questions between a country and the secretariat that wait for somebody's words."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import structure
from assessments.models import Assignee, Comment, Thread, User
from assessments.models.assessment import TEXTS
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
    mine = Assignee.objects.current().filter(
        user=user, assignment__assessment=OuterRef("assessment"), assignment__capability=OuterRef("capability")
    )
    of_country = Q(assessment__country__in=whole) | Q(Exists(mine), assessment__country__in=partly)
    which = Q(by_secretariat_last=True) & of_country
    if reviews(user):
        taken = Q(opened_by=user) | Q(assessment__reviewer=user) | Q(assessment__reviewer=None)
        which |= Q(by_secretariat_last=False) & taken & ~Q(assessment__country__in=user.own_countries)
    said = Comment.objects.filter(thread=OuterRef("pk"), removed_at=None).order_by("-pk")
    rows = (
        Thread.objects.visible_to(user)
        .filter(kind=Kind.QUESTION, resolved_at=None)
        .annotate(by_secretariat_last=Subquery(said.values("by_secretariat")[:1]))
        .filter(which)
        .select_related("assessment__country", "assessment__framework", "capability")
        .defer(*(f"assessment__framework__{name}" for name in TEXTS))
        .order_by("pk")
    )
    return [_item(row, language, from_secretariat=row.by_secretariat_last) for row in rows]


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
