"""The national threat picture, and the importance that follows from it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assessments import access, results
from assessments.access import Permission
from assessments.actions.answers import Conflict
from assessments.actions.following_rows import threat_rows
from assessments.forms.errors import summary_of
from assessments.forms.priorities import PriorityForm
from assessments.forms.threats import ThreatForm
from assessments.models import Assessment
from assessments.requests import SignedInRequest
from assessments.results import AssessmentResult, CapabilityResult, PriorityResult
from assessments.threats import Proposal
from assessments.views.answering import as_now, kept_post, shown_words, unjudged
from assessments.views.gaps import save_priorities
from assessments.views.small_answers import NOTHING, Kind, Refused, answered_by, entries_of, save_all

ROUND = Assessment.objects.with_round()
THREATS = Kind(("presence", "source"), lambda data, threat: ThreatForm(data, threat=threat))
#: The button that accepts every proposal whose importance is unset.
ALL_UNSET = "unset"


@dataclass(frozen=True)
class ImportanceRow:
    """One capability below its target: the proposal, the importance now, and what a colleague changed meanwhile."""

    proposal: Proposal
    answer: CapabilityResult
    priority: PriorityResult
    form: PriorityForm
    revision: str
    conflicts: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class ImportanceRefused:
    """What was not saved of the importances: `outdated` are codes whose proposal moved since the page was made."""

    forms: dict[str, PriorityForm]
    collided: dict[str, list[Conflict]]
    outdated: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        return 422 if self.forms or self.outdated else 409 if self.collided else 200


_NOT_REFUSED = ImportanceRefused({}, {})


@require_http_methods(["GET", "POST"])
def threat_list(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    permission = Permission.EDIT_CONTEXT if request.method == "POST" else Permission.VIEW_ROUND
    assessment = access.get_or_404(ROUND, request.user, permission, pk=assessment_id)
    refused = NOTHING
    if request.method == "POST":
        before = results.build(assessment, request.LANGUAGE_CODE).threats
        refused = save_all(request, assessment, THREATS, before, threat_rows(assessment))
        if refused.status == 200:
            messages.success(request, _("Saved. The proposals below follow the new picture."))
            return redirect("threat_list", assessment_id=assessment.pk)
    return _page(request, assessment, refused, _NOT_REFUSED)


@require_POST
def threat_importance(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    """Accepts one proposal, or all for what is unset; importances changed on the page are saved with it."""
    assessment = access.get_or_404(ROUND, request.user, Permission.SET_PRIORITIES, pk=assessment_id)
    typed, accepted, outdated = _accepted(request.POST, results.build(assessment, request.LANGUAGE_CODE))
    forms, collided = save_priorities(request, assessment, typed)
    refused = ImportanceRefused(forms, collided, outdated)
    if refused.status != 200:
        return _page(request, assessment, NOTHING, refused)
    if accepted:
        words = ngettext(
            "Saved. %(count)s proposal is accepted.", "Saved. %(count)s proposals are accepted.", len(accepted)
        )
        messages.success(request, words % {"count": len(accepted)})
    else:
        messages.success(request, _("Saved."))
    response = redirect("threat_list", assessment_id=assessment.pk)
    response["Location"] += "#h-importance"
    return response


def _accepted(post: QueryDict, result: AssessmentResult) -> tuple[QueryDict, list[str], tuple[str, ...]]:
    """The post with the accepted proposals written in, whose they are, and whose proposal is another one by now."""
    typed, wanted = post.copy(), post.get("accept", "")
    accepted, outdated = [], []
    for priority in result.priorities:
        name = f"p{priority.capability}"
        if f"{name}-revision" not in post:
            continue
        if wanted != priority.capability and not (wanted == ALL_UNSET and not post.get(f"{name}-importance")):
            continue
        proposal = result.proposals.get(priority.capability)
        if proposal is None or post.get(f"{name}-proposed") != str(proposal.importance):
            outdated.append(priority.capability)
        else:
            typed[f"{name}-importance"] = str(proposal.importance)
            accepted.append(priority.capability)
    return typed, accepted, tuple(outdated)


def _page(
    request: SignedInRequest, assessment: Assessment, refused: Refused, unsaved: ImportanceRefused
) -> HttpResponse:
    if request.method == "POST":
        assessment.refresh_from_db(fields=["version"])  # what was kept of the round before this save is old
    result = results.of(assessment, request.LANGUAGE_CODE)
    may_edit = assessment.is_editable and access.can(request.user, Permission.EDIT_CONTEXT, assessment)
    may_set = assessment.is_editable and access.can(request.user, Permission.SET_PRIORITIES, assessment)
    kept = kept_post(request) if request.method == "GET" and may_edit else None
    importance = _importance_rows(result, unsaved, kept)
    moved_on = _("The threat picture changed meanwhile, and with it this proposal. Look at it again.")
    errors = [line for form in unsaved.forms.values() for line in summary_of(form)]
    errors += [(f"i{code}", moved_on) for code in unsaved.outdated]
    context = {
        "assessment": assessment,
        "result": result,
        "entries": entries_of(THREATS, result.threats, refused, kept),
        "importance": importance,
        "without": [p.capability for p in result.priorities if p.capability not in result.proposals],
        "unset": sum(row.priority.importance is None for row in importance),
        "may_edit": may_edit,
        "answered_by": answered_by(request.user, assessment),
        "may_set": may_set,
        "collided": bool(refused.collided or unsaved.collided),
        "kept": kept,
        "errors": refused.errors + errors,
    }
    return render(request, "assessments/threats.html", context, status=max(refused.status, unsaved.status))


def _importance_rows(
    result: AssessmentResult, unsaved: ImportanceRefused, kept: QueryDict | None
) -> list[ImportanceRow]:
    priorities = {priority.capability: priority for priority in result.priorities}
    rows = []
    for code, proposal in result.proposals.items():
        priority = priorities[code]
        form = PriorityForm(priority=priority)
        revision = str(priority.saved.revision)
        if code in unsaved.forms:
            form = PriorityForm(as_now(unsaved.forms[code], form), priority=priority)
        elif kept is not None and f"p{code}-revision" in kept:
            form = unjudged(PriorityForm(kept, priority=priority), kept)
            revision = str(kept[f"p{code}-revision"])
        conflicts = tuple(shown_words(form, conflict) for conflict in unsaved.collided.get(code, ()))
        rows.append(ImportanceRow(proposal, result.by_code[code], priority, form, revision, conflicts))
    return rows
