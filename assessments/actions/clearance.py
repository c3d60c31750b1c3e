"""Clearance inside the country: sent for approval, taken back or given back, or signed and sent to the secretariat.

Each is a move of the round and tells those who wait for it, in one transaction.
"""

from django.db import transaction

from assessments import access
from assessments.actions.notices import tell
from assessments.actions.rounds import Signed, move_round
from assessments.models import Assessment, User
from assessments.notices import Kind
from assessments.roles import Permission
from assessments.workflow import OPEN, Move


class ChangedMeanwhile(Exception):
    """The round is not what the person had read any more."""


@transaction.atomic
def send_for_approval(*, assessment: Assessment, by: User) -> Assessment:
    """Locks the round until an approver signs it or gives it back. Raises workflow.NotAllowed."""
    row = move_round(assessment=assessment, move=Move.SEND_FOR_APPROVAL, by=by)
    _tell(Kind.FOR_APPROVAL, _approvers(row), by, row)
    return row


@transaction.atomic
def give_back(*, assessment: Assessment, by: User, reason: str) -> Assessment:
    """Opens the round again for those who answer, with a reason. Raises workflow.NotAllowed."""
    row = move_round(assessment=assessment, move=Move.SEND_BACK, by=by, reason=reason)
    _tell(Kind.SENT_BACK, _coordinators(row), by, row)
    return row


@transaction.atomic
def take_back(*, assessment: Assessment, by: User, reason: str) -> Assessment:
    """The coordinator opens a round again that nobody has signed yet, with a reason. Raises workflow.NotAllowed, also
    when an approver was quicker."""
    row = move_round(assessment=assessment, move=Move.WITHDRAW, by=by, reason=reason)
    _tell(Kind.WITHDRAWN, _approvers(row), by, row)
    return row


@transaction.atomic
def sign_and_send(*, assessment: Assessment, by: User, signed: Signed, based_on: int) -> Assessment:
    """Signs for the country and sends the round. `based_on` is the version of the round that was read.

    Raises workflow.NotAllowed, also when somebody else has sent it, and ChangedMeanwhile.
    """
    row = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    if row.version != based_on and row.state in OPEN:  # of one that was sent, that it was sent is the better answer
        raise ChangedMeanwhile
    sent = move_round(assessment=row, move=Move.SUBMIT, by=by, signed=signed)
    _tell(Kind.SUBMITTED, [*_coordinators(sent), *_approvers(sent)], by, sent)  # move_round tells the secretariat
    return sent


def _tell(kind: Kind, to: list[User], by: User, row: Assessment) -> None:
    tell(kind=kind, to=to, by=by, country=row.country, assessment=row)


def _approvers(row: Assessment) -> list[User]:
    return access.people_who(Permission.APPROVE, row.country_id)


def _coordinators(row: Assessment) -> list[User]:
    return access.people_who(Permission.SEND_FOR_APPROVAL, row.country_id)
