"""The file formats of a result, by name. Each takes an AssessmentResult, which carries its language, and no row."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from assessments.exports import ical, pdf
from assessments.results import AssessmentResult

_PDFS: dict[str, pdf.Kind] = {"pdf": "full", "brief": "brief"}


@dataclass(frozen=True)
class Format:
    """`make` gives the whole file; `file_name` the name under which it is saved."""

    name: str
    media_type: str
    make: Callable[[AssessmentResult], bytes]
    file_name: Callable[[AssessmentResult], str]


def _pdf(result: AssessmentResult, kind: pdf.Kind) -> bytes:
    html = pdf.html_of(result, pdf.verification_code(result), kind)
    return pdf.render_now(pdf.content_key(result, kind), html).read_bytes()


FORMATS = {
    name: Format(name, "application/pdf", partial(_pdf, kind=kind), partial(pdf.file_name, kind=kind))
    for name, kind in _PDFS.items()
} | {"ics": Format("ics", ical.MEDIA_TYPE, ical.calendar, ical.file_name)}
