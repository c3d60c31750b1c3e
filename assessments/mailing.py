"""Notices by mail: at once what waits for an act, all else in one digest a day.

A notice is claimed by compare-and-swap before it is sent, so two runs at once send nothing twice; a failed one is
released and tried again by the next run. Of a process that dies between claiming and noting nobody knows whether its
letter has gone: after an hour its claim is void, and what it claimed is told to whoever runs `send_digests`, and sent
again only when they ask for it. It stands on the page of notices in any case.
"""

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from assessments import letters, notice_letters, still_asked
from assessments.models import Notice, User
from assessments.models.framework import texts
from assessments.notices import ASKING, AT_ONCE, Delivery, Kind, Mail, goes_at_once, is_wanted

log = logging.getLogger(__name__)
#: What could not be mailed for so long is no longer news. It stays on the page of notices.
OLDEST = dt.timedelta(days=14)
CLAIM = dt.timedelta(hours=1)
#: The letters, by their templates.
DIGEST, ONCE = "digest", "notice"


@dataclass
class Tally:
    """What became of a run: letters sent, letters that failed, and people who were not tried any more; notices that
    were given up as too late, and those of a process that died while it sent them."""

    sent: int = 0
    failed: int = 0
    left: int = 0
    in_a_row: int = 0
    too_late: int = 0
    unsure: int = 0


def send_at_once(people: Iterable[int]) -> Tally:
    """What waits for an act of these people goes now, a letter a notice. For after the transaction."""
    return _each(User.objects.filter(pk__in=list(people)), digest=False)


def send_digests() -> Tally:
    """One letter a person a day with all that waits; what should have gone at once and failed goes in any case."""
    unsure = _give_up_the_dead()
    waiting = Notice.objects.filter(delivery=Delivery.WAITING).values("user_id")
    people = User.objects.filter(pk__in=waiting).order_by("pk")
    tally = _each(people, digest=True)
    tally.unsure = unsure
    return tally


def _each(people: Iterable[User], *, digest: bool) -> Tally:
    tally, connection = Tally(), get_connection()
    today = timezone.localdate()
    try:
        for person in people:
            if tally.in_a_row >= letters.GIVE_UP:
                tally.left += 1
                continue
            _settle_unwanted(person)
            if digest:
                tally.too_late += _give_up_the_old(person)
            if digest and person.digest_on != today:
                _digest(person, today, connection, tally)
            else:
                _at_once(person, connection, tally)
    finally:
        _close(connection)
    return tally


def _digest(person: User, today: dt.date, connection: BaseEmailBackend, tally: Tally) -> None:
    """The person's day is claimed before the notices: of two runs one writes."""
    before = person.digest_on
    waiting = Notice.objects.filter(user=person, delivery=Delivery.WAITING)
    if not waiting.exists():
        return
    if not User.objects.filter(pk=person.pk, digest_on=before).update(digest_on=today):
        return
    sent = False
    try:
        claimed = _claim(waiting)
        sent = bool(claimed) and _deliver(DIGEST, person, claimed, connection, tally)
    finally:
        if not sent:
            User.objects.filter(pk=person.pk, digest_on=today).update(digest_on=before)


def _at_once(person: User, connection: BaseEmailBackend, tally: Tally) -> None:
    choice = Mail(person.mail)
    kinds = [kind for kind in AT_ONCE if goes_at_once(kind, choice, person.mail_off)]
    waiting = Notice.objects.filter(user=person, delivery=Delivery.WAITING, kind__in=kinds)
    for row in waiting.filter(created_at__gte=timezone.now() - OLDEST).order_by("pk"):
        claimed = _claim(Notice.objects.filter(pk=row.pk)) if tally.in_a_row < letters.GIVE_UP else []
        if claimed:
            _deliver(ONCE, person, claimed, connection, tally)


def _claim(waiting: QuerySet[Notice]) -> list[Notice]:
    """The notices that this process may send: taken one by one, so that each is taken once."""
    now, taken = timezone.now(), []
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        mine = Notice.objects.filter(pk=pk, delivery=Delivery.WAITING)
        if mine.update(delivery=Delivery.SENDING, claimed_at=now):
            taken.append(pk)
    return list(_with_rounds(Notice.objects.filter(pk__in=taken)).order_by("pk"))


def _with_rounds(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    rows = rows.select_related("country", "assessment__framework")
    return rows.defer(*texts(framework="assessment__framework"))


def _deliver(name: str, person: User, claimed: list[Notice], connection: BaseEmailBackend, tally: Tally) -> bool:
    """Only a failure frees them again. Whatever ends the process itself leaves the claim: the letter may have gone."""
    rows = Notice.objects.filter(pk__in=[row.pk for row in claimed])
    try:
        letter = _letter(name, person, claimed)
        letter.connection = connection
        letter.send()
    except Exception:  # the server is down, or this one letter cannot be written: nobody else waits for it
        log.exception("notices for person %s could not be sent", person.pk)
        rows.update(delivery=Delivery.WAITING, claimed_at=None)
        tally.failed += 1
        tally.in_a_row += 1
        _close(connection)  # the next letter opens a new one
        return False
    rows.update(delivery=Delivery.SENT, mailed_at=timezone.now())
    tally.sent += 1
    tally.in_a_row = 0
    return True


def _letter(name: str, person: User, claimed: list[Notice]) -> EmailMultiAlternatives:
    with translation.override(person.language):
        context = notice_letters.context_of(person, claimed)
    letter = letters.written(name, to=person.email, language=person.language, context=context)
    letter.extra_headers["Auto-Submitted"] = "auto-generated"  # no out-of-office replies
    return letter


def _settle_unwanted(person: User) -> None:
    """What this person does not want by mail, has read in the app, is no longer theirs, or is no longer asked for."""
    waiting = Notice.objects.filter(user=person, delivery=Delivery.WAITING)
    choice, off = Mail(person.mail), person.mail_off
    unwanted = [kind for kind in Kind if not is_wanted(kind, choice, off)]
    settled = Q(kind__in=unwanted) | Q(read_at__isnull=False)
    if not person.is_active:
        settled = Q()
    elif not person.is_secretariat:
        countries = [m.country_id for m in person.current_memberships if m.country_id]
        settled |= ~Q(country__in=countries)
    waiting.filter(settled).update(delivery=Delivery.UNWANTED)
    done = still_asked.settled(person, _with_rounds(waiting.filter(kind__in=ASKING)))
    if done:
        waiting.filter(pk__in=done).update(delivery=Delivery.UNWANTED)


def _give_up_the_old(person: User) -> int:
    """What could not be mailed in time, of what would have been; how many. Never silently: the run tells it."""
    waiting = Notice.objects.filter(user=person, delivery=Delivery.WAITING)
    return waiting.filter(created_at__lt=timezone.now() - OLDEST).update(delivery=Delivery.TOO_LATE)


def _give_up_the_dead() -> int:
    """How many notices nobody can be sure of; what was read in the app meanwhile needs no letter any more."""
    stale = Notice.objects.filter(delivery=Delivery.SENDING, claimed_at__lt=timezone.now() - CLAIM)
    stale.filter(read_at__isnull=False).update(delivery=Delivery.UNWANTED)
    return stale.update(delivery=Delivery.UNSURE)


def send_unsure() -> int:
    """Frees what a process that died may have sent or not, for whoever would rather send it twice than not at all."""
    return Notice.objects.filter(delivery=Delivery.UNSURE).update(delivery=Delivery.WAITING, claimed_at=None)


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except OSError:
        log.exception("the connection to the mail server could not be closed")


def waiting() -> int:
    """How many notices wait for a letter."""
    return Notice.objects.filter(delivery=Delivery.WAITING).count()
