from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.assessment import Assessment, round_seen_by
from assessments.models.response import Response

if TYPE_CHECKING:
    from assessments.models.user import User

#: One field for each phase, and one for "don't know". Empty: nobody counted; 0: counted, and nobody.
VOTES = ("votes_0", "votes_1", "votes_2", "votes_3", "votes_4", "votes_unknown")
MOST_VOTES = 99


class WorkshopVoteQuerySet(models.QuerySet["WorkshopVote"]):
    def visible_to(self, user: "User") -> "WorkshopVoteQuerySet":
        return self.filter(round_seen_by(user, "response__assessment__"))


class WorkshopVote(models.Model):
    """How the room voted on one capability in one round, and who saw it otherwise. Numbers and organisations, never
    persons. Belongs to its round alone: the next one votes anew."""

    response = models.OneToOneField(Response, models.PROTECT, related_name="workshop")
    held_on = models.DateField(null=True, blank=True)
    votes_0 = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_1 = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_2 = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_3 = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_4 = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_unknown = models.PositiveSmallIntegerField(null=True, blank=True)
    dissent = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = WorkshopVoteQuerySet.as_manager()

    class Meta:
        constraints = tuple(
            models.CheckConstraint(
                condition=Q(**{name: None}) | Q(**{f"{name}__lte": MOST_VOTES}), name=f"workshop_{name}_two_digits"
            )
            for name in VOTES
        )

    def __str__(self) -> str:
        return f"votes on {self.response_id}"

    @property
    def assessment(self) -> Assessment:
        return self.response.assessment
