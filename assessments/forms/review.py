"""Why a round is returned or reopened."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessments.forms.answer import LongText

#: What is asked about one answer stands with that answer.
REASON_LENGTH = 2_000


class ReturnForm(forms.Form):
    """`needed` False: the round is accepted, and what was typed is not sent."""

    reason = LongText(
        label=_("What the country should look at again, and why"),
        help_text=_("The country reads this on its workspace, above the answers that you marked."),
    )

    def __init__(self, data: Any = None, *, needed: bool = True) -> None:
        super().__init__(data)
        self.needed = needed
        reason: Any = self.fields["reason"]
        reason.widget.attrs["rows"] = 5
        reason.widget.of_country = False

    def clean_reason(self) -> str:
        text: str = self.cleaned_data["reason"].strip()
        if len(text) > REASON_LENGTH:
            raise ValidationError(
                _("Write at most %(most)s characters. These are %(count)s."),
                params={"most": REASON_LENGTH, "count": len(text)},
            )
        if self.needed and not text:
            raise ValidationError(_("Say why, so that the country knows what to do."))
        return text


class ReopenForm(ReturnForm):
    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        reason: Any = self.fields["reason"]
        reason.label, reason.help_text = _("Why the round is reopened"), _("The country reads this on its workspace.")
