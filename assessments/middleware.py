"""Language of the reader, text kept when a session ends, and refusals as pages."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_from_request

from assessments.access import AssignedToOthers, WrongState
from assessments.actions.answers import ForgedRevision, RoundLocked
from assessments.models import Assessment
from assessments.uploads import left_out
from assessments.views.refusals import with_whom

Next = Callable[[HttpRequest], HttpResponse]
#: More typed text than this is not kept: far above what the forms accept, far below what would fill a disk.
KEPT_LIMIT = 300_000
KEPT = "kept_form"


class LanguageMiddleware:
    """Language by profile, then cookie, then browser."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = ""
        if request.user.is_authenticated:
            language = request.user.language
        if language not in dict(settings.LANGUAGES):
            language = get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            if request.user.is_authenticated:
                # Office machines are shared: nothing of a country stays in a browser's or a proxy's cache.
                response.headers.setdefault("Cache-Control", "private, no-store")
            return response


class KeepTypedTextMiddleware:
    """A form posted after the session ended is kept until the same person has signed in again.

    The page names whom it was made for (`typed_by`), so that on a shared machine nobody gets another's text.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """After the CSRF check, before the sign-in check."""
        if request.method != "POST" or request.user.is_authenticated or "typed_by" not in request.POST:
            return None
        if request.headers.get("X-Requested-With") == "fetch":
            page = request.POST.get("typed_on", "")
            return JsonResponse({"signed_out": f"{reverse('account_login')}?{urlencode({'next': page})}"}, status=401)
        page = keep_typed(request)
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': page, 'kept': 1})}")


def keep_typed(request: HttpRequest) -> str:
    """Keeps a form that cannot be taken now, in the session, for the person it was made for. The page to come back to;
    empty when this is no form that people type into."""
    if request.method != "POST" or "typed_by" not in request.POST:
        return ""
    page = request.POST.get("typed_on", "")
    if not page.startswith(("/rounds/", "/countries/", "/people/")):
        page = request.path
    typed = request.POST.copy()
    if left_out(request):
        typed["file_lost"] = "1"  # text is kept, a file never is: the page says so
    form = typed.urlencode()
    if len(form) <= KEPT_LIMIT:
        request.session[KEPT] = {"page": page, "typed_by": request.POST["typed_by"], "form": form}
    return page


class RefusalMiddleware:
    """Refusals that every view shares become a page that says what happened."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, WrongState | RoundLocked):
            assessment = error.assessment if isinstance(error, WrongState) else self._round_of(request)
            return self._answer(request, "refusals/locked.html", {"assessment": assessment}, 409)
        if isinstance(error, AssignedToOthers):
            row = error.response
            context = with_whom(row) | {"assessment": row.assessment, "code": row.capability.code}
            return self._answer(request, "refusals/assigned.html", context, 403)
        if isinstance(error, ForgedRevision):
            return self._answer(request, "refusals/revision.html", {}, 400)
        return None

    def _round_of(self, request: HttpRequest) -> Assessment | None:
        match = request.resolver_match
        pk = match.kwargs.get("assessment_id") if match else None
        return Assessment.objects.with_round().filter(pk=pk).first() if pk else None

    def _answer(self, request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
        context["typed"] = _typed_texts(request)
        page = render(request, template, context, status=status)
        if request.headers.get("X-Requested-With") == "fetch":
            return JsonResponse({"refused": page.content.decode()}, status=status)
        return page


def _typed_texts(request: HttpRequest) -> list[str]:
    """What the person had typed, so that the page that refuses it still shows it."""
    names: tuple[str, ...] = (
        "justification",
        "reason",
        "participants_note",
        "note",
        "source",
        "move_reason",
        "why",
        "response_reason",
        "title",
        "url",
    )
    names += ("dissent",)  # of a workshop
    names += ("text", "lead", "partners", "indicator", "baseline")  # of the action plan
    found = []
    for key in request.POST:
        # Fields of a list carry the code of their row, "e1-note"; two versions of one, "mine." or "both."
        if key.removeprefix("mine.").removeprefix("both.").rpartition("-")[2] in names:
            found += [text for text in request.POST.getlist(key) if text.strip()]
    return list(dict.fromkeys(found))
