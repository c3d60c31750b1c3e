"""Gaps and priorities: the list, the filters, the order and why."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments import access, charts, results
from assessments.access import Permission
from assessments.actions.answers import Conflict
from assessments.actions.priorities import MoveRefused, move_priority, set_priority, unmove_priority
from assessments.forms.errors import summary_of
from assessments.forms.priorities import GapFilter, PriorityForm, priority_forms
from assessments.gaps import Source
from assessments.models import Assessment, Priority
from assessments.requests import SignedInRequest
from assessments.results import AssessmentResult, CapabilityResult, GapResult, PriorityResult
from assessments.roles import NO_PART
from assessments.views.answering import as_now, kept_post, parse_revision, shown_words, unjudged
from assessments.wording import isolated

ROUND = Assessment.objects.with_round()
#: A page stays light on a slow network, however many gaps there are.
GAPS_A_PAGE = 5
SAVED_HERE = ("importance", "feasibility", "horizon")


@dataclass(frozen=True)
class PriorityRow:
    """One capability in the ranked list: its numbers, its form, and what a colleague changed meanwhile."""

    priority: PriorityResult
    answer: CapabilityResult
    form: PriorityForm
    revision: str
    conflicts: tuple[dict[str, Any], ...] = ()
    error: str = ""
    step: str = ""
    address: str = ""


@require_GET
def gap_list(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.VIEW_ROUND, pk=assessment_id)
    result = results.of(assessment, request.LANGUAGE_CODE)
    return render(request, "assessments/gaps/list.html", _context(request, assessment, result))


@require_POST
def priorities_save(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.SET_PRIORITIES, pk=assessment_id)
    refused, collided = save_priorities(request, assessment, request.POST)
    if refused or collided:
        assessment.refresh_from_db(fields=["version"])  # what was kept of the round before this save is old
        result = results.of(assessment, request.LANGUAGE_CODE)
        context = _context(request, assessment, result, refused, collided)
        status = 422 if refused else 409
        return render(request, "assessments/gaps/list.html", context, status=status)
    messages.success(request, _("Saved. The order follows the new numbers."))
    return redirect("gap_list", assessment_id=assessment.pk)


@require_POST
def priority_move(request: SignedInRequest, assessment_id: int, code: str) -> HttpResponse:
    """Up, down or back to the worked-out place. Numbers changed on the same page are saved first."""
    assessment = access.get_or_404(ROUND, request.user, Permission.SET_PRIORITIES, pk=assessment_id)
    result = results.of(assessment, request.LANGUAGE_CODE)
    if code not in result.by_code:
        raise Http404
    refused, collided = save_priorities(request, assessment, request.POST)
    problem = ""
    step = request.POST.get("step")
    if not refused and not collided and code in {p.capability for p in result.priorities}:
        typed = priority_forms(result, request.POST)[code]
        typed.full_clean()
        before = next(p.move_reason for p in result.priorities if p.capability == code)
        reason = typed.cleaned_data.get("move_reason") or before
        problem = _move(request, assessment, code, step or "", reason)
    if problem or refused or collided:
        assessment.refresh_from_db(fields=["version"])  # what was kept of the round before this save is old
        result = results.of(assessment, request.LANGUAGE_CODE)
        context = _context(request, assessment, result, refused, collided, {code: problem} if problem else {})
        return render(request, "assessments/gaps/list.html", context, status=409 if collided else 422)
    response = redirect("gap_list", assessment_id=assessment.pk)
    response["Location"] += f"#p{code}"
    return response


def _move(request: SignedInRequest, assessment: Assessment, code: str, step: str, reason: str) -> str:
    """Moves and tells the new place; or the reason why not, in the person's words."""
    if step == "back":
        unmove_priority(assessment=assessment, code=code, by=request.user)
        messages.success(request, _("%(number)s is back at its worked-out place.") % {"number": code})
        return ""
    if step not in ("up", "down"):
        return _("Use the buttons to move it up or down.")
    try:
        rank = move_priority(
            assessment=assessment,
            code=code,
            step=-1 if step == "up" else 1,
            reason=reason,
            by=request.user,
        )
    except MoveRefused as refused:
        return {
            "reason": _ask_why(),
            "edge": _("It cannot move further that way."),
            "unranked": _("Set importance and feasibility first."),
        }[refused.code]
    messages.success(request, _("%(number)s now has rank %(rank)s.") % {"number": code, "rank": rank})
    return ""


def save_priorities(
    request: SignedInRequest, assessment: Assessment, typed: QueryDict
) -> tuple[dict[str, PriorityForm], dict[str, list[Conflict]]]:
    """Saves every row that was sent; what is not valid or collides comes back by capability."""
    before = results.build(assessment, request.LANGUAGE_CODE)
    data = typed.copy()
    name, _separator, value = data.get("take", "").partition("=")  # "Use mine", after a collision
    if name and not name.endswith("-revision"):
        data[name] = value
    rows = {
        row.capability.code: row for row in Priority.objects.filter(assessment=assessment).select_related("capability")
    }
    refused: dict[str, PriorityForm] = {}
    collided: dict[str, list[Conflict]] = {}
    for code, form in priority_forms(before, data).items():
        if f"p{code}-revision" not in data:
            continue
        form.full_clean()
        values = {
            name: form.cleaned_data[name]
            for name in SAVED_HERE
            if name in form.cleaned_data and form.add_prefix(name) in data
        }
        outcome = set_priority(
            assessment=assessment,
            priority=rows[code],
            by=request.user,
            based_on=parse_revision(request.POST[f"p{code}-revision"]),
            values=values,
        )
        if outcome.conflicts:
            collided[code] = list(outcome.conflicts)
        if form.errors:
            refused[code] = form
    return refused, collided


def _context(
    request: SignedInRequest,
    assessment: Assessment,
    result: AssessmentResult,
    refused: dict[str, PriorityForm] | None = None,
    collided: dict[str, list[Conflict]] | None = None,
    problems: dict[str, str] | None = None,
) -> dict[str, Any]:
    refused, collided, problems = refused or {}, collided or {}, problems or {}
    may_set = assessment.is_editable and access.can(request.user, Permission.SET_PRIORITIES, assessment)
    kept = kept_post(request) if request.method == "GET" and may_set else None
    fresh = priority_forms(result)
    rows = []
    for priority in result.priorities:
        code = priority.capability
        form, revision = fresh[code], str(priority.saved.revision)
        if code in refused:
            form = PriorityForm(as_now(refused[code], form), priority=priority)
        elif kept is not None and f"p{code}-revision" in kept:
            form = unjudged(PriorityForm(kept, priority=priority), kept)
            revision = str(kept[f"p{code}-revision"])
        if code in problems:  # refused, so the reason typed for it stays in its box
            form.initial["move_reason"] = request.POST.get(f"p{code}-move_reason", "")
        conflicts = tuple(shown_words(form, conflict) for conflict in collided.get(code, ()))
        rows.append(
            PriorityRow(
                priority,
                result.by_code[code],
                form,
                revision,
                conflicts,
                problems.get(code, "") or _fault_of_reason(refused.get(code)) or _reason_kept(kept, code),
                step=(request.POST if kept is None else kept).get("step", ""),
                address=reverse("priority_move", args=[assessment.pk, code]),
            )
        )
    filters = GapFilter(request.GET or {}, result=result)
    shown = _filtered(result, filters.chosen())
    page = Paginator(shown, GAPS_A_PAGE).get_page(request.GET.get("page"))
    errors = [line for form in refused.values() for line in summary_of(form)]
    errors += [(f"id_p{code}-move_reason", text) for code, text in problems.items()]
    return {
        "assessment": assessment,
        "result": result,
        "ranked": [row for row in rows if row.priority.rank is not None],
        "unset": [row for row in rows if row.priority.rank is None],
        "may_set": may_set,
        "part": access.plan_part(request.user, assessment.country_id) if assessment.is_editable else NO_PART,
        "kept": kept,
        "matrix": charts.matrix(
            _points(result),
            _("Capabilities by importance and feasibility. The list gives the same numbers."),
            mirrored=get_language_bidi(),
        ),
        "filters": filters,
        "groups": _grouped(result, list(page)),
        "page": page,
        "query": "".join(f"{quote(name)}={quote(value)}&" for name, value in filters.chosen().items()),
        "shown": len(shown),
        "errors": errors,
        "collided": bool(collided),
    }


def _ask_why() -> str:
    return _("Say why it should move. The reason is printed in the report.")


def _reason_kept(kept: QueryDict | None, code: str) -> str:
    """A reason that was typed before a session ended has its box again, which only a refused move has."""
    return _ask_why() if kept is not None and kept.get(f"p{code}-move_reason", "").strip() else ""


def _fault_of_reason(form: PriorityForm | None) -> str:
    return " ".join(str(error) for error in form.errors.get("move_reason", ())) if form else ""


def _points(result: AssessmentResult) -> list[charts.MatrixPoint]:
    return [
        charts.MatrixPoint(
            rank=p.rank,
            importance=p.importance,
            feasibility=p.feasibility,
            horizon=p.horizon,
            href=f"#p{p.capability}",
            label=_("Rank %(rank)s: %(name)s")
            % {"rank": p.rank, "name": isolated(result.by_code[p.capability].name.text)},
        )
        for p in result.ranked
        if p.rank is not None and p.importance is not None and p.feasibility is not None
    ]


def _filtered(result: AssessmentResult, chosen: dict[str, str]) -> list[GapResult]:
    horizons = {priority.capability: priority.horizon.value for priority in result.priorities}

    def fits(gap: GapResult) -> bool:
        kind = chosen.get("kind")
        if kind in (Source.FACET, Source.EVIDENCE) and gap.source != kind:
            return False
        if kind in ("missing", "partly", "unknown", "unanswered") and (gap.kind != kind or gap.source != Source.SIGN):
            return False
        if "theme" in chosen and result.by_code[gap.capability].theme != chosen["theme"]:
            return False
        if "domain" in chosen and result.by_code[gap.capability].domain != chosen["domain"]:
            return False
        if "state" in chosen and gap.is_new is not (chosen["state"] == "new"):
            return False
        horizon = horizons.get(gap.capability, "") or "none"
        return "horizon" not in chosen or horizon == chosen["horizon"]

    return [gap for gap in result.gaps if fits(gap)]


def _grouped(result: AssessmentResult, gaps: list[GapResult]) -> list[tuple[CapabilityResult, list[GapResult], Any]]:
    """Gaps by capability, in the order of the framework, each with the capability's priority if it has one."""
    by_code: dict[str, list[GapResult]] = {}
    for gap in gaps:
        by_code.setdefault(gap.capability, []).append(gap)
    priorities = {priority.capability: priority for priority in result.priorities}
    return [(result.by_code[code], found, priorities.get(code)) for code, found in by_code.items()]
