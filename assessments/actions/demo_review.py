"""The demonstration's review: what the reviewer marked before ending it, and what the country changed afterwards."""

import datetime as dt
from collections.abc import Sequence

from assessments import results
from assessments.actions.review import mark_answer
from assessments.exports import pdf
from assessments.models import Assessment, ReviewMark, Snapshot, User


def mark_all(assessment: Assessment, by: User, ask: Sequence[str]) -> None:
    """Every answer is looked at; those in `ask` go back to the country."""
    rows = ReviewMark.objects.filter(assessment=assessment).select_related("assessment__country", "capability")
    for mark in rows.order_by("capability__order"):
        values = {"done": True, "to_change": mark.capability.code in ask}
        mark_answer(mark=mark, by=by, based_on=mark.revision, values=values)


def date_review(assessment: Assessment, started: dt.datetime, at: dt.datetime) -> None:
    """Gives marks since `started` the time `at`."""
    marks = ReviewMark.objects.filter(assessment=assessment)
    for moment in ("done_at", "returned_at", "saved_at"):
        marks.filter(**{f"{moment}__gte": started}).update(**{moment: at})


def freeze_again(assessment: Assessment, started: dt.datetime, at: dt.datetime) -> None:
    """What was frozen a moment ago holds today's time; frozen again it holds the time given."""
    row = Assessment.objects.select_related("country", "framework", "sent_by").get(pk=assessment.pk)
    for snapshot in Snapshot.objects.filter(assessment=row, created_at__gte=started):
        result = results.build(row, snapshot.language)
        Snapshot.objects.filter(pk=snapshot.pk).update(
            result=results.freeze(result),
            summary=results.summary(result),
            code=pdf.verification_code(result),
            created_at=at,
        )
