"""The secretariat at work on a round: taken, marked, returned or accepted, reopened."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.actions.answers import Outcome, save_row
from assessments.actions.rounds import move_round
from assessments.models import Assessment, ReviewMark, User
from assessments.workflow import Move, State

FIELDS = ("done", "to_change")


class ReviewRefused(Exception):
    """`code`: "taken" (a colleague took the round meanwhile), "not_yours" (another reviewer is on it, or it is no
    longer in review), "own" (nobody reviews a country that they belong to)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def take_round(*, assessment: Assessment, by: User, was: int | None) -> Assessment:
    """Takes a sent round into review, or goes on with one that a colleague took. `was` is whom the page showed as being
    on it. Raises ReviewRefused, NotAllowed."""
    row = _locked(assessment)
    if any(membership.country_id == row.country_id for membership in by.current_memberships):
        raise ReviewRefused("own")
    if row.state != State.IN_REVIEW:
        return move_round(assessment=row, move=Move.TAKE, by=by)
    if row.reviewer_id == by.pk:
        return row
    if row.reviewer_id != was:
        raise ReviewRefused("taken")
    return move_round(assessment=row, move=Move.TAKE_OVER, by=by)


def mark_answer(*, mark: ReviewMark, by: User, based_on: int, values: Mapping[str, bool]) -> Outcome:
    """Saves "looked at" and "look again, please" of one answer. Raises ReviewRefused, ForgedRevision.

    Two values each: whoever changed one meanwhile changed it to what is asked for here, so nothing can collide.
    """

    def lock() -> None:
        mine = Assessment.objects.filter(pk=mark.assessment_id, state=State.IN_REVIEW, reviewer=by)
        if not mine.update(reviewer=by):  # writes what is there: holds the row for this transaction
            raise ReviewRefused("not_yours")

    def columns(changed: Mapping[str, Any]) -> dict[str, Any]:
        found = {name: value for name, value in changed.items() if name == "to_change"}
        if "done" in changed:
            found |= (
                {"done_at": timezone.now(), "done_by": by} if changed["done"] else {"done_at": None, "done_by": None}
            )
        return found

    return save_row(
        row=mark,
        by=by,
        based_on=based_on,
        values=values,
        read=lambda current: {"done": current.done_at is not None, "to_change": current.to_change},
        columns=columns,
        lock=lock,
        record={"assessment": mark.assessment, "code": mark.capability.code},
    )


@transaction.atomic
def end_review(*, assessment: Assessment, move: Move, by: User, reason: str = "") -> Assessment:
    """Returns the round or accepts it; only who is on it does. Raises ReviewRefused, NotAllowed."""
    row = _locked(assessment)
    if row.state == State.IN_REVIEW and row.reviewer_id != by.pk:
        raise ReviewRefused("not_yours")
    return move_round(assessment=row, move=move, by=by, reason=reason)


def _locked(assessment: Assessment) -> Assessment:
    return Assessment.objects.select_for_update(of=("self",)).select_related("country").get(pk=assessment.pk)
