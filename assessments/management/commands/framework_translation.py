from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.content import BASE_LANGUAGE, FRAMEWORKS, read_framework
from assessments.framework_file import FrameworkFile
from assessments.framework_po import LANGUAGE, Reading, read_translation, write_language, write_template
from assessments.yaml_file import ContentProblems


class Command(BaseCommand):
    help = (
        "For translators of a framework. --output FILE writes a PO file with every text; --load FILE reads it back, "
        "says what is missing or older than its English text, and loads it when nothing is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("framework", help="its code, such as mnr")
        parser.add_argument("version", help="such as 2016")
        parser.add_argument("--language", required=True, help="the code of the language, such as uk")
        parser.add_argument("--folder", type=Path, help="where framework.yaml lies; default: what ships")
        work = parser.add_mutually_exclusive_group(required=True)
        work.add_argument("--output", type=Path, metavar="FILE", help="write the PO file")
        work.add_argument("--load", type=Path, metavar="FILE", help="read the PO file back")

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
            if output:
                count = write_template(file, language, output)
                self.stdout.write(_("%(path)s: %(count)d texts.") % {"path": output, "count": count})
            elif load:
                self._load(file, language, load, place)
        except ContentProblems as problems:
            raise CommandError(str(problems)) from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from None

    def _load(self, file: FrameworkFile, language: str, source: Path, place: Path) -> None:
        reading = read_translation(file, source)
        self._tell(reading)
        if not reading.complete:
            count = len(reading.missing) + len(reading.older) + len(reading.unknown)
            message = ngettext(
                "Nothing was loaded: %(count)d text to do.", "Nothing was loaded: %(count)d texts to do.", count
            )
            raise CommandError(message % {"count": count})
        target = write_language(file, language, reading, place)
        self.stdout.write(_("%(path)s: %(count)d texts.") % {"path": target, "count": len(reading.texts)})
        call_command("load_framework", str(place), stdout=self.stdout, stderr=self.stderr)

    def _tell(self, reading: Reading) -> None:
        for words, keys in (
            (_("not translated"), reading.missing),
            (_("older than its English text"), reading.older),
            (_("no such text in the framework"), reading.unknown),
        ):
            for key in keys:
                self.stdout.write(f"{key}: {words}")


def _framework_in(place: Path, code: str, version: str) -> FrameworkFile:
    file = read_framework(place)
    if (file.code, file.version) != (code, version):
        raise CommandError(
            _("%(path)s holds %(code)s %(version)s.") % {"path": place, "code": file.code, "version": file.version}
        )
    return file
