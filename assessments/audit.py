"""The audit log: written in the transaction of the change it records, read for history and for merging."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from assessments.models import Assessment, AuditEvent, User

Changes = dict[str, list[Any]]
_moment: ContextVar[dt.datetime | None] = ContextVar("moment", default=None)


@contextmanager
def dated(moment: dt.datetime) -> Iterator[None]:
    """Events recorded inside bear this time. For the demonstration, whose rounds were answered in the past."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


def moment() -> dt.datetime | None:
    """The time of what is done inside `dated`; none outside of it."""
    return _moment.get()


def record(
    action: str,
    row: Model,
    *,
    by: User | None,
    changes: Changes | None = None,
    assessment: Assessment | None = None,
    country: str = "",
    code: str = "",
    revision: int | None = None,
) -> AuditEvent:
    """Appends one event. Raises RuntimeError outside a transaction: a change and its record stand or fall together."""
    if not connection.in_atomic_block:
        raise RuntimeError("an audit event belongs into the transaction of its change")
    return AuditEvent.objects.create(
        at=_moment.get() or timezone.now(),
        actor_id=by.pk if by else None,
        actor_name=str(by) if by else "",
        actor_organisation=by.organisation if by else "",
        action=action,
        country=country or (assessment.country.iso3 if assessment else ""),
        assessment_id=assessment.pk if assessment else None,
        object_type=row._meta.model_name or "",
        object_id=row.pk,
        object_code=code,
        revision=revision,
        changes=changes or {},
    )


def changes_since(row: Model, revision: int) -> dict[str, dict[str, Any]]:
    """What changed in a row after `revision`: {field: {base, by, at}}.

    `base` is the field's value at that revision, which is what a form opened then was filled with; `by` and `at`
    are of the latest change.
    """
    events = AuditEvent.objects.filter(
        object_type=row._meta.model_name, object_id=row.pk, revision__gt=revision
    ).order_by("revision", "pk")
    found: dict[str, dict[str, Any]] = {}
    for event in events:
        for field, (before, _after) in event.changes.items():
            entry = found.setdefault(field, {"base": before})
            entry.update(by=event.actor_name, at=event.at)
    return found
