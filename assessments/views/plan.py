"""Reading the action plan: the list with its timeline, one action, what it would change, its dates as a calendar.

The address names a round, as every page of a country does. Which plan it shows follows from the round: one that is
not sent yet reads the country's actions as they are; a sent one keeps what was frozen, except that the country's own
people see, in their newest round, the plan as it is today, because the plan does not wait for the secretariat.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET

from assessments import access, charts, charts_plan, plan, results
from assessments.access import Permission
from assessments.exports import ical
from assessments.forms.plan import NoteForm, PlanFilter, ReasonForm, fits
from assessments.models import Action, Assessment, User
from assessments.plan import ActionState, Money
from assessments.requests import SignedInRequest
from assessments.results import ActionResult, AssessmentResult, CapabilityResult, GapResult
from assessments.roles import NO_PART, Part
from assessments.views.answering import kept_post, unjudged
from assessments.workflow import SHARED

ROUND = Assessment.objects.with_round()
ACTIONS_A_PAGE = 12
#: Of more actions than these, those on the other pages count together.
CHOICES_A_PAGE = 40


@dataclass(frozen=True)
class ShownPlan:
    """A round with the plan that this person sees in it. `kept`: it is the one that was frozen when it was sent.
    `part`: the capabilities for which this person adds and changes its actions."""

    result: AssessmentResult
    part: Part
    kept: bool


def plan_of(assessment: Assessment, user: User, language: str, part: Part | None = None) -> ShownPlan:
    """`part` is given by whoever has asked for it already."""
    result = results.of(assessment, language)
    if assessment.state not in SHARED:
        return ShownPlan(result, part or access.plan_part(user, assessment.country_id), kept=False)
    if assessment.country_id not in user.own_countries or not is_newest(assessment):
        return ShownPlan(result, NO_PART, kept=True)
    today = results.with_plan_of_today(assessment, result)
    return ShownPlan(today, part or access.plan_part(user, assessment.country_id), kept=False)


def is_newest(assessment: Assessment) -> bool:
    return not Assessment.objects.filter(country_id=assessment.country_id, year__gt=assessment.year).exists()


@require_GET
def plan_list(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.VIEW_ROUND, pk=assessment_id)
    shown = plan_of(assessment, request.user, request.LANGUAGE_CODE)
    result = shown.result
    filters = PlanFilter(request.GET or {}, result=result)
    chosen = filters.chosen()
    numbers = {action.pk: number for number, action in enumerate(result.actions, start=1)}
    found = [action for action in result.actions if fits(action, chosen, result)]
    page = Paginator(found, ACTIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "assessment": assessment,
        "result": result,
        "part": shown.part,
        "limited": not shown.kept and not shown.part.is_all and _may_plan_at_all(request.user, assessment),
        "kept": shown.kept,
        "lead": lead_sentence(result),
        "filters": filters,
        "page": page,
        "entries": [(numbers[action.pk], action, shown.part.touches(action.capabilities)) for action in page],
        "shown": len(found),
        "query": "".join(f"{quote(name)}={quote(value)}&" for name, value in chosen.items()),
        "totals": totals_of(result.actions),
        "open_count": sum(action.is_open for action in result.actions),
    } | timeline(list(page), numbers)
    return render(request, "assessments/plan/list.html", context)


@require_GET
def action_show(request: SignedInRequest, assessment_id: int, action_id: int) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.VIEW_ROUND, pk=assessment_id)
    shown = plan_of(assessment, request.user, request.LANGUAGE_CODE)
    context = action_context(assessment, shown, action_id, request.user)
    kept = kept_post(request) if context["may_edit"] else None
    if kept is not None:  # the form of a note, or that of a reason
        context["typed_before"] = kept
        if "reason" in kept:
            context["reason_form"] = unjudged(ReasonForm(kept, auto_id="stop_%s"), kept)
        else:
            context["note_form"] = unjudged(NoteForm(kept, auto_id="note_%s"), kept)
    return render(request, "assessments/plan/action.html", context)


@require_GET
def plan_calendar(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.DOWNLOAD_REPORT, pk=assessment_id)
    result = plan_of(assessment, request.user, request.LANGUAGE_CODE).result
    response = HttpResponse(ical.calendar(result), content_type=ical.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{ical.file_name(result)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
def what_if(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    """The profile once the chosen actions are done. At first all that are still to be done are chosen."""
    assessment = access.get_or_404(ROUND, request.user, Permission.VIEW_ROUND, pk=assessment_id)
    result = plan_of(assessment, request.user, request.LANGUAGE_CODE).result
    offered = [action for action in result.actions if action.is_open and action.gaps]
    page = Paginator(offered, CHOICES_A_PAGE).get_page(request.GET.get("page"))
    asked = set(request.GET.getlist("action"))
    everything = "chosen" not in request.GET
    rest = everything or "rest" in request.GET
    here = {action.pk for action in page}
    chosen = {a.pk for a in offered if everything or (str(a.pk) in asked if a.pk in here else rest)}
    then = results.what_if(result, chosen)
    context = {
        "assessment": assessment,
        "result": result,
        "page": page,
        "chosen": chosen,
        "rest": rest,
        "elsewhere": len(offered) - len(here),
        "offered": len(offered),
        "without_gaps": sum(action.is_open and not action.gaps for action in result.actions),
        "then": then.phases,
        "moved": [c for c in result.capabilities if then.phases[c.code] != c.phase],
        "closed": len({gap.identity for gap in result.gaps} - set(then.gaps)),
        "left": len(then.gaps),
        "tracks": {c.code: _track_then(c, then.phases[c.code]) for c in result.capabilities},
    }
    return render(request, "assessments/plan/what_if.html", context)


def _track_then(capability: CapabilityResult, phase: int | None) -> str:
    """The profile's drawing: filled to what it would be, the mark at what it is today."""
    state = capability.state if phase is None else str(phase)
    return charts.track(state, capability.target, capability.phase)


# --- what the pages show -----------------------------------------------------------------------------------------


def lead_sentence(result: AssessmentResult) -> str:
    """How much of the gaps the plan holds, and what waits; whole sentences, one after the other."""
    actions, open_ones = result.actions, [action for action in result.actions if action.is_open]
    if not actions:
        return ""
    identities = {gap.identity for gap in result.gaps}
    held = len(identities & set(result.action_on))
    said = [
        ngettext("%(count)s action is still to be done.", "%(count)s actions are still to be done.", len(open_ones))
        % {"count": len(open_ones)}
    ]
    if identities:
        text = ngettext(
            "The plan works on %(held)s of the %(count)s open gap.",
            "The plan works on %(held)s of the %(count)s open gaps.",
            len(identities),
        )
        said.append(text % {"held": held, "count": len(identities)})
    late = sum(action.overdue for action in open_ones)
    if late:
        said.append(ngettext("%(count)s is overdue.", "%(count)s are overdue.", late) % {"count": late})
    alone = sum(not action.lead for action in open_ones)
    if alone:
        said.append(ngettext("%(count)s has no lead yet.", "%(count)s have no lead yet.", alone) % {"count": alone})
    poor = sum(action.funding == plan.Funding.NONE for action in open_ones)
    if poor:
        said.append(ngettext("%(count)s has no money yet.", "%(count)s have no money yet.", poor) % {"count": poor})
    return " ".join(said)


def totals_of(actions: tuple[ActionResult, ...]) -> plan.Totals:
    """Of what is still to be done: what is finished needs no money any more, what is stopped gets none."""
    return plan.totals(
        Money(
            Decimal(action.cost) if action.cost else None,
            action.currency,
            action.funding,
            Decimal(action.secured) if action.secured else None,
        )
        for action in actions
        if action.is_open
    )


def timeline(actions: list[ActionResult], numbers: dict[int, int]) -> dict[str, Any]:
    """One drawn row an action, and the axis above them."""
    today = localdate()
    spans = {action.pk: span_of(action) for action in actions}
    scale = charts_plan.scale_of(spans.values(), today)
    return {
        "axis": charts_plan.axis(scale, today, pgettext("letter of a quarter of a year", "Q")),
        "bars": [(numbers[a.pk], a, charts_plan.bar(scale, spans[a.pk], today)) for a in actions],
        "today": today,
    }


def span_of(action: ActionResult) -> charts_plan.Span:
    return charts_plan.Span(
        start=action.start,
        due=action.due,
        progress=action.progress,
        late=action.overdue,
        stopped=action.state == ActionState.STOPPED,
    )


def action_context(
    assessment: Assessment,
    shown: ShownPlan,
    action_id: int,
    user: User,
    *,
    reason: ReasonForm | None = None,
    note: NoteForm | None = None,
) -> dict[str, Any]:
    result = shown.result
    action = result.action_by_pk.get(action_id)
    if action is None:
        raise Http404
    open_gaps = {gap.identity for gap in result.gaps} | set(results.attachable(result))
    may_edit = shown.part.touches(action.capabilities)
    return {
        "assessment": assessment,
        "result": result,
        "action": action,
        "may_edit": may_edit,
        "may_remove": may_edit and (shown.part.is_all or _may_remove(user, action_id, shown.part)),
        "part": shown.part,
        "kept": shown.kept,
        "capabilities": [result.by_code[code] for code in action.capabilities if code in result.by_code],
        "gaps": [(gap, gap.identity not in open_gaps) for gap in gaps_of(result, action)],
        "moves": plan.moves_from(action.state) if may_edit else (),
        "takes_notes": plan.takes_notes(action.state),
        "reason_form": reason or ReasonForm(auto_id="stop_%s"),
        "note_form": note or NoteForm(auto_id="note_%s"),
        "asks": [code for code, asking in result.asked_by_actions.items() if action in asking],
    }


def _may_plan_at_all(user: User, assessment: Assessment) -> bool:
    """Also without a capability of their own: then the page says why nothing can be added."""
    return Permission.EDIT_PLAN in access.permissions_in(user, assessment.country_id)


def _may_remove(user: User, action_id: int, part: Part) -> bool:
    """Of somebody with a part in the plan: who put an action there is not in what the round says of it."""
    return access.can(user, Permission.REMOVE_ACTION, Action.objects.get(pk=action_id), part=part)


def gaps_of(result: AssessmentResult, action: ActionResult) -> list[GapResult]:
    """The gaps that an action names, open or closed; one of another framework has no words here and is left out."""
    known = {gap.identity: gap for gap in result.gaps}
    found = (known.get(identity) or results.gap_of(result, identity) for identity in action.gaps)
    return [gap for gap in found if gap is not None]


def summary_words(action: ActionResult) -> str:
    """For messages: the title, short enough for one line."""
    return action.title if len(action.title) <= 80 else _("%(start)s …") % {"start": action.title[:78]}
