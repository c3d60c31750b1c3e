"""Forms that come over a bad line: sent by a script that keeps them on the screen, and taken once, however often sent.

The script (`static/js/sending.js`) cannot follow an answer as a browser does. So it is told where a browser would go on
to, or that there is a page to show: that page is kept for a moment, and the browser then sends the form itself and gets
it, with the address, the status and the scripts of every page. Without a script none of this is used but `once`.

Each form that is made has a number of its own, `once`. What came with it and was taken is remembered: the same words
under the same number are a second press, or a repeat after an answer that was lost. Other words are always taken anew.
"""

import hashlib
import time
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from assessments import typed
from assessments.middleware import Next

HEADER = "X-Sending"  # "first", or "again" after a try whose answer did not arrive
ONCE, SHOWN = "once", "once_shown"
#: A second press comes within a minute; a repeat may come as long as somebody waits in front of a broken line.
PRESSED_TWICE, SENT_AGAIN = 60, 3600
#: So long a process may be at work on a form, until it counts as stopped; so long a second press waits for the first.
AT_WORK, PATIENCE = 60, 3.0
#: How long a page waits for the browser that was told of it.
PAGE_KEPT = 600


class SendingMiddleware:
    """Answers the script: {"to": address} or {"shown": status}. What the server could not do stays as it is: the script
    takes it, like whatever a proxy says, for a broken line."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or HEADER not in request.headers or response.status_code >= 500:
            return response
        to = response.headers.get("Location")
        told = JsonResponse({"to": to} if to else {"shown": response.status_code})
        told.cookies = response.cookies
        told["Cache-Control"] = "private, no-store"
        return told


@dataclass(frozen=True)
class Sent:
    """A form as it came: under which number, and a digest of all that stands in it."""

    key: str
    digest: str


class OnceMiddleware:
    """The last one before the view, so that only what reaches it counts as taken."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sent: Sent | None = getattr(request, "sent_once", None)
        if sent is None:
            return response
        if response.status_code == 302:
            cache.set(sent.key, (sent.digest, response.headers["Location"], time.time()), SENT_AGAIN)
            return response
        cache.delete(sent.key)
        if HEADER in request.headers and response.status_code < 500 and not response.streaming:
            page = (sent.digest, response.status_code, response.content, response.headers["Content-Type"])
            cache.set(f"{sent.key}:page", page, PAGE_KEPT)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        sent = _sent(request)
        if sent is None:
            return None
        if SHOWN in request.POST:
            page = cache.get(f"{sent.key}:page")
            if page and page[0] == sent.digest:
                return HttpResponse(page[2], status=page[1], content_type=page[3])
        answer = _taken_before(request, sent)
        if answer is None:
            request.sent_once = sent  # type: ignore[attr-defined]
        return answer


def _sent(request: HttpRequest) -> Sent | None:
    number = request.POST.get(ONCE, "") if request.method == "POST" else ""
    route = request.resolver_match.url_name if request.resolver_match else ""
    if not number or route == "language_set":  # which takes nothing: it shows the form again
        return None
    whose = f"{request.user.pk}:{request.path}:{number}"
    return Sent("once:" + hashlib.sha256(whose.encode()).hexdigest(), _digest(request))


def _digest(request: HttpRequest) -> str:
    """Of all that was typed and chosen. A file is told from another one by its name and its size."""
    fields = sorted(
        (name, sorted(values))
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", ONCE, SHOWN)
    )
    uploads: Any = request.FILES
    files = sorted((name, file.name, file.size) for name, file in uploads.items())
    return hashlib.sha256(repr((fields, files)).encode()).hexdigest()


def _taken_before(request: HttpRequest, sent: Sent) -> HttpResponse | None:
    """The answer to these very words, where they came before; nothing, where the view has to see them."""
    until = time.monotonic() + PATIENCE
    begun = (sent.digest, "", time.time())
    while not cache.add(sent.key, begun, AT_WORK):
        digest, to, at = cache.get(sent.key) or ("", "", 0.0)
        counts = SENT_AGAIN if request.headers.get(HEADER) == "again" else PRESSED_TWICE
        if digest != sent.digest or (to and time.time() - at > counts):
            cache.set(sent.key, begun, AT_WORK)
            return None
        if to:
            return HttpResponseRedirect(to)
        if time.monotonic() > until:
            # Still at work on the first one: a script comes again, a browser gets the page as it is by then.
            if HEADER in request.headers:
                return HttpResponse(status=503)
            return HttpResponseRedirect(typed.page_of(request))
        time.sleep(0.1)
    return None
