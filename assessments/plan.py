"""Rules of the action plan: states and their moves, what is overdue, what it costs, and what it would change.

Pure: imports no Django. Money is text of a decimal number with its currency; sums never mix currencies.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from assessments import gaps
from assessments.amounts import decimals, places
from assessments.maturity import LAST_PHASE, Answer, suggest, unmet


class ActionState(StrEnum):
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    STOPPED = "stopped"


class Funding(StrEnum):
    """Where the money of an action stands. UNKNOWN is an answer; nothing is counted as zero without saying so."""

    SECURED = "secured"
    PARTLY = "partly"
    REQUESTED = "requested"
    NONE = "none"
    UNKNOWN = "unknown"


#: Work is still to be done.
OPEN_STATES = frozenset({ActionState.PLANNED, ActionState.UNDER_WAY})

#: ISO 4217, the currencies in use in 2026. One that is retired stays here while a plan may still name it.
_CODES = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
    COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS
    INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP
    MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR
    SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST
    XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"""
CURRENCIES = tuple(_CODES.split())


# --- states ----------------------------------------------------------------------------------------------------


class ActionMove(StrEnum):
    START = "start"
    FINISH = "finish"
    STOP = "stop"
    TAKE_UP = "take_up"


#: Each move: from which states, and to which.
MOVES: dict[ActionMove, tuple[frozenset[ActionState], ActionState]] = {
    ActionMove.START: (frozenset({ActionState.PLANNED}), ActionState.UNDER_WAY),
    ActionMove.FINISH: (OPEN_STATES, ActionState.DONE),
    ActionMove.STOP: (OPEN_STATES, ActionState.STOPPED),
    ActionMove.TAKE_UP: (frozenset({ActionState.DONE, ActionState.STOPPED}), ActionState.UNDER_WAY),
}


class MoveNotAllowed(ValueError):
    """`code`: "state" (not from here) or "reason" (stopping needs one)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def after_move(move: ActionMove, state: ActionState, reason: str = "") -> ActionState:
    """The state after a move. Raises MoveNotAllowed. Only stopping asks for a reason."""
    origins, target = MOVES[move]
    if state not in origins:
        raise MoveNotAllowed("state")
    if move is ActionMove.STOP and not reason.strip():
        raise MoveNotAllowed("reason")
    return target


def moves_from(state: ActionState) -> tuple[ActionMove, ...]:
    return tuple(move for move, (origins, _target) in MOVES.items() if state in origins)


def takes_notes(state: ActionState) -> bool:
    """Progress is noted on what is planned, under way or done; a stopped action is first taken up again."""
    return state is not ActionState.STOPPED


# --- time ------------------------------------------------------------------------------------------------------


def days_late(state: ActionState, due: dt.date | None, today: dt.date) -> int:
    """Days past the due date; 0 when it is not late, has no date, is done or stopped. Due today is not late."""
    if due is None or state not in OPEN_STATES:
        return 0
    return max((today - due).days, 0)


def asks_for_a_look(done_at: dt.datetime | None, answer_at: dt.datetime | None) -> bool:
    """A finished action asks for its capabilities until someone saves or confirms the answer after it.

    `answer_at` None: the answer is not begun, so there is nothing to look at again.
    """
    return done_at is not None and answer_at is not None and answer_at <= done_at


# --- money -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Money:
    """What one action costs and where the money stands. `cost` None: not known; `secured` only counts for PARTLY."""

    cost: Decimal | None
    currency: str
    funding: Funding
    secured: Decimal | None = None


def fault_of(money: Money) -> tuple[str, str] | None:
    """What does not fit together in the money of one action, as the field to look at and a code; None when all fits.

    "currency" and "cost": missing. "decimals": more than the currency has. "secured": more than the cost. "funding":
    an amount is secured, and the funding says something else, or it says "secured" and the amount is not the cost.
    An amount whose whole is not known, or that says two things, would stand in no sum or in a wrong one.
    """
    cost, secured = money.cost, money.secured
    if cost is not None and not money.currency:
        return "currency", "currency"
    if secured and cost is None:
        return "cost", "cost"
    if cost is not None and secured is not None and secured > cost:
        return "secured", "secured"
    fits = {Funding.PARTLY: True, Funding.SECURED: secured in (None, cost)}.get(money.funding, not secured)
    if not fits:
        return "secured", "funding"
    for name, amount in (("cost", cost), ("secured", secured)):
        if amount is not None and money.currency and places(amount, money.currency) > decimals(money.currency):
            return name, "decimals"
    return None


@dataclass(frozen=True, slots=True)
class Total:
    """One currency. cost = secured + requested + to_find + unclear, always.

    `unclear` is money of which nobody has said where it stands: it is neither found nor missing. `actions` have a
    cost in this currency, `unclear_actions` of them are the ones behind `unclear`.
    """

    currency: str
    actions: int
    cost: Decimal
    secured: Decimal
    requested: Decimal
    to_find: Decimal
    unclear: Decimal
    unclear_actions: int


@dataclass(frozen=True, slots=True)
class Totals:
    """`without_cost` counts the actions whose cost nobody has given: they are in no sum."""

    by_currency: tuple[Total, ...] = ()
    without_cost: int = 0


def totals(entries: Iterable[Money]) -> Totals:
    """Sums by currency, in the order of the alphabet. Raises ValueError for a cost below zero or without currency."""
    parts: dict[str, list[dict[str, Decimal]]] = {}
    without = 0
    for entry in entries:
        if entry.cost is None:
            without += 1
            continue
        if entry.cost < 0 or not entry.currency:
            raise ValueError("a cost is zero or more, in a currency")
        parts.setdefault(entry.currency, []).append({"cost": entry.cost} | _shares(entry, entry.cost))
    return Totals(
        tuple(
            Total(
                currency=currency,
                actions=len(found),
                unclear_actions=sum(1 for part in found if part["unclear"]),
                **{
                    name: sum((part[name] for part in found), Decimal(0))
                    for name in ("cost", "secured", "requested", "to_find", "unclear")
                },
            )
            for currency, found in sorted(parts.items())
        ),
        without,
    )


def _shares(entry: Money, cost: Decimal) -> dict[str, Decimal]:
    none = Decimal(0)
    shares = {"secured": none, "requested": none, "to_find": none, "unclear": none}
    if entry.funding is Funding.PARTLY and entry.secured is not None:
        found = min(max(entry.secured, none), cost)
        return shares | {"secured": found, "to_find": cost - found}
    whole = {Funding.SECURED: "secured", Funding.REQUESTED: "requested", Funding.NONE: "to_find"}
    return shares | {whole.get(entry.funding, "unclear"): cost}


# --- what an action can close, and what it would change ---------------------------------------------------------


def next_phase(phase: int | None) -> int | None:
    """The phase after today's; None while there is none, or at the last one."""
    return None if phase is None or phase >= LAST_PHASE else phase + 1


def attachable(country: str, capabilities: Iterable[gaps.CapabilityState]) -> tuple[gaps.Gap, ...]:
    """What an action may be made for: every open gap, and every unmet sign of the next phase.

    The latter is more than the gaps where a capability has no target, or has reached it.
    """
    states = list(capabilities)
    found = {gap.identity: gap for gap in gaps.find(country, states)}
    for state in states:
        following = next_phase(state.phase)
        signs = {sign.code: sign for sign in state.signs}
        for code in unmet(state.signs, following) if following is not None else ():
            gap = gaps.Gap(
                country,
                state.code,
                gaps.Source.SIGN,
                code,
                gaps.KIND_OF_ANSWER[signs[code].answer],
                signs[code].phase,
            )
            found.setdefault(gap.identity, gap)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The profile once the chosen actions are done. `phases` by capability code, None where nothing is known;
    `gaps` are the identities still open then, as they would be seen against the same targets."""

    phases: Mapping[str, int | None]
    gaps: tuple[str, ...]


def what_if(country: str, capabilities: Sequence[gaps.CapabilityState], closing: Collection[str]) -> WhatIf:
    """Signs and facets named in `closing` become Yes, missing evidence is there; then the signs suggest again.

    A capability's phase is the greater of today's and of what is suggested then. Where the actions do not raise the
    suggestion it stays today's, so that a phase which the country put lower than its signs is not raised by
    something else. No action: exactly today. More actions never lower a phase.
    """
    states, phases = [], {}
    for capability in capabilities:
        after = _closed(country, capability, closing)
        before, then = suggest(capability.signs).phase, suggest(after.signs).phase
        phase = capability.phase
        if then is not None and (before is None or then > before):
            phase = then if phase is None else max(phase, then)
        phases[capability.code] = phase
        states.append(replace(after, phase=phase))
    return WhatIf(phases, tuple(gap.identity for gap in gaps.find(country, states)))


def _closed(country: str, capability: gaps.CapabilityState, closing: Collection[str]) -> gaps.CapabilityState:
    def met(source: gaps.Source, ref: str) -> bool:
        return gaps.Gap(country, capability.code, source, ref, gaps.Kind.MISSING).identity in closing

    return replace(
        capability,
        signs=[
            replace(sign, answer=Answer.YES) if met(gaps.Source.SIGN, sign.code) else sign for sign in capability.signs
        ],
        facets=[
            (facet, Answer.YES if met(gaps.Source.FACET, facet) else answer) for facet, answer in capability.facets
        ],
        evidence_count=capability.evidence_count or int(met(gaps.Source.EVIDENCE, gaps.EVIDENCE)),
    )
