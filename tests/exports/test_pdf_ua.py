"""Both reports in every language: a validator of PDF/UA-1 passes them, and what a reader with a screen reader meets."""

import subprocess
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import page as validator
import pytest
from django.conf import settings
from pypdf import PdfReader

from assessments import results
from assessments.exports import guide, packs, pdf, render
from assessments.exports.pdf import Kind
from benchmarks.report import plausible
from tests import factories as make

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture(scope="module", params=LANGUAGES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[Kind, Path]]:
    language: str = request.param
    result = plausible(language)
    folder, files = tmp_path_factory.mktemp(language), {}
    kinds: tuple[Kind, ...] = ("full", "brief")
    for kind in kinds:
        files[kind] = folder / f"{kind}.pdf"
        render.write_pdf(pdf.html_of(result, pdf.verification_code(result), kind), files[kind])
    return language, files


def test_the_validator_finds_nothing(made: tuple[str, dict[Kind, Path]]) -> None:
    _language, files = made
    for kind, path in files.items():
        report = validator.validate_pdf(str(path), profile=validator.ValidationProfile.PDF_UA_1)
        assert [(failure.rule_id, failure.message) for failure in report.failures] == [], kind
        assert report.is_compliant


def elements(reader: PdfReader) -> Iterator[Any]:
    """The structure tree from top to bottom."""

    def walk(node: Any) -> Iterator[Any]:
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            found = kid.get_object()
            if hasattr(found, "get") and found.get("/S"):
                yield found
                yield from walk(found)

    yield from walk(reader.trailer["/Root"]["/StructTreeRoot"])


def test_the_tree_of_tags(made: tuple[str, dict[Kind, Path]]) -> None:
    language, files = made
    for kind, path in files.items():
        reader = PdfReader(path)
        root = reader.trailer["/Root"]
        assert root["/Lang"] == language
        assert root["/MarkInfo"]["/Marked"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert reader.metadata
        assert reader.metadata.title
        found = list(elements(reader))
        levels = [int(one["/S"][2]) for one in found if one["/S"][:2] == "/H" and one["/S"][2:].isdigit()]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), kind
        figures = [one for one in found if one["/S"] == "/Figure"]
        assert figures
        assert all(str(one.get("/Alt", "")).strip() for one in figures)
        heads = {str(one["/ID"]) for one in found if one["/S"] == "/TH"}
        assert heads
        named = {str(head) for one in found if one["/S"] == "/TD" for head in one["/A"]["/Headers"]}
        assert named
        assert named <= heads


def test_page_numbers_and_running_heads_are_no_content(made: tuple[str, dict[Kind, Path]]) -> None:
    """They are artifacts: read aloud on each of fifty pages they would cut every sentence in two."""
    _language, files = made
    for path in files.values():
        reader = PdfReader(path)
        plain = [
            number for number, sheet in enumerate(reader.pages) if b"/Artifact" not in sheet.get_contents().get_data()
        ]
        assert plain == []


def test_a_bookmark_leads_to_its_heading(made: tuple[str, dict[Kind, Path]]) -> None:
    """All 21 capabilities among them, and in the order of the pages."""
    language, files = made
    reader = PdfReader(files["full"])

    def flat(entries: list[Any]) -> Iterator[Any]:
        for entry in entries:
            if isinstance(entry, list):
                yield from flat(entry)
            else:
                yield entry

    marks = [(letters(str(mark.title)), reader.get_destination_page_number(mark)) for mark in flat(reader.outline)]
    pages = [number for _title, number in marks]
    assert pages == sorted(pages)
    said = subprocess.run(["pdftotext", str(files["full"]), "-"], capture_output=True, text=True, check=True).stdout
    texts = [letters(text) for text in said.split("\f")]
    assert [title for title, number in marks if title not in texts[number]] == []
    titles = "\n".join(title for title, _number in marks)
    assert all(letters(str(capability.name)) in titles for capability in plausible(language).capabilities)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_papers_for_the_room_pass_too(language: str, tmp_path: Path) -> None:
    """The workshop guide, the questionnaire, and a pack of one capability."""
    blank = results.blank(make.framework(), language)
    papers = {"guide": guide.html_of(blank), "all": packs.html_of(blank), "one": packs.html_of(blank.part("c-3"))}
    for name, html in papers.items():
        path = tmp_path / f"{name}.pdf"
        render.write_pdf(html, path)
        report = validator.validate_pdf(str(path), profile=validator.ValidationProfile.PDF_UA_1)
        assert [(failure.rule_id, failure.message) for failure in report.failures] == [], name


def test_the_words_of_the_file_are_the_words_of_the_page(made: tuple[str, dict[Kind, Path]]) -> None:
    """Also in Arabic, whose letters have several forms: a search and a screen reader get the letters."""
    language, files = made
    said = subprocess.run(["pdftotext", str(files["full"]), "-"], capture_output=True, text=True, check=True).stdout
    text = letters(said)
    result = plausible(language)
    for capability in result.capabilities:
        assert letters(str(capability.name)) in text, capability.name


def letters(text: str) -> str:
    """Without spaces, marks of direction, and forms that a letter takes."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if unicodedata.category(sign) not in ("Cf", "Mn", "Zs", "Cc"))
