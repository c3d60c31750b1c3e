"""The three decisions of the brief: one text each."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessments.exports.decisions import DECISION_LENGTH, DECISION_LINES
from assessments.forms.answer import LongText
from assessments.results import DecisionResult


class DecisionForm(forms.Form):
    text = LongText(label=_("Decision"))

    def __init__(self, data: Any = None, *, decision: DecisionResult) -> None:
        super().__init__(data, initial={"text": decision.text}, prefix=f"d{decision.number}")
        self.decision = decision
        text: Any = self.fields["text"]
        text.label = _("Decision %(number)s") % {"number": decision.number}
        text.widget.attrs["rows"] = 4

    def clean_text(self) -> str:
        """The brief has two pages and cuts no word, so it is said here what does not fit."""
        text: str = self.cleaned_data["text"].strip()
        if len(text) > DECISION_LENGTH:
            raise ValidationError(
                _("Write at most %(most)s characters, so that the brief stays on two pages. These are %(count)s."),
                params={"most": DECISION_LENGTH, "count": len(text)},
            )
        if len([line for line in text.splitlines() if line.strip()]) > DECISION_LINES:
            raise ValidationError(_("Write at most %(most)s lines."), params={"most": DECISION_LINES})
        return text
