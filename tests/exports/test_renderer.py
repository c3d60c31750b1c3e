"""The renderer beside the site: cache, lock, failure, and the files it may read."""

import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assessments.exports import later, pdf, render

PAGE = '<!doctype html><html lang="en"><title>T</title><body><p>Hello</p></body></html>'


@pytest.fixture
def launched(monkeypatch):
    """Counts real renderings."""
    jobs = []
    original = pdf._launch

    def counting(job, claim):
        jobs.append(job)
        original(job, claim)

    monkeypatch.setattr(pdf, "_launch", counting)
    return jobs


@pytest.fixture
def sleeping(monkeypatch):
    """A renderer that takes the claim and does nothing; its process is ended at the end."""
    started = []

    def sleeper(job, claim):
        started.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], pass_fds=(claim,)))

    monkeypatch.setattr(pdf, "_launch", sleeper)
    yield started
    for process in started:
        process.kill()
        process.wait()


def test_second_time_nothing_is_rendered(launched, reports_dir):
    first = pdf.render_now("a" * 64, PAGE)
    written = first.stat().st_mtime_ns
    assert pdf.render_now("a" * 64, PAGE) == first
    assert first.stat().st_mtime_ns == written
    assert len(launched) == 1
    assert pdf.status("a" * 64) == "ready"
    while later.is_claimed(reports_dir / ("a" * 64 + ".claim")):  # it tidies up after the report is in place
        time.sleep(0.02)
    assert {path.suffix for path in reports_dir.iterdir()} == {
        ".pdf",
        ".claim",
        ".lock",
    }  # no job is left behind


def test_only_the_owner_reads_reports(reports_dir):
    path = pdf.render_now("b" * 64, PAGE)
    assert stat.S_IMODE(reports_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_starts_one_renderer(sleeping):
    assert pdf.status("key") == "absent"
    pdf.start("key", PAGE)
    assert pdf.status("key") == "working"
    pdf.start("key", PAGE)
    assert len(sleeping) == 1
    pdf.start("other", PAGE)
    assert len(sleeping) == 2


def test_a_killed_renderer_is_a_failure_and_can_be_started_again(sleeping, reports_dir):
    pdf.start("key", PAGE)
    assert stat.S_IMODE((reports_dir / "key.html").stat().st_mode) == 0o600
    sleeping[0].send_signal(signal.SIGKILL)
    sleeping[0].wait()
    assert pdf.status("key") == "failed"
    assert pdf.failure("key") == "the renderer ended without a word"
    pdf.start("key", PAGE)
    assert pdf.status("key") == "working"


def test_a_failed_job_says_why(monkeypatch, reports_dir):
    reports_dir.mkdir(mode=0o700)
    job = reports_dir / "key.html"
    job.write_text(PAGE)
    monkeypatch.setattr(render, "write_pdf", lambda html, target: (_ for _ in ()).throw(ValueError("no font")))
    monkeypatch.setattr(os, "nice", lambda step: 0)
    before = os.umask(0o022)
    try:
        assert render.run(job) == 1
    finally:
        os.umask(before)
        signal.alarm(0)
    assert pdf.status("key") == "failed"
    assert pdf.failure("key") == "ValueError: no font"
    with pytest.raises(pdf.RenderFailed, match="no font"):
        monkeypatch.setattr(pdf, "start", lambda key, html: None)
        pdf.render_now("key", PAGE)


def test_the_renderer_knows_neither_django_nor_secrets(monkeypatch, tmp_path):
    code = "import assessments.exports.render, sys; print('django' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "False"
    seen = {}
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setattr(
        subprocess, "Popen", lambda *args, **kwargs: seen.update(kwargs) or type("P", (), {"wait": int})
    )
    pdf._launch([render.__name__, str(tmp_path / "job.html")], 1)
    assert "SECRET_KEY" not in seen["env"] and "PATH" in seen["env"]


def test_the_renderer_reads_its_own_files_only(tmp_path):
    font = next(render.font_folders()[0].glob("*.ttf"))
    css = Path(render.__file__).resolve().parents[2] / "static/css/report.css"
    assert render.is_allowed(font.as_uri()) == font
    assert render.is_allowed(css.as_uri()) == css
    secret = tmp_path / "secret.css"
    secret.write_text("secret")
    for url in (
        secret.as_uri(),
        "file:///etc/passwd",
        f"file://{css.parent}/../../mnr/settings.py",
        f"file://{css.parent}/%2e%2e/%2e%2e/mnr/settings.py",
        f"file://elsewhere{css}",
        "http://127.0.0.1/",
        "https://example.org/a.css",
        "data:text/css,p{}",
        str(css),
    ):
        assert render.is_allowed(url) is None, url
        with pytest.raises(ValueError, match="own files"):
            render.own_files_only().fetch(url)


def test_no_way_out_over_a_link(tmp_path, monkeypatch):
    folder = tmp_path / "css"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret")
    (folder / "link.css").symlink_to(tmp_path / "secret")
    monkeypatch.setattr(render, "allowed_folders", lambda: [folder])
    assert render.is_allowed((folder / "link.css").as_uri()) is None


def test_clean_up_keeps_the_newest(tmp_path):
    for age in range(5):
        path = tmp_path / f"{age}.pdf"
        path.touch()
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    old, fresh = tmp_path / "old.html", tmp_path / "fresh.html"
    for path in (old, fresh):
        path.touch()
    os.utime(old, (time.time() - 90_000,) * 2)
    render.clean_up(tmp_path, keep=3)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.pdf", "1.pdf", "2.pdf", "fresh.html"]


def test_templates_print_no_word_of_a_country_unescaped():
    templates = Path(render.__file__).resolve().parents[2] / "templates/pdf"
    for file in templates.glob("*.html"):
        assert not re.search(r"\|safe\b|autoescape off", file.read_text()), file.name


def test_what_was_sent_is_kept_beyond_the_cache(reports_dir):
    path = pdf.render_now(pdf.kept_key("XSA-2026-EN-0000-0000-0001"), PAGE)
    while later.is_claimed(reports_dir / "kept/XSA-2026-EN-0000-0000-0001-full.claim"):
        time.sleep(0.02)
    assert path == reports_dir / "kept" / "XSA-2026-EN-0000-0000-0001-full.pdf"
    assert path.read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert (reports_dir / "renderer.lock").exists()  # the same turn as all other reports
    assert not (path.parent / "renderer.lock").exists()
    old = reports_dir / "old.pdf"
    old.write_bytes(b"%PDF")
    left = path.parent / "left.html"
    left.write_text("x")
    os.utime(path, (1, 1))
    os.utime(left, (1, 1))
    render.clean_up(reports_dir, keep=0)
    assert path.exists() and not old.exists() and not left.exists()
