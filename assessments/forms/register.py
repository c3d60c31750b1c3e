"""The filters of the gap register, by GET; an unknown value is left out, never an error page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from assessments.gaps import Source
from assessments.results import AssessmentResult, RegisterEntry

STATES = {
    "open": pgettext_lazy("gaps", "Open"),
    "new": pgettext_lazy("gaps", "New in this round"),
    "reopened": pgettext_lazy("gaps", "Reopened"),
    "hidden": pgettext_lazy("gaps", "Out of sight"),
    "closed": pgettext_lazy("gaps", "Closed"),
}


class RegisterFilter(forms.Form):
    domain = forms.ChoiceField(label=_("Domain"), required=False)
    capability = forms.ChoiceField(label=_("Capability"), required=False)
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
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *STATES.items()])
    age = forms.ChoiceField(label=_("Open for"), required=False)

    def __init__(self, data: Any, *, result: AssessmentResult) -> None:
        super().__init__(data)
        self.result = result
        choices: Any = self.fields
        choices["domain"].choices = [
            ("", _("All domains")),
            *((domain.code, domain.name.text) for domain in result.domains),
        ]
        choices["capability"].choices = [
            ("", _("All capabilities")),
            *((c.code, f"{c.code} {c.name}") for c in result.capabilities),
        ]
        ages = sorted({entry.rounds for entry in result.register})
        choices["age"].choices = [
            ("", _("Any time")),
            *((str(age), ngettext("%(count)s round", "%(count)s rounds", age) % {"count": age}) for age in ages),
        ]

    def chosen(self) -> dict[str, str]:
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def fits(self, entry: RegisterEntry, chosen: dict[str, str]) -> bool:
        kind = chosen.get("kind")
        if kind in (Source.FACET, Source.EVIDENCE):
            if entry.source != kind:
                return False
        elif kind and (entry.kind != kind or entry.source != Source.SIGN):
            return False
        if "capability" in chosen and entry.capability != chosen["capability"]:
            return False
        if "domain" in chosen and self.result.by_code[entry.capability].domain != chosen["domain"]:
            return False
        if "age" in chosen and str(entry.rounds) != chosen["age"]:
            return False
        return "state" not in chosen or chosen["state"] in states_of(entry, self.result.year)


def states_of(entry: RegisterEntry, year: int) -> set[str]:
    """A gap can be in several: a reopened one is open as well, and new in the round that found it again."""
    if entry.closed is not None:
        return {"closed"}
    if entry.out_of_sight:
        return {"hidden"}
    found = {"open"}
    if entry.reopened:
        found.add("reopened")
    if entry.opened == year:
        found.add("new")
    return found
