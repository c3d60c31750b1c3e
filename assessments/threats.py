"""Rules of the national threat picture: how present each harm is, and what that says about importance.

Pure: imports no Django.
"""

from enum import StrEnum


class Presence(StrEnum):
    """How present a harm is in the country, as the country sees it. UNSET: not answered yet."""

    UNSET = ""
    NOT_SEEN = "not_seen"
    SOME = "some"
    GROWING = "growing"
    WIDESPREAD = "widespread"
    UNKNOWN = "unknown"
