"""The timeline: where days lie, and that a drawing is whole, mirrored and free of words."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.charts_plan import Scale, Span, axis, bar, print_timeline, scale_of

TODAY = dt.date(2026, 11, 25)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "due", "first", "end"),
    [
        ("2026-12-01", "2027-03-31", "2026-10-01", "2027-04-01"),  # whole quarters, with today
        ("2026-01-01", "2026-06-30", "2026-01-01", "2027-01-01"),
        ("1999-01-01", "2099-12-31", "2026-10-01", "2027-01-01"),  # too far to be drawn to scale
    ],
)
def test_scale_by_hand(start: str, due: str, first: str, end: str) -> None:
    assert scale_of([Span(day(start), day(due))], TODAY) == Scale(day(first), day(end))


def test_where_days_lie() -> None:
    scale = Scale(day("2026-01-01"), day("2027-01-01"))
    assert [scale.at(day(d)) for d in ("2026-01-01", "2027-01-01", "2025-01-01", "2030-01-01")] == [0, 100, 0, 100]
    assert scale.at(day("2026-07-02")) == round(100 * 182 / 365, 2)
    assert [q.month for q in scale.quarters] == [1, 4, 7, 10]


def test_a_late_action_is_drawn_to_today() -> None:
    scale = Scale(day("2026-10-01"), day("2027-01-01"))
    late = bar(scale, Span(day("2026-10-05"), day("2026-10-31"), 20, late=True), TODAY)
    assert "s-late" in late and "s-stop" in late
    assert "s-late" not in bar(scale, Span(day("2026-10-05"), day("2026-10-31"), 20), TODAY)


days = st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1))
spans = st.builds(Span, days, days, st.integers(0, 100), st.booleans(), st.booleans())


@given(st.lists(spans, max_size=6), st.booleans())
def test_every_drawing_is_whole(found: list[Span], mirrored: bool) -> None:
    ordered = [Span(*sorted([s.start, s.due]), s.progress, s.late) if s.start and s.due else s for s in found]
    scale = scale_of(ordered, TODAY)
    for drawn in (axis(scale, TODAY), *(bar(scale, span, TODAY) for span in ordered)):
        ElementTree.fromstring(drawn)
    paper = print_timeline(ordered, TODAY, "Plan <&>", mirrored=mirrored)
    root = ElementTree.fromstring(paper)
    assert root[0].tag == "title" and root[0].text == "Plan <&>"
    width = float(root.attrib["width"])
    for rect in root.iter("rect"):
        assert float(rect.attrib["x"]) >= 0 and float(rect.attrib["x"]) + float(rect.attrib["width"]) <= width + 0.1
    numbers = [text.text for text in root.iter("text") if text.attrib.get("font-weight")]
    assert numbers == [str(n) for n in range(1, len(ordered) + 1)]
