"""One's own sessions: where one is signed in, signing out elsewhere, and how long this one still lasts."""

from typing import Any

from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments import audit
from assessments.devices import device_of
from assessments.requests import SignedInRequest
from assessments.sessions import seconds_left, touch

SHOWN = 30
SOON = 180  # seconds; static/js/idle.js warns later than that


@require_GET
def session_list(request: SignedInRequest) -> HttpResponse:
    UserSession.objects.create_from_request(request)
    rows = UserSession.objects.filter(user=request.user).order_by("-last_seen_at")[:SHOWN]
    sessions = []
    for row in rows:
        browser, system = device_of(row.user_agent)
        sessions.append({"row": row, "browser": browser, "system": system, "here": row.is_current()})
    sessions.sort(key=lambda entry: not entry["here"])
    return render(request, "account/sessions.html", {"sessions": sessions})


@require_POST
def session_end(request: SignedInRequest, session_id: int) -> HttpResponse:
    row = UserSession.objects.filter(user=request.user, pk=session_id).first()
    if row is None or row.is_current():
        raise Http404
    with transaction.atomic():
        row.end()
        audit.record("user.session_ended", request.user, by=request.user)
    messages.success(request, _("That session has ended."))
    return redirect("session_list")


@require_POST
def session_end_others(request: SignedInRequest) -> HttpResponse:
    with transaction.atomic():
        end_other_sessions(request, request.user)
        audit.record("user.sessions_ended", request.user, by=request.user)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("session_list")


@require_http_methods(["GET", "POST"])
@login_not_required
def session_time(request: HttpRequest) -> HttpResponse:
    """Seconds until this session ends, 0 when there is none; near the end, what to show. Posted: someone is there."""
    here = request.user.is_authenticated
    if here and request.method == "POST":
        touch(request)
    answer: dict[str, Any] = {"left": seconds_left(request) if here else 0}
    if answer["left"] <= SOON:
        answer["words"] = render_to_string("components/idle_words.html", answer)
    return JsonResponse(answer)
