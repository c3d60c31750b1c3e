from django.conf import settings
from django.db import models
from django.utils import timezone

from assessments.models.assessment import Assessment
from assessments.models.response import OfAssessment


class Snapshot(models.Model):
    """A round frozen when it was sent, and again when it was accepted: what its report prints for ever.

    One row a language. `result` is an AssessmentResult as JSON; `summary` is what the next round compares with. `code`
    is that of its report, written down when it was frozen: a later way of counting it cannot change it.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="snapshots")
    state = models.CharField(max_length=15)
    language = models.CharField(max_length=10)
    result = models.JSONField()
    summary = models.JSONField()
    code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = OfAssessment.as_manager()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.state} {self.language}"


class IssuedReport(models.Model):
    """A report that was made, known by the code on its last page. Kept for ever, so that paper can be checked.

    One of a `snapshot` also has its files kept: `files` says by kind what they are, {"full": {"sha256", "size", "at"}}.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="issued_reports")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, related_name="reports")
    code = models.CharField(max_length=40, unique=True)
    files = models.JSONField(default=dict)
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
