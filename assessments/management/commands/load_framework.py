from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.actions.frameworks import Outcome, StructureInUse, load_framework
from assessments.content import SHIPPED, read_framework
from assessments.yaml_file import ContentProblems


class Command(BaseCommand):
    help = "Loads a framework version from its folder, whose format docs/framework-format.md describes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=SHIPPED, help="the folder; default: mnr 2016")

    def handle(self, *, path: Path, **options: Any) -> None:
        try:
            framework, outcome = load_framework(file=read_framework(path), by=None)
        except ContentProblems as problems:
            for problem in problems.problems:
                self.stderr.write(str(problem))
            count = len(problems.problems)
            message = ngettext(
                "Nothing was loaded: %(count)d problem.", "Nothing was loaded: %(count)d problems.", count
            )
            raise CommandError(message % {"count": count}) from None
        except StructureInUse as refusal:
            raise CommandError(str(refusal)) from None
        sentence = {
            Outcome.CREATED: _("%(code)s %(version)s: created."),
            Outcome.UNCHANGED: _("%(code)s %(version)s: unchanged."),
            Outcome.TEXTS_UPDATED: _("%(code)s %(version)s: texts updated."),
            Outcome.EXTENDED: _("%(code)s %(version)s: harms and commitments added."),
            Outcome.STRUCTURE_REPLACED: _("%(code)s %(version)s: structure replaced."),
        }[Outcome(outcome)]
        self.stdout.write(sentence % {"code": framework.code, "version": framework.version})
