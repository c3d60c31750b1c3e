"""Opening a round; signing it, and giving it back."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.forms import fields
from assessments.forms.answer import LongText, YearField
from assessments.forms.widgets import Line
from assessments.models import Country, Framework, Signature, User

FIRST_YEAR = 2016  # the framework's own
YEARS_AHEAD = 15


class RoundForm(forms.Form):
    year = YearField(label=_("Year of the round"), help_text=_("The year that the answers describe."))
    target_year = YearField(
        label=_("Target year"),
        help_text=_("By when the targets should be reached. Each capability can have its own year."),
    )
    title = fields.CharField(label=_("Title"), max_length=200, widget=Line())
    language = fields.ChoiceField(
        label=_("Language of the answers"),
        help_text=_("In which your country writes. Reports come in every language; your own words stay as they are."),
        choices=settings.LANGUAGES,
    )
    framework = forms.ModelChoiceField(
        label=_("Framework"),
        queryset=Framework.objects.none(),
        empty_label=None,
        error_messages={"required": _("Choose a framework."), "invalid_choice": fields.NOT_LISTED},
    )

    def __init__(self, data: Any = None, *, country: Country, language: str) -> None:
        year = timezone.localdate().year
        initial = {
            "year": year,
            "target_year": year + 2,
            "title": gettext("Self-assessment %(year)s") % {"year": year},
            "language": language,
            "framework": Framework.objects.order_by("-pk").first(),
        }
        super().__init__(data, initial=initial)
        self.country = country
        framework: Any = self.fields["framework"]
        framework.queryset = Framework.objects.all()
        self.fields["title"].error_messages["required"] = _("Give the round a title.")

    def clean_year(self) -> int:
        year: int | None = self.cleaned_data["year"]
        last = timezone.localdate().year + 1
        if year is None or not FIRST_YEAR <= year <= last:
            raise ValidationError(
                _("Choose a year from %(first)s to %(last)s."),
                params={"first": str(FIRST_YEAR), "last": str(last)},
            )
        if self.country.assessments.filter(year=year).exists():
            raise ValidationError(_("There is already a round of %(year)s."), params={"year": str(year)})
        return year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        year, target_year = cleaned.get("year"), cleaned.get("target_year")
        if "target_year" in self.errors:
            return cleaned
        if year is not None and (target_year is None or not year <= target_year <= year + YEARS_AHEAD):
            self.add_error(
                "target_year",
                ValidationError(
                    _("Choose a target year from %(first)s to %(last)s."),
                    params={"first": str(year), "last": str(year + YEARS_AHEAD)},
                ),
            )
        return cleaned


class SignForm(forms.Form):
    """Typed or confirmed by the person who signs; `version` is what they had read."""

    name = fields.CharField(
        label=_("Your name, as the report prints it"),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
        error_messages={"required": _("Type your name.")},
    )
    function = fields.CharField(
        label=_("Your function"),
        help_text=_("For example: Deputy Minister of Social Affairs."),
        max_length=200,
        widget=Line({"autocomplete": "organization-title"}),
        error_messages={"required": _("Type your function.")},
    )
    confirmed = forms.BooleanField(
        label=_("I have read the round and send it for my country."),
        error_messages={"required": _("Confirm that you have read the round.")},
    )

    def __init__(self, data: Any = None, *, by: User) -> None:
        last = Signature.objects.filter(signed_by=by).first() if data is None else None
        super().__init__(data, initial={"name": by.name, "function": last.function if last else ""})


class ReasonField(LongText):
    """A reason that has to be given: words, not only spaces. `missing` says so."""

    def __init__(self, *, missing: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.missing = missing

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).strip()
        if not text:
            raise ValidationError(self.missing)
        return text


class GiveBackForm(forms.Form):
    reason = ReasonField(
        label=_("What should be looked at again?"),
        help_text=_("The coordinator reads it on the workspace. It stays in the history of the country."),
        missing=_("Give a reason, so that the coordinator knows what to do."),
    )

    @property
    def reason_given(self) -> str:
        return str(self.cleaned_data["reason"])


class TakeBackForm(forms.Form):
    """On the page of the form above, so its field has a name of its own."""

    why = ReasonField(
        label=_("Why do you take it back?"),
        help_text=_("The approver and your colleagues read it. It stays in the history of the country."),
        missing=_("Give a reason, so that the approver knows why."),
    )

    @property
    def reason_given(self) -> str:
        return str(self.cleaned_data["why"])
