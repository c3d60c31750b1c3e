"""Second views: those that a reader is asked for, and those that the country has yet to settle."""

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import structure
from assessments.models import Assessment, ReaderTask, SecondView, User
from assessments.results import state_of
from assessments.roles import Permission
from assessments.second_views import Standing, TaskState, standing
from assessments.translation import Text
from assessments.work.item import Item, countries
from assessments.workflow import EDITABLE


def reader_tasks(user: User, language: str) -> list[Item]:
    if not user.reads_for:
        return []
    rows = ReaderTask.objects.with_reader().visible_to(user).filter(reader=user)
    return [
        Item(
            title=structure.of(row.assessment.framework).wording(language)[row.capability.code].name,
            href=reverse("view_edit", args=[row.pk]),
            country=row.assessment.country.name_in(language),
            year=row.assessment.year,
            number=row.capability.code,
            due=row.due,
            about=_("You are asked for a second view"),
        )
        for row in rows
        if row.state is TaskState.ASKED
    ]


def to_settle(user: User, language: str) -> list[Item]:
    """One item a round, however many views differ: they are settled on one page."""
    asking = countries(user, Permission.ASK_VIEW)
    if not asking:
        return []
    numbers: dict[Assessment, int] = {}
    for view in _given(asking):
        own = state_of(view.own_phase, view.own_unknown)
        if standing(own, view.state, view.response, view.response_on) is Standing.OPEN:
            numbers[view.assessment] = numbers.get(view.assessment, 0) + 1
    return [
        Item(
            title=Text(row.title),
            href=reverse("second_view_list", args=[row.pk]),
            country=row.country.name_in(language),
            year=row.year,
            about=ngettext("%(count)s second view is to be settled", "%(count)s second views are to be settled", number)
            % {"count": number},
            written_in=row.language,
        )
        for row, number in numbers.items()
    ]


def _given(asking: list[int]) -> QuerySet[SecondView]:
    rows = SecondView.objects.filter(
        given_at__isnull=False, assessment__country__in=asking, assessment__state__in=EDITABLE
    ).beside_the_answer()
    rows = rows.exclude(phase=F("own_phase"), phase__isnull=False)
    place = ("assessment__title", "assessment__year", "assessment__language", "assessment__country__names")
    asked = ("phase", "unknown", "response", "response_on", "capability_id", *place)
    return rows.select_related("assessment__country").only(*asked)
