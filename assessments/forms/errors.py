"""The linked summary at the top of a form that was refused."""

from typing import Any

from django import forms
from django.utils.html import format_html

from assessments.forms.fields import SAID_ANYWHERE


def summary_of(form: forms.BaseForm) -> list[tuple[str, str]]:
    """[(id of the field, message)], in the order of the fields; errors of the whole form lead to its top."""
    if not form.is_bound:
        return []
    found = []
    for name, errors in form.errors.as_data().items():
        anchor = "main"
        if name in form.fields:
            widget = form.fields[name].widget
            options = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
            anchor = f"{form[name].auto_id}_0" if options else form[name].auto_id
        found += [(anchor, _named(form, name, error, text)) for error in errors for text in error.messages]
    return found


def _named(form: forms.BaseForm, name: str, error: Any, text: str) -> str:
    """What can be said of any field stands below the field's name, and where a page has many rows, the row's."""
    if name not in form.fields or error.message not in SAID_ANYWHERE:
        return str(text)
    label, row = form[name].label, getattr(form, "about", "")
    if row:
        return format_html("{} · {}<br>{}", row, label, text)
    return format_html("{}<br>{}", label, text)
