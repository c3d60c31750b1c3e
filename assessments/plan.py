"""Rules of the action plan: states, funding, what is overdue.

Pure: imports no Django. Money is text of a decimal number with its currency; sums never mix currencies.
"""

from enum import StrEnum


class ActionState(StrEnum):
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    STOPPED = "stopped"


class Funding(StrEnum):
    """Where the money of an action stands. UNKNOWN is an answer; nothing is counted as zero without saying so."""

    SECURED = "secured"
    PARTLY = "partly"
    REQUESTED = "requested"
    NONE = "none"
    UNKNOWN = "unknown"


#: Work is still to be done.
OPEN_STATES = frozenset({ActionState.PLANNED, ActionState.UNDER_WAY})
