"""The seven enablers: each answered once a round."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import access, results
from assessments.access import Permission
from assessments.forms.enablers import EnablerForm
from assessments.models import Assessment, EnablerAnswer
from assessments.requests import SignedInRequest
from assessments.views.answering import kept_post
from assessments.views.small_answers import NOTHING, Kind, answered_by, entries_of, save_all

ENABLERS = Kind(("answer", "note"), lambda data, enabler: EnablerForm(data, enabler=enabler))


@require_http_methods(["GET", "POST"])
def enabler_list(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    permission = Permission.EDIT_CONTEXT if request.method == "POST" else Permission.VIEW_ROUND
    rows = Assessment.objects.with_round()
    assessment = access.get_or_404(rows, request.user, permission, pk=assessment_id)
    may_edit = assessment.is_editable and access.can(request.user, Permission.EDIT_CONTEXT, assessment)
    refused = NOTHING
    if request.method == "POST":
        before = results.build(assessment, request.LANGUAGE_CODE).enablers
        refused = save_all(request, assessment, ENABLERS, before, _rows(assessment))
        if refused.status == 200:
            messages.success(request, _("Saved."))
            return redirect("enabler_list", assessment_id=assessment.pk)
        assessment.refresh_from_db(fields=["version"])  # what was kept of the round before this save is old
    result = results.of(assessment, request.LANGUAGE_CODE)
    kept = kept_post(request) if request.method == "GET" and may_edit else None
    context = {
        "assessment": assessment,
        "result": result,
        "entries": entries_of(ENABLERS, result.enablers, refused, kept),
        "may_edit": may_edit,
        "answered_by": answered_by(request.user, assessment),
        "collided": bool(refused.collided),
        "kept": kept,
        "errors": refused.errors,
    }
    return render(request, "assessments/enablers.html", context, status=refused.status)


def _rows(assessment: Assessment) -> dict[str, EnablerAnswer]:
    found = EnablerAnswer.objects.filter(assessment=assessment).select_related("enabler")
    return {row.enabler.code: row for row in found}
