"""The workshop guide: its agenda worked out by hand, and what it prints."""

import pytest

from assessments import results
from assessments.exports import guide
from tests import factories as make


@pytest.mark.parametrize(
    ("capabilities", "minutes"), [(0, 0), (1, 20), (2, 40), (3, 55), (4, 75), (5, 90)]
)  # 18, 36, 54, 72, 90, each up to the next five
def test_minutes(capabilities: int, minutes: int) -> None:
    assert guide.minutes_for(capabilities) == minutes


@pytest.mark.parametrize(
    ("sizes", "places"),
    [
        # The middles of the domains lie at 1.5, 5, 9, 13, 17 and 20 of 21: a third is 7, two thirds are 14.
        ([3, 4, 4, 4, 4, 2], [0, 0, 1, 1, 2, 2]),
        ([6], [1]),
        ([1, 1, 1], [0, 1, 2]),
        ([10, 1], [1, 2]),
        ([0, 4], [0, 1]),
        ([], []),
        ([0, 0], [0, 0]),
    ],
)
def test_domains_are_spread_over_three_half_days(sizes: list[int], places: list[int]) -> None:
    assert guide.spread(sizes) == places


@pytest.mark.django_db
def test_the_agenda_of_the_shipped_framework() -> None:
    halves = guide.agenda_of(results.blank(make.framework(), "en"))
    said = [[(item.start, item.minutes, str(item.what), item.numbers) for item in half.items] for half in halves]
    # 20 + 30, then three capabilities (54 → 55), a break, and four (72 → 75)
    assert said[0] == [
        ("09:00", 20, "Welcome, purpose, and the rules of the room", None),
        ("09:20", 30, "The method: one capability done together, as an exercise", None),
        ("09:50", 55, "Policy and Governance", ("1", "3")),
        ("10:45", 15, "Break", None),
        ("11:00", 75, "Criminal Justice", ("4", "7")),
    ]
    assert [row[0] for row in said[1]] == ["13:30", "14:45", "15:00", "16:15"]
    assert [row[3] for row in said[2]] == [None, ("16", "19"), None, ("20", "21"), None]
    assert sum(row[1] for row in said[3]) == 185


@pytest.mark.django_db
def test_it_prints_in_every_language_and_mirrors() -> None:
    text = guide.html_of(results.blank(make.framework(), "en"))
    assert '<html lang="en" dir="ltr">' in text and "Capabilities 1 to 3" in text and "<th>" not in text
    assert '<html lang="ar" dir="rtl">' in guide.html_of(results.blank(make.framework(), "ar"))
    assert guide.file_name("es") == "MNR-workshop-guide-es.pdf"
