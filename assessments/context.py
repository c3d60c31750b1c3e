"""What every page needs beside its own content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi

from assessments.sessions import seconds_left


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "LANGUAGES": settings.LANGUAGES,
        "LANGUAGE_CODE": get_language() or settings.LANGUAGE_CODE,
        "LANGUAGE_BIDI": get_language_bidi(),
        "IDLE_LEFT": seconds_left(request) if request.user.is_authenticated else 0,
        "SSO_NAME": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
    }
