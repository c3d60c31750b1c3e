"""`manage.py report`."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.exports import pdf
from assessments.models import IssuedReport

pytestmark = pytest.mark.django_db


@pytest.fixture
def quick(monkeypatch, tmp_path):
    """In place of the renderer, which has tests of its own."""
    made = tmp_path / "made.pdf"
    made.write_bytes(b"%PDF-quick")
    monkeypatch.setattr(pdf, "problem", lambda: "")
    monkeypatch.setattr(pdf, "render_now", lambda key, html: made)


def test_writes_the_file_and_issues_the_code(assessment, quick, tmp_path):
    out = io.StringIO()
    call_command("report", "xsa", "2026", language="es", output=tmp_path / "r.pdf", stdout=out)
    assert (tmp_path / "r.pdf").read_bytes() == b"%PDF-quick"
    issued = IssuedReport.objects.get()
    assert issued.language == "es" and issued.issued_by is None
    assert issued.code in out.getvalue()


def test_default_name(assessment, quick, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call_command("report", "XSA", "2026", stdout=io.StringIO())
    assert (tmp_path / "MNR-2026-XSA-report-en.pdf").exists()


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (("QQQ", "2026"), {}, "no country with the code “QQQ”"),
        (("XSA", "1999"), {}, "XSA has no round of 1999. Known: 2026."),
        (("XSA", "2026"), {"language": "tlh"}, "no language “tlh”. Known: en, es"),
        (
            ("XSA", "2026"),
            {"output": Path("/nowhere/at/all.pdf")},
            "cannot be written: No such file or directory",
        ),
    ],
)
def test_refusals_are_clear(assessment, quick, arguments, options, message):
    with pytest.raises(CommandError, match=message):
        call_command("report", *arguments, **options)
    assert not IssuedReport.objects.exists()


def test_says_what_is_missing(assessment, monkeypatch):
    monkeypatch.setattr(pdf, "problem", lambda: "Missing: Pango.")
    with pytest.raises(CommandError, match="Missing: Pango"):
        call_command("report", "XSA", "2026")


def test_says_why_the_rendering_failed_and_leaves_no_file(assessment, quick, monkeypatch, tmp_path):
    def fail(key, html):
        raise pdf.RenderFailed("the time limit was reached")

    monkeypatch.setattr(pdf, "render_now", fail)
    with pytest.raises(CommandError, match="the time limit was reached"):
        call_command("report", "XSA", "2026", output=tmp_path / "r.pdf")
    assert not (tmp_path / "r.pdf").exists()
