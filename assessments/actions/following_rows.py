"""The rows of a round for harms and commitments: made at its opening, or when its framework gains them."""

from django.utils import timezone

from assessments import audit
from assessments.models import Assessment, Commitment, CommitmentAnswer, Harm, ThreatAnswer, User


def make_missing_rows(assessment: Assessment) -> None:
    """One row a harm and a commitment, so that saving is always a compare-and-swap. What is there stays as it is.

    Asks the database, not the framework kept in memory: a round may have been opened while harms were being loaded.
    """
    harms = Harm.objects.filter(framework_id=assessment.framework_id)
    ThreatAnswer.objects.bulk_create(
        (ThreatAnswer(assessment=assessment, harm=harm) for harm in harms), ignore_conflicts=True
    )
    commitments = Commitment.objects.filter(framework_id=assessment.framework_id)
    CommitmentAnswer.objects.bulk_create(
        (CommitmentAnswer(assessment=assessment, commitment=commitment) for commitment in commitments),
        ignore_conflicts=True,
    )


def threat_rows(assessment: Assessment) -> dict[str, ThreatAnswer]:
    """By the harm's code. For writing: missing rows are made."""
    rows = ThreatAnswer.objects.filter(assessment=assessment).select_related("harm")
    if rows.count() < Harm.objects.filter(framework_id=assessment.framework_id).count():
        make_missing_rows(assessment)
    return {row.harm.code: row for row in rows.all()}


def commitment_rows(assessment: Assessment) -> dict[str, CommitmentAnswer]:
    rows = CommitmentAnswer.objects.filter(assessment=assessment).select_related("commitment")
    if rows.count() < Commitment.objects.filter(framework_id=assessment.framework_id).count():
        make_missing_rows(assessment)
    return {row.commitment.code: row for row in rows.all()}


def carry_over(assessment: Assessment, previous: Assessment, by: User) -> None:
    """What the last round said of harms and commitments, by code, each marked as carried over."""
    threats = threat_rows(assessment)
    for old in ThreatAnswer.objects.filter(assessment=previous, revision__gt=0).select_related("harm"):
        if old.harm.code in threats:
            _copy(old, threats[old.harm.code], ("presence", "source"), old.harm.code, assessment, by)
    commitments = commitment_rows(assessment)
    said = CommitmentAnswer.objects.filter(assessment=previous, revision__gt=0).select_related("commitment")
    for before in said:
        code = before.commitment.code
        if code in commitments:
            _copy(before, commitments[code], ("answer", "note"), code, assessment, by)


def _copy(
    old: ThreatAnswer | CommitmentAnswer,
    row: ThreatAnswer | CommitmentAnswer,
    fields: tuple[str, ...],
    code: str,
    assessment: Assessment,
    by: User,
) -> None:
    for name in fields:
        setattr(row, name, getattr(old, name))
    row.carried_over, row.revision, row.saved_at, row.saved_by = True, 1, timezone.now(), by
    row.save()
    audit.record(
        f"{row._meta.model_name}.carried_over",
        row,
        by=by,
        assessment=assessment,
        code=code,
        revision=1,
        changes={name: ["", getattr(row, name)] for name in fields},
    )
