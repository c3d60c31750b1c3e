"""What WeasyPrint's tagged PDF lacks of PDF/UA-1, put right before the file is written.

Found with a validator of PDF/UA-1; `tests/exports/test_pdf_ua.py` asks it about every report in every language.
"""

from typing import Any

#: Invisible, never spoken, left out of searches. A letter of which Arabic type draws dots and body apart has its text at
#: the first glyph; the others must map to something (ISO 14289-1, 7.21.7), and an empty text is nothing.
_NOTHING_TO_READ = b"<034f>"
_IN_AN_ITEM = ("/Lbl", "/LBody")


def finish(document: Any, pdf: Any) -> None:
    """WeasyPrint's `finisher`: changes the objects of a PDF that is about to be written."""
    doubled: set[bytes] = set()
    for item in pdf.objects:
        if getattr(item, "stream", None) and b"begincmap" in item.stream:
            item.stream = [_filled(line) for line in item.stream]
        elif isinstance(item, dict) and item.get("S") == "/LI":
            _tidy_item(pdf, item)
        elif isinstance(item, dict) and item.get("Type") == "/StructElem" and item["S"] != "/Link":
            doubled |= _untied(pdf, item)
    for page in pdf.objects:
        if doubled and isinstance(page, dict) and page.get("Type") == "/Page" and "Annots" in page:
            page["Annots"][:] = [one for one in page["Annots"] if one not in doubled]


def _untied(pdf: Any, element: Any) -> set[bytes]:
    """A piece inside a link, such as its number, is no second link: its annotation goes, the link's own stays."""
    found: set[bytes] = set()
    for kid in list(element["K"]):
        reference = _behind(pdf, kid)
        if isinstance(reference, dict) and reference.get("Type") == "/OBJR":
            annotation = _behind(pdf, reference["Obj"])
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


def _filled(line: Any) -> Any:
    return line[:-2] + _NOTHING_TO_READ if isinstance(line, bytes) and line.endswith(b"> <>") else line


def _tidy_item(pdf: Any, item: Any) -> None:
    """A list item has a label and one body (ISO 32000-1, 14.8.4.3.3): what came after the body goes into it."""
    kids = [_behind(pdf, kid) for kid in item["K"]]
    body = next((kid for kid in kids if isinstance(kid, dict) and kid.get("S") == "/LBody"), None)
    if body is None:
        return
    stray = [kid for kid in kids if isinstance(kid, dict) and kid.get("S") not in _IN_AN_ITEM]
    for kid in stray:
        item["K"].remove(kid.reference)
        body["K"].append(kid.reference)
        kid["P"] = body.reference


def _behind(pdf: Any, reference: Any) -> Any:
    """The object of a reference such as b"12 0 R"; a bare number, marked content of the page, as it is."""
    return pdf.objects[int(bytes(reference).split()[0])] if isinstance(reference, bytes) else reference
