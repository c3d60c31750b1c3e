"""The guide to a two-day workshop, which a coordinator hands out before it. The agenda follows the domains."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from assessments.exports import pdf
from assessments.results import Questionnaire
from assessments.translation import Text

#: For one capability: read it, talk about the signs, vote, write down who saw it otherwise.
MINUTES_EACH = 18
_ROUND_TO = 5
_MORNING, _AFTERNOON = 9 * 60, 13 * 60 + 30
_HALF_DAYS_WITH_DOMAINS = 3
Row = tuple[int, str | Text, tuple[str, str] | None]


@dataclass(frozen=True)
class Item:
    """A line of the agenda. `numbers` are the first and the last capability of a domain."""

    start: str
    minutes: int
    what: str | Text
    numbers: tuple[str, str] | None = None


@dataclass(frozen=True)
class HalfDay:
    name: str
    items: tuple[Item, ...]


def html_of(questionnaire: Questionnaire) -> str:
    with translation.override(questionnaire.language):
        agenda = agenda_of(questionnaire)
    return pdf.document("guide", questionnaire.language, agenda=agenda, questionnaire=questionnaire)


def content_key(questionnaire: Questionnaire) -> str:
    """A few kilobytes of text: hashing all of them costs less than knowing which of them matter."""
    return pdf.key_of("guide", html_of(questionnaire))


def file_name(language: str) -> str:
    return f"MNR-workshop-guide-{language}.pdf"


def minutes_for(capabilities: int) -> int:
    """Rounded up to five minutes."""
    return -(-capabilities * MINUTES_EACH // _ROUND_TO) * _ROUND_TO


def spread(sizes: list[int], over: int = _HALF_DAYS_WITH_DOMAINS) -> list[int]:
    """In which half-day each domain is talked about: in order, and by how many capabilities it has."""
    total, before, found = sum(sizes), 0, []
    for size in sizes:
        found.append((2 * before + size) * over // (2 * total) if total else 0)
        before += size
    return found


def agenda_of(questionnaire: Questionnaire) -> tuple[HalfDay, ...]:
    domains = [(domain, questionnaire.capabilities_of(domain)) for domain in questionnaire.domains]
    places = spread([len(capabilities) for _domain, capabilities in domains])
    halves: list[list[Row]] = [[], [], []]
    for place, (domain, capabilities) in zip(places, domains, strict=True):
        if capabilities:
            numbers = (capabilities[0].code, capabilities[-1].code)
            halves[place].append((minutes_for(len(capabilities)), domain.name, numbers))
    pause: Row = (15, _("Break"), None)
    first, second, third = ([rows[0], pause, *rows[1:]] if rows else [pause] for rows in halves)
    opening: list[Row] = [
        (20, _("Welcome, purpose, and the rules of the room"), None),
        (30, _("The method: one capability done together, as an exercise"), None),
    ]
    closing: list[Row] = [
        (45, _("Targets: which phase, by which year"), None),
        (45, _("Priorities: what matters most to children, what can be done"), None),
        pause,
        (60, _("Actions: what, who leads, by when, what it costs"), None),
        (20, _("What we agreed, and what happens next"), None),
    ]
    return (
        _half(_("Day 1, morning"), _MORNING, [*opening, *first]),
        _half(_("Day 1, afternoon"), _AFTERNOON, [*second, (30, _("Open questions: who finds out what"), None)]),
        _half(
            _("Day 2, morning"),
            _MORNING,
            [
                (20, _("Answers to yesterday’s open questions"), None),
                *third,
                (45, _("Enablers and the threat picture"), None),
            ],
        ),
        _half(_("Day 2, afternoon"), _AFTERNOON, closing),
    )


def _half(name: str, start: int, rows: Sequence[Row]) -> HalfDay:
    items, now = [], start
    for minutes, what, numbers in rows:
        items.append(Item(f"{now // 60:02}:{now % 60:02}", minutes, what, numbers))
        now += minutes
    return HalfDay(name, tuple(items))
