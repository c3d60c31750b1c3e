"""The history words each value as its field asks for it: days and sums in the reader's language, decisions by number."""

from typing import Any

import pytest
from django.utils import translation

from assessments.actions.decisions import word_decision
from assessments.actions.plan import create_action, move_action
from assessments.history import Speaker
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
