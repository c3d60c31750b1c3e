"""What the moves of a round do to the reviewer's marks."""

from typing import Any

from django.utils import timezone

from assessments import audit, structure
from assessments.models import Assessment, Response, ReviewMark, User
from assessments.unsettled import unsettled_of
from assessments.workflow import Move, NotAllowed, State


def follow_move(*, assessment: Assessment, move: Move, by: User) -> list[str]:
    """Belongs into the transaction of the move. The codes of the answers that were returned with it.

    Raises NotAllowed: what the country is asked to look at again is not accepted ("marked"), nor is a round in which it
    has not been shown a differing view of the secretariat, or in which a question of the secretariat is open
    ("unsettled").
    """
    if move is Move.TAKE:
        _begin(assessment, by)
    elif move is Move.RETURN:
        return _return(assessment, by)
    elif move is Move.REOPEN:
        for mark in _used(assessment):
            _reset(mark, assessment, by, done=True, to_change=True, returned=True)
    elif move is Move.ACCEPT:
        _refuse_unsettled(assessment)
    return []


def _refuse_unsettled(assessment: Assessment) -> None:
    """After acceptance the country could not answer any more."""
    if ReviewMark.objects.filter(assessment=assessment, to_change=True).exists():
        raise NotAllowed("marked", Move.ACCEPT, State.IN_REVIEW)
    if unsettled_of(assessment):
        raise NotAllowed("unsettled", Move.ACCEPT, State.IN_REVIEW)


def _begin(assessment: Assessment, by: User) -> None:
    """A mark for every answer. Of an earlier review, "looked at" stays with the answers that nobody touched since."""
    nodes = structure.of(assessment.framework).capabilities
    ReviewMark.objects.bulk_create(
        [ReviewMark(assessment=assessment, capability_id=node.pk) for node in nodes], ignore_conflicts=True
    )
    saved = dict(Response.objects.filter(assessment=assessment).values_list("capability_id", "saved_at"))
    for mark in _used(assessment):
        touched = saved.get(mark.capability_id)
        changed = mark.done_at is not None and touched is not None and touched > mark.done_at
        _reset(mark, assessment, by, done=changed or mark.returned_at is not None, to_change=True)


def _return(assessment: Assessment, by: User) -> list[str]:
    codes = []
    for mark in _used(assessment):
        if mark.to_change:
            codes.append((mark.capability.order, mark.capability.code))
            _reset(mark, assessment, by, to_change=True, returned_at=timezone.now())
        elif mark.returned_at is not None:
            _reset(mark, assessment, by, returned=True)
    return [code for _order, code in sorted(codes)]


def _used(assessment: Assessment) -> list[ReviewMark]:
    rows = ReviewMark.objects.filter(assessment=assessment, revision__gt=0)
    return list(rows.select_related("capability").select_for_update(of=("self",)))


def _reset(
    mark: ReviewMark,
    assessment: Assessment,
    by: User,
    *,
    done: bool = False,
    to_change: bool = False,
    returned: bool = False,
    returned_at: Any = None,
) -> None:
    """Takes back what is named, where it was set; recorded, because forms may still be open on the older revision."""
    changes: audit.Changes = {}
    if done and mark.done_at is not None:
        changes["done"] = [True, False]
        mark.done_at = mark.done_by = None
    if to_change and mark.to_change:
        changes["to_change"] = [True, False]
        mark.to_change = False
    if returned_at is not None or (returned and mark.returned_at is not None):
        changes["returned"] = [mark.returned_at is not None, returned_at is not None]
        mark.returned_at = returned_at
    if not changes:
        return
    mark.revision, mark.saved_at, mark.saved_by = mark.revision + 1, timezone.now(), by
    mark.save()
    code = mark.capability.code
    audit.record(
        "reviewmark.saved", mark, by=by, assessment=assessment, code=code, revision=mark.revision, changes=changes
    )
