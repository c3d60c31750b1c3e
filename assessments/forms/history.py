"""Filters of the history, by GET. An unknown value is left out, never an error page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.widgets import Day
from assessments.history import KIND_NAMES, Speaker, Wanted


class HistoryFilter(forms.Form):
    round = forms.ChoiceField(label=_("Round"), required=False)
    capability = forms.ChoiceField(label=_("Capability"), required=False)
    person = forms.ChoiceField(label=_("Person"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of change"), required=False, choices=[("", _("All kinds")), *KIND_NAMES.items()]
    )
    since = forms.DateField(
        label=_("From"),
        required=False,
        localize=False,
        widget=Day({"dir": "ltr"}),
        input_formats=["%Y-%m-%d"],
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        localize=False,
        widget=Day({"dir": "ltr"}),
        input_formats=["%Y-%m-%d"],
    )

    def __init__(self, data: Any, *, words: Speaker, people: list[tuple[int, str]]) -> None:
        super().__init__(data)
        rounds = sorted(words.rounds.items(), key=lambda entry: -entry[1][0])
        self._choose("round", _("All rounds"), [(str(pk), str(year)) for pk, (year, _nodes) in rounds])
        names: dict[str, str] = {}
        for _pk, (_year, nodes) in rounds:
            wording = nodes.wording(words.language)
            names = {node.code: f"{node.code} {wording[node.code].name.text}" for node in nodes.capabilities} | names
        self._choose("capability", _("All capabilities"), list(names.items()))
        self._choose("person", _("Everyone"), [(str(pk), name) for pk, name in people])

    def _choose(self, name: str, all_of_them: Any, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", all_of_them), *choices]

    def wanted(self) -> Wanted:
        self.full_clean()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        for name in ("round", "person"):
            if name in chosen:
                chosen[name] = int(chosen[name])
        return Wanted(**chosen)
