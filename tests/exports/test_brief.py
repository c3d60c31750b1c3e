"""The brief: exactly a cover and two pages, honest about money and about what it leaves out."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import translation
from pypdf import PdfReader

from assessments import results
from assessments.actions.countries import load_countries
from assessments.actions.demo import load_demo
from assessments.exports import pdf
from assessments.exports.decisions import DECISION_LENGTH, proposals
from assessments.exports.money import money
from assessments.exports.registry import FORMATS
from assessments.exports.report import Report
from assessments.models import Assessment
from assessments.plan import ActionState, Funding
from assessments.results import ActionResult, AssessmentResult
from assessments.workflow import State
from tests import factories
from tests.exports.plans import with_decisions, with_plan

pytestmark = pytest.mark.django_db

LONGEST = (("Send the amendment of the act to Parliament before June. " * 20)[:DECISION_LENGTH].strip(),) * 3
MANY = ("USD", "EUR", "XOF", "XAF", "GBP", "CHF", "JPY")


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words without the renderer."""
    monkeypatch.setattr(pdf, "problem", lambda: "")


@pytest.fixture
def sampland(settings) -> Assessment:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    load_countries()
    factories.framework()
    load_demo(password="secret")
    return Assessment.objects.with_round().get(country__iso3="XSA", year=2026)


def pages_of(result: AssessmentResult, kind: pdf.Kind = "brief") -> list[str]:
    html = pdf.html_of(result, pdf.verification_code(result), kind)
    reader = PdfReader(pdf.render_now(pdf.content_key(result, kind), html))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value
    assert "pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()
    return [page.extract_text() for page in reader.pages]


def report(result: AssessmentResult) -> Report:
    return Report(result, "CODE", mirrored=False)


@pytest.mark.parametrize("language", ["en", "es"])
def test_sampland_fits_a_cover_and_two_pages(sampland: Assessment, language: str) -> None:
    pages = pages_of(results.build(sampland, language))
    assert len(pages) == 3
    assert "2 / 3" in pages[1] and "3 / 3" in pages[2]


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_it_fits_with_long_decisions_and_many_currencies(sampland: Assessment, language: str) -> None:
    result = with_decisions(with_plan(results.build(sampland, language), 60, MANY), *LONGEST)
    pages = pages_of(result)
    assert len(pages) == 3
    said = "".join(pages[2].split())
    assert said.count("".join(LONGEST[0].split())) == 3  # no word is cut
    assert pdf.verification_code(result) in "".join(pages[2].split())


def test_it_fits_when_everything_moved_and_nothing_is_known(sampland: Assessment) -> None:
    result = with_decisions(with_plan(results.build(sampland, "es"), 60, MANY), *LONGEST)
    capabilities = tuple(
        replace(
            c,
            phase=None if c.order % 3 else 3,
            phase_unknown=c.order % 3 == 1,
            previous=replace(c.previous, phase=1) if c.previous else None,
            participants=("social", "police", "justice", "health", "education", "digital", "other", "industry",
                          "civil_society", "international"),
            saved=replace(c.saved, by=f"Maria-Fernanda de los Santos Rodríguez {c.code}"),
        )
        for c in result.capabilities
    )  # fmt: skip
    assert len(pages_of(replace(result, capabilities=capabilities))) == 3


def test_the_full_report_begins_with_it(assessment: Assessment) -> None:
    result = with_decisions(with_plan(results.build(assessment, "en"), 5), "Send the bill.\nIt protects.")
    pages = pages_of(result, "full")
    assert "Brief for the minister" in pages[1]
    assert "One decision is asked of you" in pages[2] and "Send the bill." in pages[2]
    assert "Contents" in pages[3]
    contents = pages[3]
    for title in ("Gap register", "What changed and why", "Action plan", "The profile once the plan is done"):
        assert title in contents
    (wide,) = [page for page in pages if page.count("Lead and partners")]
    assert "Ministry of Social Affairs" in wide and "Overdue" in wide
    assert not any("A reader would question" in page for page in pages)


def test_two_kinds_two_keys_two_names(assessment: Assessment) -> None:
    result = results.build(assessment, "en")
    assert pdf.content_key(result, "brief") != pdf.content_key(result, "full") == pdf.content_key(result)
    assert FORMATS["brief"].file_name(result) == "MNR-2026-XSA-brief-en.pdf"
    assert FORMATS["pdf"].file_name(result) == "MNR-2026-XSA-report-en.pdf"
    assert FORMATS["brief"].make(result).startswith(b"%PDF-")


def test_command(assessment: Assessment, quiet: None, monkeypatch, tmp_path) -> None:
    made = tmp_path / "made.pdf"
    made.write_bytes(b"%PDF-quick")
    asked = []
    monkeypatch.setattr(pdf, "render_now", lambda key, html: asked.append(html) or made)
    monkeypatch.chdir(tmp_path)
    call_command("report", "XSA", "2026", kind="brief")
    assert (tmp_path / "MNR-2026-XSA-brief-en.pdf").exists()
    assert "To check this paper" in asked[0] and 'id="contents"' not in asked[0]


# --- words ----------------------------------------------------------------------------------------------------


def test_what_moved_names_a_few_and_counts_the_others(sampland: Assessment) -> None:
    said = report(results.build(sampland, "en"))
    assert len(said.brief_moved_on) == 4
    assert said.brief_moved_on_more == "7 more (7, 8, 9, 11, 12, 16, 21)"
    assert [move.capability.code for move in said.brief_moved_back] == ["19"]
    assert said.brief_moved_back_more == ""
    assert said.brief_closed == "44 gaps have been closed, 29 of them by finished actions of the plan."


def test_who_stands_behind_it(assessment: Assessment) -> None:
    result = results.build(assessment, "en")
    said = report(result).behind
    assert said[0] == "Took part, with the number of answers: Interior and police (1); Civil society (1)."
    assert said[1] == "No organisation of children, young people or survivors took part."
    assert said[2] == "Nobody has signed this round yet: the country is still at work."
    sent = replace(result, state=State.SUBMITTED, sent_by="M. Okoye")
    assert report(sent).behind[2].startswith("M. Okoye signed and sent it for the country.")
    alone = replace(result, capabilities=tuple(replace(c, participants=()) for c in result.capabilities))
    assert report(alone).behind[0] == "Nobody is recorded as having taken part."


@pytest.mark.parametrize(
    ("texts", "title", "asked"),
    [
        ((), "What is asked of you", []),
        (("", " \n "), "What is asked of you", []),
        (("", "Pay for it."), "One decision is asked of you", [(1, "Pay for it.", "")]),
        (
            ("Send it.\n\nWhy.\nAnd why.", "", "Pay."),
            "Two decisions are asked of you",
            [(1, "Send it.", "Why. And why."), (2, "Pay.", "")],
        ),
        (("A", "B", "C"), "Three decisions are asked of you", [(1, "A", ""), (2, "B", ""), (3, "C", "")]),
    ],
)
def test_decisions(assessment: Assessment, texts, title: str, asked) -> None:
    said = report(with_decisions(results.build(assessment, "en"), *texts))
    assert said.asked_title == title
    assert [(decision.number, decision.title, decision.why) for decision in said.asked] == asked


def test_proposals(assessment: Assessment) -> None:
    result = results.build(assessment, "en")
    first, *others = proposals(result)
    assert first == (
        "See that this is put in place: Sign 2 of Leadership\n"
        "It is the first step for “Leadership” from phase 2 to phase 4 by 2028."
    )
    assert others == ["", ""]
    action = ActionResult(pk=1, title="Train them", capabilities=("1",))
    assert proposals(replace(result, actions=(action,)))[0].startswith(
        "Support this action and see that it has what it needs: Train them\n"
    )
    over = replace(action, state=ActionState.DONE)
    assert proposals(replace(result, actions=(over,)))[0] == first
    assert proposals(replace(result, gaps=()))[0] == "See that “Leadership” moves from phase 2 to phase 4 by 2028."


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        ("1050000", "en", "USD\xa01,050,000"),
        ("0.5", "en", "USD\xa00.50"),
        ("12.00", "en", "USD\xa012"),
        ("1050000", "es", "USD\xa01\xa0050\xa0000"),
        ("1234.5", "es", "USD\xa01\xa0234,50"),
        ("1050000", "ar", "USD\xa01,050,000"),
    ],
)
def test_amounts_are_grouped_in_every_language(value: str, language: str, expected: str) -> None:
    with translation.override(language):
        assert money(Decimal(value), "USD") == expected


def test_money_that_is_not_known_is_counted_and_said(assessment: Assessment) -> None:
    def action(pk: int, **changed: object) -> ActionResult:
        return ActionResult(pk=pk, title=f"Action {pk}", **changed)

    result = replace(
        results.build(assessment, "en"),
        actions=(
            action(1, cost="100", currency="USD", funding=Funding.SECURED),
            action(2, cost="50.50", currency="USD", funding=Funding.PARTLY, secured="20"),
            action(3, cost="70", currency="EUR", funding=Funding.UNKNOWN),
            action(4),
            action(5, cost="900", currency="USD", funding=Funding.NONE, state=ActionState.DONE),
            action(6, cost="900", currency="USD", funding=Funding.NONE, state=ActionState.STOPPED),
        ),
    )
    said = report(result)
    assert [(row.currency, row.amounts) for row in said.cost_rows] == [
        ("EUR", ["EUR\xa070", "–", "–", "–", "EUR\xa070"]),
        ("USD", ["USD\xa0150.50", "USD\xa0120", "–", "USD\xa030.50", "–"]),
    ]
    assert said.cost_sentences == [
        "The sums are of the 4 actions that are planned or under way.",
        "1 of them has no cost yet and is in no sum.",
        "Of 1 nobody has said where the money stands: it is counted as not known.",
    ]


def test_the_profile_once_the_plan_is_done(assessment: Assessment) -> None:
    result = results.build(assessment, "en")
    assert report(result).what_if == []
    closing = ActionResult(pk=1, title="Close it", gaps=("XSA:1:sign:2a", "XSA:1:sign:4a"))
    said = report(replace(result, actions=(closing,)))
    ((_domain, rows),) = said.what_if
    assert [(row.capability.code, row.now, row.then) for row in rows] == [("1", "2", "4"), ("2", "dk", "dk")]
    assert said.what_if_sentence == "1 capability would then stand at a higher phase."
    over = replace(closing, state=ActionState.STOPPED)
    assert report(replace(result, actions=(over,))).what_if == []


def test_hostile_words_in_plan_and_decisions(assessment: Assessment) -> None:
    hostile = '<script>alert(1)</script> \u202e <img src="file:///etc/passwd">'
    result = with_decisions(results.build(assessment, "en"), hostile)
    action = ActionResult(
        pk=1,
        title=hostile,
        lead=hostile,
        partners=hostile,
        indicator=hostile,
        stop_reason=hostile,
        gaps=("XSA:1:sign:2a",),
    )
    for kind in ("brief", "full"):
        html = pdf.html_of(replace(result, actions=(action,)), "CODE", kind)
        assert "<script>" not in html and "<img" not in html and "\u202e" not in html


def test_a_plan_of_thousands_says_what_it_leaves_out(assessment: Assessment) -> None:
    said = report(with_plan(results.build(assessment, "en"), 1_000))
    assert len(said.action_rows) == 300
    assert said.actions_not_printed == "700 more actions stand in the plan and are not printed here."


def test_a_round_from_before_all_this_still_prints(assessment: Assessment) -> None:
    result = replace(results.build(assessment, "en"), register=(), decisions=())
    html = pdf.html_of(result, "CODE")
    assert 'id="register"' not in html and "The plan holds no action yet." in html
