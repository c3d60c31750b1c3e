"""One harm and one commitment: how it stands, and what shows it."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from assessments.forms import fields
from assessments.forms.answer import AnswerField, NoteText
from assessments.forms.widgets import ClearableChoice
from assessments.models.threat import PRESENCE_NAMES
from assessments.results import CommitmentResult, ThreatResult


class ThreatForm(forms.Form):
    presence = fields.ChoiceField(
        label=_("How present is it?"),
        choices=[(presence.value, name) for presence, name in PRESENCE_NAMES.items()],
        required=False,
        widget=ClearableChoice,
    )
    source = NoteText(label=_("Source"))

    def __init__(self, data: Any = None, *, threat: ThreatResult) -> None:
        initial = {"presence": threat.presence.value, "source": threat.source}
        super().__init__(data, initial=initial, prefix=f"harm-{threat.code}")
        self.about = threat.name
        presence: Any = self.fields["presence"]
        presence.label = format_html('{}<span class="sr">: {}</span>', presence.label, threat.name)
        source: Any = self.fields["source"]
        source.as_it_stands = threat.source
        source.widget.attrs["rows"] = 2


class CommitmentForm(forms.Form):
    answer = AnswerField(label=_("Is it kept?"))
    note = NoteText(label=_("Note"))

    def __init__(self, data: Any = None, *, commitment: CommitmentResult) -> None:
        initial = {"answer": commitment.answer.value, "note": commitment.note}
        super().__init__(data, initial=initial, prefix=f"commitment-{commitment.code}")
        self.about = commitment.name
        answer: Any = self.fields["answer"]
        answer.label = commitment.text  # prints itself in its own language when it is a fallback
        note: Any = self.fields["note"]
        note.as_it_stands = commitment.note
        note.widget.attrs["rows"] = 2
