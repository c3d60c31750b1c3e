from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.models.assessment import Assessment
from assessments.models.response import OfAssessment


class Signature(models.Model):
    """Who signed a round for the country when it was sent. One row each time it was sent, never changed."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="signatures")
    name = models.CharField(max_length=150)
    function = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    #: The country had no approver: its coordinator signed, and the report says so.
    without_approver = models.BooleanField(default=False)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=timezone.now)

    objects = OfAssessment.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(name="") & ~Q(function=""), name="signature_names_who_signed"),
        )

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.name}"
