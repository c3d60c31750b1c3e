"""Second views: asked for, drafted and given by a reader, handed over with a review, answered by the country.

A draft is the reader's own, and the reviewer's until the review is handed over: what is recorded of it names no
country, so that no history shows it. What was given is recorded in full.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from assessments import audit
from assessments.actions.answers import (
    Conflict,
    ForgedRevision,
    Outcome,
    RoundLocked,
    lock_round,
    save_answer,
    save_row,
)
from assessments.actions.invitations import Link, had_a_role, invite
from assessments.actions.members import PeopleRefused
from assessments.actions.notices import tell
from assessments.audit import Changes
from assessments.models import Assessment, Invitation, Membership, ReaderTask, Response, SecondView, User
from assessments.notices import Kind as Notice
from assessments.results import state_of
from assessments.roles import PERMISSIONS, Permission, Role
from assessments.second_views import Kind, Reply, needs_reason
from assessments.structure import CapabilityNode
from assessments.workflow import State

#: What somebody says in a second view; a reviewer does not say how sure they are.
VIEW_FIELDS = ("phase", "reason", "confidence")
REVIEW_FIELDS = ("phase", "reason")
_ASKERS = [role for role, permissions in PERMISSIONS.items() if Permission.ASK_VIEW in permissions]


class ViewRefused(Exception):
    """`code`: "given" (a view is given once), "withdrawn" (no longer asked for), "left" (no longer a reader),
    "incomplete" (`fields` are missing), "changed" (saved elsewhere meanwhile), "empty" (nobody new was asked)."""

    def __init__(self, code: str, fields: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code, self.fields = code, tuple(fields)


# --- asking ---
@transaction.atomic
def ask_views(
    *,
    assessment: Assessment,
    capabilities: Sequence[CapabilityNode],
    by: User,
    due: dt.date | None = None,
    reader: User | None = None,
    invitation: Invitation | None = None,
) -> list[ReaderTask]:
    """Asks a reader, or whoever accepts an invitation as one. What they are asked for already is left as it is.

    Raises RoundLocked, ViewRefused("empty"), ViewRefused("left").
    """
    lock_round(assessment)
    if reader is not None and not _is_reader(reader, assessment):
        raise ViewRefused("left")
    whom: dict[str, Any] = {"reader": reader} if reader is not None else {"invitation": invitation}
    asked = ReaderTask.objects.filter(assessment=assessment, withdrawn_at=None, **whom)
    before = set(asked.values_list("capability_id", flat=True))
    tasks = []
    for capability in capabilities:
        if capability.pk in before:
            continue
        task = ReaderTask.objects.create(
            assessment=assessment, capability_id=capability.pk, due=due, asked_by=by, **whom
        )
        SecondView.objects.create(assessment=assessment, capability_id=capability.pk, kind=Kind.READER, task=task)
        name = str(reader) if reader is not None else invitation.email if invitation else ""
        changes: Changes = {"asked": [None, name]} | ({"due": [None, due.isoformat()]} if due else {})
        audit.record("readertask.created", task, by=by, assessment=assessment, code=capability.code, changes=changes)
        tasks.append(task)
    if not tasks:
        raise ViewRefused("empty")
    if reader is not None:
        only = next(node.code for node in capabilities if node.pk == tasks[0].capability_id) if len(tasks) == 1 else ""
        tell(kind=Notice.VIEW_ASKED, to=[reader], by=by, country=assessment.country, assessment=assessment, code=only)
    return tasks


@transaction.atomic
def ask_by_address(
    *,
    assessment: Assessment,
    capabilities: Sequence[CapabilityNode],
    by: User,
    email: str,
    organisation: str,
    language: str,
    link: Link,
    due: dt.date | None = None,
) -> list[ReaderTask]:
    """Asks whoever has this address: a reader of the country, one who is invited already, or somebody new, who is
    invited now. Raises PeopleRefused for someone who has, or had, another role in the country: "member", "inside".

    Whether an address belongs to the secretariat changes nothing here: nobody finds out its people by asking. They are
    refused when they follow the link."""
    email, country = email.lower(), assessment.country
    whom: dict[str, Any]
    present = (
        Membership.objects.filter(country=country, user__email=email, ended_at=None).select_related("user").first()
    )
    if present is not None and present.role == Role.READER:
        whom = {"reader": present.user}
    elif present is not None:
        raise PeopleRefused("member")
    elif had_a_role(country, email):
        raise PeopleRefused("inside")
    else:
        sent = Invitation.objects.filter(country=country, email=email, role=Role.READER, used_at=None, revoked_at=None)
        waiting = next((row for row in sent if not row.fault), None)
        whom = {
            "invitation": waiting
            or invite(
                country=country,
                email=email,
                role=Role.READER,
                organisation=organisation,
                language=language,
                by=by,
                link=link,
            )
        }
    return ask_views(assessment=assessment, capabilities=capabilities, by=by, due=due, **whom)


@transaction.atomic
def withdraw_task(*, task: ReaderTask, by: User) -> ReaderTask:
    """No longer asked for; a draft stays as a row. Raises RoundLocked, ViewRefused("given")."""
    lock_round(task.assessment)
    row = ReaderTask.objects.select_related("view", "capability").get(pk=task.pk)
    if row.view.given_at is not None:
        raise ViewRefused("given")
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = timezone.now(), by
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        audit.record("readertask.withdrawn", row, by=by, assessment=task.assessment, code=row.capability.code)
    return row


# --- a reader's view ---
def draft_view(*, task: ReaderTask, by: User, based_on: int, values: Mapping[str, Any]) -> Outcome:
    """Saves fields of VIEW_FIELDS as typed on revision `based_on`; only the reader sees them.

    Raises RoundLocked, ForgedRevision, ViewRefused.
    """
    return save_row(
        row=task.view,
        by=by,
        based_on=based_on,
        values={name: None if name == "confidence" and value == "" else value for name, value in values.items()},
        read=lambda row: _said(row, VIEW_FIELDS),
        lock=lambda: _hold_task(task, by),
        record={"code": task.capability.code},
        columns=_columns,
    )


@transaction.atomic
def give_view(*, task: ReaderTask, by: User, based_on: int) -> SecondView:
    """Gives the view as it stands in revision `based_on`. From then on nobody changes it, and both sides see it.

    Raises RoundLocked, ForgedRevision, ViewRefused.
    """
    _hold_task(task, by)
    row = SecondView.objects.get(pk=task.view.pk)
    if based_on > row.revision:
        raise ForgedRevision(f"revision {based_on} of {row.revision}")
    if based_on != row.revision:
        raise ViewRefused("changed")
    missing = [name for name, there in (("phase", row.chosen), ("reason", row.reason.strip())) if not there]
    if missing:
        raise ViewRefused("incomplete", missing)
    row.by, row.organisation = by, by.organisation
    row.given_at, row.given_on = timezone.now(), _own_state(row)
    row.revision, row.saved_at, row.saved_by = row.revision + 1, row.given_at, by
    row.save(update_fields=["by", "organisation", "given_at", "given_on", "revision", "saved_at", "saved_by"])
    _record_given(row, task.assessment, task.capability.code, by)
    tell(
        kind=Notice.VIEW_GIVEN,
        to=_askers(task.assessment),
        by=by,
        country=task.assessment.country,
        assessment=task.assessment,
        code=task.capability.code,
    )
    return row


# --- a reviewer's view ---
@transaction.atomic
def review_view(
    *, assessment: Assessment, capability: CapabilityNode, by: User, based_on: int, values: Mapping[str, Any]
) -> Outcome:
    """Saves the secretariat's view of one capability while it reviews the round. Raises RoundLocked, ForgedRevision.

    One that the country has seen, and perhaps answered, counts as not handed over once it is changed. Raises
    ViewRefused("incomplete") where it would differ from the country's answer without a reason.
    """

    def hold() -> None:
        if not Assessment.objects.filter(pk=assessment.pk, state=State.IN_REVIEW).update(version=F("version") + 1):
            raise RoundLocked

    def begin_anew(row: SecondView, changes: Changes) -> None:
        chosen, reason = (changes[name][1] if name in changes else _said(row, [name])[name] for name in REVIEW_FIELDS)
        said = "dk" if chosen == "unknown" else chosen
        if said and needs_reason(_own_state(row), said) and not reason.strip():
            raise ViewRefused("incomplete", ("reason",))
        if changes and row.given_at is not None:
            changes["given_at"] = [row.given_at.isoformat(), None]
            for name in ("response", "response_reason", "response_on"):
                if getattr(row, name):
                    changes[name] = [getattr(row, name), ""]

    hold()
    row, _made = SecondView.objects.get_or_create(
        assessment=assessment, capability_id=capability.pk, kind=Kind.REVIEW, defaults={"by": by}
    )
    return save_row(
        row=row,
        by=by,
        based_on=based_on,
        values=values,
        read=lambda current: _said(current, REVIEW_FIELDS),
        lock=hold,
        record={"code": capability.code},
        columns=lambda changed: {**_columns(changed), "by": by, "organisation": by.organisation},
        amend=begin_anew,
    )


def hand_over(*, assessment: Assessment, by: User) -> None:
    """The country sees the review's views from now on: a part of returning and of accepting, in its transaction."""
    said = Q(phase__isnull=False) | Q(unknown=True)
    waiting = SecondView.objects.filter(said, assessment=assessment, kind=Kind.REVIEW, given_at=None)
    for row in waiting.select_related("capability"):
        row.given_at, row.given_on, row.revision = timezone.now(), _own_state(row), row.revision + 1
        row.save(update_fields=["given_at", "given_on", "revision"])
        _record_given(row, assessment, row.capability.code, by)


# --- what the country says to it ---
def hold_to_answer(*, view: SecondView, by: User, based_on: int, on: str, reason: str) -> Outcome:
    """The country holds to its answer, `on` the phase that the page showed, and says why.

    Raises RoundLocked, ForgedRevision, ViewRefused("changed") when the answer is another one meanwhile.
    """

    def on_the_answer_now(row: SecondView, changes: Changes) -> None:
        own = _own_state(row)
        if own != on:
            raise ViewRefused("changed")
        if row.response_on != own:
            changes["response_on"] = [row.response_on, own]

    return save_row(
        row=view,
        by=by,
        based_on=based_on,
        values={"response": Reply.HELD.value, "response_reason": reason},
        read=lambda row: {name: getattr(row, name) for name in ("response", "response_reason")},
        lock=lambda: lock_round(view.assessment),
        record={"assessment": view.assessment, "code": view.capability.code},
        columns=_answered(by),
        amend=on_the_answer_now,
    )


@transaction.atomic
def take_over(
    *, view: SecondView, capability: CapabilityNode, by: User, based_on: int, answer_revision: int
) -> Conflict | None:
    """The country changes its answer to the phase of the view. `answer_revision` is that of the answer on the page.

    A colleague's change of the phase comes back as a Conflict, and nothing is changed. Raises RoundLocked,
    ForgedRevision, ViewRefused("incomplete") for a view without a phase.
    """
    if view.phase is None:
        raise ViewRefused("incomplete", ("phase",))
    outcome = save_answer(
        assessment=view.assessment,
        capability=capability,
        by=by,
        based_on=answer_revision,
        values={"phase": view.chosen},
    )
    if outcome.conflicts:
        return outcome.conflicts[0]
    save_row(
        row=view,
        by=by,
        based_on=based_on,
        values={"response": Reply.CHANGED.value},
        read=lambda row: {"response": row.response},
        lock=lambda: lock_round(view.assessment),
        record={"assessment": view.assessment, "code": view.capability.code},
        columns=lambda changed: {**_answered(by)(changed), "response_on": view.chosen},
    )
    return None


# --- parts ---
def _hold_task(task: ReaderTask, by: User) -> None:
    """Holds the round, then looks again whether this view can be given."""
    lock_round(task.assessment)
    row = ReaderTask.objects.select_related("view").get(pk=task.pk)
    if row.view.given_at is not None:
        raise ViewRefused("given")
    if row.withdrawn_at is not None:
        raise ViewRefused("withdrawn")
    if row.reader_id != by.pk or not _is_reader(by, task.assessment):
        raise ViewRefused("left")


def _is_reader(person: User, assessment: Assessment) -> bool:
    return Membership.objects.filter(
        user=person, country=assessment.country_id, role=Role.READER, ended_at=None
    ).exists()


def _askers(assessment: Assessment) -> list[User]:
    return list(
        User.objects.filter(
            memberships__country=assessment.country_id, memberships__role__in=_ASKERS, memberships__ended_at=None
        )
    )


def _own_state(view: SecondView) -> str:
    """What the country says of this capability now."""
    phase, unknown = Response.objects.values_list("phase", "phase_unknown").get(
        assessment=view.assessment_id, capability=view.capability_id
    )
    return state_of(phase, unknown)


def _said(row: SecondView, names: Sequence[str]) -> dict[str, Any]:
    return {name: row.chosen if name == "phase" else getattr(row, name) for name in names}


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """`phase` is one field to the person and two columns in the row."""
    columns = dict(values)
    if "phase" in columns:
        chosen = columns.pop("phase")
        columns["phase"] = int(chosen) if chosen.isdigit() else None
        columns["unknown"] = chosen == "unknown"
    return columns


def _answered(by: User) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    return lambda changed: {**changed, "response_by": by, "response_at": timezone.now()}


def _record_given(row: SecondView, assessment: Assessment, code: str, by: User) -> None:
    said = _said(row, VIEW_FIELDS) | {"organisation": row.organisation}
    changes: Changes = {name: [None, value] for name, value in said.items() if value not in (None, "")}
    audit.record(
        "secondview.given", row, by=by, assessment=assessment, code=code, changes=changes, revision=row.revision
    )
