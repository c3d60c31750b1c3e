"""Texts that exist in several languages: `{language: text}` in a row, one of them for a reader."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """A text for one reader. `lang` is empty when it is in the reader's language, else the language it is in.

    Templates print it with its own `lang` and `dir` when it is a fallback (WCAG 3.1.2).
    """

    text: str = ""
    lang: str = ""

    def __str__(self) -> str:
        """For templates, which print str(value): plain text, or marked-up text when it is a fallback."""
        return self.__html__() if self.lang else self.text

    def __format__(self, spec: str) -> str:
        """For f-strings, which make plain text."""
        return format(self.text, spec)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __html__(self) -> SafeString:
        if not self.lang:
            return conditional_escape(self.text)
        direction = "rtl" if self.lang in settings.LANGUAGES_BIDI else "ltr"
        return format_html('<span lang="{}" dir="{}">{}</span>', self.lang, direction, self.text)


def pick(texts: Mapping[str, str], language: str) -> Text:
    """The text in `language`; else in its base language; else in English, else in any, marked as such."""
    for wanted in (language, language.split("-")[0]):
        if texts.get(wanted):
            return Text(texts[wanted])
    for other in (FALLBACK, *sorted(texts)):
        if texts.get(other):
            return Text(texts[other], other)
    return Text()
