"""Gaps, priorities, and what moved since the last round."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.exports.report.register import Register, RegisterRow
from assessments.exports.report.words import Named, gap_text
from assessments.exports.wording import KIND_NAMES
from assessments.models.priority import HORIZON_NAMES
from assessments.results import CapabilityResult, PriorityResult
from assessments.translation import Text
from assessments.wording import number


@dataclass(frozen=True)
class GapRow:
    """`entry` is what the register says of it; None in a round that was sent before there was one."""

    text: Text | str
    kind: str
    is_new: bool | None
    entry: RegisterRow | None = None


@dataclass(frozen=True)
class GapGroup:
    capability: CapabilityResult
    rows: Sequence[GapRow]


@dataclass(frozen=True)
class PriorityRow:
    """`opens`, `needs` and `lifted_by` are capabilities; `horizon` is worded."""

    priority: PriorityResult
    capability: CapabilityResult
    horizon: str
    opens: Sequence[CapabilityResult]
    needs: Sequence[CapabilityResult]
    lifted_by: CapabilityResult | None

    @property
    def sum(self) -> str:
        """Numbers and signs alone: they follow the direction of the table, as the words of its head do."""
        p = self.priority
        return f"{p.steps} × {p.importance} × {p.feasibility} × {number(p.factor)}"


class Gaps(Register):
    @cached_property
    def gap_groups(self) -> list[GapGroup]:
        groups = []
        for capability in self.result.capabilities:
            rows = [
                GapRow(
                    gap_text(gap),
                    str(KIND_NAMES[gap.kind]),
                    gap.is_new,
                    self.register_by_identity.get(gap.identity),
                )
                for gap in self.result.gaps_of(capability.code)
            ]
            if rows:
                groups.append(GapGroup(capability, rows))
        return groups

    @cached_property
    def new_gaps(self) -> int:
        return sum(bool(gap.is_new) for gap in self.result.gaps)

    @cached_property
    def gap_sentences(self) -> list[str]:
        count = len(self.result.gaps)
        if not count:
            return [_("No gap is known.")]
        sentences = [ngettext("There is %(count)s gap.", "There are %(count)s gaps.", count) % {"count": count}]
        return sentences + self.gap_change if self.result.previous_year else sentences

    @cached_property
    def gap_change(self) -> list[str]:
        closed, year = len(self.result.closed_gaps), self.result.previous_year
        return [
            ngettext("%(count)s gap of %(year)s is closed.", "%(count)s gaps of %(year)s are closed.", closed)
            % {"count": closed, "year": year},
            ngettext("%(count)s is new.", "%(count)s are new.", self.new_gaps) % {"count": self.new_gaps},
        ]

    @cached_property
    def priority_rows(self) -> list[PriorityRow]:
        by_code = self.result.by_code
        return [
            PriorityRow(
                priority=p,
                capability=by_code[p.capability],
                horizon=str(HORIZON_NAMES.get(p.horizon, "–")),
                opens=[by_code[code] for code in p.opens],
                needs=[by_code[code] for code in p.needs],
                lifted_by=by_code[p.lifted_by] if p.lifted_by else None,
            )
            for p in self.result.ranked
        ]

    @cached_property
    def unranked(self) -> list[CapabilityResult]:
        return [self.result.by_code[priority.capability] for priority in self.result.unranked]

    @cached_property
    def newly_answered(self) -> list[CapabilityResult]:
        return [
            c
            for c in self.result.capabilities
            if c.previous is not None and c.previous.phase is None and c.phase is not None
        ]

    @cached_property
    def moves(self) -> list[Named]:
        return [
            Named(_("Moved on"), self.result.moved_on),
            Named(_("Moved back"), self.result.moved_back),
            Named(_("Newly answered"), self.newly_answered),
        ]
