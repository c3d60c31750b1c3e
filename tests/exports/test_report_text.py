"""The words of the report: honest sentences, codes, keys, and what a draft says."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from assessments import results
from assessments.actions.reports import issue_report
from assessments.exports import pdf
from assessments.models import Assessment, AuditEvent, IssuedReport, Response, Snapshot, WorkshopVote
from assessments.results import PriorityResult
from assessments.templatetags.report import direction_of, ltr, own, words
from assessments.workflow import State
from tests.exports.conftest import HOSTILE

pytestmark = pytest.mark.django_db


def html(assessment, language="en") -> str:
    result = results.of(assessment, language)
    return pdf.html_of(result, pdf.verification_code(result))


def test_lead_counts_and_says_that_there_is_nothing_to_compare_with(assessment):
    page = html(assessment)
    assert "2 of 2 capabilities answered. This is the first round, so there is nothing to compare it with." in page


def test_lead_says_who_moved(assessment):
    before = Assessment.objects.create(
        country=assessment.country, framework=assessment.framework, year=2024, title="2024", target_year=2026,
        opened_by=assessment.opened_by, state=State.ACCEPTED,
    )  # fmt: skip
    said = {
        "1": {"phase": 1, "unknown": False, "target": 2},
        "2": {"phase": None, "unknown": True, "target": None},
    }
    Snapshot.objects.create(
        assessment=before, state=State.ACCEPTED, language="en", result={},
        summary={"year": 2024, "capabilities": said, "gaps": ["XSA:1:sign:1a"]},
    )  # fmt: skip
    Assessment.objects.filter(pk=assessment.pk).update(previous=before)
    assessment.refresh_from_db()
    page = html(assessment)
    assert "2 of 2 capabilities answered. 1 has moved on since 2024." in page
    assert "1 gap of 2024 is closed." in page
    assert "moved back." not in page


def test_summary_names_strength_obstacles_and_what_is_not_known(assessment):
    page = html(assessment)
    assert "No capability stands at phase 3 or 4 yet." in page
    assert "Not funded, or only in part" in page and "Not nationwide, or only in part" in page
    assert "To 1 sign the answer is “Don’t know”." in page
    Response.objects.filter(capability__code="1").update(phase=3)
    results.forget()
    assert "phase 3, with 3 pieces of evidence" in html(assessment)


def test_gaps_are_counted_as_open_and_not_as_a_way_to_a_target(assessment):
    """Without a target, answers of the reality check are gaps all the same."""
    Response.objects.filter(capability__code="1").update(target=None, target_year=None)
    results.forget()
    count = len((result := results.of(assessment, "en")).gaps)
    assert count and not any(gap.source == "sign" for gap in result.gaps)
    page = html(assessment)
    assert f"<b>{count}</b> gaps are open" in page
    first = PriorityResult("1", steps=1, importance=1, feasibility=1, rank=1, computed_rank=1, points="1", factor="1")
    assert f"priority 1, {count} open gaps" in pdf.html_of(replace(result, priorities=(first,)), "CODE")
    assert "between now and" not in page


def test_arithmetic_of_points_and_the_reason_of_a_move_are_printed(assessment):
    page = html(assessment)
    assert "2 × 5 × 3 × 1" in page and '<b><bdi dir="ltr">30</bdi></b>' in page
    assert "Moved by the country. Its worked-out place is 1." in page


def test_a_rank_is_explained_by_what_put_it_there(assessment):
    """1 was lifted to place 1 because 2 needs it. Moved to another place, it does not stand there for that."""
    result = results.of(assessment, "en")
    lifted = replace(result.priorities[0], lifted_by="2", moved=False)
    page = pdf.html_of(replace(result, priorities=(lifted,)), "CODE")
    assert "Placed here because this one needs it:" in page and "Moved by the country." not in page
    page = pdf.html_of(replace(result, priorities=(replace(lifted, moved=True),)), "CODE")
    assert "Placed here because" not in page
    assert 'Its worked-out place is 1, because <bdi dir="ltr">2</bdi> builds on it.' in page


@pytest.mark.parametrize(("state", "open_mark"), [(State.DRAFT, True), (State.RETURNED, True), (State.ACCEPTED, False)])
def test_cover_names_the_state(assessment, state, open_mark):
    Assessment.objects.filter(pk=assessment.pk).update(state=state)
    assessment.refresh_from_db()
    assert ('class="state open"' in html(assessment)) is open_mark


@pytest.mark.parametrize(
    ("state", "status"),
    [(State.DRAFT, "Draft"), (State.SUBMITTED, "Draft · Submitted"), (State.ACCEPTED, "Accepted")],
)
def test_every_page_says_draft_until_the_round_is_accepted(assessment, state, status):
    """The cover's words stand at the foot of each page (see `string(status)` of the style sheet)."""
    result = replace(results.of(assessment, "en"), state=state)
    assert f'<b class="status">{status}</b>' in pdf.html_of(result, "CODE")


def test_the_same_result_gives_the_same_text(assessment):
    assert html(assessment) == html(assessment)


def test_code_is_stable_readable_and_of_this_content(assessment):
    result = results.of(assessment, "en")
    code = pdf.verification_code(result)
    assert code == pdf.verification_code(results.of(assessment, "en"))
    country, year, language, *groups = code.split("-")
    assert (country, year, language) == ("XSA", "2026", "EN")
    assert [len(group) for group in groups] == [4, 4, 4]
    assert not set("".join(groups)) & set("ILOU")
    assert pdf.verification_code(results.of(assessment, "es")) != code
    Response.objects.filter(capability__code="1").update(justification="Something else")
    results.forget()
    assert pdf.verification_code(results.of(assessment, "en")) != code


def test_key_of_a_frozen_round_outlives_changes_of_its_rows(assessment):
    frozen = results.build(assessment, "en")
    Assessment.objects.filter(pk=assessment.pk).update(state=State.SUBMITTED)
    assessment.refresh_from_db()
    Snapshot.objects.create(
        assessment=assessment, state=State.SUBMITTED, language="en",
        result=results.freeze(frozen), summary=results.summary(frozen),
    )  # fmt: skip
    key, page = pdf.content_key(results.of(assessment, "en")), html(assessment)
    Response.objects.filter(assessment=assessment).update(justification="Changed later", phase=None)
    assert pdf.content_key(results.of(assessment, "en")) == key
    assert html(assessment) == page


def test_key_of_a_draft_follows_its_rows_and_its_language(assessment):
    key = pdf.content_key(results.of(assessment, "en"))
    assert pdf.content_key(results.of(assessment, "es")) != key
    Response.objects.filter(capability__code="1").update(phase=3)
    results.forget()
    assert pdf.content_key(results.of(assessment, "en")) != key


def test_a_report_is_issued_once(assessment, user):
    result = results.of(assessment, "en")
    code = issue_report(assessment=assessment, result=result, by=user)
    assert issue_report(assessment=assessment, result=result, by=None) == code
    issued = IssuedReport.objects.get()
    assert (issued.code, issued.issued_by, issued.language, issued.state) == (code, user, "en", "draft")
    assert issued.content_hash == results.content_hash(result)
    event = AuditEvent.objects.get(action="report.issued")
    assert (event.object_code, event.actor_id, event.assessment_id) == (code, user.pk, assessment.pk)


def test_votes_of_a_workshop_are_printed_where_a_room_voted(assessment):
    assert "In the workshop" not in html(assessment)
    WorkshopVote.objects.create(
        response=Response.objects.get(capability__code="1"),
        held_on=dt.date(2026, 11, 3),
        votes_0=0,
        votes_2=1,
        votes_3=7,
        dissent=HOSTILE,
        revision=1,
    )
    results.forget()
    page = html(assessment)
    assert "In the workshop of 3 November 2026" in page
    assert page.count(" vote</li>") == 1 and page.count(" votes</li>") == 1  # 0 for phase 0 says nothing
    assert "<script>" not in page and page.count("&lt;script&gt;alert(1)") >= 2


def test_own_words_keep_their_direction_and_lose_marks_that_turn_the_rest():
    assert words("مرحبا\n<b>") == '<div class="words" dir="rtl">مرحبا\n&lt;b&gt;</div>'
    assert own("a\u202e b\x00\n c") == '<bdi dir="ltr">a b c</bdi>'
    # No word is so long: it may be broken after each twelve letters, and nothing else is.
    assert own("x" * 60) == f'<bdi dir="ltr">{"x" * 60}</bdi>'
    assert own("x" * 61).count("\u200b") == 5
    assert own("x" * 61).replace("\u200b", "") == f'<bdi dir="ltr">{"x" * 61}</bdi>'
    assert ltr("3/5") == '<bdi dir="ltr">3/5</bdi>'
    assert direction_of("12 שלום") == "rtl" and direction_of("12 !") == "ltr"


def test_what_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(pdf, "_missing", lambda: ("Pango", "Fontconfig"))
    assert pdf.problem() == "The PDF report cannot be made on this machine. Missing: Pango, Fontconfig."
    monkeypatch.setattr(pdf, "_missing", lambda: ())
    assert pdf.problem() == ""


def test_dates_are_written_in_words_everywhere(assessment):
    """As a reader of that language writes them; figures between hyphens stand in no page of the report."""
    result = replace(results.of(assessment, "en"), changed_at=dt.datetime(2026, 11, 28, 11, 55, tzinfo=dt.UTC))
    page = pdf.html_of(result, "CODE")
    assert "<td>Draft, 4 November 2026</td>" in page and "<td>28 November 2026, 11:55</td>" in page
    assert "28 de noviembre de 2026 a las 11:55" in pdf.html_of(replace(result, language="es"), "CODE")
    assert not re.findall(r"\d{4}-\d\d-\d\d", page.partition("<body")[2])
