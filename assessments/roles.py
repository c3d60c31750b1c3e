"""Roles, permissions and the one table between them.

Pure: imports no Django, so that `workflow.py` can name permissions. `access.py` applies the table to rows.
"""

from enum import StrEnum


class Role(StrEnum):
    # of a country
    COORDINATOR = "coordinator"
    CONTRIBUTOR = "contributor"
    APPROVER = "approver"
    VIEWER = "viewer"
    # of the secretariat
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


COUNTRY_ROLES = (Role.COORDINATOR, Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER)
SECRETARIAT_ROLES = (Role.REVIEWER, Role.ADMINISTRATOR)


class Permission(StrEnum):
    VIEW_COUNTRY = "view_country"  # the country's page: its rounds and their states
    VIEW_ROUND = "view_round"  # answers, gaps, priorities
    DOWNLOAD_REPORT = "download_report"
    VIEW_MOVES = "view_moves"  # when a round was sent, taken, returned, accepted, reopened
    VIEW_HISTORY = "view_history"  # every change, also of drafts and what was removed: the country's own
    EDIT_ANSWER = "edit_answer"
    SET_PRIORITIES = "set_priorities"
    EDIT_PLAN = "edit_plan"  # the country's actions; the plan is read with the round
    OPEN_ROUND = "open_round"
    SEND_FOR_APPROVAL = "send_for_approval"
    SEND_ROUND = "send_round"  # submit to the secretariat
    SEND_BACK = "send_back"  # from approval back to draft
    REVIEW = "review"
    REOPEN = "reopen"
    CONSENT = "consent"  # say whether the country may be counted in regional figures
    ADMINISTER = "administer"  # the Django admin
    VIEW_PEOPLE = "view_people"  # who belongs to a country or to the secretariat
    MANAGE_PEOPLE = "manage_people"  # invite, change roles, remove; within GIVES


_READ = frozenset({Permission.VIEW_COUNTRY, Permission.VIEW_ROUND, Permission.DOWNLOAD_REPORT, Permission.VIEW_MOVES})
_OWN = _READ | {Permission.VIEW_HISTORY}

#: The only place that says who may do what. Whose rows these permissions reach is `visible_to` of each model.
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.COORDINATOR: _OWN
    | {
        Permission.EDIT_ANSWER,
        Permission.SET_PRIORITIES,
        Permission.EDIT_PLAN,
        Permission.OPEN_ROUND,
        Permission.CONSENT,
        Permission.SEND_FOR_APPROVAL,
        Permission.SEND_ROUND,
        Permission.VIEW_PEOPLE,
        Permission.MANAGE_PEOPLE,
    },
    Role.CONTRIBUTOR: _OWN | {Permission.EDIT_ANSWER, Permission.EDIT_PLAN, Permission.VIEW_PEOPLE},
    Role.APPROVER: _OWN | {Permission.SEND_ROUND, Permission.SEND_BACK, Permission.VIEW_PEOPLE},
    Role.VIEWER: _OWN | {Permission.VIEW_PEOPLE},
    Role.REVIEWER: _READ | {Permission.REVIEW},
    Role.ADMINISTRATOR: _READ
    | {
        Permission.REVIEW,
        Permission.REOPEN,
        Permission.ADMINISTER,
        Permission.VIEW_PEOPLE,
        Permission.MANAGE_PEOPLE,
    },
}

#: Permissions that need a round that can still be changed.
NEEDS_EDITABLE_ROUND = frozenset({Permission.EDIT_ANSWER, Permission.SET_PRIORITIES})

#: The order of roles, lowest first. Nobody gives, changes or takes a role above their own.
ORDER = (
    Role.VIEWER,
    Role.CONTRIBUTOR,
    Role.APPROVER,
    Role.COORDINATOR,
    Role.REVIEWER,
    Role.ADMINISTRATOR,
)
#: Which roles a role gives, changes and takes. The administrator appoints a country's coordinator, who does the rest.
GIVES: dict[Role, tuple[Role, ...]] = {
    Role.COORDINATOR: COUNTRY_ROLES,
    Role.ADMINISTRATOR: (Role.COORDINATOR, *SECRETARIAT_ROLES),
}
#: The role of which a country, and the secretariat, always keep one person.
KEPT_IN_COUNTRY = Role.COORDINATOR
KEPT_IN_SECRETARIAT = Role.ADMINISTRATOR
#: Who signs in with a second step, whatever their country decided.
NEEDS_SECOND_FACTOR = frozenset({Role.ADMINISTRATOR, Role.REVIEWER, Role.APPROVER})


def gives(giver: Role, *, in_country: bool) -> tuple[Role, ...]:
    """The roles that this role may give in a country, or in the secretariat."""
    place = COUNTRY_ROLES if in_country else SECRETARIAT_ROLES
    return tuple(role for role in GIVES.get(giver, ()) if role in place and ORDER.index(role) <= ORDER.index(giver))
