"""What a person typed into a form that cannot be taken now: kept until they are back, or at least shown.

It is kept in the session, with the person for whom the page was made (`typed_by`), so that on a shared machine nobody
gets another's text, and with the page to come back to (`typed_on`).
"""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.uploads import left_out

KEPT = "kept_form"
#: Letters, whatever their script: as much as a request can carry in any but the Latin one, and many times what the
#: forms accept. More is not kept, and the page says so.
KEPT_LIMIT = 1_000_000
_NAMES = frozenset(
    (
        "justification",
        "reason",
        "participants_note",
        "note",
        "source",
        "move_reason",
        "response_reason",
        "title",
        "url",
    )
)
_NAMES |= {"dissent", "why"}  # of a workshop; of taking a round back
_NAMES |= {"text", "lead", "partners", "indicator", "baseline"}  # of the action plan


#: Where forms stand that people type into.
_PAGES = ("/rounds/", "/countries/", "/people/", "/profile/", "/views/", "/invitations/")


def is_typed(request: HttpRequest) -> bool:
    """Whether this is a form that people type into."""
    return request.method == "POST" and "typed_by" in request.POST


def is_anothers(request: HttpRequest) -> bool:
    """Whether the page was made for another person than is signed in now."""
    return request.user.is_authenticated and request.POST.get("typed_by") != str(request.user.pk)


def page_of(request: HttpRequest) -> str:
    """Where the form stood, and where it is shown again."""
    page = request.POST.get("typed_on", "")
    return page if page.startswith(_PAGES) else request.path


def keep(request: HttpRequest, *, because: str = "") -> bool:
    """Keeps the form for the person it was made for; False: it is too long for that. `because` "language": of a page
    that is about to be shown in another one."""
    typed = request.POST.copy()
    if because:
        typed["kept_because"] = because
    for name in [name for name in typed if "password" in name]:
        del typed[name]  # it is nothing that anybody would miss, and belongs into no session
    if sum(len(text) for _name, values in typed.lists() for text in values) > KEPT_LIMIT:
        return False
    if left_out(request) or request.FILES:
        typed["file_lost"] = "1"  # text is kept, a file never is: the page says so
    request.session[KEPT] = {
        "page": page_of(request),
        "typed_by": request.POST.get("typed_by", ""),
        "form": typed.urlencode(),
    }
    return True


def signed_out(request: HttpRequest) -> HttpResponse:
    """To a form whose session has ended: it is kept, and back after signing in."""
    page = page_of(request)
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"signed_out": f"{reverse('account_login')}?{urlencode({'next': page})}"}, status=401)
    if not keep(request):
        return not_kept(request)
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': page, 'kept': 1})}")


def not_kept(request: HttpRequest) -> HttpResponse:
    context = {"typed": texts(request), "page": page_of(request)}
    return render(request, "refusals/not_kept.html", context, status=413)


def from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent this: another site must not plant text in a session."""
    origin = request.headers.get("Origin", "")
    return origin == f"{request.scheme}://{request.get_host()}" or origin in settings.CSRF_TRUSTED_ORIGINS


def texts(request: HttpRequest) -> list[str]:
    """What the person had typed, so that the page that refuses it still shows it."""
    found = []
    for key in request.POST:
        # Fields of a list carry the code of their row, "e1-note"; two versions of one, "mine." or "both."
        if key.removeprefix("mine.").removeprefix("both.").rpartition("-")[2] in _NAMES:
            found += [text for text in request.POST.getlist(key) if text.strip()]
    return list(dict.fromkeys(found))
