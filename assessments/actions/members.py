"""Who belongs to a country or to the secretariat: roles changed and ended, the second step asked for and reset."""

from django.db import transaction
from django.utils import timezone

from assessments import access, audit
from assessments.actions.assignments import end_all
from assessments.models import Country, Invitation, Membership, User
from assessments.roles import ASSIGNABLE, KEPT_IN_COUNTRY, KEPT_IN_SECRETARIAT, Role


class PeopleRefused(Exception):
    """`code`: "own" (one's own role), "above" (a role that this person does not give), "last" (a country keeps a
    coordinator, the secretariat an administrator), "changed" (by a colleague meanwhile), "ended", "member" (has a role
    there already), "reader" (nobody becomes a reader, or stops being one, by a change of role), "inside" (knows the
    answers, so cannot give a second view), "invited" (an invitation is open), "foreign" (an invitation of somebody
    else), or why a link is no longer good: "used", "revoked", "expired"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def change_role(*, membership: Membership, role: Role, was: Role, by: User) -> Membership:
    """Gives a member another role. `was` is the role that the page showed. Raises PeopleRefused."""
    row = _locked(membership)
    _refuse_unless_given(row, by, role)
    if row.role != was:
        raise PeopleRefused("changed")
    if row.role == role:
        return row
    if Role.READER in (role, row.role):
        raise PeopleRefused("reader")
    row.role = role
    row.save(update_fields=["role"])
    audit.record("membership.changed", row, by=by, country=_iso3(row), changes={"role": [was, role]})
    _withdraw_what_is_no_longer_theirs(row, by)
    return row


@transaction.atomic
def end_membership(*, membership: Membership, by: User) -> Membership:
    """Removes a member. The row stays, and so does every word they wrote. Raises PeopleRefused."""
    row = _locked(membership)
    _refuse_unless_given(row, by, None)
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    changes = {"role": [row.role, None], "ended_at": [None, row.ended_at.isoformat()]}
    audit.record("membership.ended", row, by=by, country=_iso3(row), changes=changes)
    _withdraw_what_is_no_longer_theirs(row, by)
    return row


def held_alone(person: User) -> Membership | None:
    """The role that must always be held, and that only this person holds: their account stays switched on. For a
    transaction, which keeps it so: of two who switch each other off at the same moment the second one is refused."""
    heads = Membership.objects.filter(user=person, ended_at=None, role__in=(KEPT_IN_COUNTRY, KEPT_IN_SECRETARIAT))
    rows = (_locked(row) for row in heads.order_by("pk"))
    return next((row for row in rows if _is_last(row)), None)


@transaction.atomic
def require_second_factor(*, country: Country, required: bool, by: User) -> Country:
    """Asks everyone of a country for a second step at sign-in, or no longer does."""
    row = Country.objects.select_for_update().get(pk=country.pk)
    if row.second_factor_required != required:
        row.second_factor_required = required
        row.save(update_fields=["second_factor_required"])
        audit.record(
            "country.second_factor",
            row,
            by=by,
            country=row.iso3,
            changes={"second_factor_required": [not required, required]},
        )
    return row


@transaction.atomic
def reset_second_factor(*, membership: Membership, by: User) -> User:
    """For someone who lost their phone: takes their second step away and ends their sessions. They set up a new one at
    the next sign-in, with their password. Raises PeopleRefused."""
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession

    row = _locked(membership)
    _refuse_unless_given(row, by, Role(row.role))
    _refuse_a_role_elsewhere(row, by)
    kinds = sorted(Authenticator.objects.filter(user=row.user).values_list("type", flat=True))
    Authenticator.objects.filter(user=row.user).delete()
    for session in UserSession.objects.filter(user=row.user):
        session.end()
    audit.record(
        "user.second_factor_reset", row.user, by=by, country=_iso3(row), changes={"second_factor": [kinds, []]}
    )
    return row.user


def _locked(membership: Membership) -> Membership:
    """The row as it is now, after everyone whose place may be the last one has been locked, always in one order: of two
    coordinators who remove each other at the same moment, the second finds that they would be the last."""
    heads = Membership.objects.filter(country=membership.country_id, ended_at=None, role=_kept(membership))
    list(heads.select_for_update().order_by("pk"))
    rows = Membership.objects.select_for_update(of=("self",)).select_related("country", "user")
    return rows.get(pk=membership.pk)


def _kept(membership: Membership) -> Role:
    return KEPT_IN_COUNTRY if membership.country_id else KEPT_IN_SECRETARIAT


def _refuse_unless_given(row: Membership, by: User, role: Role | None) -> None:
    """`role` None: the membership ends. The actor's own roles are read again, behind the lock."""
    if row.ended_at is not None:
        raise PeopleRefused("ended")
    if row.user_id == by.pk:
        raise PeopleRefused("own")
    giveable = access.roles_to_give(User.objects.get(pk=by.pk), row.country_id)
    if row.role not in giveable or (role is not None and role not in giveable):
        raise PeopleRefused("above")
    if role != _kept(row) and _is_last(row):
        raise PeopleRefused("last")


def _is_last(row: Membership) -> bool:
    """Whether nobody else who can sign in has the role of which this place always keeps one. Behind `_locked`."""
    kept = _kept(row)
    if row.ended_at is not None or row.role != kept:
        return False
    heads = Membership.objects.filter(country=row.country_id, ended_at=None, role=kept, user__is_active=True)
    return not heads.exclude(pk=row.pk).exists()


def _refuse_a_role_elsewhere(row: Membership, by: User) -> None:
    """An account's second step protects all its roles: only who gives every one of them takes it away."""
    actor = User.objects.get(pk=by.pk)
    for other in Membership.objects.filter(user=row.user_id, ended_at=None).exclude(pk=row.pk):
        if other.role not in access.roles_to_give(actor, other.country_id):
            raise PeopleRefused("above")


def _withdraw_what_is_no_longer_theirs(row: Membership, by: User) -> None:
    """Open invitations of someone who may no longer give those roles would be a way back in; and whoever may no longer
    answer has nothing assigned."""
    person = User.objects.get(pk=row.user_id)
    if row.country is not None and (row.ended_at is not None or row.role not in ASSIGNABLE):
        end_all(user=person, country=row.country, by=by)
    for invitation in Invitation.objects.select_for_update().filter(
        country=row.country_id, invited_by=person, used_at=None, revoked_at=None
    ):
        if invitation.role not in access.roles_to_give(person, row.country_id):
            invitation.revoked_at = timezone.now()
            invitation.save(update_fields=["revoked_at"])
            audit.record("invitation.revoked", invitation, by=by, country=_iso3(row))


def _iso3(row: Membership) -> str:
    return row.country.iso3 if row.country else ""
