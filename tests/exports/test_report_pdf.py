"""The report as a file: what a reader and a screen reader get, and what hostile words cannot do."""

import http.server
import threading

import pytest
from pypdf import PdfReader

from assessments import results
from assessments.exports import pdf
from assessments.exports.registry import FORMATS
from assessments.models import Response
from assessments.templatetags.report import words
from tests.exports.conftest import LONG_WORD

pytestmark = pytest.mark.django_db


def rendered(assessment, language: str) -> PdfReader:
    result = results.of(assessment, language)
    html = pdf.html_of(result, pdf.verification_code(result))
    return PdfReader(pdf.render_now(pdf.content_key(result), html))


def letters(text: str) -> str:
    """Lines break anywhere in a long word, so text is compared without white space."""
    return "".join(text.split())


@pytest.fixture
def visited():
    """A web server on this machine that notes who comes."""
    seen = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", seen
    server.shutdown()
    server.server_close()


def test_english_draft_with_hostile_words(assessment, visited):
    address, seen = visited
    answer = Response.objects.get(capability__code="1")
    answer.justification += f' <img src="{address}picture"><link rel=stylesheet href="{address}style">'
    answer.save(update_fields=["justification"])
    reader = rendered(assessment, "en")
    pages = [page.extract_text() for page in reader.pages]
    text = letters(" ".join(pages))

    # a tagged document with a name and a language
    root = reader.trailer["/Root"]
    assert reader.metadata.title == "Sampland: self-assessment 2026"
    assert reader.metadata.author == "Sampland"
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/StructTreeRoot"]
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert 6 <= len(pages) <= 25

    # bookmarks: chapters, and the capabilities below their domain
    chapters = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert chapters[:4] == ["Brief for the minister", "Contents", "Profile by domain", "Policy"]
    below = next(entry for entry in reader.outline if isinstance(entry, list))
    assert [entry.title for entry in below] == ["1 Leadership", "2 Legislation"]

    # every page says that it is a draft; the last one carries the code
    assert all("Draft" in page for page in pages)
    code = pdf.verification_code(results.of(assessment, "en"))
    assert code in pages[-1]
    assert f"{len(pages)} / {len(pages)}" in pages[-1]

    # what was written stands there as text, and nothing was fetched
    assert "<script>alert(1)</script>" in text
    assert letters('<svg onload="alert(2)">') in text
    assert letters('<img src="file:///etc/passwd">') in text
    assert "{{code}}" in text
    assert "root:" not in text
    assert text.count("x") >= len(LONG_WORD)  # page heads stand in between
    assert "gnirtsdesrever" in text and "\u202e" not in text
    assert seen == []

    # only addresses of the web are links
    links = [
        annotation.get_object()["/A"]["/URI"]
        for page in reader.pages
        for annotation in page.get("/Annots", [])
        if "/A" in annotation.get_object() and "/URI" in annotation.get_object()["/A"]
    ]
    assert links and all(link.startswith("https://www.example.org/law?") for link in links)
    assert "javascript:alert(3)" in text


def test_every_figure_has_an_alternative_text(assessment):
    result = results.of(assessment, "en")
    html = pdf.html_of(result, "CODE")
    assert html.count("<svg ") == html.count('role="img"><title>') > 0
    assert "<th>" not in html  # every header says what it heads


def test_spanish_report_speaks_spanish(assessment):
    reader = rendered(assessment, "es")
    text = letters(" ".join(page.extract_text() for page in reader.pages))
    assert reader.trailer["/Root"]["/Lang"] == "es"
    assert "Liderazgo" in text and "Señal4deLiderazgo" in text and "Construcción" in text
    assert "Leadership" not in text


def test_right_to_left_report_is_mirrored_and_marks_what_is_not_translated(assessment):
    html = pdf.html_of(results.build(assessment, "ar"), "CODE")
    assert '<html lang="ar" dir="rtl">' in html
    assert '<span lang="en" dir="ltr">Leadership</span>' in html
    assert "@bottom-right { content: string(status)" in html


def test_the_registry_gives_the_same_file(assessment):
    result = results.of(assessment, "en")
    made = FORMATS["pdf"].make(result)
    assert made.startswith(b"%PDF-")
    assert FORMATS["pdf"].file_name(result) == "MNR-2026-XSA-report-en.pdf"
    assert pdf.cached(pdf.content_key(result)).read_bytes() == made


def test_letters_that_no_font_has_do_not_stop_the_report():
    """Which of them print depends on the machine's own fonts; the report is made on every machine."""
    text = words("\U0001f600 漢字 ไทย \U00013000 \ue000 \u202eabc")
    html = f"<!doctype html><html lang=en><title>T</title><body>{text}</body></html>"
    assert pdf.render_now("e" * 64, html).read_bytes().startswith(b"%PDF-")
