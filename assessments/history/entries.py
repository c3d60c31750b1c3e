"""From events of the log to entries of a list."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from assessments import alphabet, difference, structure
from assessments.difference import Piece
from assessments.history.words import KINDS, TEXTS, Speaker, kind_of
from assessments.models import Action, Assessment, AuditEvent, Country, Membership
from assessments.workflow import SHARED_MOVES, Move

Pieces = tuple[Piece, ...]
#: Changes of an entry that a list shows; the rest on its own page.
LISTED = 6
#: A carried-over answer names every field, also those that were and are empty.
_NOTHING: tuple[list[Any], ...] = ([None, ""], ["", ""], ["", None], [None, None], [None, []], [None, False])
_OF_A_CAPABILITY = ("response", "evidence", "priority", "secondview", "readertask", "thread", "reviewmark")
_SHARED = tuple(f"round.{move}" for move in SHARED_MOVES)


@dataclass(frozen=True)
class Wanted:
    """What a reader asked to see; nothing: everything."""

    round: int | None = None
    capability: str = ""
    person: int | None = None
    kind: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class Change:
    """One field before and after. A text comes in pieces, those that differ marked."""

    field: str
    label: str
    before: str
    after: str
    is_text: bool = False
    before_pieces: Pieces = ()
    after_pieces: Pieces = ()
    language: str | None = None  # None: no text of a person; empty: nobody knows it


@dataclass(frozen=True)
class Entry:
    """One event in words. `more` counts the changes that a list leaves out; `shortened` says that texts are cut."""

    pk: int
    at: dt.datetime
    by: str
    organisation: str  # of the person, at that time
    action: str
    what: str
    kind: str
    code: str
    subject: str
    assessment_id: int | None
    year: int | None
    changes: tuple[Change, ...]
    more: int = 0
    shortened: bool = False
    subject_in: str | None = None  # the language of the subject, where a country gave it its name

    @property
    def values(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if not change.is_text)

    @property
    def texts(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.is_text)

    @property
    def refused(self) -> bool:
        """Before is what stood, after what was refused: nothing was changed."""
        return self.action.endswith(".refused")


def events_of(country: Country, *, whole: bool, wanted: Wanted | None = None) -> QuerySet[AuditEvent]:
    """The country's events, newest first. Not `whole`: only the moves that others than the country see."""
    events = AuditEvent.objects.filter(country=country.iso3)
    if whole:  # what a reviewer notes is the secretariat's own until the round is returned, which names the answers
        events = events.exclude(action__startswith="reviewmark.")
    elif wanted is None:
        events = events.filter(Q(action__in=_SHARED) | Q(action__startswith="reviewmark."))
    elif wanted.kind != "review":  # marks are many: a list shows them to whoever asks for them
        events = events.filter(action__in=_SHARED)
    asked = wanted or Wanted()
    if asked.round is not None:
        events = events.filter(assessment_id=asked.round)
    if asked.capability:
        events = events.filter(object_code=asked.capability, object_type__in=_OF_A_CAPABILITY)
    if asked.person is not None:
        events = events.filter(actor_id=asked.person)
    if asked.kind:
        events = events.filter(_of_kind(asked.kind))
    if asked.since is not None:
        events = events.filter(at__gte=_start_of(asked.since))
    if asked.until is not None:
        events = events.filter(at__lt=_start_of(asked.until + dt.timedelta(days=1)))
    return events.order_by("-at", "-pk")


@dataclass(frozen=True)
class Why:
    """Why a round that was sent is open again, in the words of the secretariat."""

    move: Move
    reason: str
    by: str
    at: dt.datetime
    codes: tuple[str, ...] = ()  # of the answers that the country should look at again

    @property
    def returned(self) -> bool:
        return self.move is Move.RETURN


def why_open(assessment: Assessment) -> Why | None:
    """None: since it was last sent nobody returned or reopened it."""
    moves = {f"round.{move}": move for move in (Move.SUBMIT, Move.RETURN, Move.REOPEN)}
    event = AuditEvent.objects.filter(assessment_id=assessment.pk, action__in=moves).first()
    if event is None or event.action == f"round.{Move.SUBMIT}":
        return None
    reason = event.changes.get("reason", ["", ""])[1]
    codes = event.changes.get("capabilities", [[], []])[1]
    return Why(moves[event.action], str(reason), event.actor_name, event.at, tuple(codes))


def actors(country: Country, *, whole: bool) -> list[tuple[int, str]]:
    """Everyone who changed something, under their latest name."""
    found = events_of(country, whole=whole).exclude(actor_id=None).order_by("actor_id", "actor_name")
    names = {pk: name for pk, name in found.values_list("actor_id", "actor_name").distinct() if pk is not None}
    return sorted(names.items(), key=lambda pair: alphabet.key(pair[1]))


def speaker(country: Country, language: str, *, for_table: bool = False) -> Speaker:
    found = Assessment.objects.filter(country=country).select_related("framework")
    rows = list(found.only("year", "language", "framework__revision"))
    rounds = {row.pk: (row.year, structure.of(row.framework)) for row in rows}
    languages = {row.pk: row.language for row in rows}
    people = Membership.objects.filter(country=country).values_list("user_id", "user__name")
    actions = Action.objects.filter(country=country).values_list("pk", "title")
    return Speaker(language, rounds, dict(people), dict(actions), languages, for_table)


def entries_of(events: Iterable[AuditEvent], words: Speaker, *, whole: bool = False) -> Iterator[Entry]:
    """`whole` gives every change in full, as an entry's own page and the file do."""
    for event in events:
        names = [name for name, pair in event.changes.items() if pair not in _NOTHING]
        shown = names if whole else names[:LISTED]
        changes = tuple(_change(event, name, words, whole) for name in shown)
        yield Entry(
            pk=event.pk,
            at=event.at,
            by=event.actor_name,
            organisation=event.actor_organisation,
            action=event.action,
            what=words.action(event.action),
            kind=kind_of(event.action),
            code="" if event.object_type in ("action", "decision") else event.object_code,
            subject=words.subject(event.object_type, event.object_id, event.assessment_id, event.object_code),
            assessment_id=event.assessment_id,
            year=words.year(event.assessment_id),
            changes=changes,
            subject_in=words.language_of(event.action, "action", "title", None)
            if event.object_type == "action"
            else None,
            more=len(names) - len(shown),
            shortened=any(
                change.is_text
                and (_joined(change.before_pieces), _joined(change.after_pieces)) != (change.before, change.after)
                for change in changes
            ),
        )


def _change(event: AuditEvent, name: str, words: Speaker, whole: bool) -> Change:
    pair: Any = event.changes[name]
    # An action that is not known here may have written its changes in another shape.
    before, after = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
    old, new = (words.value(event.object_type, name, value, event.assessment_id) for value in (before, after))
    label = words.field(name, event.assessment_id, event.object_code)
    language = words.language_of(event.action, event.object_type, name, event.assessment_id)
    if name not in TEXTS and name != "gaps" and max(len(old), len(new)) <= 100:
        return Change(name, label, old, new, language=language)
    if not old or not new:
        pieces: tuple[Pieces, Pieces] = (((old, False),), ((new, False),))  # all of it is new, or gone
    else:
        pieces = difference.compare(old, new)
    if not whole:
        pieces = (difference.shortened(pieces[0]), difference.shortened(pieces[1]))
    return Change(name, label, old, new, True, *pieces, language)


def _joined(pieces: Pieces) -> str:
    return "".join(text for text, _differs in pieces)


def _of_kind(kind: str) -> Q:
    """Actions whose names begin as those of this kind; "other": as those of none."""
    starts = KINDS.get(kind) or tuple(start for every in KINDS.values() for start in every)
    found = Q()
    for start in starts:
        found |= Q(action__startswith=start)
    return found if kind in KINDS else ~found


def _start_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
