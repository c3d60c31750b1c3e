"""Reports that nobody has asked for yet: made one after the other, behind every report that somebody waits for.

`python -m assessments.exports.later FOLDER`. Like the renderer it knows neither Django nor the database. What waits is
a text, KEY.waiting in the folder of kept reports; it goes when KEY.pdf is there, so what a restart of the machine left
is found by whoever starts this next. A report that fails is tried once a run.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from itertools import chain
from pathlib import Path

from assessments.exports import render

_LOOK_AGAIN_SECONDS = 0.3


def waiting(folder: Path) -> list[Path]:
    """The texts that wait, the oldest first: keys of one moment in the order of their names."""
    found = []
    for path in (folder / render.KEPT).glob(f"*{render.WAITING}"):
        try:
            found.append((path.stat().st_mtime_ns, path))
        except FileNotFoundError:  # made a moment ago
            continue
    return [path for _moment, path in sorted(found)]


def is_claimed(claim: Path) -> bool:
    """Whether a renderer holds this claim. A question to the operating system: who was killed holds nothing."""
    try:
        looked = os.open(claim, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(looked, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(looked)
    return False


def somebody_waits(folder: Path) -> bool:
    """Whether a renderer is at work, or in the queue, for somebody who asked."""
    jobs = chain(folder.glob("*.html"), (folder / render.KEPT).glob("*.html"))
    return any(is_claimed(job.with_suffix(".claim")) for job in jobs)


def run(folder: Path) -> int:
    """Makes what waits, also what comes meanwhile. Only one is at it; another one leaves at once."""
    os.umask(0o077)
    with (folder / "later.lock").open("a") as turn:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        tried: set[str] = set()
        while left := [text for text in waiting(folder) if text.name not in tried]:
            tried.add(left[0].name)
            while somebody_waits(folder):
                time.sleep(_LOOK_AGAIN_SECONDS)
            _make(left[0])
    return 0


def _make(text: Path) -> None:
    if text.with_suffix(".pdf").exists():
        text.unlink(missing_ok=True)
        return
    claim = os.open(text.with_suffix(".claim"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        job = text.with_suffix(".html")
        shutil.copyfile(text, job)
        subprocess.run(  # noqa: S603  (our own module, no text of a person)
            [sys.executable, "-m", render.__name__, str(job)], pass_fds=(claim,), check=False
        )
    except (BlockingIOError, FileNotFoundError):  # somebody asked for it meanwhile: their renderer makes it
        return
    finally:
        os.close(claim)


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1])))
