"""Numbers -> SVG, drawn on the server. Pure: imports no Django.

Every shape carries its colour twice: presentation attributes with the light values, because the PDF does not style
SVG by class, and the `s-…` classes, by which a browser follows dark mode. Inside a chart stand only digits and short
codes, which read left to right in every language: Arabic words inside an SVG come out unjoined in the PDF. Words
stand in HTML beside the chart. A chart that says something has a `<title>` as its first child (its alternative text
in a tagged PDF); without a title it is decoration or has a text twin, and is hidden from screen readers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, cos, isqrt, pi, sin

# The light values of static/css/tokens.css, which a test compares.
INK, INK_2, LINE, EDGE, HATCH = "#13232b", "#4a5c65", "#d3dde0", "#72838b", "#8fa0a7"
SURFACE, SUNKEN, BRAND, SUN = "#ffffff", "#eaf0f1", "#0e5a66", "#f2b441"
PHASE_FILLS = ("#f4eedf", "#c6d7a5", "#70b29f", "#226c7c", "#17304f")
PHASE_INKS = ("#13232b", "#13232b", "#0c1b22", "#ffffff", "#ffffff")
#: What is printed for the two states that are not a phase.
SIGNS_OF_STATE = {"dk": "?", "none": "–"}
STATES = ("0", "1", "2", "3", "4", "dk", "none")
#: Domains of the framework as sizes, for the brand's ring, which is decoration and not data.
_BRAND_GROUPS = (3, 4, 4, 4, 4, 2)


def track(state: str, target: int | None = None, previous: int | None = None) -> str:
    """The profile track of a web page: five cells, filled up to now, dashed up to the target, in percent positions."""
    parts = []
    if state in SIGNS_OF_STATE:
        parts.append(
            f'<rect x=".4%" y="9" width="99.2%" height="15" rx="2" fill="none" stroke="{EDGE}" '
            f'stroke-dasharray="4 3" class="s-edge"/>'
        )
        if state == "dk":
            parts.append(
                f'<line x1="4%" x2="96%" y1="16.5" y2="16.5" transform="translate(16.5) skewX(-45)" stroke="{HATCH}" '
                f'stroke-width="13" stroke-dasharray="1.5 4.5"/>'
                f'<rect x="44%" y="10" width="12%" height="13" fill="{SURFACE}" class="s-paper"/>'
            )
        parts.append(_web_digit("50%", SIGNS_OF_STATE[state], INK, "s-ink"))
    else:
        phase = int(state)
        parts += [_web_cell(cell, phase, target) for cell in range(5)]
        at = f"{20 * phase + (6 if target == phase else 10)}%"
        parts.append(_web_digit(at, state, PHASE_INKS[phase], f"s-t{phase}"))
    if previous is not None:
        parts.append(
            f'<svg x="{20 * previous + 10}%" y="0" overflow="visible">'
            f'<path d="M-5 0.5H5L0 7Z" fill="{INK_2}" class="s-ink2"/></svg>'
        )
    if target is not None:
        parts.append(
            f'<svg x="{20 * target + 17.6:g}%" y="16.5" overflow="visible"><path d="M0-7 7 0 0 7-7 0Z" '
            f'fill="{SUN}" stroke="{INK}" stroke-width="1.5" class="s-sun s-stroke"/></svg>'
        )
    return f'<svg class="track" width="100%" height="28" aria-hidden="true">{"".join(parts)}</svg>'


def _web_cell(cell: int, phase: int, target: int | None) -> str:
    x = f"{20 * cell + 0.4:g}%"
    if cell <= phase:
        return (
            f'<rect x="{x}" y="9" width="19.2%" height="15" rx="2" fill="{PHASE_FILLS[cell]}" stroke="{EDGE}" '
            f'stroke-width=".75" class="s-p{cell} s-edge"/>'
        )
    if target is not None and cell <= target:
        return (
            f'<rect x="{x}" y="9.5" width="19.2%" height="14" rx="2" fill="{SURFACE}" stroke="{BRAND}" '
            f'stroke-dasharray="3 2.5" class="s-paper s-brand"/>'
        )
    return f'<rect x="{x}" y="15" width="19.2%" height="3" rx="1.5" fill="{SUNKEN}" class="s-sunken"/>'


def _web_digit(x: str, digit: str, ink: str, css: str) -> str:
    return (
        f'<text x="{x}" y="20.5" text-anchor="middle" fill="{ink}" class="{css}" font-size="11" '
        f'font-weight="700">{digit}</text>'
    )


_TRACK_WIDTH, _CELL = 230, 46


def print_track(
    state: str,
    target: int | None = None,
    previous: int | None = None,
    mirrored: bool = False,
    title: str = "",
) -> str:
    """The same track for paper, 230 × 19; `mirrored` for languages that read from right to left."""

    def x_of(value: float) -> float:
        return _TRACK_WIDTH - value if mirrored else value

    parts = []
    if state in SIGNS_OF_STATE:
        if state == "dk":
            parts.append(_hatch(1, 6.5, _TRACK_WIDTH - 2, 10, step=6))
            parts.append(f'<rect x="106" y="6.5" width="18" height="10" fill="{SURFACE}"/>')
        dashes = ' stroke-dasharray="3 2.5"' if state == "none" else ""
        parts.append(
            f'<rect x=".5" y="6" width="229" height="11" rx="1.5" fill="none" stroke="{EDGE}" '
            f'stroke-width=".8"{dashes}/>'
        )
        parts.append(_text(115, 14.8, SIGNS_OF_STATE[state], 8.5, INK, bold=True))
    else:
        phase = int(state)
        for cell in range(5):
            left = min(x_of(cell * _CELL), x_of((cell + 1) * _CELL)) + 0.7
            parts.append(_print_cell(left, cell, phase, target))
        at = phase * _CELL + (14 if target == phase else 23)
        parts.append(_text(x_of(at), 14.8, state, 8.5, PHASE_INKS[phase], bold=True))
    if previous is not None:
        x = x_of(previous * _CELL + 23)
        parts.append(f'<path d="M{_n(x - 4)} 0H{_n(x + 4)}L{_n(x)} 5Z" fill="{INK_2}"/>')
    if target is not None:
        x = x_of(target * _CELL + 40.5)
        parts.append(f'<path d="{_diamond(x, 11.5, 5.5)}" fill="{SUN}" stroke="{INK}" stroke-width="1.1"/>')
    return _svg(_TRACK_WIDTH, 19, parts, title)


def _print_cell(left: float, cell: int, phase: int, target: int | None) -> str:
    if cell <= phase:
        paint, box = (
            f'fill="{PHASE_FILLS[cell]}" stroke="{EDGE}" stroke-width=".6"',
            'y="6" height="11" rx="1.5"',
        )
    elif target is not None and cell <= target:
        paint = f'fill="{SURFACE}" stroke="{BRAND}" stroke-width=".9" stroke-dasharray="2.4 2"'
        box = 'y="6" height="11" rx="1.5"'
    else:
        paint, box = 'fill="#dfe7e9"', 'y="10.5" height="2"'
    return f'<rect x="{_n(left)}" width="44.4" {box} {paint}/>'


@dataclass(frozen=True, slots=True)
class RingLabel:
    """Where the name of a group stands around a ring: x and y from -1 to 1 on a circle of radius 1."""

    x: float
    y: float


def _angles(sizes: Sequence[int]) -> list[list[float]]:
    """One angle a member, clockwise from the top, with a gap of ¾ step between the groups."""
    step = 2 * pi / (sum(sizes) + 0.75 * len(sizes)) if sizes else 0
    angles, at = [], 0.875 * step
    for size in sizes:
        angles.append([at + step * place for place in range(size)])
        at += step * (size + 0.75)
    return angles


def ring_labels(sizes: Sequence[int]) -> list[RingLabel]:
    """The middle of each group of a ring, for names that stand in HTML around it."""
    return [
        RingLabel(round(sin(middle), 4), round(-cos(middle), 4))
        for angles in _angles(sizes)
        if angles
        for middle in [(angles[0] + angles[-1]) / 2]
    ]


def ring(states: Sequence[Sequence[str]], title: str, centre: str, mirrored: bool = False) -> str:
    """The cover's ring: one circle a capability, grouped by domain, numbered 1 and up; `centre` such as "17/21"."""
    middle, parts, number = 220, [], 0
    for group, angles in zip(states, _angles([len(group) for group in states]), strict=True):
        for state, angle in zip(group, angles, strict=True):
            number += 1
            dx, dy = sin(angle) * (-1 if mirrored else 1), -cos(angle)
            parts.append(_ring_circle(middle + 188 * dx, middle + 188 * dy, state))
            parts.append(_text(middle + 156 * dx, middle + 156 * dy + 3.2, str(number), 9, INK_2))
    parts.append(_text(middle, middle + 6, centre, 38, INK, bold=True))
    return _svg(440, 440, parts, title, css="ring-chart")


def _ring_circle(x: float, y: float, state: str) -> str:
    if state not in SIGNS_OF_STATE:
        phase = int(state)
        return (
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="18.5" fill="{PHASE_FILLS[phase]}" stroke="{EDGE}" '
            f'class="s-p{phase} s-edge"/>' + _text(x, y + 4.5, state, 12.5, PHASE_INKS[phase], bold=True)
        )
    dashes = ' stroke-dasharray="3 2.5"' if state == "none" else ""
    circle = (
        f'<circle cx="{_n(x)}" cy="{_n(y)}" r="18.5" fill="{SURFACE}" stroke="{EDGE}"{dashes} class="s-paper s-edge"/>'
    )
    if state == "dk":
        circle += "".join(
            f'<path d="M{_n(x + a)} {_n(y + b)}L{_n(x + c)} {_n(y + d)}" stroke="{HATCH}" stroke-width="1.3"/>'
            for a, b, c, d in ((-17, 6, 6, -17), (-13, 13, 13, -13), (-6, 17, 17, -6))
        )
        circle += f'<circle cx="{_n(x)}" cy="{_n(y)}" r="9" fill="{SURFACE}" class="s-paper"/>'
    return circle + _text(x, y + 4.5, SIGNS_OF_STATE[state], 12.5, INK, bold=True)


def ring_mark(size: int = 42) -> str:
    """The brand's small ring for the dark masthead: decoration."""
    shades = ("#bfe0d3", "#7fc4b3")
    dots = []
    for group, angles in enumerate(_angles(_BRAND_GROUPS)):
        shade = SUN if group == len(_BRAND_GROUPS) - 1 else shades[group % 2]
        dots += [
            f'<circle cx="{_n(24 + 20 * sin(a))}" cy="{_n(24 - 20 * cos(a))}" r="2.05" fill="{shade}"/>' for a in angles
        ]
    return f'<svg viewBox="0 0 48 48" width="{size}" height="{size}" aria-hidden="true">{"".join(dots)}</svg>'


def ring_large(size: int = 300) -> str:
    """The ring of the sign-in page: decoration, the five steps of the ladder once round."""
    angles = [angle for group in _angles(_BRAND_GROUPS) for angle in group]
    dots = []
    for place, a in enumerate(angles):
        phase = place * 5 // len(angles)
        dots.append(
            f'<circle cx="{_n(150 + 122 * sin(a))}" cy="{_n(150 - 122 * cos(a))}" r="12" '
            f'fill="{PHASE_FILLS[phase]}" stroke="{EDGE}" class="s-p{phase} s-edge"/>'
        )
    return f'<svg viewBox="0 0 300 300" width="{size}" height="{size}" aria-hidden="true">{"".join(dots)}</svg>'


def phase_bar(counts: Mapping[str, int], title: str, mirrored: bool = False) -> str:
    """How many capabilities stand in each state, as one stacked bar; states with none take no room."""
    width, shown = 640, [(state, counts[state]) for state in STATES if counts.get(state, 0) > 0]
    unit = width / (sum(count for _, count in shown) or 1)
    parts, start = [], 0.0
    for state, count in shown:
        length = unit * count
        left = (width - start - length if mirrored else start) + 0.8
        parts.append(_bar_part(left, max(length - 1.6, 1), state, count))
        start += length
    return _svg(width, 30, parts, title, css="phase-bar")


def _bar_part(left: float, length: float, state: str, count: int) -> str:
    box = f'<rect x="{_n(left)}" y="1" width="{_n(length)}" height="28" stroke-width=".8" stroke="{EDGE}"'
    middle = left + length / 2
    if state not in SIGNS_OF_STATE:
        phase = int(state)
        part = f'{box} fill="{PHASE_FILLS[phase]}" class="s-p{phase} s-edge"/>'
        return part + _text(middle, 19.8, str(count), 13, PHASE_INKS[phase], bold=True, css=f"s-t{phase}")
    dashes = ' stroke-dasharray="3 2.5"' if state == "none" else ""
    part = f'{box} fill="{SURFACE}"{dashes} class="s-paper s-edge"/>'
    if state == "dk":
        part += _hatch(left + 1, 2, max(length - 2, 1), 26, step=6)
        part += f'<rect x="{_n(middle - 8)}" y="6" width="16" height="18" fill="{SURFACE}" class="s-paper"/>'
    return part + _text(middle, 19.8, str(count), 13, INK, bold=True, css="s-ink")


@dataclass(frozen=True, slots=True)
class MatrixPoint:
    """A ranked capability in the matrix. `importance` and `feasibility` 1–5; `horizon` now, next, later or ""."""

    rank: int
    importance: int
    feasibility: int
    horizon: str
    href: str
    label: str


_BOX_X, _BOX_Y, _BOX_W, _BOX_H = 34.0, 10.0, 416.0, 300.0
_MATRIX_WIDTH = 460.0


def matrix(points: Sequence[MatrixPoint], label: str, mirrored: bool = False) -> str:
    """Importance (upwards) × feasibility (onwards: to the right, `mirrored` to the left). Marks that share a cell are
    spread inside it.

    The shape says when: a disc now, a square next, a diamond later, a plain ring while nothing is planned.
    The words of the axes stand in HTML beside it; the ranked list is its text twin.
    """
    cell_w, cell_h = _BOX_W / 5, _BOX_H / 5

    def x_of(value: float, width: float = 0) -> float:
        """Where something `width` wide begins."""
        return _MATRIX_WIDTH - value - width if mirrored else value

    left = x_of(_BOX_X, _BOX_W)
    frame = f'x="{_n(left)}" y="{_n(_BOX_Y)}" width="{_n(_BOX_W)}" height="{_n(_BOX_H)}"'
    corner_x = x_of(_BOX_X + 3 * cell_w, 2 * cell_w)
    corner = f'x="{_n(corner_x)}" y="{_n(_BOX_Y)}" width="{_n(2 * cell_w)}" height="{_n(2 * cell_h)}"'
    parts = [
        f'<rect {frame} fill="{SURFACE}" stroke="{EDGE}" class="s-paper s-edge"/>',
        f'<rect {corner} fill="{BRAND}" fill-opacity=".12" class="s-soft"/>',
    ]
    for step in range(1, 6):
        x, y = _BOX_X + step * cell_w, _BOX_Y + step * cell_h
        if step < 5:
            parts.append(_line(x_of(x), _BOX_Y, x_of(x), _BOX_Y + _BOX_H))
            parts.append(_line(left, y, left + _BOX_W, y))
        parts.append(_text(x_of(x - cell_w / 2), _BOX_Y + _BOX_H + 20, str(step), 13, INK_2, css="s-ink2"))
        parts.append(_text(x_of(_BOX_X - 14), y - cell_h / 2 + 4.5, str(6 - step), 13, INK_2, css="s-ink2"))
    cells: dict[tuple[int, int], list[MatrixPoint]] = {}
    for point in sorted(points, key=lambda p: (p.rank, p.href)):
        cells.setdefault((point.feasibility, point.importance), []).append(point)
    for (feasibility, importance), members in sorted(cells.items()):
        start, top = x_of(_BOX_X + (feasibility - 1) * cell_w, cell_w), _BOX_Y + (5 - importance) * cell_h
        parts += _cell_marks(members, start, top, cell_w, cell_h, mirrored)
    return (
        f'<svg class="matrix" viewBox="0 0 460 340" width="460" height="340" direction="ltr" role="group" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _cell_marks(
    members: Sequence[MatrixPoint], left: float, top: float, width: float, height: float, mirrored: bool
) -> Iterable[str]:
    """The marks of one cell on a grid of their own, as large as fits and at most 36 across."""
    margin = 2.0
    inner_w, inner_h = width - 2 * margin, height - 2 * margin
    columns = max(
        range(1, len(members) + 1),
        key=lambda n: (
            min(inner_w / n, inner_h / ceil(len(members) / n), 36.0),
            -abs(n - isqrt(len(members))),
        ),
    )
    rows = ceil(len(members) / columns)
    room = min(inner_w / columns, inner_h / rows, 36.0)
    for place, member in enumerate(members):
        row, column = divmod(place, columns)
        in_row = min(columns, len(members) - row * columns)
        x = left + width / 2 + (column - (in_row - 1) / 2) * room * (-1 if mirrored else 1)
        y = top + height / 2 + (row - (rows - 1) / 2) * room
        yield _mark(member, x, y, room / 2 - 1)


def _mark(point: MatrixPoint, x: float, y: float, reach: float) -> str:
    if point.horizon == "now":
        shape = f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(reach * 0.9)}" fill="{PHASE_FILLS[4]}" class="s-p4"/>'
        ink, css = PHASE_INKS[4], "s-t4"
    elif point.horizon == "next":
        side = reach * 0.85
        shape = (
            f'<rect x="{_n(x - side)}" y="{_n(y - side)}" width="{_n(2 * side)}" height="{_n(2 * side)}" rx="2" '
            f'fill="{PHASE_FILLS[2]}" stroke="{INK}" class="s-p2 s-stroke"/>'
        )
        ink, css = PHASE_INKS[2], "s-t2"
    elif point.horizon == "later":
        shape = f'<path d="{_diamond(x, y, reach)}" fill="{PHASE_FILLS[0]}" stroke="{INK}" class="s-p0 s-stroke"/>'
        ink, css = PHASE_INKS[0], "s-t0"
    else:
        shape = (
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(reach * 0.8)}" fill="{SURFACE}" stroke="{EDGE}" '
            f'class="s-paper s-edge"/>'
        )
        ink, css = INK, "s-ink"
    size = min(14.0, reach * 0.85)
    text = _text(x, y + size * 0.36, str(point.rank), size, ink, bold=True, css=css)
    return f'<a href="{escape(point.href)}" aria-label="{escape(point.label)}">{shape}{text}</a>'


def axis_code(index: int) -> str:
    """The letter of a radar's axis, which the list of names beside it repeats: A, B, C …"""
    return chr(ord("A") + index)


def radar(middles: Sequence[int | None], previous: Sequence[int | None], title: str) -> str:
    """The middle phase of each domain, and that of the last round. What is not known is a gap, never zero."""
    count, centre_x, centre_y, reach = len(middles), 130.0, 120.0, 90.0

    def at(axis: int, distance: float) -> tuple[float, float]:
        angle = 2 * pi * axis / count
        return centre_x + distance * sin(angle), centre_y - distance * cos(angle)

    def points(values: Sequence[int | None]) -> list[tuple[float, float] | None]:
        return [None if value is None else at(axis, reach * value / 4) for axis, value in enumerate(values)]

    parts = [
        f'<polygon points="{_points(at(axis, reach * step / 4) for axis in range(count))}" fill="none" '
        f'stroke="{LINE}" class="s-line"/>'
        for step in range(1, 5)
    ]
    for axis in range(count):
        parts.append(_line(centre_x, centre_y, *at(axis, reach)))
    parts += _web(points(previous[:count]), stroke=EDGE, width=1.25, css="s-edge", filled=False)
    parts += _web(points(middles), stroke=BRAND, width=2.5, css="s-brand", filled=True)
    for axis, value in enumerate(middles):
        x, y = at(axis, reach + 17)
        parts.append(
            f'<text x="{_n(x)}" y="{_n(y + 4.5)}" text-anchor="middle" font-family="Noto Sans" font-size="13" '
            f'fill="{INK}" class="s-ink">{axis_code(axis)} <tspan font-weight="700">'
            f"{'–' if value is None else value}</tspan></text>"
        )
    return _svg(260, 240, parts, title, css="radar")


def _web(
    points: Sequence[tuple[float, float] | None], *, stroke: str, width: float, css: str, filled: bool
) -> Iterable[str]:
    known = [point for point in points if point is not None]
    look = f'stroke="{stroke}" stroke-width="{width}"'
    if len(known) == len(points) and len(known) > 2:
        fill = f'fill="{BRAND}" fill-opacity=".16"' if filled else 'fill="none"'
        yield f'<polygon points="{_points(known)}" {fill} {look} class="{"s-soft " if filled else ""}{css}"/>'
    else:
        for start, end in zip(points, [*points[1:], *points[:1]], strict=True):
            if start is not None and end is not None and start != end:
                yield f'<polyline points="{_points([start, end])}" fill="none" {look} class="{css}"/>'
    radius = 3.5 if filled else 2
    for x, y in known:
        yield f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{radius}" fill="{stroke}" {look} class="{css}"/>'


def _svg(width: int, height: int, parts: Sequence[str], title: str, css: str = "") -> str:
    named = f' class="{css}"' if css else ""
    voice = 'role="img"' if title else 'aria-hidden="true"'
    first = f"<title>{escape(title)}</title>" if title else ""
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" direction="ltr"{named} {voice}>'
        f"{first}{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, text: str, size: float, ink: str, *, bold: bool = False, css: str = "") -> str:
    weight = ' font-weight="700"' if bold else ""
    named = css or {INK: "s-ink", INK_2: "s-ink2"}.get(ink, "")
    if not css and ink in PHASE_INKS and ink != INK:
        named = "s-t2" if ink == PHASE_INKS[2] else "s-t4"
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="middle" font-family="Noto Sans" font-size="{_n(size)}"{weight} '
        f'fill="{ink}" class="{named}">{escape(text)}</text>'
    )


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke="{LINE}" class="s-line"/>'


def _diamond(x: float, y: float, reach: float) -> str:
    return f"M{_n(x)} {_n(y - reach)}L{_n(x + reach)} {_n(y)}L{_n(x)} {_n(y + reach)}L{_n(x - reach)} {_n(y)}Z"


def _hatch(left: float, top: float, width: float, height: float, *, step: float) -> str:
    """Slanted lines that stay inside the box, as one path."""
    right, bottom, moves, start = left + width, top + height, [], left - height + step
    while start < right:
        x1, y1 = max(start, left), bottom - max(left - start, 0)
        x2 = min(start + height, right)
        moves.append(f"M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(bottom - (x2 - start))}")
        start += step
    return f'<path d="{"".join(moves)}" fill="none" stroke="{HATCH}" stroke-width="1.2"/>'


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _n(value: float) -> str:
    """One decimal at most, without "-0" and without a trailing zero."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
