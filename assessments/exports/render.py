"""Renders one job of the report: HTML -> tagged PDF. A process of its own: `python -m assessments.exports.render JOB`.

Imports WeasyPrint and the standard library only, so that a crash or a leak of the renderer cannot touch the site, and
so that it holds neither the database nor the secret key. Fonts shared by threads corrupt memory: one renders at a time.
"""

import fcntl
import gc
import mimetypes
import os
import re
import signal
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

TIME_LIMIT_SECONDS = 120
KEPT_REPORTS = 500
#: The folder of reports that were sent: they are never tidied away.
KEPT = "kept"
#: The ending of a text in KEPT whose report is to be made when nobody waits for another one (`later.py`).
WAITING = ".waiting"
_LEFTOVERS_AFTER_SECONDS = 86_400
FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_almarai")
_STATIC = Path(__file__).resolve().parents[2] / "static"


def font_folders() -> list[Path]:
    """Where the two font packages keep their files; a package that is not installed is left out."""
    found = []
    for name in FONT_PACKAGES:
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            found.append(Path(spec.origin).resolve().parent / "files")
    return found


def allowed_folders() -> list[Path]:
    return [_STATIC / "css", _STATIC / "img", *font_folders()]


def is_allowed(url: str) -> Path | None:
    """The file behind an address if the report may read it: only its own stylesheets, pictures and fonts."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return None
    path = Path(unquote(parts.path)).resolve()  # resolved first: no way out over ".." or a link
    if path.is_file() and any(path.is_relative_to(folder.resolve()) for folder in allowed_folders()):
        return path
    return None


def own_files_only() -> "URLFetcher":
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            path = is_allowed(url)
            if path is None:
                raise ValueError("the report reads its own files only")
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return OwnFilesOnly()


def lean_html(text: str) -> "HTML":
    """A page whose elements have no notes, and only list items a marker. WeasyPrint's own style sheet gives each of them
    six more styles for those, used or not: a fifth of the renderer's memory."""
    from weasyprint import CSS, HTML
    from weasyprint.html import UA

    style = re.sub(r"^::marker", "li::marker", re.sub(r"^::(footnote|note)-.*$", "", UA, flags=re.M), flags=re.M)

    class Lean(HTML):
        def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
            return [CSS(string=style)]

    return Lean(string=text, url_fetcher=own_files_only())


def write_pdf(html: str, target: Path) -> None:
    """Renders into a temporary file beside `target` and puts it in place at once: a reader never sees half a report."""
    from assessments.exports.tagging import finish

    unfinished = target.with_suffix(f".{os.getpid()}.tmp")
    gc.disable()  # a third of the time would go into collecting boxes that all live until the end
    try:
        lean_html(html).write_pdf(unfinished, finisher=finish, pdf_variant="pdf/ua-1")
        os.replace(unfinished, target)
    finally:
        gc.enable()
        unfinished.unlink(missing_ok=True)


def run(job: Path) -> int:
    """`job` is KEY.html; beside it comes KEY.pdf, or KEY.error with the reason."""
    os.umask(0o077)
    os.nice(10)
    target, error = job.with_suffix(".pdf"), job.with_suffix(".error")
    folder = job.parent.parent if job.parent.name == KEPT else job.parent
    with (folder / "renderer.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        limit = Timer(TIME_LIMIT_SECONDS, _give_up, (job, error))
        limit.daemon = True
        limit.start()
        signal.alarm(TIME_LIMIT_SECONDS + 10)  # ends the process even where the timer's thread gets no turn
        try:
            write_pdf(job.read_text(encoding="utf-8"), target)
        except BaseException as problem:
            error.write_text(f"{type(problem).__name__}: {problem}"[:500], encoding="utf-8")
            return 1
        finally:
            limit.cancel()
        for done in (job, error, job.with_suffix(WAITING)):
            done.unlink(missing_ok=True)
        clean_up(folder)
    return 0


def _give_up(job: Path, error: Path) -> None:
    error.write_text(f"the time limit of {TIME_LIMIT_SECONDS} seconds was reached", encoding="utf-8")
    for unfinished in job.parent.glob(f"{job.stem}.*.tmp"):
        unfinished.unlink(missing_ok=True)
    os._exit(2)


def clean_up(folder: Path, keep: int = KEPT_REPORTS) -> None:
    """Keeps the newest reports, and each one in KEPT. What a report leaves behind otherwise goes after a day."""
    by_age = sorted(folder.glob("*.pdf"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in by_age[keep:]:
        old.unlink(missing_ok=True)
    long_ago = time.time() - _LEFTOVERS_AFTER_SECONDS
    for pattern in ("*.html", "*.error", "*.claim", "*.tmp"):
        for left in (*folder.glob(pattern), *(folder / KEPT).glob(pattern)):
            if left.stat().st_mtime < long_ago:
                left.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
