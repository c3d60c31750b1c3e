import os
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import demo, demo_accounts, demo_language
from assessments.actions.countries import load_countries
from assessments.actions.frameworks import load_framework
from assessments.actions.rounds import RoundRefused
from assessments.content import SHIPPED, read_framework
from assessments.models import Country, Framework
from assessments.yaml_file import ContentProblems


class Command(BaseCommand):
    help = (
        "Loads the demonstration: two fictional countries, their rounds, and an account for each role. "
        "MNR_DEMO_PASSWORD sets the accounts' password; without it one is made up. MNR_DEMO_LANGUAGE is the language "
        "in which its countries write."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--language",
            default=os.environ.get("MNR_DEMO_LANGUAGE") or demo_language.SOURCE,
            help="the language in which the fictional countries write, and their people read (MNR_DEMO_LANGUAGE)",
        )

    def handle(self, *, language: str, **options: Any) -> None:
        if language not in dict(settings.LANGUAGES):
            known = ", ".join(dict(settings.LANGUAGES))
            raise CommandError(
                _("There is no language “%(language)s”. Known: %(known)s.") % {"language": language, "known": known}
            )
        path = settings.DEMO_ACCOUNTS_FILE
        password = _password()
        try:
            # The file is written inside, so that no account exists whose password nobody can read.
            with transaction.atomic():
                demo.refuse_real_rounds()
                _load_what_it_needs()
                accounts = demo.load_demo(password=password, language=language)
                if accounts:
                    demo_accounts.write_accounts(accounts=accounts, password=password, path=path)
        except RoundRefused:
            raise CommandError(
                _("This database holds the round of a real country. The demonstration is not loaded beside it.")
            ) from None
        except ContentProblems as problems:
            raise CommandError(str(problems)) from None
        except OSError as error:
            raise CommandError(
                _("The accounts could not be written to %(path)s: %(reason)s. Nothing was loaded.")
                % {"path": path, "reason": error.strerror or error}
            ) from None
        if accounts:
            self.stdout.write(
                _("The demonstration is loaded. Its accounts and their password: %(path)s") % {"path": path}
            )
        else:
            self.stdout.write(_("The demonstration is already there. Its accounts: %(path)s") % {"path": path})


def _password() -> str:
    given = os.environ.get("MNR_DEMO_PASSWORD", "")
    if not given:
        return demo_accounts.make_password_to_remember()
    try:
        validate_password(given)
    except ValidationError as refusal:
        raise CommandError(
            _("MNR_DEMO_PASSWORD is not accepted: %(reasons)s") % {"reasons": " ".join(refusal.messages)}
        ) from None
    return given


def _load_what_it_needs() -> None:
    if Country.objects.filter(iso3__in=(demo_accounts.SAMPLAND, demo_accounts.EXAMPLELAND)).count() < 2:
        load_countries()
    code, version = demo.FRAMEWORK
    if not Framework.objects.filter(code=code, version=version).exists():
        load_framework(file=read_framework(SHIPPED))
