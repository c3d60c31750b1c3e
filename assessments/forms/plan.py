"""The form of an action, of its moves and notes, and the filters of the plan."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_name
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assessments import amounts, plan, results
from assessments.actions.plan import AMOUNTS, MONEY, ActionRefused, money_of, refusals_of, with_capabilities_of
from assessments.forms.widgets import Area, Checks, Day, Line, Plain
from assessments.models.action import ACTION_STATE_NAMES, FUNDING_NAMES
from assessments.plan import CURRENCIES, Funding
from assessments.results import ActionResult, AssessmentResult, GapResult
from assessments.roles import EVERYTHING, Part
from assessments.wording import isolated

TITLE_LENGTH, LINE_LENGTH, TEXT_LENGTH, REASON_LENGTH = 300, 500, 2_000, 1_000
_YEARS = (2000, 2100)
_TOO_LONG = _("Use at most %(limit_value)d characters; you have typed %(show_value)d.")
GAP_REFUSALS = {
    "foreign": _("A gap of another country cannot be named here. It has been left out."),
    "unknown": _("A gap that was named does not exist in this framework. It has been left out."),
    "closed": _("“%(gap)s” is closed already: it is answered Yes. It has been left out."),
    "not_open": _("“%(gap)s” is not open in the newest round. It has been left out."),
    "double": _("“%(gap)s” was named twice. Once is enough."),
}
#: What an ActionRefused says beside its field.
REFUSALS = {
    "dates": _("The due date lies before the start. A colleague may have changed the other date meanwhile."),
    "currency": _("Choose the currency of the cost."),
    "secured": _("More is secured than it costs. Check both amounts."),
    "part": _("Tick at least one capability that is assigned to you."),
    "cost": _("Say what it costs: a part of it is secured. An estimate is enough."),
    "funding": _("What is secured does not fit the funding. Choose “Partly secured”, or leave it empty."),
    "decimals": _("An amount has more decimals than the currency. Check both."),
}


class LineField(forms.CharField):
    def __init__(self, length: int = LINE_LENGTH, **kwargs: Any) -> None:
        widget = Line()
        messages = {"max_length": _TOO_LONG} | kwargs.pop("error_messages", {})
        super().__init__(max_length=length, widget=widget, error_messages=messages, **{"required": False, **kwargs})


class TextField(forms.CharField):
    def __init__(self, length: int = TEXT_LENGTH, **kwargs: Any) -> None:
        messages = {"max_length": _TOO_LONG} | kwargs.pop("error_messages", {})
        widget = Area({"rows": 2})
        super().__init__(max_length=length, widget=widget, error_messages=messages, **{"required": False, **kwargs})

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = Day({"class": "day", "autocomplete": "off"})
        messages = {"invalid": _("Write the date as year-month-day, for example 2027-03-31.")}
        super().__init__(
            required=False, input_formats=["%Y-%m-%d"], widget=widget, localize=False, error_messages=messages, **kwargs
        )

    def clean(self, value: Any) -> dt.date | None:
        day: dt.date | None = super().clean(value)
        if day is not None and not _YEARS[0] <= day.year <= _YEARS[1]:
            raise ValidationError(
                _("Choose a year from %(first)s to %(last)s."),
                params=dict(zip(("first", "last"), map(str, _YEARS), strict=True)),
            )
        return day


AMOUNT_REFUSALS = {
    "digits": _("Write the amount in digits, for example 140000 or 140000.50."),
    "two": _("“%(value)s” can mean two amounts in %(currency)s. Write %(whole)s or %(part)s."),
    "decimals": _("“%(value)s” has more decimals than %(currency)s. Write it like %(example)s."),
    "negative": _("An amount cannot be negative."),
    "large": _("This amount is too large. Check the number of zeros."),
}


class AmountField(forms.CharField):
    """An amount as people write it, read by the rule of `amounts` in the currency that the form names.

    `saved` is what stands in the box of a saved amount: what nobody has touched is never asked about.
    """

    currency, saved = "", ""

    def __init__(self, **kwargs: Any) -> None:
        widget = Plain({"inputmode": "decimal", "dir": "ltr", "autocomplete": "off", "maxlength": 30})
        super().__init__(
            required=False, max_length=30, widget=widget, error_messages={"max_length": _TOO_LONG}, **kwargs
        )

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value) or ""
        if not text:
            return None
        if text == self.saved:
            return Decimal(text)
        try:
            return amounts.read(text, self.currency)
        except amounts.AmountRefused as refused:
            code = "digits" if refused.code == "decimals" and not self.currency else refused.code
            params = {"value": text, "currency": self.currency, "whole": refused.whole, "part": refused.part}
            params["example"] = amounts.example(self.currency)
            raise ValidationError(AMOUNT_REFUSALS[code], params=params) from refused


class GapsField(forms.MultipleChoiceField):
    """Identities of gaps. Which may be named is the rule of `refusals_of`; `choices` only hold the words."""

    def valid_value(self, value: Any) -> bool:
        return True

    def to_python(self, value: Any) -> list[str]:
        return [str(identity)[:60].replace("\x00", "") for identity in super().to_python(value)]


class ActionForm(forms.Form):
    """`action` is the action as it stands, or None for a new one; `result` the newest round, for gaps and names.
    `prefill` stands in the boxes instead of what the action says. One capability of `part` is always named."""

    title = LineField(
        TITLE_LENGTH,
        label=_("What will be done"),
        help_text=_("One sentence that a minister understands."),
        required=True,
        error_messages={"required": _("Say what will be done.")},
    )
    capabilities = forms.MultipleChoiceField(
        label=_("Capabilities that it moves on"),
        required=False,
        widget=Checks,
        error_messages={"invalid_choice": _("Choose capabilities from the list.")},
    )
    gaps = GapsField(label=_("Gaps that it closes"), required=False, widget=Checks)
    lead = LineField(TITLE_LENGTH, label=_("Lead organisation"), help_text=_("An organisation, never a person."))
    lead_open = forms.BooleanField(label=_("None yet: nobody leads it so far"), required=False)
    partners = TextField(label=_("Partners"), help_text=_("Organisations that take part."))
    start = DayField(label=_("Start"))
    due = DayField(label=pgettext_lazy("date", "Due"))
    cost = AmountField(label=_("Cost"), help_text=_("An estimate is enough. Left empty, it counts as not known."))
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    funding = forms.ChoiceField(
        label=_("Funding"),
        choices=[(funding.value, name) for funding, name in FUNDING_NAMES.items()],
        error_messages={"invalid_choice": _("Choose one of the list."), "required": _("Choose one of the list.")},
    )
    secured = AmountField(label=_("Of it secured"), help_text=_("Only where a part is secured."))
    indicator = TextField(label=_("Indicator"), help_text=_("What will show that it has worked?"))
    baseline = LineField(label=_("Baseline"), help_text=_("The indicator today."))
    target = LineField(label=_("Target of the indicator"))
    progress = forms.IntegerField(
        label=_("Work done, in per cent"),
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs={"class": "year", "dir": "ltr"}),
        error_messages={
            "invalid": _("Write a whole number from 0 to 100."),
            "min_value": _("Write a whole number from 0 to 100."),
            "max_value": _("Write a whole number from 0 to 100."),
        },
    )

    def __init__(
        self,
        data: Any = None,
        *,
        result: AssessmentResult,
        action: ActionResult | None = None,
        prefill: dict[str, Any] | None = None,
        part: Part = EVERYTHING,
    ) -> None:
        super().__init__(data, initial=(initial_of(action) if action else {}) | (prefill or {}))
        self.result, self.action, self.part = result, action, part
        self.refused_gaps: set[str] = set()
        self.left_as_they_are: set[str] = set()
        fields: Any = self.fields
        fields["capabilities"].choices = [(c.code, f"{c.code} {c.name}") for c in result.capabilities]
        fields["currency"].choices = _currencies(result)
        fields["currency"].error_messages["invalid_choice"] = _(
            "“%(value)s” is not a currency in use. Choose one of the list."
        )
        self._read_amounts()
        named = [*(action.gaps if action else ()), *self.initial.get("gaps", ())]
        self.offered: dict[str, GapResult] = results.attachable(result)
        for identity in named:
            gap = results.gap_of(result, identity)
            if gap is not None:
                self.offered.setdefault(identity, gap)
        fields["gaps"].choices = [(identity, gap_title(result, gap)) for identity, gap in self.offered.items()]

    def _read_amounts(self) -> None:
        """Amounts are read in the currency that is sent with them, else in the one that the action has."""
        known = self.action.currency if self.action else ""
        currency = str(self.data.get("currency", known))
        for name in AMOUNTS:
            field: Any = self.fields[name]
            field.currency = currency if currency in CURRENCIES else ""
            if self.action and currency == known:
                field.saved = initial_of(self.action)[name]

    def clean_gaps(self) -> list[str]:
        identities: list[str] = self.cleaned_data["gaps"]
        refused = refusals_of(self.result, identities, kept=self.action.gaps if self.action else ())
        if refused:
            self.refused_gaps = {refusal.identity for refusal in refused if refusal.code != "double"}
            raise ValidationError(
                [
                    ValidationError(
                        GAP_REFUSALS[each.code], params={"gap": isolated(words_of(self.result, each.identity))}
                    )
                    for each in refused
                ]
            )
        return identities

    def clean_progress(self) -> int:
        return self.cleaned_data["progress"] or 0

    def clean(self) -> dict[str, Any]:
        """Fields that only make sense together. A fault stands at one of them, and the other is not saved either."""
        cleaned = super().clean() or {}
        start, due = cleaned.get("start"), cleaned.get("due")
        if start and due and due < start:
            self.add_error("due", ValidationError(_("The due date lies before the start. Check both dates.")))
        if not cleaned.get("lead", "x") and not cleaned.get("lead_open") and self._sent("lead"):
            self.add_error("lead", ValidationError(_("Name the lead organisation, or tick “None yet”.")))
        if not MONEY & set(self.errors):
            self._check_money(cleaned)
        if {"capabilities", "gaps"} <= set(cleaned) and (self.action is None or self._sent("capabilities")):
            if not self.part.touches(with_capabilities_of(cleaned["gaps"], cleaned["capabilities"])):
                self.add_error("capabilities", ValidationError(REFUSALS["part"]))
        if cleaned.get("lead") and cleaned.get("lead_open"):
            cleaned["lead_open"] = False  # somebody leads it after all
        return cleaned

    def _check_money(self, cleaned: dict[str, Any]) -> None:
        """What was sent, over what the action has. Each amount was read in its currency already: one with more
        decimals stands from before, and nobody has touched it."""
        known = initial_of(self.action) if self.action else {}
        values = {name: _plain(cleaned[name]) if self._sent(name) else known.get(name, "") for name in MONEY}
        fault = plan.fault_of(money_of(values))
        if fault is not None and fault[1] != "decimals":
            self.add_error(fault[0], ValidationError(REFUSALS[fault[1]]))

    def _sent(self, name: str) -> bool:
        return name in self.data or f"{name}_sent" in self.data

    def take_faults_of(self, other: "ActionForm") -> None:
        """The faults as they were found: the row as it is now may look valid."""
        self.refused_gaps = other.refused_gaps
        self._errors: Any = other.errors

    #: Fields that are saved together or not at all.
    TOGETHER = (("start", "due"), ("cost", "currency", "funding", "secured"), ("lead", "lead_open"))

    def refuse(self, refused: ActionRefused, values: dict[str, Any]) -> dict[str, Any]:
        """Puts the fault of two people's changes at its field, and returns what can be saved without it.

        Of the fields that stand or fall together, those that this person did not change show a colleague's value.
        """
        group = {name for names in self.TOGETHER if refused.field in names for name in names}
        self.add_error(refused.field, ValidationError(REFUSALS[refused.code]))
        self.left_as_they_are |= group - refused.changed
        return {name: value for name, value in values.items() if name not in group}

    def plain_values(self) -> dict[str, Any]:
        """The valid values that were sent, as the action takes them: see actions.plan.ACTION_FIELDS."""
        self.full_clean()
        if self.action is not None:  # of an action that stands, only what was sent is asked for
            for name in [name for name in self.errors if name in self.fields and not self._sent(name)]:
                del self.errors[name]
        names = {name for name in self.fields if name not in self.errors and self._sent(name)}
        for group in self.TOGETHER:
            if set(group) & set(self.errors):
                names -= set(group)
        return {name: _plain(self.cleaned_data[name]) for name in self.fields if name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return amounts.plain_amount(value)
    if isinstance(value, list):
        return sorted(set(value))
    return "" if value is None else value


def initial_of(action: ActionResult) -> dict[str, Any]:
    names = ("title", "lead", "lead_open", "partners", *AMOUNTS, "currency", "indicator", "baseline", "target")
    found: dict[str, Any] = {name: getattr(action, name) for name in (*names, "progress", "start", "due")}
    found |= {name: as_typed(found[name], action.currency) for name in AMOUNTS}
    return found | {
        "funding": action.funding.value,
        "capabilities": list(action.capabilities),
        "gaps": list(action.gaps),
    }


def as_typed(amount: str, currency: str) -> str:
    """A saved amount as it stands in its box: read again, it is the same."""
    return amounts.written(Decimal(amount), currency) if amount else ""


def _currencies(result: AssessmentResult) -> list[tuple[str, str]]:
    """Those that the plan uses already come first; names in the reader's language."""
    language = (get_language() or "en").replace("-", "_")
    used = [code for code, _count in Counter(a.currency for a in result.actions if a.currency).most_common(3)]
    rest = sorted(code for code in CURRENCIES if code not in used)
    return [
        ("", _now("Not set")),
        *((code, f"{code} {get_currency_name(code, locale=language)}") for code in (*used, *rest)),
    ]


FACET_TITLES = {
    "law": _("Give it a basis in law or policy: %(capability)s"),
    "practice": _("Make it work in practice: %(capability)s"),
    "nationwide": _("Bring it to the whole country: %(capability)s"),
    "funded": _("Secure its funding: %(capability)s"),
}


def gap_title(result: AssessmentResult, gap: GapResult) -> str:
    """The title proposed for an action that closes this gap, and its name in lists; plain text."""
    name = result.by_code[gap.capability].name.text
    if gap.source == "sign":
        return gap.text.text
    text = FACET_TITLES.get(gap.ref, _("Publish a document that shows the phase: %(capability)s"))
    return str(text) % {"capability": name}


def words_of(result: AssessmentResult, identity: str) -> str:
    gap = results.gap_of(result, identity)
    return gap_title(result, gap) if gap else identity


class ReasonForm(forms.Form):
    reason = TextField(
        REASON_LENGTH,
        label=_("Why is it stopped?"),
        help_text=_("The reason stays with the action and is printed in the report."),
        required=True,
        error_messages={"required": _("Say why the action is stopped.")},
    )


class NoteForm(forms.Form):
    text = TextField(
        label=_("Progress note"),
        help_text=_("What has been done since the last note? Notes stay as they are written."),
        required=True,
        error_messages={"required": _("Write what has been done.")},
    )


class PlanFilter(forms.Form):
    """Filters of the plan, by GET; an unknown value is left out, never an error page."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All states")),
            ("open", _("Still to be done")),
            ("overdue", _("Overdue")),
            *((state.value, name) for state, name in ACTION_STATE_NAMES.items()),
        ],
    )
    about = forms.ChoiceField(label=_("Domain or capability"), required=False)
    funding = forms.ChoiceField(
        label=_("Funding"),
        required=False,
        choices=[("", _("Any funding")), *((funding.value, name) for funding, name in FUNDING_NAMES.items())],
    )
    lead = forms.CharField(label=_("Lead contains"), required=False, max_length=TITLE_LENGTH)
    no_lead = forms.ChoiceField(
        label=_("Who leads"),
        required=False,
        choices=[("", _("With and without lead")), ("1", _("Nobody leads it yet"))],
    )

    def __init__(self, data: Any, *, result: AssessmentResult) -> None:
        super().__init__(data)
        about: Any = self.fields["about"]
        about.choices = [("", _("All domains"))]
        for domain in result.domains:
            about.choices.append((domain.code, domain.name.text))
            about.choices += [(c.code, f"{c.code} {c.name}") for c in result.capabilities_of(domain)]

    def chosen(self) -> dict[str, str]:
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


def fits(action: ActionResult, chosen: dict[str, str], result: AssessmentResult) -> bool:
    """Whether an action is shown under these filters."""
    state, about = chosen.get("state"), chosen.get("about")
    if state == "open" and not action.is_open:
        return False
    if state == "overdue" and not action.overdue:
        return False
    if state and state not in ("open", "overdue") and action.state != state:
        return False
    if about and about not in action.capabilities:
        domains = {result.by_code[code].domain for code in action.capabilities if code in result.by_code}
        if about not in domains:
            return False
    if "funding" in chosen and action.funding != Funding(chosen["funding"]):
        return False
    if "no_lead" in chosen and action.lead:
        return False
    return chosen.get("lead", "").casefold() in action.lead.casefold()
