"""Who has the form of an answer open now: kept in the cache that all processes share, for a minute, and nowhere else.

It is a courtesy and never blocks anything. Two people who say so at the very same moment may overwrite each other's
entry; the next word of either, seconds later, puts it right.
"""

import time

from django.core.cache import cache
from django.utils.translation import ngettext

from assessments.models import User
from assessments.wording import listed

#: So long after their last word somebody still counts as being there.
SECONDS = 60


def arrive(user: User, assessment_id: int, code: str) -> None:
    """This person has the form open."""
    key, now = _key(assessment_id, code), time.time()
    there = {pk: entry for pk, entry in _there(key).items() if pk != user.pk}
    cache.set(key, {**there, user.pk: (str(user), now)}, SECONDS)


def others(user: User, assessment_id: int, code: str) -> list[str]:
    """The names of everybody else who has it open, who was there first coming first."""
    return [name for pk, (name, _at) in _there(_key(assessment_id, code)).items() if pk != user.pk]


def words(names: list[str]) -> str:
    if not names:
        return ""
    text = ngettext("%(names)s is working on this answer too.", "%(names)s are working on this answer too.", len(names))
    return text % {"names": listed(names)}


def _there(key: str) -> dict[int, tuple[str, float]]:
    found = cache.get(key) or {}
    return {pk: entry for pk, entry in found.items() if time.time() - entry[1] < SECONDS}


def _key(assessment_id: int, code: str) -> str:
    return f"presence:{assessment_id}:{code}"
