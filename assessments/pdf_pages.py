"""Which pages of a PDF are pictures. Pure: imports no Django.

The rule. A page is a picture when pictures cover a part of it and hardly any words can be read on it:

- Most of the page (`MOST`) covered: it needs `FULL` words that can be seen. A page of a policy has ten times as many;
  a caption under a photo has fewer.
- Less, but more than a logo or a stamp takes (`NOTICEABLE`): it needs `FEW`, so that a photo with margins around it is
  none the less a photo, and a small figure may stand beside a heading.
- The first page may be a cover, a picture with a title (`TITLE` words), when a page of reading follows: one with
  `FULL` words. No other page may, so nobody puts a photo behind a title page or at the end.
- A scan that a reader of letters has gone over has words that nobody sees, line by line over the picture. It is a page
  of reading with `SCANNED` words, and on `ROWS` of the 40 rows into which the page is laid out, a fifth of its height:
  a line or two under a photo are not that.

Every page that shows a picture of some size is looked at, not a sample. What this cannot see: somebody who writes a
whole page of hidden words over a photo. Who goes so far can put a photo into any document.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject, TextStringObject

from assessments.readable import words

MOST, NOTICEABLE = 0.3, 0.1
FULL, FEW, TITLE = 25, 5, 2
SCANNED, ROWS = 40, 8
#: Refusals name so many pages; nobody mends more at once.
NAMED = 5
#: A picture of fewer points than this in all (100 by 100) shows nothing: a line, a bullet, a small logo.
PIXELS = 10_000
#: A page counts as no larger than A3, in points: a photo in the corner of a sheet of ten metres is a photo.
_LARGEST = 842 * 1191
#: Letters smaller than this, in points, cannot be read.
_SMALLEST_LETTERS = 4
#: The page is laid out in so many squares each way.
_SQUARES = 40
_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
_FILLS = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_ENDS_PATH = _FILLS | {b"n", b"s", b"S"}
_PATH = frozenset({b"m", b"l", b"c", b"v", b"y", b"re"})
_INVISIBLE = frozenset({3, 7})
_NAME = re.compile(rb"/([^\s/<>\[\](){}%]+)")
_INLINE, _DRAWS = re.compile(rb"\bBI\b"), re.compile(rb"\b(?:BI|Do)\b")

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
_EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)
_UNCHANGED: Matrix = (1, 0, 0, 1, 0, 0)


def pictures(reader: PdfReader) -> list[int]:
    """The numbers of pages that are pictures, from 1; no more than `NAMED`."""
    found: list[int] = []
    cover = False
    for number, page in enumerate(reader.pages, start=1):
        if not _shows_picture(page):
            continue
        look = Look(page)
        if not look.is_picture():
            continue
        if number == 1 and words(look.text, TITLE) >= TITLE:
            cover = True
            continue
        found.append(number)
        if len(found) == NAMED:
            break
    if cover and not found and not any(_is_reading(page) for page in list(reader.pages)[1:]):
        found.append(1)
    return found


def _is_reading(page: PageObject) -> bool:
    if words(page.extract_text() or "", FULL) < FULL:
        return False
    return not _shows_picture(page) or not Look(page).is_picture()


# --- which pages are worth a look -----------------------------------------------------------------------------------


def _shows_picture(page: PageObject) -> bool:
    """Whether its content names pictures of some size, or has one within itself. Errs on the side of a look."""
    if any(pixels(_value(_value(note, "/AP"), "/N")) >= PIXELS for note in _items(page, "/Annots")):
        return True
    contents = page.get_contents()
    data = contents.get_data() if contents is not None else b""
    if _INLINE.search(data):
        return True
    names = {name.decode("latin-1") for name in _NAME.findall(data)}
    borrows = any(
        name[1:] in names and _value(part, "/Subtype") == "/Form" and not _value(part, "/Resources")
        for name, part in _pairs(_value(page.get("/Resources"), "/XObject"))
    )
    if borrows or any("#" in name for name in names):
        names = set()  # a form draws what the page names, or names are written with escapes: any may be meant
    return sum(_drawn(page.get("/Resources"), names, set())) >= PIXELS


def pixels(part: Any, seen: set[int] | None = None) -> int:
    """How many points the pictures in a part of a page have, each once, whether or not they are drawn."""
    part, seen = _object(part), set() if seen is None else seen
    if not isinstance(part, DictionaryObject) or id(part) in seen:
        return 0
    seen.add(id(part))
    if not isinstance(part, StreamObject):  # states of an annotation
        return sum(pixels(value, seen) for value in part.values() if isinstance(_object(value), StreamObject))
    if part.get("/Subtype") == "/Image":
        return _whole(part.get("/Width")) * _whole(part.get("/Height"))
    inline = PIXELS if _INLINE.search(part.get_data()) else 0
    return inline + sum(_drawn(part.get("/Resources"), set(), seen))


def _drawn(resources: Any, names: set[str], seen: set[int]) -> Iterator[int]:
    for kind in ("/XObject", "/Pattern"):
        for name, value in _pairs(_value(resources, kind)):
            if not names or name[1:] in names:
                yield pixels(value, seen)
    for _name, font in _pairs(_value(resources, "/Font")):
        yield from _of_letters(font, seen)


def _of_letters(font: Any, seen: set[int]) -> Iterator[int]:
    """Pictures that are the letters of a font, as PDF allows."""
    if _value(font, "/Subtype") == "/Type3" and id(font) not in seen:
        seen.add(id(font))
        yield from _drawn(_value(font, "/Resources"), set(), seen)


def _object(found: Any) -> Any:
    return found.get_object() if hasattr(found, "get_object") else found


def _value(found: Any, key: str) -> Any:
    found = _object(found)
    return _object(found.get(key)) if isinstance(found, DictionaryObject) else None


def _pairs(found: Any) -> Iterator[tuple[str, Any]]:
    found = _object(found)
    if isinstance(found, DictionaryObject):
        for name, value in found.items():
            yield str(name), _object(value)


def _items(found: Any, key: str) -> Iterator[Any]:
    listed = _value(found, key)
    if isinstance(listed, ArrayObject):
        yield from (_object(value) for value in listed)


def _whole(found: Any) -> int:
    found = _object(found)
    return int(found) if isinstance(found, int | float) and found > 0 else 0


# --- one page -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class State:
    """What q keeps and Q gives back."""

    matrix: Matrix = _UNCHANGED
    clip: Box = _EVERYWHERE
    font_size: float = 0
    render: int = 0
    picture_ink: bool = False
    picture_letters: bool = False


@dataclass
class Level:
    """The page, or a form within it: names mean something else there."""

    resources: Any
    state: State
    kept: list[State] = field(default_factory=list)
    opened_by: Any = None
    unread: StreamObject | None = None


class Look:
    """Reads a page twice: where its pictures are, and then which of its words can be seen."""

    def __init__(self, page: PageObject) -> None:
        self.page = page
        left, bottom, right, top = (float(number) for number in page.cropbox)
        self.box: Box = (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
        self.drawn: list[tuple[int, Box]] = []
        self.order = 1 << 60  # notes lie above everything
        self._hides = False
        for note in _items(page, "/Annots"):
            if pixels(_value(_value(note, "/AP"), "/N")) >= PIXELS:
                numbers = [float(number) for number in _items(note, "/Rect")]
                if len(numbers) == 4:
                    self._draw(_around([(numbers[0], numbers[1]), (numbers[2], numbers[3])]))
        self.rows: set[int] = set()
        self.unseen = False
        self.shown: list[tuple[int, float, float]] = []
        self.text = self._read()

    def is_picture(self) -> bool:
        share = self.covered()
        if share < NOTICEABLE or (len(self.rows) >= ROWS and words(self.text, SCANNED) >= SCANNED):
            return False
        needed = FULL if share >= MOST else FEW
        return words(self.text, needed) < needed or not self._seen(needed)

    def _seen(self, needed: int) -> bool:
        """Whether so many words remain without those that nobody sees."""
        if not self.unseen and not any(self._lies_under(*place) for place in self.shown):
            return True
        self._hides = True
        return words(self._read(), needed) >= needed

    def _lies_under(self, order: int, x: float, y: float) -> bool:
        return any(later > order and _holds(box, x, y) for later, box in self.drawn)

    def covered(self) -> float:
        """The share of the page that lies under its pictures."""
        left, bottom, right, top = self.box
        wide, high = (right - left) / _SQUARES, (top - bottom) / _SQUARES
        if wide <= 0 or high <= 0:
            return 0
        rows = [0] * _SQUARES
        for _order, (x0, y0, x1, y1) in self.drawn:
            first, last = (max(0, min(_SQUARES, round((x - left) / wide))) for x in (x0, x1))
            mask = (1 << last) - (1 << first)
            lowest, highest = (max(0, min(_SQUARES, round((y - bottom) / high))) for y in (y0, y1))
            for row in range(lowest, highest):
                rows[row] |= mask
        squares = sum(row.bit_count() for row in rows)
        return squares * wide * high / min(wide * high * _SQUARES**2, _LARGEST)

    def _read(self) -> str:
        """Its text; what `_hides` leaves out when it is set."""
        self.order = 0
        self.path: list[tuple[float, float]] = []
        self.clips = False
        resources = _value(self.page, "/Resources")
        if not resources:  # pypdf reads no further, though a picture may stand in the content itself
            self._draw(self.box)
        self.levels = [Level(resources, State())]
        return self.page.extract_text(visitor_operand_before=self._before, visitor_operand_after=self._after) or ""

    # pypdf calls these around each operator of the page, and of the forms within it.

    def _before(self, operator: bytes, operands: Any, _cm: Any, text_matrix: Any) -> None:
        self.order += 1
        level = self.levels[-1]
        level.unread = None
        if operator in _SHOWS:
            self._show(operator, operands, level.state, text_matrix)
        elif operator == b"Do":
            self._do(level, operands)
        elif operator == b"INLINE IMAGE":
            self._draw(self._within(_around(_corners(level.state.matrix)), level.state))
        elif operator in _PATH:
            self._add_to_path(operator, operands, level.state.matrix)
        elif operator in (b"W", b"W*"):
            self.clips = True
        elif operator in _ENDS_PATH:
            self._end_path(operator, level)
        else:
            self._change(operator, operands, level)

    def _after(self, operator: bytes, operands: Any, _cm: Any, _tm: Any) -> None:
        """Back out of a form. pypdf may have left others within it half-way, or this one unread: then it may hold what
        nobody has looked at."""
        while operator == b"Do" and len(self.levels) > 1:
            level = self.levels.pop()
            form = level.unread
            if form is not None and (pixels(form) >= PIXELS or _DRAWS.search(form.get_data())):
                numbers = [_number(number) for number in _items(form, "/BBox")]
                if len(numbers) == 4:
                    corners = [_moved(level.state.matrix, x, y) for x in numbers[::2] for y in numbers[1::2]]
                    self._draw(self._within(_around(corners), level.state))
            if level.opened_by is operands:
                break

    def _change(self, operator: bytes, operands: Any, level: Level) -> None:
        state = level.state
        if operator == b"q":
            level.kept.append(state)
        elif operator == b"Q":
            level.state = level.kept.pop() if level.kept else state
        elif operator == b"cm":
            level.state = replace(state, matrix=_times(_matrix(operands), state.matrix))
        elif operator == b"Tf" and len(operands) > 1:
            font = _value(_value(level.resources, "/Font"), str(operands[0]))
            drawn = sum(_of_letters(font, set())) >= PIXELS
            level.state = replace(state, font_size=_number(operands[1]), picture_letters=drawn)
        elif operator == b"Tr" and operands:
            level.state = replace(state, render=int(_number(operands[0])))
        elif operator == b"scn":
            name = str(operands[-1]) if operands else ""
            pattern = _value(_value(level.resources, "/Pattern"), name) if name.startswith("/") else None
            level.state = replace(state, picture_ink=pattern is not None and pixels(pattern) >= PIXELS)
        elif operator in (b"g", b"rg", b"k", b"sc", b"cs"):
            level.state = replace(state, picture_ink=False)

    def _show(self, operator: bytes, operands: Any, state: State, text_matrix: Any) -> None:
        a, b, c, d, e, f = (float(number) for number in text_matrix)
        place = _times((a, b, c, d, e, f), state.matrix)
        x, y = place[4], place[5]
        size = abs(state.font_size) * (abs(place[2]) + abs(place[3]))
        left, bottom, right, top = self.box
        on_page = left <= x <= right and bottom <= y < top
        can_be_seen = on_page and state.render not in _INVISIBLE and size >= _SMALLEST_LETTERS
        if state.picture_letters:
            self._draw(self.box)  # how large such a letter is, its own drawing says
        if not self._hides:
            self.unseen |= not can_be_seen
            self.shown.append((self.order, x, y))
            if on_page:
                self.rows.add(int((y - bottom) / (top - bottom) * _SQUARES))
        elif not can_be_seen or self._lies_under(self.order, x, y):
            last = 2 if operator == b'"' else 0
            if len(operands) > last:
                operands[last] = ArrayObject() if operator == b"TJ" else TextStringObject("")

    def _do(self, level: Level, operands: Any) -> None:
        part = _value(_value(level.resources, "/XObject"), str(operands[0])) if operands else None
        state = level.state
        inside = Level(None, state, opened_by=operands)
        if isinstance(part, StreamObject):
            if part.get("/Subtype") == "/Image":
                self._draw(self._within(_around(_corners(state.matrix)), state))
            else:
                own = part.get("/Matrix")
                matrix = _times(_matrix(own), state.matrix) if own is not None else state.matrix
                inside = Level(
                    part.get("/Resources") or level.resources,
                    replace(state, matrix=matrix),
                    opened_by=operands,
                    unread=part,
                )
        self.levels.append(inside)

    def _add_to_path(self, operator: bytes, operands: Any, matrix: Matrix) -> None:
        numbers = [_number(operand) for operand in operands]
        if operator == b"re" and len(numbers) == 4:
            x, y, width, height = numbers
            numbers = [x, y, x + width, y, x, y + height, x + width, y + height]
        self.path += [_moved(matrix, x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=False)]

    def _end_path(self, operator: bytes, level: Level) -> None:
        if self.path:
            box = _around(self.path)
            if operator in _FILLS and level.state.picture_ink:
                self._draw(self._within(box, level.state))
            if self.clips:
                level.state = replace(level.state, clip=_both(level.state.clip, box))
        self.path, self.clips = [], False

    def _within(self, box: Box, state: State) -> Box:
        return _both(box, state.clip)

    def _draw(self, box: Box) -> None:
        if not self._hides and box[0] < box[2] and box[1] < box[3]:
            self.drawn.append((self.order, box))


# --- geometry -------------------------------------------------------------------------------------------------------


def _number(found: Any) -> float:
    found = _object(found)
    return float(found) if isinstance(found, int | float) else 0.0


def _matrix(operands: Sequence[Any]) -> Matrix:
    numbers = [_number(operand) for operand in operands]
    return (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]) if len(numbers) == 6 else _UNCHANGED


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _corners(matrix: Matrix) -> list[tuple[float, float]]:
    """A picture fills the square from 0 to 1 of where it is drawn."""
    return [_moved(matrix, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]


def _around(points: Sequence[tuple[float, float]]) -> Box:
    across, up = [x for x, _y in points], [y for _x, y in points]
    return min(across), min(up), max(across), max(up)


def _both(one: Box, other: Box) -> Box:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
