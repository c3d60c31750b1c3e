"""What the room of a workshop said: its votes and its dissent."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from assessments.actions.answers import Outcome, lock_round, save_row
from assessments.models import Assessment, Response, User, WorkshopVote
from assessments.models.workshop import VOTES
from assessments.structure import CapabilityNode

FIELDS = (*VOTES, "dissent", "held_on")


@transaction.atomic
def record_votes(
    *, assessment: Assessment, capability: CapabilityNode, by: User, based_on: int, values: Mapping[str, Any]
) -> Outcome:
    """Saves votes, dissent and the day as typed on revision `based_on`. Raises RoundLocked, ForgedRevision.

    The row is made here and not with the round: most capabilities are never voted on.
    """
    lock_round(assessment)  # holds the round, so that nobody makes the same row at the same moment
    response = Response.objects.get(assessment=assessment, capability_id=capability.pk)
    row, _made = WorkshopVote.objects.get_or_create(response=response)
    return save_row(
        row=row,
        by=by,
        based_on=based_on,
        values={name: _kept(value) for name, value in values.items()},
        read=lambda current: {name: _kept(getattr(current, name)) for name in FIELDS},
        columns=_columns,
        lock=lambda: lock_round(assessment),
        record={"assessment": assessment, "code": capability.code},
    )


def _kept(value: Any) -> Any:
    """A day as text: what the audit log keeps must be JSON."""
    return value.isoformat() if isinstance(value, dt.date) else value


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    columns = dict(values)
    if columns.get("held_on"):
        columns["held_on"] = dt.date.fromisoformat(columns["held_on"])
    return columns
