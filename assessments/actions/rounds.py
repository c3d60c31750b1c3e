"""A round's life: opened, prefilled, sent, frozen."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import access, audit, results, structure, workflow
from assessments.actions.evidence import carry_over_evidence
from assessments.actions.following_rows import carry_over, make_missing_rows
from assessments.actions.regions import renew_figures
from assessments.actions.review_marks import follow_move
from assessments.actions.round_notices import tell_of_move
from assessments.actions.second_views import hand_over
from assessments.exports import pdf
from assessments.models import (
    Assessment,
    Country,
    EnablerAnswer,
    Evidence,
    Framework,
    Membership,
    Priority,
    Response,
    SignAnswer,
    Signature,
    Snapshot,
    User,
)
from assessments.workflow import OPEN, SHARED, Move, NotAllowed, State


class RoundRefused(Exception):
    """`code`: "open" (another round is open), "year" (there is one of that year), "real" (see load_demo)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Signed:
    """What a person confirmed who signs for the country."""

    name: str
    function: str


#: What a new round takes over from the last one. A reason, a target and who took part belong to the answer.
CARRIED = (
    "phase",
    "phase_unknown",
    "reason",
    "law",
    "practice",
    "nationwide",
    "funded",
    "target",
    "target_year",
    "justification",
    "participants",
    "participants_note",
    "confidence",
)


@transaction.atomic
def open_round(
    *,
    country: Country,
    framework: Framework,
    year: int,
    target_year: int,
    title: str,
    by: User,
    language: str = "",
) -> Assessment:
    """Opens a round and prefills it from the last one that was sent. Raises RoundRefused."""
    if country.assessments.filter(state__in=OPEN).exists():
        raise RoundRefused("open")
    if country.assessments.filter(year=year).exists():
        raise RoundRefused("year")
    previous = country.assessments.filter(state__in=SHARED, year__lt=year).order_by("-year").first()
    try:
        with transaction.atomic():
            assessment = Assessment.objects.create(
                country=country,
                framework=framework,
                year=year,
                target_year=target_year,
                title=title,
                language=language or by.language,
                opened_by=by,
                previous=previous,
            )
    except IntegrityError as error:  # two coordinators opened at the same moment
        raise RoundRefused("open") from error
    _make_rows(assessment)
    if previous is not None:
        _prefill(assessment, previous, by)
    audit.record(
        "round.opened",
        assessment,
        by=by,
        assessment=assessment,
        changes={
            "year": [None, year],
            "framework": [None, f"{framework.code} {framework.version}"],
            "previous": [None, previous.year if previous else None],
        },
    )
    return assessment


def _make_rows(assessment: Assessment) -> None:
    """One row an answer from the start, so that saving is always a compare-and-swap and never a race to create."""
    nodes = structure.of(assessment.framework)
    Response.objects.bulk_create(Response(assessment=assessment, capability_id=node.pk) for node in nodes.capabilities)
    Priority.objects.bulk_create(Priority(assessment=assessment, capability_id=node.pk) for node in nodes.capabilities)
    EnablerAnswer.objects.bulk_create(
        EnablerAnswer(assessment=assessment, enabler_id=node.pk) for node in nodes.enablers
    )
    make_missing_rows(assessment)


def _prefill(assessment: Assessment, previous: Assessment, by: User) -> None:
    """Copies the answers of the last round, each marked as carried over. Matched by code, so that a new framework
    version takes what it still asks for."""
    now = timezone.now()
    mine = {
        row.capability.code: row for row in Response.objects.filter(assessment=assessment).select_related("capability")
    }
    nodes = structure.of(assessment.framework).by_code
    theirs = Response.objects.filter(assessment=previous, revision__gt=0).select_related("capability")
    evidence: list[tuple[Evidence, Response]] = []
    for old in theirs.prefetch_related("sign_answers__sign", "evidence__file"):
        code = old.capability.code
        row = mine.get(code)
        if row is None:
            continue
        for name in CARRIED:
            setattr(row, name, getattr(old, name))
        if row.target_year is not None and row.target_year < assessment.year:
            row.target_year = None  # its time has passed: the country is asked for a new one
        row.carried_over, row.revision, row.saved_at, row.saved_by = True, 1, now, by
        row.save()
        changes: dict[str, list[Any]] = {name: [None, getattr(row, name)] for name in CARRIED}
        signs = {sign.code: sign.pk for sign in nodes[code].signs}
        SignAnswer.objects.bulk_create(
            SignAnswer(response=row, sign_id=signs[answer.sign.code], answer=answer.answer)
            for answer in old.sign_answers.all()
            if answer.sign.code in signs
        )
        evidence += [(piece, row) for piece in old.evidence.all() if piece.removed_at is None]
        audit.record(
            "response.carried_over",
            row,
            by=by,
            assessment=assessment,
            code=code,
            revision=1,
            changes=changes,
        )
    carry_over_evidence(pairs=evidence)
    _prefill_enablers(assessment, previous, by)
    carry_over(assessment, previous, by)


def _prefill_enablers(assessment: Assessment, previous: Assessment, by: User) -> None:
    mine = {
        row.enabler.code: row for row in EnablerAnswer.objects.filter(assessment=assessment).select_related("enabler")
    }
    for old in EnablerAnswer.objects.filter(assessment=previous, revision__gt=0).select_related("enabler"):
        row = mine.get(old.enabler.code)
        if row is None:
            continue
        row.answer, row.note, row.carried_over = old.answer, old.note, True
        row.revision, row.saved_at, row.saved_by = 1, timezone.now(), by
        row.save()
        audit.record(
            "enableranswer.carried_over",
            row,
            by=by,
            assessment=assessment,
            code=old.enabler.code,
            revision=1,
            changes={"answer": ["", row.answer], "note": ["", row.note]},
        )


@transaction.atomic
def move_round(
    *, assessment: Assessment, move: Move, by: User, reason: str = "", signed: Signed | None = None
) -> Assessment:
    """Moves a round from one state to the next by the table. Raises workflow.NotAllowed.

    Sending and accepting freeze what the round says, in every language of its framework; `signed` is part of it. The
    reviewer's marks follow the move, and whoever waits for it is told.
    """
    row = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    before = State(row.state)
    live = results.build(row, "en")
    has_approver = Membership.objects.approving(row.country_id).exists()
    transition = workflow.check(
        move,
        state=before,
        permissions=access.permissions_in(by, row.country_id),
        has_approver=has_approver,
        reason=reason,
        complete=live.progress.complete,
    )
    _refuse_second_open_round(row, transition)
    if transition.target != before:
        row.state, row.state_at = transition.target, timezone.now()
    if move is Move.SUBMIT:
        row.sent_by = by
    row.last_move, row.last_move_by, row.last_reason = move, str(by), reason
    if move in (Move.TAKE, Move.TAKE_OVER):
        row.reviewer = by
    row.version += 1
    row.save(
        update_fields=[
            "state",
            "state_at",
            "sent_by",
            "reviewer",
            "last_move",
            "last_move_by",
            "last_reason",
            "version",
        ]
    )
    changes: audit.Changes = {"state": [before, transition.target], "reason": ["", reason]}
    returned = follow_move(assessment=row, move=move, by=by)
    if returned:
        changes["capabilities"] = [[], returned]
    if signed is not None and move is Move.SUBMIT:
        _sign(row, signed, by, alone=not has_approver)
        changes |= {"signed_name": [None, signed.name], "signed_function": [None, signed.function]}
    audit.record(f"round.{move}", row, by=by, assessment=row, changes=changes)
    if move in (Move.RETURN, Move.ACCEPT):
        hand_over(assessment=row, by=by)
    tell_of_move(assessment=row, move=move, by=by)
    if transition.snapshot:
        _freeze(row)
    if move is Move.ACCEPT:
        renew_figures(framework=row.framework, region=row.country.region)
    return row


def _sign(row: Assessment, signed: Signed, by: User, *, alone: bool) -> None:
    Signature.objects.create(
        assessment=row,
        name=signed.name,
        function=signed.function,
        organisation=by.organisation,
        without_approver=alone,
        signed_by=by,
        signed_at=row.state_at,
    )


def _refuse_second_open_round(row: Assessment, transition: workflow.Transition) -> None:
    """Returning or reopening must not give a country two open rounds."""
    if transition.target in OPEN and row.state not in OPEN:
        if row.country.assessments.filter(state__in=OPEN).exclude(pk=row.pk).exists():
            raise NotAllowed("other_open", transition.move, State(row.state))


def _freeze(assessment: Assessment) -> None:
    """An accepted round keeps the plan that was signed with it, not what became of it during the review."""
    sent: dict[str, Snapshot] = {}
    if assessment.state == State.ACCEPTED:
        rows = Snapshot.objects.filter(assessment=assessment, state=State.SUBMITTED).order_by("pk")
        sent = {row.language: row for row in rows}  # the last one of each language
    for language in structure.of(assessment.framework).languages:
        result = results.build(assessment, language)
        if language in sent:
            result = results.with_plan_of(result, results.thaw(sent[language].result))
        Snapshot.objects.create(
            assessment=assessment,
            state=assessment.state,
            language=language,
            result=results.freeze(result),
            summary=results.summary(result),
            code=pdf.verification_code(result),
        )
