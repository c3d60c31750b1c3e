"""The linked summary at the top of a form that was refused."""

from django import forms


def summary_of(form: forms.BaseForm) -> list[tuple[str, str]]:
    """[(id of the field, message)], in the order of the fields; errors of the whole form lead to its top."""
    if not form.is_bound:
        return []
    found = []
    for name, errors in form.errors.items():
        anchor = "main"
        if name in form.fields:
            widget = form.fields[name].widget
            options = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
            anchor = f"{form[name].auto_id}_0" if options else form[name].auto_id
        found += [(anchor, str(error)) for error in errors]
    return found
