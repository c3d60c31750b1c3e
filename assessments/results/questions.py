"""The read model as the check before sending asks about it, and as the money of its plan."""

from decimal import Decimal

from assessments import check, plan
from assessments.check import Place
from assessments.maturity import Answer
from assessments.priorities import Horizon
from assessments.results.shapes import AssessmentResult, CapabilityResult


def questions(result: AssessmentResult) -> tuple[check.Line, ...]:
    """What a reader of this round would question, most pressing first."""
    horizons = {priority.capability: priority.horizon for priority in result.priorities}
    carried = [(Place.ENABLER, enabler.code) for enabler in result.enablers if enabler.carried_over]
    carried += [(Place.THREAT, threat.code) for threat in result.threats if threat.carried_over]
    carried += [(Place.COMMITMENT, said.code) for said in result.commitments if said.carried_over]
    return check.lines(
        capabilities=[_checked(result, capability, horizons) for capability in result.capabilities],
        actions=[
            check.CheckedAction(str(action.pk), action.gaps, action.is_open, action.overdue)
            for action in result.actions
        ],
        carried_over=carried,
        participants=result.participants.keys(),
    )


def _checked(
    result: AssessmentResult, capability: CapabilityResult, horizons: dict[str, Horizon]
) -> check.CheckedCapability:
    facets = {facet.code: facet.answer for facet in capability.facets}
    return check.CheckedCapability(
        code=capability.code,
        answered=capability.answered,
        phase=capability.phase,
        suggested=capability.suggestion.phase,
        nationwide=facets.get("nationwide", Answer.UNANSWERED),
        funded=facets.get("funded", Answer.UNANSWERED),
        attention=capability.attention,
        horizon=horizons.get(capability.code, Horizon.UNSET),
        gaps=[gap.identity for gap in result.gaps_of(capability.code)],
        views_to_settle=capability.views_to_settle,
    )


def costs_of(result: AssessmentResult) -> plan.Totals:
    """What the open actions cost, by currency: what is done has been paid, what is stopped costs nothing more."""
    return plan.totals(
        plan.Money(
            amount(action.cost) if action.currency else None,
            action.currency,
            action.funding,
            amount(action.secured),
        )
        for action in result.actions
        if action.is_open
    )


def amount(text: str) -> Decimal | None:
    """An amount of the read model, which keeps it as text; None when nobody has said it."""
    return Decimal(text) if text else None
