"""Adding a link, a reference or a file; a newer version of a file; the day on which a link was seen."""

import datetime as dt
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments import documents, inspection, scanner
from assessments.actions.evidence import CheckedFile
from assessments.documents import Reason, Refused
from assessments.forms import fields
from assessments.forms.widgets import Day, Line
from assessments.wording import listed

ENDINGS = ".pdf,.docx,.xlsx,.odt,.ods,.csv,.txt"
_ALLOWED = _("Upload a PDF, Word (.docx), Excel (.xlsx), OpenDocument (.odt, .ods), CSV or text file.")
_PAPER = _("Upload the document as text instead, or give a link to where it is published.")
_WITHOUT = _(
    "Upload the document without such pages, or give a link to where it is published. The first page may be a picture "
    "with a title."
)
#: For each reason: what it is, and what to do.
REFUSALS: dict[Reason, tuple[str | Promise, str | Promise]] = {
    Reason.EMPTY: (_("This file is empty."), _("Choose another one.")),
    Reason.TOO_LARGE: (
        _("This file is larger than 20 MB."),
        _("Upload a shorter or smaller version, or give a link to where it is published."),
    ),
    Reason.IMAGE: (_("This file is a picture. Pictures are never kept here: policy documents only."), _PAPER),
    Reason.VIDEO: (_("This file is a video. Videos are never kept here: policy documents only."), _PAPER),
    Reason.SOUND: (_("This file is a sound recording. Recordings are never kept here."), _PAPER),
    Reason.ARCHIVE: (_("This file is an archive with other files inside."), _("Upload the document itself.")),
    Reason.PROGRAM: (_("This file is a program, or has one inside."), _ALLOWED),
    Reason.OLD_OFFICE: (
        _("This is the old format of Word, Excel or PowerPoint, in which macros can hide."),
        _("Save it as .docx, .xlsx or PDF, and upload that."),
    ),
    Reason.MARKUP: (_("This file is a web page, a drawing, a mail or a script."), _ALLOWED),
    Reason.OTHER: (_("Files of this kind are not kept here."), _ALLOWED),
    Reason.UNREADABLE: (
        _("This file could not be read. It may be damaged, or more than one file in one."),
        _("Open it, save it again, and upload the new copy."),
    ),
    Reason.ENCRYPTED: (
        _("This file is protected with a password or against copying."),
        _("Upload a copy without protection."),
    ),
    Reason.MACROS: (_("This file has macros or commands inside."), _("Save it without them, for example as PDF.")),
    Reason.ACTIVE: (
        _("This PDF has a script, a form that sends, or a recording inside."),
        _("Print it to a new PDF, and upload that."),
    ),
    Reason.EMBEDDED: (
        _("This file has another file inside."),
        _("Take the attachment out, or print it to a new PDF, and upload that."),
    ),
    Reason.REMOTE: (
        _("This file loads a part of itself from another place when it is opened."),
        _("Save it as PDF, and upload that."),
    ),
    Reason.PICTURES: (
        _("There is too little text for the pictures in this file. Each picture needs about two lines of text."),
        _PAPER,
    ),
    Reason.NO_TEXT: (_("There is hardly any text in this file."), _("Choose another one.")),
    Reason.BOMB: (_("This file unpacks to far more than it should."), _("Save it as PDF, and upload that.")),
    Reason.TEXT_ENCODING: (
        _("The letters of this text could not be read."),
        _("Save it as UTF-8, and upload the new copy."),
    ),
    Reason.CONTROL: (
        _("This text has control characters, as programs write them."),
        _("Save it as plain text, and upload the new copy."),
    ),
}
_SCANNED = {
    "infected": _("The virus scanner found something harmful in this file. It was not kept."),
    "down": _("The virus scanner does not answer, so the file was not kept. Try again in some minutes."),
}


class DocumentField(forms.FileField):
    """A file that has been looked into. `left_out` of the request says why one did not arrive."""

    widget = forms.FileInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            help_text=_(
                "PDF, Word, Excel, OpenDocument, CSV or text, up to 20 MB. No pictures, videos or archives, and "
                "nothing with macros."
            ),
            error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
            **kwargs,
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"accept": ENDINGS}

    def clean(self, data: Any, initial: Any = None) -> CheckedFile | None:
        upload: TemporaryUploadedFile | None = super().clean(data, initial)
        if not upload:
            return None
        path, name = Path(upload.temporary_file_path()), upload.name or ""
        try:
            kind = inspection.inspect(path, name)
            scanned = scanner.scan(path)
        except Refused as refused:
            raise refusal(refused.reason, refused.pages) from refused
        except scanner.Infected as error:
            raise ValidationError(_SCANNED["infected"], code="infected") from error
        except scanner.ScannerDown as error:
            raise ValidationError(_SCANNED["down"], code="down") from error
        return CheckedFile(path, documents.cleaned_name(name, kind), kind, scanned)


def refusal(reason: Reason, pages: tuple[int, ...] = ()) -> ValidationError:
    """What it is, and what to do; of a PDF with pages that are pictures, which ones."""
    what, then = REFUSALS[reason]
    if pages:
        what = ngettext(
            "Page %(pages)s is a picture, with hardly any words that can be read.",
            "These pages are pictures, with hardly any words that can be read: %(pages)s.",
            len(pages),
        ) % {"pages": listed(pages)}
        then = _WITHOUT
    return ValidationError([what, then], code=reason.value)


class WithFile(forms.Form):
    """A form with a file that may have been left out on the way in."""

    def __init__(self, data: Any = None, files: Any = None, *, left_out: str = "", **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.left_out = left_out

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.left_out:
            self.errors.pop("file", None)
            self.add_error("file", refusal(Reason.TOO_LARGE))
        return cleaned


class EvidenceForm(WithFile):
    title = fields.CharField(
        label=_("What it is and what it shows"),
        help_text=_("For example: Child Victims Act 2023, articles 14 to 22."),
        max_length=300,
        widget=Line(),
        error_messages={"required": _("Say what the evidence is.")},
    )
    url = fields.CharField(
        label=_("Web address, if it has one"),
        required=False,
        max_length=1000,
        widget=forms.URLInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        validators=[
            URLValidator(
                schemes=["http", "https"],
                message=_("Write the full web address, starting with https:// or http://"),
            )
        ],
    )
    file = DocumentField(label=_("File, if you have it"), required=False)


class NewVersionForm(WithFile):
    def __init__(self, *args: Any, about: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about

    file = DocumentField(label=_("Newer version of the file"))


class SeenForm(forms.Form):
    """The day on which a link was opened and the document was there."""

    on = forms.DateField(
        label=_("Seen on"),
        localize=False,
        widget=Day({"dir": "ltr"}),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": _("Give the day on which you opened the link."),
            "invalid": _("Write the date as year-month-day, for example 2026-03-31."),
        },
    )

    def __init__(self, *args: Any, about: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet. Give the day on which you opened the link."))
        if day.year < timezone.localdate().year - 20:
            raise ValidationError(_("This is too long ago. Open the link again, and give that day."))
        return day
