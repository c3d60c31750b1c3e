"""AssessmentResult -> what the report's templates print. Words and order only: every number comes from the result.

One subject a file; `Report` is all of them.
"""

from assessments.exports.report.annex import Annex
from assessments.exports.report.brief import Brief
from assessments.exports.report.capabilities import CapabilityPage, Chapters
from assessments.exports.report.context import Context
from assessments.exports.report.gaps import Gaps
from assessments.exports.report.method import Method
from assessments.exports.report.second_views import SecondViews
from assessments.exports.report.words import badge

__all__ = ["CapabilityPage", "Report", "badge"]


class Report(Annex, Brief, Chapters, Context, Gaps, Method, SecondViews):
    """One result, as its report words it in the active language. Made and used under `translation.override`."""
