from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment, AssessmentQuerySet
from assessments.models.framework import Capability
from assessments.models.subqueries import ready
from assessments.talk import READS, Kind, Side
from assessments.workflow import SHARED

if TYPE_CHECKING:
    from assessments.models.user import User

#: Each kind by who reads it.
THREAD_NAMES = {
    Kind.INSIDE: _("Inside the country"),
    Kind.QUESTION: _("The country and the secretariat"),
    Kind.NOTE: _("The secretariat only"),
}


def _sent(path: str = "") -> Q:
    """Rounds that were sent at least once, as `Assessment.was_sent`."""
    return Q(**{f"{path}state__in": SHARED}) | Q(**{f"{path}sent_by__isnull": False})


class TalkedAbout(AssessmentQuerySet):
    """Rounds as something to talk about. A returned round is the country's again, but what the secretariat asked of it
    stays a conversation of both: its pages show threads and nothing of the answers."""

    def visible_to(self, user: "User") -> "TalkedAbout":
        own = Q(country__in=user.own_countries)
        return self.filter(own | _sent() if user.is_secretariat else own)


def _read_by(countries: Collection[int], secretariat: bool, path: str = "") -> Q:
    """The country never sees notes, the secretariat never what is said inside, nor anything before the round was sent
    for the first time."""
    own = {f"{path}assessment__country__in": countries, f"{path}kind__in": READS[Side.COUNTRY]}
    found = Q(**own)
    if secretariat:
        found |= Q(**{f"{path}kind__in": READS[Side.SECRETARIAT]}) & _sent(f"{path}assessment__")
    return found


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: "User") -> "ThreadQuerySet":
        return self.filter(_read_by(user.own_countries, user.is_secretariat))


class Thread(models.Model):
    """What is said about one answer of one round, under one question or remark. Its kind never changes."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="threads")
    capability = models.ForeignKey(Capability, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    by_secretariat = models.BooleanField(default=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=Kind.INSIDE, by_secretariat=False)
                | Q(kind=Kind.NOTE, by_secretariat=True)
                | Q(kind=Kind.QUESTION),
                name="thread_kind_fits_who_opened_it",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="thread_resolved_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.assessment_id}/{self.capability_id}"

    @property
    def asked_by(self) -> Side:
        return Side.SECRETARIAT if self.by_secretariat else Side.COUNTRY


def unread_by(person: int) -> Exists:
    """Of a thread: somebody else wrote since this person looked, and did not take it away again."""
    seen = ThreadSeen.objects.filter(thread=OuterRef("thread"), user=person).values("last_comment")
    others = Comment.objects.exclude(by=person).filter(thread=OuterRef("pk"), removed_at=None)
    return Exists(others.filter(pk__gt=Coalesce(Subquery(seen), Value(0))))


def with_new_talk(rounds: "models.QuerySet[Assessment]", user: "User") -> "models.QuerySet[Assessment]":
    """With how many open threads say something new to this person: every page of a round shows it, and none of them
    asks the database once more for it."""
    return rounds.annotate(new_talk=_new_talk(Assessment, "pk", *_reader(user)))


def of_round_with_new_talk(rows: "models.QuerySet[Any]", user: "User") -> "models.QuerySet[Any]":
    """The same number for rows that belong to a round."""
    model: type[models.Model] = rows.model
    return rows.annotate(new_talk=_new_talk(model, "assessment_id", *_reader(user)))


def new_talk_of(assessment: Assessment, user: "User") -> int:
    """The same number where the round came another way."""
    counted: Any = with_new_talk(Assessment.objects.filter(pk=assessment.pk), user)
    number: int = counted.values_list("new_talk", flat=True)[0]
    return number


def _reader(user: "User") -> tuple[int, tuple[int, ...], bool]:
    return user.pk, tuple(user.own_countries), user.is_secretariat


@lru_cache(maxsize=1000)
def _new_talk(
    model: type[models.Model], column: str, person: int, countries: tuple[int, ...], secretariat: bool
) -> RawSQL:
    threads = Thread.objects.filter(_read_by(countries, secretariat), assessment=OuterRef(column), resolved_at=None)
    counted = threads.filter(unread_by(person)).order_by().values("assessment")
    number = counted.annotate(number=Count("pk")).values("number")
    return ready(model, Coalesce(Subquery(number), Value(0)), models.IntegerField)


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: "User") -> "CommentQuerySet":
        return self.filter(_read_by(user.own_countries, user.is_secretariat, "thread__"))


class Comment(models.Model):
    """One person's words. Never changed; its author may take it away, and then the page says so."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=200, blank=True, help_text="of the author, at that time")
    by_secretariat = models.BooleanField(default=False)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),)

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.pk}"

    @property
    def assessment(self) -> Assessment:
        return self.thread.assessment


class ThreadSeen(models.Model):
    """Up to which comment a person has read a thread."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="seen")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    last_comment = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("thread", "user"), name="one_mark_a_reader"),)

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.user_id}"
