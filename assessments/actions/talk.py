"""Asking, answering, taking away, and saying that something is resolved.

The audit log says who did it and where, never the words: what an author takes away must not stay readable in it. Of
notes it names no country, so that no history of a country holds them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from assessments import access, audit, conversations
from assessments.actions.notices import tell
from assessments.audit import Changes
from assessments.models import Assessment, Comment, Response, Thread, ThreadSeen, User
from assessments.notices import Kind as Notified
from assessments.roles import Permission
from assessments.structure import CapabilityNode
from assessments.talk import Kind, Side, side_in

#: The same words of the same person, so soon after each other: one press of the button that arrived twice.
PRESSED_TWICE = dt.timedelta(minutes=1)


class TalkRefused(Exception):
    """`code`: "kind" (not for this person, or not now), "resolved", "open" (it is so already), "author"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def open_thread(*, assessment: Assessment, capability: CapabilityNode, kind: Kind, text: str, by: User) -> Thread:
    """Begins a thread with its first comment. Raises TalkRefused.

    Pressed twice, the second one gets the thread of the first: nobody is told again, and nothing is written twice.
    """
    row = Assessment.objects.select_for_update(of=("self",)).select_related("country").get(pk=assessment.pk)
    if not conversations.may_open(by, row, kind):
        raise TalkRefused("kind")
    there = _begun_just_now(row, capability, kind, text, by)
    if there is not None:
        return there
    side = side_in(kind, conversations.sides_of(by, row.country_id))
    thread = Thread.objects.create(
        assessment=row,
        capability_id=capability.pk,
        kind=kind,
        by_secretariat=side is Side.SECRETARIAT,
        opened_by=by,
    )
    _write(thread, text, by, side)
    _record("thread.opened", thread, by, {"kind": [None, kind.value]})
    _tell(thread, by, side)
    return thread


@transaction.atomic
def add_comment(*, thread: Thread, text: str, by: User) -> Comment:
    """Answers in a thread. Raises TalkRefused: a resolved one takes no words until it is opened again.

    Pressed twice, it is one comment.
    """
    row = _locked(thread)
    if not conversations.may_write(by, row):
        raise TalkRefused("kind")
    if row.resolved_at is not None:
        raise TalkRefused("resolved")
    last = row.comments.order_by("-pk").first()
    if last is not None and _is_said_again(last, text, by):
        return last
    side = side_in(Kind(row.kind), conversations.sides_of(by, row.assessment.country_id))
    comment = _write(row, text, by, side)
    _record("comment.added", row, by)
    _tell(row, by, side)
    return comment


@transaction.atomic
def remove_comment(*, comment: Comment, by: User) -> None:
    """Takes one's own words away. The row keeps them, no page shows them."""
    row = _locked(comment.thread)
    if comment.by_id != by.pk or not conversations.may_write(by, row):
        raise TalkRefused("author")
    if Comment.objects.filter(pk=comment.pk, removed_at=None).update(removed_at=timezone.now()):
        _record("comment.removed", row, by)


@transaction.atomic
def resolve_thread(*, thread: Thread, by: User) -> None:
    _settle(thread, by, resolved=True)


@transaction.atomic
def reopen_thread(*, thread: Thread, by: User) -> None:
    _settle(thread, by, resolved=False)


@transaction.atomic
def mark_seen(*, by: User, latest: Mapping[int, int]) -> None:
    """Remembers up to which comment this person has read: {thread: comment}. Never backwards. No event: it is no change
    of anything that somebody said."""
    before = ThreadSeen.objects.filter(user=by, thread__in=list(latest))
    known = dict(before.values_list("thread_id", "last_comment"))
    further = {thread: comment for thread, comment in latest.items() if comment > known.get(thread, 0)}
    ThreadSeen.objects.bulk_create(
        [ThreadSeen(thread_id=thread, user=by, last_comment=comment) for thread, comment in further.items()],
        update_conflicts=True,
        unique_fields=("thread", "user"),
        update_fields=("last_comment",),
    )


def _settle(thread: Thread, by: User, *, resolved: bool) -> None:
    row = _locked(thread)
    if not conversations.may_settle(by, row):
        raise TalkRefused("author")
    if (row.resolved_at is not None) == resolved:
        raise TalkRefused("resolved" if resolved else "open")
    row.resolved_at, row.resolved_by = (timezone.now(), by) if resolved else (None, None)
    row.save(update_fields=["resolved_at", "resolved_by"])
    _record("thread.resolved" if resolved else "thread.reopened", row, by)


def _locked(thread: Thread) -> Thread:
    rows = Thread.objects.select_for_update(of=("self",))
    return rows.select_related("assessment__country", "capability").get(pk=thread.pk)


def _begun_just_now(
    assessment: Assessment, capability: CapabilityNode, kind: Kind, text: str, by: User
) -> Thread | None:
    """Behind the lock of the round: of two presses at the same moment the second one finds the first."""
    lately = Thread.objects.filter(
        assessment=assessment,
        capability=capability.pk,
        kind=kind,
        opened_by=by,
        opened_at__gt=timezone.now() - PRESSED_TWICE,
        resolved_at=None,
    )
    for thread in lately.select_related("assessment__country", "capability"):
        first = thread.comments.order_by("pk").first()
        if first is not None and _is_said_again(first, text, by):
            return thread
    return None


def _is_said_again(comment: Comment, text: str, by: User) -> bool:
    same = comment.by_id == by.pk and comment.text == text and comment.removed_at is None
    return same and comment.at > timezone.now() - PRESSED_TWICE


def _write(thread: Thread, text: str, by: User, side: Side | None) -> Comment:
    comment = Comment.objects.create(
        thread=thread,
        by=by,
        organisation=by.organisation,
        by_secretariat=side is Side.SECRETARIAT,
        text=text,
    )
    mark_seen(by=by, latest={thread.pk: comment.pk})
    return comment


def _record(action: str, thread: Thread, by: User, changes: Changes | None = None) -> None:
    of_country = None if thread.kind == Kind.NOTE else thread.assessment
    audit.record(action, thread, by=by, assessment=of_country, code=thread.capability.code, changes=changes)


def _tell(thread: Thread, by: User, side: Side | None) -> None:
    """Of words inside the country its people; of a question the other side. Of notes nobody."""
    round_, kind = thread.assessment, Kind(thread.kind)
    if kind is Kind.NOTE:
        return
    if kind is Kind.INSIDE:
        notified, to = Notified.COMMENT, _country_people(thread)
    elif side is thread.asked_by:
        other = _secretariat_people(thread) if side is Side.COUNTRY else _country_people(thread)
        notified, to = Notified.QUESTION, other
    else:
        asking = _secretariat_people(thread) if side is Side.COUNTRY else _country_people(thread)
        notified, to = Notified.ANSWER, asking
    tell(kind=notified, to=to, by=by, country=round_.country, assessment=round_, code=thread.capability.code)


def _country_people(thread: Thread) -> list[User]:
    """The coordinators, whoever saved the answer last, and the country's people who wrote in the thread."""
    round_ = thread.assessment
    response = Response.objects.filter(assessment=round_, capability=thread.capability_id)
    concerned = {pk for pk in response.values_list("saved_by", flat=True) if pk} | _writers(thread, secretariat=False)
    leading = access.people_who(Permission.SEND_FOR_APPROVAL, round_.country_id)
    reading = access.people_who(Permission.VIEW_ROUND, round_.country_id)
    return _once([*leading, *(person for person in reading if person.pk in concerned)])


def _secretariat_people(thread: Thread) -> list[User]:
    """Who of the secretariat wrote in the thread; where nobody did or can any more, everyone who reviews."""
    reviewing = access.people_who(Permission.REVIEW, None)
    writers = _writers(thread, secretariat=True)
    return [person for person in reviewing if person.pk in writers] or reviewing


def _writers(thread: Thread, *, secretariat: bool) -> set[int]:
    found = Comment.objects.filter(thread=thread, by_secretariat=secretariat)
    return set(found.order_by().values_list("by", flat=True).distinct())


def _once(people: Iterable[User]) -> list[User]:
    return list({person.pk: person for person in people}.values())
