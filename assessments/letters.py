"""Letters by e-mail: in the reader's language, after the transaction, and outside the request.

Outside, so that nobody learns from the time of an answer whether a letter was written, and a slow mail server holds
nobody up. A letter says where to look; it never carries an answer.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Thread
from typing import Any, TypeVar

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import translation

log = logging.getLogger(__name__)
Row = TypeVar("Row")
#: After so many failures in a row the mail server is taken to be down: the others wait for the next run.
GIVE_UP = 3


@dataclass
class Tally:
    """What became of a run: letters sent, those that still wait, and those of which nobody knows."""

    sent: int = 0
    missing: int = 0
    unsure: int = 0


def send(name: str, *, to: str, language: str, context: dict[str, Any]) -> None:
    """Writes templates/emails/<name> and hands it over once the present transaction has succeeded."""
    letter = written(name, to=to, language=language, context=context)
    transaction.on_commit(lambda: hand_over(letter))


def written(name: str, *, to: str, language: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    """A letter from templates/emails/<name>, in the reader's language."""
    with translation.override(language):
        subject = " ".join(render_to_string(f"emails/{name}_subject.txt", context).split())
        letter = EmailMultiAlternatives(subject, render_to_string(f"emails/{name}.txt", context), to=[to])
        letter.attach_alternative(render_to_string(f"emails/{name}.html", context), "text/html")
    return letter


def hand_over(letter: EmailMessage) -> None:
    outside(lambda: _deliver(letter))


def outside(task: Callable[[], object]) -> None:
    """Runs a task outside the request: nobody waits for a mail server."""
    if settings.MAIL_IN_BACKGROUND:
        Thread(target=_in_a_thread, args=(task,), daemon=False).start()
    else:
        task()


def _in_a_thread(task: Callable[[], object]) -> None:
    try:
        task()
    finally:
        connection.close()  # a thread has one of its own


def try_again(waiting: Iterable[Row], send_one: Callable[[Row], bool | None]) -> Tally:
    """Sends what failed before, one after the other. `send_one` says whether a letter went; None: it is no longer
    wanted, or somebody else sent it meanwhile."""
    tally, failures = Tally(), 0
    for row in waiting:
        went = send_one(row) if failures < GIVE_UP else False
        if went:
            tally.sent, failures = tally.sent + 1, 0
        elif went is not None:
            tally.missing, failures = tally.missing + 1, failures + 1
    return tally


def _deliver(letter: EmailMessage) -> None:
    try:
        letter.send()
    except OSError:  # what smtplib raises, too: the person asks for another letter, the page has long been shown
        log.exception("a letter could not be sent")
