from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from assessments.models.framework import Capability, texts
from assessments.models.invitation import Invitation
from assessments.models.membership import Membership
from assessments.models.response import Response
from assessments.models.subqueries import ready
from assessments.roles import Role
from assessments.second_views import Kind, Reply, TaskState, task_state
from assessments.workflow import SHARED

if TYPE_CHECKING:
    from assessments.models.user import User

REPLY_NAMES = {
    Reply.CHANGED: _("Changed its answer"),
    Reply.HELD: _("Holds to its answer"),
}
VIEW_KIND_NAMES = {
    Kind.REVIEW: _("Secretariat, in its review"),
    Kind.READER: _("Reader asked by the country"),
}
_KINDS = [kind.value for kind in Kind]
_REPLIES = [reply.value for reply in Reply]


class ReaderTaskQuerySet(models.QuerySet["ReaderTask"]):
    def visible_to(self, user: "User") -> "ReaderTaskQuerySet":
        """The reader's own, while they have the role; to the country's people every one of their country."""
        mine = Q(reader=user, assessment__country__in=user.reads_for, withdrawn_at=None)
        return self.filter(mine | Q(assessment__country__in=user.own_countries))

    def with_reader(self) -> "ReaderTaskQuerySet":
        """With everything that `state` reads."""
        role = Membership.objects.filter(
            user=OuterRef("reader"), country=OuterRef("assessment__country"), role=Role.READER, ended_at=None
        )
        rows = self.select_related(
            "assessment__country", "assessment__framework", "capability", "reader", "invitation", "view"
        )
        rows = rows.defer(*texts(framework="assessment__framework", capability="capability"))
        return rows.annotate(has_role=Exists(role))


class ReaderTask(models.Model):
    """A capability on which somebody is asked for a second view. Until an invitation is accepted it has no reader."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="reader_tasks")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="+")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="reader_tasks")
    invitation = models.ForeignKey(Invitation, models.PROTECT, null=True, related_name="reader_tasks")
    due = models.DateField(null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = ReaderTaskQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(reader__isnull=False) | Q(invitation__isnull=False), name="reader_task_is_for_somebody"
            ),
            models.UniqueConstraint(
                fields=("assessment", "capability", "reader"),
                condition=Q(withdrawn_at=None, reader__isnull=False),
                name="reader_task_once_a_reader",
            ),
            models.UniqueConstraint(
                fields=("assessment", "capability", "invitation"),
                condition=Q(withdrawn_at=None, invitation__isnull=False),
                name="reader_task_once_an_invitation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.capability_id}: {self.reader_id}"

    @property
    def state(self) -> TaskState:
        """Of a row that came by `with_reader`."""
        return task_state(
            given=self.view.given_at is not None,
            withdrawn=self.withdrawn_at is not None,
            editable=self.assessment.is_editable,
            invited=self.reader_id is None,
            invitation_good=self.invitation is None or not self.invitation.fault,
            has_role=getattr(self, "has_role", True),
        )


class SecondViewQuerySet(models.QuerySet["SecondView"]):
    def visible_to(self, user: "User") -> "SecondViewQuerySet":
        """To the country what was given; to the secretariat, of what was sent, its own as well. A reader comes by
        their task."""
        given = Q(given_at__isnull=False)
        own = given & Q(assessment__country__in=user.own_countries)
        if user.is_secretariat:
            return self.filter(own | (Q(assessment__state__in=SHARED) & (given | Q(kind=Kind.REVIEW))))
        return self.filter(own)

    def beside_the_answer(self) -> "SecondViewQuerySet":
        """With what the country itself says now: `own_phase`, `own_unknown`."""
        phase, unknown = _answer()
        return self.annotate(own_phase=phase, own_unknown=unknown)


@lru_cache(maxsize=1)
def _answer() -> tuple[RawSQL, RawSQL]:
    answer = Response.objects.filter(assessment=OuterRef("assessment"), capability=OuterRef("capability"))
    return (
        ready(SecondView, Subquery(answer.values("phase")), models.PositiveSmallIntegerField),
        ready(SecondView, Subquery(answer.values("phase_unknown")), models.BooleanField),
    )


class SecondView(models.Model):
    """What somebody else than the country says of one capability, and what the country says to it.

    Nobody but who writes it sees it before `given_at`: a reader gives it, a review hands it over.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="second_views")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in _KINDS])
    task = models.OneToOneField(ReaderTask, models.PROTECT, null=True, related_name="view")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    organisation = models.CharField(max_length=200, blank=True)
    phase = models.PositiveSmallIntegerField(null=True, blank=True)
    unknown = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    given_at = models.DateTimeField(null=True)
    given_on = models.CharField(max_length=4, blank=True, help_text="the state of the country’s phase at that moment")
    response = models.CharField(max_length=10, blank=True, choices=[(reply, reply) for reply in _REPLIES if reply])
    response_reason = models.TextField(blank=True)
    response_on = models.CharField(max_length=4, blank=True, help_text="the state of the country’s phase it speaks of")
    response_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    response_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    own_phase: int | None  # by `beside_the_answer`
    own_unknown: bool

    objects = SecondViewQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("assessment", "capability"), condition=Q(kind=Kind.REVIEW.value), name="second_view_one_review"
            ),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="second_view_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=Kind.READER.value, task__isnull=False) | Q(kind=Kind.REVIEW.value, task__isnull=True),
                name="second_view_task_fits_kind",
            ),
            models.CheckConstraint(condition=Q(phase=None) | Q(phase__lte=4), name="second_view_phase_0_to_4"),
            models.CheckConstraint(condition=Q(phase=None) | Q(unknown=False), name="second_view_phase_or_unknown"),
            models.CheckConstraint(
                condition=Q(given_at=None) | Q(phase__isnull=False) | Q(unknown=True), name="second_view_given_says_it"
            ),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__range=(1, 3)), name="second_view_confidence_1_to_3"
            ),
            models.CheckConstraint(condition=Q(response__in=_REPLIES), name="second_view_response_known"),
            models.CheckConstraint(
                condition=Q(response="") | Q(given_at__isnull=False), name="second_view_answered_once_given"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.assessment_id}/{self.capability_id}"

    @property
    def chosen(self) -> str:
        """As a form holds it: a number, "unknown" or nothing."""
        return "unknown" if self.unknown else "" if self.phase is None else str(self.phase)

    @property
    def state(self) -> str:
        """As a badge shows it; see `results.state_of`."""
        return "dk" if self.unknown else "none" if self.phase is None else str(self.phase)
