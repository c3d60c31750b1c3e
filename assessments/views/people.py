"""Who belongs to a country, or to the secretariat: the list, and what coordinators and administrators do with it."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments import access, alphabet
from assessments.access import Permission
from assessments.actions import invitations, members
from assessments.actions.members import PeopleRefused
from assessments.forms.errors import summary_of
from assessments.forms.people import CountryForm, InviteForm, RoleForm
from assessments.models import Country, Invitation, Membership
from assessments.models.membership import ROLE_NAMES
from assessments.requests import SignedInRequest
from assessments.roles import NEEDS_SECOND_FACTOR, Role
from assessments.views.answering import kept_post, unjudged
from assessments.views.refusals import people_words
from assessments.wording import isolated

MEMBERS = Membership.objects.select_related("user", "country")
INVITATIONS = Invitation.objects.select_related("country", "invited_by")


@require_http_methods(["GET", "POST"])
def people_list(request: SignedInRequest, iso3: str) -> HttpResponse:
    permission = Permission.MANAGE_PEOPLE if request.method == "POST" else Permission.VIEW_PEOPLE
    country = access.get_or_404(Country, request.user, permission, iso3=iso3)
    return _list(request, country)


@require_http_methods(["GET", "POST"])
def secretariat_list(request: SignedInRequest) -> HttpResponse:
    permission = Permission.MANAGE_PEOPLE if request.method == "POST" else Permission.VIEW_PEOPLE
    access.secretariat_or_404(request.user, permission)
    return _list(request, None)


@require_GET
def people_find(request: SignedInRequest) -> HttpResponse:
    """An administrator chooses a country; its page is where its first coordinator is appointed."""
    access.secretariat_or_404(request.user, Permission.MANAGE_PEOPLE)
    country = access.get_or_404(Country, request.user, Permission.VIEW_PEOPLE, iso3=request.GET.get("iso3", ""))
    return redirect("people_list", iso3=country.iso3)


def _list(request: SignedInRequest, country: Country | None) -> HttpResponse:
    """The page; posted, its form invites."""
    roles = access.roles_to_give(request.user, country.pk if country else None)
    given = tuple(role for role in roles if role != Role.READER)  # readers are invited where they are asked
    kept = kept_post(request) if request.method == "GET" and roles else None
    data = request.POST if request.method == "POST" else kept
    form = unjudged(InviteForm(data, roles=given, language=request.LANGUAGE_CODE), kept)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        if _invited(request, form, country):
            # The same words whether the address has an account or not.
            messages.success(request, _("An invitation is on its way to %(address)s.") % {"address": isolated(address)})
            return redirect(_page_of(country))
    context = _who(request, country, roles) | {
        "country": country,
        "form": form,
        "errors": summary_of(form) if kept is None else [],
        "kept": kept,
    }
    return render(request, "assessments/people/list.html", context, status=422 if form.errors and not kept else 200)


def _invited(request: SignedInRequest, form: InviteForm, country: Country | None) -> bool:
    try:
        invitations.invite(
            country=country,
            by=request.user,
            link=link_of(request),
            email=form.cleaned_data["email"],
            role=Role(form.cleaned_data["role"]),
            organisation=form.cleaned_data["organisation"],
            language=form.cleaned_data["language"],
        )
    except PeopleRefused as refused:
        form.add_error("role" if refused.code == "above" else "email", people_words(refused.code))
        return False
    return True


def _who(request: SignedInRequest, country: Country | None, roles: tuple[Role, ...]) -> dict[str, Any]:
    """Members in the order of the alphabet. Addresses, sign-ins and second steps are for those who manage them."""
    may_manage = bool(roles)
    rows = list(access.visible_to(MEMBERS, request.user).filter(country=country, ended_at=None))
    rows.sort(key=lambda row: alphabet.key(str(row.user), request.LANGUAGE_CODE))
    secured: set[int] = set()
    if may_manage:
        factors = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
        secured = set(factors.filter(user__in=[row.user_id for row in rows]).values_list("user_id", flat=True))
    waiting = []
    if may_manage:
        sent = access.visible_to(INVITATIONS, request.user)
        waiting = list(sent.filter(country=country, used_at=None, revoked_at=None))
    entries = [
        {
            "member": row,
            "secured": row.user_id in secured,
            "needs": Role(row.role) in NEEDS_SECOND_FACTOR or bool(country and country.second_factor_required),
            "mine": row.user_id == request.user.pk,
            "changes": may_manage and row.role in roles and row.user_id != request.user.pk,
        }
        for row in rows
    ]
    countries: list[Country] = []
    if country is None and may_manage:
        found = access.visible_to(Country, request.user)
        countries = sorted(found, key=lambda one: alphabet.key(one.name.text, request.LANGUAGE_CODE))
    return {
        "entries": entries,
        "waiting": [{"invitation": row, "changes": row.role in roles} for row in waiting],
        "may_manage": may_manage,
        "may_require": bool(country) and Role.CONTRIBUTOR in roles,
        "roles": [(role.value, ROLE_NAMES[role]) for role in roles if role != Role.READER],
        "country_form": CountryForm(countries=countries) if countries else None,
    }


@require_POST
def member_role(request: SignedInRequest, membership_id: int) -> HttpResponse:
    row = access.get_or_404(MEMBERS, request.user, Permission.MANAGE_PEOPLE, pk=membership_id)
    roles = access.roles_to_give(request.user, row.country_id)
    form = RoleForm(request.POST, roles=roles)
    if not form.is_valid():
        return _refused(request, row, PeopleRefused("above"))
    role, was = Role(form.cleaned_data["role"]), Role(form.cleaned_data["was"])
    return _do(
        request,
        row,
        lambda: members.change_role(membership=row, role=role, was=was, by=request.user),
        _("%(name)s now has the role “%(role)s”.") % {"name": isolated(row.user), "role": ROLE_NAMES[role]},
    )


@require_http_methods(["GET", "POST"])
def member_remove(request: SignedInRequest, membership_id: int) -> HttpResponse:
    """Asked once more, because it takes access away at once."""
    row = access.get_or_404(MEMBERS, request.user, Permission.MANAGE_PEOPLE, pk=membership_id)
    if row.ended_at is not None:
        raise Http404
    if request.method == "GET":
        return render(request, "assessments/people/remove.html", {"member": row, "country": row.country})
    return _do(
        request,
        row,
        lambda: members.end_membership(membership=row, by=request.user),
        _("%(name)s no longer has a role here. What they wrote stays.") % {"name": isolated(row.user)},
    )


@require_POST
def member_reset(request: SignedInRequest, membership_id: int) -> HttpResponse:
    row = access.get_or_404(MEMBERS, request.user, Permission.MANAGE_PEOPLE, pk=membership_id)
    return _do(
        request,
        row,
        lambda: members.reset_second_factor(membership=row, by=request.user),
        _("The second step of %(name)s has been reset. They set up a new one at the next sign-in.")
        % {"name": isolated(row.user)},
    )


@require_POST
def people_second_factor(request: SignedInRequest, iso3: str) -> HttpResponse:
    """The country's coordinator asks everyone for a second step, or no longer does."""
    country = access.get_or_404(Country, request.user, Permission.MANAGE_PEOPLE, iso3=iso3)
    if Role.CONTRIBUTOR not in access.roles_to_give(request.user, country.pk):
        return _refused(request, country, PeopleRefused("above"))
    required = request.POST.get("required") == "1"
    members.require_second_factor(country=country, required=required, by=request.user)
    if required:
        messages.success(request, _("From now on everyone of this country signs in with a second step."))
    else:
        messages.success(request, _("Contributors and viewers of this country may sign in without a second step."))
    return redirect(_page_of(country))


@require_POST
def invitation_resend(request: SignedInRequest, invitation_id: int) -> HttpResponse:
    row = access.get_or_404(INVITATIONS, request.user, Permission.MANAGE_PEOPLE, pk=invitation_id)
    return _do(
        request,
        row,
        lambda: invitations.send_again(invitation=row, by=request.user, link=link_of(request)),
        _("A new link is on its way to %(address)s. The old one no longer works.") % {"address": isolated(row.email)},
    )


@require_POST
def invitation_revoke(request: SignedInRequest, invitation_id: int) -> HttpResponse:
    row = access.get_or_404(INVITATIONS, request.user, Permission.MANAGE_PEOPLE, pk=invitation_id)
    return _do(
        request,
        row,
        lambda: invitations.revoke(invitation=row, by=request.user),
        _("The invitation to %(address)s has been withdrawn.") % {"address": isolated(row.email)},
    )


def _do(
    request: SignedInRequest, row: Membership | Invitation, action: Callable[[], object], done: str
) -> HttpResponse:
    try:
        action()
    except PeopleRefused as refused:
        return _refused(request, row, refused)
    messages.success(request, done)
    return redirect(_page_of(row.country))


def _refused(request: SignedInRequest, row: Membership | Invitation | Country, refused: PeopleRefused) -> HttpResponse:
    """A page that says why, and leads back; 403 where the role does not reach, else 409: things are not so."""
    country = row if isinstance(row, Country) else row.country
    context = {"words": people_words(refused.code), "back": _page_of(country), "country": country}
    status = 403 if refused.code in ("above", "own") else 409
    return render(request, "assessments/people/refused.html", context, status=status)


def _page_of(country: Country | None) -> str:
    return reverse("people_list", args=[country.iso3]) if country else reverse("secretariat_list")


def link_of(request: HttpRequest) -> Callable[[str], str]:
    return lambda token: request.build_absolute_uri(reverse("invitation_accept", args=[token]))
