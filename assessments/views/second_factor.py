"""The pages of the second step that are not allauth's: what there is, passing by in the demonstration, taking away."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import remove_webauthn
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from assessments.requests import SignedInRequest
from assessments.second_factor import NEXT, SKIPPED, Need, has_one, need_of


@require_GET
def second_factor_show(request: SignedInRequest) -> HttpResponse:
    """What stands between a stolen password and the account; the page to set it up."""
    found = Authenticator.objects.filter(user=request.user).order_by("pk")
    app = next((row for row in found if row.type == Authenticator.Type.TOTP), None)
    codes = next((row for row in found if row.type == Authenticator.Type.RECOVERY_CODES), None)
    passkeys = [row.wrap() for row in found if row.type == Authenticator.Type.WEBAUTHN]
    need = need_of(request.user)
    context = {
        "app": app,
        "passkeys": passkeys,
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
        "missing": need is not Need.NONE and not app and not passkeys,
        "may_skip": need is Need.SKIPPABLE and not app and not passkeys,
        "goes_on": request.session.get(NEXT, "") if app or passkeys else "",
    }
    return render(request, "mfa/index.html", context)


@require_POST
def second_factor_skip(request: SignedInRequest) -> HttpResponse:
    """Only where everything is fictional; asked again at the next sign-in."""
    if need_of(request.user) is not Need.SKIPPABLE or has_one(request.user):
        raise PermissionDenied
    request.session[SKIPPED] = True
    return redirect(request.session.pop(NEXT, "/"))


@reauthentication_required(app="allauth.mfa")
def passkey_remove(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """allauth asks whether the app may be taken away, but not whether the last passkey may."""
    passkeys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    row = passkeys.filter(pk=pk).first()
    if row is None:
        raise Http404
    if not get_adapter().can_delete_authenticator(row):
        messages.error(request, get_adapter().error_messages["cannot_delete_authenticator"])
        return redirect("mfa_index")
    response: HttpResponseBase = remove_webauthn(request, pk=pk)
    return response
