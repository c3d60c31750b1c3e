"""One thing to do, and where a person's roles reach."""

import datetime as dt
from dataclasses import dataclass

from assessments.duties import Stage
from assessments.models import User
from assessments.roles import COUNTRY_ROLES, SECRETARIAT_ROLES, Permission, Reach, Role, reach
from assessments.translation import Text


@dataclass(frozen=True)
class Item:
    """One thing to do: what it is, where it is done, by when, and for which country and round."""

    title: Text
    href: str
    country: Text
    year: int | None
    number: str = ""  # of the capability
    due: dt.date | None = None
    stage: Stage | None = None  # of an answer
    about: str = ""  # what is to be done, where it is not an answer; already in the reader's language
    written_in: str = ""  # the language of a title that a country wrote


def countries(user: User, permission: Permission, reached: Reach = Reach.ALL) -> list[int]:
    """The countries in which a role of this person gives this permission, so far."""
    own = ((m.country_id, Role(m.role)) for m in user.current_memberships if m.role in COUNTRY_ROLES)
    return [country for country, role in own if reach(permission, [role]) is reached]


def reviews(user: User) -> bool:
    return reach(Permission.REVIEW, user.roles & set(SECRETARIAT_ROLES)) is Reach.ALL
