"""Accounts: allauth's forms with this product's words, and the profile."""

from typing import Any, ClassVar

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from assessments import password_letters
from assessments.forms.fields import NOT_LISTED, TOO_LONG
from assessments.models import User


def _plain(form: forms.Form) -> None:
    """No placeholders: they vanish while typing, and screen readers skip them."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


def _forgotten() -> SafeString:
    """The way out, in the words of the page for signing in."""
    return format_html('<a href="{}">{}</a>', reverse("account_reset_password"), _("I have forgotten my password"))


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].error_messages["required"] = _("Type your e-mail address.")
        self.fields["login"].widget.attrs.update({"dir": "ltr", "autocomplete": "username"})
        self.fields["password"].label = _("Password")
        self.fields["password"].error_messages["required"] = _("Type your password.")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.update({"dir": "ltr"})


class PasswordResetForm(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].error_messages["required"] = _("Type your e-mail address.")
        self.fields["email"].widget.attrs["dir"] = "ltr"

    def save(self, request: HttpRequest, **_more: Any) -> str:
        """Token and letter are made outside the request: the time of the answer must not tell whether an address has
        an account. The letter goes to the account's own address."""
        base = request.build_absolute_uri("/")
        for person in self.users:
            password_letters.hand_over(person, base)
        return str(self.cleaned_data["email"])


def _new_password(form: forms.Form) -> None:
    first, again = form.fields["password1"], form.fields["password2"]
    first.label, again.label = _("New password"), _("New password, once more")
    first.help_text = _("At least 12 characters. Several words are easy to remember.")
    first.error_messages["required"] = _("Choose a password.")
    again.error_messages["required"] = _("Please type your password once more.")


class PasswordFromKeyForm(ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        _new_password(self)


class PasswordChangeForm(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["oldpassword"].label = _("Present password")
        self.fields["oldpassword"].help_text = _forgotten()
        self.fields["oldpassword"].error_messages["required"] = _("Type your password.")
        _new_password(self)


class ConfirmForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = _forgotten()
        self.fields["password"].error_messages["required"] = _("Type your password.")


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name", "organisation", "language")
        labels: ClassVar[dict[str, Any]] = {
            "name": _("Name"),
            "organisation": _("Organisation"),
            "language": _("Language"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "name": _("Your colleagues see it beside what you save."),
            "language": _("The language of the pages and of mail to you."),
        }
        error_messages: ClassVar[dict[str, Any]] = {
            "name": {"required": _("Type your name."), "max_length": TOO_LONG},
            "organisation": {"max_length": TOO_LONG},
            "language": {"required": NOT_LISTED, "invalid_choice": NOT_LISTED},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "organisation"):
            self.fields[name].widget.attrs["dir"] = "auto"
