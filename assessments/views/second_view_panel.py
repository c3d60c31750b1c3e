"""Second views beside one answer: the panel of its page, and the page on which a reviewer writes one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import access, results, structure
from assessments.access import Permission, WrongState
from assessments.actions.answers import Conflict
from assessments.actions.second_views import REVIEW_FIELDS, ViewRefused, review_view
from assessments.forms.errors import summary_of
from assessments.forms.second_views import ReviewForm
from assessments.models import Assessment, Response, SecondView
from assessments.requests import SignedInRequest
from assessments.results import AssessmentResult, CapabilityResult
from assessments.second_views import Kind
from assessments.views.answering import as_now, kept_post, parse_revision, unjudged, versions_of, with_choices
from assessments.views.second_views import phase_texts
from assessments.views.small_answers import values_by_revision
from assessments.workflow import State

ROUND = Assessment.objects.with_round()
RESPONSES = Response.objects.with_round()


def panel(request: SignedInRequest, assessment: Assessment, answer: CapabilityResult) -> dict[str, Any]:
    """What the page of an answer shows of second views. No query for a country's people."""
    reviewing = assessment.state == State.IN_REVIEW and access.can(request.user, Permission.REVIEW, assessment)
    return {
        "beside": [pair for pair in answer.views_beside if not (reviewing and pair[0].kind == Kind.REVIEW)],
        "may_see_list": access.can(request.user, Permission.VIEW_HISTORY, assessment),
        "may_ask": assessment.is_editable and access.can(request.user, Permission.ASK_VIEW, assessment),
        "reviewing": reviewing,
        "review": _review_of(assessment, answer.code) if reviewing else None,
    }


def _review_of(assessment: Assessment, code: str) -> SecondView | None:
    rows = SecondView.objects.filter(assessment=assessment, capability__code=code, kind=Kind.REVIEW)
    return rows.select_related("by", "saved_by").first()


@require_http_methods(["GET", "POST"])
def second_view_review(request: SignedInRequest, assessment_id: int, code: str) -> HttpResponse:
    """The secretariat's own view of one capability, while it reviews the round."""
    access.get_or_404(RESPONSES, request.user, Permission.REVIEW, assessment_id=assessment_id, capability__code=code)
    assessment = access.get_or_404(ROUND, request.user, Permission.REVIEW, pk=assessment_id)
    if assessment.state != State.IN_REVIEW:
        raise WrongState(assessment)
    result = results.of(assessment, request.LANGUAGE_CODE)
    if request.method == "POST":
        return _save(request, assessment, result, code)
    return _page(request, assessment, result, code)


def _save(request: SignedInRequest, assessment: Assessment, result: AssessmentResult, code: str) -> HttpResponse:
    """All of it or nothing: a phase that differs without its reason would be handed over one day."""
    view = _review_of(assessment, code) or SecondView(kind=Kind.REVIEW)
    form = _form(with_choices(request.POST), view, result, code)
    form.full_clean()
    groups, waiting = values_by_revision(request, form, REVIEW_FIELDS)
    conflicts = [
        Conflict(
            name,
            request.POST.get(f"mine.{name}", ""),
            view.chosen if name == "phase" else view.reason,
            str(view.saved_by or ""),
            view.saved_at,
        )
        for name in waiting
    ]
    node = structure.of(assessment.framework).by_code[code]
    if not form.errors:
        try:
            for based_on, values in groups.items():
                outcome = review_view(
                    assessment=assessment, capability=node, by=request.user, based_on=based_on, values=values
                )
                conflicts += outcome.conflicts
        except ViewRefused:
            form.ask_for_reason()
    if form.errors or conflicts:
        return _page(request, assessment, result, code, form, conflicts, status=422 if form.errors else 409)
    messages.success(request, _("The view has been saved. The country sees it once the review is handed over."))
    response = redirect("capability_edit", assessment_id=assessment.pk, code=code)
    response["Location"] += "#h-second"
    return response


def _form(data: Any, view: SecondView, result: AssessmentResult, code: str) -> ReviewForm:
    return ReviewForm(data, view=view, frame=result, own=result.by_code[code].state)


def _page(
    request: SignedInRequest,
    assessment: Assessment,
    result: AssessmentResult,
    code: str,
    posted: ReviewForm | None = None,
    conflicts: list[Conflict] | None = None,
    status: int = 200,
) -> HttpResponse:
    view = _review_of(assessment, code) or SecondView(kind=Kind.REVIEW)
    form, revision, kept = _form(None, view, result, code), str(view.revision), None
    if posted is not None and posted.errors:
        # Nothing was saved, so all of it stays as typed, on the revision on which it was typed.
        form, revision = posted, str(parse_revision(request.POST.get("revision")))
    elif posted is None:
        kept = kept_post(request)
        if kept is not None:
            form, revision = unjudged(_form(kept, view, result, code), kept), str(kept.get("revision", revision))
    elif conflicts:
        form = _form(as_now(posted, form), view, result, code)
    answer = result.by_code[code]
    context = {
        "assessment": assessment,
        "result": result,
        "answer": answer,
        "view": view,
        "form": form,
        "revision": revision,
        "notes": phase_texts(answer),
        "versions": {one.field: versions_of(form, one, view.revision) for one in conflicts or ()},
        "errors": summary_of(posted) if posted is not None else [],
        "kept": kept,
        "cannot": _("The review cannot say"),
    }
    return render(request, "assessments/second_views/review.html", context, status=status)
