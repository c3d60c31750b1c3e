"""What people are told of, and how soon.

Pure: imports no Django. `actions/notices.py` writes them, `manage.py send_digests` mails them.
"""

from collections.abc import Collection
from enum import StrEnum

from assessments.workflow import EDITABLE, State


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
    SENDING = "sending"  # claimed by one process; kept free again when it fails
    SENT = "sent"
    UNWANTED = "unwanted"  # read in the app, switched off, no longer asked for, or of a country that is not theirs now
    TOO_LATE = "too_late"  # could not be mailed for so long that it is no longer news: the run that gives up tells it
    UNSURE = "unsure"  # the process that sent it died before it noted that: it may have gone, and is not sent again


#: They wait for an act of the person: mailed at once. All others come in the daily digest.
AT_ONCE = frozenset(
    {Kind.REMINDER, Kind.QUESTION, Kind.FOR_APPROVAL, Kind.SENT_BACK, Kind.RETURNED, Kind.REOPENED, Kind.VIEW_ASKED}
)

#: A move of the round that asks somebody for the next one: asked for while the round stands where the move left it.
_ASKED_BY_MOVE = {
    Kind.FOR_APPROVAL: State.FOR_APPROVAL,
    Kind.SENT_BACK: State.DRAFT,
    Kind.RETURNED: State.RETURNED,
    Kind.REOPENED: State.DRAFT,
}
#: Work on answers and second views: asked for while the round can be changed.
_ASKED_WHILE_EDITABLE = frozenset({Kind.REMINDER, Kind.VIEW_ASKED, Kind.DUE_SOON, Kind.OVERDUE})
#: What asks for an act. Nobody gets a letter about one that is no longer asked for.
ASKING = frozenset(_ASKED_BY_MOVE) | _ASKED_WHILE_EDITABLE | {Kind.QUESTION}


def is_asked_in(kind: Kind, state: State, *, moved_since: bool) -> bool:
    """Whether a round in this state still asks for what a notice of this kind asked. `moved_since`: the round has been
    in another state after it was told, so that what it asks for now was told anew."""
    if kind in _ASKED_BY_MOVE:
        return state is _ASKED_BY_MOVE[kind] and not moved_since
    return state in EDITABLE if kind in _ASKED_WHILE_EDITABLE else True


def is_wanted(kind: Kind, choice: Mail, off: Collection[str]) -> bool:
    """Whether a notice of this kind goes by mail at all."""
    return choice is not Mail.NONE and kind not in off


def goes_at_once(kind: Kind, choice: Mail, off: Collection[str]) -> bool:
    return kind in AT_ONCE and choice is Mail.AT_ONCE and kind not in off
