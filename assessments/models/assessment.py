from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.country import Country
from assessments.models.framework import Framework, texts
from assessments.models.membership import Membership
from assessments.workflow import EDITABLE, OPEN, SHARED, State

if TYPE_CHECKING:
    from assessments.models.user import User

STATE_NAMES = {
    State.DRAFT: _("Draft"),
    State.FOR_APPROVAL: _("For approval"),
    State.SUBMITTED: _("Submitted"),
    State.IN_REVIEW: _("In review"),
    State.RETURNED: _("Returned"),
    State.ACCEPTED: _("Accepted"),
}


def round_seen_by(user: "User", path: str = "") -> Q:
    """A country's people see all its rounds; the secretariat sees the content of what was sent to it. `path` leads to
    the round from rows that are as visible as it."""
    own = Q(**{f"{path}country__in": user.own_countries})
    return own | Q(**{f"{path}state__in": SHARED}) if user.is_secretariat else own


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: "User") -> "AssessmentQuerySet":
        return self.filter(round_seen_by(user))

    def with_round(self) -> "AssessmentQuerySet":
        """With what every page of a round reads; not the framework's texts, which `structure.py` keeps in memory."""
        rows = self.select_related("country", "framework", "sent_by").defer(*texts(framework="framework"))
        return rows.annotate(has_approver=Exists(Membership.objects.approving(OuterRef("country"))))


class Assessment(models.Model):
    """One round: a country's assessment against one framework version in one year."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="assessments")
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="assessments")
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("title"), max_length=200)
    target_year = models.PositiveSmallIntegerField(_("target year"))
    #: Of what the country writes; a page or report in another language marks it so, for screen readers.
    language = models.CharField(
        _("language of the answers"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    state = models.CharField(
        max_length=15, choices=[(s.value, name) for s, name in STATE_NAMES.items()], default=State.DRAFT
    )
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="following")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    state_at = models.DateTimeField(default=timezone.now, help_text="when the present state began")
    #: Raised by every write to the round, in its transaction: what was built from an older version is out of date.
    version = models.PositiveIntegerField(default=1)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    #: The move that led to the present state, for those who read why: who made it, and with which reason.
    last_move = models.CharField(max_length=20, blank=True)
    last_move_by = models.CharField(max_length=150, blank=True)
    last_reason = models.TextField(blank=True)

    has_approver: bool  # comes with the row where it was asked for, by `with_round`
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", help_text="who took it last"
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ("-year",)
        constraints = (
            models.UniqueConstraint(fields=("country", "year"), name="one_round_a_country_and_year"),
            models.UniqueConstraint(
                fields=("country",), condition=Q(state__in=sorted(OPEN)), name="one_open_round_a_country"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="assessment_state_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.country_id} {self.year}"

    @property
    def was_sent(self) -> bool:
        """At least once, whatever became of it: from then on the secretariat and the country talk about it."""
        return self.state in SHARED or self.sent_by_id is not None

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_shared(self) -> bool:
        return self.state in SHARED

    @property
    def state_name(self) -> str:
        return str(STATE_NAMES[State(self.state)])
