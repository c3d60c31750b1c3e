"""Single sign-on by OpenID Connect: allauth's views, stricter with what the provider says about a person."""

from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from requests import RequestException

PROVIDER = "sso"


class SignedTokenAdapter(OpenIDConnectOAuth2Adapter):
    """The signature of the token is always checked, and what is said about a person must be about one person."""

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        self.did_fetch_access_token = False  # allauth trusts the connection instead
        found: dict[str, Any] = super()._decode_id_token(app, id_token)
        self._subject = found.get("sub")
        return found

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> Any:
        login = super().complete_login(request, app, token, **kwargs)
        said = login.account.extra_data
        if "id_token" not in said or said.get("userinfo", said["id_token"]).get("sub") != self._subject:
            raise OAuth2Error("the token and the user information are not about the same person")
        return login


@require_GET
@login_not_required
def sso_login(request: HttpRequest) -> HttpResponse:
    return _answer(request, OAuth2LoginView)


@require_GET
@login_not_required
def sso_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _answer(request, OAuth2CallbackView)


def _answer(request: HttpRequest, view: Any) -> HttpResponse:
    if not settings.OIDC_ISSUER:
        raise Http404
    try:
        response: HttpResponse = view.adapter_view(SignedTokenAdapter(request, PROVIDER))(request)
    except (RequestException, ValueError, KeyError, OAuth2Error):
        # The provider is down, or says what no provider should say.
        return render(request, "account/sso_refused.html", {"failed": True}, status=502)
    return response
