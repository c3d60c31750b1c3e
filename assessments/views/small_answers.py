"""Pages that hold many small answers in one form, each on its own revision: enablers, harms, commitments."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from assessments import access
from assessments.access import Permission
from assessments.actions.answers import Conflict, SimpleRow, save_simple
from assessments.forms.errors import summary_of
from assessments.models import Assessment, User
from assessments.requests import SignedInRequest
from assessments.results import CommitmentResult, EnablerResult, ThreatResult
from assessments.views.answering import (
    BOTH,
    MINE,
    THEIRS,
    Versions,
    as_now,
    parse_revision,
    unjudged,
    versions_of,
    with_choices,
)

#: What the country says of one enabler, harm or commitment.
Said = EnablerResult | ThreatResult | CommitmentResult


@dataclass(frozen=True)
class Kind:
    """One kind of small answer: its fields, which are columns of its row, and the form of one."""

    fields: tuple[str, ...]
    form: Callable[[Any, Any], forms.Form]


@dataclass(frozen=True)
class Entry:
    """One of them as the page shows it, with both versions of each field on which two people met."""

    said: Said
    form: forms.Form
    revision: str
    versions: Mapping[str, Versions]


@dataclass(frozen=True)
class Refused:
    """What was not saved: forms with errors, and collisions, by code."""

    forms: Mapping[str, forms.Form]
    collided: Mapping[str, list[Conflict]]

    @property
    def status(self) -> int:
        return 422 if self.forms else 409 if self.collided else 200

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [line for form in self.forms.values() for line in summary_of(form)]


NOTHING = Refused({}, {})


def answered_by(user: User, assessment: Assessment) -> list[str]:
    """Who answers such a page, for somebody of the country who only reads it; empty where nobody does now."""
    reads_only = assessment.country_id in user.own_countries and not access.can(
        user, Permission.EDIT_CONTEXT, assessment
    )
    if not (assessment.is_editable and reads_only):
        return []
    return [str(person) for person in access.people_who(Permission.EDIT_CONTEXT, assessment.country_id)]


def save_all(
    request: SignedInRequest,
    assessment: Assessment,
    kind: Kind,
    before: Sequence[Said],
    rows: Mapping[str, SimpleRow],
) -> Refused:
    """Saves every answer that was sent. `before` is as the database says now. Raises RoundLocked, ForgedRevision."""
    refused: dict[str, forms.Form] = {}
    collided: dict[str, list[Conflict]] = {}
    data = with_choices(request.POST)
    for said in before:
        form = kind.form(data, said)
        if form.add_prefix("revision") not in request.POST:
            continue
        form.full_clean()
        groups, waiting = values_by_revision(request, form, kind.fields)
        for revision, values in groups.items():
            outcome = save_simple(
                row=rows[said.code],
                assessment=assessment,
                by=request.user,
                based_on=revision,
                values=values,
                fields=kind.fields,
                code=said.code,
                confirm=request.POST.get("confirm") == said.code,
            )
            if outcome.conflicts:
                collided.setdefault(said.code, []).extend(outcome.conflicts)
        for name in waiting:
            mine = request.POST.get(f"mine.{form.add_prefix(name)}", "")
            conflict = Conflict(name, mine, str(getattr(said, name)), said.saved.by, said.saved.at)
            collided.setdefault(said.code, []).append(conflict)
        if form.errors:
            refused[said.code] = form
    return Refused(refused, collided)


def values_by_revision(
    request: SignedInRequest, form: forms.Form, fields: Sequence[str]
) -> tuple[dict[int, dict[str, Any]], list[str]]:
    """The valid values by the revision each was based on, and the collisions nobody has decided yet."""
    page = parse_revision(request.POST.get(form.add_prefix("revision")))
    groups: dict[int, dict[str, Any]] = {page: {}}
    waiting = []
    for name in fields:
        full = form.add_prefix(name)
        if request.POST.get("clear") == full:
            groups[page][name] = ""
        elif f"met.{full}" in request.POST:
            choice = request.POST.get(f"resolve.{full}")
            revision = parse_revision(request.POST.get(f"met.{full}"))
            if choice in (MINE, BOTH):
                if name not in form.errors:
                    groups.setdefault(revision, {})[name] = form.cleaned_data[name]
            elif choice != THEIRS:
                waiting.append(name)
        elif full in request.POST and name not in form.errors:
            groups[page][name] = form.cleaned_data[name]
    return groups, waiting


def entries_of(kind: Kind, all_said: Sequence[Said], refused: Refused, kept: QueryDict | None) -> list[Entry]:
    """The rows as they are now, with only what was refused as typed; `kept` was typed before a session ended."""
    entries = []
    for said in all_said:
        form, revision = kind.form(None, said), str(said.saved.revision)
        if said.code in refused.forms:
            form = kind.form(as_now(refused.forms[said.code], form), said)
        elif kept is not None and form.add_prefix("revision") in kept:
            revision = str(kept[form.add_prefix("revision")])
            form = unjudged(kind.form(kept, said), kept)
        conflicts = refused.collided.get(said.code, [])
        versions = {c.field: versions_of(form, c, said.saved.revision) for c in conflicts}
        entries.append(Entry(said, form, revision, versions))
    return entries
