"""The page behind the link of an invitation, open to whoever holds the link and in the language it was written in; and,
of one's own, the page without it."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import access, offers
from assessments.actions.invitations import accept, accept_offered
from assessments.actions.members import PeopleRefused
from assessments.forms.errors import summary_of
from assessments.forms.people import AcceptForm
from assessments.models import Invitation, User
from assessments.models.invitation import digest_of
from assessments.requests import SignedInRequest
from assessments.roles import Role
from assessments.views.answering import kept_post
from assessments.views.profile import chosen_on


@require_http_methods(["GET", "POST"])
@login_not_required
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Someone new chooses a name and a password. Who has an account signs in first, as the invited address."""
    invitation = Invitation.objects.select_related("country", "invited_by").filter(digest=digest_of(token)).first()
    if invitation is None:
        return _closed(request, "unknown", None)
    with translation.override(_language(request, invitation)):
        request.LANGUAGE_CODE = translation.get_language()
        return _answer(request, invitation, token)


def _language(request: HttpRequest, invitation: Invitation) -> str:
    """The page's own language for who is signed in, and for who chose one on this very page; else the invitation's: it
    says more about whom it is for than the browser at which they sit."""
    if request.user.is_authenticated or chosen_on(request) is not None:
        return translation.get_language() or settings.LANGUAGE_CODE
    return invitation.language


def _answer(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    if invitation.fault:
        return _closed(request, invitation.fault, invitation)
    user = request.user
    if user.is_authenticated:
        return _as_member(request, invitation, token)
    if User.objects.filter(email=invitation.email).exists():
        return _page(request, invitation, None)
    kept = kept_post(request) if request.method == "GET" else None
    name = {"name": kept.get("name", "")} if kept is not None else None
    form = AcceptForm(request.POST or None, email=invitation.email, initial=name)
    if request.method == "GET" or not form.is_valid():
        return _page(request, invitation, form, kept=kept)
    try:
        person = accept(invitation=invitation, token=token, by=None, language=chosen_on(request), **form.cleaned_data)
    except PeopleRefused as refused:
        return _closed(request, refused.code, invitation)
    record_authentication(request, person, method="password")
    messages.success(request, _("Welcome. Your account is ready."))
    response: HttpResponse = perform_login(request, person, redirect_url="/")
    return response


def _as_member(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    user = request.user
    if not isinstance(user, User) or user.email != invitation.email:
        return _closed(request, "foreign", invitation)
    if request.method == "GET":
        return _page(request, invitation, None)
    try:
        accept(invitation=invitation, token=token, by=user)
    except PeopleRefused as refused:
        return _closed(request, refused.code, invitation)
    return _taken(request, invitation)


@require_http_methods(["GET", "POST"])
def invitation_offered(request: SignedInRequest, offer_id: int) -> HttpResponse:
    """One's own, found in My work: only a digest of its link is kept, so it is accepted here without one."""
    invitation = access.invited_or_404(request.user, pk=offer_id)
    if not offers.is_proved(request.user):
        status = 200 if request.method == "GET" else 403
        return _page(request, invitation, None, by_letter=True, status=status)
    if request.method == "GET":
        return _page(request, invitation, None)
    try:
        accept_offered(invitation=invitation, by=request.user)
    except PeopleRefused as refused:
        return _closed(request, refused.code, invitation)
    return _taken(request, invitation)


def _taken(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    messages.success(request, _("Your new role is yours from now on."))
    if invitation.role == Role.READER:
        return redirect("view_list")
    return redirect("country_show", iso3=invitation.country.iso3) if invitation.country else redirect("home")


def _page(
    request: HttpRequest,
    invitation: Invitation,
    form: AcceptForm | None,
    *,
    by_letter: bool = False,
    kept: QueryDict | None = None,
    status: int = 200,
) -> HttpResponse:
    errors = summary_of(form) if form else []
    context = {"invitation": invitation, "form": form, "errors": errors, "by_letter": by_letter, "kept": kept}
    return render(request, "assessments/people/accept.html", context, status=422 if errors else status)


def _closed(request: HttpRequest, code: str, invitation: Invitation | None) -> HttpResponse:
    """One page for each reason, and none of them says whether an address has an account."""
    status = {"unknown": 404, "foreign": 403, "member": 409, "inside": 409}.get(code, 410)
    return render(request, "assessments/people/closed.html", {"code": code, "invitation": invitation}, status=status)
