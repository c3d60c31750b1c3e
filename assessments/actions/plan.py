"""The action plan: actions made, changed, moved from state to state, noted, taken out and brought back.

The plan belongs to the country, so a round's lock does not hold it: what was sent keeps what was frozen with it.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessments import audit, plan, results
from assessments.actions.answers import Outcome, save_row
from assessments.amounts import plain_amount
from assessments.audit import Changes
from assessments.models import Action, ActionGap, ActionNote, Assessment, Country, User
from assessments.plan import ActionMove, ActionState
from assessments.results import AssessmentResult
from assessments.roles import EVERYTHING, Part
from assessments.workflow import SHARED

#: What the form of an action saves, as values that JSON can hold: dates and amounts are text, lists are sorted.
PLAIN = ("title", "lead", "lead_open", "partners", "currency", "funding", "indicator", "baseline", "target", "progress")
DATES, AMOUNTS, LISTS = ("start", "due"), ("cost", "secured"), ("capabilities", "gaps")
MONEY = frozenset({*AMOUNTS, "currency", "funding"})
ACTION_FIELDS = (*PLAIN, *DATES, *AMOUNTS, *LISTS)


class GapRefused(ValueError):
    """`code`: "foreign" (another country's), "unknown" (no such gap), "closed", "not_open" (not a gap today) or
    "double" (named twice)."""

    def __init__(self, code: str, identity: str) -> None:
        super().__init__(f"{identity}: {code}")
        self.code, self.identity = code, identity


class ActionRefused(ValueError):
    """What was saved by two people does not fit together, or leaves the part of the plan that is the person's own.
    `field` is where, `code` "dates", "part" or one of plan.fault_of; `changed` are the fields that this save would have
    changed."""

    def __init__(self, field: str, code: str, changed: Collection[str]) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code, self.changed = field, code, frozenset(changed)


class NoteRefused(ValueError):
    """The action is stopped."""


def refusals_of(result: AssessmentResult, identities: Sequence[str], kept: Iterable[str] = ()) -> list[GapRefused]:
    """Why some of these gaps cannot be named by an action; one refusal each. `kept` are those it names already."""
    found, seen = [], set()
    offered = results.attachable(result)
    for identity in identities:
        if identity in seen:
            found.append(GapRefused("double", identity))
        elif identity not in kept and identity not in offered:
            gap = results.gap_of(result, identity)
            if gap is None:
                foreign = not identity.startswith(f"{result.country}:") and identity.count(":") == 3
                found.append(GapRefused("foreign" if foreign else "unknown", identity))
            else:
                found.append(GapRefused("closed" if results.is_met(result, gap) else "not_open", identity))
        seen.add(identity)
    return found


@transaction.atomic
def create_action(
    *, country: Country, result: AssessmentResult, values: Mapping[str, Any], by: User, part: Part = EVERYTHING
) -> Action:
    """Adds an action to the plan. `values` are of ACTION_FIELDS; `result` is the newest round, whose gaps it may name;
    `part` are the capabilities of which it names at least one.

    Raises GapRefused, ActionRefused.
    """
    closing = list(values.get("gaps", ()))
    for refused in refusals_of(result, closing):
        raise refused
    _touch(country)
    given = {name: value for name, value in values.items() if name not in ("gaps", "capabilities")}
    codes = with_capabilities_of(closing, values.get("capabilities", ()))
    _check(given, given)
    _check_part(codes, part)
    action = Action.objects.create(
        country=country,
        capabilities=codes,
        created_by=by,
        saved_by=by,
        saved_at=timezone.now(),
        **_columns(given),
    )
    ActionGap.objects.bulk_create(ActionGap(action=action, identity=identity) for identity in closing)
    changes: Changes = {name: [None, value] for name, value in {**given, "capabilities": codes}.items()}
    if closing:
        changes["gaps"] = [[], sorted(closing)]
    audit.record("action.created", action, by=by, country=country.iso3, revision=1, changes=changes)
    return action


def save_action(
    *,
    action: Action,
    result: AssessmentResult,
    by: User,
    based_on: int,
    values: Mapping[str, Any],
    part: Part = EVERYTHING,
) -> Outcome:
    """Saves fields of ACTION_FIELDS as typed on revision `based_on`, with the care of an answer: a colleague's change
    of the same field comes back as a Conflict. It still names a capability of `part` afterwards. Raises GapRefused,
    ActionRefused, ForgedRevision."""

    def amend(current: Action, changes: Changes) -> None:
        if "gaps" in changes:
            before, after = changes["gaps"]
            for refused in refusals_of(result, after, kept=before):
                raise refused
            codes = list(changes["capabilities"][1] if "capabilities" in changes else current.capabilities)
            wanted = with_capabilities_of(after, codes)
            if wanted != sorted(codes):
                changes["capabilities"] = [sorted(current.capabilities), wanted]
        if "capabilities" in changes:
            _check_part(changes["capabilities"][1], part)
        _check(read(current) | {name: after for name, (_before, after) in changes.items()}, changes)

    def follow(current: Action, changes: Changes) -> None:
        if "gaps" in changes:
            before, after = changes["gaps"]
            ActionGap.objects.filter(action=current, identity__in=set(before) - set(after)).delete()
            added = [identity for identity in after if identity not in before]
            ActionGap.objects.bulk_create(ActionGap(action=current, identity=identity) for identity in added)

    return _save(action, by, based_on, values, amend=amend, follow=follow)


def move_action(*, action: Action, move: ActionMove, by: User, reason: str = "") -> Action:
    """Starts, finishes, stops (with a reason) or takes up again. Raises plan.MoveNotAllowed.

    Finishing asks for the phases of its capabilities to be looked at again, see plan.asks_for_a_look.
    """
    with transaction.atomic():
        _touch(action.country)
        row = Action.objects.select_for_update(of=("self",)).select_related("country").get(pk=action.pk)
        state = plan.after_move(move, ActionState(row.state), reason)
        values: dict[str, Any] = {"state": state.value, "done_at": ""}
        if state is ActionState.DONE:
            values |= {"done_at": (audit.moment() or timezone.now()).isoformat(), "progress": 100}
        if move is ActionMove.STOP:
            values["stop_reason"] = reason.strip()
        _save(row, by, row.revision, values)
        row.refresh_from_db()
    return row


@transaction.atomic
def add_note(*, action: Action, text: str, by: User) -> ActionNote:
    """Notes progress. Raises NoteRefused for a stopped action."""
    _touch(action.country)
    row = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if not plan.takes_notes(ActionState(row.state)):
        raise NoteRefused
    note = ActionNote.objects.create(action=row, text=text, by=by, organisation=by.organisation)
    audit.record(
        "action.noted", row, by=by, country=action.country.iso3, code=str(note.pk), changes={"note": [None, text]}
    )
    return note


@transaction.atomic
def remove_action(*, action: Action, by: User) -> None:
    """Takes an action out of the plan. Its row, gaps and notes stay, and it can be brought back."""
    _touch(action.country)
    if Action.objects.filter(pk=action.pk, removed_at=None).update(removed_at=timezone.now(), removed_by=by):
        changes: Changes = {"title": [action.title, None]}
        audit.record("action.removed", action, by=by, country=action.country.iso3, changes=changes)


@transaction.atomic
def restore_action(*, action: Action, by: User) -> None:
    """Brings an action back that was taken out."""
    _touch(action.country)
    if Action.objects.filter(pk=action.pk).exclude(removed_at=None).update(removed_at=None, removed_by=None):
        changes: Changes = {"title": [None, action.title]}
        audit.record("action.restored", action, by=by, country=action.country.iso3, changes=changes)


def read(row: Action) -> dict[str, Any]:
    """The fields of a row as the form and the audit log know them."""
    found: dict[str, Any] = {name: getattr(row, name) for name in (*PLAIN, "state", "stop_reason")}
    found |= {name: value.isoformat() if (value := getattr(row, name)) else "" for name in (*DATES, "done_at")}
    found |= {name: plain_amount(getattr(row, name)) for name in AMOUNTS}
    found["capabilities"] = sorted(row.capabilities)
    found["gaps"] = sorted(ActionGap.objects.filter(action=row).values_list("identity", flat=True))
    return found


def _save(
    action: Action,
    by: User,
    based_on: int,
    values: Mapping[str, Any],
    *,
    amend: Callable[[Any, Changes], None] | None = None,
    follow: Callable[[Any, Changes], None] | None = None,
) -> Outcome:
    return save_row(
        row=action,
        by=by,
        based_on=based_on,
        values=values,
        read=read,
        columns=_columns,
        lock=lambda: _touch(action.country),
        record={"country": action.country.iso3},
        amend=amend,
        follow=follow,
    )


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in values.items() if name in (*PLAIN, "state", "stop_reason", "capabilities")}
    found |= {name: dt.date.fromisoformat(values[name]) if values[name] else None for name in DATES if name in values}
    found |= {name: Decimal(values[name]) if values[name] else None for name in AMOUNTS if name in values}
    if "done_at" in values:
        found["done_at"] = dt.datetime.fromisoformat(values["done_at"]) if values["done_at"] else None
    return found


def _check(values: Mapping[str, Any], changed: Collection[str]) -> None:
    """What no field can know alone, and two people can bring about together. Money from before a rule is only asked
    about when someone changes it."""
    start, due = values.get("start"), values.get("due")
    if start and due and due < start:  # ISO dates sort as text
        raise ActionRefused("due", "dates", changed)
    if MONEY.isdisjoint(changed):
        return
    fault = plan.fault_of(money_of(values))
    if fault is not None:
        raise ActionRefused(*fault, changed)


def money_of(values: Mapping[str, Any]) -> plan.Money:
    """The money of an action as the rules take it, from values of ACTION_FIELDS."""
    cost, secured = (Decimal(values[name]) if values.get(name) else None for name in AMOUNTS)
    funding = plan.Funding(values.get("funding") or plan.Funding.UNKNOWN)
    return plan.Money(cost, values.get("currency", ""), funding, secured)


def _check_part(codes: Iterable[str], part: Part) -> None:
    if not part.touches(codes):
        raise ActionRefused("capabilities", "part", ("capabilities", "gaps"))


def with_capabilities_of(identities: Iterable[str], codes: Iterable[str]) -> list[str]:
    """An action belongs to the capabilities of its gaps, and to those that someone named besides."""
    return sorted({*codes, *(identity.split(":")[1] for identity in identities)})


def _touch(country: Country) -> None:
    """Every write raises the version of the rounds that show the plan as it is; sent ones keep what was frozen."""
    Assessment.objects.filter(country=country).exclude(state__in=SHARED).update(version=F("version") + 1)
