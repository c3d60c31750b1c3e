"""Who reaches which row. `get_or_404` is the only door from a URL to a row.

Not visible: 404, so that nobody learns what exists. Visible but not allowed: 403. Allowed but the round is locked:
`WrongState`, which becomes a page that says so.

Some permissions of some roles reach only what is assigned (`roles.ONLY_ASSIGNED`): asked about an answer or its
evidence, they hold for the assigned; about an action of the plan, where it names a capability that is assigned; asked
about a whole round, they do not hold. Some reach of that only what the person made (`roles.ONLY_OWN`).
"""

from typing import Any, Protocol, TypeVar

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import Http404

from assessments import offers
from assessments.models import Action, Assessment, Assignee, Country, Invitation, Response, User
from assessments.models.thread import of_round_with_new_talk, with_new_talk
from assessments.roles import (
    COUNTRY_ROLES,
    EVERYTHING,
    NEEDS_EDITABLE_ROUND,
    NO_PART,
    PERMISSIONS,
    SECRETARIAT_ROLES,
    Part,
    Permission,
    Reach,
    Role,
    gives,
    reach,
)
from assessments.wording import speak_of
from assessments.workflow import SHARED

__all__ = [
    "AssignedToOthers",
    "PartOfOthers",
    "Permission",
    "Role",
    "WrongState",
    "can",
    "get_or_404",
    "invited_or_404",
    "may_answer_some",
    "own_or_404",
    "people_who",
    "permissions_in",
    "plan_part",
    "plan_part_or_403",
    "reader_or_404",
    "roles_to_give",
    "secretariat_or_404",
    "visible_to",
]

Row = TypeVar("Row", bound=models.Model)


class WrongState(Exception):
    """The person may do this, but not while the round is in this state."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__(f"round {assessment.pk} is {assessment.state}")
        self.assessment = assessment


class AssignedToOthers(PermissionDenied):
    """The person answers what is assigned to them, and this is not."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"answer {response.pk} is not assigned to this person")
        self.response = response


class PartOfOthers(PermissionDenied):
    """The person changes actions of the plan for what is assigned to them, and this one is not among them."""


class _Scoped(Protocol):
    def visible_to(self, user: User) -> Any: ...


def permissions_in(user: User, country_id: int | None) -> frozenset[Permission]:
    """What this person may do with the rows of one country: by their role in it, and by one in the secretariat.

    Some of it only with what is assigned to them: about a row ask `can`."""
    return frozenset().union(*(PERMISSIONS[role] for role in _roles_in(user, country_id)))


def _roles_in(user: User, country_id: int | None) -> list[Role]:
    found = []
    for membership in user.current_memberships if user.is_active else ():
        role = Role(membership.role)
        if role in SECRETARIAT_ROLES or (role in COUNTRY_ROLES and membership.country_id == country_id):
            found.append(role)
    return found


def can(user: User, permission: Permission, row: models.Model, *, part: Part | None = None) -> bool:
    """Whether this person may do this with this row; the state of its round aside. `part` of the plan is given by
    whoever has asked for it already."""
    reached = reach(permission, _roles_in(user, _country_id(row)))
    if reached in (Reach.ALL, Reach.NOTHING):
        return reached is Reach.ALL
    if isinstance(row, Action):
        is_own = reached is not Reach.OWN or row.created_by_id == user.pk
        return is_own and (part or plan_part(user, row.country_id)).touches(row.capabilities)
    response = _response(row)
    return response is not None and reached is Reach.ASSIGNED and _is_assigned(user, response)


def may_answer_some(user: User, assessment: Assessment) -> bool:
    """Whether this person answers in this round at all: everything, or what is assigned."""
    return reach(Permission.EDIT_ANSWER, _roles_in(user, assessment.country_id)) is not Reach.NOTHING


def plan_part(user: User, country_id: int) -> Part:
    """The capabilities for which this person adds and changes actions of the country's plan.

    What is assigned counts in the rounds through which the plan is changed: those not sent yet, and the newest.
    """
    reached = reach(Permission.EDIT_PLAN, _roles_in(user, country_id))
    if reached is not Reach.ASSIGNED:
        return EVERYTHING if reached is Reach.ALL else NO_PART
    newest = Assessment.objects.filter(country=country_id).order_by("-year").values("pk")[:1]
    rows = Assignee.objects.current().filter(
        ~Q(assignment__assessment__state__in=SHARED) | Q(assignment__assessment__in=newest),
        user=user,
        assignment__assessment__country=country_id,
    )
    return Part(frozenset(rows.values_list("assignment__capability__code", flat=True)))


def plan_part_or_403(user: User, assessment: Assessment) -> Part:
    """The same for whoever writes in the plan of a round that they see. Raises PermissionDenied, PartOfOthers."""
    part = plan_part(user, assessment.country_id)
    if not part:
        may_at_all = Permission.EDIT_PLAN in permissions_in(user, assessment.country_id)
        raise PartOfOthers if may_at_all else PermissionDenied
    return part


def _is_assigned(user: User, response: Response) -> bool:
    if getattr(response, "read_for", None) == user.pk:  # see ResponseQuerySet.visible_to
        return bool(getattr(response, "is_mine", False))
    of_answer = Assignee.objects.current().filter(
        user=user,
        assignment__assessment_id=response.assessment_id,
        assignment__capability_id=response.capability_id,
    )
    return of_answer.exists()


def people_who(permission: Permission, country_id: int | None) -> list[User]:
    """Who may do this by their role in a country, or in the secretariat (None), and can sign in; by name."""
    place = SECRETARIAT_ROLES if country_id is None else COUNTRY_ROLES
    people = User.objects.filter(
        memberships__country=country_id,
        memberships__role__in=[role for role in place if permission in PERMISSIONS[role]],
        memberships__ended_at=None,
        is_active=True,
    )
    return list(people.order_by("name", "pk").distinct())


def secretariat_or_404(user: User, permission: Permission) -> None:
    """The door to what belongs to the secretariat and has no row. Raises Http404, PermissionDenied."""
    if not user.is_active or not user.is_secretariat:
        raise Http404
    if permission not in permissions_in(user, None):
        raise PermissionDenied


def reader_or_404(user: User) -> None:
    """The door to the list of what one is asked to read, which has no row. Raises Http404."""
    if not user.is_active or not user.reads_for:
        raise Http404


def roles_to_give(user: User, country_id: int | None) -> tuple[Role, ...]:
    """The roles that this person may give, change and take in a country, or in the secretariat (None)."""
    found: set[Role] = set()
    for membership in user.current_memberships if user.is_active else ():
        role = Role(membership.role)
        if role in SECRETARIAT_ROLES or membership.country_id == country_id:
            found |= set(gives(role, in_country=country_id is not None))
    return tuple(role for role in Role if role in found)


def visible_to(source: type[Row] | models.QuerySet[Row], user: User) -> models.QuerySet[Row]:
    """The rows that exist for this person."""
    queryset: Any = source if isinstance(source, models.QuerySet) else source._default_manager.all()
    scoped: _Scoped = queryset
    result: models.QuerySet[Row] = scoped.visible_to(user)
    return result


def get_or_404(
    source: type[Row] | models.QuerySet[Row],
    user: User,
    permission: Permission,
    *,
    part: Part | None = None,
    **lookup: Any,
) -> Row:
    """The row, if this person sees it and may do this with it now. Raises Http404, PermissionDenied, WrongState."""
    queryset: Any = visible_to(source, user)
    if queryset.model is Assessment:
        queryset = with_new_talk(queryset, user)
    elif queryset.model is Response:  # whose pages have the same links of the round
        queryset = of_round_with_new_talk(queryset, user)
    try:
        row: Row = queryset.get(**lookup)
    except (ObjectDoesNotExist, ValueError, OverflowError) as error:
        raise Http404 from error
    if not can(user, permission, row, part=part):
        response = _response(row)
        may_at_all = permission in permissions_in(user, _country_id(row))
        if may_at_all and response is not None:
            raise AssignedToOthers(response)
        raise PartOfOthers if may_at_all and isinstance(row, Action) else PermissionDenied
    assessment = _assessment(row)
    if isinstance(row, Response) and assessment is not None:
        assessment.new_talk = row.new_talk  # type: ignore[attr-defined]  # of the annotation above
    if permission in NEEDS_EDITABLE_ROUND and assessment is not None and not assessment.is_editable:
        raise WrongState(assessment)
    if assessment is not None:  # what a page shows of this round is marked with its language
        speak_of(assessment.language)
    return row


def _response(row: models.Model) -> Response | None:
    """The answer that a row belongs to: an answer itself, its evidence, or a file of that."""
    if isinstance(row, Response):
        return row
    found: Response | None = getattr(getattr(row, "evidence", row), "response", None)
    return found


def own_or_404(source: type[Row] | models.QuerySet[Row], user: User, **lookup: Any) -> Row:
    """The door to what is one's own, which no role opens or closes: `visible_to` of the model. Raises Http404."""
    try:
        return visible_to(source, user).get(**lookup)
    except (ObjectDoesNotExist, ValueError, OverflowError) as error:
        raise Http404 from error


def invited_or_404(user: User, **lookup: Any) -> Invitation:
    """The door to an invitation of one's own: it is of a place to which one does not belong yet. Raises Http404."""
    try:
        return offers.offered_to(user).get(**lookup)
    except (Invitation.DoesNotExist, ValueError, OverflowError) as error:
        raise Http404 from error


def _assessment(row: models.Model) -> Assessment | None:
    if isinstance(row, Assessment):
        return row
    return getattr(row, "assessment", None)


def _country_id(row: models.Model) -> int | None:
    if isinstance(row, Country):
        return row.pk
    assessment = _assessment(row)
    if assessment is not None:
        return assessment.country_id
    own: int | None = getattr(row, "country_id", None)  # a country’s action, a membership; none: the secretariat’s
    return own
