"""Evidence of one answer: add, remove, bring back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import access, results
from assessments.access import Permission
from assessments.actions.evidence import add_evidence, remove_evidence, restore_evidence
from assessments.forms.errors import summary_of
from assessments.forms.evidence import EvidenceForm
from assessments.models import Assessment, Evidence, Response
from assessments.requests import SignedInRequest

EVIDENCE = Evidence.objects.select_related("response__assessment__country", "response__capability")


@require_POST
def evidence_add(request: SignedInRequest, assessment_id: int, code: str) -> HttpResponse:
    rows = Response.objects.select_related("assessment__country", "assessment__framework", "capability")
    response = access.get_or_404(
        rows, request.user, Permission.EDIT_ANSWER, assessment_id=assessment_id, capability__code=code
    )
    form = EvidenceForm(request.POST)
    assessment: Assessment = response.assessment
    if form.is_valid():
        add_evidence(assessment=assessment, response=response, by=request.user, **form.cleaned_data)
        messages.success(request, _("The evidence has been added."))
        return _back(assessment_id, code)
    result = results.of(assessment, request.LANGUAGE_CODE)
    context = {
        "assessment": assessment,
        "result": result,
        "answer": result.by_code[code],
        "form": form,
        "errors": summary_of(form),
    }
    return render(request, "assessments/capabilities/evidence.html", context, status=422)


@require_POST
def evidence_remove(request: SignedInRequest, assessment_id: int, code: str, evidence_id: int) -> HttpResponse:
    evidence = _evidence(request, assessment_id, code, evidence_id)
    remove_evidence(assessment=evidence.assessment, evidence=evidence, by=request.user)
    messages.success(
        request,
        _("The evidence has been removed."),
        extra_tags=f"undo:{evidence.pk}:{assessment_id}:{code}",
    )
    return _back(assessment_id, code)


@require_POST
def evidence_restore(request: SignedInRequest, assessment_id: int, code: str, evidence_id: int) -> HttpResponse:
    evidence = _evidence(request, assessment_id, code, evidence_id)
    restore_evidence(assessment=evidence.assessment, evidence=evidence, by=request.user)
    messages.success(request, _("The evidence is back."))
    return _back(assessment_id, code)


def _evidence(request: SignedInRequest, assessment_id: int, code: str, evidence_id: int) -> Evidence:
    evidence = access.get_or_404(EVIDENCE, request.user, Permission.EDIT_ANSWER, pk=evidence_id)
    if evidence.response.assessment_id != assessment_id or evidence.response.capability.code != code:
        raise Http404
    return evidence


def _back(assessment_id: int, code: str) -> HttpResponse:
    response = redirect("capability_edit", assessment_id=assessment_id, code=code)
    response["Location"] += "#evidence"
    return response
