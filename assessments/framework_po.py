"""A framework's texts as a PO file: written with the English text of each key, and read back.

Every entry bears its key as context, so equal English texts may differ in another language.
"""

from pathlib import Path

from babel.core import UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po
from django.utils.translation import gettext as _

from assessments.content import BASE_LANGUAGE
from assessments.framework_file import FrameworkFile
from assessments.framework_languages import Given, Reading, compared, described
from assessments.yaml_file import ContentProblems, Problem


def template_of(file: FrameworkFile, language: str) -> Catalog:
    """Every text of the framework in its order, with the translation where there is one."""
    try:
        catalog = Catalog(locale=language, project=f"{file.code} {file.version}", charset="utf-8", fuzzy=False)
    except (UnknownLocaleError, ValueError):  # a language that no library knows may be translated, too
        catalog = Catalog(project=f"{file.code} {file.version}", charset="utf-8", fuzzy=False)
    catalog.header_comment = f"# {file.code} {file.version}, {language}: msgctxt is the key, msgid the English text."
    for key, texts in file.texts.items():
        comments = described(file, key)
        catalog.add(texts[BASE_LANGUAGE], texts.get(language, ""), context=key, auto_comments=comments)
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
    messages = {message.context: message for message in catalog if message.id and message.context}
    given = {
        key: Given(str(message.id), str(message.string).strip(), unsure=message.fuzzy)
        for key, message in messages.items()
    }
    return compared(file, given)
