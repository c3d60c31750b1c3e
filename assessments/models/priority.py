from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.assessment import Assessment
from assessments.models.framework import Capability
from assessments.models.response import OfAssessment
from assessments.priorities import Horizon

HORIZON_NAMES = {Horizon.NOW: pgettext_lazy("when", "Now"), Horizon.NEXT: _("Next"), Horizon.LATER: _("Later")}


class Priority(models.Model):
    """What the coordinator says of one capability's place in the order. Kept when targets change."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="priorities")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="+")
    importance = models.PositiveSmallIntegerField(null=True, blank=True)
    feasibility = models.PositiveSmallIntegerField(null=True, blank=True)
    horizon = models.CharField(max_length=5, blank=True)
    moved_to = models.PositiveSmallIntegerField(null=True, blank=True)
    move_reason = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfAssessment.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("assessment", "capability"), name="one_priority_a_capability"),
            models.CheckConstraint(
                condition=Q(importance=None) | Q(importance__range=(1, 5)), name="priority_importance_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(feasibility=None) | Q(feasibility__range=(1, 5)), name="priority_feasibility_1_to_5"
            ),
            models.CheckConstraint(condition=Q(horizon__in=[h.value for h in Horizon]), name="priority_horizon_known"),
        )

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.capability_id}"
