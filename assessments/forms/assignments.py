"""The forms of assignments: of one capability, and of several at once."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.assigned import Assigned
from assessments.forms import fields
from assessments.forms.plan import DayField, LineField
from assessments.forms.widgets import Checks
from assessments.models import User
from assessments.structure import Structure

ORGANISATION_LENGTH = 200


class AssignmentForm(forms.Form):
    """Who answers a capability and until when. `people` are those who can be given it."""

    people = fields.MultipleChoiceField(
        label=_("People"),
        required=False,
        widget=Checks,
        error_messages={"invalid_choice": _("One of these people can no longer answer. Choose from the list.")},
    )
    organisation = LineField(
        ORGANISATION_LENGTH,
        label=_("Organisation"),
        help_text=_("The ministry, agency or network that answers."),
    )
    due = DayField(label=pgettext_lazy("date", "Due"))

    def __init__(self, data: Any = None, *, people: Sequence[User], now: Assigned | None = None) -> None:
        super().__init__(data, initial=initial_of(now) if now is not None else None)
        choice: Any = self.fields["people"]
        everyone = {person.pk: str(person) for person in (*people, *(now.people if now else ()))}
        choice.choices = list(everyone.items())

    def plain_values(self) -> dict[str, Any]:
        """What can be saved: the fields without an error that were sent, as the audit log holds them."""
        self.full_clean()
        found: dict[str, Any] = {}
        data: Any = self.data
        for name in ("organisation", "due", "people"):
            sent = name in data or f"{name}_sent" in data
            if sent and name not in self.errors:
                found[name] = _plain(name, self.cleaned_data[name])
        return found


def _plain(name: str, value: Any) -> Any:
    if name == "people":
        return sorted({int(pk) for pk in value})
    if name == "due":
        return value.isoformat() if value else ""
    return value


def initial_of(now: Assigned) -> dict[str, Any]:
    return {
        "organisation": now.organisation,
        "due": now.due.isoformat() if now.due else "",
        "people": sorted(person.pk for person in now.people),
    }


def as_it_stands(now: Assigned, typed: forms.Form) -> QueryDict:
    """The row as it is now, with only the refused fields as typed: an old value on the page would overwrite a
    colleague's at the next save."""
    data, posted = QueryDict(mutable=True), typed.data
    for name, value in initial_of(now).items():
        data.setlist(name, [str(pk) for pk in value] if isinstance(value, list) else [value])
    for name in typed.errors:
        data.setlist(name, posted.getlist(name))  # type: ignore[attr-defined]
    data["people_sent"] = "1"
    return data


class SeveralForm(AssignmentForm):
    """The same for the ticked capabilities and domains; what is left empty stays as it is."""

    codes = fields.MultipleChoiceField(required=False)
    domains = fields.MultipleChoiceField(required=False)

    def __init__(self, data: Any = None, *, people: Sequence[User], nodes: Structure) -> None:
        super().__init__(data, people=people)
        codes: Any = self.fields["codes"]
        codes.choices = [(code, code) for code in nodes.by_code]
        domains: Any = self.fields["domains"]
        domains.choices = [(domain.code, domain.code) for domain in nodes.domains]
        self.nodes = nodes

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not {"codes", "domains"} & self.errors.keys() and not self.chosen(cleaned):
            self.add_error("codes", _("Tick at least one capability or domain in the list."))
        if not self.errors and not any(cleaned.get(name) for name in ("people", "organisation", "due")):
            self.add_error("people", _("Say who answers them, or until when."))
        return cleaned

    def chosen(self, cleaned: dict[str, Any]) -> list[str]:
        """The capabilities that were ticked, by themselves or with their domain, in the framework's order."""
        codes: Collection[str] = cleaned.get("codes", ())
        domains: Collection[str] = cleaned.get("domains", ())
        return [code for code, node in self.nodes.by_code.items() if code in codes or node.domain in domains]

    def plain_values(self) -> dict[str, Any]:
        return {name: value for name, value in super().plain_values().items() if value}
