"""The form of one capability. It checks each field alone, so that what is valid can be saved beside what is not."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assessments.actions.answers import ANSWER_FIELDS, SIGN
from assessments.exports.wording import FACET_QUESTIONS
from assessments.forms import fields
from assessments.forms.widgets import AnswerRadios, Area, Checks, Choice, PhaseScale, Plain
from assessments.gaps import FACETS
from assessments.models.response import ANSWER_NAMES, CONFIDENCE_NAMES, PARTICIPANT_NAMES
from assessments.results import AssessmentResult, CapabilityResult, RoundFrame

LONG_TEXT = 10_000
NOTE = 2_000
#: A target further away than this is a slip of the finger.
YEARS_AHEAD = 15


class AnswerField(fields.ChoiceField):
    widget: Any = AnswerRadios

    def __init__(self, **kwargs: Any) -> None:
        choices = [(answer.value, name) for answer, name in ANSWER_NAMES.items()]
        super().__init__(choices=choices, required=False, **kwargs)


class LongText(fields.CharField):
    widget = Area

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONG_TEXT, "required": False, **kwargs})

    def to_python(self, value: Any) -> str:
        """Browsers send every line end as two characters; compared with the row, that would be a change."""
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n")


class NoteText(LongText):
    """A note or a source: printed in a table, so it is short. One that is longer from before may stay as it is."""

    as_it_stands = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=NOTE, **kwargs)

    def run_validators(self, value: Any) -> None:
        if value != self.to_python(self.as_it_stands):
            super().run_validators(value)


class YearField(forms.IntegerField):
    """A year in four digits, of any script; the box is text, because a spinner changes years by accident."""

    def __init__(self, **kwargs: Any) -> None:
        widget = Plain({"inputmode": "numeric", "dir": "ltr", "class": "year", "autocomplete": "off"})
        messages = {"invalid": _("Write the year with four digits, for example 2028.")}
        super().__init__(required=False, widget=widget, localize=False, error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> int | None:
        """What has another length is no year: it is not compared with one, and no message repeats it."""
        year: int | None = super().to_python(value)
        if year is not None and not 1000 <= year <= 9999:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return year


class AnswerForm(forms.Form):
    """`answer` is the capability as it stands; `round_` the round it belongs to."""

    reason = LongText(
        label=_("Your reason, where your choice differs from the suggestion"),
        help_text=_("It is printed in the report, and a reviewer will read it."),
    )
    justification = LongText(
        label=_("Justification, for the report"),
        help_text=_(
            "Why this phase? Name the law, the service or the practice that shows it. "
            "Two or three sentences are enough."
        ),
    )
    target_year = YearField(label=_("By which year"))
    participants = fields.MultipleChoiceField(
        label=_("Who took part in this answer"),
        choices=list(PARTICIPANT_NAMES.items()),
        required=False,
        widget=Checks,
    )
    participants_note = fields.CharField(
        label=_("Names of the organisations"),
        help_text=_(
            "For example: Ministry of Justice, National Police, a children’s rights network. "
            "Never the name of a person."
        ),
        max_length=2000,
        required=False,
        widget=Area({"rows": 2}),
    )
    confidence = fields.TypedChoiceField(
        label=_("How sure are you of this answer?"),
        choices=list(CONFIDENCE_NAMES.items()),
        coerce=int,
        empty_value=None,
        required=False,
        widget=Choice,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        answer: CapabilityResult,
        round_: AssessmentResult | RoundFrame,
        only: set[str] | None = None,
    ) -> None:
        """`only` leaves the other fields out: an autosave sends one."""
        self.answer, self.round = answer, round_
        super().__init__(data, initial=initial_of(answer))
        for name, make in self._further_fields().items():
            if only is None or name in only:
                self.fields[name] = make()
        if only is not None:
            for name in self.fields.keys() - only:
                del self.fields[name]

    def _further_fields(self) -> dict[str, Callable[[], forms.Field]]:
        """The fields whose choices and labels come from the framework, made only when they are asked for."""
        phases = [(str(number), phase.name.text) for number, phase in enumerate(self.round.phase_names)]
        found: dict[str, Callable[[], forms.Field]] = {
            "phase": lambda: fields.ChoiceField(
                label=_("Your choice of phase"),
                choices=[*phases, ("unknown", _("Don’t know"))],
                required=False,
                widget=PhaseScale,
            ),
            "target": lambda: fields.TypedChoiceField(
                label=_("Target phase"),
                choices=phases,
                coerce=int,
                empty_value=None,
                required=False,
                widget=PhaseScale,
            ),
        }
        for facet in FACETS:
            question, hint = FACET_QUESTIONS[facet]
            found[facet] = partial(AnswerField, label=question, help_text=hint)
        for sign in self.answer.signs:
            found[SIGN + sign.code] = partial(AnswerField, label=sign.text)
        return found

    def clean_target_year(self) -> int | None:
        year: int | None = self.cleaned_data["target_year"]
        if year is None:
            return None
        if year < self.round.year:
            raise ValidationError(
                _("%(year)s has passed for this round. Choose %(first)s or later."),
                params={"year": str(year), "first": str(self.round.year)},
            )
        if year > self.round.year + YEARS_AHEAD:
            raise ValidationError(
                _("%(year)s is too far away. Choose a year up to %(last)s."),
                params={"year": str(year), "last": str(self.round.year + YEARS_AHEAD)},
            )
        return year

    def clean(self) -> dict[str, Any]:
        """A target below today's phase is refused where it is typed; the phase itself is always saved."""
        cleaned = super().clean() or {}
        target = cleaned.get("target")
        chosen = cleaned.get("phase", "") if "phase" in self.data else _phase(self.answer)
        if "target" in self.data and target is not None and chosen.isdigit() and target < int(chosen):
            self.add_error(
                "target",
                ValidationError(
                    _("The target is below today’s phase, %(phase)s. Choose the same phase or a higher one."),
                    params={"phase": chosen},
                ),
            )
        return cleaned

    def valid_values(self, only: set[str] | None = None) -> dict[str, Any]:
        """The values that can be saved: those without an error, and only the fields that were sent."""
        self.full_clean()
        names = [name for name in self.fields if name not in self.errors and (only is None or name in only)]
        return {
            name: sorted(set(self.cleaned_data[name])) if name == "participants" else self.cleaned_data[name]
            for name in names
        }


def initial_of(answer: CapabilityResult) -> dict[str, Any]:
    initial: dict[str, Any] = {name: getattr(answer, name) for name in ANSWER_FIELDS if hasattr(answer, name)}
    initial["phase"] = _phase(answer)
    initial["participants"] = list(answer.participants)
    initial |= {facet.code: facet.answer.value for facet in answer.facets}
    initial |= {SIGN + sign.code: sign.answer.value for sign in answer.signs}
    return initial


def _phase(answer: CapabilityResult) -> str:
    return "unknown" if answer.phase_unknown else "" if answer.phase is None else str(answer.phase)


def _pairs(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    choices: Any = field.choices
    return list(choices)


def shown_value(form: forms.Form, name: str, value: Any) -> Mapping[str, Any]:
    """How a version of a field is shown when two people met: its words, and whether it is a text to compare."""
    field = form.fields[name]
    if isinstance(field, forms.MultipleChoiceField):
        names = dict(_pairs(field))
        return {"words": [names[code] for code in value if code in names], "text": None}
    if isinstance(field, forms.ChoiceField):
        names = {str(key): label for key, label in _pairs(field)}
        return {"words": [names[str(value)]] if str(value) in names else [], "text": None}
    if isinstance(field, forms.BooleanField):
        return {"words": [_now("Yes") if value else _now("No")], "text": None}
    if getattr(field, "is_count", False):  # a number is one thing or the other: there is no text of both
        return {"words": [] if value in (None, "") else [str(value)], "text": None}
    return {"words": [], "text": "" if value is None else str(value)}
