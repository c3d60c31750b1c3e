"""A framework's texts as a workbook, for translators who have no PO editor: one row a text, and only the translation
can be typed into. Read back, every fault names the sheet and the cell.
"""

from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, Protection

from assessments.content import BASE_LANGUAGE
from assessments.framework_file import FrameworkFile
from assessments.framework_languages import Given, Reading, compared, described
from assessments.yaml_file import ContentProblems, Problem

#: The columns, by which the file is known again; and how wide they are.
COLUMNS = {"key": 24, "place": 32, "source": 60, "note": 36, "translation": 60}
_KEY, _SOURCE, _TRANSLATION = 0, 2, 4
#: A workbook is packed. Unpacked, the largest framework of today has half a megabyte.
LARGEST = 50_000_000


def sheet_name(file: FrameworkFile, language: str) -> str:
    """So a file of another version or language is not taken for this one. Longer names no spreadsheet opens."""
    return f"{language} {file.code} {file.version}"[:31]


def write_template(file: FrameworkFile, language: str, target: Path) -> int:
    """Writes the workbook and returns how many texts it holds."""
    book = Workbook()
    sheet = book.active
    sheet.title = sheet_name(file, language)
    rows = [tuple(COLUMNS)]
    for key, texts in file.texts.items():
        place, note = described(file, key)
        rows.append((key, place, texts[BASE_LANGUAGE], note, texts.get(language, "")))
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            cell = sheet.cell(number, column + 1)
            if text:
                cell.value, cell.data_type = text, "s"  # also a text that begins with "=" is one
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
            cell.protection = Protection(locked=number == 1 or column != _TRANSLATION)
    for letter, width in zip("ABCDE", COLUMNS.values(), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "B2"
    sheet.protection.sheet = True  # against slips: there is no password
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # these may be made wider
    with target.open("wb") as stream:
        book.save(stream)
    return len(rows) - 1


def read_translation(file: FrameworkFile, language: str, source: Path) -> Reading:
    """Raises ContentProblems when it is no workbook, or not made from the template."""
    wanted = sheet_name(file, language)
    book = _opened(source)
    if wanted not in book.sheetnames:
        expected = _("expected the sheet “%(sheet)s”, here is: %(found)s")
        words = expected % {"sheet": wanted, "found": ", ".join(book.sheetnames)}
        raise ContentProblems([Problem(source.name, 0, "", words)])
    reader, rows = _Rows(source.name, wanted), book[wanted].iter_rows(max_col=len(COLUMNS))
    reader.head(next(rows))
    if not reader.problems:  # under other headings everything would be a fault
        for number, row in enumerate(rows, 2):
            reader.row(number, row)
    if reader.problems:
        raise ContentProblems(reader.problems)
    return compared(file, reader.given)


def _opened(source: Path) -> Any:
    with source.open("rb") as stream:  # one that cannot be read is named by the system
        try:
            with ZipFile(stream) as packed:
                if sum(part.file_size for part in packed.infolist()) > LARGEST:
                    raise BadZipFile
            return load_workbook(stream)
        except Exception as error:  # a file of anybody can break the library in any way
            problem = Problem(source.name, 0, "", _("expected an Excel workbook (.xlsx)"))
            raise ContentProblems([problem]) from error


class _Rows:
    """Collects the texts, and what is wrong with cells."""

    def __init__(self, name: str, sheet: str) -> None:
        self.name, self.sheet = name, sheet
        self.problems: list[Problem] = []
        self.given: dict[str, Given] = {}
        self._lines: dict[str, int] = {}

    def fault(self, place: str, expected: str) -> None:
        self.problems.append(Problem(self.name, 0, place, expected))

    def head(self, row: tuple[Cell, ...]) -> None:
        for cell, column in zip(row, COLUMNS, strict=True):
            if cell.value != column:
                self.fault(self._place(cell), _("expected %(value)s") % {"value": f"“{column}”"})

    def row(self, number: int, row: tuple[Cell, ...]) -> None:
        key, source, text = (self._text(row[column]) for column in (_KEY, _SOURCE, _TRANSLATION))
        place = self._place(row[_KEY])
        if not key:
            if source or text:
                self.fault(place, _("expected the key of a text"))
        elif key in self.given:
            expected = _("expected this key once, it stands in line %(line)d already")
            self.fault(place, expected % {"line": self._lines[key]})
        else:
            self._lines[key] = number
            self.given[key] = Given(source, text, place=self._place(row[_TRANSLATION]))

    def _text(self, cell: Cell) -> str:
        if cell.value is None:
            return ""
        if cell.data_type not in ("s", "inlineStr"):
            self.fault(self._place(cell), _("expected a text, not a number, a date or a formula"))
            return ""
        return str(cell.value).replace("\r\n", "\n").replace("_x000D_\n", "\n").strip()

    def _place(self, cell: Cell) -> str:
        return f"{self.sheet}!{cell.coordinate}"
