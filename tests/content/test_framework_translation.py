"""A translator adds a language without code: the PO file or the workbook is written, filled, and loaded back."""

from io import StringIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po
from django.core.management import CommandError, call_command

from assessments.content import read_framework
from assessments.framework_po import read_translation, write_template
from assessments.models import Framework
from tests.content.small import run_translation as run


def filled(folder: Path, path: Path, language: str = "uk", **without: str) -> Path:
    """The template with every text translated as “<language> <text>”; `without` replaces some by their key."""
    run(folder, "--language", language, "--output", str(path))
    with path.open("rb") as stream:
        catalog = read_po(stream)
    for message in catalog:
        if message.id:
            message.string = without.get((message.context or "").replace(".", "_"), f"{language} {message.id}")
    with path.open("wb") as stream:
        write_po(stream, catalog)
    return path


def test_the_template_names_every_text_once_in_order(folder: Path, tmp_path: Path) -> None:
    file = read_framework(folder)
    target = tmp_path / "uk.po"
    assert write_template(file, "uk", target) == len(file.texts)
    with target.open("rb") as stream:
        catalog = read_po(stream)
    assert [message.context for message in catalog if message.id] == list(file.texts)
    assert all(not message.string for message in catalog if message.id)
    assert catalog.get("Small framework", context="name") is not None


def test_an_existing_language_comes_with_its_translations(tmp_path: Path) -> None:
    shipped = read_framework(Path("assessments/content/frameworks/mnr/2016"))
    target = tmp_path / "es.po"
    write_template(shipped, "es", target)
    reading = read_translation(shipped, target)
    assert reading.complete
    assert reading.texts == {key: texts["es"] for key, texts in shipped.texts.items()}


@pytest.mark.django_db
def test_a_seventh_language_is_loaded(folder: Path, tmp_path: Path) -> None:
    call_command("load_framework", str(folder), stdout=StringIO())
    said = run(folder, "--language", "uk", "--load", str(filled(folder, tmp_path / "uk.po")))
    assert "texts updated" in said
    row = Framework.objects.get(code="small")
    assert row.names["uk"] == "uk Small framework"
    assert "uk" in row.languages


@pytest.mark.django_db
def test_what_is_missing_is_named_and_nothing_is_loaded(folder: Path, tmp_path: Path) -> None:
    source = filled(folder, tmp_path / "uk.po", name="")
    out = StringIO()
    with pytest.raises(CommandError, match="1 text to do"):
        call_command("framework_translation", "small", "1", language="uk", folder=folder, load=source, stdout=out)
    assert out.getvalue() == "name: not translated\n"
    assert not (folder / "uk.yaml").exists()
    assert not Framework.objects.exists()


@pytest.mark.django_db
def test_what_is_older_than_its_source_is_named(folder: Path, tmp_path: Path) -> None:
    source = filled(folder, tmp_path / "uk.po")
    base = folder / "framework.yaml"
    base.write_text(base.read_text().replace("name: Small framework", "name: Small but better framework"))
    reading = read_translation(read_framework(folder), source)
    assert reading.older == ("name",)
    assert reading.missing == reading.unknown == ()
    with pytest.raises(CommandError):
        run(folder, "--language", "uk", "--load", str(source))
    assert not (folder / "uk.yaml").exists()


def test_a_key_that_is_gone_is_named(folder: Path, tmp_path: Path) -> None:
    source = filled(folder, tmp_path / "uk.po")
    source.write_text(source.read_text().replace('msgctxt "enabler.e1.name"', 'msgctxt "enabler.e9.name"'))
    reading = read_translation(read_framework(folder), source)
    assert reading.unknown == ("enabler.e9.name",)
    assert reading.missing == ("enabler.e1.name",)


@pytest.mark.parametrize("language", ["en", "../x", "UK", ""])
def test_a_language_that_is_none_is_refused(folder: Path, tmp_path: Path, language: str) -> None:
    with pytest.raises(CommandError):
        run(folder, "--language", language, "--output", str(tmp_path / "x.po"))


def test_a_file_that_is_no_po_file(folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "bad.po"
    source.write_bytes(b"\xff\xfe not a catalogue")
    with pytest.raises(CommandError, match=r"bad\.po.*expected a PO file"):
        run(folder, "--language", "uk", "--load", str(source))


def test_the_wrong_version_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="holds small 1"):
        call_command("framework_translation", "mnr", "1", folder=folder, language="uk", output=tmp_path / "x.po")
