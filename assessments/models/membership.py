from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.country import Country
from assessments.roles import COUNTRY_ROLES, PERMISSIONS, SECRETARIAT_ROLES, Permission, Role

if TYPE_CHECKING:
    from assessments.models.user import User

ROLE_NAMES = {
    Role.COORDINATOR: _("Coordinator"),
    Role.CONTRIBUTOR: _("Contributor"),
    Role.APPROVER: _("Approver"),
    Role.VIEWER: _("Viewer"),
    Role.READER: _("Reader for a second view"),
    Role.REVIEWER: _("Reviewer"),
    Role.ADMINISTRATOR: _("Administrator"),
}


class OfAPlaceQuerySet(models.QuerySet["models.Model"]):
    """Rows that belong to a country, or to the secretariat when they name none."""

    def visible_to(self, user: "User") -> "OfAPlaceQuerySet":
        """Of one's own countries; the secretariat knows of all, and of its own."""
        if user.is_secretariat:
            return self
        return self.filter(country__in=user.own_countries)

    def approving(self, country: Any) -> "OfAPlaceQuerySet":
        """Those who sign for a country and can sign in."""
        roles = [role for role in COUNTRY_ROLES if Permission.APPROVE in PERMISSIONS[role]]
        return self.filter(country=country, role__in=roles, ended_at=None, user__is_active=True)


class Membership(models.Model):
    """What a person is in one country, or in the secretariat (no country). Ended, never deleted."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("user")
    )
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        related_name="memberships",
        null=True,
        blank=True,
        verbose_name=_("country"),
        help_text=_("Leave empty for the secretariat."),
    )
    role = models.CharField(_("role"), max_length=20, choices=[(r.value, name) for r, name in ROLE_NAMES.items()])
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = OfAPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.CheckConstraint(
                condition=Q(country__isnull=False, role__in=[r.value for r in COUNTRY_ROLES])
                | Q(country__isnull=True, role__in=[r.value for r in SECRETARIAT_ROLES]),
                name="membership_role_fits_country",
                violation_error_message=_("A country’s role needs a country; a role of the secretariat has none."),
            ),
            models.UniqueConstraint(
                fields=("user", "country"),
                condition=Q(ended_at=None, country__isnull=False),
                name="membership_once_a_country",
                violation_error_message=_("This person already has a role there. Change that one."),
            ),
            # The secretariat has no country, and SQLite takes every empty country for another one.
            models.UniqueConstraint(
                fields=("user",),
                condition=Q(ended_at=None, country__isnull=True),
                name="membership_once_in_the_secretariat",
                violation_error_message=_("This person already has a role there. Change that one."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"

    @property
    def role_name(self) -> str:
        return str(ROLE_NAMES[Role(self.role)])
