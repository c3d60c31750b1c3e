import datetime as dt
import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.country import Country
from assessments.models.membership import ROLE_NAMES, OfAPlaceQuerySet
from assessments.roles import COUNTRY_ROLES, SECRETARIAT_ROLES, Role

GOOD_FOR = dt.timedelta(days=7)


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


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
