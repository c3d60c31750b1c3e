from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.actions.countries import load_countries
from assessments.regions import COUNTRIES
from assessments.yaml_file import ContentProblems


class Command(BaseCommand):
    help = "Loads the countries, with their regions and their names in six languages. Removes none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=COUNTRIES, help="default: the shipped file")

    def handle(self, *, path: Path, **options: Any) -> None:
        try:
            loaded = load_countries(path=path, by=None)
        except ContentProblems as problems:
            for problem in problems.problems:
                self.stderr.write(str(problem))
            count = len(problems.problems)
            message = ngettext(
                "Nothing was loaded: %(count)d problem.", "Nothing was loaded: %(count)d problems.", count
            )
            raise CommandError(message % {"count": count}) from None
        sentence = _("Countries: %(added)d added, %(updated)d updated, %(total)d in the file.")
        self.stdout.write(
            sentence % {"added": len(loaded.added), "updated": len(loaded.updated), "total": loaded.total}
        )
