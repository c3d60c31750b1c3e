"""Language of the reader, text kept when a session ends, and refusals as pages."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language_from_request

from assessments import typed
from assessments.access import AssignedToOthers, PartOfOthers, WrongState
from assessments.actions.answers import ForgedRevision, RoundLocked
from assessments.models import Assessment
from assessments.views.refusals import somebody_else, with_whom
from assessments.wording import written_in

Next = Callable[[HttpRequest], HttpResponse]


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
        with translation.override(language), written_in(""):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            if request.user.is_authenticated:
                # Office machines are shared: nothing of a country stays in a browser's or a proxy's cache.
                response.headers.setdefault("Cache-Control", "private, no-store")
            return response


class KeepTypedTextMiddleware:
    """A form posted after the session ended is kept until the same person has signed in again, see `typed`.

    One that was made for somebody else is refused: what one person typed is never saved in another's name.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """After the CSRF check, before the sign-in check."""
        if not typed.is_typed(request):
            return None
        if not request.user.is_authenticated:
            return typed.signed_out(request)
        return somebody_else(request) if typed.is_anothers(request) else None


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
        if isinstance(error, PartOfOthers):
            return self._answer(request, "refusals/plan.html", {"assessment": self._round_of(request)}, 403)
        if isinstance(error, ForgedRevision):
            return self._answer(request, "refusals/revision.html", {}, 400)
        return None

    def _round_of(self, request: HttpRequest) -> Assessment | None:
        match = request.resolver_match
        pk = match.kwargs.get("assessment_id") if match else None
        return Assessment.objects.with_round().filter(pk=pk).first() if pk else None

    def _answer(self, request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
        context["typed"] = typed.texts(request)
        page = render(request, template, context, status=status)
        if request.headers.get("X-Requested-With") == "fetch":
            return JsonResponse({"refused": page.content.decode()}, status=status)
        return page
