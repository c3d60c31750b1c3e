"""Regional figures that say nothing of any single country. Pure: imports no Django.

Three rules, each held by tests:

1. A group has at least `MINIMUM_GROUP` countries that know their phase, or nothing is said of it: not even how many it
   has. A total counts only what is shown.
2. What is said is coarse: the middle phase, and of phases 0 and 1 together, and of 3 and 4, whether their share is
   small, middling or large. Each of these fits at least two numbers of countries, so that even where all agree no
   country's phase follows, also not for a country of the group that knows its own.
3. Figures come in editions. A new one is made only when at least `MINIMUM_GROUP` countries have come, gone or sent new
   answers since each earlier one (`may_publish`), so that two editions side by side speak of no fewer countries than
   one alone. When a country that is counted takes its consent back, the edition is hidden at once.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from assessments.maturity import middle_phase

MINIMUM_GROUP = 5
#: Two phases each. The middle phase has no band of its own: one that knows its own phase could work out all the others.
BANDS: tuple[tuple[int, ...], ...] = ((0, 1), (3, 4))
_THIRD = Fraction(1, 3)


class Share(StrEnum):
    """How many of the countries: never a number, and never all or none."""

    SMALL = "small"  # fewer than a third
    MIDDLE = "middle"  # a third to two thirds
    LARGE = "large"  # more than two thirds


#: The phases of one country by capability; None: it does not know.
Phases = Mapping[str, int | None]


@dataclass(frozen=True)
class Cell:
    """What is said of one capability or domain in one group."""

    middle: int
    shares: tuple[Share, ...]  # of BANDS


def cell(phases: Iterable[int | None]) -> Cell | None:
    """None: fewer than MINIMUM_GROUP countries know their phase, and nothing may be said."""
    known = [phase for phase in phases if phase is not None]
    if len(known) < MINIMUM_GROUP:
        return None
    middle = middle_phase(known)
    if middle is None:
        return None
    return Cell(middle, tuple(share(sum(phase in band for phase in known), len(known)) for band in BANDS))


def share(part: int, whole: int) -> Share:
    found = Fraction(part, whole)
    if found < _THIRD:
        return Share.SMALL
    return Share.LARGE if found > 2 * _THIRD else Share.MIDDLE


@dataclass(frozen=True)
class Group:
    """A region's figures. `size` None: there are none to show, and why is not said either."""

    key: str
    size: int | None
    cells: Mapping[str, Cell | None]


def group(key: str, countries: Sequence[Phases], rows: Mapping[str, Collection[str]]) -> Group:
    """`rows`: what each row of the table counts, a capability itself or the capabilities of a domain."""
    if len(countries) < MINIMUM_GROUP:
        return Group(key, None, dict.fromkeys(rows))
    cells = {name: cell(_of_row(country, codes) for country in countries) for name, codes in rows.items()}
    return Group(key, len(countries), cells)


def total(key: str, groups: Iterable[tuple[Group, Sequence[Phases]]], rows: Mapping[str, Collection[str]]) -> Group:
    """Over the regions that are shown, in each row over those whose cell is shown. What is hidden is in no sum, so that
    nothing follows by subtraction."""
    shown = [(found, countries) for found, countries in groups if found.size is not None]
    cells: dict[str, Cell | None] = {}
    for name, codes in rows.items():
        cells[name] = cell(
            _of_row(country, codes)
            for found, countries in shown
            if found.cells[name] is not None
            for country in countries
        )
    size = sum(found.size or 0 for found, _countries in shown)
    return Group(key, size or None, cells)


def _of_row(country: Phases, codes: Collection[str]) -> int | None:
    return middle_phase([country.get(code) for code in codes])


#: Which answers of which countries an edition counts: {country: what tells its answers from other ones of it}.
Basis = Mapping[str, int]


def changed(one: Basis, other: Basis) -> int:
    """How many countries differ: came, went, or are counted with other answers."""
    return sum(one.get(country) != other.get(country) for country in {*one, *other})


def may_publish(now: Basis, earlier: Iterable[Basis]) -> bool:
    """Whether an edition of these countries may be made beside those that were seen before."""
    return len(now) >= MINIMUM_GROUP and all(changed(now, before) >= MINIMUM_GROUP for before in earlier)


def may_show(basis: Basis, consenting: Collection[str]) -> bool:
    """An edition is shown while every country in it consents."""
    return set(basis) <= set(consenting)
