from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import mailing
from assessments.actions.due import tell_of_due_dates


class Command(BaseCommand):
    help = "Notes what is due, and mails notices: one digest a person and day, and what could not be sent before"

    def handle(self, **options: Any) -> None:
        tell_of_due_dates()
        tally = mailing.send_digests()
        sent = ngettext("%(count)s letter sent.", "%(count)s letters sent.", tally.sent) % {"count": tally.sent}
        self.stdout.write(sent)
        missing = tally.failed + tally.left
        if missing:
            raise CommandError(
                ngettext(
                    "%(count)s letter could not be sent. Its notices are kept, and the next run tries again.",
                    "%(count)s letters could not be sent. Their notices are kept, and the next run tries again.",
                    missing,
                )
                % {"count": missing}
            )
        waiting = mailing.waiting()
        if waiting:
            self.stdout.write(_("Notices that wait for the next digest: %(count)s.") % {"count": waiting})
