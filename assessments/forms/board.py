"""Filters of the review board, by GET. An unknown value is left out, never an error page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import STATE_NAMES


class BoardFilter(forms.Form):
    region = forms.ChoiceField(label=_("Region"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All states")), *((state.value, name) for state, name in STATE_NAMES.items())],
    )
    who = forms.ChoiceField(
        label=_("Reviewer"), required=False, choices=[("", _("Everyone")), ("mine", _("Only my reviews"))]
    )

    def __init__(self, data: Any, *, regions: list[tuple[str, str]]) -> None:
        super().__init__(data)
        region: Any = self.fields["region"]
        region.choices = [("", _("All regions")), *regions]

    def chosen(self) -> dict[str, str]:
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}
