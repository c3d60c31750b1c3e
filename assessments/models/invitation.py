import datetime as dt
import hashlib
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.country import Country
from assessments.models.membership import ROLE_NAMES, OfAPlaceQuerySet
from assessments.roles import COUNTRY_ROLES, SECRETARIAT_ROLES, Role

GOOD_FOR = dt.timedelta(days=7)
#: A letter that was not begun so long after its invitation was lost with its process; one that was begun so long ago
#: and neither went nor failed was perhaps sent.
HANDED_OVER_WITHIN, CLAIMED_FOR = dt.timedelta(minutes=10), dt.timedelta(hours=1)


class Letter(StrEnum):
    """The way of the one letter that carries the link."""

    WAITING = "waiting"
    SENDING = "sending"  # claimed by one process
    SENT = "sent"
    FAILED = "failed"  # tried again by `manage.py send_digests`


class Invitation(models.Model):
    """A role offered to an e-mail address. Its link is in one mail and nowhere else: only a digest of it is kept."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="invitations", null=True, blank=True)
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=[(r.value, name) for r, name in ROLE_NAMES.items()])
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    letter = models.CharField(
        max_length=10, choices=[(way.value, way.value) for way in Letter], default=Letter.SENT.value
    )
    claimed_at = models.DateTimeField(null=True, editable=False)

    objects = OfAPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(country__isnull=False, role__in=[r.value for r in COUNTRY_ROLES])
                | Q(country__isnull=True, role__in=[r.value for r in SECRETARIAT_ROLES]),
                name="invitation_role_fits_country",
            ),
            models.CheckConstraint(
                condition=Q(letter__in=[way.value for way in Letter]), name="invitation_letter_known"
            ),
            models.UniqueConstraint(
                fields=("country", "email"),
                condition=Q(used_at=None, revoked_at=None, country__isnull=False),
                name="invitation_once_a_country",
            ),
            models.UniqueConstraint(
                fields=("email",),
                condition=Q(used_at=None, revoked_at=None, country__isnull=True),
                name="invitation_once_in_the_secretariat",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}: {self.role}"

    @property
    def role_name(self) -> str:
        return str(ROLE_NAMES[Role(self.role)])

    @property
    def ends_at(self) -> dt.datetime:
        return self.sent_at + GOOD_FOR

    @property
    def fault(self) -> str:
        """Why its link opens nothing: "used", "revoked", "expired"; empty while it is good."""
        if self.used_at is not None:
            return "used"
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if timezone.now() >= self.ends_at else ""

    @property
    def unsent(self) -> str:
        """Of one that is still good: "no" when its letter did not go, "perhaps" when nobody knows; empty otherwise."""
        if self.fault:
            return ""
        now = timezone.now()
        lost = self.letter == Letter.WAITING and self.sent_at < now - HANDED_OVER_WITHIN
        if self.letter == Letter.FAILED or lost:
            return "no"
        stopped = self.letter == Letter.SENDING and (self.claimed_at or self.sent_at) < now - CLAIMED_FOR
        return "perhaps" if stopped else ""


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
