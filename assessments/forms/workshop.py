"""What the room of a workshop said: a number for each phase, the dissent in words, and the day."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from assessments.forms.answer import LongText
from assessments.forms.plan import DayField
from assessments.models.workshop import MOST_VOTES, VOTES
from assessments.results import PhaseName, WorkshopResult

_NOT_A_NUMBER = _("Write a whole number from 0 to 99.")  # MOST_VOTES


class VoteField(forms.IntegerField):
    """How many hands went up. Empty: nobody counted."""

    is_count = True

    def __init__(self) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "autocomplete": "off", "class": "votes"})
        messages = dict.fromkeys(("invalid", "min_value", "max_value"), _NOT_A_NUMBER)
        super().__init__(
            required=False, min_value=0, max_value=MOST_VOTES, widget=widget, localize=False, error_messages=messages
        )


class WorkshopForm(forms.Form):
    """`workshop` is what was recorded, or None; then the day is proposed as today."""

    dissent = LongText(
        label=_("Who saw it otherwise, and why"),
        help_text=_("Name organisations, never persons. For example: “National Police: phase 2, two regions wait.”"),
    )
    held_on = DayField(label=_("Day of the workshop"))

    def __init__(
        self, data: Any = None, *, workshop: WorkshopResult | None, phases: tuple[PhaseName, ...], **options: Any
    ) -> None:
        said = workshop or WorkshopResult(held_on=localdate())
        initial = dict(zip(VOTES, (*said.votes, said.unknown), strict=True))
        super().__init__(data, initial=initial | {"dissent": said.dissent, "held_on": said.held_on}, **options)
        for number, name in enumerate(VOTES):
            self.fields[name] = VoteField()
            self.fields[name].label = (
                _("Don’t know") if number == len(phases) else format_html("{} {}", number, phases[number].name)
            )
        self.fields["dissent"].widget.attrs["rows"] = 3
        self.order_fields([*VOTES, "dissent", "held_on"])

    @property
    def votes(self) -> list[forms.BoundField]:
        return [self[name] for name in VOTES]
