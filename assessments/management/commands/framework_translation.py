from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import framework_po, framework_workbook
from assessments.content import BASE_LANGUAGE, FRAMEWORKS, read_framework
from assessments.framework_file import FrameworkFile
from assessments.framework_languages import LANGUAGE, Reading, write_language
from assessments.yaml_file import ContentProblems


class Command(BaseCommand):
    help = (
        "For translators of a framework. --output FILE writes every text into a PO file (.po) or a workbook (.xlsx), "
        "as its name says; --load FILE reads it back, says what is missing or older than its English text, and "
        "loads it when nothing is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("framework", help="its code, such as mnr")
        parser.add_argument("version", help="such as 2016")
        parser.add_argument("--language", required=True, help="the code of the language, such as uk")
        parser.add_argument("--folder", type=Path, help="where framework.yaml lies; default: what ships")
        work = parser.add_mutually_exclusive_group(required=True)
        work.add_argument("--output", type=Path, metavar="FILE", help="write this file, .po or .xlsx")
        work.add_argument("--load", type=Path, metavar="FILE", help="read this file back")

    def handle(
        self,
        *,
        framework: str,
        version: str,
        language: str,
        folder: Path | None,
        output: Path | None,
        load: Path | None,
        **options: Any,
    ) -> None:
        place = folder or FRAMEWORKS / framework / version
        try:
            file = _framework_in(place, framework, version)
            if not LANGUAGE.fullmatch(language) or language == BASE_LANGUAGE:
                raise CommandError(_("“%(language)s” is not the code of another language.") % {"language": language})
            _refuse_other_formats(output or load)
            if output:
                write = framework_workbook.write_template if _is_workbook(output) else framework_po.write_template
                count = write(file, language, output)
                self.stdout.write(_("%(path)s: %(count)d texts.") % {"path": output, "count": count})
            elif load:
                self._load(file, language, load, place)
        except ContentProblems as problems:
            raise CommandError(str(problems)) from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from None

    def _load(self, file: FrameworkFile, language: str, source: Path, place: Path) -> None:
        if _is_workbook(source):
            reading = framework_workbook.read_translation(file, language, source)
        else:
            reading = framework_po.read_translation(file, source)
        self._tell(source, reading)
        if not reading.complete:
            count = len(reading.missing) + len(reading.older) + len(reading.unknown)
            message = ngettext(
                "Nothing was loaded: %(count)d text to do.", "Nothing was loaded: %(count)d texts to do.", count
            )
            raise CommandError(message % {"count": count})
        target = write_language(file, language, reading, place)
        self.stdout.write(_("%(path)s: %(count)d texts.") % {"path": target, "count": len(reading.texts)})
        call_command("load_framework", str(place), stdout=self.stdout, stderr=self.stderr)

    def _tell(self, source: Path, reading: Reading) -> None:
        for words, keys in (
            (_("not translated"), reading.missing),
            (_("older than its English text"), reading.older),
            (_("no such text in the framework"), reading.unknown),
        ):
            for key in keys:
                place = reading.places.get(key)
                where = f"{source.name}: {place}: " if place else ""
                self.stdout.write(f"{where}{key}: {words}")


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx"


def _refuse_other_formats(path: Path | None) -> None:
    if path and path.suffix.lower() not in (".po", ".xlsx"):
        expected = _("%(path)s: expected a name that ends in .po or .xlsx")
        raise CommandError(expected % {"path": path})


def _framework_in(place: Path, code: str, version: str) -> FrameworkFile:
    file = read_framework(place)
    if (file.code, file.version) != (code, version):
        raise CommandError(
            _("%(path)s holds %(code)s %(version)s.") % {"path": place, "code": file.code, "version": file.version}
        )
    return file
