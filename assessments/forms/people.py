"""Inviting someone, giving another role, accepting an invitation."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from assessments.forms import fields
from assessments.models import Country, User
from assessments.models.membership import ROLE_NAMES
from assessments.roles import ORDER, Role


def _choices(roles: Sequence[Role]) -> list[tuple[str, Any]]:
    return [(role.value, ROLE_NAMES[role]) for role in roles]


class InviteForm(forms.Form):
    email = fields.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        error_messages={
            "required": _("Type the address to which the invitation goes."),
            "invalid": _("This is not an e-mail address. It looks like name@ministry.example."),
        },
    )
    role = fields.ChoiceField(
        label=_("Role"),
        error_messages={"required": _("Choose a role."), "invalid_choice": _("You cannot give this role.")},
    )
    organisation = fields.CharField(
        label=_("Organisation"),
        help_text=_("Ministry, agency or network for which this person works."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    language = fields.ChoiceField(
        label=_("Language"), help_text=_("The language of the invitation."), choices=settings.LANGUAGES
    )

    def __init__(self, data: Any = None, *, roles: Sequence[Role], language: str) -> None:
        # The role that most people have stands first, the one that can do everything last.
        order = [role for role in ORDER if role in roles]
        first = Role.CONTRIBUTOR if Role.CONTRIBUTOR in roles else order[0] if order else ""
        super().__init__(data, initial={"language": language, "role": str(first)})
        role: Any = self.fields["role"]
        role.choices = _choices(order)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class RoleForm(forms.Form):
    role = fields.ChoiceField()
    was = fields.ChoiceField(choices=_choices(tuple(Role)))

    def __init__(self, data: Any = None, *, roles: Sequence[Role]) -> None:
        super().__init__(data)
        role: Any = self.fields["role"]
        role.choices = _choices(roles)


class AcceptForm(forms.Form):
    """The first time here: a name and a password. The address is the one that was invited."""

    name = fields.CharField(
        label=_("Name"),
        help_text=_("Your colleagues see it beside what you save."),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
        error_messages={"required": _("Type your name.")},
    )
    password = fields.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. Several words are easy to remember."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"dir": "ltr", "autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password.")},
    )

    def __init__(self, data: Any = None, *, email: str, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password


class CountryForm(forms.Form):
    """The country whose people an administrator wants to see."""

    iso3 = fields.ChoiceField(label=_("Country"), error_messages={"required": _("Choose a country.")})

    def __init__(self, data: Any = None, *, countries: Sequence[Country]) -> None:
        super().__init__(data)
        choice: Any = self.fields["iso3"]
        choice.choices = [("", "–"), *((country.iso3, str(country.name.text)) for country in countries)]
