"""What every start needs: migrations, countries, the shipped framework, and the demonstration on an empty database."""

import os
import shlex
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from assessments.models import Assessment, Membership, User
from assessments.roles import Role


class Command(BaseCommand):
    help = "Migrates, loads countries and framework, and the demonstration on an empty database (MNR_DEMO=0: not)."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_countries", stdout=self.stderr)
        call_command("load_framework", stdout=self.stderr)
        wanted = os.environ.get("MNR_DEMO", "1") != "0"
        if wanted and not Assessment.objects.exists() and not User.objects.exists():
            call_command("load_demo", stdout=self.stderr)
        self._tell_accounts()

    def _tell_accounts(self) -> None:
        """The accounts of the demonstration while it is there; else, how to make the first administrator."""
        accounts = settings.DEMO_ACCOUNTS_FILE
        if accounts.is_file() and Assessment.objects.filter(country__status="fictional").exists():
            self.stdout.write("Accounts of the demonstration (fictional countries):")
            self.stdout.write(accounts.read_text().rstrip())
        elif not Membership.objects.filter(role=Role.ADMINISTRATOR, ended_at=None).exists():
            here = shlex.quote(str(settings.BASE_DIR))
            var = shlex.quote(str(settings.VAR_DIR))
            instance = "" if settings.VAR_DIR == settings.BASE_DIR / "var" else f"MNR_VAR={var} "
            self.stdout.write("There is no administrator yet. To make the first one, in another terminal:")
            self.stdout.write(f"    cd {here} && {instance}.venv/bin/python manage.py createsuperuser")
