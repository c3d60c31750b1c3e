"""Telling people: in the app, and by mail through `send_digests` or at once."""

from collections.abc import Iterable

from assessments.models import Assessment, Country, Notice, User
from assessments.notices import Kind


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

    A `key` that a person was already told with tells them nothing again.
    """
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
            )
            for user in people.values()
        ],
        ignore_conflicts=key is not None,
    )
