"""Which language a reader gets, and how a text in another one is marked."""

import pytest
from django.template import Context, Template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from assessments.translation import Text, pick

ALL = {"en": "Law", "es": "Ley", "ar": "قانون"}


@pytest.mark.parametrize(
    ("texts", "language", "text", "lang"),
    [
        (ALL, "en", "Law", ""),
        (ALL, "es", "Ley", ""),
        (ALL, "ar", "قانون", ""),
        # a regional language reads its base language, unmarked
        (ALL, "es-mx", "Ley", ""),
        ({"pt": "Lei", "pt-br": "Lei (BR)"}, "pt-br", "Lei (BR)", ""),
        ({"pt": "Lei", "pt-br": "Lei (BR)"}, "pt", "Lei", ""),
        ({"en": "Law", "pt-br": "Lei"}, "pt", "Law", "en"),
        # not there: English, marked as English
        (ALL, "fr", "Law", "en"),
        (ALL, "", "Law", "en"),
        # an empty text is none
        ({"en": "Law", "es": ""}, "es", "Law", "en"),
        ({"en": "", "es": "Ley"}, "en", "Ley", "es"),
        # no English either: any, always the same one, marked as what it is
        ({"es": "Ley", "ar": "قانون"}, "fr", "قانون", "ar"),
        ({"ar": "قانون", "es": "Ley"}, "fr", "قانون", "ar"),
        ({"ar": "", "es": "Ley"}, "fr", "Ley", "es"),
        ({}, "en", "", ""),
        ({"en": "", "es": ""}, "fr", "", ""),
    ],
)
def test_pick(texts: dict[str, str], language: str, text: str, lang: str) -> None:
    assert pick(texts, language) == Text(text, lang)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (Text("Law"), "Law"),
        (Text("<b>1 & 2</b>"), "&lt;b&gt;1 &amp; 2&lt;/b&gt;"),
        (Text("Law", "en"), '<span lang="en" dir="ltr">Law</span>'),
        (Text("قانون", "ar"), '<span lang="ar" dir="rtl">قانون</span>'),
        (Text("<script>", "en"), '<span lang="en" dir="ltr">&lt;script&gt;</span>'),
        (Text('"', '"><i>'), '<span lang="&quot;&gt;&lt;i&gt;" dir="ltr">&quot;</span>'),
        (Text(), ""),
    ],
)
def test_on_a_page(text: Text, html: str) -> None:
    """Escaped once, whichever way it gets there."""
    assert text.__html__() == html
    assert isinstance(text.__html__(), SafeString)
    assert conditional_escape(text) == html
    assert Template("{{ text }}").render(Context({"text": text})) == html


def test_in_an_f_string_it_is_plain_text() -> None:
    fallback = Text("<b>Law</b>", "en")
    assert f"3 {fallback}" == "3 <b>Law</b>"
    assert f"{fallback:>12}" == "  <b>Law</b>"
    assert f"3 {Text('Ley')}" == "3 Ley"


def test_str_is_plain_where_it_is_no_fallback_and_safe_markup_where_it_is() -> None:
    assert str(Text("a < b")) == "a < b"
    assert not isinstance(str(Text("a < b")), SafeString)
    assert str(Text("a < b", "en")) == '<span lang="en" dir="ltr">a &lt; b</span>'
    assert isinstance(str(Text("a < b", "en")), SafeString)


def test_an_empty_text_is_false() -> None:
    assert not Text()
    assert not Text("", "en")
    assert Text("Law", "en")
