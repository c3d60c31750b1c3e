"""What is said about a round, read: threads with what is new in them, and how many wait."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, QuerySet, Subquery

from assessments import access, talk
from assessments.models import Assessment, Comment, Thread, ThreadSeen, User
from assessments.models.thread import unread_by
from assessments.roles import Permission
from assessments.talk import Kind, Side
from assessments.workflow import State


def sides_of(user: User, country_id: int) -> frozenset[Side]:
    """The sides that a person stands on, of the talk about this country's rounds."""
    found = set()
    if user.is_secretariat:
        found.add(Side.SECRETARIAT)
    if country_id in user.own_countries:
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
    threads = access.visible_to(Thread, user).filter(assessment=assessment, **lookup)
    if only_new:
        threads = threads.filter(unread_by(user))
    return (
        threads.select_related("capability", "assessment", "opened_by", "resolved_by")
        .annotate(
            number=Count("comments"), first=Min("comments__pk"), latest=Max("comments__pk"), unread=unread_by(user)
        )
        .order_by(F("resolved_at").asc(nulls_first=True), "-latest")
    )


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


def latest_of(user: User, assessment: Assessment, code: str) -> QuerySet[Comment]:
    """The last comment of each open thread about an answer, newest first, with its thread: one query."""
    about = {"thread__assessment": assessment, "thread__capability__code": code, "thread__resolved_at": None}
    rows = access.visible_to(Comment, user).filter(**about).select_related("thread", "by")
    said = Comment.objects.filter(thread=OuterRef("thread")).order_by().values("thread")
    seen = ThreadSeen.objects.filter(thread=OuterRef("thread"), user=user, last_comment__gte=OuterRef("pk"))
    rows = rows.filter(pk=Subquery(said.annotate(last=Max("pk")).values("last")))
    number = Subquery(said.annotate(number=Count("pk")).values("number"))
    shown = ("text", "at", "removed_at", "organisation", "by_secretariat", "thread__kind", "by__name", "by__email")
    return rows.only(*shown).annotate(number=number, is_seen=Exists(seen)).order_by("-pk")
