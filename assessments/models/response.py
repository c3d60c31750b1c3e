from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from assessments.maturity import Answer
from assessments.models.assessment import Assessment, round_seen_by
from assessments.models.framework import Capability, Enabler, Sign, texts
from assessments.models.subqueries import ready

if TYPE_CHECKING:
    from assessments.models.user import User

ANSWER_NAMES = {
    Answer.YES: _("Yes"),
    Answer.PARTLY: _("Partly"),
    Answer.NO: _("No"),
    Answer.UNKNOWN: _("Don’t know"),
}
#: Who took part: kinds of organisations, never persons. Codes are stored, names shown.
PARTICIPANT_NAMES = {
    "social": _("Social affairs and child protection"),
    "police": _("Interior and police"),
    "justice": _("Justice, prosecutors and courts"),
    "health": _("Health"),
    "education": _("Education"),
    "digital": _("Telecommunications and digital affairs"),
    "other": _("Other ministries and agencies"),
    "industry": _("Telecoms and internet companies"),
    "civil_society": _("Civil society"),
    "survivors": _("Survivors, through their organisations"),
    "children": _("Children and young people, through a trusted organisation"),
    "international": _("UNICEF or another international organisation"),
}
CONFIDENCE_NAMES = {1: _("Not sure"), 2: _("Fairly sure"), 3: _("Sure")}
ANSWERS = [answer.value for answer in Answer]


Row = TypeVar("Row", bound=models.Model)


class OfAssessment(models.QuerySet[Row]):
    """Rows that belong to a round are as visible as the round."""

    def visible_to(self, user: "User") -> "OfAssessment[Row]":
        return self.filter(round_seen_by(user, "assessment__"))

    def with_round(self) -> "OfAssessment[Row]":
        """As `Assessment.objects.with_round()`, for a row of a capability."""
        related = ("assessment__country", "assessment__framework", "assessment__sent_by", "capability")
        return self.select_related(*related).defer(*texts(framework="assessment__framework", capability="capability"))


class ResponseQuerySet(OfAssessment["Response"]):
    def visible_to(self, user: "User") -> "ResponseQuerySet":
        """With `is_mine`, whether it is assigned to the person it was `read_for`: the next question of the door."""
        seen = super().visible_to(user)
        return seen.annotate(is_mine=_is_mine(user.pk), read_for=Value(user.pk))  # type: ignore[return-value]


@lru_cache(maxsize=1000)
def _is_mine(person: int) -> RawSQL:
    from assessments.models.assignment import Assignee

    assigned = Assignee.objects.current().filter(
        user=person,
        assignment__assessment=OuterRef("assessment"),
        assignment__capability=OuterRef("capability"),
    )
    return ready(Response, Exists(assigned), models.BooleanField)


class Response(models.Model):
    """A country's answer to one capability in one round. Every save raises `revision` by one."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="responses")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="+")
    phase = models.PositiveSmallIntegerField(null=True, blank=True)
    phase_unknown = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    law = models.CharField(max_length=8, blank=True)
    practice = models.CharField(max_length=8, blank=True)
    nationwide = models.CharField(max_length=8, blank=True)
    funded = models.CharField(max_length=8, blank=True)
    target = models.PositiveSmallIntegerField(null=True, blank=True)
    target_year = models.PositiveSmallIntegerField(null=True, blank=True)
    justification = models.TextField(blank=True)
    participants = models.JSONField(default=list)
    participants_note = models.TextField(blank=True)
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    carried_over = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ResponseQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("assessment", "capability"), name="one_response_a_capability"),
            models.CheckConstraint(condition=Q(phase=None) | Q(phase__lte=4), name="response_phase_0_to_4"),
            models.CheckConstraint(condition=Q(phase=None) | Q(phase_unknown=False), name="response_phase_or_unknown"),
            models.CheckConstraint(condition=Q(target=None) | Q(target__lte=4), name="response_target_0_to_4"),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__range=(1, 3)), name="response_confidence_1_to_3"
            ),
            *(
                models.CheckConstraint(condition=Q(**{f"{facet}__in": ANSWERS}), name=f"response_{facet}_known")
                for facet in ("law", "practice", "nationwide", "funded")
            ),
        )

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.capability_id}"


class SignAnswer(models.Model):
    """The answer to one sign. Cleared ones stay as rows with an empty answer."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="sign_answers")
    sign = models.ForeignKey(Sign, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("response", "sign"), name="one_answer_a_sign"),
            models.CheckConstraint(condition=Q(answer__in=ANSWERS), name="sign_answer_known"),
        )

    def __str__(self) -> str:
        return f"{self.response_id}/{self.sign_id}: {self.answer}"


class EnablerAnswer(models.Model):
    """What the country says of one enabler in one round."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="enabler_answers")
    enabler = models.ForeignKey(Enabler, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=8, blank=True)
    note = models.TextField(blank=True)
    carried_over = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfAssessment.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("assessment", "enabler"), name="one_answer_an_enabler"),
            models.CheckConstraint(condition=Q(answer__in=ANSWERS), name="enabler_answer_known"),
        )

    def __str__(self) -> str:
        return f"{self.assessment_id}/{self.enabler_id}"
