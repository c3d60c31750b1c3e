from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from assessments.documents import Kind
from assessments.models.assessment import Assessment, round_seen_by
from assessments.models.response import Response
from assessments.workflow import SHARED

if TYPE_CHECKING:
    from assessments.models.user import User


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: "User") -> "EvidenceQuerySet":
        return self.filter(round_seen_by(user, "response__assessment__"))


class Evidence(models.Model):
    """A link to, or a reference of, a policy document that shows an answer. Removed ones stay as rows."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=1000, blank=True)
    carried_over = models.BooleanField(default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    organisation = models.CharField(
        max_length=200, blank=True, default="", help_text="of whoever added it, at that time"
    )
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    #: The version that counts; the earlier ones are in `files`.
    file = models.ForeignKey("EvidenceFile", models.PROTECT, null=True, related_name="+")
    #: The day on which somebody last opened the link and found the document there.
    seen_on = models.DateField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(title=""), name="evidence_has_a_title"),
            models.CheckConstraint(
                condition=Q(seen_on=None, seen_by=None) | Q(seen_on__isnull=False, seen_by__isnull=False),
                name="evidence_seen_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def assessment(self) -> Assessment:
        return self.response.assessment


class EvidenceFileQuerySet(models.QuerySet["EvidenceFile"]):
    def visible_to(self, user: "User") -> "EvidenceFileQuerySet":
        """A country's people see every version; the secretariat what was sent: the one that counts, not removed."""
        own = Q(evidence__response__assessment__country__in=user.own_countries)
        if not user.is_secretariat:
            return self.filter(own)
        sent = Q(evidence__response__assessment__state__in=SHARED)
        return self.filter(own | (sent & Q(evidence__removed_at=None, evidence__file=F("pk"))))


class EvidenceFile(models.Model):
    """One version of a file. Never changed and never deleted; `keeping.py` holds its bytes under `key`.

    A version that was carried over to the next round has a row of its own there and the same key.
    """

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="files")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=5)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=40)
    #: None: there was no scanner.
    scanned_at = models.DateTimeField(null=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="evidence_file_kind_known"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_file_not_empty"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def assessment(self) -> Assessment:
        return self.evidence.response.assessment
