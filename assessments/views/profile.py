"""One's own name and language."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments import typed
from assessments.actions.people import change_profile
from assessments.forms.account import ProfileForm
from assessments.forms.errors import summary_of
from assessments.forms.notices import MailForm
from assessments.requests import SignedInRequest
from assessments.views.answering import kept_post, unjudged

YEAR = 365 * 24 * 3600
#: In the session: a page and the language that was chosen on it.
CHOSEN = "language_chosen"


@require_http_methods(["GET", "POST"])
def profile_edit(request: SignedInRequest) -> HttpResponse:
    kept = kept_post(request) if request.method == "GET" else None
    form = unjudged(ProfileForm(request.POST or kept, instance=request.user), kept)
    if request.method == "POST" and form.is_valid():
        change_profile(by=request.user, **form.cleaned_data)
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Your profile has been saved."))
        return _with_language(redirect("profile_edit"), form.cleaned_data["language"])
    return profile_page(request, form=form, kept=kept, status=422 if form.errors and not kept else 200)


def profile_page(
    request: SignedInRequest,
    *,
    form: ProfileForm | None = None,
    mail_form: MailForm | None = None,
    kept: QueryDict | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with two forms, of which one was posted, or none."""
    shown, mail = form or ProfileForm(instance=request.user), mail_form or MailForm(person=request.user)
    context = {
        "form": shown,
        "mail_form": mail,
        "errors": [*summary_of(shown), *summary_of(mail)] if kept is None else [],
        "kept": kept,
    }
    if shown.is_bound:
        request.user.refresh_from_db()
    return render(request, "account/profile.html", context, status=status)


@require_POST
@login_not_required
def language_set(request: SignedInRequest) -> HttpResponse:
    """Changes the language and stays on the page; an unknown language changes nothing. The page's form may come with
    it: what was typed is shown again there. It has fields of its own, so the address says which language."""
    language = request.GET.get("to") or request.POST.get("language", "")
    target = request.GET.get("next") or request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    if "typed_on" in request.POST:
        page = typed.page_of(request)
        if not typed.keep(request, because="language"):
            return typed.not_kept(request)
        if urlsplit(target).path != page:
            target = page if page != request.path else "/"
    response = redirect(target)
    if language not in dict(settings.LANGUAGES):
        messages.error(request, _("That language does not exist here."))
        return response
    if request.user.is_authenticated:
        change_profile(
            by=request.user,
            name=request.user.name,
            organisation=request.user.organisation,
            language=language,
        )
    else:
        request.session[CHOSEN] = [urlsplit(target).path, language]
    return _with_language(response, language)


def chosen_on(request: HttpRequest) -> str | None:
    """The language that somebody who is not signed in chose on this very page, if they did."""
    page, language = request.session.get(CHOSEN, ("", ""))
    return language if page == request.path else None


def _with_language(response: HttpResponse, language: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
