"""Fields as all forms here have them: what is typed is never cut, and a refusal says what to do."""

from typing import Any, ClassVar

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _

TOO_LONG = _("Use at most %(limit_value)d characters; you have typed %(show_value)d.")
NOT_LISTED = _("Choose one of the list.")
NOT_ALL_LISTED = _("Choose from the list.")
#: Messages that do not say of themselves which field they mean.
SAID_ANYWHERE = (TOO_LONG, NOT_LISTED, NOT_ALL_LISTED)


class WholeText(forms.BoundField):
    """Without `maxlength`, at which a browser cuts what is pasted and says nothing. The server says how long it is, and
    all of it stays in its box until the person has shortened it."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        made = super().build_widget_attrs(attrs, widget)
        # Chromium calls a list or a file that has yet to be chosen wrong, before anybody has done anything.
        if made.get("required") and isinstance(widget or self.field.widget, forms.Select | forms.FileInput):
            made.setdefault("aria-invalid", "false")
        return {**made, "maxlength": False}


class Renderer(DjangoTemplates):
    """Of every form, see FORM_RENDERER: also of those that other packages bring."""

    bound_field_class = WholeText


class Unchanged(dict[str, forms.Field]):
    """The fields of a form that a page has a dozen times and that changes none of them: all its forms share one set,
    where Django copies each field for each form."""

    def __deepcopy__(self, memo: Any) -> "Unchanged":
        return self


class CharField(forms.CharField):
    default_error_messages: ClassVar[dict[str, Any]] = {"max_length": TOO_LONG}


class EmailField(forms.EmailField):
    default_error_messages: ClassVar[dict[str, Any]] = {"max_length": TOO_LONG}


class ChoiceField(forms.ChoiceField):
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid_choice": NOT_LISTED, "required": NOT_LISTED}


class TypedChoiceField(forms.TypedChoiceField):
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid_choice": NOT_LISTED, "required": NOT_LISTED}


class MultipleChoiceField(forms.MultipleChoiceField):
    default_error_messages: ClassVar[dict[str, Any]] = dict.fromkeys(("invalid_choice", "invalid_list"), NOT_ALL_LISTED)
