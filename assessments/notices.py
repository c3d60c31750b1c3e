"""What people are told of, and how soon.

Pure: imports no Django. `actions/notices.py` writes them, `manage.py send_digests` mails them.
"""

from collections.abc import Collection
from enum import StrEnum


class Kind(StrEnum):
    ASSIGNED = "assigned"  # a capability was given to you
    REMINDER = "reminder"  # the coordinator asks how it goes
    COMMENT = "comment"  # somebody of your country wrote under an answer
    QUESTION = "question"  # the secretariat asks
    ANSWER = "answer"  # a question of yours was answered
    FOR_APPROVAL = "for_approval"  # a round waits for your signature
    SENT_BACK = "sent_back"  # the approver gave it back
    WITHDRAWN = "withdrawn"  # it does not wait for your signature any more
    SUBMITTED = "submitted"  # a round was sent to the secretariat
    RETURNED = "returned"  # the secretariat gave it back with comments
    ACCEPTED = "accepted"
    REOPENED = "reopened"
    VIEW_ASKED = "view_asked"  # you are asked for a second view
    VIEW_GIVEN = "view_given"  # a second view was given
    DUE_SOON = "due_soon"  # due in 7 days
    OVERDUE = "overdue"


class Mail(StrEnum):
    """How a person wants to get what they are told of. The page of notices shows everything, whatever they choose."""

    AT_ONCE = "at_once"  # what waits for them at once, all else in the daily digest
    DAILY = "daily"
    NONE = "none"


class Delivery(StrEnum):
    """The way of one notice by mail."""

    WAITING = "waiting"
    SENDING = "sending"  # claimed by one process; kept free again when it fails, or when that process died
    SENT = "sent"
    UNWANTED = "unwanted"  # read in the app first, switched off, or of a country that is no longer theirs


#: They wait for an act of the person: mailed at once. All others come in the daily digest.
AT_ONCE = frozenset(
    {Kind.REMINDER, Kind.QUESTION, Kind.FOR_APPROVAL, Kind.SENT_BACK, Kind.RETURNED, Kind.REOPENED, Kind.VIEW_ASKED}
)


def is_wanted(kind: Kind, choice: Mail, off: Collection[str]) -> bool:
    """Whether a notice of this kind goes by mail at all."""
    return choice is not Mail.NONE and kind not in off


def goes_at_once(kind: Kind, choice: Mail, off: Collection[str]) -> bool:
    return kind in AT_ONCE and choice is Mail.AT_ONCE and kind not in off
