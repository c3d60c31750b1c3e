"""Rules of the money of a plan: what it costs, what is funded, what is still to be found.

Pure: imports no Django. Amounts are exact decimals; currencies are never mixed; what is not known is counted and said,
never taken for zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assessments.plan import OPEN_STATES, ActionState, Funding


@dataclass(frozen=True, slots=True)
class Costed:
    """What the sums need to know of one action. `cost` None: nobody has said what it costs."""

    state: ActionState
    cost: Decimal | None
    currency: str
    funding: Funding
    secured: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """The open actions in one currency: whole = secured + requested + to_find + unknown."""

    currency: str
    actions: int
    whole: Decimal
    secured: Decimal
    requested: Decimal
    to_find: Decimal
    unknown: Decimal


@dataclass(frozen=True, slots=True)
class Costs:
    """`open_actions` are planned or under way; `without_cost` of them say no cost, `unknown_funding` no funding."""

    open_actions: int = 0
    without_cost: int = 0
    unknown_funding: int = 0
    totals: tuple[Total, ...] = ()


def of_actions(actions: Iterable[Costed]) -> Costs:
    """The sums over the open actions, one row a currency, by its code.

    An action that is done has been paid, and a stopped one costs nothing more. Of a partly funded action that does not
    say how much is secured, the whole is not known to be funded.
    """
    still = [action for action in actions if action.state in OPEN_STATES]
    priced = [(action.currency, action.cost, *_split(action)) for action in still if action.cost is not None]
    totals = []
    for currency in sorted({currency for currency, *_amounts in priced}):
        rows = [amounts for of, *amounts in priced if of == currency]
        whole, secured, requested, to_find, unknown = (sum(column, Decimal(0)) for column in zip(*rows, strict=True))
        totals.append(Total(currency, len(rows), whole, secured, requested, to_find, unknown))
    return Costs(
        open_actions=len(still),
        without_cost=sum(action.cost is None for action in still),
        unknown_funding=sum(_unknown_funding(action) for action in still),
        totals=tuple(totals),
    )


def _unknown_funding(action: Costed) -> bool:
    return action.funding is Funding.UNKNOWN or (action.funding is Funding.PARTLY and action.secured is None)


def _split(action: Costed) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """The cost as (secured, requested, still to find, not known)."""
    nothing, cost = Decimal(0), action.cost or Decimal(0)
    if action.funding is Funding.SECURED:
        return cost, nothing, nothing, nothing
    if _unknown_funding(action):
        return nothing, nothing, nothing, cost
    secured = min(max(action.secured or nothing, nothing), cost)
    if action.funding is Funding.REQUESTED:
        return secured, cost - secured, nothing, nothing
    return secured, nothing, cost - secured, nothing
