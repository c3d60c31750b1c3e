"""Widgets of the design. Each names the part of the crispy pack (templates/mnr/parts/) that draws it."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from assessments.wording import lang_of, language_of_round


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


class OfCountry:
    """What a country types: its direction follows the letters, its language is the round's where the page has another.

    `of_country` False: somebody else types here, in a language that nobody knows.
    """

    of_country = True

    def language(self, value: Any) -> dict[str, str]:
        """An empty box has the language in which it will be filled."""
        found = (lang_of(str(value)) if value else language_of_round()) if self.of_country else None
        return {} if found is None or (found in ("", get_language()) and not value) else {"lang": found}


class Plain(forms.TextInput):
    """A box of one line, with the same markup as Django's two templates for it, which take ten times as long."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = self.format_value(value)
        said = "" if shown is None else format_html(' value="{}"', shown)
        found = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<input type="{}" name="{}"{}{}>', self.input_type, name, said, found)


class Day(Plain, forms.DateInput):
    """A day, as browsers send it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"type": "date", **(attrs or {})}, format="%Y-%m-%d")


class Line(OfCountry, Plain):
    """A text of one line."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"dir": "auto", "autocomplete": "off", **(attrs or {})})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return super().render(name, value, {**self.language(value), **(attrs or {})}, renderer)


class Area(OfCountry, forms.Textarea):
    """A text of several lines."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"dir": "auto", "rows": 5, **(attrs or {})})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The same markup as Django's template, without rendering a template for each of many boxes."""
        found = self.build_attrs({**self.attrs, **self.language(value)}, attrs)
        return format_html(
            '<textarea name="{}"{}>\n{}</textarea>', name, flatatt(found), self.format_value(value) or ""
        )
