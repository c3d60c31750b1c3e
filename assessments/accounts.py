"""How accounts come to be (never by signing up), and how people prove who they are."""

import base64
import time
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from qrcode import QRCode

from assessments import audit, letters, second_factor
from assessments.models import User

#: So soon after signing in, with the password and the second step if there is one, nobody is asked once more.
JUST_SIGNED_IN = 300


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the secretariat or by an invitation; the sign-up page says so."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By account and address together: by account alone, anyone could keep anyone from signing in."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)} {get_ip(request)}"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        user = self.request.user
        records = get_authentication_records(self.request, user) if user.is_authenticated else []
        if any(r["method"] == "password" and time.time() - r["at"] < JUST_SIGNED_IN for r in records):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is not right. Enter the 6 digits that are shown now."),
        "cannot_delete_authenticator": gettext_lazy(
            "Your role needs a second step. Set up another one first, then take this one away."
        ),
    }

    def encrypt(self, text: str) -> str:
        """A copy of the database alone must not be enough to make codes."""
        return _ciphers().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _ciphers().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""  # of another SECRET_KEY: no code fits, and the coordinator resets the second step

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if second_factor.need_of(authenticator.user) is second_factor.Need.NONE:
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def build_totp_svg(self, url: str) -> str:
        """Presentation attributes and no styles, and light behind the code in dark colours too: cameras need it."""
        code = QRCode(border=4)
        code.add_data(url)
        rows = code.get_matrix()
        squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
        size = len(rows)
        return (
            f'<svg viewBox="0 0 {size} {size}" width="220" height="220" aria-hidden="true">'
            f'<rect width="{size}" height="{size}" fill="#ffffff"/><path d="{squares}" fill="#000000"/></svg>'
        )

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}


def _ciphers() -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(sha256(f"second factor {key}".encode()).digest())) for key in keys]
    )


class ClosedSocialAdapter(DefaultSocialAccountAdapter):
    """Single sign-on for people who have an account already: by an address that the provider says it has verified.

    Nothing of the provider is stored, so that an address that moves to another person takes no account along.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        """Not allauth's own way, which takes the account's password away."""
        return

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        # Some providers send the word "false", which Python takes for true.
        verified = [address.email.lower() for address in sociallogin.email_addresses if address.verified is True]
        person = User.objects.filter(email__in=verified, is_active=True).first() if verified else None
        if person is None or sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(render(request, "account/sso_refused.html", status=403))
        sociallogin.user = person

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(redirect("account_login"))
        raise ImmediateHttpResponse(render(request, "account/sso_refused.html", {"failed": True}, status=401))


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def _record(sender: Any, signal: Any, request: HttpRequest, user: Any, authenticator: Any, **_more: Any) -> None:
    """In the log, and by letter to the person: whoever takes over a session cannot change this unseen."""
    names = {authenticator_added: "added", authenticator_removed: "removed", authenticator_reset: "reset"}
    request.session.pop(second_factor.CONFIRMED, None)
    with transaction.atomic():
        audit.record(
            f"user.second_factor_{names[signal]}", user, by=user, changes={"kind": [None, str(authenticator.type)]}
        )
        letters.send("second_factor", to=user.email, language=user.language, context={"person": user})
