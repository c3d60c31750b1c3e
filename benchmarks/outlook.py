"""What a round of the benchmark says beyond its answers: a plan of 20 actions, the register, three decisions."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessments.results import AssessmentResult

ACTIONS = 20


def with_outlook(result: "AssessmentResult", before: int) -> "AssessmentResult":
    """Open gaps in the register, three closed ones a capability, and the actions that work on both."""
    from assessments.gaps import Source
    from assessments.plan import ActionState, Funding
    from assessments.results import ActionResult, DecisionResult, RegisterEntry

    register = [
        RegisterEntry(
            gap.identity, gap.capability, gap.source, gap.ref, result.year if gap.is_new else before,
            kind=gap.kind, phase=gap.phase, text=gap.text, rounds=1 if gap.is_new else 2,
        )
        for gap in result.gaps
    ]  # fmt: skip
    known = {entry.identity for entry in register}
    for capability in result.capabilities:
        for sign in capability.signs[:3]:
            identity = f"{result.country}:{capability.code}:sign:{sign.code}"
            if identity not in known:
                register.append(
                    RegisterEntry(
                        identity, capability.code, Source.SIGN, sign.code, before, result.year,
                        phase=sign.phase, text=sign.text,
                    )
                )  # fmt: skip
    states, funding = list(ActionState), list(Funding)
    actions = []
    for n in range(ACTIONS):
        state = states[n % len(states)]
        done = state is ActionState.DONE
        named = [entry for entry in register if (entry.closed is not None) == done][3 * n : 3 * n + 3]
        actions.append(
            ActionResult(
                pk=n + 1,
                title=f"Train and post {n + 4} key workers in two regions, with a fixed place in the budget",
                capabilities=tuple(dict.fromkeys(entry.capability for entry in named)),
                gaps=tuple(entry.identity for entry in named),
                lead="Ministry of Social Affairs",
                partners="Health; regional governments; Safe Harbour",
                start=dt.date(2026, 1 + n % 12, 1),
                due=dt.date(2027, 1 + n % 12, 28),
                cost=str(12_500 * (n + 1)),
                currency="USD",
                funding=funding[n % len(funding)],
                secured="10000",
                indicator="Children with a key worker of their own in the two regions",
                baseline="31 %",
                target="80 %",
                state=state,
                stop_reason="The donor left." if state is ActionState.STOPPED else "",
                progress=10 * (n % 10),
                finished_at=dt.date(2026, 9, 30) if done else None,
                overdue=n in (0, 1),
            )
        )
    working = [
        replace(entry, actions=tuple(action.pk for action in actions if entry.identity in action.gaps))
        for entry in register
    ]
    decisions = tuple(
        DecisionResult(number, f"Send the amendment to Parliament by June {2026 + number}\nReporting waits for it.")
        for number in (1, 2, 3)
    )
    return replace(result, register=tuple(working), actions=tuple(actions), decisions=decisions)
