"""What a password must be, said in every language of the site."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _

#: As the hint beside the box says it, so the number stands in one sentence only.
LENGTH = 12


class LongEnough(MinimumLengthValidator):
    """Django changed its sentence, so Arabic and Portuguese pages show it in English: said by ourselves."""

    def __init__(self, min_length: int = LENGTH) -> None:
        super().__init__(min_length)

    def get_error_message(self) -> str:
        return _("At least 12 characters. Several words are easy to remember.")

    def get_help_text(self) -> str:
        return self.get_error_message()
