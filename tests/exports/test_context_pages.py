"""The threat picture and the commitments in the report: there when the round has them, escaped, and linked."""

from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from assessments import results
from assessments.exports import pdf
from assessments.models import Assessment, Commitment, CommitmentAnswer, Framework, Harm, ThreatAnswer
from tests.exports.conftest import HOSTILE

pytestmark = pytest.mark.django_db


@pytest.fixture
def pictured(framework: Framework, assessment: Assessment) -> Assessment:
    """Two harms, one of them answered with hostile words, and one commitment."""
    texts = {"en": "Harm", "es": "Daño"}
    first = Harm.objects.create(
        framework=framework, code="h1", order=1, names=texts, texts={"en": "What it is"}, capabilities=["1"]
    )
    Harm.objects.create(framework=framework, code="h2", order=2, names={"en": "Other"}, capabilities=["2"])
    promise = Commitment.objects.create(
        framework=framework,
        code="k1",
        order=1,
        summits={"en": "Summit of 2015", "es": "Cumbre de 2015"},
        names={"en": "Promise", "es": "Promesa"},
        capabilities=["1", "2"],
    )
    ThreatAnswer.objects.create(assessment=assessment, harm=first, presence="widespread", source=HOSTILE)
    CommitmentAnswer.objects.create(assessment=assessment, commitment=promise, answer="partly", note=HOSTILE)
    Framework.objects.update(revision=2)
    return Assessment.objects.select_related("country", "framework", "sent_by").get(pk=assessment.pk)


def html(assessment: Assessment, language: str = "en") -> str:
    result = results.of(assessment, language)
    return pdf.html_of(result, pdf.verification_code(result))


def part(page: str, anchor: str) -> str:
    start = page.index(f'<section id="{anchor}"')
    return page[start : page.index("</section>", start)]


def test_both_sections(pictured: Assessment) -> None:
    page = html(pictured)
    threats, commitments = part(page, "threats"), part(page, "commitments")
    assert "Widespread" in threats
    assert "Unanswered" in threats  # the other harm
    assert '<a href="#c1">' in threats
    assert "Summit of 2015" in commitments
    assert "Partly" in commitments
    for section in (threats, commitments):
        assert '<th scope="col"' in section
        assert '<th scope="row">' in section
        assert "<script>" not in section
        assert "<img" not in section


def test_they_stand_in_the_contents(pictured: Assessment) -> None:
    contents = part(html(pictured), "contents")
    assert '<a href="#threats">Threat picture</a>' in contents
    assert '<a href="#commitments">Commitments</a>' in contents


def test_framework_texts_in_the_language_of_the_reader(pictured: Assessment) -> None:
    page = html(pictured, "es")
    assert "Daño" in part(page, "threats")
    assert "Cumbre de 2015" in part(page, "commitments")


def test_a_round_without_them_has_no_such_sections(assessment: Assessment) -> None:
    page = html(assessment)
    assert 'id="threats"' not in page
    assert "#commitments" not in page


def test_the_report_asks_nothing_of_the_database(pictured: Assessment) -> None:
    from django.db import connection

    result: Any = results.of(pictured, "en")
    with CaptureQueriesContext(connection) as queries:
        pdf.html_of(result, "code")
    assert len(queries) == 0
