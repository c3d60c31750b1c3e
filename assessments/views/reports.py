"""The report: prepared beside the site's own work, downloaded when ready, checked by its code.

`number` names one submission of the round, as it was frozen; without it, the round is meant as it is.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments import access, issued, results
from assessments.access import Permission
from assessments.actions.reports import FileDamaged, issue_report, keep_file, start_report
from assessments.exports import pdf
from assessments.issued import NoSubmission, Source
from assessments.models import Assessment, Country, IssuedReport, Snapshot
from assessments.requests import SignedInRequest
from assessments.results import Submission

ROUND = Assessment.objects.with_round()
_LISTED = 10


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
def report_show(request: SignedInRequest, assessment_id: int, number: int | None = None) -> HttpResponse:
    """The reports of the round as it is, or of one of its submissions, and which submissions there are."""
    assessment = access.get_or_404(ROUND, request.user, Permission.DOWNLOAD_REPORT, pk=assessment_id)
    sent = results.submissions(assessment)
    pdf.go_on()
    if number is None and not assessment.is_shared:
        results.in_each(assessment, (code for code, _name in _languages()))  # in memory for all lines of the page
    shown = _source(assessment, request.LANGUAGE_CODE, number, sent).submission
    reports = [
        (kind, [_report(_source(assessment, code, number, sent), name, kind, number) for code, name in _languages()])
        for kind in _ROUTES
    ]
    made = IssuedReport.objects.filter(assessment=assessment)
    context = {
        "assessment": assessment,
        "result": results.frame_of(assessment, request.LANGUAGE_CODE),
        "reports": reports,
        "problem": pdf.problem(),
        "submission": shown,
        "number": number,
        "sent": [(one, one.row(request.LANGUAGE_CODE)) for one in reversed(sent)],
        "issued": [] if number else made.order_by("-pk")[:_LISTED],
    }
    return render(request, "assessments/reports/show.html", context)


@require_POST
def report_prepare(
    request: SignedInRequest, assessment_id: int, language: str, kind: pdf.Kind = "full", number: int | None = None
) -> HttpResponse:
    """Starts the rendering in a process of its own and answers at once. Ready already: leads to the file."""
    assessment = access.get_or_404(ROUND, request.user, Permission.DOWNLOAD_REPORT, pk=assessment_id)
    source = _source(assessment, language, number)
    if pdf.problem():
        return _to_page(source, kind, number)
    if source.file(kind) is not None:
        return HttpResponseRedirect(_address(source, kind, number, "download"))
    start_report(source=source, kind=kind, by=request.user)
    return _to_page(source, kind, number, anchor=True)


@require_GET
def report_status(
    request: SignedInRequest, assessment_id: int, language: str, kind: pdf.Kind = "full", number: int | None = None
) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.DOWNLOAD_REPORT, pk=assessment_id)
    return JsonResponse({"status": _source(assessment, language, number).status(kind)})


@require_GET
def report_download(
    request: SignedInRequest, assessment_id: int, language: str, kind: pdf.Kind = "full", number: int | None = None
) -> HttpResponse | FileResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.DOWNLOAD_REPORT, pk=assessment_id)
    source = _source(assessment, language, number)
    path = source.file(kind)
    if path is None:
        if source.submission is None:
            messages.info(request, _("The answers have changed since this report was made. Prepare it again."))
        return _to_page(source, kind, number)
    issue_report(assessment=assessment, result=source.result, by=request.user, frozen=source.frozen)
    try:
        keep_file(source=source, kind=kind)
    except FileDamaged:
        words = _("This file is not the one that was made: somebody changed it on the server, so it is not handed out.")
        messages.error(request, words)
        return _to_page(source, kind, number)
    response = FileResponse(path.open("rb"), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{source.file_name(kind)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def report_check(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Is this paper ours? Anyone signed in for the country types the code of its last page."""
    country = access.get_or_404(Country, request.user, Permission.DOWNLOAD_REPORT, iso3=iso3)
    typed = request.POST.get("code", "").replace("\x00", "").strip().upper()
    found: IssuedReport | None = None
    if typed:
        found = _with_code(request, country, typed)
    context = {
        "country": country,
        "typed": typed,
        "found": found,
        "posted": request.method == "POST",
    }
    if found is not None:
        context |= _standing(found)
    context["errors"] = request.method == "POST" and not typed
    status = 422 if request.method == "POST" and not typed else 200
    return render(request, "assessments/reports/check.html", context, status=status)


def _with_code(request: SignedInRequest, country: Country, code: str) -> IssuedReport | None:
    """A report that was made, or of what was sent and nobody has printed yet: the page of reports shows its code."""
    related = ("assessment__country", "assessment__framework", "assessment__sent_by")
    wanted = {"assessment__country": country, "code": code}
    made = access.visible_to(IssuedReport, request.user).filter(**wanted).select_related(*related).first()
    if made is not None:
        return made
    row = access.visible_to(Snapshot, request.user).filter(**wanted).defer("result", "summary")
    frozen = row.select_related(*related).first()
    if frozen is None:
        return None
    return IssuedReport(
        assessment=frozen.assessment,
        snapshot=frozen,
        code=code,
        language=frozen.language,
        state=frozen.state,
        issued_at=frozen.created_at,
    )


def _standing(found: IssuedReport) -> dict[str, Any]:
    """How a report stands to what the round says today; of one that was sent, who signed it and its files."""
    assessment = found.assessment
    if found.snapshot_id is None:
        today = results.content_hash(results.of(assessment, found.language))
        return {"current": today == found.content_hash}
    sent = results.submissions(assessment)
    submission = next(one for one in sent if any(row.pk == found.snapshot_id for row in one.by_language.values()))
    newest = submission.number == len(sent)
    return {
        "submission": submission,
        "current": newest and assessment.is_shared,
        "open_again": newest and not assessment.is_shared,
        "files": [
            {
                "kind": kind,
                "url": reverse("sent_download", args=[assessment.pk, submission.number, kind, found.language]),
                "sha256": found.files[kind]["sha256"],
            }
            for kind in _ROUTES
            if kind in found.files
        ],
    }


def _languages() -> list[tuple[str, str]]:
    return list(settings.LANGUAGES)


def _source(
    assessment: Assessment, language: str, number: int | None, sent: tuple[Submission, ...] | None = None
) -> Source:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    try:
        return issued.source(assessment, language, number, sent)
    except NoSubmission as error:
        raise Http404 from error


def _address(source: Source, kind: pdf.Kind, number: int | None, act: str) -> str:
    if number is None:
        return reverse(getattr(_ROUTES[kind], act), args=[source.assessment.pk, source.language])
    return reverse(f"sent_{act}", args=[source.assessment.pk, number, kind, source.language])


def _to_page(source: Source, kind: pdf.Kind, number: int | None, *, anchor: bool = False) -> HttpResponseRedirect:
    pk = source.assessment.pk
    response = redirect("report_show", pk) if number is None else redirect("sent_show", pk, number)
    if anchor:
        response["Location"] += f"#{_ROUTES[kind].anchor}-{source.language}"
    return response


def _report(source: Source, name: str, kind: pdf.Kind, number: int | None) -> dict[str, Any]:
    status = source.status(kind)
    path = source.file(kind) if status == "ready" else None
    return {
        "language": source.language,
        "name": name,
        "anchor": f"{_ROUTES[kind].anchor}-{source.language}",
        "status": status,
        "code": source.frozen.code if source.frozen else "",
        "size": path.stat().st_size if path else 0,
        "prepare": _address(source, kind, number, "prepare"),
        "status_url": _address(source, kind, number, "status"),
        "download": _address(source, kind, number, "download"),
    }
