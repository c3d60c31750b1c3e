"""Rules of the action plan: moves, days late, sums of money and what the actions would change; by hand, and in general."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import gaps, plan
from assessments.maturity import Answer, SignState
from assessments.plan import ActionMove, ActionState, Funding, Money, MoveNotAllowed

D = Decimal
TODAY = dt.date(2026, 11, 25)
LETTERS = {"Y": Answer.YES, "p": Answer.PARTLY, "n": Answer.NO, "?": Answer.UNKNOWN, "-": Answer.UNANSWERED}


# --- states ----------------------------------------------------------------------------------------------------

#             start       finish  stop       take up
MOVES = """
planned       under_way   done    stopped    .
under_way     .           done    stopped    .
done          .           .       .          under_way
stopped       .           .       .          under_way
"""


@pytest.mark.parametrize("line", MOVES.strip().splitlines())
def test_every_move_from_every_state(line: str) -> None:
    state, *targets = line.split()
    for move, target in zip(ActionMove, targets, strict=True):
        if target == ".":
            with pytest.raises(MoveNotAllowed, match="state"):
                plan.after_move(move, ActionState(state), "a reason")
        else:
            assert plan.after_move(move, ActionState(state), "a reason") == target
    expected = tuple(move for move, target in zip(ActionMove, targets, strict=True) if target != ".")
    assert plan.moves_from(ActionState(state)) == expected


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_only_stopping_asks_for_a_reason(reason: str) -> None:
    with pytest.raises(MoveNotAllowed, match="reason"):
        plan.after_move(ActionMove.STOP, ActionState.PLANNED, reason)
    assert plan.after_move(ActionMove.FINISH, ActionState.PLANNED, reason) is ActionState.DONE


def test_a_stopped_action_takes_no_notes() -> None:
    assert [state for state in ActionState if not plan.takes_notes(state)] == [ActionState.STOPPED]


# --- time ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "due", "days"),
    [
        ("planned", "2026-11-24", 1),
        ("under_way", "2026-11-02", 23),
        ("under_way", "2026-11-25", 0),  # due today
        ("planned", "2026-11-26", 0),
        ("planned", "", 0),
        ("done", "2026-11-02", 0),
        ("stopped", "2026-11-02", 0),
        ("planned", "2024-02-29", 1000),
    ],
)
def test_days_late(state: str, due: str, days: int) -> None:
    day = dt.date.fromisoformat(due) if due else None
    assert plan.days_late(ActionState(state), day, TODAY) == days


NOON = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("done_at", "answer_at", "asks"),
    [
        (None, NOON, False),
        (NOON, None, False),  # the answer is not begun
        (NOON, NOON - dt.timedelta(days=1), True),
        (NOON, NOON, True),
        (NOON, NOON + dt.timedelta(seconds=1), False),
    ],
)
def test_asks_for_a_look(done_at: dt.datetime | None, answer_at: dt.datetime | None, asks: bool) -> None:
    assert plan.asks_for_a_look(done_at, answer_at) is asks


# --- money -----------------------------------------------------------------------------------------------------


def test_totals_by_hand() -> None:
    found = plan.totals(
        [
            Money(D("60000"), "USD", Funding.SECURED),
            Money(D("140000"), "USD", Funding.PARTLY, D("90000")),
            Money(D("10.50"), "USD", Funding.PARTLY),  # of which nobody has said how much
            Money(D("720000"), "USD", Funding.REQUESTED),
            Money(D("90000"), "USD", Funding.NONE),
            Money(D("5000"), "EUR", Funding.UNKNOWN),
            Money(D("0"), "EUR", Funding.NONE),
            Money(None, "", Funding.NONE),
            Money(None, "USD", Funding.SECURED),
        ]
    )
    euro, dollar = found.by_currency
    assert found.without_cost == 2
    assert (euro.currency, euro.actions, euro.cost, euro.unclear, euro.unclear_actions) == ("EUR", 2, 5000, 5000, 1)
    assert dollar == plan.Total("USD", 5, D("1010010.50"), D(150000), D(720000), D(140000), D("10.50"), 1)


@pytest.mark.parametrize("entry", [Money(D(-1), "USD", Funding.NONE), Money(D(1), "", Funding.NONE)])
def test_totals_refuse_what_cannot_be(entry: Money) -> None:
    with pytest.raises(ValueError, match="zero or more"):
        plan.totals([entry])


@pytest.mark.parametrize(
    ("cost", "currency", "funding", "secured", "fault"),
    [
        (None, "", Funding.UNKNOWN, None, None),
        (None, "USD", Funding.PARTLY, None, None),
        ("100", "USD", Funding.SECURED, None, None),
        ("100", "USD", Funding.SECURED, "100", None),
        ("100", "USD", Funding.PARTLY, "20", None),
        ("100", "USD", Funding.PARTLY, None, None),
        ("100", "USD", Funding.NONE, "0", None),
        ("1.234", "KWD", Funding.PARTLY, "0.001", None),
        ("100", "", Funding.NONE, None, ("currency", "currency")),
        (None, "USD", Funding.PARTLY, "20", ("cost", "cost")),
        (None, "", Funding.UNKNOWN, "20", ("cost", "cost")),
        ("100", "USD", Funding.PARTLY, "100.01", ("secured", "secured")),
        ("100", "USD", Funding.SECURED, "20", ("secured", "funding")),  # 80 would be counted that nobody has
        ("100", "USD", Funding.SECURED, "0", ("secured", "funding")),
        ("100", "USD", Funding.NONE, "20", ("secured", "funding")),  # 20 would be in no sum
        ("100", "USD", Funding.REQUESTED, "20", ("secured", "funding")),
        ("100", "USD", Funding.UNKNOWN, "20", ("secured", "funding")),
        ("1.234", "USD", Funding.NONE, None, ("cost", "decimals")),
        ("100", "JPY", Funding.PARTLY, "1.5", ("secured", "decimals")),
    ],
)
def test_money_that_does_not_fit_together(
    cost: str | None, currency: str, funding: Funding, secured: str | None, fault: tuple[str, str] | None
) -> None:
    money = Money(D(cost) if cost else None, currency, funding, D(secured) if secured else None)
    assert plan.fault_of(money) == fault


amounts = st.decimals(0, 10**9, places=2)
entries = st.builds(
    Money,
    cost=st.none() | amounts,
    currency=st.sampled_from(["USD", "EUR", "XOF"]),
    funding=st.sampled_from(Funding),
    secured=st.none() | amounts,
)


@given(entries)
def test_what_fits_together_is_counted_as_it_was_said(money: Money) -> None:
    """Where no fault is found, an amount that is secured stands in the sum of what is secured."""
    if plan.fault_of(money) is None and money.secured is not None and money.cost is not None:
        assert plan.totals([money]).by_currency[0].secured == money.secured


@given(st.lists(entries))
def test_money_is_never_lost_nor_counted_twice(found: list[Money]) -> None:
    sums = plan.totals(found)
    assert sum(t.actions for t in sums.by_currency) + sums.without_cost == len(found)
    for t in sums.by_currency:
        assert t.cost == t.secured + t.requested + t.to_find + t.unclear
        assert t.cost == sum(e.cost for e in found if e.cost is not None and e.currency == t.currency)
        assert min(t.secured, t.requested, t.to_find, t.unclear) >= 0
    assert plan.totals(reversed(found)) == sums


def test_currencies_are_codes_named_once() -> None:
    assert len(set(plan.CURRENCIES)) == len(plan.CURRENCIES) > 150
    assert all(len(code) == 3 and code.isupper() for code in plan.CURRENCIES)
    assert {"USD", "EUR", "XOF", "XAF", "XCG", "ZWG"} <= set(plan.CURRENCIES)
    assert not {"DEM", "HRK", "BGN", "ANG", "ZWL", "SLL"} & set(plan.CURRENCIES)


# --- what if ---------------------------------------------------------------------------------------------------


def capability(code: str, table: str, phase: int | None, target: int | None, facets: str = "YYYY", evidence: int = 1):
    signs = [
        SignState(f"{step}{'abc'[place]}", step, LETTERS[letter])
        for step, letters in enumerate(table.split(), start=1)
        for place, letter in enumerate(letters)
    ]
    asked = [(name, LETTERS[letter]) for name, letter in zip(gaps.FACETS, facets, strict=True)]
    return gaps.CapabilityState(code, phase, target, signs, asked, evidence)


def closing(*names: str) -> set[str]:
    return {f"XSA:{name}" for name in names}


@pytest.mark.parametrize(
    ("table", "phase", "done", "then"),
    [
        ("YY Yn nn nn", 1, "", 1),  # no action: today
        ("YY Yn nn nn", 1, "2b", 2),
        ("YY nn nn nn", 1, "2a", 1),  # not all of them
        ("YY nn Yn nn", 1, "2a 2b 3b", 3),
        ("YY Yn nn nn", 3, "2b", 3),  # chosen above the signs: never lowered
        ("YY YY nn nn", 1, "3a", 1),  # the country chose lower than its signs, and the action does not raise them
        ("YY YY nn nn", 1, "3a 3b", 3),
        ("-- -- -- --", None, "1a 1b", 1),
        ("-- -- -- --", None, "", None),
        ("?? -- -- --", None, "1a", 0),
        ("YY YY YY Yn", 3, "4b", 4),
    ],
)
def test_what_if_by_hand(table: str, phase: int | None, done: str, then: int | None) -> None:
    state = capability("3", table, phase, 4)
    found = plan.what_if("XSA", [state], closing(*(f"3:sign:{code}" for code in done.split())))
    assert found.phases == {"3": then}


def test_what_if_closes_facets_and_evidence() -> None:
    state = capability("3", "YY YY nn nn", 2, 2, facets="YpnY", evidence=0)
    today = plan.what_if("XSA", [state], ())
    assert set(today.gaps) == closing("3:facet:practice", "3:facet:nationwide", "3:evidence:evidence")
    then = plan.what_if("XSA", [state], closing("3:facet:practice", "3:evidence:evidence"))
    assert set(then.gaps) == closing("3:facet:nationwide") and then.phases == {"3": 2}


def test_what_if_leaves_other_countries_and_capabilities_alone() -> None:
    states = [capability("3", "YY Yn nn nn", 1, 2), capability("4", "YY Yn nn nn", 1, 2)]
    found = plan.what_if("XSA", states, {"XSB:3:sign:2b", "XSA:4:sign:2b", "XSA:9:sign:2b", "nonsense"})
    assert found.phases == {"3": 1, "4": 2}


answers = st.lists(st.sampled_from(list(Answer)), min_size=2, max_size=2)
states = st.builds(
    lambda ladder, phase, target: gaps.CapabilityState(
        "3",
        phase,
        target,
        [SignState(f"{p}{'ab'[i]}", p, a) for p, pair in enumerate(ladder, start=1) for i, a in enumerate(pair)],
        [(facet, Answer.NO) for facet in gaps.FACETS],
        0,
    ),
    st.lists(answers, min_size=4, max_size=4),
    st.none() | st.integers(0, 4),
    st.none() | st.integers(0, 4),
)
every = [f"XSA:3:sign:{p}{letter}" for p in (1, 2, 3, 4) for letter in "ab"]
chosen = st.sets(st.sampled_from([*every, "XSA:3:facet:law", "XSA:3:evidence:evidence"]))


@given(states, chosen, chosen)
def test_more_actions_never_lower_a_phase(state: gaps.CapabilityState, some: set[str], more: set[str]) -> None:
    few = plan.what_if("XSA", [state], some).phases["3"]
    many = plan.what_if("XSA", [state], some | more).phases["3"]
    assert few is None or (many is not None and many >= few)
    assert state.phase is None or (few is not None and few >= state.phase)


@given(states)
def test_no_action_is_exactly_today(state: gaps.CapabilityState) -> None:
    found = plan.what_if("XSA", [state], ())
    assert found.phases == {"3": state.phase}
    assert found.gaps == tuple(gap.identity for gap in gaps.find("XSA", [state]))


@given(states)
def test_closing_everything_leaves_nothing(state: gaps.CapabilityState) -> None:
    whole = {*every, "XSA:3:evidence:evidence", *(f"XSA:3:facet:{facet}" for facet in gaps.FACETS)}
    found = plan.what_if("XSA", [state], whole)
    assert found.gaps == ()


# --- what an action may name -----------------------------------------------------------------------------------


def named(state: gaps.CapabilityState) -> list[str]:
    return [gap.identity.removeprefix("XSA:3:") for gap in plan.attachable("XSA", [state])]


def test_attachable_by_hand() -> None:
    state = capability("3", "YY Yp n? nn", 1, 2)
    assert named(state) == ["sign:2b"]  # the gap to the target is the next phase
    assert named(replace(state, target=3)) == ["sign:2b", "sign:3a", "sign:3b"]
    assert named(replace(state, target=None)) == ["sign:2b"]  # no gap without a target, but a next phase
    assert named(replace(state, phase=2, target=2, evidence_count=0)) == [
        "evidence:evidence",
        "sign:2b",
        "sign:3a",
        "sign:3b",
    ]
    assert named(replace(state, phase=4)) == []
    assert named(replace(state, phase=None)) == []


@given(states)
def test_every_open_gap_is_attachable_and_nothing_met_is(state: gaps.CapabilityState) -> None:
    found = plan.attachable("XSA", [state])
    assert {gap.identity for gap in gaps.find("XSA", [state])} <= {gap.identity for gap in found}
    met = {sign.code for sign in state.signs if sign.answer == Answer.YES}
    assert not met & {gap.ref for gap in found}
    assert len({gap.identity for gap in found}) == len(found)
