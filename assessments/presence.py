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
#: So soon after it the same word tells nothing new: pages say it every 20 seconds.
STILL = 10


def arrive(user: User, assessment_id: int, code: str) -> list[str]:
    """This person has the form open; the answer is who else has."""
    key, now = _key(assessment_id, code), time.time()
    there = _there(key)
    _name, last = there.pop(user.pk, ("", 0.0))
    if now - last > STILL:
        cache.set(key, {**there, user.pk: (str(user), now)}, SECONDS)
    return _names(there)


def others(user: User, assessment_id: int, code: str) -> list[str]:
    """The names of everybody else who has it open, who was there first coming first."""
    return _names({pk: entry for pk, entry in _there(_key(assessment_id, code)).items() if pk != user.pk})


def _names(there: dict[int, tuple[str, float]]) -> list[str]:
    return [name for name, _at in there.values()]


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
