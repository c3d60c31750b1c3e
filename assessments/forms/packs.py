"""Which pack to print: what it holds, in which language, and whether with the answers."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from assessments.forms import fields
from assessments.forms.widgets import Choice
from assessments.results import Questionnaire

BLANK, FILLED = "blank", "filled"


class PackForm(forms.Form):
    scope = fields.ChoiceField(
        label=_("What to print"), error_messages={"invalid_choice": _("Choose a part from the list.")}
    )
    fill = fields.ChoiceField(
        label=_("With the answers?"),
        choices=[(BLANK, _("Blank, to fill in by hand")), (FILLED, _("With the answers so far"))],
        widget=Choice,
        error_messages={"required": _("Choose blank or filled."), "invalid_choice": _("Choose blank or filled.")},
    )
    language = fields.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, error_messages={"invalid_choice": _("Choose a language.")}
    )

    def __init__(self, data: Any = None, *, whole: Questionnaire, initial: dict[str, str]) -> None:
        super().__init__(data, initial=initial)
        scope: Any = self.fields["scope"]
        scope.choices = [
            ("all", _("The whole questionnaire")),
            (_("A domain"), [(f"d-{domain.code}", domain.name.text) for domain in whole.domains]),
            (_("A capability"), [(f"c-{c.code}", f"{c.code} {c.name.text}") for c in whole.capabilities]),
        ]
