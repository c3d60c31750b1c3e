"""Reports that nobody has asked for yet: one after the other, behind everybody who asked, and found after a restart."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pypdf import PdfReader

from assessments.exports import later, pdf, render

PAGE = "<html lang=en><title>A report</title><body><h1>Made of {}</h1>"
FIRST, SECOND = "kept/XSA-2026-EN-0000-0000-0001-full", "kept/XSA-2026-ES-0000-0000-0002-full"


@pytest.fixture(autouse=True)
def _no_process(settings: Any) -> None:
    settings.REPORTS_AHEAD = False  # what waits is made by the test


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """In place of the renderer: the names of what is made, which then waits no more."""
    names: list[str] = []

    def run(command: list[str], **options: Any) -> None:
        job = Path(command[-1])
        names.append(job.stem)
        job.with_suffix(".pdf").write_bytes(b"%PDF")
        for left in (job, job.with_suffix(render.WAITING)):
            left.unlink()

    monkeypatch.setattr(subprocess, "run", run)
    return names


@pytest.fixture
def asked(reports_dir: Path) -> Iterator[Any]:
    """Somebody waits for a report of their own: its renderer holds the claim."""
    reports_dir.mkdir(mode=0o700, exist_ok=True)
    (reports_dir / "mine.html").write_text("x")
    with (reports_dir / "mine.claim").open("a") as claim:
        fcntl.flock(claim, fcntl.LOCK_EX)
        yield claim


def test_each_is_made_and_waits_no_more(reports_dir: Path) -> None:
    pdf.start_later([(FIRST, PAGE.format("one")), (SECOND, PAGE.format("two"))])
    assert [path.stem for path in later.waiting(reports_dir)] == [Path(FIRST).name, Path(SECOND).name]
    assert pdf.status(FIRST) == "absent"  # so that whoever wants it now has a button
    done = subprocess.run([sys.executable, "-m", later.__name__, str(reports_dir)], check=False, timeout=120)
    assert done.returncode == 0
    assert later.waiting(reports_dir) == []
    assert pdf.status(FIRST) == pdf.status(SECOND) == "ready"
    assert "Made of two" in PdfReader(reports_dir / f"{SECOND}.pdf").pages[0].extract_text()


def test_whoever_asked_comes_first(reports_dir: Path, made: list[str], asked: Any) -> None:
    pdf.start_later([(FIRST, "one"), (SECOND, "two")])
    at_work = Thread(target=later.run, args=(reports_dir,))
    at_work.start()
    time.sleep(0.5)
    assert made == []
    fcntl.flock(asked, fcntl.LOCK_UN)
    at_work.join(timeout=10)
    assert made == [Path(FIRST).name, Path(SECOND).name]


def test_only_one_is_at_it(reports_dir: Path, made: list[str]) -> None:
    pdf.start_later([(FIRST, "one")])
    with (reports_dir / "later.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        assert later.run(reports_dir) == 0
        assert made == []
    later.run(reports_dir)
    assert made == [Path(FIRST).name]


def test_one_that_fails_is_tried_once_a_run_and_waits_on(reports_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    monkeypatch.setattr(subprocess, "run", lambda command, **options: tried.append(Path(command[-1]).stem))
    pdf.start_later([(FIRST, "one"), (SECOND, "two")])
    later.run(reports_dir)
    assert tried == [Path(FIRST).name, Path(SECOND).name]
    assert len(later.waiting(reports_dir)) == 2
    later.run(reports_dir)
    assert len(tried) == 4


def test_who_asks_for_one_that_waits_gets_the_text_of_its_day(reports_dir: Path) -> None:
    pdf.start_later([(FIRST, PAGE.format("the day"))])
    path = pdf.render_now(FIRST, PAGE.format("tomorrow"))
    assert "Made of the day" in PdfReader(path).pages[0].extract_text()
    while later.is_claimed(reports_dir / f"{FIRST}.claim"):  # it tidies up after the report is in place
        time.sleep(0.02)
    assert later.waiting(reports_dir) == []


def test_what_is_there_or_waits_already_is_not_said_anew(reports_dir: Path, made: list[str]) -> None:
    pdf.start_later([(FIRST, "one")])
    pdf.start_later([(FIRST, "another")])
    assert later.waiting(reports_dir)[0].read_text() == "one"
    later.run(reports_dir)
    pdf.start_later([(FIRST, "another")])
    assert later.waiting(reports_dir) == []


def test_what_was_left_is_gone_on_with(settings: Any, reports_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr(pdf, "_launch", lambda command, *claims: begun.append(command))
    settings.REPORTS_AHEAD = True
    pdf.go_on()
    assert begun == []
    pdf.start_later([(FIRST, "one")])
    pdf.go_on()
    assert begun == [[later.__name__, str(reports_dir)]] * 2
    settings.REPORTS_AHEAD = False
    pdf.go_on()
    assert len(begun) == 2


def test_nothing_that_waits_is_tidied_away(reports_dir: Path) -> None:
    pdf.start_later([(FIRST, "one")])
    os.utime(later.waiting(reports_dir)[0], (1, 1))
    render.clean_up(reports_dir, keep=0)
    assert len(later.waiting(reports_dir)) == 1
