"""Letters by e-mail: in the reader's language, after the transaction, and outside the request.

Outside, so that nobody learns from the time of an answer whether a letter was written, and a slow mail server holds
nobody up. A letter says where to look; it never carries an answer.
"""

import logging
from collections.abc import Callable
from threading import Thread
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

log = logging.getLogger(__name__)


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
        Thread(target=task, daemon=False).start()
    else:
        task()


def _deliver(letter: EmailMessage) -> None:
    try:
        letter.send()
    except OSError:  # what smtplib raises, too: the person asks for another letter, the page has long been shown
        log.exception("a letter could not be sent")
