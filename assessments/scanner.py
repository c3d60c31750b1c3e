"""Asks a clamd whether an upload is infected, where the operator has one (CLAMD_URL). Its INSTREAM command, no more."""

import logging
import socket
import struct
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from django.conf import settings

_CHUNK = 64 * 1024
_SECONDS = 60
_log = logging.getLogger(__name__)


class Infected(Exception):
    """The scanner knows this file."""


class ScannerDown(Exception):
    """No answer that could be understood: nobody knows whether the file is clean."""


def scan(path: Path) -> bool:
    """True: clean; False: no scanner is set up. Raises Infected, ScannerDown."""
    if not settings.CLAMD_URL:
        return False
    try:
        with _connected(settings.CLAMD_URL) as place, path.open("rb") as file:
            answer = _ask(place, file)
    except (OSError, ValueError) as error:
        _log.error("clamd does not answer: %s", error)
        raise ScannerDown from error
    if answer.endswith(" FOUND"):
        _log.warning("clamd refused an upload: %s", answer)
        raise Infected
    if answer != "stream: OK":
        _log.error("clamd answers: %s", answer)
        raise ScannerDown
    return True


def place_of(url: str) -> tuple[str, int] | str:
    """Host and port of tcp://host:port, or the path of a socket. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme == "tcp" and parts.hostname and parts.port:
        return parts.hostname, parts.port
    if parts.scheme in ("", "unix") and parts.path.startswith("/"):
        return parts.path
    raise ValueError("CLAMD_URL is tcp://host:port or the path of a socket")


def _connected(url: str) -> socket.socket:
    place = place_of(url)
    if not isinstance(place, str):
        return socket.create_connection(place, timeout=_SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_SECONDS)
    try:
        connection.connect(place)
    except OSError:
        connection.close()
        raise
    return connection


def _ask(place: socket.socket, file: BinaryIO) -> str:
    """Sends the file in chunks, each after its length; a length of nought ends it."""
    place.sendall(b"zINSTREAM\0")
    while chunk := file.read(_CHUNK):
        place.sendall(struct.pack("!L", len(chunk)) + chunk)
    place.sendall(struct.pack("!L", 0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < 4096 and (piece := place.recv(4096)):
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
