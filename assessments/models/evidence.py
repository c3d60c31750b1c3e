from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.assessment import Assessment
from assessments.models.response import Response

if TYPE_CHECKING:
    from assessments.models.user import User


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: "User") -> "EvidenceQuerySet":
        return self.filter(response__assessment__in=Assessment.objects.visible_to(user))


class Evidence(models.Model):
    """A link to, or a reference of, a policy document that shows an answer. Removed ones stay as rows."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=1000, blank=True)
    carried_over = models.BooleanField(default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=~Q(title=""), name="evidence_has_a_title"),)

    def __str__(self) -> str:
        return self.title

    @property
    def assessment(self) -> Assessment:
        return self.response.assessment
