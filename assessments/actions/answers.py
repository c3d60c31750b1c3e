"""Saving an answer: field by field, on the revision it was based on, so that nobody overwrites a colleague."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessments import audit
from assessments.audit import Changes
from assessments.gaps import FACETS
from assessments.models import (
    Assessment,
    CommitmentAnswer,
    Decision,
    EnablerAnswer,
    Priority,
    Response,
    SignAnswer,
    ThreatAnswer,
    User,
)
from assessments.structure import CapabilityNode
from assessments.workflow import EDITABLE

SIGN = "sign."
PLAIN_FIELDS = (
    "reason",
    *FACETS,
    "target",
    "target_year",
    "justification",
    "participants",
    "participants_note",
    "confidence",
)
#: `phase` is one field to the person and two columns in the row: a number, or "unknown", or neither.
ANSWER_FIELDS = ("phase", *PLAIN_FIELDS)
#: Changing one of these means that someone has looked: the answer is no longer just carried over.
LOOKED_AT = frozenset({"phase", "justification"})
_ATTEMPTS = 5
#: Rows whose fields are their columns.
SimpleRow = EnablerAnswer | Priority | ThreatAnswer | CommitmentAnswer | Decision


class RoundLocked(Exception):
    """The round was sent while this person was writing."""


class ForgedRevision(ValueError):
    """A revision that this row never had."""


@dataclass(frozen=True)
class Conflict:
    """Two people changed the same field. `mine` was refused for now; `theirs` stands."""

    field: str
    mine: Any
    theirs: Any
    by: str
    at: dt.datetime | None


@dataclass(frozen=True)
class Outcome:
    """What became of a save. Fields that did not collide are saved even when another one did."""

    revision: int
    changes: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    at: dt.datetime | None = None
    by: str = ""
    organisation: str = ""  # of whoever saved last

    @property
    def saved(self) -> tuple[str, ...]:
        return tuple(self.changes)


@dataclass
class _Merge:
    changes: Changes = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)


def save_answer(
    *,
    assessment: Assessment,
    capability: CapabilityNode,
    by: User,
    based_on: int,
    values: Mapping[str, Any],
    confirm: bool = False,
    looked: bool = False,
) -> Outcome:
    """Saves the fields in `values` (names of ANSWER_FIELDS, or "sign.<code>") as typed on revision `based_on`.

    A field that nobody else changed since is saved. One that a colleague changed meanwhile to something else is
    not: it comes back as a Conflict, and the refused text is kept in the audit log. `confirm` marks a carried-over
    answer as looked at; `looked` says that it was looked at again and is still right, though nothing in it changes.
    Raises RoundLocked, ForgedRevision.
    """
    for _attempt in range(_ATTEMPTS):
        outcome = _try(assessment, capability, by, based_on, values, confirm, looked)
        if outcome is not None:
            return outcome
    raise RuntimeError("the answer changed at every attempt to save it")


@transaction.atomic
def _try(
    assessment: Assessment,
    capability: CapabilityNode,
    by: User,
    based_on: int,
    values: Mapping[str, Any],
    confirm: bool,
    looked: bool,
) -> Outcome | None:
    """One attempt; None when another process saved between reading and writing (compare-and-swap failed)."""
    lock_round(assessment)
    row = Response.objects.select_related("saved_by").get(assessment=assessment, capability_id=capability.pk)
    signs = {sign.code: sign.pk for sign in capability.signs}
    present = {name: _value(row, name) for name in ANSWER_FIELDS}
    if any(name.startswith(SIGN) for name in values):
        answers = dict(SignAnswer.objects.filter(response=row).values_list("sign_id", "answer"))
        present |= {SIGN + code: answers.get(pk, "") for code, pk in signs.items()}
    merge = _merge(row, present, based_on, values)
    if row.carried_over and (confirm or LOOKED_AT & merge.changes.keys()):
        merge.changes["carried_over"] = [True, False]
    if merge.conflicts:
        refused = {conflict.field: [conflict.theirs, conflict.mine] for conflict in merge.conflicts}
        audit.record("response.refused", row, by=by, changes=refused, assessment=assessment, code=capability.code)
    if not merge.changes and not (looked and row.revision):
        return Outcome(row.revision, {}, tuple(merge.conflicts), row.saved_at, *_name(row.saved_by))
    now, revision = timezone.now(), row.revision + 1
    columns = _columns({name: after for name, (_before, after) in merge.changes.items()})
    swapped = Response.objects.filter(pk=row.pk, revision=row.revision).update(
        **columns, revision=revision, saved_at=now, saved_by=by
    )
    if not swapped:
        transaction.set_rollback(True)
        return None
    for name, (_before, after) in merge.changes.items():
        if name.startswith(SIGN):
            SignAnswer.objects.update_or_create(
                response=row, sign_id=signs[name.removeprefix(SIGN)], defaults={"answer": after}
            )
    audit.record(
        "response.saved",
        row,
        by=by,
        changes=merge.changes,
        assessment=assessment,
        code=capability.code,
        revision=revision,
    )
    return Outcome(revision, merge.changes, tuple(merge.conflicts), now, *_name(by))


def lock_round(assessment: Assessment) -> None:
    """Holds the round's row for this transaction, so that it cannot be sent between a check and a write."""
    open_now = Assessment.objects.filter(pk=assessment.pk, state__in=EDITABLE)
    if not open_now.update(version=F("version") + 1):
        raise RoundLocked


def _merge(row: Any, present: Mapping[str, Any], based_on: int, values: Mapping[str, Any]) -> _Merge:
    """Three versions of each field: as the form was opened (base), as typed, as it stands now."""
    if not 0 <= based_on <= row.revision:
        raise ForgedRevision(f"revision {based_on} of {row.revision}")
    since = audit.changes_since(row, based_on) if based_on < row.revision else {}
    merge = _Merge()
    for name, typed in values.items():
        now = present[name]
        changed = since.get(name)
        base = changed["base"] if changed else now
        if typed in (base, now):
            continue
        if changed and now != base:
            merge.conflicts.append(Conflict(name, typed, now, changed["by"], changed["at"]))
        else:
            merge.changes[name] = [now, typed]
    return merge


def _value(row: Response, name: str) -> Any:
    if name == "phase":
        return "unknown" if row.phase_unknown else "" if row.phase is None else str(row.phase)
    return getattr(row, name)


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    columns = {name: value for name, value in values.items() if name in (*PLAIN_FIELDS, "carried_over")}
    if "phase" in values:
        chosen = values["phase"]
        columns["phase"] = int(chosen) if chosen.isdigit() else None
        columns["phase_unknown"] = chosen == "unknown"
    return columns


def _name(user: User | None) -> tuple[str, str]:
    """Their name and their organisation."""
    return (str(user), user.organisation) if user else ("", "")


def save_simple(
    *,
    row: SimpleRow,
    assessment: Assessment,
    by: User,
    based_on: int,
    values: Mapping[str, Any],
    fields: Sequence[str],
    code: str,
    confirm: bool = False,
) -> Outcome:
    """The same care for a row whose fields are its columns: what is said of an enabler, a harm or a
    commitment, a capability's priority.

    A carried-over answer counts as looked at once it is changed, or with `confirm`.
    """

    def looked_at(current: Any, changes: Changes) -> None:
        if getattr(current, "carried_over", False) and (confirm or changes):
            changes["carried_over"] = [True, False]

    return save_row(
        row=row,
        by=by,
        based_on=based_on,
        values=values,
        read=lambda current: {name: getattr(current, name) for name in fields},
        lock=lambda: lock_round(assessment),
        record={"assessment": assessment, "code": code},
        amend=looked_at,
    )


def save_row(
    *,
    row: Any,
    by: User,
    based_on: int,
    values: Mapping[str, Any],
    read: Callable[[Any], Mapping[str, Any]],
    lock: Callable[[], None],
    record: Mapping[str, Any],
    columns: Callable[[Mapping[str, Any]], dict[str, Any]] = dict,
    amend: Callable[[Any, Changes], None] | None = None,
    follow: Callable[[Any, Changes], None] | None = None,
) -> Outcome:
    """The same care for any row with a `revision`; the audit log must hold its changes from its first one on.

    `read` gives its fields as values that JSON can hold, `columns` turns changed ones back. `lock` is called first,
    `amend` may add changes or raise to refuse them all, `follow` writes what is not a column. `record` names the
    row in the audit log.
    """
    model, noun = type(row), type(row)._meta.model_name
    for _attempt in range(_ATTEMPTS):
        with transaction.atomic():
            lock()
            current = model._default_manager.select_related("saved_by").get(pk=row.pk)
            present = read(current)
            unknown = set(values) - set(present)
            if unknown:
                raise ValueError(f"not a field here: {sorted(unknown)}")
            merge = _merge(current, present, based_on, values)
            if merge.conflicts:
                refused = {conflict.field: [conflict.theirs, conflict.mine] for conflict in merge.conflicts}
                audit.record(f"{noun}.refused", current, by=by, changes=refused, **record)
            if amend is not None:
                amend(current, merge.changes)
            if not merge.changes:
                last = _name(current.saved_by)
                return Outcome(current.revision, {}, tuple(merge.conflicts), current.saved_at, *last)
            now, revision = timezone.now(), current.revision + 1
            changed = columns({name: after for name, (_before, after) in merge.changes.items()})
            swapped = model._default_manager.filter(pk=row.pk, revision=current.revision).update(
                **changed, revision=revision, saved_at=now, saved_by=by
            )
            if swapped:
                if follow is not None:
                    follow(current, merge.changes)
                audit.record(f"{noun}.saved", current, by=by, changes=merge.changes, revision=revision, **record)
                return Outcome(revision, merge.changes, tuple(merge.conflicts), now, *_name(by))
            transaction.set_rollback(True)
    raise RuntimeError("the row changed at every attempt to save it")
