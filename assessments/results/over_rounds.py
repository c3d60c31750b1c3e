"""The read model of what goes over several rounds: the gap register, and what changed since the last round."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments import gaps, register
from assessments.gaps import CapabilityState, Source
from assessments.plan import ActionState
from assessments.results.following import ActionResult, RegisterEntry
from assessments.results.shapes import AssessmentResult, CapabilityResult
from assessments.translation import Text


def entries(
    result: AssessmentResult, states: Sequence[CapabilityState], earlier: Iterable[Mapping[str, Any]]
) -> tuple[RegisterEntry, ...]:
    """The register of a round. `earlier` are the summaries of the rounds sent before it, one each.

    A gap of a capability or a sign that this version of the framework does not have is left out: it can neither be
    closed nor worked on here. It stands in the register of the round that found it.
    """
    before = [
        register.Round(summary["year"], frozenset(summary["gaps"]), frozenset(summary.get("closed", ())))
        for summary in earlier
    ]
    waiting = register.still_open(register.follow(before))
    today = register.Round(
        result.year,
        frozenset(gap.identity for gap in result.gaps),
        frozenset(gaps.closed(waiting, result.country, states)),
    )
    places = _places(result.capabilities)
    present = {gap.identity: gap for gap in result.gaps}
    working = _working_on(result.actions)
    shown = []
    for entry in register.follow([*before, today]):
        code, source, ref = gaps.read_identity(entry.identity)
        if (code, source, ref) not in places:
            continue
        gap = present.get(entry.identity)
        place, text, phase = places[code, source, ref]
        shown.append(
            (
                place,
                RegisterEntry(
                    identity=entry.identity,
                    capability=code,
                    source=source,
                    ref=ref,
                    opened=entry.opened,
                    closed=entry.closed,
                    reopened=entry.reopened,
                    kind=gap.kind if gap else None,
                    phase=phase,
                    text=text,
                    actions=tuple(working.get(entry.identity, ())),
                    closed_before=entry.closed_before,
                    rounds=entry.rounds,
                ),
            )
        )
    return tuple(entry for _place, entry in sorted(shown, key=lambda pair: pair[0]))


_Where = tuple[str, Source, str]
_Place = tuple[int, int, int]


def _places(capabilities: Iterable[CapabilityResult]) -> dict[_Where, tuple[_Place, Text, int | None]]:
    """Every gap that this framework can have: its place in the list, its text and the phase of its sign."""
    found: dict[_Where, tuple[_Place, Text, int | None]] = {}
    for c in capabilities:
        for index, sign in enumerate(c.signs):
            found[c.code, Source.SIGN, sign.code] = ((c.order, 0, index), sign.text, sign.phase)
        for index, facet in enumerate(gaps.FACETS):
            found[c.code, Source.FACET, facet] = ((c.order, 1, index), Text(), None)
        found[c.code, Source.EVIDENCE, gaps.EVIDENCE] = ((c.order, 2, 0), Text(), None)
    return found


def _working_on(actions: Iterable[ActionResult]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for action in actions:
        for identity in action.gaps:
            found.setdefault(identity, []).append(action.pk)
    return found


@dataclass(frozen=True)
class Closed:
    """A gap that this round closed, with the finished actions that worked on it."""

    entry: RegisterEntry
    finished: tuple[ActionResult, ...] = ()


@dataclass(frozen=True)
class Change:
    """What changed in one capability since the last round, and what the register and the plan say of why."""

    capability: CapabilityResult
    closed: tuple[Closed, ...] = ()
    opened: tuple[RegisterEntry, ...] = ()

    @property
    def moved_back(self) -> bool:
        return self.capability.moved is not None and self.capability.moved < 0

    @property
    def phase_changed(self) -> bool:
        before = self.capability.previous
        return before is not None and before.state != self.capability.state

    @property
    def finished(self) -> tuple[ActionResult, ...]:
        """The finished actions behind all of its closed gaps, each once."""
        return tuple({action.pk: action for closed in self.closed for action in closed.finished}.values())


def changes(result: AssessmentResult) -> tuple[Change, ...]:
    """By capability, in the framework's order; only those that changed. Empty without a last round."""
    if result.previous_year is None:
        return ()
    found = []
    for capability in result.capabilities:
        mine = [entry for entry in result.register if entry.capability == capability.code]
        change = Change(
            capability,
            closed=tuple(Closed(entry, _finished(result, entry)) for entry in mine if entry.closed == result.year),
            opened=tuple(entry for entry in mine if entry.opened == result.year and entry.closed is None),
        )
        if change.phase_changed or change.closed or change.opened:
            found.append(change)
    return tuple(found)


def _finished(result: AssessmentResult, entry: RegisterEntry) -> tuple[ActionResult, ...]:
    named = (result.action_by_pk.get(pk) for pk in entry.actions)
    return tuple(action for action in named if action is not None and action.state is ActionState.DONE)
