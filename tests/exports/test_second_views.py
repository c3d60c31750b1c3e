"""The report prints both: the country's answer and the second views, and says what was said to them."""

from typing import Any

import pytest

from assessments import results
from assessments.exports import pdf
from assessments.models import Assessment, ReaderTask, Response, SecondView, User
from tests.exports.conftest import HOSTILE, MOMENT
from tests.exports.test_report_pdf import letters, rendered

pytestmark = pytest.mark.django_db


def html(assessment: Assessment, kind: pdf.Kind = "full", language: str = "en") -> str:
    results.forget()
    result = results.of(assessment, language)
    return pdf.html_of(result, pdf.verification_code(result), kind)


@pytest.fixture
def give(assessment: Assessment, user: User) -> Any:
    def make(code: str = "1", kind: str = "reader", **values: Any) -> SecondView:
        capability = assessment.framework.capabilities.get(code=code)
        task = None
        if kind == "reader":
            person = User.objects.create_user(f"r{User.objects.count()}@example.org", name="Rita Secret")
            task = ReaderTask.objects.create(assessment=assessment, capability=capability, reader=person, asked_by=user)
        values = {"reason": "Two regions of five.", "given_at": MOMENT, "given_on": "2"} | values
        return SecondView.objects.create(assessment=assessment, capability=capability, kind=kind, task=task, **values)

    return make


def test_silent_where_there_are_none(assessment: Assessment) -> None:
    page = html(assessment)
    assert "second view" not in page.lower()


def test_both_are_printed(assessment: Assessment, give: Any) -> None:
    give(phase=1, organisation="Child Rights Network", confidence=3)
    give(kind="review", phase=4, response="held", response_on="2", response_reason="The law is not in force yet.")
    give("2", unknown=True, given_on="dk")
    page = html(assessment)
    assert "Child Rights Network" in page and "Rita Secret" not in page
    assert "1 phase from the answer of the country, which has not said anything to it yet." in page
    assert "2 phases from the answer of the country, which holds to it:" in page
    assert "The law is not in force yet." in page
    assert "Secretariat, in its review" in page and "How sure: Sure" in page
    assert "Cannot be compared" in page
    assert "Others gave 3 second views on the capabilities. 2 say another phase than the country." in page
    assert "To 1 of these the country says why it holds to its answer." in page


def test_an_answer_that_was_changed_since(assessment: Assessment, give: Any) -> None:
    give(phase=3)
    Response.objects.filter(capability__code="1").update(phase=3)
    page = html(assessment)
    assert "The country has changed its answer since, and now says the same phase." in page
    assert "None of them says another phase than the country." in page


def test_held_to_an_answer_that_is_another_one_now(assessment: Assessment, give: Any) -> None:
    """The reason spoke of phase 2: it is not printed beside a later 4."""
    give(phase=1, response="held", response_on="2", response_reason="Spoken of two.")
    Response.objects.filter(capability__code="1").update(phase=4)
    page = html(assessment)
    assert "Spoken of two." not in page and "which has not said anything to it yet" in page


def test_the_brief_stays_as_it_is(assessment: Assessment, give: Any) -> None:
    before = html(assessment, "brief")
    give(phase=1)
    after = html(assessment, "brief")
    assert "Two regions of five." not in after
    assert len(before) == len(after)


def test_another_view_another_code(assessment: Assessment, give: Any) -> None:
    codes = {pdf.verification_code(results.build(assessment, "en"))}
    view = give(phase=1)
    codes.add(pdf.verification_code(results.build(assessment, "en")))
    SecondView.objects.filter(pk=view.pk).update(reason="One word else.")
    codes.add(pdf.verification_code(results.build(assessment, "en")))
    assert len(codes) == 3


def test_as_a_file_with_hostile_words(assessment: Assessment, give: Any) -> None:
    give(phase=1, reason=HOSTILE, organisation=HOSTILE[:200], response="held", response_on="2", response_reason=HOSTILE)
    results.forget()
    text = letters(" ".join(page.extract_text() for page in rendered(assessment, "en").pages))
    assert letters("Second views") in text
    assert letters("1 phase from the answer of the country, which holds to it:") in text
    assert text.count(letters("<script>alert(1)</script>")) >= 6  # the country's own, and three of the view
