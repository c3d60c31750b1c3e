"""The history words each value as its field asks for it: days and sums in the reader's language, decisions by number."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from assessments.actions.decisions import word_decision
from assessments.actions.plan import create_action, move_action
from assessments.history import Speaker, speaker
from assessments.models import Assessment, User
from assessments.plan import ActionMove
from assessments.results import build
from tests import factories as make
from tests.views.pages import html

WORDS = Speaker("en", {}, {}, {}, {})


@pytest.mark.parametrize(
    ("noun", "field", "value", "language", "shown"),
    [
        ("action", "due", "2026-12-18", "en", "18 December 2026"),
        ("action", "due", "2026-12-18", "ru", "18\xa0декабря 2026\xa0года"),
        ("assignment", "due", "2026-12-18", "fr", "18 décembre 2026"),
        ("action", "done_at", "2026-11-28T11:50:47.348603+00:00", "en", "28 November 2026"),
        ("membership", "ended_at", "2026-11-28T11:50:47+00:00", "pt", "28 de novembro de 2026"),
        ("workshopvote", "held_on", "2026-11-03", "ar", "3 نوفمبر 2026"),
        ("action", "due", "", "en", ""),
        ("action", "due", "in spring", "en", "in spring"),
        ("action", "cost", "1250000.50", "en", "1,250,000.50"),
        ("action", "secured", "90000", "fr", "90\xa0000"),
        ("action", "cost", "much", "en", "much"),
        ("action", "cost", "NaN", "en", "NaN"),
        ("action", "target", "2028-12-18", "en", "2028-12-18"),  # a text that somebody wrote
        ("round", "year", 2026, "en", "2026"),  # no sum, and never with a comma
    ],
)
def test_a_value(noun: str, field: str, value: Any, language: str, shown: str) -> None:
    with translation.override(language):
        assert WORDS.value(noun, field, value, None).replace("\u202f", "\xa0") == shown


@pytest.mark.django_db
def test_a_decision_is_named_by_its_number_and_shown_word_by_word(ana: User, draft: Assessment) -> None:
    """Its code is 1; so is that of a capability, which it is not."""
    word_decision(assessment=draft, number=1, by=ana, based_on=0, text="Send the bill.")
    word_decision(assessment=draft, number=1, by=ana, based_on=1, text="Send the bill now.")
    page = html(make.signed_in(ana).get("/countries/XSA/history/?kind=other"))
    assert "<bdi>Decision 1</bdi>" in page
    assert "<h3>Decision</h3>" in page
    assert "<mark>" in page
    assert str(make.node(draft, "1").names["en"]) not in page.split("<ol")[1]


@pytest.mark.django_db
def test_no_page_shows_a_stored_date(ana: User) -> None:
    draft = make.answered_round(ana)
    values = {"title": "Train judges", "due": "2026-12-18", "cost": "120000", "currency": "USD"}
    action = create_action(country=draft.country, result=build(draft, "en"), values=values, by=ana)
    move_action(action=action, move=ActionMove.START, by=ana)
    move_action(action=action, move=ActionMove.FINISH, by=ana)
    page = html(make.signed_in(ana).get("/countries/XSA/history/?kind=actions"))
    assert "18 December 2026" in page
    assert "2026-12-18" not in page
    assert "+00:00</bdi>" not in page
    assert "120,000" in page


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("due", "2026-12-18", "2026-12-18"),
        ("done_at", "2026-11-28T11:50:47.348603+00:00", "2026-11-28"),
        ("cost", "1250000.50", "1250000.50"),
        ("funding", "requested", "Demandé"),
    ],
)
def test_a_table_has_days_and_sums_that_programs_read(field: str, value: str, shown: str) -> None:
    with translation.override("fr"):
        assert replace(WORDS, language="fr", for_table=True).value("action", field, value, None) == shown


def sign_words(draft: Assessment, code: str) -> str:
    """Of sign 2b, in English."""
    return next(sign.texts["en"] for sign in make.node(draft, code).signs if sign.code == "2b")


FOUND = ["XSA:1:sign:2b", "XSA:3:facet:funded", "XSA:4:evidence:evidence", "XSA:99:sign:1a", "by hand"]


@pytest.mark.django_db
def test_a_gap_is_said_in_words(ana: User) -> None:
    """Where a person reads; the table names the code as well. What no framework knows stays as it was."""
    draft = make.answered_round(ana)
    values = {"title": "Train judges", "gaps": ["XSA:3:sign:2b"]}
    create_action(country=draft.country, result=build(draft, "en"), values=values, by=ana)
    gap = f"3 {make.node(draft, '3').names['en']} · 2b {sign_words(draft, '3')}"
    page = html(make.signed_in(ana).get("/countries/XSA/history/?kind=actions"))
    assert "XSA:" not in page
    assert gap in page
    table = make.signed_in(ana).get("/countries/XSA/history/csv/?kind=actions")
    content = b"".join(table.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    (cell,) = [row[-1] for row in csv.reader(io.StringIO(content, newline="")) if row[8] == "Gaps"]
    assert f"{gap} · XSA:3:sign:2b" in cell.splitlines()


@pytest.mark.django_db
def test_each_kind_of_gap_in_words(ana: User) -> None:
    draft = make.answered_round(ana)
    words = speaker(draft.country, "en")
    names = {code: make.node(draft, code).names["en"] for code in ("1", "3", "4")}
    assert words.value("action", "gaps", FOUND, None).splitlines() == [
        f"1 {names['1']} · 2b {sign_words(draft, '1')}",
        f"3 {names['3']} · Funded",
        f"4 {names['4']} · A document that shows the phase",
        "XSA:99:sign:1a",
        "by hand",
    ]
    assert words.value("action", "gaps", [], None) == ""


@pytest.mark.django_db
def test_numbers_in_an_arabic_table_are_found_as_numbers(ana: User) -> None:
    """No marks of direction in cells, on which a filter for 21 would miss."""
    draft = make.answered_round(ana)
    values = {"title": "Train judges", "gaps": ["XSA:3:sign:2b"]}
    create_action(country=draft.country, result=build(draft, "en"), values=values, by=ana)
    User.objects.filter(pk=ana.pk).update(language="ar")
    table = make.signed_in(ana).get("/countries/XSA/history/csv/?kind=actions")
    content = b"".join(table.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "القدرات,,3\r\n" in content
    assert not set(content) & set("\u2066\u2067\u2068\u2069")
