"""The file formats of a result, by name. Each takes an AssessmentResult, which carries its language, and no row."""

from collections.abc import Callable
from dataclasses import dataclass

from assessments.exports import ical, pdf
from assessments.results import AssessmentResult


@dataclass(frozen=True)
class Format:
    """`make` gives the whole file; `file_name` the name under which it is saved."""

    name: str
    media_type: str
    make: Callable[[AssessmentResult], bytes]
    file_name: Callable[[AssessmentResult], str]


def _pdf(result: AssessmentResult) -> bytes:
    html = pdf.html_of(result, pdf.verification_code(result))
    return pdf.render_now(pdf.content_key(result), html).read_bytes()


FORMATS = {
    "pdf": Format("pdf", "application/pdf", _pdf, pdf.file_name),
    "ics": Format("ics", ical.MEDIA_TYPE, ical.calendar, ical.file_name),
}
