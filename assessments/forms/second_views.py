"""A second view: as a reader gives it, as a reviewer gives it, asked for, and answered by the country."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.forms import fields
from assessments.forms.plan import DayField, LineField, TextField
from assessments.forms.widgets import Area, Checks, Choice, PhaseScale
from assessments.models import Invitation, SecondView, User
from assessments.models.response import CONFIDENCE_NAMES
from assessments.results import AssessmentResult, RoundFrame
from assessments.second_views import needs_reason
from assessments.wording import listed

REASON_LENGTH = 2_000
NEW = "new"
#: What is asked for when a view is given; a draft may lack it.
MISSING = {
    "phase": _("Choose a phase, or say that you cannot."),
    "reason": _("Say in a few words why."),
}


class _Said(forms.Form):
    """What both kinds say: a phase, and why."""

    phase = fields.ChoiceField(label=_("Your view of the phase"), required=False, widget=PhaseScale)
    reason = TextField(REASON_LENGTH, label=_("Why this phase?"))

    def __init__(self, data: Any = None, *, view: SecondView, frame: RoundFrame | AssessmentResult) -> None:
        initial = {name: getattr(view, name) for name in self.base_fields if name != "phase"}
        super().__init__(data, initial={**initial, "phase": view.chosen})
        phase: Any = self.fields["phase"]
        phase.choices = [(str(number), name.name.text) for number, name in enumerate(frame.phase_names)]
        phase.choices += [("unknown", _("Cannot say"))]
        reason: Any = self.fields["reason"]
        reason.widget.attrs["rows"] = 5
        reason.widget.of_country = False


class ViewForm(_Said):
    confidence = fields.TypedChoiceField(
        label=_("How sure are you?"),
        choices=list(CONFIDENCE_NAMES.items()),
        coerce=int,
        empty_value=None,
        required=False,
        widget=Choice,
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["reason"].help_text = _(
            "What you know of law and practice, and what is missing. Both sides will read it, and it is printed in the "
            "report. Never name a case or a person."
        )

    def refuse(self, missing: Sequence[str]) -> None:
        for name in missing:
            self.add_error(name, MISSING[name])


class ReviewForm(_Said):
    """`own` is the state of the country's phase: whoever says something else says why."""

    def __init__(self, data: Any = None, *, own: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.own = own
        self.fields["phase"].label = _("The review’s view of the phase")
        self.fields["reason"].help_text = _("Needed where it is not the phase of the country, which will read it.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("phase", "")
        said = "dk" if chosen == "unknown" else chosen
        if said and needs_reason(self.own, said) and "reason" in cleaned and not cleaned["reason"].strip():
            self.ask_for_reason()
        return cleaned

    def ask_for_reason(self) -> None:
        self.add_error("reason", ValidationError(_("The country says something else. Say why you differ.")))


class HoldForm(forms.Form):
    """Why the country holds to its answer."""

    response_reason = fields.CharField(
        label=_("Why the country holds to its answer"),
        max_length=REASON_LENGTH,
        widget=Area({"rows": 3}),
        error_messages={"required": _("Say why, so that a reader of the report understands both.")},
    )

    def __init__(self, data: Any = None, *, view: SecondView) -> None:
        super().__init__(data, initial={"response_reason": view.response_reason}, prefix=f"v{view.pk}")

    def clean_response_reason(self) -> str:
        return str(self.cleaned_data["response_reason"]).replace("\r\n", "\n")


class AskForm(forms.Form):
    """Whom to ask, and about what. Whoever reads for the country already is chosen from a list."""

    who = fields.ChoiceField(label=_("Whom do you ask?"), widget=forms.Select)
    email = fields.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        error_messages={"invalid": _("This is not an e-mail address. It looks like name@network.example.")},
    )
    organisation = LineField(200, label=_("Organisation"), help_text=_("It is printed beside the view, never a name."))
    language = fields.ChoiceField(
        label=_("Language"), help_text=_("The language of the invitation."), choices=settings.LANGUAGES
    )
    capabilities = fields.MultipleChoiceField(
        label=_("On which capabilities?"),
        widget=Checks,
        error_messages={"required": _("Choose at least one capability.")},
    )
    due = DayField(label=_("By which day? Leave it empty if there is no hurry."))

    def __init__(
        self,
        data: Any = None,
        *,
        readers: Sequence[User],
        invited: Sequence[Invitation],
        capabilities: Sequence[tuple[str, str]],
        language: str,
        chosen: str = "",
    ) -> None:
        self.readers = {f"r{row.pk}": row for row in readers}
        self.invited = {f"i{row.pk}": row for row in invited}
        named = [(key, with_organisation(str(row), row.organisation)) for key, row in self.readers.items()]
        named += [(key, with_organisation(row.email, row.organisation)) for key, row in self.invited.items()]
        initial = {"who": named[0][0] if named else NEW, "language": language, "capabilities": [chosen]}
        super().__init__(data, initial=initial)
        who: Any = self.fields["who"]
        who.choices = [*named, (NEW, _("Somebody new: invite them by e-mail"))]
        listed: Any = self.fields["capabilities"]
        listed.choices = capabilities

    def clean_due(self) -> dt.date | None:
        due: dt.date | None = self.cleaned_data["due"]
        if due is not None and due < timezone.localdate():
            raise ValidationError(_("This day has passed. Choose a later one."))
        return due

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("who") == NEW and "email" in cleaned and not cleaned["email"]:
            self.add_error("email", ValidationError(_("Type the address to which the invitation goes.")))
        return cleaned


def with_organisation(name: str, organisation: str) -> str:
    return listed([name, organisation]) if organisation else name
