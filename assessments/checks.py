"""System checks: what a server needs, named before a user meets it."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register()
def pdf_can_be_made(**_kwargs: Any) -> list[CheckMessage]:
    """Without Pango the import of WeasyPrint fails; the site runs on, the report button says what is missing."""
    from assessments.exports import pdf

    problem = pdf.problem()
    return [Warning(problem, id="mnr.W001")] if problem else []


@register()
def single_sign_on_is_complete(**_kwargs: Any) -> list[CheckMessage]:
    """An address without TLS would let anyone on the way say who has signed in."""
    if not settings.OIDC_ISSUER:
        return []
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    address = urlsplit(settings.OIDC_ISSUER)
    problems: list[CheckMessage] = []
    if address.scheme != "https" and address.hostname not in ("127.0.0.1", "localhost"):
        problems.append(Error("OIDC_ISSUER must start with https://", id="mnr.E001"))
    if not app["client_id"] or not app["secret"]:
        problems.append(Error("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET", id="mnr.E002"))
    return problems


@register()
def scanner_is_named(**_kwargs: Any) -> list[CheckMessage]:
    """A mistake in CLAMD_URL would refuse every upload."""
    from assessments import scanner

    try:
        if settings.CLAMD_URL:
            scanner.place_of(settings.CLAMD_URL)
    except ValueError as error:
        return [Error(str(error), id="mnr.E003")]
    return []
