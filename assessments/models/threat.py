from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from assessments.models.assessment import Assessment
from assessments.models.framework import Commitment, Harm
from assessments.models.response import ANSWERS, OfAssessment
from assessments.threats import Presence

PRESENCE_NAMES = {
    Presence.NOT_SEEN: pgettext_lazy("presence of a harm", "Not seen"),
    Presence.SOME: pgettext_lazy("presence of a harm", "Some"),
    Presence.GROWING: pgettext_lazy("presence of a harm", "Growing"),
    Presence.WIDESPREAD: pgettext_lazy("presence of a harm", "Widespread"),
    Presence.UNKNOWN: pgettext_lazy("presence of a harm", "Don’t know"),
}


class ThreatAnswer(models.Model):
    """How present the country sees one harm in one round, and what shows it."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="threat_answers")
    harm = models.ForeignKey(Harm, models.PROTECT, related_name="+")
    presence = models.CharField(max_length=10, blank=True)
    source = models.TextField(blank=True)
    carried_over = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfAssessment.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("assessment", "harm"), name="one_answer_a_harm"),
            models.CheckConstraint(
                condition=Q(presence__in=[presence.value for presence in Presence]), name="threat_presence_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.harm_id}"


class CommitmentAnswer(models.Model):
    """What the country says of one commitment in one round."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="commitment_answers")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=8, blank=True)
    note = models.TextField(blank=True)
    carried_over = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfAssessment.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("assessment", "commitment"), name="one_answer_a_commitment"),
            models.CheckConstraint(condition=Q(answer__in=ANSWERS), name="commitment_answer_known"),
        )

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.commitment_id}"
