"""The action plan in the read model: read with the round, asked what it would change, and shown as it is today."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from django.db.models import DateTimeField, Value
from django.utils.timezone import localdate

from assessments import gaps, plan
from assessments.amounts import plain_amount
from assessments.maturity import Answer, SignState
from assessments.models import Action, ActionGap, ActionNote, Assessment
from assessments.plan import ActionState, Funding, WhatIf
from assessments.results import context
from assessments.results.following import ActionResult, NoteResult
from assessments.results.shapes import AssessmentResult, CapabilityResult, GapResult
from assessments.translation import Text


def read_actions(country_id: int, order: Mapping[str, int], today: dt.date) -> tuple[ActionResult, ...]:
    """The country's actions as they are, in two queries: what is still to be done first; by start, then due date;
    without dates last."""
    rows = list(Action.objects.in_plan().filter(country_id=country_id).annotate(**context.SAVER))
    of_plan = {"action__country_id": country_id, "action__removed_at": None}
    closing: dict[int, list[str]] = defaultdict(list)
    notes: dict[int, list[NoteResult]] = defaultdict(list)
    said = (
        ActionNote.objects.filter(**of_plan)
        .order_by()
        .values_list("action_id", "pk", "text", "by__name", "at", "organisation")
    )
    named = ActionGap.objects.filter(**of_plan).order_by()
    none = Value(None, output_field=DateTimeField())
    both = said.union(named.values_list("action_id", "pk", "identity", Value(""), none, Value("")), all=True)
    for action_id, _pk, text, by, at, organisation in sorted(both, key=lambda row: row[:2]):
        if at is None:
            closing[action_id].append(text)
        else:
            notes[action_id].append(NoteResult(text, by, at, organisation))
    last = dt.date.max
    rows.sort(
        key=lambda row: (row.state not in plan.OPEN_STATES, row.start or row.due or last, row.due or last, row.pk)
    )
    return tuple(_action(row, closing[row.pk], notes[row.pk], order, today) for row in rows)


def _action(
    row: Action, closing: Sequence[str], notes: Sequence[NoteResult], order: Mapping[str, int], today: dt.date
) -> ActionResult:
    state = ActionState(row.state)
    return ActionResult(
        pk=row.pk,
        title=row.title,
        capabilities=tuple(sorted(row.capabilities, key=lambda code: (order.get(code, len(order)), code))),
        gaps=tuple(closing),
        lead=row.lead,
        lead_open=row.lead_open,
        partners=row.partners,
        start=row.start,
        due=row.due,
        cost=plain_amount(row.cost),
        currency=row.currency,
        funding=Funding(row.funding),
        secured=plain_amount(row.secured),
        indicator=row.indicator,
        baseline=row.baseline,
        target=row.target,
        state=state,
        stop_reason=row.stop_reason if state is ActionState.STOPPED else "",
        progress=row.progress,
        notes=tuple(notes),
        finished_at=localdate(row.done_at) if row.done_at and state is ActionState.DONE else None,
        done_at=row.done_at if state is ActionState.DONE else None,
        overdue=plan.days_late(state, row.due, today) > 0,
        as_of=today,
        saved=context.saved(row),
    )


def with_plan_of_today(assessment: Assessment, result: AssessmentResult) -> AssessmentResult:
    """What was sent, with the plan as it is now instead of the one that was frozen with it."""
    order = {capability.code: place for place, capability in enumerate(result.capabilities)}
    return replace(result, actions=read_actions(assessment.country_id, order, localdate()))


def with_plan_of(result: AssessmentResult, sent: AssessmentResult) -> AssessmentResult:
    """What is accepted, with the plan that was sent and signed: the country's plan lives on meanwhile, and nobody
    signed what it has become."""
    return replace(result, actions=sent.actions, register=sent.register)


# --- gaps that an action may name ----------------------------------------------------------------------------


def state_for_gaps(capability: CapabilityResult) -> gaps.CapabilityState:
    """What the rules of gaps need to know of one answer."""
    return gaps.CapabilityState(
        code=capability.code,
        phase=capability.phase,
        target=capability.target,
        signs=[SignState(sign.code, sign.phase, sign.answer) for sign in capability.signs],
        facets=[(facet.code, facet.answer) for facet in capability.facets],
        evidence_count=len(capability.evidence),
    )


def attachable(result: AssessmentResult, only: str = "") -> dict[str, GapResult]:
    """What a new action may name, by identity: the open gaps and the unmet signs of each next phase; of one capability
    where its code is given."""
    shown = {gap.identity: gap for gap in result.gaps}
    capabilities = [result.by_code[only]] if only else result.capabilities
    found = plan.attachable(result.country, [state_for_gaps(c) for c in capabilities])
    return {gap.identity: shown.get(gap.identity) or _shown(result, gap) for gap in found}


def gap_of(result: AssessmentResult, identity: str) -> GapResult | None:
    """The gap of this identity, open or not; None when this country and framework have no such gap."""
    country, _, rest = identity.partition(":")
    code, _, rest = rest.partition(":")
    source, _, ref = rest.partition(":")
    capability = result.by_code.get(code)
    if country != result.country or capability is None:
        return None
    if source == gaps.Source.SIGN:
        for sign in capability.signs:
            if sign.code == ref:
                kind = gaps.KIND_OF_ANSWER.get(sign.answer, gaps.Kind.MISSING)
                return GapResult(identity, code, gaps.Source.SIGN, ref, kind, sign.phase, sign.text)
    if source == gaps.Source.FACET and ref in gaps.FACETS:
        return GapResult(identity, code, gaps.Source.FACET, ref, gaps.Kind.MISSING)
    if source == gaps.Source.EVIDENCE and ref == gaps.EVIDENCE:
        return GapResult(identity, code, gaps.Source.EVIDENCE, ref, gaps.Kind.MISSING)
    return None


def is_met(result: AssessmentResult, gap: GapResult) -> bool:
    """Closed: its sign or facet is answered Yes, or its evidence is there."""
    capability = result.by_code[gap.capability]
    if gap.source == gaps.Source.EVIDENCE:
        return bool(capability.evidence)
    answers = {sign.code: sign.answer for sign in capability.signs}
    answers |= {facet.code: facet.answer for facet in capability.facets}
    return answers.get(gap.ref) == Answer.YES


def _shown(result: AssessmentResult, gap: gaps.Gap) -> GapResult:
    texts = {sign.code: sign.text for sign in result.by_code[gap.capability].signs}
    return GapResult(
        identity=gap.identity,
        capability=gap.capability,
        source=gap.source,
        ref=gap.ref,
        kind=gap.kind,
        phase=gap.phase,
        text=texts.get(gap.ref, Text()),
    )


# --- once it is done -----------------------------------------------------------------------------------------


def what_if(result: AssessmentResult, chosen: Collection[int]) -> WhatIf:
    """The profile once the chosen actions (by pk) are done; of those that are not in the plan nothing is assumed."""
    closing = {identity for action in result.actions if action.pk in chosen for identity in action.gaps}
    return plan.what_if(result.country, [state_for_gaps(c) for c in result.capabilities], closing)
