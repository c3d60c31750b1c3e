"""Which files may be uploaded as evidence, decided by what is in them and never by their names.

Pure: imports no Django. `python -m assessments.documents FILE` says it as JSON; the site runs that in a process of its
own with limits (`inspection.py`), so that a file made to break its reader breaks nothing else.
"""

import json
import re
import resource
import sys
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assessments import readable

LIMIT = 20 * 1024 * 1024
NAME_LENGTH = 150
#: What the process that looks into a file may take.
MEMORY, SECONDS = 1024 * 1024 * 1024, 20
#: Fewer letters and digits than this is no document to read.
ENOUGH_TEXT = 20


class Kind(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"
    ODS = "ods"
    CSV = "csv"
    TEXT = "txt"


MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.ODT: "application/vnd.oasis.opendocument.text",
    Kind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    Kind.CSV: "text/csv",
    Kind.TEXT: "text/plain",
}


class Reason(StrEnum):
    """Why a file is refused. The form has a sentence for each."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    IMAGE = "image"
    VIDEO = "video"
    SOUND = "sound"
    ARCHIVE = "archive"
    PROGRAM = "program"
    OLD_OFFICE = "old_office"
    MARKUP = "markup"  # a web page, a drawing or a script as text
    OTHER = "other"
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    ACTIVE = "active"  # a PDF that runs something
    EMBEDDED = "embedded"  # another file inside
    REMOTE = "remote"  # loads a part of itself from elsewhere
    PICTURES = "pictures"  # pages that are pictures
    NO_TEXT = "no_text"
    BOMB = "bomb"  # unpacks to far more than it is
    TEXT_ENCODING = "text_encoding"
    CONTROL = "control"


class Refused(Exception):
    """`pages` are the pages of a PDF that are meant, from 1."""

    def __init__(self, reason: Reason, pages: tuple[int, ...] = ()) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.pages = pages


@dataclass(frozen=True)
class Signature:
    reason: Reason
    at: int
    start: bytes


#: What else people upload, known by its first bytes; only to name the reason. What is allowed is proved elsewhere.
_SIGNATURES = tuple(
    Signature(reason, at, start)
    for reason, at, starts in (
        (Reason.IMAGE, 0, (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"8BPS")),
        (Reason.IMAGE, 0, (b"\x00\x00\x01\x00", b"\xd7\xcd\xc6\x9a", b"\xff\x0a", b"\x00\x00\x00\x0cJXL", b"%!PS")),
        (Reason.IMAGE, 0, (b"\x00\x00\x00\x0cjP", b"/* XPM", b"AT&TFORM", b"#define")),
        (Reason.IMAGE, 4, (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftypavif", b"ftyphevc")),
        (Reason.IMAGE, 8, (b"WEBP",)),
        (Reason.IMAGE, 40, (b" EMF",)),
        (Reason.SOUND, 4, (b"ftypM4A",)),
        (Reason.SOUND, 0, (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf1", b"fLaC", b"MThd", b"#!AMR")),
        (Reason.SOUND, 8, (b"WAVE",)),
        (Reason.VIDEO, 4, (b"ftyp", b"moov", b"mdat")),
        (Reason.VIDEO, 8, (b"AVI ",)),
        (Reason.VIDEO, 0, (b"\x1aE\xdf\xa3", b"OggS", b"FLV\x01", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")),
        (Reason.VIDEO, 0, (b"0&\xb2u\x8ef\xcf\x11",)),
        (Reason.ARCHIVE, 0, (b"PK\x05\x06", b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")),
        (Reason.ARCHIVE, 0, (b"(\xb5/\xfd", b"MSCF", b"\x1f\x9d", b"xar!", b"\x60\xea", b"!<arch>")),
        (Reason.ARCHIVE, 257, (b"ustar",)),
        (Reason.ARCHIVE, 0x8001, (b"CD001",)),
        (Reason.PROGRAM, 0, (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xcf")),
        (Reason.PROGRAM, 0, (b"\xce\xfa\xed\xfe", b"L\x00\x00\x00\x01\x14\x02\x00", b"dex\n", b"\x00asm")),
    )
    for start in starts
)
#: As bytes these could begin a text as well: such a file is asked first whether it is one.
_ALSO_WORDS = frozenset({b"BM", b"MZ", b"ID3", b"BZh", b"GIF8", b"8BPS", b"xar!", b"MSCF", b"#define", b"Rar!"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(r"\s*<(?:[a-z!?]|$)|\s*\{\\rtf|\s*%!PS|\s*/\* XPM|\s*P[1-6]\s+\d+\s+\d+\s|\s*<\?", re.IGNORECASE)
_SCRIPT = re.compile(r"<\s*(?:script|svg|html|iframe|object|embed)\b|data:(?:image|video|audio)/|MIME-Version:", re.I)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def inspect(path: Path, name: str = "") -> Kind:
    """What this file is. `name` only tells a table from a plain text. Raises Refused."""
    from assessments import office_documents, pdf_documents  # they need the names above

    size = path.stat().st_size
    if size == 0:
        raise Refused(Reason.EMPTY)
    if size > LIMIT:
        raise Refused(Reason.TOO_LARGE)
    with path.open("rb") as file:
        head = file.read(0x8100)
    if head.startswith(b"%PDF-"):
        pdf_documents.check(path)
        return Kind.PDF
    if head.startswith(b"PK\x03\x04"):
        return office_documents.check(path)
    if head.startswith(_OLE):
        packed = "EncryptedPackage".encode("utf-16-le") in path.read_bytes()
        raise Refused(Reason.ENCRYPTED if packed else Reason.OLD_OFFICE)
    reason = signature_of(head)
    if reason is not None:
        raise Refused(reason)
    check_text(path.read_bytes())
    return Kind.CSV if name.lower().endswith(".csv") else Kind.TEXT


def signature_of(head: bytes) -> Reason | None:
    """The kind of a file that is certainly none of ours, or None."""
    for signature in _SIGNATURES:
        if head[signature.at :].startswith(signature.start):
            if signature.start in _ALSO_WORDS and not _CONTROL.search(head.decode("latin-1")):
                continue
            return signature.reason
    return None


def check_text(content: bytes) -> str:
    """The text, if it is one in an encoding that people use. Raises Refused."""
    text = _decoded(content)
    if _CONTROL.search(text):
        raise Refused(Reason.OTHER if "\x00" in text else Reason.CONTROL)
    if _MARKUP.match(text) or _SCRIPT.search(text):
        raise Refused(Reason.MARKUP)
    if readable.has_encoded_file(text):
        raise Refused(Reason.EMBEDDED)
    if readable.has_command(text):
        raise Refused(Reason.MACROS)
    if not has_text(text):
        raise Refused(Reason.NO_TEXT)
    return text


def has_text(text: str, enough: int = ENOUGH_TEXT) -> bool:
    """Whether there are at least so many letters and digits, of any script."""
    for character in text:
        enough -= character.isalnum()
        if enough <= 0:
            return True
    return False


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(Reason.OTHER if b"\x00" in content else Reason.TEXT_ENCODING)


# --- names ------------------------------------------------------------------------------------------------------

_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')


def cleaned_name(name: str, kind: Kind) -> str:
    """The name as it is kept and given back: without folders, without signs that hide or turn what it says, not too
    long, and with the ending that fits what the file is."""
    name = unicodedata.normalize("NFC", name.encode("utf-8", "ignore").decode("utf-8"))
    name = re.split(r"[\\/]", name)[-1]
    # Cc controls, Cf marks of direction and invisible signs, Co and Cn nothing that anyone can read, Zl Zp line ends.
    name = "".join(" " if unicodedata.category(c) in ("Zl", "Zp", "Zs") else c for c in name)
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    name = " ".join(_FORBIDDEN.sub("_", name).split()).strip(". ")
    stem, ending = name, f".{kind}"
    if name.lower().endswith(ending):
        stem = name[: -len(ending)]
    elif kind is Kind.TEXT and name.lower().endswith(".csv"):
        stem = name[:-4]
    stem = stem[: NAME_LENGTH - len(ending)].strip(". ") or "document"
    return stem + ending


def main(arguments: list[str]) -> None:
    """Prints {"kind": …} or {"refused": …, "pages": […]}; what goes wrong on the way counts as unreadable."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it reads and writes no file
    path, name = Path(arguments[0]), arguments[1] if len(arguments) > 1 else ""
    answer: dict[str, str | tuple[int, ...]]
    try:
        answer = {"kind": inspect(path, name).value}
    except Refused as refused:
        answer = {"refused": refused.reason.value}
        if refused.pages:
            answer["pages"] = refused.pages
    except MemoryError:
        answer = {"refused": Reason.BOMB.value}
    except Exception:
        answer = {"refused": Reason.UNREADABLE.value}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    # Under its own name, so that there is one Refused and not two.
    from assessments import documents

    documents.main(sys.argv[1:])
