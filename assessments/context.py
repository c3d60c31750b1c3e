"""What every page needs beside its own content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "LANGUAGES": settings.LANGUAGES,
        "LANGUAGE_CODE": get_language() or settings.LANGUAGE_CODE,
        "LANGUAGE_BIDI": get_language_bidi(),
        "SSO_NAME": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
    }
