"""The letters of invitations: handed over once the invitation stands, claimed before they are sent, tried again.

Of a token only a digest is stored, so a letter that failed cannot be sent again as it was: the next try makes a new
link, and the one that nobody got is dead. For the same reason a letter of which nobody knows whether it went, because
its process was stopped while it was sent, is left alone: a second one would kill the link of the first.
"""

import logging
import secrets
from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessments import audit, letters
from assessments.models import Invitation
from assessments.models.invitation import CLAIMED_FOR, GOOD_FOR, HANDED_OVER_WITHIN, Letter, digest_of

log = logging.getLogger(__name__)


def hand_over(row: Invitation, link: str) -> None:
    """Writes the letter of an invitation that waits for it, and sends it once the present transaction has succeeded."""
    letter, pk, digest = _written(row, link), row.pk, row.digest
    transaction.on_commit(lambda: letters.outside(lambda: _begin(pk, digest, letter)))


def send_what_waits() -> letters.Tally:
    """Tries again what could not be sent, with a new link that is good for seven days from then. What was not sent
    within the seven days of the first link is no longer tried. Safe to run in two places at once."""
    now = timezone.now()
    in_time = Invitation.objects.filter(used_at=None, revoked_at=None, sent_at__gt=now - GOOD_FOR)
    never_begun = Q(letter=Letter.WAITING, sent_at__lt=now - HANDED_OVER_WITHIN)
    unsure = in_time.filter(letter=Letter.SENDING, claimed_at__lt=now - CLAIMED_FOR).count()
    waiting = in_time.filter(Q(letter=Letter.FAILED) | never_begun).select_related("country", "invited_by")
    tally = letters.try_again(waiting, _again)
    tally.unsure = unsure
    return tally


def _begin(pk: int, digest: str, letter: EmailMessage) -> None:
    if _claim(pk, digest, Letter.WAITING, digest):
        _deliver(pk, digest, lambda: letter)


def _again(row: Invitation) -> bool | None:
    """None: meanwhile somebody else sent it, or it was withdrawn."""
    token = secrets.token_urlsafe(32)
    digest = digest_of(token)
    if not _claim(row.pk, row.digest, Letter(row.letter), digest):
        return None
    link = f"{settings.SITE_URL}{reverse('invitation_accept', args=[token])}"
    if not _deliver(row.pk, digest, lambda: _written(row, link)):
        return False
    with transaction.atomic():
        if Invitation.objects.filter(pk=row.pk, digest=digest).update(sent_at=timezone.now()):
            audit.record("invitation.resent", row, by=None, country=row.country.iso3 if row.country else "")
    return True


def _claim(pk: int, was: str, state: Letter, digest: str) -> bool:
    """Whether this process may send it: a link that was replaced, used or withdrawn meanwhile is not sent any more."""
    mine = Invitation.objects.filter(pk=pk, digest=was, letter=state, used_at=None, revoked_at=None)
    return bool(mine.update(digest=digest, letter=Letter.SENDING, claimed_at=timezone.now()))


def _deliver(pk: int, digest: str, write: Callable[[], EmailMessage]) -> bool:
    mine = Invitation.objects.filter(pk=pk, digest=digest, letter=Letter.SENDING)
    try:
        write().send()
    except Exception:  # the server is down, or this one letter cannot be written: the others are not held up
        log.exception("the letter of invitation %s could not be sent", pk)
        mine.update(letter=Letter.FAILED)
        return False
    mine.update(letter=Letter.SENT)
    return True


def _written(row: Invitation, link: str) -> EmailMessage:
    place = str(row.country.name_in(row.language).text) if row.country else ""
    context = {"invitation": row, "place": place, "link": link, "by": str(row.invited_by)}
    return letters.written("invitation", to=row.email, language=row.language, context=context)
