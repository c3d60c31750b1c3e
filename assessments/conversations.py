"""What is said about a round, read: threads with what is new in them, and how many wait."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from assessments import access, talk
from assessments.models import Assessment, Comment, Thread, ThreadSeen, User
from assessments.roles import COUNTRY_ROLES, Permission, Role
from assessments.talk import Kind, Side
from assessments.workflow import State


def sides_of(user: User, country_id: int) -> frozenset[Side]:
    """The sides that a person stands on, of the talk about this country's rounds."""
    found = set()
    if user.is_secretariat:
        found.add(Side.SECRETARIAT)
    if any(m.country_id == country_id and Role(m.role) in COUNTRY_ROLES for m in user.current_memberships):
        found.add(Side.COUNTRY)
    return frozenset(found)


def kinds_for(user: User, assessment: Assessment) -> tuple[Kind, ...]:
    """The kinds of threads that exist for this person here, in the order of a page."""
    sides = sides_of(user, assessment.country_id)
    return tuple(kind for kind in Kind if talk.side_in(kind, sides) is not None)


def may_open(user: User, assessment: Assessment, kind: Kind) -> bool:
    return access.can(user, Permission.COMMENT, assessment) and talk.may_open(
        kind, sides_of(user, assessment.country_id), State(assessment.state), was_sent=assessment.was_sent
    )


def may_write(user: User, thread: Thread) -> bool:
    """Also in a resolved thread: whether it is, is asked when the words come."""
    round_ = thread.assessment
    sides = sides_of(user, round_.country_id)
    return access.can(user, Permission.COMMENT, round_) and talk.may_write(
        Kind(thread.kind), sides, was_sent=round_.was_sent
    )


def may_settle(user: User, thread: Thread) -> bool:
    round_ = thread.assessment
    return access.can(user, Permission.COMMENT, round_) and talk.may_settle(
        Kind(thread.kind),
        thread.asked_by,
        sides_of(user, round_.country_id),
        is_opener=thread.opened_by_id == user.pk,
        leads=access.can(user, Permission.SEND_FOR_APPROVAL, round_),
    )


def threads_of(user: User, assessment: Assessment, *, only_new: bool = False, **lookup: Any) -> QuerySet[Thread]:
    """What this person sees of the talk about a round, with the number of comments, the first and the latest of them,
    and whether something is new to them. Open ones first, then by what was said last."""
    threads = _with_seen(user, access.visible_to(Thread, user).filter(assessment=assessment, **lookup))
    if only_new:
        threads = threads.filter(_unread(user))
    return (
        threads.select_related("capability", "assessment", "opened_by", "resolved_by")
        .annotate(number=Count("comments"), first=Min("comments__pk"), latest=Max("comments__pk"), unread=_unread(user))
        .order_by(F("resolved_at").asc(nulls_first=True), "-latest")
    )


def unread_count(user: User, assessment: Assessment) -> int:
    """How many open threads say something new to this person. One query, on every page of a round."""
    threads = access.visible_to(Thread, user).filter(assessment=assessment, resolved_at=None)
    return _with_seen(user, threads).filter(_unread(user)).count()


def open_questions(assessment: Assessment) -> dict[str, int]:
    """How many questions between the country and the secretariat are open, by the code of the capability.

    Whoever sees the round may be told: both sides read them.
    """
    found = Thread.objects.filter(assessment=assessment, kind=Kind.QUESTION, resolved_at=None)
    counted = found.order_by().values("capability__code").annotate(count=Count("pk"))
    return {row["capability__code"]: row["count"] for row in counted}


def ends_of(threads: Iterable[Any]) -> dict[int, Comment]:
    """The first and the latest comment of each thread, by their keys, in one query however long the threads are."""
    wanted = {pk for thread in threads for pk in (thread.first, thread.latest)}
    return Comment.objects.select_related("by").in_bulk(wanted)


def _with_seen(user: User, threads: QuerySet[Thread]) -> QuerySet[Thread]:
    seen = ThreadSeen.objects.filter(thread=OuterRef("pk"), user=user).values("last_comment")
    return threads.annotate(seen_up_to=Coalesce(Subquery(seen), Value(0)))


def _unread(user: User) -> Exists:
    """Something that somebody else wrote since this person looked, and did not take away again."""
    others = Comment.objects.exclude(by=user)
    return Exists(others.filter(thread=OuterRef("pk"), pk__gt=OuterRef("seen_up_to"), removed_at=None))
