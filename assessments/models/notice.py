from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessments.models.assessment import Assessment
from assessments.models.country import Country
from assessments.models.subqueries import ready
from assessments.notices import Delivery, Kind

if TYPE_CHECKING:
    from assessments.models.user import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: "User") -> "NoticeQuerySet":
        """One's own, of countries that are still theirs. Where it leads is asked for anew at the door of that page."""
        own = self.filter(user=user)
        if user.is_secretariat:
            return own
        return own.filter(country__in=[m.country_id for m in user.current_memberships if m.country_id])


@lru_cache(maxsize=1)
def unread() -> RawSQL:
    """For a query of memberships: the unread notices of each one's country; of the secretariat's, all of the person.
    Every page of everybody asks."""
    from assessments.models.membership import Membership

    rows = Notice.objects.filter(user=OuterRef("user"), read_at=None)
    rows = rows.filter(country=Coalesce(OuterRef("country"), F("country"))).order_by()
    number = rows.values("user").annotate(number=Count("pk")).values("number")
    return ready(Membership, Subquery(number), models.IntegerField)


class Notice(models.Model):
    """Something a person is told of: codes only, worded when it is shown, and never the content of an answer."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    country = models.ForeignKey(Country, models.CASCADE, related_name="+")
    assessment = models.ForeignKey(Assessment, models.CASCADE, null=True, related_name="+")
    code = models.CharField(max_length=30, blank=True, help_text="of the capability it is about")
    by_name = models.CharField(max_length=150, blank=True)
    #: What must not be told twice bears the same key, whoever tells it.
    key = models.CharField(max_length=100, null=True)  # null, not empty: only null may stand twice
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    delivery = models.CharField(
        max_length=10, choices=[(way.value, way.value) for way in Delivery], default=Delivery.WAITING
    )
    claimed_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("user", "key"), name="told_once"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="notice_kind_known"),
        )
        indexes = (
            models.Index(fields=("user", "-id"), name="notice_by_user"),
            models.Index(fields=("delivery", "user"), name="notice_to_deliver"),
            models.Index(fields=("user",), condition=Q(read_at=None), name="notice_unread"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"
