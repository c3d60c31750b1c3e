"""Importance, feasibility and horizon of the capabilities below target, all in one form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.forms import fields
from assessments.forms.widgets import Line
from assessments.models.priority import HORIZON_NAMES
from assessments.results import AssessmentResult, PriorityResult

SCALE_NAMES = [("", pgettext_lazy("importance or feasibility", "Not set")), *((str(n), str(n)) for n in range(1, 6))]
REASON_LENGTH = 500


class PriorityForm(forms.Form):
    """One capability. Its prefix is "p<code>", so that all rows live in one form of the page."""

    importance = fields.TypedChoiceField(
        label=_("Importance for children"), choices=SCALE_NAMES, coerce=int, empty_value=None, required=False
    )
    feasibility = fields.TypedChoiceField(
        label=_("Feasibility"), choices=SCALE_NAMES, coerce=int, empty_value=None, required=False
    )
    horizon = fields.ChoiceField(
        label=pgettext_lazy("horizon", "When"),
        choices=[("", _("Not chosen")), *((horizon.value, name) for horizon, name in HORIZON_NAMES.items())],
        required=False,
    )
    move_reason = fields.CharField(
        label=_("Your reason for moving it"),
        max_length=REASON_LENGTH,
        required=False,
        widget=Line(),
    )

    def __init__(self, data: Any = None, *, priority: PriorityResult) -> None:
        initial = {
            "importance": "" if priority.importance is None else str(priority.importance),
            "feasibility": "" if priority.feasibility is None else str(priority.feasibility),
            "horizon": priority.horizon.value,
            "move_reason": priority.move_reason,
        }
        super().__init__(data, initial=initial, prefix=f"p{priority.capability}")
        self.priority, self.about = priority, priority.capability


PriorityForm.base_fields = fields.Unchanged(PriorityForm.base_fields)


def priority_forms(result: AssessmentResult, data: Any = None) -> dict[str, PriorityForm]:
    return {p.capability: PriorityForm(data, priority=p) for p in result.priorities}


class GapFilter(forms.Form):
    """Filters of the gap list, by GET; an unknown value is left out, never an error page."""

    domain = forms.ChoiceField(label=_("Domain"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of gap"),
        required=False,
        choices=[
            ("", _("All kinds")),
            ("missing", _("Answered No")),
            ("partly", _("Answered Partly")),
            ("unknown", _("Don’t know")),
            ("unanswered", _("Unanswered")),
            ("facet", _("Reality check")),
            ("evidence", _("No evidence")),
        ],
    )
    state = forms.ChoiceField(
        label=_("Since the last round"),
        required=False,
        choices=[("", _("New and old")), ("new", _("New in this round")), ("old", _("Open since the last round"))],
    )
    horizon = forms.ChoiceField(
        label=pgettext_lazy("horizon", "When"),
        required=False,
        choices=[
            ("", _("Any time")),
            *((horizon.value, name) for horizon, name in HORIZON_NAMES.items()),
            ("none", _("Not chosen")),
        ],
    )

    def __init__(self, data: Any, *, result: AssessmentResult) -> None:
        super().__init__(data)
        domains: Any = self.fields["domain"]
        domains.choices = [
            ("", _("All domains")),
            *((domain.code, domain.name.text) for domain in result.domains),
        ]
        themes: Any = self.fields["theme"]
        themes.choices = [("", _("All themes")), *((code, name.text) for code, name in result.themes)]

    def chosen(self) -> dict[str, str]:
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}
