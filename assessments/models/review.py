from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from assessments.models.assessment import Assessment
from assessments.models.framework import Capability, Framework
from assessments.models.response import OfAssessment

if TYPE_CHECKING:
    from assessments.models.user import User


class ReviewMark(models.Model):
    """How far the review of one answer is. Its rows are made when the round is first taken.

    `to_change` is the reviewer's own until the round is returned; then `returned_at` shows it to the country.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="review_marks")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    to_change = models.BooleanField(default=False)
    returned_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfAssessment.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("assessment", "capability"), name="one_review_mark_a_capability"),
        )

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.capability_id}"


class RegionalFiguresQuerySet(models.QuerySet["RegionalFigures"]):
    def visible_to(self, user: "User") -> "RegionalFiguresQuerySet":
        """The secretariat alone: a basis names countries. What may be passed on is made by `aggregates.py`."""
        return self if user.is_secretariat else self.none()


class RegionalFigures(models.Model):
    """An edition of a region's figures: which snapshots are counted. Never changed, so that two editions can be
    compared and nothing can be worked out from how they differ."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    region = models.CharField(max_length=3)
    basis = models.JSONField(help_text="{ISO code of the country: snapshot}")
    made_at = models.DateTimeField(default=timezone.now)

    objects = RegionalFiguresQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("framework", "region", "-id"), name="figures_by_region"),)

    def __str__(self) -> str:
        return f"{self.region} {self.made_at:%Y-%m-%d}"
