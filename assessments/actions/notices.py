"""Telling people: in the app, and by mail through `send_digests` or at once."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from assessments import audit, letters, mailing
from assessments.models import Assessment, Country, Notice, User
from assessments.notices import Delivery, Kind, Mail, goes_at_once


def tell(
    *,
    kind: Kind,
    to: Iterable[User],
    by: User | None,
    country: Country,
    assessment: Assessment | None = None,
    code: str = "",
    key: str | None = None,
) -> None:
    """One notice for each person but the one who acts. Belongs into the transaction of what it tells.

    A `key` that a person was already told with tells them nothing again. What waits for an act of theirs is mailed once
    the transaction has succeeded; the rest, and what could not be sent, is left to `manage.py send_digests`. What the
    demonstration dates into the past (`audit.dated`) is told at its time, and nobody gets a letter of it.
    """
    past = audit.moment()
    people = {user.pk: user for user in to if user.is_active and (by is None or user.pk != by.pk)}
    Notice.objects.bulk_create(
        [
            Notice(
                user=user,
                kind=kind,
                country=country,
                assessment=assessment,
                code=code,
                by_name=str(by) if by else "",
                key=key,
                created_at=past or timezone.now(),
                delivery=Delivery.UNWANTED if past else Delivery.WAITING,
            )
            for user in people.values()
        ],
        ignore_conflicts=key is not None,
    )
    hurried = [user.pk for user in people.values() if goes_at_once(kind, Mail(user.mail), user.mail_off)]
    if hurried and past is None:
        transaction.on_commit(lambda: letters.outside(lambda: mailing.send_at_once(hurried)))


@transaction.atomic
def mark_read(*, user: User, up_to: int | None = None, notice: Notice | None = None) -> int:
    """One's own notices as read: one of them, or all up to the newest that the page showed."""
    rows = Notice.objects.filter(user=user, read_at=None)
    rows = rows.filter(pk=notice.pk) if notice is not None else rows.filter(pk__lte=up_to or 0)
    return rows.update(read_at=timezone.now())
