from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.assessment import Assessment
from assessments.models.response import OfAssessment

#: The brief asks for three decisions and no more: that is what a minister takes along from two pages.
DECISION_NUMBERS = (1, 2, 3)


class Decision(models.Model):
    """A decision that the brief asks of the minister, in the coordinator's words. Belongs to its round alone."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfAssessment.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("assessment", "number"), name="one_decision_a_number"),
            models.CheckConstraint(condition=Q(number__in=DECISION_NUMBERS), name="decision_number_1_to_3"),
        )

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.number}"
