"""What comes by mail, and how soon."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms import fields
from assessments.forms.widgets import Checks, Choice
from assessments.models import User
from assessments.notice_words import KIND_NAMES
from assessments.notices import Kind, Mail


class MailForm(forms.Form):
    """`kinds` are those that come by mail; a person keeps the others as switched off."""

    mail = fields.ChoiceField(
        label=_("How soon"),
        choices=[
            (Mail.AT_ONCE.value, _("At once what waits for you, all else once a day")),
            (Mail.DAILY.value, _("Everything once a day, in one letter")),
            (Mail.NONE.value, _("No mail")),
        ],
        widget=Choice,
        error_messages={"required": _("Choose how soon."), "invalid_choice": _("Choose how soon.")},
    )
    kinds = fields.MultipleChoiceField(
        label=_("What comes by mail"),
        required=False,
        choices=[(kind.value, name) for kind, name in KIND_NAMES.items()],
        widget=Checks,
        error_messages={"invalid_choice": _("Choose from the list.")},
    )

    def __init__(self, data: Any = None, *, person: User | None = None) -> None:
        initial = None
        if person is not None:
            initial = {"mail": person.mail, "kinds": [kind for kind in Kind if kind not in person.mail_off]}
        super().__init__(data, initial=initial, prefix="mail")

    def off(self) -> list[str]:
        return sorted(kind.value for kind in Kind if kind.value not in self.cleaned_data["kinds"])
