"""PDF files: nothing that runs, nothing packed inside, and pages that can be read. Pure: imports no Django."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from assessments import pdf_pages
from assessments.documents import Reason, Refused, has_text

#: Objects of a document. One of 20 MB has some thousands.
_OBJECTS = 300_000
#: Pages that are read to find any text, spread over the document: to read all of a long one takes too long.
_SAMPLE = 12
_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie", "/Sound"}
)
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/XFA"})
_PLAYED = frozenset({"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
_PACKED_KEYS = frozenset({"/EmbeddedFiles", "/EF", "/RichMediaContent"})


def check(path: Path) -> None:
    """Raises Refused."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    _check_end(path)
    try:
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted:
            raise Refused(Reason.ENCRYPTED)
        pages = len(reader.pages)
        if not pages:
            raise Refused(Reason.UNREADABLE)
        for found in _dictionaries(reader):
            _check_dictionary(found)
        _check_pages(reader, pages)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # whatever a broken file makes a parser say
        raise Refused(Reason.UNREADABLE) from error


def _check_end(path: Path) -> None:
    """Nothing but white space after its end: else it is two files in one."""
    content = path.read_bytes()
    end = content.rfind(b"%%EOF")
    if end < 0 or len(content[end + 5 :].strip(b"\x00\r\n\t ")) > 64:
        raise Refused(Reason.UNREADABLE)


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the document, also those that nothing leads to."""
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > _OBJECTS:
        raise Refused(Reason.BOMB)
    yield from _within(reader.trailer, 0)
    for number, generation in sorted(numbers):
        if number:
            yield from _within(reader.get_object(IndirectObject(number, generation, reader)), 0)


def _within(found: Any, depth: int) -> Iterator[DictionaryObject]:
    """What stands directly inside; what is only referred to has a number of its own."""
    if depth > 60:
        raise Refused(Reason.BOMB)
    if isinstance(found, DictionaryObject):
        yield found
        for value in found.values():
            if isinstance(value, DictionaryObject | ArrayObject):
                yield from _within(value, depth + 1)
    elif isinstance(found, ArrayObject):
        for value in list(found):
            if isinstance(value, DictionaryObject | ArrayObject):
                yield from _within(value, depth + 1)


def _check_dictionary(found: DictionaryObject) -> None:
    keys = {str(key) for key in found}
    kind, subtype, action = (str(found.get(key, "")) for key in ("/Type", "/Subtype", "/S"))
    if keys & _PACKED_KEYS or kind == "/EmbeddedFile" or subtype == "/FileAttachment":
        raise Refused(Reason.EMBEDDED)
    if keys & _ACTIVE_KEYS or action in _ACTIONS or subtype in _PLAYED:
        raise Refused(Reason.ACTIVE)


def _check_pages(reader: PdfReader, pages: int) -> None:
    """A photo printed to PDF is a photo, also behind a title page; `pdf_pages` has the rule."""
    found = pdf_pages.pictures(reader)
    if found:
        raise Refused(Reason.PICTURES, pages=tuple(found))
    chosen = sorted({round(place * (pages - 1) / (_SAMPLE - 1)) for place in range(_SAMPLE)})
    if not has_text(" ".join(reader.pages[number].extract_text() or "" for number in chosen)):
        raise Refused(Reason.NO_TEXT)
