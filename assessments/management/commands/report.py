import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from assessments import issued, results
from assessments.actions.reports import FileDamaged, issue_for_rendering, issue_report, keep_file
from assessments.exports import pdf
from assessments.issued import NoSubmission, Source
from assessments.models import Assessment, Country


class Command(BaseCommand):
    help = "Writes the PDF report of one round: manage.py report FRA 2026 --language es --output report.pdf"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("country", metavar="ISO3", help="the country's code, three letters")
        parser.add_argument("year", metavar="YEAR", type=int, help="the year of the round")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, help="default: %(default)s")
        parser.add_argument("--kind", choices=("brief", "full"), default="full", help="default: %(default)s")
        parser.add_argument(
            "--submission", metavar="NUMBER", type=int, help="the first time it was sent is 1; default: as it is now"
        )
        parser.add_argument("--output", metavar="FILE", type=Path, help="default: its own name, in this folder")

    def handle(
        self,
        *,
        country: str,
        year: int,
        language: str,
        kind: pdf.Kind,
        submission: int | None,
        output: Path | None,
        **options: Any,
    ) -> None:
        assessment = _round_of(country.upper(), year)
        if language not in dict(settings.LANGUAGES):
            known = ", ".join(dict(settings.LANGUAGES))
            raise CommandError(
                _("There is no language “%(language)s”. Known: %(known)s.") % {"language": language, "known": known}
            )
        if missing := pdf.problem():
            raise CommandError(missing)
        source = _source(assessment, language, submission)
        target = output or Path(source.file_name(kind))
        _check_writable(target)
        try:
            shutil.copyfile(_made(source, kind), target)
        except pdf.RenderFailed as failure:
            raise CommandError(_("The report could not be made: %(reason)s.") % {"reason": failure}) from None
        except OSError as refusal:
            raise _unwritable(target, refusal) from None
        self.stdout.write(_("%(file)s written. Verification code: %(code)s") % {"file": target, "code": source.code})


def _source(assessment: Assessment, language: str, submission: int | None) -> Source:
    try:
        return issued.source(assessment, language, submission)
    except NoSubmission:
        raise CommandError(
            _("This round was not sent or accepted so often. Known: %(number)s.")
            % {"number": len(results.submissions(assessment))}
        ) from None


def _made(source: Source, kind: pdf.Kind) -> Path:
    """The kept file of what was sent, made where it is missing; a draft's as its answers are now."""
    made = source.file(kind)
    if made is None:
        made = pdf.render_now(*issue_for_rendering(source=source, kind=kind, by=None))
    issue_report(assessment=source.assessment, result=source.result, by=None, frozen=source.frozen)
    try:
        keep_file(source=source, kind=kind)
    except FileDamaged:
        raise CommandError(
            _("This file is not the one that was made: somebody changed it on the server, so it is not handed out.")
        ) from None
    return made


def _round_of(iso3: str, year: int) -> Assessment:
    country = Country.objects.filter(iso3=iso3).first()
    if country is None:
        raise CommandError(_("There is no country with the code “%(code)s”.") % {"code": iso3})
    rounds = Assessment.objects.select_related("country", "framework", "sent_by").filter(country=country)
    found = rounds.filter(year=year).first()
    if found is None:
        years = ", ".join(str(known) for known in rounds.values_list("year", flat=True)) or "–"
        raise CommandError(
            _("%(country)s has no round of %(year)s. Known: %(years)s.")
            % {"country": iso3, "year": year, "years": years}
        )
    return found


def _check_writable(target: Path) -> None:
    """Said before the rendering, which takes seconds."""
    try:
        existed = target.exists()
        with target.open("ab"):
            pass
        if not existed:
            target.unlink()
    except OSError as refusal:
        raise _unwritable(target, refusal) from None


def _unwritable(target: Path, refusal: OSError) -> CommandError:
    return CommandError(
        _("“%(file)s” cannot be written: %(reason)s.") % {"file": target, "reason": refusal.strerror or refusal}
    )
