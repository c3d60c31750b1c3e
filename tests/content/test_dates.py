"""Dates as each language writes them."""

import datetime as dt

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

MOMENT = dt.datetime(2026, 12, 4, 16, 6)
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", ["DATE_FORMAT", "SHORT_DATE_FORMAT", "YEAR_MONTH_FORMAT", "MONTH_DAY_FORMAT"])
def test_a_date_may_end_a_sentence(language: str, shape: str) -> None:
    """ "Due on %(date)s." would have two full stops otherwise, as Django's Russian does."""
    with translation.override(language):
        assert not date_format(MOMENT, shape).endswith(".")


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "4 December 2026, 16:06"),
        ("es", "4 de diciembre de 2026 a las 16:06"),
        ("fr", "4 décembre 2026 à 16:06"),
        ("ar", "4 ديسمبر 2026، 16:06"),
        ("ru", "4\xa0декабря 2026\xa0года, 16:06"),
    ],
)
def test_a_day_and_its_hour(language: str, shown: str) -> None:
    with translation.override(language):
        assert date_format(MOMENT, "DATETIME_FORMAT") == shown


def test_months_in_portuguese_are_small() -> None:
    with translation.override("pt"):
        assert date_format(MOMENT, "DATE_FORMAT") == "4 de dezembro de 2026"
