"""The report as PDF: its text, its code, its cache, and the renderer that is started beside the site.

Beside each other in REPORTS_DIR: KEY.html a job, KEY.claim its lock, KEY.pdf the report, KEY.error why it failed.
KEY.waiting is a text whose report nobody has asked for yet: `later.py` makes it when no one else waits.
What was sent is kept beyond the cache, in KEPT: its key is its code, so no change of templates, fonts or texts makes it
anew, and nothing tidies it away.
The renderer inherits the locked KEY.claim and holds it while it lives, so "is someone at work?" is a question to the
operating system: a renderer that crashed or was killed leaves nothing that would have to be believed.
"""

import base64
import ctypes.util
import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Thread
from typing import Literal

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from assessments import wording
from assessments.exports import later, render
from assessments.exports.report import Report
from assessments.results import AssessmentResult, content_hash

Status = Literal["ready", "working", "failed", "absent"]
#: The brief on its own, or the whole report, which begins with it.
Kind = Literal["brief", "full"]

_TEMPLATES: dict[Kind, str] = {"brief": "brief", "full": "report"}  # in templates/pdf and in the names of files

_LIBRARIES = {
    "Pango": ("pango-1.0", "pango-1.0-0"),
    "PangoFT2": ("pangoft2-1.0", "pangoft2-1.0-0"),
    "HarfBuzz": ("harfbuzz", "harfbuzz-0"),
    "Fontconfig": ("fontconfig", "fontconfig-1"),
}
_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
#: What the renderer gets from the environment: where things are, none of the site's secrets.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
_FAMILIES = ("Noto Sans", "Almarai")  # in the order of render.FONT_PACKAGES
_POLL_SECONDS = 0.05
_WAITING = render.WAITING.lstrip(".")
#: In right-to-left languages the country stands on the right; a page's margin boxes do not turn by themselves.
_MIRRORED_HEADS = (
    "@page { @top-left { content: string(section, start) } @top-right { content: string(country) } "
    '@bottom-left { content: counter(page) " / " counter(pages); font-weight: 400; color: #4a5c65; '
    "direction: ltr } "
    "@bottom-right { content: string(status); font-weight: 600; color: #6b4300; direction: rtl } }"
)


class RenderFailed(Exception):
    """The renderer gave up; the message says why."""


def problem() -> str:
    """A sentence naming what is missing to make a PDF here, or nothing. WeasyPrint itself is not imported."""
    missing = _missing()
    if not missing:
        return ""
    return _("The PDF report cannot be made on this machine. Missing: %(missing)s.") % {"missing": ", ".join(missing)}


@cache
def _missing() -> tuple[str, ...]:
    missing = [name for name in ("weasyprint", *render.FONT_PACKAGES) if find_spec(name) is None]
    missing += [
        library for library, names in _LIBRARIES.items() if not any(ctypes.util.find_library(name) for name in names)
    ]
    return tuple(missing)


def html_of(result: AssessmentResult, code: str, kind: Kind = "full") -> str:
    """The report in the language of the result. The same result gives the same text on every machine and day."""
    report = Report(result, code, mirrored=is_mirrored(result.language))
    with wording.written_in(result.written_in):
        return document(_TEMPLATES[kind], result.language, report=report, result=result)


def is_mirrored(language: str) -> bool:
    return language.split("-")[0] in settings.LANGUAGES_BIDI


def document(template: str, language: str, **context: object) -> str:
    """A template of templates/pdf with the faces of type and the style sheet that every paper has."""
    with translation.override(language), timezone.override(None):
        return render_to_string(
            f"pdf/{template}.html",
            {
                "language": language,
                "mirrored": is_mirrored(language),
                "font_faces": mark_safe(_font_faces()),
                "mirrored_heads": mark_safe(_MIRRORED_HEADS),
                "stylesheet": (settings.BASE_DIR / "static/css/report.css").as_uri(),
                **context,
            },
        )


@cache
def _font_faces() -> str:
    """Upright letters only: the report uses no italics, and each face costs memory. The files hold all weights."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; src: url("{file.as_uri()}") }}'
        for family, folder in zip(_FAMILIES, render.font_folders(), strict=False)
        for file in sorted(folder.glob("*.ttf"))
        if "Italic" not in file.name
    )


def content_key(result: AssessmentResult, kind: Kind = "full") -> str:
    """Names the file: the same for the same answers, language, kind and version of the report's making."""
    return key_of(content_hash(result), result.language, kind)


def kept_key(code: str, kind: Kind = "full") -> str:
    """Names the file of a report that was sent, once it was made: by what it says alone, in KEPT."""
    return f"{render.KEPT}/{code}-{kind}"


def key_of(*said: str) -> str:
    """The same for papers of another kind: what they say, and how all papers are made."""
    parts = (*said, _making())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def _making() -> str:
    """A hash over everything but the answers that decides what the report looks like; once a process."""
    base = settings.BASE_DIR
    files = [
        *(base / "templates/pdf").rglob("*"),
        base / "static/css/report.css",
        base / "assessments/charts.py",
        base / "assessments/plan.py",
        base / "assessments/second_views.py",
        base / "assessments/results/over_rounds.py",
        base / "assessments/results/second_views.py",
        base / "assessments/templatetags/report.py",
        *(base / "assessments/exports").rglob("*.py"),
        *(base / "locale").glob("*/LC_MESSAGES/django.mo"),
    ]
    digest = hashlib.sha256()
    for name in ("weasyprint", *render.FONT_PACKAGES):
        digest.update(f"{name} {version(name)}\n".encode())
    for file in sorted(file for file in files if file.is_file()):
        digest.update(f"{file.relative_to(base)}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def verification_code(result: AssessmentResult) -> str:
    """The code on the last page: country, year, language, and 60 bits of the content's hash, no doubtful letters."""
    digest = hashlib.sha256(f"{content_hash(result)}\n{result.language}".encode()).digest()
    letters = base64.b32encode(digest).decode()[:12].translate(_CROCKFORD)
    groups = "-".join(letters[start : start + 4] for start in (0, 4, 8))
    return f"{result.country}-{result.year}-{result.language.split('-')[0].upper()}-{groups}"


def file_name(result: AssessmentResult, kind: Kind = "full", sent: int | None = None) -> str:
    """`sent`: the number of an earlier submission, whose file does not take the name of the newest."""
    earlier = f"-sent-{sent}" if sent else ""
    return f"MNR-{result.year}-{result.country}-{_TEMPLATES[kind]}-{result.language}{earlier}.pdf"


def _file(key: str, suffix: str) -> Path:
    return Path(settings.REPORTS_DIR) / f"{key}.{suffix}"


def cached(key: str) -> Path | None:
    path = _file(key, "pdf")
    return path if path.is_file() else None


def fingerprint(path: Path) -> str:
    """SHA-256 of the file as it is now."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def set_aside(path: Path) -> None:
    """A kept file that is not what it was: it is not served any more, and not thrown away either."""
    path.replace(path.with_suffix(".damaged"))


def start(key: str, html: str) -> None:
    """Starts the renderer for this key and returns at once. Nothing happens if it is ready or at work already."""
    if cached(key) is not None:
        return
    _folder(key)
    claim = os.open(_file(key, "claim"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _locked(claim) or cached(key) is not None:
            return
        _file(key, "error").unlink(missing_ok=True)
        job = _file(key, "html")
        with os.fdopen(os.open(job, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(_waiting_text(key) or html)
        _launch([render.__name__, str(job)], claim)
    finally:
        os.close(claim)  # the renderer's own copy keeps the lock


def _locked(claim: int) -> bool:
    """Takes the lock. Tries twice, because `status` holds it for an instant when it looks."""
    for pause in (0.02, 0):
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(pause)
        else:
            return True
    return False


def start_later(texts: Iterable[tuple[str, str]]) -> None:
    """Puts down what is to be made for these keys when nobody else waits, and starts making it. Each is said once: a
    text that waits already stays, because it is of the day on which the report was signed."""
    folder = _folder(f"{render.KEPT}/")
    for key, html in texts:
        if cached(key) is None and not is_waiting(key):
            with NamedTemporaryFile("w", dir=folder, suffix=".tmp", delete=False, encoding="utf-8") as file:
                file.write(html)
            Path(file.name).replace(_file(key, _WAITING))  # at once: nobody reads half a text
    go_on()


def go_on() -> None:
    """Makes what waits, if anything does: after it was put down, and wherever somebody finds that it was left."""
    folder = Path(settings.REPORTS_DIR)
    if settings.REPORTS_AHEAD and later.waiting(folder):
        _launch([later.__name__, str(folder)])


def is_waiting(key: str) -> bool:
    return _file(key, _WAITING).is_file()


def _waiting_text(key: str) -> str:
    try:
        return _file(key, _WAITING).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _folder(key: str) -> Path:
    """Where the files of this key lie, made if need be."""
    folder = _file(key, "pdf").parent
    for each in (Path(settings.REPORTS_DIR), folder):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _launch(command: list[str], *claims: int) -> None:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    process = subprocess.Popen(  # noqa: S603  (our own module, no text of a person)
        [sys.executable, "-m", *command],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=claims,
        start_new_session=True,  # a restart of the site does not end a rendering
    )
    Thread(target=process.wait, daemon=True).start()  # so that no finished renderer lingers as a zombie


def status(key: str) -> Status:
    """Where this report stands. "failed" may be started again; `failure` says why it failed."""
    if cached(key) is not None:
        return "ready"
    if later.is_claimed(_file(key, "claim")):
        return "working"
    if cached(key) is not None:  # it was put in place between the two looks
        return "ready"
    if _file(key, "error").is_file() or _file(key, "html").is_file():
        return "failed"
    return "absent"


def failure(key: str) -> str:
    """Why the renderer failed, for a log or a terminal; it is not translated."""
    try:
        return _file(key, "error").read_text(encoding="utf-8")
    except FileNotFoundError:
        return "the renderer ended without a word"


def render_now(key: str, html: str) -> Path:
    """Renders and waits, behind whatever is being rendered already. Raises RenderFailed."""
    start(key, html)
    while status(key) == "working":
        time.sleep(_POLL_SECONDS)
    path = cached(key)
    if path is None:
        raise RenderFailed(failure(key))
    return path
