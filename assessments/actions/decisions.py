"""Wording the decisions that the brief asks of the minister."""

from django.db import transaction

from assessments.actions.answers import Outcome, lock_round, save_simple
from assessments.models import Assessment, Decision, User

FIELDS = ("text",)


@transaction.atomic
def word_decision(*, assessment: Assessment, number: int, by: User, based_on: int, text: str) -> Outcome:
    """Saves the wording of one decision as typed on revision `based_on`. Raises RoundLocked, ForgedRevision.

    Its row is made here and not with the round: rounds that were open before there were decisions have them too.
    """
    lock_round(assessment)  # holds the round, so that nobody makes the same row at the same moment
    row, _made = Decision.objects.get_or_create(assessment=assessment, number=number)
    return save_simple(
        row=row, assessment=assessment, by=by, based_on=based_on, values={"text": text}, fields=FIELDS, code=str(number)
    )
