"""Which report a round has: what it is made from, its code, and the file that is kept of it.

A draft's report follows the answers and lies in the cache. What was sent is printed from what was frozen, and its file
is kept from the first time it is made: the same code is the same file for ever.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from assessments import results
from assessments.exports import pdf
from assessments.models import Assessment
from assessments.results import AssessmentResult, Frozen, Submission


class NoSubmission(Exception):
    """The round was not sent so often."""


@dataclass(frozen=True)
class Source:
    """What a report in one language is made from: a submission, or, without one, the round as it is."""

    assessment: Assessment
    language: str
    submission: Submission | None = None
    earlier: bool = False  # there is a newer submission, whose files take the plain names

    @property
    def frozen(self) -> Frozen | None:
        return self.submission.row(self.language) if self.submission else None

    @cached_property
    def result(self) -> AssessmentResult:
        return results.submitted(self.frozen.pk) if self.frozen else results.of(self.assessment, self.language)

    @cached_property
    def code(self) -> str:
        return (self.frozen.code if self.frozen else "") or pdf.verification_code(self.result)

    def key(self, kind: pdf.Kind) -> str:
        return pdf.kept_key(self.code, kind) if self.submission else pdf.content_key(self.result, kind)

    def status(self, kind: pdf.Kind) -> pdf.Status:
        """Without reading what was frozen: where no code is written down, nothing was ever made."""
        if self.frozen is not None and not self.frozen.code:
            return "absent"
        return pdf.status(self.key(kind))

    def file(self, kind: pdf.Kind) -> Path | None:
        return pdf.cached(self.key(kind)) if self.status(kind) == "ready" else None

    def file_name(self, kind: pdf.Kind) -> str:
        return pdf.file_name(self.result, kind, self.submission.number if self.submission and self.earlier else None)


def source(
    assessment: Assessment, language: str, number: int | None = None, sent: tuple[Submission, ...] | None = None
) -> Source:
    """Of the submission with this number; without one, of what the round is now: its last submission while it is with
    the secretariat, else its rows. `sent` are its submissions, where they were read already. Raises NoSubmission."""
    found = results.submissions(assessment) if sent is None else sent
    if number is None:
        return Source(assessment, language, found[-1] if found and assessment.is_shared else None)
    if not 1 <= number <= len(found):
        raise NoSubmission
    return Source(assessment, language, found[number - 1], earlier=number < len(found))
