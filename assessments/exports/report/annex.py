"""The annex: what the secretariat and the country asked each other while the round was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from assessments.exports.report.words import Part
from assessments.results import CapabilityResult, QuestionResult


@dataclass(frozen=True)
class AnnexPage:
    """The questions about one capability."""

    capability: CapabilityResult
    questions: Sequence[QuestionResult]


class Annex(Part):
    @cached_property
    def annex(self) -> list[AnnexPage]:
        by_code = self.result.by_code
        questions = (question for question in self.result.questions if question.code in by_code and question.words)
        return [AnnexPage(by_code[code], list(found)) for code, found in groupby(questions, lambda each: each.code)]
