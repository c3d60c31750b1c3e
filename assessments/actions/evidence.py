"""Evidence: added, taken away, brought back. Never deleted."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessments import audit
from assessments.actions.answers import lock_round
from assessments.models import Assessment, Evidence, Response, User


@transaction.atomic
def add_evidence(*, assessment: Assessment, response: Response, title: str, url: str, by: User) -> Evidence:
    """Adds a link or a reference to an answer. Raises RoundLocked."""
    lock_round(assessment)
    evidence = Evidence.objects.create(response=response, title=title, url=url, added_by=by)
    _record("evidence.added", evidence, assessment, by, {"title": [None, title], "url": [None, url]})
    return evidence


@transaction.atomic
def remove_evidence(*, assessment: Assessment, evidence: Evidence, by: User) -> Evidence:
    """Takes evidence away from an answer; the row stays and can be brought back. Raises RoundLocked."""
    lock_round(assessment)
    if evidence.removed_at is None:
        evidence.removed_at, evidence.removed_by = timezone.now(), by
        evidence.save(update_fields=["removed_at", "removed_by"])
        _record("evidence.removed", evidence, assessment, by, {"title": [evidence.title, None]})
    return evidence


@transaction.atomic
def restore_evidence(*, assessment: Assessment, evidence: Evidence, by: User) -> Evidence:
    """Brings removed evidence back. Raises RoundLocked."""
    lock_round(assessment)
    if evidence.removed_at is not None:
        evidence.removed_at = evidence.removed_by = None
        evidence.save(update_fields=["removed_at", "removed_by"])
        _record("evidence.restored", evidence, assessment, by, {"title": [None, evidence.title]})
    return evidence


def _record(action: str, evidence: Evidence, assessment: Assessment, by: User, changes: audit.Changes) -> None:
    # The answer's time of change is what a report is dated by; its revision counts fields only.
    Response.objects.filter(pk=evidence.response_id).update(
        saved_at=timezone.now(), saved_by=by, revision=F("revision") + 1
    )
    code = evidence.response.capability.code
    audit.record(action, evidence, by=by, changes=changes, assessment=assessment, code=code)
