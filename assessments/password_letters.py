"""The letters that lead to a new password: sent outside the request, and kept when the mail server is down.

No token is kept, only the time of the request, on the person. It is written where the letter fails and never where it
is asked for, so the time of the answer tells nothing of an address. The next `manage.py send_digests` makes a new
token.
"""

import logging
from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from assessments import letters
from assessments.models import User

log = logging.getLogger(__name__)


def hand_over(person: User, base: str) -> None:
    """Makes the link, writes the letter and sends it, all outside the request. `base` is where the person asked."""
    asked = timezone.now()
    letters.outside(lambda: _first(person, base, asked))


def send_what_waits() -> letters.Tally:
    """Tries again what could not be sent, with a new link. Nobody gets it who has signed in or changed the password
    since, nor later than the first link would have been good. Safe to run in two places at once."""
    good_for = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    waiting = User.objects.filter(reset_unsent_at__gt=timezone.now() - good_for, is_active=True)
    still_out = Q(last_login=None) | Q(last_login__lt=F("reset_unsent_at"))
    return letters.try_again(waiting.filter(still_out).order_by("pk"), _again)


def _first(person: User, base: str, asked: datetime) -> None:
    went = _deliver(person, base)
    if not went or person.reset_unsent_at:
        _as_it_was(person).update(reset_unsent_at=None if went else asked)


def _again(person: User) -> bool | None:
    """None: meanwhile somebody else sent it, or it is no longer needed. If the process ends while it is sent, the
    person asks once more: nothing tells whether it arrived."""
    asked = person.reset_unsent_at
    if not _as_it_was(person).filter(reset_unsent_at=asked).update(reset_unsent_at=None):
        return None
    went = _deliver(person, settings.SITE_URL)
    if not went:
        _as_it_was(person).filter(reset_unsent_at=None).update(reset_unsent_at=asked)
    return went


def _as_it_was(person: User) -> QuerySet[User]:
    """This person, unless they have signed in or changed the password meanwhile."""
    return User.objects.filter(pk=person.pk, password=person.password, last_login=person.last_login)


def _deliver(person: User, base: str) -> bool:
    try:
        key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
        link = base.rstrip("/") + reverse("account_reset_password_from_key", kwargs=key)
        context = {"link": link}
        letters.written("password", to=person.email, language=person.language, context=context).send()
    except Exception:  # the server is down, or this one letter cannot be written: the others are not held up
        log.exception("the letter for a new password of person %s could not be sent", person.pk)
        return False
    return True
