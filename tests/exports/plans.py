"""A plan for a result that has none: actions of every state and funding, tied to its gaps and to what it closed."""

import datetime as dt
from dataclasses import replace

from assessments.plan import ActionState, Funding
from assessments.results import ActionResult, AssessmentResult, DecisionResult, NoteResult

MOMENT = dt.datetime(2026, 11, 4, 9, 30, tzinfo=dt.UTC)
_STATES = (ActionState.UNDER_WAY, ActionState.PLANNED, ActionState.DONE, ActionState.STOPPED, ActionState.PLANNED)
_FUNDING = (Funding.SECURED, Funding.PARTLY, Funding.REQUESTED, Funding.NONE, Funding.UNKNOWN)


def with_plan(result: AssessmentResult, count: int = 20, currencies: tuple[str, ...] = ("USD",)) -> AssessmentResult:
    """`count` actions; those that are done name gaps that this round closed, the others gaps that are open."""
    still = [gap.identity for gap in result.gaps]
    closed = [entry.identity for entry in result.register if entry.closed == result.year]
    actions = []
    for n in range(count):
        state = _STATES[n % 5]
        gaps = closed if state is ActionState.DONE and closed else still
        named = tuple(gaps[(3 * n + step) % len(gaps)] for step in range(min(3, len(gaps)))) if gaps else ()
        actions.append(
            ActionResult(
                pk=1000 + n,
                title=f"Train and post {n + 2} key workers in two regions, with a fixed place in the budget",
                capabilities=tuple(sorted({identity.split(":")[1] for identity in named})),
                gaps=named,
                lead="" if n % 6 == 5 else "Ministry of Social Affairs",
                lead_open=n % 6 == 5,
                partners="Health; regional governments; Safe Harbour",
                start=dt.date(2026, 1 + n % 12, 1),
                due=dt.date(2026 + n % 3, 1 + n % 12, 28),
                cost="" if n % 7 == 6 else f"{(n + 1) * 12_500}.50" if n == 3 else str((n + 1) * 12_500),
                currency="" if n % 7 == 6 else currencies[n % len(currencies)],
                funding=_FUNDING[n % 5],
                secured=str((n + 1) * 5_000) if _FUNDING[n % 5] is Funding.PARTLY else "",
                indicator="Children with a key worker of their own in the two regions",
                baseline="31 %",
                target="80 %",
                state=state,
                stop_reason="The donor left." if state is ActionState.STOPPED else "",
                progress=100 if state is ActionState.DONE else 10 * (n % 8),
                notes=(NoteResult("The posts are advertised.", "Ana Rahman", MOMENT),),
                finished_at=dt.date(2026, 9, 30) if state is ActionState.DONE else None,
                overdue=n in (0, 1),
            )
        )
    register = tuple(
        replace(entry, actions=tuple(action.pk for action in actions if entry.identity in action.gaps))
        for entry in result.register
    )
    return replace(result, actions=tuple(actions), register=register)


def with_decisions(result: AssessmentResult, *texts: str) -> AssessmentResult:
    return replace(result, decisions=tuple(DecisionResult(number, text) for number, text in enumerate(texts, start=1)))
