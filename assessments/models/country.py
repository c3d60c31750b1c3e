from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.roles import SECRETARIAT_ROLES
from assessments.translation import Text, pick

if TYPE_CHECKING:
    from assessments.models.user import User


class CountryQuerySet(models.QuerySet["Country"]):
    def visible_to(self, user: "User") -> "CountryQuerySet":
        """The secretariat knows every country; everyone else their own."""
        if any(role in SECRETARIAT_ROLES for role in user.roles):
            return self
        return self.filter(pk__in=user.own_countries)


class Country(models.Model):
    """A UN member or observer, or a fictional country of the demonstration. Loaded from content/countries.yaml."""

    class Status(models.TextChoices):
        MEMBER = "member", _("UN member")
        OBSERVER = "observer", _("UN observer")
        FICTIONAL = "fictional", _("Fictional, for the demonstration")

    iso3 = models.CharField(_("ISO code"), max_length=3, unique=True)
    iso2 = models.CharField(max_length=2, blank=True)
    m49 = models.CharField(max_length=3, blank=True)
    names = models.JSONField(_("names"), default=dict)
    region = models.CharField(_("region (UN M49)"), max_length=3)
    subregion = models.CharField(_("subregion (UN M49)"), max_length=3)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.MEMBER)
    #: A country is in no regional figure unless its coordinator said so.
    counted = models.BooleanField(_("may be counted in regional figures"), default=False)
    counted_at = models.DateTimeField(null=True, blank=True, editable=False)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    second_factor_required = models.BooleanField(_("everyone signs in with a second step"), default=False)

    objects = CountryQuerySet.as_manager()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ("iso3",)

    def __str__(self) -> str:
        return self.name_in(get_language() or "en").text

    def name_in(self, language: str) -> Text:
        return pick(self.names, language)

    @property
    def name(self) -> Text:
        return self.name_in(get_language() or "en")

    @property
    def is_demo(self) -> bool:
        return self.status == self.Status.FICTIONAL
