"""One enabler: an answer and a note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.answer import AnswerField, NoteText
from assessments.results import EnablerResult


class EnablerForm(forms.Form):
    answer = AnswerField(label=_("Is it in place?"))
    note = NoteText(label=_("Note"))

    def __init__(self, data: Any = None, *, enabler: EnablerResult) -> None:
        initial = {"answer": enabler.answer.value, "note": enabler.note}
        super().__init__(data, initial=initial, prefix=enabler.code)
        self.enabler, self.about = enabler, enabler.name
        answer: Any = self.fields["answer"]
        answer.label = enabler.text  # prints itself in its own language when it is a fallback
        note: Any = self.fields["note"]
        note.as_it_stands = enabler.note
        note.widget.attrs["rows"] = 2
