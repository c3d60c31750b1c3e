"""The second step: allauth's forms with this product's words, and codes that are good once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from assessments.forms import fields

#: With clocks that may be off by one step, a code is good for three steps of 30 seconds.
USED_FOR = 120


def _code(form: forms.Form, *, recovery: bool) -> None:
    field = form.fields["code"]
    field.label = _("Code")
    field.help_text = (
        _("6 digits from your authenticator app, or one of your recovery codes.")
        if recovery
        else _("6 digits that the app shows now. You can paste them.")
    )
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update({"dir": "ltr", "autocomplete": "one-time-code", "class": "code"})
    if not recovery:
        field.widget.attrs["inputmode"] = "numeric"


class _OnceMixin:
    cleaned_data: dict[str, Any]
    user: Any

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        used = f"second-step-{self.user.pk}-{''.join(code.split())}"
        if not cache.add(used, True, timeout=USED_FOR):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondStepForm(_OnceMixin, AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, recovery=True)


class ConfirmStepForm(_OnceMixin, ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, recovery=True)


class AppForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, recovery=False)


def _named(form: forms.Form) -> None:
    form.fields["name"] = fields.CharField(
        label=_("Name of the passkey"),
        help_text=_("For example: key on my key ring, telephone of the office."),
        max_length=100,
        required=form.fields["name"].required,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )


@contextmanager
def _nonsense_is_refused() -> Iterator[None]:
    """What is no answer of a browser makes the libraries stumble over a missing part."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class PasskeyStepForm(AuthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        with _nonsense_is_refused():
            return super().clean_credential()


class ConfirmPasskeyForm(ReauthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        with _nonsense_is_refused():
            return super().clean_credential()


class PasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _named(self)
        self.fields["credential"].error_messages["required"] = _("Press “Add the passkey” and follow your browser.")

    def clean(self) -> dict[str, Any]:
        with _nonsense_is_refused():
            return super().clean()


class PasskeyNameForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _named(self)
