"""Rules of priorities: which capability comes first, and why.

Pure: imports no Django. points = steps to target × importance × feasibility × (1 + ¼ × number of capabilities below
target that name this one as prerequisite). An unmet prerequisite stands before what needs it. The coordinator may
move any capability; the points and the worked-out place stay visible.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

SCALE = range(1, 6)  # importance and feasibility, 1 (low) to 5 (high)


class Horizon(StrEnum):
    NOW = "now"
    NEXT = "next"
    LATER = "later"
    UNSET = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A capability below its target.

    code        its code; `order` its place in the framework, which settles ties
    steps       phases to the target, 1–4
    importance  1–5, or None while nobody has set it; feasibility likewise
    requires    codes of its prerequisites
    moved_to    the place the coordinator gave it, 1 and up, or None
    """

    code: str
    order: int
    steps: int
    importance: int | None = None
    feasibility: int | None = None
    requires: tuple[str, ...] = ()
    moved_to: int | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """One place in the order, with its arithmetic: points = steps × importance × feasibility × factor."""

    code: str
    rank: int
    computed_rank: int
    points: Fraction
    factor: Fraction
    opens: tuple[str, ...]
    needs: tuple[str, ...]
    lifted_by: str | None
    moved: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """`ranked` in the order shown; `unset` lists candidates whose importance or feasibility is still asked for."""

    ranked: tuple[Ranked, ...] = ()
    unset: tuple[str, ...] = ()


def points(*, steps: int, importance: int, feasibility: int, opens: int) -> Fraction:
    """The points of one capability, exact. Raises ValueError outside steps 1–4, scales 1–5, opens ≥ 0."""
    if not 1 <= steps <= 4 or importance not in SCALE or feasibility not in SCALE or opens < 0:
        raise ValueError("steps 1 to 4, importance and feasibility 1 to 5, opens 0 or more")
    return steps * importance * feasibility * (1 + Fraction(opens, 4))


def rank(candidates: Iterable[Candidate]) -> Ranking:
    """Orders the candidates by points; ties in the framework's order; an unmet prerequisite before what needs it.

    Every candidate is below its target, so it is an unmet prerequisite of whatever names it. Candidates without
    importance or feasibility are never ranked on an assumption: they come back in `unset`, and still count as
    opening the way for others. The result does not depend on the order of the input. Raises ValueError for a code
    named twice.
    """
    everyone = sorted(candidates, key=lambda candidate: candidate.order)
    by_code = {candidate.code: candidate for candidate in everyone}
    if len(by_code) != len(everyone):
        raise ValueError("a capability is named twice")
    opens = {code: tuple(other.code for other in everyone if code in other.requires) for code in by_code}
    scored = {
        c.code: points(steps=c.steps, importance=c.importance, feasibility=c.feasibility, opens=len(opens[c.code]))
        for c in everyone
        if c.importance is not None and c.feasibility is not None
    }
    by_points = sorted(scored, key=lambda code: (-scored[code], by_code[code].order))
    computed, lifted_by = _prerequisites_first(by_points, by_code)
    shown = _moved(computed, by_code)
    computed_rank = {code: place for place, code in enumerate(computed, start=1)}
    return Ranking(
        ranked=tuple(
            Ranked(
                code=code,
                rank=place,
                computed_rank=computed_rank[code],
                points=scored[code],
                factor=1 + Fraction(len(opens[code]), 4),
                opens=opens[code],
                needs=tuple(need for need in by_code[code].requires if need in by_code),
                lifted_by=lifted_by.get(code),
                moved=by_code[code].moved_to is not None,
            )
            for place, code in enumerate(shown, start=1)
        ),
        unset=tuple(candidate.code for candidate in everyone if candidate.code not in scored),
    )


def _prerequisites_first(by_points: Sequence[str], by_code: dict[str, Candidate]) -> tuple[list[str], dict[str, str]]:
    """Walks the order by points and places each one's unmet prerequisites directly before it.

    Also says for each capability that was lifted this way for whose sake. The framework loader refuses circular
    prerequisites; a circle met here all the same is cut at the first repetition instead of running for ever.
    """
    place = {code: index for index, code in enumerate(by_points)}
    done: list[str] = []
    seen: set[str] = set()
    lifted_by: dict[str, str] = {}

    def put(code: str) -> None:
        if code in seen:
            return
        seen.add(code)
        needs = [need for need in by_code[code].requires if need in place and need not in seen]
        for need in sorted(needs, key=place.__getitem__):
            lifted_by.setdefault(need, code)
            put(need)
        done.append(code)

    for code in by_points:
        put(code)
    return done, lifted_by


def _moved(computed: Sequence[str], by_code: dict[str, Candidate]) -> list[str]:
    """Takes the moved capabilities out and puts each at its place; a place beyond the end is the end."""
    shown = [code for code in computed if by_code[code].moved_to is None]
    moved = [by_code[code] for code in computed if by_code[code].moved_to is not None]
    for candidate in sorted(moved, key=lambda c: (c.moved_to or 0, c.order)):
        shown.insert(max((candidate.moved_to or 1) - 1, 0), candidate.code)
    return shown


def after_step(shown: Sequence[str], moved: Collection[str], code: str, step: int) -> dict[str, int]:
    """The places of all moved capabilities once `code` has gone `step` places down (up where it is below 0).

    Each gets the place where it is seen then: one given long ago may lie beyond the end of today's list, and the next
    step would count from there. The others stay in their order, and who was never moved gets no place of its own.
    Raises ValueError outside the list, and for a code that is not in it.
    """
    new = shown.index(code) + step
    if not step or not 0 <= new < len(shown):
        raise ValueError("a step up or down, within the list")
    wanted = [other for other in shown if other != code]
    wanted.insert(new, code)
    return {other: place for place, other in enumerate(wanted, start=1) if other in moved or other == code}
