"""Pages for what cannot be shown: in plain words, and with a way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "refusals/not_found.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "refusals/forbidden.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "refusals/bad_request.html", status=400)


@requires_csrf_token
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "refusals/csrf.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Without a context: the fault may lie in whatever a page needs."""
    from django.template.loader import render_to_string

    return HttpResponse(render_to_string("refusals/broken.html"), status=500)
