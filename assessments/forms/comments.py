"""Writing a comment, and filtering the list of threads by GET."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.forms.answer import LongText
from assessments.models.thread import THREAD_NAMES
from assessments.talk import Kind

#: A page of a thread stays light, and a question stays one.
LONGEST = 2000
LABELS = {
    Kind.INSIDE: _("Comment, for your country only"),
    Kind.QUESTION: _("Question or answer, read by the country and the secretariat"),
    Kind.NOTE: _("Note, for the secretariat only"),
}


class CommentForm(forms.Form):
    """Its prefix is the kind, so that words for one circle of readers never land in another's form."""

    text = LongText()

    def __init__(self, data: Any = None, *, kind: Kind, by_country: bool = True) -> None:
        super().__init__(data, prefix=kind.value)
        text: Any = self.fields["text"]
        text.label = LABELS[kind]
        text.widget.attrs["rows"] = 3
        text.widget.of_country = by_country

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        if not text:
            raise ValidationError(_("Write something first."))
        if len(text) > LONGEST:
            raise ValidationError(
                _("Write at most %(most)s characters. These are %(count)s."),
                params={"most": LONGEST, "count": len(text)},
            )
        return text


class ThreadFilter(forms.Form):
    """Unknown values are left out, never an error page."""

    kind = forms.ChoiceField(label=_("Who reads it"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", pgettext_lazy("threads", "Open")),
            ("resolved", pgettext_lazy("threads", "Resolved")),
            ("all", _("All")),
        ],
    )
    capability = forms.ChoiceField(label=_("Capability"), required=False)
    new = forms.ChoiceField(
        label=_("New to you"), required=False, choices=[("", _("All")), ("1", _("Only with something new"))]
    )

    def __init__(self, data: Any, *, kinds: Sequence[Kind], capabilities: list[tuple[str, str]]) -> None:
        super().__init__(data)
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("All")), *((found.value, THREAD_NAMES[found]) for found in kinds)]
        capability: Any = self.fields["capability"]
        capability.choices = [("", _("All capabilities")), *capabilities]

    def lookup(self) -> dict[str, Any]:
        self.full_clean()
        chosen = self.cleaned_data
        found: dict[str, Any] = {}
        if chosen.get("kind"):
            found["kind"] = chosen["kind"]
        if chosen.get("capability"):
            found["capability__code"] = chosen["capability"]
        if chosen.get("state") != "all":
            found["resolved_at__isnull"] = chosen.get("state") != "resolved"
        return found

    @property
    def only_new(self) -> bool:
        self.full_clean()
        return bool(self.cleaned_data.get("new") == "1")
