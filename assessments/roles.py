"""Roles, permissions and the one table between them.

Pure: imports no Django, so that `workflow.py` can name permissions. `access.py` applies the table to rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    # of a country
    COORDINATOR = "coordinator"
    CONTRIBUTOR = "contributor"
    APPROVER = "approver"
    VIEWER = "viewer"
    READER = "reader"  # gives a second view, and sees nothing else of the country
    # of the secretariat
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


COUNTRY_ROLES = (Role.COORDINATOR, Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER, Role.READER)
SECRETARIAT_ROLES = (Role.REVIEWER, Role.ADMINISTRATOR)


class Permission(StrEnum):
    VIEW_COUNTRY = "view_country"  # the country's page: its rounds and their states
    VIEW_ROUND = "view_round"  # answers, gaps, priorities
    DOWNLOAD_REPORT = "download_report"
    VIEW_MOVES = "view_moves"  # when a round was sent, taken, returned, accepted, reopened
    VIEW_HISTORY = "view_history"  # every change, also of drafts and what was removed: the country's own
    EDIT_ANSWER = "edit_answer"  # of a capability, with its evidence; some roles only ONLY_ASSIGNED
    EDIT_CONTEXT = "edit_context"  # enablers, threat picture, commitments: of the whole country
    ASSIGN = "assign"  # who answers which capability, until when
    SET_PRIORITIES = "set_priorities"
    EDIT_PLAN = "edit_plan"  # the country's actions; the plan is read with the round; some roles only ONLY_ASSIGNED
    REMOVE_ACTION = "remove_action"  # take an action out of the plan and bring it back; some roles only ONLY_OWN
    OPEN_ROUND = "open_round"
    SEND_FOR_APPROVAL = "send_for_approval"
    SEND_ROUND = "send_round"  # submit to the secretariat
    APPROVE = "approve"  # sign for the country; where somebody may, nobody else sends its rounds
    SEND_BACK = "send_back"  # from approval back to draft
    REVIEW = "review"
    REOPEN = "reopen"
    CONSENT = "consent"  # say whether the country may be counted in regional figures
    ADMINISTER = "administer"  # the Django admin
    VIEW_PEOPLE = "view_people"  # who belongs to a country or to the secretariat
    MANAGE_PEOPLE = "manage_people"  # invite, change roles, remove; within GIVES
    ASK_VIEW = "ask_view"  # ask others for a second view, and answer what they and the reviewer say
    GIVE_VIEW = "give_view"  # a second view that one was asked for; it opens no page of the country
    COMMENT = "comment"  # write under an answer; which kinds of threads: talk.READS


_READ = frozenset({Permission.VIEW_COUNTRY, Permission.VIEW_ROUND, Permission.DOWNLOAD_REPORT, Permission.VIEW_MOVES})
_OWN = _READ | {Permission.VIEW_HISTORY}

#: The only place that says who may do what. Whose rows these permissions reach is `visible_to` of each model.
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.COORDINATOR: _OWN
    | {
        Permission.EDIT_ANSWER,
        Permission.EDIT_CONTEXT,
        Permission.ASSIGN,
        Permission.SET_PRIORITIES,
        Permission.EDIT_PLAN,
        Permission.REMOVE_ACTION,
        Permission.OPEN_ROUND,
        Permission.CONSENT,
        Permission.SEND_FOR_APPROVAL,
        Permission.SEND_ROUND,
        Permission.VIEW_PEOPLE,
        Permission.MANAGE_PEOPLE,
        Permission.ASK_VIEW,
        Permission.COMMENT,
    },
    Role.CONTRIBUTOR: _OWN
    | {
        Permission.EDIT_ANSWER,
        Permission.EDIT_PLAN,
        Permission.REMOVE_ACTION,
        Permission.VIEW_PEOPLE,
        Permission.COMMENT,
    },
    Role.APPROVER: _OWN
    | {
        Permission.SEND_ROUND,
        Permission.APPROVE,
        Permission.SEND_BACK,
        Permission.VIEW_PEOPLE,
        Permission.COMMENT,
    },
    Role.VIEWER: _OWN | {Permission.VIEW_PEOPLE},
    Role.READER: frozenset({Permission.GIVE_VIEW}),
    Role.REVIEWER: _READ | {Permission.REVIEW, Permission.COMMENT},
    Role.ADMINISTRATOR: _READ
    | {
        Permission.REVIEW,
        Permission.REOPEN,
        Permission.ADMINISTER,
        Permission.VIEW_PEOPLE,
        Permission.MANAGE_PEOPLE,
        Permission.COMMENT,
    },
}

#: What a role may do only with the capabilities that are assigned to the person.
ONLY_ASSIGNED: dict[Role, frozenset[Permission]] = {
    Role.CONTRIBUTOR: frozenset({Permission.EDIT_ANSWER, Permission.EDIT_PLAN, Permission.REMOVE_ACTION})
}
#: What of that it may do only with what the person made: nobody takes away the actions of others.
ONLY_OWN: dict[Role, frozenset[Permission]] = {Role.CONTRIBUTOR: frozenset({Permission.REMOVE_ACTION})}

#: Permissions that need a round that can still be changed.
NEEDS_EDITABLE_ROUND = frozenset(
    {
        Permission.EDIT_ANSWER,
        Permission.EDIT_CONTEXT,
        Permission.ASSIGN,
        Permission.SET_PRIORITIES,
        Permission.ASK_VIEW,
    }
)

#: The order of roles, lowest first. Nobody gives, changes or takes a role above their own.
ORDER = (
    Role.READER,
    Role.VIEWER,
    Role.CONTRIBUTOR,
    Role.APPROVER,
    Role.COORDINATOR,
    Role.REVIEWER,
    Role.ADMINISTRATOR,
)
#: Whoever holds one of these reads the country’s answers, and so cannot give a second view without knowing them.
KNOWS_THE_ANSWERS = frozenset(Role) - {Role.READER}
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


class Reach(StrEnum):
    """How far a permission reaches."""

    NOTHING = "nothing"
    OWN = "own"  # what the person made, of the capabilities that are assigned to them
    ASSIGNED = "assigned"  # the capabilities that are assigned to the person
    ALL = "all"


def reach(permission: Permission, roles: Iterable[Role]) -> Reach:
    """How far this permission reaches for somebody with these roles: the widest of them counts."""
    found = Reach.NOTHING
    for role in roles:
        if permission in PERMISSIONS[role]:
            if permission not in ONLY_ASSIGNED.get(role, ()):
                return Reach.ALL
            if permission not in ONLY_OWN.get(role, ()):
                found = Reach.ASSIGNED
            elif found is Reach.NOTHING:
                found = Reach.OWN
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """The capabilities with which somebody may do something. `codes` None: with all, and with what names none."""

    codes: frozenset[str] | None = None

    @property
    def is_all(self) -> bool:
        return self.codes is None

    def __bool__(self) -> bool:
        return self.codes is None or bool(self.codes)

    def touches(self, named: Iterable[str]) -> bool:
        """Whether one of the capabilities that are named, by an action for example, is among them."""
        return self.codes is None or not self.codes.isdisjoint(named)


EVERYTHING = Part()
NO_PART = Part(frozenset())


#: Who can be given a capability: those who may answer at all.
ASSIGNABLE = tuple(role for role in COUNTRY_ROLES if reach(Permission.EDIT_ANSWER, [role]) is not Reach.NOTHING)
