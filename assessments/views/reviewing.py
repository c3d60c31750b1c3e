"""What several pages show of a review: the reviewer's marks, and to the country what was returned."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from assessments import access, history
from assessments.access import Permission
from assessments.history import Why
from assessments.models import Assessment, ReviewMark
from assessments.requests import SignedInRequest
from assessments.results import AssessmentResult, CapabilityResult
from assessments.workflow import OPEN, State


def marks_of(assessment: Assessment) -> dict[str, ReviewMark]:
    """By the code of the answer; empty before the round was first taken."""
    rows = ReviewMark.objects.filter(assessment=assessment)
    return {row.code: row for row in rows.annotate(code=F("capability__code"), doer=F("done_by__name"))}


def panel_of(request: SignedInRequest, assessment: Assessment, code: str) -> dict[str, Any] | None:
    """For the page of one answer, where a reviewer reads it."""
    if not assessment.is_shared or assessment.state == State.ACCEPTED:
        return None
    if not access.can(request.user, Permission.REVIEW, assessment):
        return None
    rows = ReviewMark.objects.filter(assessment=assessment, capability__code=code)
    mark = rows.annotate(doer=F("done_by__name"), on_it=F("assessment__reviewer__name")).first()
    in_review = assessment.state == State.IN_REVIEW
    return {
        "mark": mark,
        "in_review": in_review,
        "mine": in_review and mark is not None and assessment.reviewer_id == request.user.pk,
        "reviewer": mark.on_it if mark else "",
    }


@dataclass(frozen=True)
class ReturnedAnswer:
    capability: CapabilityResult
    looked_at: bool  # saved again since it was returned


@dataclass(frozen=True)
class Returned:
    """What the secretariat asks of the country: why, and which answers it should look at again."""

    why: Why
    answers: tuple[ReturnedAnswer, ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(answer.capability.code for answer in self.answers)


def returned_of(assessment: Assessment, result: AssessmentResult) -> Returned | None:
    """None: nothing was returned or reopened since the round was last sent. One query, told by the audit log."""
    why = _why(assessment)
    if why is None:
        return None
    answers = (capability for capability in result.capabilities if capability.code in why.codes)
    return Returned(why, tuple(ReturnedAnswer(c, bool(c.saved.at and c.saved.at > why.at)) for c in answers))


def is_returned(assessment: Assessment, code: str) -> bool:
    why = _why(assessment)
    return why is not None and code in why.codes


def _why(assessment: Assessment) -> Why | None:
    return history.why_open(assessment) if assessment.state in OPEN and assessment.was_sent else None
