"""The brief for the minister: the decisions it asks, worded by the coordinator, and what it will say."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import access, results
from assessments.access import Permission
from assessments.actions.answers import Conflict, ForgedRevision
from assessments.actions.decisions import word_decision
from assessments.exports.decisions import proposals
from assessments.exports.report import Report
from assessments.forms.decisions import DecisionForm
from assessments.forms.errors import summary_of
from assessments.models import Assessment
from assessments.requests import SignedInRequest
from assessments.results import AssessmentResult, DecisionResult
from assessments.views.answering import (
    BOTH,
    MINE,
    THEIRS,
    Versions,
    as_now,
    kept_post,
    parse_revision,
    unjudged,
    versions_of,
    with_choices,
)

ROUND = Assessment.objects.with_round()
TEXT = "text"


@dataclass(frozen=True)
class Entry:
    """One decision of the page. `proposal` is a wording to take over; empty where the decision has words already."""

    decision: DecisionResult
    form: DecisionForm
    revision: str
    proposal: str
    versions: Versions | None


@require_http_methods(["GET", "POST"])
def brief_edit(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    permission = Permission.SET_PRIORITIES if request.method == "POST" else Permission.VIEW_ROUND
    assessment = access.get_or_404(ROUND, request.user, permission, pk=assessment_id)
    may_edit = assessment.is_editable and access.can(request.user, Permission.SET_PRIORITIES, assessment)
    refused: dict[int, DecisionForm] = {}
    collided: dict[int, Conflict] = {}
    if request.method == "POST":
        refused, collided = _save_all(request, assessment)
        if not refused and not collided:
            messages.success(request, _("Saved."))
            return redirect("brief_edit", assessment_id=assessment.pk)
        assessment.refresh_from_db(fields=["version"])  # what was kept of the round before this save is old
    result = results.of(assessment, request.LANGUAGE_CODE)
    kept = kept_post(request) if request.method == "GET" and may_edit else None
    context = {
        "assessment": assessment,
        "result": result,
        "report": Report(result, "", mirrored=False),
        "entries": _entries(result, refused, collided, kept) if may_edit else [],
        "may_edit": may_edit,
        "collided": bool(collided),
        "kept": kept,
        "errors": [line for form in refused.values() for line in summary_of(form)],
    }
    status = 422 if refused else 409 if collided else 200
    return render(request, "assessments/brief.html", context, status=status)


def _entries(
    result: AssessmentResult, refused: dict[int, DecisionForm], collided: dict[int, Conflict], kept: Any
) -> list[Entry]:
    entries = []
    for decision, proposal in zip(result.decisions, proposals(result), strict=True):
        form, revision = DecisionForm(decision=decision), str(decision.saved.revision)
        name = form.add_prefix("revision")
        if decision.number in refused:
            form = DecisionForm(as_now(refused[decision.number], form), decision=decision)
        elif kept is not None and name in kept:
            form, revision = unjudged(DecisionForm(kept, decision=decision), kept), str(kept[name])
        conflict = collided.get(decision.number)
        entries.append(
            Entry(
                decision,
                form,
                revision,
                "" if decision.text else proposal,
                versions_of(form, conflict, decision.saved.revision) if conflict else None,
            )
        )
    return entries


def _save_all(request: SignedInRequest, assessment: Assessment) -> tuple[dict[int, DecisionForm], dict[int, Conflict]]:
    """Saves every decision that was sent; what is not valid or collides comes back by number."""
    refused: dict[int, DecisionForm] = {}
    collided: dict[int, Conflict] = {}
    before = results.build(assessment, request.LANGUAGE_CODE)
    _refuse_forged(request, before)
    data = with_choices(request.POST)
    taken = request.POST.get("take", "")
    for decision, proposal in zip(before.decisions, proposals(before), strict=True):
        form = DecisionForm(data, decision=decision)
        if form.add_prefix("revision") not in data:
            continue
        if taken == str(decision.number) and not data.get(form.add_prefix(TEXT), "").strip():
            data[form.add_prefix(TEXT)] = proposal  # never over words that somebody typed
            form = DecisionForm(data, decision=decision)
        form.full_clean()
        name = form.add_prefix(TEXT)
        choice = request.POST.get(f"resolve.{name}") if f"met.{name}" in request.POST else None
        if f"met.{name}" in request.POST and choice not in (MINE, BOTH, THEIRS):
            mine = request.POST.get(f"mine.{name}", "")  # nobody has decided yet: both are shown again
            collided[decision.number] = Conflict(TEXT, mine, decision.text, decision.saved.by, decision.saved.at)
            continue
        if form.errors:
            refused[decision.number] = form
            continue
        if choice == THEIRS or name not in data:
            continue
        based_on = parse_revision(request.POST.get(f"met.{name}" if choice else form.add_prefix("revision")))
        outcome = word_decision(
            assessment=assessment,
            number=decision.number,
            by=request.user,
            based_on=based_on,
            text=form.cleaned_data[TEXT],
        )
        if outcome.conflicts:
            collided[decision.number] = outcome.conflicts[0]
    return refused, collided


def _refuse_forged(request: SignedInRequest, result: AssessmentResult) -> None:
    """Before the first one is saved: a page that is refused changes nothing."""
    for decision in result.decisions:
        for key in (f"d{decision.number}-revision", f"met.d{decision.number}-{TEXT}"):
            if key in request.POST and parse_revision(request.POST.get(key)) > decision.saved.revision:
                raise ForgedRevision(f"{key} {request.POST.get(key)} of {decision.saved.revision}")
