"""The second step at sign-in: who needs one, and the door that leads them to set it up before anything else."""

from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from assessments import typed
from assessments.middleware import Next
from assessments.models import Assessment, Country, User
from assessments.roles import NEEDS_SECOND_FACTOR, SECRETARIAT_ROLES, Role

#: In the session: it has been seen that this person has a second factor. Whoever loses it loses their sessions, too.
CONFIRMED = "second_factor"
SKIPPED = "second_factor_skipped"
NEXT = "second_factor_next"
#: What someone reaches who has yet to set up their second step.
OPEN_ROUTES = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "second_factor_skip",
        "account_reauthenticate",
        "account_logout",
        "language_set",
        "session_time",
        "invitation_accept",
        "help",
    }
)


class Need(StrEnum):
    NONE = "none"
    SKIPPABLE = "skippable"  # in the demonstration: said, and passed by
    REQUIRED = "required"


def need_of(user: User) -> Need:
    """Whether this person must have a second factor, by their roles and by what their countries decided."""
    if not settings.REQUIRE_SECOND_FACTOR:
        return Need.NONE
    asking = [m for m in user.current_memberships if _asks(m)]
    if not asking:
        return Need.NONE
    return Need.SKIPPABLE if all(_fictional(m, user) for m in asking) else Need.REQUIRED


def has_one(user: User) -> bool:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def _asks(membership: Any) -> bool:
    country: Country | None = membership.country
    return Role(membership.role) in NEEDS_SECOND_FACTOR or (country is not None and country.second_factor_required)


def _fictional(membership: Any, user: User) -> bool:
    """Never true for a real country, nor for a secretariat that could read one.

    Nobody receives mail under `.example`: such an account of the secretariat can only be the demonstration's.
    """
    if Role(membership.role) not in SECRETARIAT_ROLES:
        return bool(membership.country.is_demo)
    return user.email.endswith(".example") and not _real_rounds_exist()


def _real_rounds_exist() -> bool:
    return Assessment.objects.exclude(country__status=Country.Status.FICTIONAL).exists()


@receiver(user_logged_in)
def _seen_at_sign_in(sender: object, request: HttpRequest, user: User, **_more: object) -> None:
    """Whoever has a second factor has used it by now: allauth asks for it between the password and this signal."""
    if need_of(user) is not Need.NONE and has_one(user):
        request.session[CONFIRMED] = True


class SecondFactorMiddleware:
    """After the sign-in door. What a person was typing when their country began to ask for a second step is kept."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or request.session.get(CONFIRMED):
            return None
        route = request.resolver_match.view_name if request.resolver_match else ""
        if route in OPEN_ROUTES:
            return None
        need = need_of(user)
        if need is Need.NONE or (need is Need.SKIPPABLE and request.session.get(SKIPPED)):
            return None
        if has_one(user):
            request.session[CONFIRMED] = True
            return None
        if request.headers.get("X-Requested-With") == "fetch":
            return JsonResponse({"signed_out": reverse("mfa_index")}, status=401)
        request.session[NEXT] = request.get_full_path() if request.method == "GET" else "/"
        if typed.is_typed(request):
            request.session[NEXT] = typed.page_of(request)
            if not typed.keep(request):
                return typed.not_kept(request)
        return HttpResponseRedirect(reverse("mfa_index"))
