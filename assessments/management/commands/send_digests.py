from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import mailing
from assessments.actions import invitation_letters
from assessments.actions.due import tell_of_due_dates


class Command(BaseCommand):
    help = "Notes what is due, and mails notices: one digest a person and day, and what could not be sent before"

    def handle(self, **options: Any) -> None:
        tell_of_due_dates()
        faults = self._invitations()
        tally = mailing.send_digests()
        sent = ngettext("%(count)s letter sent.", "%(count)s letters sent.", tally.sent) % {"count": tally.sent}
        self.stdout.write(sent)
        missing = tally.failed + tally.left
        if missing:
            faults.append(
                ngettext(
                    "%(count)s letter could not be sent. Its notices are kept, and the next run tries again.",
                    "%(count)s letters could not be sent. Their notices are kept, and the next run tries again.",
                    missing,
                )
                % {"count": missing}
            )
        if faults:
            raise CommandError("\n".join(faults))
        waiting = mailing.waiting()
        if waiting:
            self.stdout.write(_("Notices that wait for the next digest: %(count)s.") % {"count": waiting})

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
