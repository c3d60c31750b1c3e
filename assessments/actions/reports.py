"""What was printed is kept, so that a paper can be checked years later; of what was signed the file itself."""

import logging
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from assessments import audit, issued, letters, results
from assessments.exports import pdf
from assessments.issued import Source
from assessments.models import Assessment, IssuedReport, Snapshot, User
from assessments.results import AssessmentResult, Frozen

logger = logging.getLogger(__name__)
KINDS: tuple[pdf.Kind, ...] = ("full", "brief")
#: A site with many old rounds makes up its missing files over some days.
MADE_A_RUN = 60


class FileDamaged(Exception):
    """The kept file is not the one that was made; it was set aside."""


@transaction.atomic
def issue_report(
    *, assessment: Assessment, result: AssessmentResult, by: User | None, frozen: Frozen | None = None
) -> str:
    """The code of this report. The first time it is recorded, with an event in the log; later it is only given.

    `frozen` is the snapshot that the result was read from: its code was written down when it was frozen.
    """
    code = (frozen.code if frozen else "") or pdf.verification_code(result)
    snapshot = frozen.pk if frozen else None
    row, created = IssuedReport.objects.get_or_create(
        code=code,
        defaults={
            "assessment": assessment,
            "snapshot_id": snapshot,
            "language": result.language,
            "state": result.state,
            "content_hash": results.content_hash(result),
            "issued_by": by,
        },
    )
    if created:
        audit.record("report.issued", assessment, by=by, assessment=assessment, code=code)
    if frozen is not None and not frozen.code:
        Snapshot.objects.filter(pk=frozen.pk, code="").update(code=code)
    if snapshot is not None and row.snapshot_id is None:
        IssuedReport.objects.filter(pk=row.pk).update(snapshot_id=snapshot)
    return code


def start_report(*, source: Source, kind: pdf.Kind, by: User | None) -> None:
    """Issues the report and starts its rendering in a process of its own."""
    key, html = issue_for_rendering(source=source, kind=kind, by=by)
    pdf.start(key, html)


def issue_for_rendering(*, source: Source, kind: pdf.Kind, by: User | None) -> tuple[str, str]:
    """The key and the text of a report that is to be made now, issued."""
    code = issue_report(assessment=source.assessment, result=source.result, by=by, frozen=source.frozen)
    if source.submission is not None:
        _note_loss(source, code, kind, by)
    return source.key(kind), pdf.html_of(source.result, code, kind)


def start_at_once(*, assessment: Assessment, by: User) -> None:
    """Makes the report of what was signed or accepted a moment ago, in the language of the round, so that its file
    stands from that day on. Then, outside the request and behind all others, the rest of its files."""
    if pdf.problem():
        return
    row = Assessment.objects.with_round().get(pk=assessment.pk)
    try:
        start_report(source=issued.source(row, row.language), kind="full", by=by)
    except OSError:  # a full disk: what was signed is signed, and its report can be made later
        logger.exception("The report of round %s could not be started", row.pk)
    if settings.REPORTS_AHEAD:
        letters.outside(partial(_keep_the_rest, row))


def _keep_the_rest(assessment: Assessment) -> None:
    try:
        keep_missing(assessment=assessment)
    except OSError:  # the daily run tries again
        logger.exception("The reports of round %s could not be put down", assessment.pk)


def keep_missing(*, assessment: Assessment | None = None) -> int:
    """Has files made of what was signed and accepted, in each language and kind, where there are none yet; of one round
    or of all. How many. A file that was handed out once is left alone: whoever asks for it next is told of its loss."""
    if pdf.problem():
        return 0
    frozen = Snapshot.objects.exclude(code="").order_by("-pk")
    if assessment is not None:
        frozen = frozen.filter(assessment=assessment)
    known = dict(IssuedReport.objects.exclude(files={}).values_list("code", "files"))
    missing = [
        (pk, code, kind)
        for pk, code in frozen.values_list("pk", "code")
        for kind in KINDS
        if kind not in known.get(code, {}) and _is_missing(pdf.kept_key(code, kind))
    ][:MADE_A_RUN]
    pdf.start_later(
        (pdf.kept_key(code, kind), pdf.html_of(results.submitted(pk), code, kind)) for pk, code, kind in missing
    )
    return len(missing)


def _is_missing(key: str) -> bool:
    return not pdf.is_waiting(key) and pdf.status(key) in ("absent", "failed")


@transaction.atomic
def keep_file(*, source: Source, kind: pdf.Kind) -> None:
    """Writes down what the kept file is, the first time it is handed out; later makes sure that it still is that.

    Raises FileDamaged. A draft's report is not kept.
    """
    path = source.file(kind)
    if source.submission is None or path is None:
        return
    row = IssuedReport.objects.select_for_update().get(code=source.code)
    found = pdf.fingerprint(path)
    if kind not in row.files:
        row.files[kind] = {"sha256": found, "size": path.stat().st_size, "at": timezone.now().isoformat()}
        row.save(update_fields=["files"])
    elif row.files[kind]["sha256"] != found:
        logger.error("The kept report %s (%s) is not the file that was made; it was set aside", row.code, kind)
        pdf.set_aside(path)
        raise FileDamaged


def _note_loss(source: Source, code: str, kind: pdf.Kind, by: User | None) -> None:
    """A file that was handed out and is gone is made again from what was frozen; the log says so, with what it was."""
    if source.status(kind) in ("ready", "working"):
        return
    row = IssuedReport.objects.filter(code=code).first()
    if row is None or kind not in row.files:
        return
    with transaction.atomic():
        row = IssuedReport.objects.select_for_update().get(pk=row.pk)
        lost = row.files.pop(kind, None)
        if lost is not None:
            row.save(update_fields=["files"])
            changes: audit.Changes = {"sha256": [lost["sha256"], None]}
            round_ = source.assessment
            audit.record("report.made_again", round_, by=by, assessment=round_, code=code, changes=changes)
