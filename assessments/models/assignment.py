from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.assessment import Assessment, round_seen_by
from assessments.models.framework import Capability
from assessments.models.response import OfAssessment

if TYPE_CHECKING:
    from assessments.models.user import User


class Assignment(models.Model):
    """Which organisation answers a capability in one round, and until when. Its people are rows of `Assignee`."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="assignments")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=200, blank=True)
    due = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfAssessment.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("assessment", "capability"), name="one_assignment_a_capability"),
        )

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.capability_id}"


class AssigneeQuerySet(models.QuerySet["Assignee"]):
    def visible_to(self, user: "User") -> "AssigneeQuerySet":
        return self.filter(round_seen_by(user, "assignment__assessment__"))

    def current(self) -> "AssigneeQuerySet":
        return self.filter(ended_at=None)


class Assignee(models.Model):
    """A person to whom a capability is assigned. Ended, never deleted."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assigned")
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = AssigneeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("assignment", "user"), condition=Q(ended_at=None), name="assigned_once_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.user_id}"
