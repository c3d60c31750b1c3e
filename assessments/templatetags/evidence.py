"""Words for files of evidence. Presentation only."""

from django import template
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.documents import Kind

register = template.Library()

KIND_NAMES = {
    Kind.PDF: pgettext_lazy("kind of file", "PDF"),
    Kind.DOCX: pgettext_lazy("kind of file", "Word"),
    Kind.XLSX: pgettext_lazy("kind of file", "Excel"),
    Kind.ODT: gettext_lazy("OpenDocument text"),
    Kind.ODS: gettext_lazy("OpenDocument table"),
    Kind.CSV: pgettext_lazy("kind of file", "CSV table"),
    Kind.TEXT: pgettext_lazy("kind of file", "Text"),
}


@register.filter
def file_kind(code: str) -> object:
    return KIND_NAMES[Kind(code)]
