"""Texts in cells of a table that a spreadsheet program opens: none may become a formula."""

import re

#: A spreadsheet takes what begins with one of these for a formula, also after white space.
_FORMULA = re.compile(r"^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
#: Control characters, and marks of direction: a cell is a paragraph of its own, and a 21 between marks is not found.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]")


def neutral(text: object) -> str:
    """The same text, with an apostrophe before what a program would compute. Numbers as text stay as they are."""
    clean = _CONTROL.sub("", str(text))
    if _FORMULA.match(clean) and not re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", clean):
        return "'" + clean
    return clean
