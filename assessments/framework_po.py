"""A framework's texts as a PO file, for translators: written with the English text of each key, and read back.

Every entry bears its key as context, so equal English texts may differ in another language. What a translator made for
an older English text is known by that text, which the file still carries. Knows no database.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from babel.core import UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po
from django.utils.translation import gettext as _

from assessments.content import BASE_LANGUAGE, read_framework
from assessments.framework_file import FrameworkFile
from assessments.yaml_file import ContentProblems, Problem

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a PO file says about a framework. `texts` are the translations that fit the English of today."""

    texts: Mapping[str, str]
    missing: tuple[str, ...]
    older: tuple[str, ...]  # translated from another English text, or marked as unsure
    unknown: tuple[str, ...]  # keys that the framework does not have (any more)

    @property
    def complete(self) -> bool:
        return not (self.missing or self.older or self.unknown)


def template_of(file: FrameworkFile, language: str) -> Catalog:
    """Every text of the framework in its order, with the translation where there is one."""
    try:
        catalog = Catalog(locale=language, project=f"{file.code} {file.version}", charset="utf-8", fuzzy=False)
    except (UnknownLocaleError, ValueError):  # a language that no library knows may be translated, too
        catalog = Catalog(project=f"{file.code} {file.version}", charset="utf-8", fuzzy=False)
    catalog.header_comment = f"# {file.code} {file.version}, {language}: msgctxt is the key, msgid the English text."
    for key, texts in file.texts.items():
        catalog.add(texts[BASE_LANGUAGE], texts.get(language, ""), context=key)
    return catalog


def write_template(file: FrameworkFile, language: str, target: Path) -> int:
    """Writes the PO file and returns how many texts it holds."""
    catalog = template_of(file, language)
    with target.open("wb") as stream:
        write_po(stream, catalog, width=100)
    return len(catalog)


def read_translation(file: FrameworkFile, source: Path) -> Reading:
    """Raises ContentProblems when the file is no PO file."""
    try:
        with source.open("rb") as stream:
            catalog = read_po(stream, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        line = getattr(error, "lineno", None) or 0
        problem = Problem(source.name, line, "", _("expected a PO file in UTF-8"))
        raise ContentProblems([problem]) from error
    given = {message.context: message for message in catalog if message.id and message.context}
    texts: dict[str, str] = {}
    missing, older = [], []
    for key, known in file.texts.items():
        message = given.pop(key, None)
        text = str(message.string).strip() if message else ""
        if message is None or not text:
            missing.append(key)
        elif message.fuzzy or message.id != known[BASE_LANGUAGE]:
            older.append(key)
        else:
            texts[key] = text
    return Reading(texts, tuple(missing), tuple(older), tuple(given))


def write_language(file: FrameworkFile, language: str, reading: Reading, folder: Path) -> Path:
    """Puts the language file beside framework.yaml, checked by reading the whole folder.

    Raises ContentProblems; the folder is then as it was.
    """
    target = folder / f"{language}.yaml"
    before = target.read_bytes() if target.exists() else None
    head = {"framework": file.code, "version": file.version, "language": language}
    body = yaml.safe_dump(head | dict(reading.texts), allow_unicode=True, sort_keys=False, width=120)
    target.write_text(body, encoding="utf-8")
    try:
        read_framework(folder)
    except ContentProblems:
        if before is None:
            target.unlink()
        else:
            target.write_bytes(before)
        raise
    return target
