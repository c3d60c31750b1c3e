"""What a country writes is marked with its own language and direction where the page or the report speaks another."""

import dataclasses

import pytest

from assessments import results
from assessments.exports import pdf
from assessments.models import Assessment, Response, User
from assessments.results import content_hash
from assessments.templatetags.report import spoken, words
from assessments.wording import foreign, written_in
from tests import factories as make

pytestmark = pytest.mark.django_db

ARABIC = "وفقا لقانون Loi n° 2025-12 الفرنسي."


@pytest.fixture
def ana() -> User:
    return make.user("coordinator", make.country())


def written(ana: User, language: str, text: str) -> Assessment:
    draft = make.answered_round(ana)
    Assessment.objects.filter(pk=draft.pk).update(language=language)
    Response.objects.filter(assessment=draft).update(justification=text)
    return Assessment.objects.get(pk=draft.pk)


@pytest.mark.parametrize(
    ("language", "text", "mark"),
    [
        ("ar", ARABIC, 'dir="rtl" lang="ar"'),
        ("es", "Ley 12 de 2025.", 'dir="ltr" lang="es"'),
        ("es", ARABIC, 'dir="rtl"'),  # written in something else than the round says: no language is made up
        ("en", "Law 12 of 2025.", 'dir="ltr"'),
    ],
)
def test_in_an_english_report(ana: User, language: str, text: str, mark: str) -> None:
    result = results.build(written(ana, language, text), "en")
    assert f'<div class="words" {mark}>{text}</div>' in pdf.html_of(result, "CODE")


def test_what_others_wrote_has_no_language_of_the_round() -> None:
    with written_in("es"):
        assert str(spoken(" Please look again.\x07 ")) == '<div class="words" dir="ltr">Please look again.</div>'
        assert 'lang="es"' in words("Miren otra vez.")


def test_only_while_a_report_is_made() -> None:
    assert foreign("Ley") == ""
    with written_in("es"):
        assert foreign("Ley") == "es"
    assert foreign("Ley") == ""


def test_a_code_from_before_the_language_was_known(ana: User) -> None:
    result = results.build(written(ana, "es", "Ley"), "en")
    before = dataclasses.replace(result, written_in="")
    assert content_hash(before) != content_hash(result)
    assert '"written_in"' not in str(results.freeze(before)).replace("'written_in': ''", "")
