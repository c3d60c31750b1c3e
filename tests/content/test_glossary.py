"""The glossary has the same words in every language, and the page shows them."""

import subprocess
import sys

import pytest
from django.conf import settings

from assessments.glossary import SOURCE, glossary, languages

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_in_the_same_order(language: str) -> None:
    assert language in languages()
    ours, source = glossary(language), glossary(SOURCE)
    for mine, theirs in ((ours.subject, source.subject), (ours.tool, source.tool)):
        assert [term.key for term in mine] == [term.key for term in theirs]
        assert all(term.term.strip() and term.means.strip() for term in mine)
        assert all(bool(term.avoided) == bool(term.why) for term in mine)
    if language != SOURCE:
        assert all(term.choice for term in ours.subject)


def test_a_language_without_a_glossary_gets_the_english_one() -> None:
    assert glossary("uk").language == "en"


def test_the_page_in_docs_says_the_same() -> None:
    assert subprocess.run([sys.executable, "bin/glossary.py", "--check"], check=False).returncode == 0
