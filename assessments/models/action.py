from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.country import Country
from assessments.plan import CURRENCIES, ActionState, Funding

if TYPE_CHECKING:
    from assessments.models.user import User

ACTION_STATE_NAMES = {
    ActionState.PLANNED: pgettext_lazy("action", "Planned"),
    ActionState.UNDER_WAY: pgettext_lazy("action", "Under way"),
    ActionState.DONE: pgettext_lazy("action", "Done"),
    ActionState.STOPPED: pgettext_lazy("action", "Stopped"),
}
FUNDING_NAMES = {
    Funding.SECURED: pgettext_lazy("funding", "Secured"),
    Funding.PARTLY: pgettext_lazy("funding", "Partly secured"),
    Funding.REQUESTED: pgettext_lazy("funding", "Requested"),
    Funding.NONE: pgettext_lazy("funding", "None yet"),
    Funding.UNKNOWN: pgettext_lazy("funding", "Not known"),
}
Row = TypeVar("Row", bound=models.Model)


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, user: "User") -> "ActionQuerySet":
        """A country's own people. The secretariat reads the plan in what was sent, never the rows."""
        return self.filter(country__in=user.own_countries)

    def in_plan(self) -> "ActionQuerySet":
        return self.filter(removed_at=None)


class Action(models.Model):
    """One action of a country's plan. It belongs to the country and lives on over rounds. Taken out, never deleted."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="actions")
    title = models.CharField(_("title"), max_length=300)
    capabilities = models.JSONField(default=list, help_text="codes")
    lead = models.CharField(max_length=300, blank=True)
    lead_open = models.BooleanField(default=False, help_text="an explicit “none yet”")
    partners = models.TextField(blank=True)
    start = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    cost = models.DecimalField(max_digits=15, decimal_places=3, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    funding = models.CharField(max_length=10, default=Funding.UNKNOWN)
    secured = models.DecimalField(max_digits=15, decimal_places=3, null=True, blank=True)
    indicator = models.TextField(blank=True)
    baseline = models.TextField(blank=True)
    target = models.TextField(blank=True)
    state = models.CharField(max_length=10, default=ActionState.PLANNED)
    stop_reason = models.TextField(blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("country", "removed_at"), name="action_by_country"),)
        constraints = (
            models.CheckConstraint(condition=~Q(title=""), name="action_has_a_title"),
            models.CheckConstraint(
                condition=Q(start=None) | Q(due=None) | Q(due__gte=F("start")), name="action_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="action_cost_not_negative"),
            models.CheckConstraint(condition=Q(secured=None) | Q(secured__gte=0), name="action_secured_not_negative"),
            models.CheckConstraint(condition=Q(cost=None) | ~Q(currency=""), name="action_cost_has_a_currency"),
            models.CheckConstraint(condition=Q(currency__in=["", *CURRENCIES]), name="action_currency_known"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="action_progress_0_to_100"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in ActionState]), name="action_state_known"),
            models.CheckConstraint(condition=Q(funding__in=[f.value for f in Funding]), name="action_funding_known"),
            models.CheckConstraint(
                condition=~Q(state=ActionState.STOPPED) | ~Q(stop_reason=""), name="action_stopped_with_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state=ActionState.DONE) | Q(done_at__isnull=False), name="action_done_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return self.title


class OfAction(models.QuerySet[Row]):
    def visible_to(self, user: "User") -> "OfAction[Row]":
        return self.filter(action__in=Action.objects.visible_to(user))


class ActionGap(models.Model):
    """What an action is to close, by the gap's identity, which outlives rounds. No foreign key: gaps are worked out."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="gaps")
    identity = models.CharField(max_length=60)

    objects = OfAction.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("action", "identity"), name="gap_once_an_action"),)

    def __str__(self) -> str:
        return self.identity


class ActionNote(models.Model):
    """A progress note. Append-only: what was once noted stays."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=200, blank=True, default="", help_text="of the author, at that time")
    at = models.DateTimeField(default=timezone.now)

    objects = OfAction.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),)

    def __str__(self) -> str:
        return self.text
