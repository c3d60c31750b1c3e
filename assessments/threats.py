"""Rules of the national threat picture: how present each harm is, and what that says about importance.

Pure: imports no Django. A proposal is only ever a proposal: the coordinator accepts it or sets another importance.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Presence(StrEnum):
    """How present a harm is in the country, as the country sees it. UNSET: not answered yet."""

    UNSET = ""
    NOT_SEEN = "not_seen"
    SOME = "some"
    GROWING = "growing"
    WIDESPREAD = "widespread"
    UNKNOWN = "unknown"


#: The importance that a harm asks of the capabilities that answer it. Not seen is 2 and not 1: what nobody sees may be
#: there. "Don't know" and unset ask for nothing: no number is made of what is not known.
IMPORTANCE = {Presence.WIDESPREAD: 5, Presence.GROWING: 4, Presence.SOME: 3, Presence.NOT_SEEN: 2}


@dataclass(frozen=True, slots=True)
class HarmState:
    """What the rule needs to know of one harm: its code, its presence, and the capabilities that answer it."""

    code: str
    presence: Presence
    capabilities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The importance proposed for one capability, 2–5.

    because   the harms that ask for it, all of the same `presence`
    open      harms it also answers whose presence is not known: they could raise it
    """

    capability: str
    importance: int
    presence: Presence
    because: tuple[str, ...]
    open: tuple[str, ...] = ()


def propose(harms: Iterable[HarmState], capabilities: Iterable[str]) -> tuple[Proposal, ...]:
    """A proposal for each of the capabilities that answers a harm whose presence is known; in their order.

    A capability takes the highest importance that one of its harms asks for. The order of the harms changes nothing but
    the order in which they are named.
    """
    known = tuple(harms)
    found = []
    for code in capabilities:
        answered = [harm for harm in known if code in harm.capabilities]
        asked = [harm for harm in answered if harm.presence in IMPORTANCE]
        if not asked:
            continue
        presence = max((harm.presence for harm in asked), key=IMPORTANCE.__getitem__)
        importance = IMPORTANCE[presence]
        open_ = () if importance == max(IMPORTANCE.values()) else _not_known(answered)
        because = tuple(harm.code for harm in asked if harm.presence == presence)
        found.append(Proposal(code, importance, presence, because, open_))
    return tuple(found)


def _not_known(harms: Iterable[HarmState]) -> tuple[str, ...]:
    return tuple(harm.code for harm in harms if harm.presence in (Presence.UNKNOWN, Presence.UNSET))
