"""A translator who has a spreadsheet and no PO editor: the workbook is written, filled, and loaded back."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from assessments.content import read_framework
from assessments.framework_workbook import COLUMNS, read_translation, write_template
from assessments.models import Framework
from assessments.yaml_file import ContentProblems
from tests.content.small import run_translation as run

SHEET = "uk small 1"
Change = Callable[[Any], None]


def filled(folder: Path, path: Path, change: Change = lambda sheet: None) -> Path:
    """The workbook with every text translated as “uk <text>”, and then changed by its translator."""
    run(folder, "--language", "uk", "--output", str(path))
    book = load_workbook(path)
    for row in book[SHEET].iter_rows(min_row=2):
        row[4].value = f"uk {row[2].value}"
    change(book[SHEET])
    book.save(path)
    return path


def row_of(sheet: Any, key: str) -> int:
    (number,) = [row[0].row for row in sheet.iter_rows() if row[0].value == key]
    return int(number)


def faults(folder: Path, source: Path) -> list[str]:
    with pytest.raises(ContentProblems) as raised:
        read_translation(read_framework(folder), "uk", source)
    return [str(problem) for problem in raised.value.problems]


class TestWritten:
    def test_a_row_a_text_in_order(self, folder: Path, tmp_path: Path) -> None:
        file = read_framework(folder)
        target = tmp_path / "uk.xlsx"
        assert write_template(file, "uk", target) == len(file.texts)
        head, *rows = load_workbook(target)[SHEET].iter_rows(values_only=True)
        assert list(head) == list(COLUMNS) == ["key", "place", "source", "note", "translation"]
        assert [(row[0], row[2]) for row in rows] == [(key, texts["en"]) for key, texts in file.texts.items()]
        assert all(row[1] and row[3] and not row[4] for row in rows)

    def test_place_and_note_say_what_is_meant(self, tmp_path: Path) -> None:
        shipped = read_framework(Path("assessments/content/frameworks/mnr/2016"))
        target = tmp_path / "es.xlsx"
        write_template(shipped, "es", target)
        rows = {row[0]: row for row in load_workbook(target)["es mnr 2016"].iter_rows(values_only=True)}
        sign = rows["3.sign.2b"]
        assert sign[1] == f"3 {shipped.texts['3.name']['en']}"
        assert sign[3].endswith(f"Phase 2, {shipped.texts['phase.2.name']['en']}.")
        assert sign[4] == shipped.texts["3.sign.2b"]["es"]
        assert rows["media.outcome"][1] == f"Domain: {shipped.texts['media.name']['en']}"
        assert rows["harm.grooming.text"][1] == f"Harm: {shipped.texts['harm.grooming.name']['en']}"
        reading = read_translation(shipped, "es", target)
        assert reading.complete
        assert reading.texts == {key: texts["es"] for key, texts in shipped.texts.items()}

    def test_only_the_translation_can_be_typed_into(self, folder: Path, tmp_path: Path) -> None:
        target = tmp_path / "uk.xlsx"
        write_template(read_framework(folder), "uk", target)
        sheet = load_workbook(target)[SHEET]
        assert sheet.protection.sheet
        for row in sheet.iter_rows():
            open_cells = [cell.coordinate for cell in row if not cell.protection.locked]
            assert open_cells == ([] if row[0].row == 1 else [f"E{row[0].row}"])

    def test_a_text_that_looks_like_a_formula_is_a_text(self, folder: Path, tmp_path: Path) -> None:
        base = folder / "framework.yaml"
        base.write_text(base.read_text().replace("name: Small framework", 'name: "=1+1"'))
        target = filled(folder, tmp_path / "uk.xlsx")
        assert read_translation(read_framework(folder), "uk", target).texts["name"] == "uk =1+1"


class TestReadBack:
    @pytest.mark.django_db
    def test_a_seventh_language_is_loaded(self, folder: Path, tmp_path: Path) -> None:
        call_command("load_framework", str(folder), stdout=StringIO())
        said = run(folder, "--language", "uk", "--load", str(filled(folder, tmp_path / "uk.XLSX")))
        assert "texts updated" in said
        row = Framework.objects.get(code="small")
        assert row.names["uk"] == "uk Small framework"
        assert "uk" in row.languages

    @pytest.mark.django_db
    def test_what_is_to_do_is_named_by_its_cell(self, folder: Path, tmp_path: Path) -> None:
        def change(sheet: Any) -> None:
            sheet["E2"] = "  "
            sheet["C3"] = "An older notice"
            sheet.append(["7.name", "", "Gone", "", "uk Gone"])
            sheet.delete_rows(row_of(sheet, "enabler.e1.name"))

        source = filled(folder, tmp_path / "uk.xlsx", change)
        last = load_workbook(source)[SHEET].max_row
        out = StringIO()
        with pytest.raises(CommandError, match="4 texts to do"):
            call_command("framework_translation", "small", "1", language="uk", folder=folder, load=source, stdout=out)
        assert out.getvalue().splitlines() == [
            f"uk.xlsx: {SHEET}!E2: name: not translated",
            "enabler.e1.name: not translated",
            f"uk.xlsx: {SHEET}!E3: notice: older than its English text",
            f"uk.xlsx: {SHEET}!E{last}: 7.name: no such text in the framework",
        ]
        assert not (folder / "uk.yaml").exists()
        assert not Framework.objects.exists()

    def test_rows_may_be_sorted_and_lines_broken(self, folder: Path, tmp_path: Path) -> None:
        def change(sheet: Any) -> None:
            rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
            rows[0][4] = "uk one\r\nuk two "
            for number, row in enumerate(reversed(rows), 2):
                for column, value in enumerate(row, 1):
                    sheet.cell(number, column).value = value
            sheet["F2"] = "a word of the translator"

        reading = read_translation(read_framework(folder), "uk", filled(folder, tmp_path / "uk.xlsx", change))
        assert reading.complete
        assert reading.texts["name"] == "uk one\nuk two"

    @pytest.mark.parametrize(
        ("cell", "value", "expected"),
        [
            ("E4", 7, "E4: expected a text, not a number, a date or a formula"),
            ("E4", "=A1", "E4: expected a text, not a number, a date or a formula"),
            ("E4", True, "E4: expected a text, not a number, a date or a formula"),
            ("C4", 7, "C4: expected a text, not a number, a date or a formula"),
            ("A4", None, "A4: expected the key of a text"),
            ("A4", "name", "A4: expected this key once, it stands in line 2 already"),
            ("E1", "Übersetzung", "E1: expected “translation”"),
        ],
    )
    def test_a_fault_names_file_sheet_cell_and_what_is_expected(
        self, folder: Path, tmp_path: Path, cell: str, value: Any, expected: str
    ) -> None:
        def change(sheet: Any) -> None:
            sheet[cell] = value

        assert faults(folder, filled(folder, tmp_path / "uk.xlsx", change)) == [f"uk.xlsx: {SHEET}!{expected}"]

    def test_every_fault_is_named(self, folder: Path, tmp_path: Path) -> None:
        def change(sheet: Any) -> None:
            sheet["E4"], sheet["E5"] = 7, 8

        assert len(faults(folder, filled(folder, tmp_path / "uk.xlsx", change))) == 2

    def test_of_another_language_or_version(self, folder: Path, tmp_path: Path) -> None:
        target = tmp_path / "uk.xlsx"
        write_template(read_framework(folder), "de", target)
        assert faults(folder, target) == [f"uk.xlsx: expected the sheet “{SHEET}”, here is: de small 1"]

    def test_an_empty_sheet(self, folder: Path, tmp_path: Path) -> None:
        book, target = Workbook(), tmp_path / "uk.xlsx"
        book.active.title = SHEET
        book.save(target)
        assert faults(folder, target)[0] == f"uk.xlsx: {SHEET}!A1: expected “key”"

    @pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x05\x06" + b"\0" * 18])
    def test_what_is_no_workbook(self, folder: Path, tmp_path: Path, content: bytes) -> None:
        target = tmp_path / "uk.xlsx"
        target.write_bytes(content)
        assert faults(folder, target) == ["uk.xlsx: expected an Excel workbook (.xlsx)"]


@pytest.mark.parametrize("way", ["--output", "--load"])
@pytest.mark.parametrize("name", ["uk.ods", "uk", "uk.xlsx.txt"])
def test_another_format_is_refused_by_name(folder: Path, tmp_path: Path, way: str, name: str) -> None:
    target = tmp_path / name
    with pytest.raises(CommandError, match=r"expected a name that ends in \.po or \.xlsx"):
        run(folder, "--language", "uk", way, str(target))
    assert not target.exists()


def test_a_file_that_is_not_there(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.xlsx: No such file"):
        run(folder, "--language", "uk", "--load", str(tmp_path / "none.xlsx"))
