"""What is said about a round, read: threads with what is new in them, and how many wait."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from assessments import access, talk
from assessments.models import Assessment, Comment, Thread, ThreadSeen, User
from assessments.models.subqueries import ready
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
    number, first, latest = _of_its_comments()
    threads = access.visible_to(Thread, user).filter(assessment=assessment, **lookup)
    if only_new:
        threads = threads.filter(unread_by(user.pk))
    return (
        threads.select_related("capability", "resolved_by")
        .only("kind", "resolved_at", "capability__code", "resolved_by__name", "resolved_by__email")
        .annotate(number=number, first=first, latest=latest, unread=_unread(user.pk))
        .order_by(F("resolved_at").asc(nulls_first=True), "-latest")
    )


@lru_cache(maxsize=1)
def _of_its_comments() -> tuple[RawSQL, RawSQL, RawSQL]:
    """For a query of threads: how many comments it has, the first and the latest."""
    said = Comment.objects.filter(thread=OuterRef("pk")).order_by().values("thread")
    return (
        ready(Thread, Subquery(said.annotate(found=Count("pk")).values("found")), models.IntegerField),
        ready(Thread, Subquery(said.annotate(found=Min("pk")).values("found")), models.BigIntegerField),
        ready(Thread, Subquery(said.annotate(found=Max("pk")).values("found")), models.BigIntegerField),
    )


@lru_cache(maxsize=1000)
def _unread(person: int) -> RawSQL:
    return ready(Thread, unread_by(person), models.BooleanField)


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
    last, number, seen = _of_each_thread(user.pk)
    shown = ("text", "at", "removed_at", "organisation", "by_secretariat", "thread__kind", "by__name", "by__email")
    return rows.filter(pk=last).only(*shown).annotate(number=number, is_seen=seen).order_by("-pk")


@lru_cache(maxsize=1000)
def _of_each_thread(person: int) -> tuple[RawSQL, RawSQL, RawSQL]:
    """For a query of comments: the last of the same thread, how many it has, and whether this person has seen it."""
    said = Comment.objects.filter(thread=OuterRef("thread")).order_by().values("thread")
    last = Subquery(said.annotate(last=Max("pk")).values("last"))
    number = Subquery(said.annotate(number=Count("pk")).values("number"))
    seen = ThreadSeen.objects.filter(thread=OuterRef("thread"), user=person, last_comment__gte=OuterRef("pk"))
    return (
        ready(Comment, last, models.BigIntegerField),
        ready(Comment, number, models.IntegerField),
        ready(Comment, Exists(seen), models.BooleanField),
    )
