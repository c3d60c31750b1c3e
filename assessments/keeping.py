"""Where the bytes of evidence lie: below EVIDENCE_DIR, outside of what is served, under names that say nothing.

Files are written once and never changed. A version that carries over to the next round is the same file.
"""

import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

_CHUNK = 256 * 1024
_KEY = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True)
class Kept:
    """`key` is the file's place here; `sha256` its checksum in hexadecimal digits."""

    key: str
    sha256: str
    size: int


def keep(source: Path) -> Kept:
    """Copies a file into the store: whole or not at all, readable by the site alone."""
    key = secrets.token_hex(20)
    target = path_of(key)
    for folder in (settings.EVIDENCE_DIR, target.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as copy, source.open("rb") as file:
            while chunk := file.read(_CHUNK):
                copy.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            copy.flush()
            os.fsync(copy.fileno())
        os.replace(unfinished, target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return Kept(key, digest.hexdigest(), size)


def discard(key: str) -> None:
    """For a file whose row was never written."""
    path_of(key).unlink(missing_ok=True)


def opened(key: str) -> BinaryIO:
    """Raises FileNotFoundError."""
    return path_of(key).open("rb")


def path_of(key: str) -> Path:
    if not _KEY.fullmatch(key):
        raise FileNotFoundError(key)
    folder: Path = settings.EVIDENCE_DIR
    return folder / key[:2] / key
