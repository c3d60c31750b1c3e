"""Examples of good answers: every language has the same ones, and the shipped framework knows what they are of."""

import pytest

from assessments import examples, structure
from assessments.results import blank
from tests import factories as make


def shape(language: str) -> list[tuple[object, ...]]:
    return [(e.domain, e.capability, e.phase, e.target, len(e.parts), len(e.evidence)) for e in examples.read(language)]


def test_every_language_has_the_same_examples() -> None:
    assert set(examples.languages()) == {"en", "es", "fr", "ar", "pt", "ru"}
    for language in examples.languages():
        assert shape(language) == shape("en"), language


@pytest.mark.parametrize("language", examples.languages())
def test_no_text_is_empty(language: str) -> None:
    for example in examples.read(language):
        texts = [example.participants, *example.evidence]
        texts += [text for part in example.parts for text in (part.said, part.note)]
        assert all(text.strip() for text in texts), example.capability


def test_another_language_reads_english_and_says_so() -> None:
    found, other = examples.of("uk")
    assert other == "en" and found == examples.read("en")
    assert examples.of("es-mx") == (examples.read("es"), "")


@pytest.mark.django_db
def test_one_for_each_domain_of_the_shipped_framework() -> None:
    nodes = structure.of(make.framework())
    assert [e.domain for e in examples.read("en")] == [domain.code for domain in nodes.domains]
    for example in examples.read("en"):
        assert nodes.by_code[example.capability].domain == example.domain


@pytest.mark.django_db
def test_a_blank_questionnaire_has_every_capability_and_no_answer() -> None:
    whole = blank(make.framework(), "en")
    assert len(whole.capabilities) == 21
    assert {(c.state, c.started, c.justification, c.workshop) for c in whole.capabilities} == {
        ("none", False, "", None)
    }
    assert len(whole.scopes) == 1 + 6 + 21
    with pytest.raises(KeyError):
        whole.part("c-99")
