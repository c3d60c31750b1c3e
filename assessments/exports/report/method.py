"""How the answers were made, and by whom."""

from functools import cached_property

from assessments.exports.report.words import Part
from assessments.models.response import CONFIDENCE_NAMES, PARTICIPANT_NAMES


class Method(Part):
    @cached_property
    def participation(self) -> list[tuple[str, int]]:
        counts = self.result.participants
        return [(str(name), counts.get(code, 0)) for code, name in PARTICIPANT_NAMES.items()]

    @cached_property
    def confidence(self) -> list[tuple[str, int]]:
        found = [c.confidence for c in self.result.capabilities]
        return [(str(name), found.count(level)) for level, name in sorted(CONFIDENCE_NAMES.items(), reverse=True)]
