"""A country's workspace: where the round stands, what needs someone, the profile, what changed."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from assessments import access, assigned, charts, results
from assessments.access import Permission
from assessments.attention import Attention
from assessments.models import Assessment
from assessments.requests import SignedInRequest
from assessments.results import ActionResult, AssessmentResult, CapabilityResult
from assessments.views.clearance import clearance_of
from assessments.views.reviewing import returned_of
from assessments.wording import listed
from assessments.workflow import Move, State

STEPS = (State.DRAFT, State.FOR_APPROVAL, State.SUBMITTED, State.IN_REVIEW, State.ACCEPTED)
_NAMED = 3
_TITLE = 90


@dataclass(frozen=True)
class Need:
    """One line of "Needs you": an icon, where it leads, what to do, and which answers it is about."""

    icon: str
    href: str
    text: str
    about: str
    of_country: bool = False  # what it is about is in words of the country


@require_GET
def workspace_show(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    rows = Assessment.objects.with_round()
    assessment = access.get_or_404(rows, request.user, Permission.VIEW_ROUND, pk=assessment_id)
    result = results.of(assessment, request.LANGUAGE_CODE)
    may_edit = assessment.is_editable and access.may_answer_some(request.user, assessment)
    everything = not may_edit or access.can(request.user, Permission.EDIT_ANSWER, assessment)
    mine = None if everything else set(assigned.days_of(request.user, assessment))
    answering = [c for c in result.capabilities if mine is None or c.code in mine]
    comparable = [c for c in result.capabilities if c.moved is not None]
    context = {
        "assessment": assessment,
        "result": result,
        "steps": _steps(assessment),
        "following": next((c for c in answering if not c.answered), None),
        "may_edit": may_edit,
        "may_see_who": access.can(request.user, Permission.VIEW_HISTORY, assessment),
        "may_see_views": access.can(request.user, Permission.VIEW_HISTORY, assessment),
        "clearance": clearance_of(assessment, request.user),
        "given_back": assessment.state == State.DRAFT and assessment.last_move == Move.SEND_BACK,
        "taken_back": assessment.state == State.DRAFT and assessment.last_move == Move.WITHDRAW,
        "needs": (_needs(result) if mine is None else _needs_of(result, mine)) if may_edit else [],
        "returned": returned_of(assessment, result),
        "tracks": {
            c.code: charts.track(c.state, c.target, c.previous.phase if c.previous else None)
            for c in result.capabilities
        },
        "moved": [*result.moved_on, *result.moved_back],
        "stayed": sum(c.moved == 0 for c in comparable),
        "not_comparable": len(result.capabilities) - len(comparable),
        "radar": charts.radar(
            [domain.middle for domain in result.domains],
            [domain.previous_middle for domain in result.domains],
            _("Middle phase of each domain. The table gives the same values."),
        ),
        "axis": [charts.axis_code(index) for index in range(len(result.domains))],
    }
    return render(request, "assessments/workspace.html", context)


def _steps(assessment: Assessment) -> list[tuple[State, str]]:
    """The states of a round with "done", "now" or "": a returned round stands at its draft again."""
    present = State.DRAFT if assessment.state == State.RETURNED else State(assessment.state)
    place = STEPS.index(present)
    return [(state, "done" if index < place else "now" if index == place else "") for index, state in enumerate(STEPS)]


def _needs_of(result: AssessmentResult, mine: set[str]) -> list[Need]:
    """The same for somebody who answers what is assigned to them, and nothing else."""
    waiting = [c for c in result.capabilities if c.code in mine and (not c.answered or c.carried_over)]
    if not waiting:
        return []
    text = ngettext(
        "Answer or confirm %(count)s capability that is with you",
        "Answer or confirm %(count)s capabilities that are with you",
        len(waiting),
    ) % {"count": len(waiting)}
    return [Need("list", reverse("my_work"), text, _named(waiting))]


def _needs(result: AssessmentResult) -> list[Need]:
    """What waits, most pressing first; an empty list is a finished round."""
    found = [need for need in (_of_attention(result, code) for code in _ATTENTION_ICONS) if need]
    found += _of_plan(result)
    unset = result.unranked
    gaps_url = reverse("gap_list", args=[result.assessment_id])
    if unset:
        text = ngettext(
            "Set importance and feasibility of %(count)s capability",
            "Set importance and feasibility of %(count)s capabilities",
            len(unset),
        ) % {"count": len(unset)}
        about = _named([result.by_code[priority.capability] for priority in unset])
        found.append(Need("flag", f"{gaps_url}#unset", text, about))
    return found + _of_enablers(result) + _of_threats(result) + _of_commitments(result) + _of_views(result)


def _of_enablers(result: AssessmentResult) -> list[Need]:
    found = []
    open_enablers = [enabler for enabler in result.enablers if not enabler.answer]
    if open_enablers:
        text = ngettext("Answer %(count)s enabler", "Answer %(count)s enablers", len(open_enablers)) % {
            "count": len(open_enablers)
        }
        about = open_enablers[0].name.text
        found.append(Need("list", reverse("enabler_list", args=[result.assessment_id]), text, about))
    carried = [enabler for enabler in result.enablers if enabler.carried_over]
    if carried:
        text = ngettext(
            "Confirm %(count)s enabler from the last round",
            "Confirm %(count)s enablers from the last round",
            len(carried),
        ) % {"count": len(carried)}
        found.append(Need("clock", reverse("enabler_list", args=[result.assessment_id]), text, carried[0].name.text))
    return found


def _of_views(result: AssessmentResult) -> list[Need]:
    found = [capability for capability in result.capabilities if capability.views_to_settle]
    if not found:
        return []
    count = result.view_tally.open
    text = ngettext("Settle %(count)s second view that differs", "Settle %(count)s second views that differ", count) % {
        "count": count
    }
    return [Need("fork", reverse("second_view_list", args=[result.assessment_id]), text, _named(found))]


def _of_threats(result: AssessmentResult) -> list[Need]:
    href, found = reverse("threat_list", args=[result.assessment_id]), []
    open_ = [threat for threat in result.threats if not threat.presence]
    if open_:
        text = ngettext("Say how present %(count)s harm is", "Say how present %(count)s harms are", len(open_)) % {
            "count": len(open_)
        }
        found.append(Need("list", f"{href}#h-{open_[0].code}", text, _names([threat.name.text for threat in open_])))
    carried = [threat for threat in result.threats if threat.carried_over]
    if carried:
        text = ngettext(
            "Confirm %(count)s harm from the last round", "Confirm %(count)s harms from the last round", len(carried)
        ) % {"count": len(carried)}
        found.append(Need("clock", f"{href}#h-{carried[0].code}", text, _names([t.name.text for t in carried])))
    return found


def _of_commitments(result: AssessmentResult) -> list[Need]:
    href, found = reverse("commitment_list", args=[result.assessment_id]), []
    open_ = [commitment for commitment in result.commitments if not commitment.answer]
    if open_:
        text = ngettext("Answer %(count)s commitment", "Answer %(count)s commitments", len(open_)) % {
            "count": len(open_)
        }
        found.append(Need("list", f"{href}#h-{open_[0].code}", text, _names([c.name.text for c in open_])))
    carried = [commitment for commitment in result.commitments if commitment.carried_over]
    if carried:
        text = ngettext(
            "Confirm %(count)s commitment from the last round",
            "Confirm %(count)s commitments from the last round",
            len(carried),
        ) % {"count": len(carried)}
        found.append(Need("clock", f"{href}#h-{carried[0].code}", text, _names([c.name.text for c in carried])))
    return found


def _of_plan(result: AssessmentResult) -> list[Need]:
    """Finished actions that ask for a look, then what is overdue, then what nobody leads."""
    found = []
    asking = [result.by_code[code] for code in result.asked_by_actions]
    if asking:
        text = ngettext(
            "Look again at %(count)s answer: an action for it is done",
            "Look again at %(count)s answers: actions for them are done",
            len(asking),
        ) % {"count": len(asking)}
        first = reverse("capability_edit", args=[result.assessment_id, asking[0].code])
        found.append(Need("asked", first, text, _named(asking)))
    address = reverse("plan_list", args=[result.assessment_id])
    late = [action for action in result.actions if action.overdue]
    if late:
        text = ngettext("%(count)s action is overdue", "%(count)s actions are overdue", len(late))
        found.append(Need("care", f"{address}?state=overdue", text % {"count": len(late)}, _titles(late), True))
    alone = [action for action in result.actions if action.is_open and not action.lead]
    if alone:
        text = ngettext("Find a lead for %(count)s action", "Find a lead for %(count)s actions", len(alone))
        found.append(
            Need("flag", f"{address}?state=open&no_lead=1", text % {"count": len(alone)}, _titles(alone), True)
        )
    return found


def _titles(actions: list[ActionResult]) -> str:
    first = actions[0].title
    return first if len(first) <= _TITLE else f"{first[:_TITLE]} …"


_ATTENTION_ICONS = {
    Attention.CONFIRM: "clock",
    Attention.JUSTIFICATION: "asked",
    Attention.REASON: "flag",
    Attention.TARGET_BELOW: "asked",
    Attention.EVIDENCE: "doc",
    Attention.TARGET: "flag",
    Attention.PARTICIPANTS: "talk",
}
_ANCHORS = {
    Attention.CONFIRM: "",
    Attention.JUSTIFICATION: "#id_justification",
    Attention.REASON: "#id_reason",
    Attention.TARGET_BELOW: "#target",
    Attention.EVIDENCE: "#evidence",
    Attention.TARGET: "#target",
    Attention.PARTICIPANTS: "#participants",
}


def _of_attention(result: AssessmentResult, code: Attention) -> Need | None:
    answers = [capability for capability in result.capabilities if code in capability.attention]
    if not answers:
        return None
    count = len(answers)
    texts = {
        Attention.CONFIRM: ngettext(
            "Confirm %(count)s answer from the last round", "Confirm %(count)s answers from the last round", count
        ),
        Attention.JUSTIFICATION: ngettext(
            "Justify the phase of %(count)s answer", "Justify the phase of %(count)s answers", count
        ),
        Attention.REASON: ngettext(
            "Give the reason for your phase in %(count)s answer",
            "Give the reason for your phase in %(count)s answers",
            count,
        ),
        Attention.TARGET_BELOW: ngettext(
            "Look at the target of %(count)s answer: it is below today’s phase",
            "Look at the targets of %(count)s answers: they are below today’s phase",
            count,
        ),
        Attention.EVIDENCE: ngettext("Add evidence to %(count)s answer", "Add evidence to %(count)s answers", count),
        Attention.TARGET: ngettext("Set the target of %(count)s answer", "Set the targets of %(count)s answers", count),
        Attention.PARTICIPANTS: ngettext(
            "Say who took part in %(count)s answer", "Say who took part in %(count)s answers", count
        ),
    }
    first = reverse("capability_edit", args=[result.assessment_id, answers[0].code])
    return Need(_ATTENTION_ICONS[code], first + _ANCHORS[code], texts[code] % {"count": count}, _named(answers))


def _named(answers: list[CapabilityResult]) -> str:
    """The first few by number and name, and how many more."""
    return _names([f"{answer.code} {answer.name}" for answer in answers])


def _names(every: list[str]) -> str:
    names, more = every[:_NAMED], len(every) - _NAMED
    if more > 0:
        names.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": more})
    return listed(names)
