"""How long a sign-in lasts: not longer than SESSION_HOURS, and not longer than IDLE_MINUTES without doing anything."""

import time

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from assessments.middleware import Next

SEEN, BEGAN = "seen", "signed_in_at"
#: Writing the time of every request would be a write for every page: once a minute is exact enough.
STEP = 60


@receiver(user_logged_in)
def _begin(sender: object, request: HttpRequest, **_more: object) -> None:
    request.session[SEEN] = request.session[BEGAN] = int(time.time())


def seconds_left(request: HttpRequest) -> int:
    """Until this session ends if nothing more is done; 0 or less: it has ended."""
    now = int(time.time())
    idle = request.session.get(SEEN, now) + settings.IDLE_MINUTES * 60
    return int(min(idle, request.session.get(BEGAN, now) + settings.SESSION_COOKIE_AGE) - now)


def touch(request: HttpRequest) -> None:
    """The person did something."""
    now = int(time.time())
    request.session[SEEN] = now
    request.session.setdefault(BEGAN, now)
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())


class IdleMiddleware:
    """Ends a session that was left alone. What a form still sends afterwards is kept by KeepTypedTextMiddleware."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if seconds_left(request) <= 0:
                UserSession.objects.filter(session_key=request.session.session_key).delete()
                logout(request)
            elif not _is_quiet(request) and time.time() - request.session.get(SEEN, 0) >= STEP:
                touch(request)
        return self.get_response(request)


def _is_quiet(request: HttpRequest) -> bool:
    """A page that looks by itself whether something is ready, or says that it is open, is not a person at work."""
    by_itself = request.method == "GET" or request.path.endswith("/here/")  # see presence.py
    return by_itself and request.headers.get("X-Requested-With") == "fetch"
