"""Workshop mode: one capability in large type, the votes of the room, its dissent, and the phase that was chosen."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import access, results, structure
from assessments.access import Permission
from assessments.actions.answers import Conflict, ForgedRevision
from assessments.actions.workshops import record_votes
from assessments.forms.answer import AnswerForm, initial_of
from assessments.forms.errors import summary_of
from assessments.forms.workshop import WorkshopForm
from assessments.models import Assessment, Response
from assessments.models.workshop import VOTES
from assessments.requests import SignedInRequest
from assessments.results import AssessmentResult, CapabilityResult, RoundFrame, WorkshopResult
from assessments.structure import CapabilityNode
from assessments.views.answering import (
    BOTH,
    MINE,
    THEIRS,
    Answered,
    as_now,
    kept_post,
    parse_revision,
    receive,
    unjudged,
    versions_of,
    with_choices,
)

ANSWERS = Response.objects.with_round()
REVISION = "votes-revision"


@dataclass
class Voted:
    """What became of the votes of a post: the form as it was read, and what collided."""

    form: WorkshopForm
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not self.form.errors and not self.conflicts


@require_http_methods(["GET", "POST"])
def workshop_edit(request: SignedInRequest, assessment_id: int, code: str) -> HttpResponse:
    lookup: dict[str, Any] = {"assessment_id": assessment_id, "capability__code": code}
    assessment = access.get_or_404(ANSWERS, request.user, Permission.EDIT_ANSWER, **lookup).assessment
    node = structure.of(assessment.framework).by_code.get(code)
    if node is None:
        raise Http404
    if request.method == "POST":
        return _save(request, assessment, node)
    result = results.of(assessment, request.LANGUAGE_CODE)
    answer = result.by_code[node.code]
    kept = kept_post(request)
    context = _context(assessment, result, answer, kept=kept)
    return render(request, "assessments/workshop.html", context)


def _save(request: SignedInRequest, assessment: Assessment, node: CapabilityNode) -> HttpResponse:
    """Saves the phase and the votes, each on its own revision; what is valid and does not collide is saved."""
    before, frame = results.one(assessment, node.code, request.LANGUAGE_CODE, depth="row")
    _refuse_forged(request, before.workshop)
    answered = receive(request, assessment=assessment, node=node, user=request.user)
    voted = _save_votes(request, assessment, node, before.workshop, frame)
    if answered.clean and voted.clean:
        messages.success(request, _("Saved."))
        codes = list(structure.of(assessment.framework).by_code)
        place = codes.index(node.code) + ("next" in request.POST)
        if place == len(codes):
            return redirect("workspace", assessment_id=assessment.pk)
        return redirect("workshop_edit", assessment_id=assessment.pk, code=codes[place])
    assessment.refresh_from_db(fields=["version"])  # what was kept of the round before this save is old
    result = results.of(assessment, request.LANGUAGE_CODE)
    context = _context(assessment, result, result.by_code[node.code], answered=answered, voted=voted)
    return render(request, "assessments/workshop.html", context, status=422 if context["errors"] else 409)


def _save_votes(
    request: SignedInRequest,
    assessment: Assessment,
    node: CapabilityNode,
    before: WorkshopResult | None,
    frame: RoundFrame,
) -> Voted:
    data = with_choices(request.POST)
    voted = Voted(WorkshopForm(data, workshop=before, phases=frame.phase_names))
    form, page = voted.form, parse_revision(request.POST.get(REVISION))
    form.full_clean()
    groups: dict[int, dict[str, Any]] = defaultdict(dict)
    for name in form.fields:
        met = f"met.{name}" in request.POST
        choice = request.POST.get(f"resolve.{name}") if met else None
        if met and choice not in (MINE, BOTH, THEIRS):
            voted.conflicts.append(_waiting(request.POST.get(f"mine.{name}", ""), name, before or WorkshopResult()))
            form.errors.pop(name, None)  # nobody has decided yet: both versions are shown again
        elif name in data and name not in form.errors:
            groups[parse_revision(request.POST.get(f"met.{name}")) if met else page][name] = form.cleaned_data[name]
    for revision, values in groups.items():
        if before is None and not any(value not in (None, "") for name, value in values.items() if name != "held_on"):
            continue  # a day alone, which the page proposes by itself, says nothing
        outcome = record_votes(
            assessment=assessment, capability=node, by=request.user, based_on=revision, values=values
        )
        voted.conflicts += outcome.conflicts
    return voted


def _waiting(mine: str, name: str, now: WorkshopResult) -> Conflict:
    theirs: dict[str, Any] = dict(zip(VOTES, (*now.votes, now.unknown), strict=True))
    theirs |= {"dissent": now.dissent, "held_on": now.held_on.isoformat() if now.held_on else ""}
    return Conflict(name, mine, theirs[name], now.saved.by, now.saved.at)


def _refuse_forged(request: SignedInRequest, workshop: WorkshopResult | None) -> None:
    """Before anything is saved: a page that is refused changes nothing."""
    newest = workshop.saved.revision if workshop else 0
    names = (REVISION, *(f"met.{name}" for name in (*VOTES, "dissent", "held_on")))
    for name in names:
        if (name == REVISION or name in request.POST) and parse_revision(request.POST.get(name)) > newest:
            raise ForgedRevision(f"{name} {request.POST.get(name)} of {newest}")


def _context(
    assessment: Assessment,
    result: AssessmentResult,
    answer: CapabilityResult,
    *,
    kept: Any = None,
    answered: Answered | None = None,
    voted: Voted | None = None,
) -> dict[str, Any]:
    phases = result.phase_names
    votes = WorkshopForm(workshop=answer.workshop, phases=phases)
    if voted is not None and voted.form.errors:
        votes = WorkshopForm(as_now(voted.form, votes), workshop=answer.workshop, phases=phases)
    elif kept is not None:
        votes = unjudged(WorkshopForm(kept, workshop=answer.workshop, phases=phases), kept)
    form = answered.form if answered else AnswerForm(answer=answer, round_=result)
    revision, votes_revision = str(answer.saved.revision), str(answer.workshop.saved.revision if answer.workshop else 0)
    if kept is not None:
        data = {"phase": kept.get("phase", initial_of(answer)["phase"])}
        form = unjudged(AnswerForm(data, answer=answer, round_=result), kept)
        revision, votes_revision = kept.get("revision", revision), kept.get(REVISION, votes_revision)
    # In the order of the page: the votes, then the phase.
    shown = {c.field: versions_of(votes, c, int(votes_revision)) for c in voted.conflicts} if voted else {}
    shown |= {entry.name: entry for entry in answered.versions} if answered else {}
    place = result.capabilities.index(answer)
    return {
        "assessment": assessment,
        "result": result,
        "answer": answer,
        "domain": next(domain for domain in result.domains if domain.code == answer.domain),
        "form": form,
        "votes": votes,
        "fields": [(bound, shown.get(bound.name)) for bound in votes.votes],
        "versions": shown,
        "errors": summary_of(votes) + summary_of(form) if answered else [],
        "kept": kept,
        "revision": revision,
        "votes_revision": votes_revision,
        "phase_notes": {str(n): format_html("<small>{}</small>", text) for n, text in enumerate(answer.phases)},
        "signs": [(number, [s for s in answer.signs if s.phase == number]) for number in range(1, len(phases))],
        "before": result.capabilities[place - 1] if place else None,
        "after": result.capabilities[place + 1] if place + 1 < len(result.capabilities) else None,
    }
