"""How the report falls on pages: nothing alone on a page, and what goes on overleaf says what it belongs to."""

import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from assessments.exports import pdf, render
from assessments.results import AssessmentResult
from benchmarks.report import plausible

LONG = "y" * 10_000  # as notes could be before they were limited
#: Lines of text with the heads and the foot of the page, which are three or four.
FEW = 9
TOP_POINTS = 90.0  # what begins higher is the first thing on its page


def pages_of(result: AssessmentResult, folder: Path) -> list[list[str]]:
    """The lines of each page; the running heads and the foot come last."""
    file = folder / "report.pdf"
    render.write_pdf(pdf.html_of(result, "XSA-2026-EN-0000-0000-0000"), file)
    return [page.extract_text().splitlines() for page in PdfReader(file).pages]


@pytest.fixture(scope="module")
def russian(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """Long words, and a country with two commitments, harms and enablers of which it has said very much."""
    result = plausible("ru")
    enablers = tuple(replace(one, note=LONG if place < 6 else "") for place, one in enumerate(result.enablers))
    started = time.monotonic()
    found = pages_of(replace(result, enablers=enablers), tmp_path_factory.mktemp("ru"))
    assert time.monotonic() - started < render.TIME_LIMIT_SECONDS
    return found


def test_no_page_is_nearly_empty(russian: list[list[str]]) -> None:
    for number, lines in enumerate(russian, start=1):
        assert len(lines) >= FEW, (number, lines)


def test_a_note_of_ten_thousand_letters_without_a_space_is_printed_whole(russian: list[list[str]]) -> None:
    assert sum(line.count("y") for lines in russian for line in lines) >= 60_000


def section(html: str, anchor: str) -> str:
    start = html.index(f'<section id="{anchor}"')
    return html[start : html.index("</section>", start)]


@pytest.mark.parametrize("anchor", ["gaps", "changes"])
def test_each_capability_is_a_table_of_its_own_whose_head_names_it(anchor: str) -> None:
    """The head is printed again on each page on which the table goes on."""
    part = section(pdf.html_of(plausible("en"), "CODE"), anchor)
    tables = re.findall(r'<table class="list gaps.*?</table>', part, re.S)
    assert len(tables) > 3
    for table in tables:
        head = table[: table.index("</thead>")]
        assert re.search(r'<th scope="col" class="named"><a href="#c\d+">', head)
        assert re.search(r"<tbody>\s*<tr", table)
        assert table.count("<thead>") == 1


def test_what_the_country_says_stands_across_the_page_and_only_where_it_says_something() -> None:
    result = plausible("en")
    quiet = replace(result, enablers=tuple(replace(one, note=" ") for one in result.enablers))
    said, unsaid = (section(pdf.html_of(one, "CODE"), "enablers") for one in (result, quiet))
    assert said.count('<tr class="said"><td colspan="2">') == len(result.enablers)
    assert 'class="said' not in unsaid
    assert 'class="told"' not in unsaid


def test_the_head_of_a_page_names_what_goes_on_at_its_top(tmp_path: Path) -> None:
    """Not what begins further down on it."""
    pages = pages_of(plausible("en"), tmp_path)
    reader = PdfReader(tmp_path / "report.pdf")
    begins: list[tuple[int, float, str]] = []

    def walk(entries: Any) -> None:
        for entry in entries:
            if isinstance(entry, list):
                walk(entry)
            else:
                begins.append((reader.get_destination_page_number(entry), float(entry.top), entry.title))

    walk(reader.outline)
    goes_on = 0
    for number, lines in enumerate(pages):
        height = float(reader.pages[number].mediabox.height)
        at_top = [title for page, top, title in begins if page == number and height - top < TOP_POINTS]
        before = [title for page, _top, title in begins if page < number]
        if before or at_top:
            assert (at_top or before[-1:])[0] in " ".join(lines[-5:]), number + 1
            goes_on += not at_top
    assert goes_on >= 10


def test_only_a_plan_with_actions_turns_the_page(tmp_path: Path) -> None:
    result = replace(plausible("en"), actions=(), register=(), enablers=())
    pages_of(result, tmp_path)
    assert {page.mediabox.width < page.mediabox.height for page in PdfReader(tmp_path / "report.pdf").pages} == {True}
    html = pdf.html_of(plausible("en"), "CODE")
    bare = re.sub(r'<section id="what-if">.*?</section>', "", html, flags=re.S)
    render.write_pdf(bare, tmp_path / "bare.pdf")
    turned = [page for page in PdfReader(tmp_path / "bare.pdf").pages if page.mediabox.width > page.mediabox.height]
    assert turned
    assert not any("Method and limits" in page.extract_text() for page in turned)
