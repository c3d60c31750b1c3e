"""Fields that a page has by the dozen, as string builders: a template loop over them costs five times as much.

The markup is the design's; the crispy pack's parts use the same tags.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField, Form
from django.template.loader import render_to_string
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.templatetags.ui import row_name
from assessments.wording import language_of_round

register = template.Library()
Choices = tuple[tuple[str, str], ...]

_NOTHING = mark_safe("")


@register.simple_tag
def answers(field: BoundField) -> SafeString:
    """A sign, a facet or an enabler: its text, four radios, "Clear", and its error."""
    errors = tuple(str(error) for error in field.errors)
    make = _answers.__wrapped__ if errors else _answers
    label, hint = str(field.label), str(field.help_text)
    made: SafeString = make(
        field.html_name, field.auto_id, label, hint, _choices(field), _value(field), get_language(), errors
    )
    return made


@lru_cache(maxsize=2000)
def _answers(
    name: str, pk: str, label: str, hint: str, choices: Choices, value: str, language: str, errors: tuple[str, ...]
) -> SafeString:
    """A page has some twenty of them. Kept where there is no error: a person typed nothing of it then."""
    return format_html(
        '<fieldset class="sign{}" data-field="{}"{}><legend>{}</legend><div class="answers">{}{}</div>{}</fieldset>',
        " wrong" if errors else "",
        name,
        format_html(' aria-describedby="{}_error"', pk) if errors else "",
        format_html("<b>{}</b><br><small>{}</small>", label, hint) if hint else label,
        _radios(name, pk, choices, value),
        _clear(name, label, value),
        _error(pk, errors),
    )


@register.simple_tag
def answer_help(step: int) -> SafeString:
    """What to think of at a step of an answer: the same words on each of 21 pages."""
    return _help(step, get_language())


@lru_cache(maxsize=100)
def _help(step: int, language: str) -> SafeString:
    return render_to_string("assessments/capabilities/_help.html", {"step": step})


@register.simple_tag
def evidence_fields(form: Form) -> SafeString:
    """The fields of a piece of evidence, one below the other. An empty form looks the same on each of 21 pages."""
    if form.is_bound or form.initial or hasattr(form, "about"):
        return render_to_string("assessments/capabilities/_evidence_fields.html", {"form": form})
    return _empty_fields(type(form), form.prefix, get_language(), language_of_round())


@lru_cache(maxsize=100)
def _empty_fields(kind: type[Form], prefix: str | None, language: str, of_round: str) -> SafeString:
    return render_to_string("assessments/capabilities/_evidence_fields.html", {"form": kind(prefix=prefix)})


@register.simple_tag
def labelled(field: BoundField) -> SafeString:
    """A field of its own line: label, hint, error and box."""
    pk, hint = field.auto_id, field.help_text
    return format_html(
        '<div class="field{}" data-field="{}"><label for="{}">{}{}</label>{}{}{}</div>',
        " wrong" if field.errors else "",
        field.html_name,
        pk,
        field.label,
        format_html('<span class="sr">: {}</span>', row) if (row := row_name(field)) else "",
        format_html('<p class="hint" id="{}_helptext">{}</p>', pk, hint) if hint else "",
        _error(pk, field.errors),
        field,
    )


@register.simple_tag
def choice(field: BoundField) -> SafeString:
    """A few short options on one line."""
    clears = getattr(field.field.widget, "clears", False)
    return format_html(
        '<fieldset class="choice{}" data-field="{}"{}><legend>{}</legend>{}{}{}</fieldset>',
        " wrong" if field.errors else "",
        field.html_name,
        format_html(' aria-describedby="{}_error"', field.auto_id) if field.errors else "",
        field.label,
        _radios(field.html_name, field.auto_id, _choices(field), _value(field)),
        _clear(field.html_name, field.label, _value(field)) if clears else "",
        _error(field.auto_id, field.errors),
    )


@register.simple_tag
def select(field: BoundField, row: str = "") -> SafeString:
    """A drop-down list with its label and error. `row` tells it from others of its name, to whoever hears it alone."""
    options = _options(_choices(field), _value(field))
    return format_html(
        '<div class="field{}"><label for="{}">{}{}</label>{}<select name="{}" id="{}"{}>{}</select></div>',
        " wrong" if field.errors else "",
        field.auto_id,
        field.label,
        format_html('<span class="sr">: {}</span>', row) if row else "",
        _error(field.auto_id, field.errors) if field.errors else "",
        field.html_name,
        field.auto_id,
        format_html(' aria-invalid="true" aria-describedby="{}_error"', field.auto_id) if field.errors else "",
        options,
    )


def _choices(field: BoundField) -> Choices:
    """Keys and labels as plain text in the reader's language."""
    made: Any = field.field
    return tuple((str(key), str(label)) for key, label in made.choices) if hasattr(made, "choices") else ()


def _value(field: BoundField) -> str:
    value = field.value()
    return "" if value is None else str(value)


@lru_cache(maxsize=200)
def _options(choices: Choices, chosen: str) -> SafeString:
    """Without what HTML lets out, the end tag and a value that is the text itself: a page has 63 of these lists."""
    return format_html_join(
        "",
        "<option{}{}>{}",
        (
            (
                _NOTHING if key == label else format_html(' value="{}"', key),
                _flag(" selected", key == chosen),
                label,
            )
            for key, label in choices
        ),
    )


def _flag(attribute: str, on: bool) -> SafeString:
    return mark_safe(attribute) if on else _NOTHING


def _radios(name: str, pk: str, choices: Choices, value: str) -> SafeString:
    """The same few radios under many names: worked out once for each set of choices and each answer."""
    pattern = _radio_pattern(choices, value)
    return mark_safe(pattern.replace(_NAME, escape(name)).replace(_ID, escape(pk)))


_NAME, _ID = "\x00name\x00", "\x00id\x00"  # cannot come from a person: forms refuse null characters
_FIRST = mark_safe(f' id="{_ID}_0"')


@lru_cache(maxsize=200)
def _radio_pattern(choices: Choices, chosen: str) -> str:
    return format_html_join(
        "",
        '<label><input type="radio" name="{}" value="{}"{}{}> {}</label>',
        (
            # A link of the summary leads to the first one; ids of the others would only weigh.
            (_NAME, key, _FIRST if number == 0 else _NOTHING, _flag(" checked", key == chosen), label)
            for number, (key, label) in enumerate(choices)
        ),
    )


def _clear(name: str, label: Any, value: str) -> SafeString:
    return format_html(
        '<button class="clear" name="clear" value="{}"{}>{}<span class="sr">: {}</span></button>',
        name,
        _flag(" hidden", not value),
        _("Clear"),
        label,
    )


def _error(pk: str, errors: Iterable[Any]) -> SafeString:
    """Always there, so that the script has a place for an error; hidden while there is none."""
    if not errors:
        return format_html('<p class="error" id="{}_error" hidden></p>', pk)
    return format_html(
        '<p class="error" id="{}_error"><svg class="icon" aria-hidden="true"><use href="#i-care"/></svg> '
        '<span class="sr">{} </span>{}</p>',
        pk,
        _("Error:"),
        " ".join(str(error) for error in errors),
    )


@register.simple_tag
def phase_scale(field: BoundField, notes: dict[str, SafeString] | None = None, unknown: str = "") -> SafeString:
    """The stair of five phases. `notes` stand under a phase, by its number; `unknown` words not knowing it."""
    chosen = _value(field)
    steps, others = [], []
    for index, (key, label) in enumerate(_choices(field)):
        radio = format_html(
            '<input type="radio" name="{}" value="{}" id="{}_{}"{}>',
            field.html_name,
            key,
            field.auto_id,
            index,
            _flag(" checked", str(key) == chosen),
        )
        if key == "unknown":
            words = unknown or _("Don’t know yet: a colleague will have to say")
            others.append((radio, words))
        else:
            steps.append((key, key, radio, key, label, (notes or {}).get(str(key), "")))
    return format_html(
        '<fieldset data-field="{}"{}><legend class="sr">{}</legend>{}<div class="phase-scale{}">{}</div>'
        '<div class="choice">{}{}</div></fieldset>',
        field.html_name,
        format_html(' class="wrong" aria-describedby="{}_error"', field.auto_id) if field.errors else "",
        field.label,
        _error(field.auto_id, field.errors),
        " long" if field.html_name == "phase" else "",
        format_html_join(
            "",
            '<label data-phase="{}"><b class="phase" aria-hidden="true">{}</b>{}<b><span class="sr">{} </span>{}</b>{}'
            "</label>",
            steps,
        ),
        format_html_join("", '<label>{} <b class="phase" data-phase="dk">?</b> {}</label>', others),
        _clear(field.html_name, field.label, chosen),
    )
