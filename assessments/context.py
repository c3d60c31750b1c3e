"""What every page needs beside its own content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi

from assessments.models import Notice
from assessments.sessions import seconds_left


def unread(request: HttpRequest) -> int:
    """How many notices this person has not read; asked only by a page that shows it."""
    if not request.user.is_authenticated:
        return 0
    return Notice.objects.visible_to(request.user).filter(read_at=None).count()


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "LANGUAGES": settings.LANGUAGES,
        "LANGUAGE_CODE": get_language() or settings.LANGUAGE_CODE,
        "LANGUAGE_BIDI": get_language_bidi(),
        "UNREAD": SimpleLazyObject(lambda: unread(request)),
        "IDLE_LEFT": seconds_left(request) if request.user.is_authenticated else 0,
        "SSO_NAME": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
    }
