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
    ADMINISTER = "administer"  # the Django admin


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
        Permission.SEND_FOR_APPROVAL,
        Permission.SEND_ROUND,
    },
    Role.CONTRIBUTOR: _OWN | {Permission.EDIT_ANSWER, Permission.EDIT_PLAN},
    Role.APPROVER: _OWN | {Permission.SEND_ROUND, Permission.SEND_BACK},
    Role.VIEWER: _OWN,
    Role.REVIEWER: _READ | {Permission.REVIEW},
    Role.ADMINISTRATOR: _READ | {Permission.REVIEW, Permission.REOPEN, Permission.ADMINISTER},
}

#: Permissions that need a round that can still be changed.
NEEDS_EDITABLE_ROUND = frozenset({Permission.EDIT_ANSWER, Permission.SET_PRIORITIES})
