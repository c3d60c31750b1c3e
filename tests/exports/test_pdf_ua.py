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

from assessments.exports import pdf, render
from assessments.exports.pdf import Kind
from benchmarks.report import plausible

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
        if kind == "full":
            assert len(reader.outline) > 10


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
