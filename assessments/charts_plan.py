"""The timeline of an action plan -> SVG. Pure: imports no Django. The rules of `charts.py` hold here too.

On a page the timeline is a table: words in HTML, one drawn track a row, positions in percent, mirrored by the style
sheet. On paper it is one drawing whose rows are numbered; the list beside it has the words.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from assessments.charts import BRAND, EDGE, INK, INK_2, LINE, PHASE_FILLS, SURFACE

STOP = "#962a21"  # --stop in static/css/tokens.css, light
_MOST_QUARTERS = 8  # beyond this many only the years are named
_LONGEST = 12  # years; what lies further away is drawn at the edge


@dataclass(frozen=True, slots=True)
class Span:
    """One action in time. `progress` 0–100; `late` when it is past its due date and not done."""

    start: dt.date | None
    due: dt.date | None
    progress: int = 0
    late: bool = False
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """From the first day of a quarter up to, not with, the first day of another."""

    first: dt.date
    end: dt.date

    def at(self, day: dt.date) -> float:
        """Where a day lies, 0 to 100; days outside lie at the edge."""
        share = (day - self.first).days / (self.end - self.first).days
        return round(100 * min(max(share, 0.0), 1.0), 2)

    @property
    def quarters(self) -> tuple[dt.date, ...]:
        found = [self.first]
        while (following := _next_quarter(found[-1])) < self.end:
            found.append(following)
        return tuple(found)


def scale_of(spans: Iterable[Span], today: dt.date) -> Scale:
    """Whole quarters that hold every date and today; not more than twelve years around today."""
    days = [day for span in spans for day in (span.start, span.due) if day is not None] + [today]
    near = [day for day in days if abs(day.year - today.year) <= _LONGEST // 2]
    return Scale(_quarter_of(min(near)), _next_quarter(_quarter_of(max(near))))


def _quarter_of(day: dt.date) -> dt.date:
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _next_quarter(day: dt.date) -> dt.date:
    return dt.date(day.year + 1, 1, 1) if day.month == 10 else dt.date(day.year, day.month + 3, 1)


def _ticks(scale: Scale, quarter: str) -> list[tuple[float, str]]:
    """Where a line stands, and its short code: "Q3 26", or the year alone on a long scale."""
    quarters = scale.quarters
    if len(quarters) <= _MOST_QUARTERS:
        return [(scale.at(day), f"{quarter}{(day.month + 2) // 3} {day.year % 100:02}") for day in quarters]
    return [(scale.at(day), str(day.year)) for day in quarters if day.month == 1]


def axis(scale: Scale, today: dt.date, quarter: str = "Q") -> str:
    """The head of the drawn column: quarters or years, and a mark at today."""
    parts = [
        f'<text x="{_n(x + 0.6)}%" y="12" fill="{INK_2}" class="s-ink2">{escape(code)}</text>'
        for x, code in _ticks(scale, quarter)
        if x < 92
    ]
    parts.append(
        f'<svg x="{_n(scale.at(today))}%" y="0" overflow="visible"><path d="M-5 17H5L0 24Z" fill="{INK}" '
        f'class="s-ink"/></svg>'
    )
    return f'<svg class="track" width="100%" height="24" aria-hidden="true">{"".join(parts)}</svg>'


def bar(scale: Scale, span: Span, today: dt.date) -> str:
    """One action: outline for the time planned, filled for the work done, dashed to today while it is late."""
    now = _n(scale.at(today))
    parts = [
        f'<line x1="{_n(x)}%" x2="{_n(x)}%" y1="0" y2="28" stroke="{LINE}" class="s-line"/>'
        for x, _code in _ticks(scale, "")
    ]
    parts.append(f'<line x1="{now}%" x2="{now}%" y1="0" y2="28" stroke="{INK}" stroke-width="1.5" class="s-stroke"/>')
    if span.start is not None and span.due is not None:
        left = scale.at(span.start)
        width = max(scale.at(span.due) - left, 0.8)
        box = f'x="{_n(left)}%" y="6" height="16" rx="3"'
        if span.stopped:
            parts.append(
                f'<rect {box} width="{_n(width)}%" fill="{SURFACE}" stroke="{EDGE}" stroke-dasharray="4 3" '
                f'class="s-paper s-edge"/>'
            )
        else:
            parts.append(
                f'<rect {box} width="{_n(width)}%" fill="{SURFACE}" stroke="{BRAND}" class="s-paper s-brand"/>'
            )
        if span.progress and not span.stopped:
            done = width * min(span.progress, 100) / 100
            parts.append(f'<rect {box} width="{_n(done)}%" fill="{PHASE_FILLS[3]}" class="s-p3"/>')
    elif span.start is not None or span.due is not None:
        x = scale.at(span.start or span.due or today)
        parts.append(
            f'<svg x="{_n(x)}%" y="14" overflow="visible"><path d="M0-7 7 0 0 7-7 0Z" fill="{SURFACE}" '
            f'stroke="{BRAND}" stroke-width="1.5" class="s-paper s-brand"/></svg>'
        )
    if span.late and span.due is not None:
        parts.append(
            f'<line x1="{_n(scale.at(span.due))}%" x2="{now}%" y1="14" y2="14" stroke="{STOP}" stroke-width="2" '
            f'stroke-dasharray="3 3" class="s-late"/>'
            f'<svg x="{now}%" y="14" overflow="visible"><path d="M-7 7 0-7 7 7Z" fill="{STOP}" class="s-stop"/></svg>'
        )
    return f'<svg class="track" width="100%" height="28" aria-hidden="true">{"".join(parts)}</svg>'


# --- on paper ----------------------------------------------------------------------------------------------------

_LEFT, _ROW, _HEAD = 34.0, 17.0, 22.0


def print_timeline(
    spans: Sequence[Span], today: dt.date, title: str, *, mirrored: bool = False, quarter: str = "Q", width: int = 900
) -> str:
    """The whole timeline for paper: rows numbered 1 and up, in the order given; `mirrored` for right to left."""
    scale, inner = scale_of(spans, today), width - _LEFT - 8
    height = _HEAD + _ROW * len(spans) + 6

    def x_of(percent: float) -> float:
        x = _LEFT + inner * percent / 100
        return width - x if mirrored else x

    def box(left: float, right: float, y: float, look: str) -> str:
        start, end = sorted((x_of(left), x_of(right)))
        return f'<rect x="{_n(start)}" y="{_n(y)}" width="{_n(max(end - start, 2))}" height="10" rx="2" {look}/>'

    def text(x: float, y: float, words: str, ink: str, bold: bool = False) -> str:
        weight = ' font-weight="700"' if bold else ""
        return (
            f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="middle" font-family="Noto Sans" font-size="9"{weight} '
            f'fill="{ink}">{escape(words)}</text>'
        )

    parts = []
    for percent, code in _ticks(scale, quarter):
        x = x_of(percent)
        parts.append(f'<line x1="{_n(x)}" x2="{_n(x)}" y1="14" y2="{_n(height)}" stroke="{LINE}"/>')
        if percent < 97:
            parts.append(text(x + (-18 if mirrored else 18), 11, code, INK_2))
    now = x_of(scale.at(today))
    parts.append(f'<line x1="{_n(now)}" x2="{_n(now)}" y1="14" y2="{_n(height)}" stroke="{INK}" stroke-width="1.4"/>')
    for number, span in enumerate(spans, start=1):
        y = _HEAD + _ROW * (number - 1)
        parts.append(text(x_of(-_LEFT / 2 / inner * 100), y + 8.5, str(number), INK, bold=True))
        first, last = span.start or span.due, span.due or span.start
        if first is None or last is None:
            continue
        left, right = scale.at(first), scale.at(last)
        dashes = ' stroke-dasharray="3 2"' if span.stopped else ""
        parts.append(box(left, right, y, f'fill="{SURFACE}" stroke="{EDGE if span.stopped else BRAND}"{dashes}'))
        if span.progress and not span.stopped:
            done = left + (right - left) * min(span.progress, 100) / 100
            parts.append(box(left, done, y, f'fill="{PHASE_FILLS[3]}"'))
        if span.late:
            parts.append(
                f'<line x1="{_n(x_of(right))}" x2="{_n(now)}" y1="{_n(y + 5)}" y2="{_n(y + 5)}" stroke="{STOP}" '
                f'stroke-width="1.6" stroke-dasharray="2.5 2"/><path d="M{_n(now - 5)} {_n(y + 10)}h10l-5-10Z" '
                f'fill="{STOP}"/>'
            )
    first_child = f"<title>{escape(title)}</title>" if title else ""
    voice = 'role="img"' if title else 'aria-hidden="true"'
    return (
        f'<svg viewBox="0 0 {width} {_n(height)}" width="{width}" height="{_n(height)}" direction="ltr" {voice}>'
        f"{first_child}{''.join(parts)}</svg>"
    )


def _n(value: float) -> str:
    """Two decimals at most, without a trailing zero."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
