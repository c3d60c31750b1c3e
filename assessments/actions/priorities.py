"""Setting priorities: importance, feasibility, when; and moving a capability up or down with a reason."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from assessments import results, structure
from assessments.actions.answers import Outcome, lock_round, save_simple
from assessments.models import Assessment, Priority, User
from assessments.priorities import after_step

FIELDS = ("importance", "feasibility", "horizon", "moved_to", "move_reason")


class MoveRefused(Exception):
    """`code`: "reason" (none given), "edge" (already first or last), "unranked" (importance or feasibility unset)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def set_priority(
    *, assessment: Assessment, priority: Priority, by: User, based_on: int, values: Mapping[str, Any]
) -> Outcome:
    """Saves importance, feasibility (1–5 or None) and horizon of one capability. Raises RoundLocked."""
    code = priority.capability.code
    return save_simple(
        row=priority, assessment=assessment, by=by, based_on=based_on, values=values, fields=FIELDS, code=code
    )


@transaction.atomic
def move_priority(*, assessment: Assessment, code: str, step: int, reason: str, by: User) -> int:
    """Moves a ranked capability by `step` (−1 up, +1 down) and returns its new rank.

    Raises MoveRefused, RoundLocked.
    """
    lock_round(assessment)  # the order read here is the order that is changed
    shown = results.build(assessment, "en").ranked
    order = [priority.capability for priority in shown]
    if code not in order:
        raise MoveRefused("unranked")
    new = order.index(code) + step
    if not 0 <= new < len(order):
        raise MoveRefused("edge")
    if not reason.strip():
        raise MoveRefused("reason")
    rows = _rows(assessment)
    moved = [priority.capability for priority in shown if priority.moved]
    for other, to in after_step(order, moved, code, step).items():
        why = {"move_reason": reason.strip()} if other == code else {}
        _write(assessment, rows[other], by, {"moved_to": to} | why)
    return new + 1


@transaction.atomic
def unmove_priority(*, assessment: Assessment, code: str, by: User) -> None:
    """Gives a moved capability back to its worked-out place. The reason stays in the history."""
    lock_round(assessment)
    _write(assessment, _rows(assessment)[code], by, {"moved_to": None, "move_reason": ""})


def _rows(assessment: Assessment) -> dict[str, Priority]:
    codes = {node.pk: node.code for node in structure.of(assessment.framework).capabilities}
    found = Priority.objects.filter(assessment=assessment).select_related("capability")
    return {codes[row.capability_id]: row for row in found}


def _write(assessment: Assessment, row: Priority, by: User, values: Mapping[str, Any]) -> None:
    save_simple(
        row=row,
        assessment=assessment,
        by=by,
        based_on=row.revision,
        values=values,
        fields=FIELDS,
        code=row.capability.code,
    )
