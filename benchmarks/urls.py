"""The site's own routes and one bare view to compare with."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from mnr.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def bare(request: HttpRequest) -> HttpResponse:
    """Signed in, and nothing else: session, user, middleware."""
    return HttpResponse(str(request.user.pk))


@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [*urlpatterns, path("bare/", bare), path("alive/", alive)]
