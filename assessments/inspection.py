"""Looks into an uploaded file in a process of its own: limited in time and memory, without the site's own."""

import json
import logging
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from assessments import documents
from assessments.documents import Kind, Reason, Refused

SECONDS = 30  # of waiting; of its own time the process takes less, see documents.main
_log = logging.getLogger(__name__)


def inspect(path: Path, name: str) -> Kind:
    """What the file is. Raises Refused; a file that its reader cannot get through in time is refused too."""
    if path.stat().st_size > documents.LIMIT:
        raise Refused(Reason.TOO_LARGE)
    command = [sys.executable, "-m", "assessments.documents", str(path), name[-20:].replace("\x00", "")]
    try:
        done = subprocess.run(  # noqa: S603 (our own module; the name is an argument, no shell reads it)
            command,
            cwd=settings.BASE_DIR,
            env={"PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise Refused(Reason.BOMB) from None
    except ValueError:
        _log.warning("the inspection of an upload ended with %s", done.returncode)
        raise Refused(Reason.UNREADABLE) from None
    if "refused" in answer:
        raise Refused(Reason(answer["refused"]), tuple(answer.get("pages", ())))
    return Kind(answer["kind"])
