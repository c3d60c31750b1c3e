from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import mailing, password_letters
from assessments.actions import invitation_letters
from assessments.actions.due import tell_of_due_dates
from assessments.actions.reports import keep_missing
from assessments.mailing import Tally


class Command(BaseCommand):
    help = (
        "Notes what is due, has missing reports of signed rounds made, and mails notices: one digest a person and day, "
        "and what could not be sent before"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--send-unsure",
            action="store_true",
            help="also send the notices of a run that was stopped while it sent them; some may arrive twice",
        )

    def handle(self, **options: Any) -> None:
        tell_of_due_dates()
        keep_missing()
        if options["send_unsure"]:
            mailing.send_unsure()
        problems = self._passwords() + self._invitations()
        tally = mailing.send_digests()
        sent = ngettext("%(count)s letter sent.", "%(count)s letters sent.", tally.sent) % {"count": tally.sent}
        self.stdout.write(sent)
        problems += _problems(tally)
        if problems:
            raise CommandError("\n".join(problems))
        waiting = mailing.waiting()
        if waiting:
            self.stdout.write(_("Notices that wait for the next digest: %(count)s.") % {"count": waiting})

    def _passwords(self) -> list[str]:
        """Somebody waits for these before a closed door, so they go first. What is still not sent, in words."""
        tally = password_letters.send_what_waits()
        if tally.sent:
            sent = ngettext(
                "%(count)s letter for a new password sent that had failed before.",
                "%(count)s letters for a new password sent that had failed before.",
                tally.sent,
            )
            self.stdout.write(sent % {"count": tally.sent})
        if not tally.missing:
            return []
        missing = ngettext(
            "%(count)s letter for a new password could not be sent. The next run tries again.",
            "%(count)s letters for a new password could not be sent. The next run tries again.",
            tally.missing,
        )
        return [missing % {"count": tally.missing}]

    def _invitations(self) -> list[str]:
        """Sends what could not be sent before. What is still not sent, in words."""
        tally = invitation_letters.send_what_waits()
        if tally.sent:
            sent = ngettext(
                "%(count)s invitation sent that had failed before.",
                "%(count)s invitations sent that had failed before.",
                tally.sent,
            )
            self.stdout.write(sent % {"count": tally.sent})
        if tally.unsure:
            unsure = ngettext(
                "Of %(count)s invitation nobody knows whether it went: the list of people names it.",
                "Of %(count)s invitations nobody knows whether they went: the lists of people name them.",
                tally.unsure,
            )
            self.stdout.write(unsure % {"count": tally.unsure})
        if not tally.missing:
            return []
        missing = ngettext(
            "%(count)s invitation could not be sent. The next run tries again.",
            "%(count)s invitations could not be sent. The next run tries again.",
            tally.missing,
        )
        return [missing % {"count": tally.missing}]


def _problems(tally: Tally) -> list[str]:
    """What whoever runs the site should know. Each is told by the run that met it."""
    missing, found = tally.failed + tally.left, []
    if missing:
        words = ngettext(
            "%(count)s letter could not be sent. Its notices are kept, and the next run tries again.",
            "%(count)s letters could not be sent. Their notices are kept, and the next run tries again.",
            missing,
        )
        found.append(words % {"count": missing})
    if tally.too_late:
        words = ngettext(
            "%(count)s notice could not be mailed for %(days)s days and is given up. It stands on the page of notices.",
            "%(count)s notices could not be mailed for %(days)s days and are given up. "
            "They stand on the page of notices.",
            tally.too_late,
        )
        found.append(words % {"count": tally.too_late, "days": mailing.OLDEST.days})
    if tally.unsure:
        words = ngettext(
            "A run was stopped while it sent %(count)s notice. Nobody knows whether it arrived. "
            "To send it again, run send_digests --send-unsure.",
            "A run was stopped while it sent %(count)s notices. Nobody knows whether they arrived. "
            "To send them again, run send_digests --send-unsure.",
            tally.unsure,
        )
        found.append(words % {"count": tally.unsure})
    return found
