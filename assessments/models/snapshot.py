from django.conf import settings
from django.db import models
from django.utils import timezone

from assessments.models.assessment import Assessment
from assessments.models.response import OfAssessment


class Snapshot(models.Model):
    """A round frozen when it was sent, and again when it was accepted: what its report prints for ever.

    One row a language. `result` is an AssessmentResult as JSON; `summary` is what the next round compares with.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="snapshots")
    state = models.CharField(max_length=15)
    language = models.CharField(max_length=10)
    result = models.JSONField()
    summary = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    objects = OfAssessment.as_manager()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.state} {self.language}"


class IssuedReport(models.Model):
    """A report that was made, known by the code on its last page. Kept for ever, so that paper can be checked."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="issued_reports")
    code = models.CharField(max_length=40, unique=True)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=15)
    content_hash = models.CharField(max_length=64)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfAssessment.as_manager()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.code
