"""Evidence: added with a link or a file, replaced, checked, taken away, brought back. Never deleted."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessments import audit, keeping
from assessments.actions.answers import lock_round
from assessments.documents import Kind
from assessments.keeping import Kept
from assessments.models import Assessment, Evidence, EvidenceFile, Response, User


@dataclass(frozen=True)
class CheckedFile:
    """An upload that was looked into: what it is, its cleaned name, and whether a scanner found it clean."""

    path: Path
    name: str
    kind: Kind
    scanned: bool


class ReplacedMeanwhile(Exception):
    """A colleague replaced the file since the page was opened. `mine` is kept beside the others, and does not count."""

    def __init__(self, mine: EvidenceFile) -> None:
        super().__init__(f"file {mine.pk} was not based on the version that counts")
        self.mine = mine


def add_evidence(
    *, assessment: Assessment, response: Response, title: str, url: str, by: User, file: CheckedFile | None = None
) -> Evidence:
    """Adds a link, a file or a reference to an answer. Raises RoundLocked."""
    with _kept(file) as kept, transaction.atomic():
        lock_round(assessment)
        evidence = Evidence.objects.create(
            response=response, title=title, url=url, added_by=by, organisation=by.organisation
        )
        changes: audit.Changes = {"title": [None, title], "url": [None, url]}
        if file is not None and kept is not None:
            evidence.file = _version(evidence, file, kept, by)
            evidence.save(update_fields=["file"])
            changes |= _changes(None, evidence.file)
        _record("evidence.added", evidence, assessment, by, changes)
    return evidence


def replace_file(
    *, assessment: Assessment, evidence: Evidence, file: CheckedFile, based_on: int | None, by: User
) -> Evidence:
    """Puts a newer version in the place of the file that counts, or a first one where there was none.

    `based_on` is the version that the person saw. Raises RoundLocked, ReplacedMeanwhile.
    """
    with _kept(file) as kept, transaction.atomic():
        assert kept is not None  # noqa: S101 (a file was given)
        lock_round(assessment)
        version = _version(evidence, file, kept, by, replaces=based_on)
        met = not _swap(evidence, version, based_on, assessment, by, "evidence.replaced")
        if met:
            beside = {"file": ["", version.name], "sha256": ["", version.sha256]}
            _record("evidence.refused", evidence, assessment, by, beside)
    if met:
        raise ReplacedMeanwhile(version)
    return evidence


@transaction.atomic
def use_version(
    *, assessment: Assessment, evidence: Evidence, version: EvidenceFile, based_on: int | None, by: User
) -> bool:
    """Lets an earlier version count again; False when a colleague changed it meanwhile. Raises RoundLocked."""
    lock_round(assessment)
    if version.pk == evidence.file_id:
        return True
    return _swap(evidence, version, based_on, assessment, by, "evidence.version_used")


@transaction.atomic
def mark_seen(*, assessment: Assessment, evidence: Evidence, on: dt.date, by: User) -> Evidence:
    """Somebody opened the link on this day and found the document there. Raises RoundLocked."""
    lock_round(assessment)
    before = evidence.seen_on
    if (before, evidence.seen_by_id) != (on, by.pk):
        evidence.seen_on, evidence.seen_by = on, by
        evidence.save(update_fields=["seen_on", "seen_by"])
        changes: audit.Changes = {"seen_on": [before and before.isoformat(), on.isoformat()]}
        _record("evidence.seen", evidence, assessment, by, changes)
    return evidence


@transaction.atomic
def remove_evidence(*, assessment: Assessment, evidence: Evidence, by: User) -> Evidence:
    """Takes evidence away from an answer; row and file stay and can be brought back. Raises RoundLocked."""
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


def carry_over_evidence(*, pairs: list[tuple[Evidence, Response]]) -> None:
    """Evidence of the last round for the answers of the next: the same links, and the same files by reference."""
    made = Evidence.objects.bulk_create(
        Evidence(
            response=response,
            title=old.title,
            url=old.url,
            carried_over=True,
            added_by_id=old.added_by_id,
            organisation=old.organisation,
            added_at=old.added_at,
            seen_on=old.seen_on,
            seen_by_id=old.seen_by_id,
        )
        for old, response in pairs
    )
    with_files = [(new, old.file) for new, (old, _response) in zip(made, pairs, strict=True) if old.file is not None]
    columns = ("name", "kind", "size", "sha256", "key", "scanned_at", "uploaded_by_id", "uploaded_at")
    versions = EvidenceFile.objects.bulk_create(
        EvidenceFile(evidence=new, **{column: getattr(file, column) for column in columns}) for new, file in with_files
    )
    for (new, _file), version in zip(with_files, versions, strict=True):
        new.file = version
    Evidence.objects.bulk_update([new for new, _file in with_files], ["file"])


@contextmanager
def _kept(file: CheckedFile | None) -> Iterator[Kept | None]:
    """The bytes are written before the rows, and taken away again when the rows are not written."""
    kept = keeping.keep(file.path) if file is not None else None
    try:
        yield kept
    except BaseException:
        if kept is not None:
            keeping.discard(kept.key)
        raise


def _version(evidence: Evidence, file: CheckedFile, kept: Kept, by: User, replaces: int | None = None) -> EvidenceFile:
    known = evidence.files.filter(pk=replaces).exists() if replaces else False
    return EvidenceFile.objects.create(
        evidence=evidence,
        replaces_id=replaces if known else None,
        name=file.name,
        kind=file.kind.value,
        size=kept.size,
        sha256=kept.sha256,
        key=kept.key,
        scanned_at=timezone.now() if file.scanned else None,
        uploaded_by=by,
    )


def _swap(
    evidence: Evidence, version: EvidenceFile, based_on: int | None, assessment: Assessment, by: User, action: str
) -> bool:
    """Compare-and-swap on the version that counts."""
    before = EvidenceFile.objects.filter(pk=based_on).first() if based_on else None
    swapped = Evidence.objects.filter(pk=evidence.pk, file=based_on).update(file=version)
    if swapped:
        evidence.file = version
        _record(action, evidence, assessment, by, _changes(before, version))
    return bool(swapped)


def _changes(before: EvidenceFile | None, after: EvidenceFile) -> audit.Changes:
    columns = {"file": "name", "sha256": "sha256"}
    return {name: [getattr(before, column, ""), getattr(after, column)] for name, column in columns.items()}


def _record(action: str, evidence: Evidence, assessment: Assessment, by: User, changes: audit.Changes) -> None:
    # The answer's time of change is what a report is dated by; its revision counts fields only.
    Response.objects.filter(pk=evidence.response_id).update(
        saved_at=timezone.now(), saved_by=by, revision=F("revision") + 1
    )
    code = evidence.response.capability.code
    audit.record(action, evidence, by=by, changes=changes, assessment=assessment, code=code)
