"""No text of a person becomes a formula in a spreadsheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.exports.cells import neutral


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("\x00=1", "'=1"),
        ("＝1+1", "'＝1+1"),
        ("\u2068=1\u2069", "'=1"),  # what a mark hides is a formula all the same
        ("\u206821\u2069", "21"),
        ("-5", "-5"),
        ("+3.5", "+3.5"),
        ("A text = a text", "A text = a text"),
        ("", ""),
        (2026, "2026"),
    ],
)
def test_neutral(text: object, safe: str) -> None:
    assert neutral(text) == safe


@given(st.text())
def test_nothing_begins_like_a_formula(text: str) -> None:
    safe = neutral(text)
    assert not safe.lstrip().startswith(("=", "@"))
    assert "\x00" not in safe
