"""What WeasyPrint's tagged PDF lacks of PDF/UA-1, put right before the file is written.

Found with a validator of PDF/UA-1; `tests/exports/test_pdf_ua.py` asks it about every report in every language.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from assessments.exports.render import font_folders

#: Invisible, never spoken, left out of searches: for a glyph whose text stands at its neighbour. Every glyph must map
#: to something (ISO 14289-1, 7.21.7), and an empty text is nothing.
_NOTHING_TO_READ = b"<034f>"
_ENTRY = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")
#: Glyphs of the Arabic font are named by what they show: uni0627, and uniFE8E for the same letter at the end of a word.
_NAME = re.compile(r"uni([0-9A-F]{4})")
ARABIC = "Almarai"  # the family, and the beginning of its files' names
_IN_AN_ITEM = ("/Lbl", "/LBody")
#: An element with no other keys only says "these words"; its words can belong to an element that may hold words.
_SAYS_NOTHING = {"Type", "S", "K", "Pg", "P"}
_HOLDS_WORDS = {"/P", "/H1", "/H2", "/H3", "/H4", "/TD", "/TH", "/Lbl", "/LBody", "/Link", "/Span", "/Figure"}


def finish(document: Any, pdf: Any) -> None:
    """WeasyPrint's `finisher`: changes the objects of a PDF that is about to be written."""
    references = {item.reference: item for item in pdf.objects if _type(item) == "/OBJR"}
    doubled: set[bytes] = set()
    for item in pdf.objects:
        if not isinstance(item, dict):
            continue
        if item.get("Type") == "/StructElem":
            if item["S"] == "/LI":
                _tidy_item(pdf, item)
            elif item["S"] != "/Link":
                doubled |= _untied(pdf, item, references)
        elif item.get("Type") == "/Font" and "ToUnicode" in item:
            _say_letters(_behind(pdf, item["ToUnicode"]), _glyph_names(str(item["BaseFont"])))
    for page in pdf.objects:
        if doubled and isinstance(page, dict) and page.get("Type") == "/Page" and "Annots" in page:
            page["Annots"][:] = [one for one in page["Annots"] if one not in doubled]
    _lighten(pdf)


def _lighten(pdf: Any) -> None:
    """Takes out what wraps words and says nothing of them: half of all elements, and a tenth of the file."""
    moved: dict[bytes, bytes] = {}
    for item in pdf.objects:
        if _type(item) != "/StructElem" or item["S"] not in ("/Span", "/NonStruct") or set(item) != _SAYS_NOTHING:
            continue
        parent = _behind(pdf, item["P"])
        whole = all(isinstance(kid, (int, bytes)) for kid in item["K"])
        if not whole or parent.get("S") not in _HOLDS_WORDS or parent.get("Pg") != item["Pg"]:
            continue
        place = parent["K"].index(item.reference)
        parent["K"][place : place + 1] = item["K"]  # the words keep their place in the order of reading
        for kid in item["K"]:
            inner = _behind(pdf, kid)
            if _type(inner) == "/StructElem":
                inner["P"] = parent.reference
        moved[item.reference] = parent.reference
        item.free = "f"
        item.clear()
    numbers = _behind(pdf, _behind(pdf, pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"]
    for place, entry in enumerate(numbers):
        if isinstance(entry, list):
            entry[:] = [_final(moved, one) for one in entry]
        elif isinstance(entry, bytes):
            numbers[place] = _final(moved, entry)


def _final(moved: Mapping[bytes, bytes], reference: bytes) -> bytes:
    while reference in moved:
        reference = moved[reference]
    return reference


def _type(item: Any) -> Any:
    return item.get("Type") if isinstance(item, dict) else None


def _untied(pdf: Any, element: Any, references: Mapping[bytes, Any]) -> set[bytes]:
    """A piece inside a link, such as its number, is no second link: its annotation goes, the link's own stays."""
    found: set[bytes] = set()
    for kid in [kid for kid in element["K"] if kid in references]:
        annotation = _behind(pdf, references[kid]["Obj"])
        if annotation.get("Subtype") == "/Link" and _in_a_link(pdf, element):
            element["K"].remove(kid)
            found.add(annotation.reference)
    return found


def _in_a_link(pdf: Any, element: Any) -> bool:
    while "P" in element:
        element = _behind(pdf, element["P"])
        if element.get("S") == "/Link":
            return True
    return False


def _glyph_names(font: str) -> Sequence[str]:
    """The names of the glyphs of the Arabic font, whose numbers the subset in the file keeps."""
    if ARABIC not in font:
        return ()
    from fontTools.ttLib import TTFont

    weight = "Bold" if "Bold" in font else "Regular"
    files = [file for folder in font_folders() for file in folder.glob(f"{ARABIC}-{weight}.ttf")]
    return list(TTFont(files[0], lazy=True).getGlyphOrder()) if files else ()


def _say_letters(mapping: Any, names: Sequence[str]) -> None:
    """WeasyPrint gives a glyph the text where it came first: for a letter with a vowel sign, the text of both."""
    lines = []
    for line in mapping.stream:
        entry = _ENTRY.fullmatch(line) if isinstance(line, bytes) else None
        if entry:
            glyph = int(entry[1], 16)
            name = _NAME.fullmatch(names[glyph]) if glyph < len(names) else None
            letters = _letter(name[1]) if name else entry[2]
            line = b"<" + entry[1] + b"> " + (b"<" + letters + b">" if letters else _NOTHING_TO_READ)
        lines.append(line)
    mapping.stream = lines


def _letter(code: str) -> bytes:
    """The letter behind a form of it. Two in one (lam and alif) stay one sign: some readers turn them around."""
    sign = chr(int(code, 16))
    plain = unicodedata.normalize("NFKC", sign).strip()
    return (plain if len(plain) == 1 else sign).encode("utf-16-be").hex().encode()


def _tidy_item(pdf: Any, item: Any) -> None:
    """A list item has a label and one body (ISO 32000-1, 14.8.4.3.3): what came after the body goes into it."""
    kids = [_behind(pdf, kid) for kid in item["K"]]
    elements = [kid for kid in kids if hasattr(kid, "get")]
    body = next((kid for kid in elements if kid.get("S") == "/LBody"), None)
    if body is None:
        return
    for kid in elements:
        if kid.get("S") not in _IN_AN_ITEM:
            item["K"].remove(kid.reference)
            body["K"].append(kid.reference)
            kid["P"] = body.reference


def _behind(pdf: Any, reference: Any) -> Any:
    """The object of a reference such as b"12 0 R"; a bare number, marked content of the page, as it is."""
    return pdf.objects[int(bytes(reference).split()[0])] if isinstance(reference, bytes) else reference
