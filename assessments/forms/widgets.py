"""Widgets of the design. Each names the part of the crispy pack (templates/mnr/parts/) that draws it."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString


class AnswerRadios(forms.RadioSelect):
    """Yes, Partly, No, Don't know: one line, four answers."""

    part = "mnr/parts/answers.html"


class PhaseScale(forms.RadioSelect):
    """The stair of five phases, with "don't know" beside it where it may be chosen."""

    part = "mnr/parts/phase_scale.html"


class Choice(forms.RadioSelect):
    """A few short options on one line."""

    part = "mnr/parts/choice.html"


class ClearableChoice(Choice):
    """The same, where an answer can be taken back."""

    clears = True


class Checks(forms.CheckboxSelectMultiple):
    part = "mnr/parts/checks.html"


class Area(forms.Textarea):
    """Text of a country: any language, so its direction follows what is typed."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"dir": "auto", "rows": 5, **(attrs or {})})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The same markup as Django's template, without rendering a template for each of many boxes."""
        found = self.build_attrs(self.attrs, attrs)
        return format_html(
            '<textarea name="{}"{}>\n{}</textarea>', name, flatatt(found), self.format_value(value) or ""
        )
