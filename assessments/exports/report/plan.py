"""The action plan on paper: the table, what it costs, what is funded, and the profile once it is done."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import charts, results
from assessments.exports.money import money
from assessments.exports.report.words import Part, drawn, state_words
from assessments.models.action import ACTION_STATE_NAMES, FUNDING_NAMES
from assessments.plan import Funding
from assessments.results import ActionResult, CapabilityResult, DomainResult, amount, costs_of
from assessments.wording import listed

PRINTED_ACTIONS = 300
_CURRENCIES_OF_THE_BRIEF = 4


@dataclass(frozen=True)
class ActionRow:
    """`number` is its place in the plan, by which other parts of the report name it."""

    number: int
    action: ActionResult
    capabilities: Sequence[CapabilityResult]
    dates: str
    cost: str
    funding: str
    state: str

    @property
    def anchor(self) -> str:
        return f"a{self.number}"


@dataclass(frozen=True)
class CostRow:
    currency: str
    actions: int
    amounts: Sequence[str]  # whole, secured, requested, still to find, not known


@dataclass(frozen=True)
class Imagined:
    """A capability as it would stand once every open action is done."""

    capability: CapabilityResult
    now: str
    then: str
    drawing: SafeString


class Plan(Part):
    @cached_property
    def action_numbers(self) -> dict[int, int]:
        return {action.pk: number for number, action in enumerate(self.result.actions, start=1)}

    @cached_property
    def action_rows(self) -> list[ActionRow]:
        return [self._action(action) for action in self.result.actions[:PRINTED_ACTIONS]]

    @cached_property
    def actions_not_printed(self) -> str:
        left = len(self.result.actions) - PRINTED_ACTIONS
        if left <= 0:
            return ""
        return ngettext(
            "%(count)s more action stands in the plan and is not printed here.",
            "%(count)s more actions stand in the plan and are not printed here.",
            left,
        ) % {"count": left}

    def _action(self, action: ActionResult) -> ActionRow:
        by_code = self.result.by_code
        return ActionRow(
            number=self.action_numbers[action.pk],
            action=action,
            capabilities=[by_code[code] for code in action.capabilities if code in by_code],
            dates=_dates(action),
            cost=_cost(action),
            funding=_funding(action),
            state=str(ACTION_STATE_NAMES[action.state]),
        )

    @cached_property
    def plan_sentences(self) -> list[str]:
        actions = self.result.actions
        if not actions:
            return [_("The plan holds no action yet.")]
        count = len(actions)
        sentences = [ngettext("The plan holds %(count)s action.", "The plan holds %(count)s actions.", count)]
        for state, name in ACTION_STATE_NAMES.items():
            found = sum(action.state is state for action in actions)
            if found:
                sentences.append(_("%(state)s: %(count)s.") % {"state": name, "count": found})
        sentences[0] %= {"count": count}
        return [*sentences, self.overdue_words] if self.overdue_words else sentences

    @cached_property
    def overdue_words(self) -> str:
        count = sum(action.overdue for action in self.result.actions)
        if not count:
            return ""
        return ngettext("%(count)s action is overdue.", "%(count)s actions are overdue.", count) % {"count": count}

    # --- cost and funding -------------------------------------------------------------------------------------
    @cached_property
    def cost_rows(self) -> list[CostRow]:
        return [
            CostRow(
                total.currency,
                total.actions,
                [
                    money(value, total.currency) if value else "–"
                    for value in (total.cost, total.secured, total.requested, total.to_find, total.unclear)
                ],
            )
            for total in costs_of(self.result).by_currency
        ]

    @cached_property
    def brief_cost_rows(self) -> list[CostRow]:
        return self.cost_rows[:_CURRENCIES_OF_THE_BRIEF]

    @cached_property
    def brief_costs_more(self) -> str:
        left = [row.currency for row in self.cost_rows[_CURRENCIES_OF_THE_BRIEF:]]
        if not left:
            return ""
        return _("Further currencies, in the full report: %(codes)s.") % {"codes": listed(left)}

    @cached_property
    def cost_sentences(self) -> list[str]:
        """What the sums leave out, counted; nothing is taken for zero."""
        still = [action for action in self.result.actions if action.is_open]
        if not still:
            return [_("No action of the plan is open, so there is nothing to be paid.")]
        sentences = [
            ngettext(
                "The sums are of the %(count)s action that is planned or under way.",
                "The sums are of the %(count)s actions that are planned or under way.",
                len(still),
            )
            % {"count": len(still)}
        ]
        without = costs_of(self.result).without_cost
        if without:
            sentence = ngettext(
                "%(count)s of them has no cost yet and is in no sum.",
                "%(count)s of them have no cost yet and are in no sum.",
                without,
            )
            sentences.append(sentence % {"count": without})
        unclear = sum(total.unclear_actions for total in costs_of(self.result).by_currency)
        if unclear:
            sentence = ngettext(
                "Of %(count)s nobody has said where the money stands: it is counted as not known.",
                "Of %(count)s nobody has said where the money stands: they are counted as not known.",
                unclear,
            )
            sentences.append(sentence % {"count": unclear})
        return sentences

    # --- once it is done --------------------------------------------------------------------------------------
    @cached_property
    def what_if(self) -> list[tuple[DomainResult, list[Imagined]]]:
        """The profile once every open action is done, by domain; empty while no action is open."""
        chosen = {action.pk for action in self.result.actions if action.is_open and action.gaps}
        if not chosen:
            return []
        then = results.what_if(self.result, chosen).phases
        return [
            (domain, [self._imagined(c, then[c.code]) for c in self.result.capabilities_of(domain)])
            for domain in self.result.domains
        ]

    def _imagined(self, capability: CapabilityResult, phase: int | None) -> Imagined:
        then = capability.state if phase is None else str(phase)
        title = _("Capability %(number)s: phase now %(now)s, phase then %(then)s, target %(target)s.") % {
            "number": capability.code,
            "now": state_words(capability.state),
            "then": state_words(then),
            "target": _("not set") if capability.target is None else capability.target,
        }
        drawing = charts.print_track(then, capability.target, capability.phase, mirrored=self.mirrored, title=title)
        return Imagined(capability, capability.state, then, drawn(drawing))

    @cached_property
    def what_if_sentence(self) -> str:
        rows = [row for _domain, found in self.what_if for row in found]
        higher = sum(row.now != row.then for row in rows)
        return ngettext(
            "%(count)s capability would then stand at a higher phase.",
            "%(count)s capabilities would then stand at a higher phase.",
            higher,
        ) % {"count": higher}


def _dates(action: ActionResult) -> str:
    def shown(day: dt.date) -> str:
        return date_format(day, "SHORT_DATE_FORMAT")

    if action.start and action.due:
        return _("%(start)s to %(due)s") % {"start": shown(action.start), "due": shown(action.due)}
    if action.due:
        return _("by %(due)s") % {"due": shown(action.due)}
    return _("from %(start)s") % {"start": shown(action.start)} if action.start else ""


def _cost(action: ActionResult) -> str:
    cost = amount(action.cost)
    return "" if cost is None else money(cost, action.currency)


def _funding(action: ActionResult) -> str:
    name = str(FUNDING_NAMES[action.funding])
    secured: Decimal | None = amount(action.secured)
    if action.funding is Funding.PARTLY and secured is not None:
        return _("%(funding)s: %(amount)s") % {"funding": name, "amount": money(secured, action.currency)}
    return name
