"""Notices of days that come near or have passed: of assigned capabilities, of second views, and of actions of the plan.

Made by `manage.py send_digests`. The key of each makes it once for a person and a day, however often that runs; another
due date is another day. What an action of the plan is about concerns the country's coordinators: actions name
organisations, not people.
"""

import datetime as dt
from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from assessments import assigned, duties
from assessments.actions.notices import tell
from assessments.duties import When
from assessments.models import Action, Assessment, Assignee, Membership, ReaderTask, User
from assessments.notice_words import ACTION, VIEW
from assessments.notices import Kind
from assessments.plan import OPEN_STATES
from assessments.roles import Role
from assessments.second_views import TaskState
from assessments.workflow import EDITABLE

_KINDS = {When.SOON: Kind.DUE_SOON, When.TODAY: Kind.DUE_SOON, When.PAST: Kind.OVERDUE}


def tell_of_due_dates() -> None:
    today = timezone.localdate()
    until = today + dt.timedelta(days=duties.SOON)
    _of_assignments(today, until)
    _of_reader_tasks(today, until)
    _of_actions(today, until)


def _of_assignments(today: dt.date, until: dt.date) -> None:
    """The people of answers that are still open, in rounds that can be changed."""
    rows = list(
        Assignee.objects.current()
        .filter(assignment__due__lte=until, assignment__assessment__state__in=EDITABLE)
        .select_related("assignment__capability", "assignment__assessment__country", "user")
        .order_by("pk")
    )
    stages = assigned.stages({row.assignment.assessment_id for row in rows})
    for row in rows:
        assignment = row.assignment
        if duties.is_open(stages[assignment.assessment_id, assignment.capability.code]):
            _tell(
                assignment.due,
                today,
                [row.user],
                assignment.assessment,
                code=assignment.capability.code,
                about=f"assignment:{assignment.pk}",
            )


def _of_reader_tasks(today: dt.date, until: dt.date) -> None:
    """Whoever was asked for a second view that can still be given. Who has not accepted yet has no account to tell."""
    rows = ReaderTask.objects.with_reader().filter(
        due__lte=until, reader__isnull=False, assessment__state__in=EDITABLE, withdrawn_at=None
    )
    for row in rows:
        if row.reader is not None and row.state is TaskState.ASKED:
            code = f"{VIEW}{row.capability.code}"
            _tell(row.due, today, [row.reader], row.assessment, code=code, about=f"view:{row.pk}")


def _of_actions(today: dt.date, until: dt.date) -> None:
    rows = Action.objects.filter(
        removed_at=None, due__lte=until, state__in=OPEN_STATES, country__assessments__isnull=False
    )
    actions = list(rows.distinct().order_by("pk"))
    countries = {action.country_id for action in actions}
    newest: dict[int, Assessment] = {}
    for assessment in Assessment.objects.filter(country__in=countries).select_related("country").order_by("year"):
        newest[assessment.country_id] = assessment
    coordinators: defaultdict[int, list[User]] = defaultdict(list)
    members = Membership.objects.filter(country__in=countries, role=Role.COORDINATOR, ended_at=None)
    for member in members.select_related("user"):
        coordinators[member.country_id or 0].append(member.user)
    for action in actions:
        _tell(
            action.due,
            today,
            coordinators[action.country_id],
            newest[action.country_id],
            code=f"{ACTION}{action.pk}",
            about=f"action:{action.pk}",
        )


def _tell(
    due: dt.date | None, today: dt.date, to: list[User], assessment: Assessment, *, code: str, about: str
) -> None:
    kind = _KINDS[duties.when(due, today)]
    with transaction.atomic():
        tell(
            kind=kind,
            to=to,
            by=None,
            country=assessment.country,
            assessment=assessment,
            code=code,
            key=f"{kind}:{about}:{due}",
        )
