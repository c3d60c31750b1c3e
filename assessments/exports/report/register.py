"""The gap register on paper, and what changed and why since the last round."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.exports.report.plan import Plan
from assessments.exports.report.words import gap_text
from assessments.results import (
    ActionResult,
    CapabilityResult,
    Change,
    RegisterEntry,
    changes,
)
from assessments.translation import Text


@dataclass(frozen=True)
class RegisterCounts:
    """How one capability stands in the register."""

    capability: CapabilityResult
    open: int
    new: int
    reopened: int
    out_of_sight: int
    closed: int


@dataclass(frozen=True)
class RegisterRow:
    entry: RegisterEntry
    text: Text | str
    actions: Sequence[tuple[int, ActionResult]]


@dataclass(frozen=True)
class RegisterGroup:
    capability: CapabilityResult
    rows: Sequence[RegisterRow]


@dataclass(frozen=True)
class ChangeRow:
    """What changed in one capability, each gap worded, with the finished actions by their number in the plan."""

    change: Change
    closed: Sequence[RegisterRow]
    opened: Sequence[RegisterRow]

    @property
    def capability(self) -> CapabilityResult:
        return self.change.capability

    @property
    def why(self) -> str:
        """The country's own words where it moved back: its reason, else its justification."""
        return self.capability.reason.strip() or self.capability.justification.strip()


class Register(Plan):
    @cached_property
    def register_counts(self) -> list[RegisterCounts]:
        """Only capabilities that the register names."""
        counts = []
        for capability in self.result.capabilities:
            mine = [entry for entry in self.result.register if entry.capability == capability.code]
            still = [entry for entry in mine if entry.kind is not None]
            if mine:
                counts.append(
                    RegisterCounts(
                        capability,
                        open=len(still),
                        new=sum(e.opened == self.result.year for e in still),
                        reopened=sum(e.reopened for e in still),
                        out_of_sight=sum(e.out_of_sight for e in mine),
                        closed=sum(e.closed is not None for e in mine),
                    )
                )
        return counts

    @cached_property
    def register_sentences(self) -> list[str]:
        register = self.result.register
        closed = sum(entry.closed is not None for entry in register)
        hidden = sum(entry.out_of_sight for entry in register)
        still = len(register) - closed - hidden
        sentences = [
            ngettext("%(count)s gap is open.", "%(count)s gaps are open.", still) % {"count": still},
            ngettext("%(count)s is closed.", "%(count)s are closed.", closed) % {"count": closed},
        ]
        if hidden:
            sentence = ngettext(
                "%(count)s is out of sight, because its target was lowered or an answer is missing. It is not closed.",
                "%(count)s are out of sight, because their target was lowered or an answer is missing. "
                "They are not closed.",
                hidden,
            )
            sentences.append(sentence % {"count": hidden})
        return sentences

    @cached_property
    def register_groups(self) -> list[RegisterGroup]:
        """What stands nowhere else: closed by earlier rounds, or out of sight. Those that this round closed are told
        with what changed and why."""
        found = []
        for capability in self.result.capabilities:
            rows = [
                self._row(entry)
                for entry in self.result.register
                if entry.capability == capability.code and entry.kind is None and entry.closed != self.result.year
            ]
            if rows:
                found.append(RegisterGroup(capability, rows))
        return found

    @cached_property
    def register_by_identity(self) -> dict[str, RegisterRow]:
        return {entry.identity: self._row(entry) for entry in self.result.register}

    @cached_property
    def change_rows(self) -> list[ChangeRow]:
        return [
            ChangeRow(
                change,
                closed=[self._row(closed.entry, closed.finished) for closed in change.closed],
                opened=[self._row(entry) for entry in change.opened],
            )
            for change in changes(self.result)
        ]

    def _row(self, entry: RegisterEntry, actions: Sequence[ActionResult] | None = None) -> RegisterRow:
        if actions is None:
            named = (self.result.action_by_pk.get(pk) for pk in entry.actions)
            actions = [action for action in named if action is not None]
        return RegisterRow(entry, gap_text(entry), [(self.action_numbers[action.pk], action) for action in actions])

    @cached_property
    def nothing_changed(self) -> str:
        return _("No phase has changed since %(year)s, and no gap was opened or closed.") % {
            "year": self.result.previous_year
        }
