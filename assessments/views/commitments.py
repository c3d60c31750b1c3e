"""The commitments of the summits: what the country says of each, and what shows it."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import access, results
from assessments.access import Permission
from assessments.actions.following_rows import commitment_rows
from assessments.forms.threats import CommitmentForm
from assessments.models import Assessment
from assessments.requests import SignedInRequest
from assessments.results import CommitmentResult
from assessments.translation import Text
from assessments.views.answering import kept_post
from assessments.views.small_answers import NOTHING, Entry, Kind, answered_by, entries_of, save_all

COMMITMENTS = Kind(("answer", "note"), lambda data, commitment: CommitmentForm(data, commitment=commitment))


@require_http_methods(["GET", "POST"])
def commitment_list(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    permission = Permission.EDIT_CONTEXT if request.method == "POST" else Permission.VIEW_ROUND
    rows = Assessment.objects.with_round()
    assessment = access.get_or_404(rows, request.user, permission, pk=assessment_id)
    may_edit = assessment.is_editable and access.can(request.user, Permission.EDIT_CONTEXT, assessment)
    refused = NOTHING
    if request.method == "POST":
        before = results.build(assessment, request.LANGUAGE_CODE).commitments
        refused = save_all(request, assessment, COMMITMENTS, before, commitment_rows(assessment))
        if refused.status == 200:
            messages.success(request, _("Saved."))
            return redirect("commitment_list", assessment_id=assessment.pk)
        assessment.refresh_from_db(fields=["version"])  # what was kept of the round before this save is old
    result = results.of(assessment, request.LANGUAGE_CODE)
    kept = kept_post(request) if request.method == "GET" and may_edit else None
    entries = entries_of(COMMITMENTS, result.commitments, refused, kept)
    context = {
        "assessment": assessment,
        "result": result,
        "summits": [(summit, list(found)) for summit, found in groupby(entries, _summit_of)],
        "may_edit": may_edit,
        "answered_by": answered_by(request.user, assessment),
        "collided": bool(refused.collided),
        "kept": kept,
        "errors": refused.errors,
    }
    return render(request, "assessments/commitments.html", context, status=refused.status)


def _summit_of(entry: Entry) -> Text:
    return entry.said.summit if isinstance(entry.said, CommitmentResult) else Text()
