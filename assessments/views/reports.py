"""The report: prepared beside the site's own work, downloaded when ready, checked by its code."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments import access, results
from assessments.access import Permission
from assessments.actions.reports import issue_report
from assessments.exports import pdf
from assessments.models import Assessment, Country, IssuedReport
from assessments.requests import SignedInRequest
from assessments.results import AssessmentResult

ROUND = Assessment.objects.with_round()


@dataclass(frozen=True)
class Routes:
    """Their names, and what the ids of their lines on the page begin with."""

    anchor: str
    prepare: str
    status: str
    download: str


#: The addresses of each kind, in the order of the page.
_ROUTES: dict[pdf.Kind, Routes] = {
    "brief": Routes("brief", "brief_prepare", "brief_status", "brief_download"),
    "full": Routes("report", "report_prepare", "report_status", "report_download"),
}


@require_GET
def report_show(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.DOWNLOAD_REPORT, pk=assessment_id)
    result = results.of(assessment, request.LANGUAGE_CODE)
    reports = [(kind, [_report(assessment, code, name, kind) for code, name in settings.LANGUAGES]) for kind in _ROUTES]
    context = {
        "assessment": assessment,
        "result": result,
        "reports": reports,
        "problem": pdf.problem(),
        "issued": IssuedReport.objects.filter(assessment=assessment).order_by("-pk")[:10],
    }
    return render(request, "assessments/reports/show.html", context)


@require_POST
def report_prepare(
    request: SignedInRequest, assessment_id: int, language: str, kind: pdf.Kind = "full"
) -> HttpResponse:
    """Starts the rendering in a process of its own and answers at once. Ready already: leads to the file."""
    assessment = access.get_or_404(ROUND, request.user, Permission.DOWNLOAD_REPORT, pk=assessment_id)
    result = _result(assessment, language)
    if pdf.problem():
        return redirect("report_show", assessment_id=assessment.pk)
    key = pdf.content_key(result, kind)
    if pdf.cached(key) is not None:
        return redirect(_ROUTES[kind].download, assessment_id=assessment.pk, language=language)
    code = issue_report(assessment=assessment, result=result, by=request.user)
    pdf.start(key, pdf.html_of(result, code, kind))
    response = redirect("report_show", assessment_id=assessment.pk)
    response["Location"] += f"#{_ROUTES[kind].anchor}-{language}"
    return response


@require_GET
def report_status(request: SignedInRequest, assessment_id: int, language: str, kind: pdf.Kind = "full") -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.DOWNLOAD_REPORT, pk=assessment_id)
    return JsonResponse({"status": pdf.status(pdf.content_key(_result(assessment, language), kind))})


@require_GET
def report_download(
    request: SignedInRequest, assessment_id: int, language: str, kind: pdf.Kind = "full"
) -> HttpResponse | FileResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.DOWNLOAD_REPORT, pk=assessment_id)
    result = _result(assessment, language)
    path = pdf.cached(pdf.content_key(result, kind))
    if path is None:
        messages.info(request, _("The answers have changed since this report was made. Prepare it again."))
        return redirect("report_show", assessment_id=assessment.pk)
    issue_report(assessment=assessment, result=result, by=request.user)
    response = FileResponse(path.open("rb"), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{pdf.file_name(result, kind)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def report_check(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Is this paper ours? Anyone signed in for the country types the code of its last page."""
    country = access.get_or_404(Country, request.user, Permission.DOWNLOAD_REPORT, iso3=iso3)
    typed = request.POST.get("code", "").replace("\x00", "").strip().upper()
    found: IssuedReport | None = None
    current = False
    if typed:
        issued = access.visible_to(IssuedReport, request.user).select_related(
            "assessment__country", "assessment__framework", "assessment__sent_by"
        )
        found = issued.filter(assessment__country=country, code=typed).first()
        if found is not None:
            current = results.content_hash(results.of(found.assessment, found.language)) == found.content_hash
    context = {
        "country": country,
        "typed": typed,
        "found": found,
        "current": current,
        "posted": request.method == "POST",
    }
    context["errors"] = request.method == "POST" and not typed
    status = 422 if request.method == "POST" and not typed else 200
    return render(request, "assessments/reports/check.html", context, status=status)


def _report(assessment: Assessment, code: str, name: str, kind: pdf.Kind) -> dict[str, Any]:
    key = pdf.content_key(results.of(assessment, code), kind)
    path: Path | None = pdf.cached(key)
    return {
        "language": code,
        "name": name,
        "anchor": f"{_ROUTES[kind].anchor}-{code}",
        "status": pdf.status(key),
        "size": path.stat().st_size if path else 0,
        "prepare": reverse(_ROUTES[kind].prepare, args=[assessment.pk, code]),
        "status_url": reverse(_ROUTES[kind].status, args=[assessment.pk, code]),
        "download": reverse(_ROUTES[kind].download, args=[assessment.pk, code]),
    }


def _result(assessment: Assessment, language: str) -> AssessmentResult:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return results.of(assessment, language)
