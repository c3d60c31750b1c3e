"""Pages for what cannot be shown: in plain words, and with a way on."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from assessments import assigned, typed
from assessments.models import Response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "refusals/not_found.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "refusals/forbidden.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        # Nothing of it has been read, so the page cannot hand it back: the browser still has it.
        context = {"size": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1_000_000}
        return render(request, "refusals/too_much.html", context, status=413)
    return render(request, "refusals/bad_request.html", status=400)


@requires_csrf_token
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Whoever signs in again in another tab leaves pages behind whose token is old. What such a page sends is kept, and
    shown once more on its page, which has a new token. A person presses the button, never this view."""
    if typed.is_typed(request):
        if typed.is_anothers(request):
            return somebody_else(request)
        if typed.from_our_page(request):
            if not request.user.is_authenticated:
                return typed.signed_out(request)
            by_hand = request.headers.get("X-Requested-With") != "fetch"
            if by_hand and typed.keep(request):
                return HttpResponseRedirect(typed.page_of(request))
    return render(request, "refusals/csrf.html", {"typed": typed.texts(request)}, status=403)


def somebody_else(request: HttpRequest) -> HttpResponse:
    """To a form that was made for another person than is signed in now; it shows nothing of what they typed."""
    return render(request, "refusals/somebody_else.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Without a context: the fault may lie in whatever a page needs."""
    from django.template.loader import render_to_string

    return HttpResponse(render_to_string("refusals/broken.html"), status=500)


def with_whom(response: Response) -> dict[str, Any]:
    """Who answers a capability, for somebody who does not: their names, else the organisation, and whom to ask."""
    found = assigned.with_whom(response)
    return {
        "with_somebody": True,
        "with_names": found.people,
        "with_organisation": found.organisation,
        "coordinators": found.coordinators,
    }


def people_words(code: str) -> str:
    """Why something with people was refused, by the code of `PeopleRefused`."""
    words = {
        "own": _("Nobody changes their own role. Ask another coordinator, or the secretariat."),
        "above": _("Your role does not reach this role. Nothing was changed."),
        "last": _("Someone must always hold this role here. Give it to somebody else first."),
        "changed": _("A colleague has changed this role meanwhile. Look at the list again."),
        "ended": _("This person no longer has a role here."),
        "member": _("This person already has a role here. You can change it in the list."),
        "reader": _("Readers are asked for a second view. Remove this role, then invite the person anew."),
        "inside": _("This person has, or had, a role that shows the answers. A second view is given without them."),
        "invited": _("This address has an open invitation. You can send it again from the list below."),
        "used": _("This invitation has been accepted."),
        "revoked": _("This invitation has been withdrawn."),
    }
    return words[code]
