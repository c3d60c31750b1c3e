"""What was changed, by whom and when, in words: the audit log as people read it."""

from assessments.history.entries import Change, Entry, Wanted, Why, actors, entries_of, events_of, speaker, why_open
from assessments.history.words import KIND_NAMES, Speaker

__all__ = [
    "KIND_NAMES",
    "Change",
    "Entry",
    "Speaker",
    "Wanted",
    "Why",
    "actors",
    "entries_of",
    "events_of",
    "speaker",
    "why_open",
]
