"""Rules of the gap register: when each gap of a country was opened, closed and opened again, over all its rounds.

Pure: imports no Django. A gap is known by its identity (see gaps.py), the same in every round.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Round:
    """One round. `found`: its gaps. `closed`: gaps of earlier rounds that it showed to be closed (gaps.closed)."""

    year: int
    found: frozenset[str]
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """One gap over all rounds.

    opened         the round in which it was first found since it was last closed
    closed         the round that closed it, or None
    reopened       it had been closed before
    closed_before  the round that had closed it then
    rounds         how many rounds it has been open, the round that opened it and the last one counted in
    """

    identity: str
    opened: int
    closed: int | None = None
    reopened: bool = False
    closed_before: int | None = None
    rounds: int = 1


def follow(rounds: Iterable[Round]) -> tuple[Entry, ...]:
    """Every gap that was ever found, in the order in which they were first found, those of one round by identity.

    A round that neither finds a gap nor shows it to be closed says nothing of it: its target was lowered, or the answer
    is missing. The gap stays open. The order in which rounds are given does not matter. Raises ValueError for a year
    given twice.
    """
    in_order = sorted(rounds, key=lambda round_: round_.year)
    if len({round_.year for round_ in in_order}) != len(in_order):
        raise ValueError("a year is given twice")
    entries: dict[str, Entry] = {}
    for round_ in in_order:
        for identity, entry in entries.items():
            if entry.closed is not None:
                continue
            if identity in round_.closed and identity not in round_.found:
                entries[identity] = replace(entry, closed=round_.year)
            else:
                entries[identity] = replace(entry, rounds=entry.rounds + 1)
        for identity in sorted(round_.found):
            known = entries.get(identity)
            if known is None:
                entries[identity] = Entry(identity, round_.year)
            elif known.closed is not None:
                entries[identity] = Entry(identity, round_.year, reopened=True, closed_before=known.closed)
    return tuple(entries.values())


def still_open(entries: Iterable[Entry]) -> frozenset[str]:
    return frozenset(entry.identity for entry in entries if entry.closed is None)
