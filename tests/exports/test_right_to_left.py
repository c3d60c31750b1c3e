"""The report in Arabic: products run with the head of their table, rows have Arabic commas, names turn nothing."""

import re

import pytest
from django.utils import translation

from assessments import results
from assessments.exports import pdf
from assessments.exports.report import Report
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def html() -> str:
    """A sent round of an English-speaking country, in Arabic."""
    ana = make.coordinator(name="L. Haddad")
    draft = make.answered_round(ana)
    return pdf.html_of(results.build(draft, "ar"), "CODE")


def test_products_run_with_the_head_of_their_table(html: str) -> None:
    cells = re.findall(r"<td>([^<]*×[^<]*)</td>", html)
    assert cells and all(re.fullmatch(r"\d × \d × \d × [\d.]+", cell) for cell in cells)
    assert not re.search(r'<bdi dir="ltr">[^<]*×', html)


def test_rows_have_commas_of_their_language(html: str) -> None:
    brief = html.split('<section id="brief">')[1].split("</section>")[0]
    words = re.sub(r"<[^>]+>", "", brief)
    assert "؛ " in words
    assert not re.search(r"[\u0600-\u06ff)][;,] ", words)


def test_dates_are_written_as_elsewhere(html: str) -> None:
    verification = html.split('<section id="verification"')[1]
    assert re.search(r"\d{1,2} [\u0600-\u06ff]+ \d{4}|\d{4}/\d{2}/\d{2}", verification)
    assert not re.search(r">\d{4}-\d{2}-\d{2}", html)


def test_names_keep_their_direction(html: str) -> None:
    assert "\u2068L. Haddad\u2069" in html


def test_the_page_of_the_brief_reads_the_same_way() -> None:
    draft = make.answered_round(make.coordinator(name="L. Haddad"))
    with translation.override("ar"):
        report = Report(results.build(draft, "ar"), "", mirrored=True)
        assert report.answered_by == "\u2068L. Haddad\u2069"
        assert report.priority_rows[0].sum.count("×") == 3
