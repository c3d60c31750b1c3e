"""Whom a move of a round concerns: told in its transaction, by codes, never with a word of what was answered."""

from django.db.models import QuerySet

from assessments.actions.notices import tell
from assessments.models import Assessment, User
from assessments.notices import Kind
from assessments.roles import COUNTRY_ROLES, PERMISSIONS, Permission, Role
from assessments.workflow import Move

_KINDS = {
    Move.SUBMIT: Kind.SUBMITTED,
    Move.RETURN: Kind.RETURNED,
    Move.ACCEPT: Kind.ACCEPTED,
    Move.REOPEN: Kind.REOPENED,
}
#: Who has to do something now. All others who read the round hear of it when it is accepted; who was asked for a second
#: view alone does not: they open no page of the country.
_AT_WORK = (Role.COORDINATOR, Role.CONTRIBUTOR)
_READING = tuple(role for role in COUNTRY_ROLES if Permission.VIEW_ROUND in PERMISSIONS[role])


def tell_of_move(*, assessment: Assessment, move: Move, by: User) -> None:
    kind = _KINDS.get(move)
    if kind is None:
        return
    if kind is Kind.SUBMITTED:
        to = _reviewers()
    else:
        roles = _READING if kind is Kind.ACCEPTED else _AT_WORK
        to = User.objects.filter(
            memberships__country=assessment.country_id, memberships__ended_at=None, memberships__role__in=roles
        )
    tell(kind=kind, to=to.distinct(), by=by, country=assessment.country, assessment=assessment)


def _reviewers() -> QuerySet[User]:
    """A secretariat without a reviewer still hears of it."""
    found: QuerySet[User] = User.objects.none()
    for role in (Role.REVIEWER, Role.ADMINISTRATOR):
        found = User.objects.filter(memberships__role=role, memberships__ended_at=None, is_active=True)
        if found.exists():
            break
    return found
