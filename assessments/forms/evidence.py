"""Adding a link or a reference."""

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _


class EvidenceForm(forms.Form):
    title = forms.CharField(
        label=_("What it is and what it shows"),
        help_text=_("For example: Child Victims Act 2023, articles 14 to 22."),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={
            "required": _("Say what the evidence is."),
            "max_length": _("Use at most %(limit_value)d characters; you have typed %(show_value)d."),
        },
    )
    url = forms.CharField(
        label=_("Web address, if it has one"),
        required=False,
        max_length=1000,
        widget=forms.URLInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        validators=[
            URLValidator(
                schemes=["http", "https"],
                message=_("Write the full web address, starting with https:// or http://"),
            )
        ],
    )
