"""Word, Excel and OpenDocument files: every part of the package is looked at. Pure: imports no Django."""

import html
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from assessments import readable
from assessments.documents import Kind, Reason, Refused, has_text, signature_of

#: A package may unpack to this much in all, and a part to this many times its packed size.
_UNPACKED = 200 * 1024 * 1024
_RATIO = 200
_SMALL = 1024 * 1024  # below this, a high ratio is harmless
_PARTS = 5_000
_XML_PART = 100 * 1024 * 1024

_MAIN_TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": Kind.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": Kind.XLSX,
}
_ODF_TYPES = {
    b"application/vnd.oasis.opendocument.text": Kind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Kind.ODS,
}
_MACRO_PART = re.compile(
    r"vba(?:project|data)|macrosheets?/|activex/|customui/|\.bas$|^(?:basic|scripts|configurations2/scripts)/", re.I
)
_PICTURE_ENDINGS = ("png", "jpg", "jpeg", "gif", "emf", "wmf", "svg", "svm", "tif", "tiff", "bmp", "wdp", "jfif")
_OFFICE_ENDINGS = ("xml", "rels", "vml", "odttf", "ttf", "otf", "psmdcp", "sigs", *_PICTURE_ENDINGS)
_ODF_ENDINGS = ("xml", "rdf", "ttf", "otf", "woff", *_PICTURE_ENDINGS)
_EMBEDDED_DOCUMENT = re.compile(r"^(?:word|xl)/embeddings/[^/]+\.(?:xlsx|docx)$", re.I)
_HARMLESS_BINARY = re.compile(r"^xl/printersettings/[^/]+\.bin$|^(?:layout-cache|mimetype)$", re.I)
#: Relationships that fetch a part of the document when it is opened.
_FETCHED = ("attachedtemplate", "oleobject", "frame", "subdocument")
_TAG = re.compile(r"<[^>]*>")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_FIELD_CODE = re.compile(r"<w:instrText[^>]*>([^<]*)")
_FORMULA = re.compile(r"<f\b[^>]*>([^<]*)|\b(?:table|form):formula=\"([^\"]*)\"|\b(?:table|form):formula='([^']*)'")
#: A cell of a table that names one of the shared texts by its number.
_SHARED_TEXT = re.compile(r"<c\b[^>]*\bt=[\"']s[\"'][^>]*>\s*<v>[^<]*</v>")
#: Words that Word does not show.
_HIDDEN = re.compile(r"<w:(?:vanish|webHidden)\s*/>")
#: A picture written into the text of the document itself.
_INLINE_PICTURE = re.compile(r"<(?:\w+:)?(?:binary-data|binData)\b|\b(?:href|src)=[\"']data:", re.I)
#: Words for each picture: about two lines. A figure has a caption and something that speaks of it; an album of photos
#: has names under them.
WORDS_A_PICTURE = 25
#: Smaller pictures, in bytes, are lines, bullets and little signs and need no words of their own.
SMALL_PICTURE = 4 * 1024
#: The little view of the first page that programs keep within a file. What is larger counts as a picture.
_PREVIEW, _PREVIEW_SIZE = re.compile(r"^(?:docProps|Thumbnails)/thumbnail\.\w+$", re.I), 100 * 1024
_TEXT_PARTS = {
    Kind.DOCX: re.compile(r"^word/(?:document|footnotes|endnotes)\d*\.xml$", re.I),
    Kind.XLSX: re.compile(r"^xl/(?:sharedStrings|worksheets/[^/]+)\.xml$", re.I),
    Kind.ODT: re.compile(r"^content\.xml$"),
    Kind.ODS: re.compile(r"^content\.xml$"),
}


def check(path: Path | IO[bytes], depth: int = 0) -> Kind:
    """Which of the four it is. Raises Refused."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            _check_package(parts)
            names = {part.filename for part in parts}
            if "[Content_Types].xml" in names:
                kind = _check_office(package, parts, depth)
            elif "mimetype" in names:
                kind = _check_odf(package, parts)
            else:
                raise Refused(Reason.ARCHIVE)
            _check_text(package, parts, kind, depth)
            return kind
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise Refused(Reason.UNREADABLE) from error
    except (RuntimeError, ElementTree.ParseError, KeyError) as error:
        raise Refused(Reason.UNREADABLE) from error


def _check_package(parts: list[zipfile.ZipInfo]) -> None:
    """Before anything is unpacked: sizes as the package itself tells them; `zipfile` never reads further than that."""
    if not parts:
        raise Refused(Reason.ARCHIVE)
    if len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED:
        raise Refused(Reason.BOMB)
    if len({part.filename.casefold() for part in parts}) != len(parts):
        raise Refused(Reason.UNREADABLE)  # two parts of one name: readers disagree on which one counts
    if min(part.header_offset for part in parts) != 0:
        raise Refused(Reason.UNREADABLE)  # something else stands before the package
    for part in parts:
        if part.flag_bits & 0x1:
            raise Refused(Reason.ENCRYPTED)
        if part.file_size > _SMALL and part.file_size > _RATIO * max(part.compress_size, 1):
            raise Refused(Reason.BOMB)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(Reason.UNREADABLE)
        if part.filename.startswith("/") or ".." in part.filename.replace("\\", "/").split("/"):
            raise Refused(Reason.UNREADABLE)
        if _MACRO_PART.search(part.filename):
            raise Refused(Reason.MACROS)


def _check_office(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], depth: int) -> Kind:
    types = [
        value
        for element in _xml(package, "[Content_Types].xml").iter()
        for key, value in element.attrib.items()
        if key == "ContentType"
    ]
    if any(re.search(r"macroEnabled|vbaProject|vnd\.ms-office\.activeX|macrosheet", value, re.I) for value in types):
        raise Refused(Reason.MACROS)
    kinds = {_MAIN_TYPES[value] for value in types if value in _MAIN_TYPES}
    if len(kinds) != 1:
        raise Refused(Reason.OTHER)
    for part in _files(parts):
        name = part.filename
        if _EMBEDDED_DOCUMENT.search(name):
            if depth:
                raise Refused(Reason.EMBEDDED)
            with package.open(part) as inner:
                check(inner, depth + 1)  # the table behind a chart
            continue
        _check_part(package, part, _OFFICE_ENDINGS)
        if name.lower().endswith(".rels"):
            _check_relations(_xml(package, name))
        if name.lower().startswith("xl/worksheets/"):
            _check_formulas(_text(package, name))
        if name.lower().startswith("xl/externallinks/") and "<ddeLink" in _text(package, name):
            raise Refused(Reason.MACROS)
    (kind,) = kinds
    if kind is Kind.DOCX:
        for name in (part.filename for part in parts if part.filename.lower().endswith(".xml")):
            if name.startswith("word/") and re.search(r"\bDDE(?:AUTO)?\s", _field_codes(package, name)):
                raise Refused(Reason.MACROS)
    return kind


def _check_odf(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Kind:
    if parts[0].filename != "mimetype" or parts[0].file_size > 200:
        raise Refused(Reason.UNREADABLE)
    kind = _ODF_TYPES.get(package.read(parts[0]).strip())
    if kind is None:
        raise Refused(Reason.OTHER)
    manifest = _xml(package, "META-INF/manifest.xml")
    if any(element.tag.endswith("}encryption-data") for element in manifest.iter()):
        raise Refused(Reason.ENCRYPTED)
    for part in _files(parts):
        if part.filename.startswith("ObjectReplacements/"):
            continue  # the picture of a chart; it has no ending
        _check_part(package, part, _ODF_ENDINGS)
        if part.filename.endswith((".xml", ".rdf")):
            text = _text(package, part.filename)
            if re.search(r"vnd\.sun\.star\.script:|macro://|<script:module|ooo[:.]script|<table:dde-link", text, re.I):
                raise Refused(Reason.MACROS)
            _check_formulas(text)
    return kind


def _check_formulas(text: str) -> None:
    for formula in _FORMULA.findall(text):
        if readable.is_command(html.unescape("".join(formula))):
            raise Refused(Reason.MACROS)


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, endings: tuple[str, ...]) -> None:
    """Only what such a document is made of: texts, pictures, typefaces. Pictures must not be something else."""
    name = part.filename
    if _HARMLESS_BINARY.search(name):
        return
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in endings:
        raise Refused(Reason.EMBEDDED)
    with package.open(part) as inner:
        found = signature_of(inner.read(0x200))
    if found in (Reason.PROGRAM, Reason.ARCHIVE, Reason.VIDEO, Reason.SOUND):
        raise Refused(Reason.EMBEDDED if found is not Reason.PROGRAM else Reason.PROGRAM)


def _check_relations(root: ElementTree.Element) -> None:
    for relation in root.iter():
        target = relation.attrib.get("Target", "").strip().lower()
        kind = relation.attrib.get("Type", "").rpartition("/")[2].lower()
        far = target.startswith(("http:", "https:", "ftp:", "\\\\", "//", "mhtml:", "file://///", "file:\\\\"))
        if relation.attrib.get("TargetMode") == "External" and kind in _FETCHED and far:
            raise Refused(Reason.REMOTE)
        if target.startswith(("mhtml:", "javascript:", "vbscript:")):
            raise Refused(Reason.REMOTE)


def _check_text(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], kind: Kind, depth: int) -> None:
    """A picture pasted into an empty document is still a picture, and so is one with a line of letters."""
    if depth:
        return
    texts = []
    for part in parts:
        if _TEXT_PARTS[kind].search(part.filename):
            text = _text(package, part.filename)
            if _INLINE_PICTURE.search(text):
                raise Refused(Reason.EMBEDDED)
            texts.append(_shown(text))
    text = " ".join(texts)
    if readable.has_encoded_file(text):
        raise Refused(Reason.EMBEDDED)
    found = [part for part in parts if part.filename.rpartition(".")[2].lower() in _PICTURE_ENDINGS]
    if not has_text(text):
        raise Refused(Reason.PICTURES if found else Reason.NO_TEXT)
    needed = WORDS_A_PICTURE * sum(map(_needs_words, found))
    if readable.words(text, needed) < needed and not _is_table(kind, text, needed):
        raise Refused(Reason.PICTURES)


def _needs_words(picture: zipfile.ZipInfo) -> bool:
    if _PREVIEW.search(picture.filename):
        return picture.file_size > _PREVIEW_SIZE
    return picture.file_size > SMALL_PICTURE


def _is_table(kind: Kind, text: str, needed: int) -> bool:
    """In a table numbers say as much as words: each different one counts."""
    return kind in (Kind.XLSX, Kind.ODS) and len(set(_NUMBER.findall(text))) + readable.words(text, needed) >= needed


def _shown(text: str) -> str:
    """The text of a part without its tags, and without what is hidden or only points to another part."""
    if _HIDDEN.search(text):
        text = "".join(run for run in text.split("</w:r>") if not _HIDDEN.search(run))
    return html.unescape(_TAG.sub(" ", _SHARED_TEXT.sub(" ", text)))


def _files(parts: list[zipfile.ZipInfo]) -> Iterator[zipfile.ZipInfo]:
    return (part for part in parts if not part.is_dir())


def _text(package: zipfile.ZipFile, name: str) -> str:
    if package.getinfo(name).file_size > _XML_PART:
        raise Refused(Reason.BOMB)
    return package.read(name).decode("utf-8", "replace")


def _field_codes(package: zipfile.ZipFile, name: str) -> str:
    return "".join(_FIELD_CODE.findall(_text(package, name)))


def _xml(package: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """Small lists of the package itself. They have no use for a document type, where entities are declared."""
    if package.getinfo(name).file_size > _SMALL:
        raise Refused(Reason.UNREADABLE)
    content = package.read(name)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content or b"<!DOCTYPE" in content:
        raise Refused(Reason.UNREADABLE)
    return ElementTree.fromstring(content)  # noqa: S314 (no document type, so no entities)
