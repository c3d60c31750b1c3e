"""The Django admin: administrators only, through the same sign-in. Rounds and answers are not in it: a locked round
is locked here too."""

from typing import Any, cast

from allauth.account import admin as allauth_admin
from allauth.account.models import EmailAddress
from allauth.mfa import admin as mfa_admin
from allauth.mfa.models import Authenticator
from allauth.socialaccount import admin as social_admin
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions import admin as sessions_admin
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth import models as auth_models
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assessments import audit
from assessments.actions.members import held_alone
from assessments.models import (
    Capability,
    Commitment,
    Country,
    Domain,
    Enabler,
    Framework,
    Harm,
    Membership,
    Sign,
    User,
)

# Groups, allauth's second list of addresses, second factors and sessions: changing them here would change accounts past
# the one table and the audit log.
REGISTERED_BY = (auth_admin, allauth_admin, mfa_admin, social_admin, sessions_admin)  # imported first, to be taken away
admin.site.unregister((auth_models.Group, EmailAddress, Authenticator, UserSession))
admin.site.unregister((SocialAccount, SocialApp, SocialToken))
admin.site.site_header = _("MNR self-assessment: administration")
admin.site.site_title = _("MNR administration")
admin.site.index_title = _("Countries, people and frameworks")


class RecordedAdmin(admin.ModelAdmin):
    """Every change made here is in the audit log, in the transaction of the change. Nothing is deleted here."""

    recorded: tuple[str, ...] = ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        before = type(obj)._default_manager.filter(pk=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        changes = {
            name: [_plain(before, name), _plain(obj, name)]
            for name in self.recorded
            if _plain(before, name) != _plain(obj, name)
        }
        noun = obj._meta.model_name
        place = obj if isinstance(obj, Country) else getattr(obj, "country", None)
        audit.record(
            f"{noun}.{'changed' if change else 'created'}",
            obj,
            by=cast(User, request.user),
            changes=changes,
            country=place.iso3 if place else "",
        )


def _plain(row: models.Model | None, name: str) -> Any:
    value = getattr(row, name, None)
    return value if value is None or isinstance(value, bool | int | str | dict) else str(value)


class ReadOnlyAdmin(admin.ModelAdmin):
    """What is read here and changed elsewhere: frameworks come from files (`manage.py load_framework`)."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Country)
class CountryAdmin(RecordedAdmin):
    list_display = ("iso3", "__str__", "region", "status")
    list_filter = ("status", "region")
    search_fields = ("iso3", "names")
    fields = ("iso3", "names", "region", "subregion", "status")
    readonly_fields = ("iso3", "names", "status")
    recorded = ("region", "subregion")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    fields = ("country", "role", "created_at", "ended_at")
    readonly_fields = ("country", "role", "created_at", "ended_at")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AddressInSmallLetters:
    """The sign-in looks addresses up in small letters: kept otherwise, the account could not sign in."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class CreationForm(AddressInSmallLetters, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name", "organisation", "language")
        field_classes: dict[str, Any] = {}


class ChangeForm(AddressInSmallLetters, UserChangeForm):
    class Meta:
        model = User
        fields = ("email", "name", "organisation", "language", "is_active")
        field_classes: dict[str, Any] = {}

    def clean_is_active(self) -> bool:
        """In the transaction of the admin's page. A country keeps a coordinator who can sign in, the secretariat an
        administrator."""
        active: bool = self.cleaned_data["is_active"]
        alone = held_alone(self.instance) if self.instance.is_active and not active else None
        if alone is not None:
            raise ValidationError(
                _("Someone must always hold this role: %(role)s, %(place)s. Give it to somebody else first."),
                params={
                    "role": alone.role_name,
                    "place": alone.country.name.text if alone.country else _("Secretariat"),
                },
            )
        return active


@admin.register(User)
class UserAdmin(RecordedAdmin):
    form, add_form = ChangeForm, CreationForm
    list_display = ("email", "name", "organisation", "is_active")
    list_filter = ("is_active",)
    search_fields = ("email", "name", "organisation")
    fieldsets = (
        (None, {"fields": ("email",)}),
        (None, {"fields": ("name", "organisation", "language", "is_active")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "organisation", "language", "password1", "password2")}),)
    inlines = (MembershipInline,)
    recorded = ("email", "name", "organisation", "language", "is_active")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = self.add_form
        return super().get_form(request, obj, change=change, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else ()


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Roles are given on the pages of people, where a country always keeps a coordinator; here they are read."""

    list_display = ("user", "country", "role", "created_at", "ended_at")
    list_filter = ("role",)
    search_fields = ("user__email", "user__name", "country__iso3")


class DomainInline(admin.TabularInline):
    model = Domain
    fields = ("code", "__str__")
    readonly_fields = ("__str__",)
    extra = 0


@admin.register(Framework)
class FrameworkAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "code", "version", "loaded_at")
    fields = ("code", "version", "languages", "checksum", "revision", "loaded_at")
    inlines = (DomainInline,)


@admin.register(Capability)
class CapabilityAdmin(ReadOnlyAdmin):
    list_display = ("code", "__str__", "domain", "theme")
    list_filter = ("framework", "domain")


@admin.register(Sign)
class SignAdmin(ReadOnlyAdmin):
    list_display = ("code", "__str__", "capability", "phase")
    list_filter = ("capability__framework", "phase")


@admin.register(Enabler)
class EnablerAdmin(ReadOnlyAdmin):
    list_display = ("code", "__str__")


@admin.register(Harm)
class HarmAdmin(ReadOnlyAdmin):
    list_display = ("code", "__str__")


@admin.register(Commitment)
class CommitmentAdmin(ReadOnlyAdmin):
    list_display = ("code", "__str__")
