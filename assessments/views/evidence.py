"""Evidence of one answer: add, remove, bring back, replace its file, check its link, and give the file out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments import access, results, structure
from assessments.access import Permission
from assessments.actions.evidence import (
    ReplacedMeanwhile,
    add_evidence,
    mark_seen,
    remove_evidence,
    replace_file,
    restore_evidence,
    use_version,
)
from assessments.forms.errors import summary_of
from assessments.forms.evidence import EvidenceForm, NewVersionForm, SeenForm
from assessments.models import Assessment, Evidence, EvidenceFile, Response
from assessments.models.framework import texts
from assessments.requests import SignedInRequest
from assessments.uploads import accepts_file, left_out
from assessments.views.answering import kept_post
from assessments.views.attachments import attachment
from assessments.views.capabilities import save_page

EVIDENCE = Evidence.objects.select_related("response__assessment__country", "response__capability", "file").defer(
    *texts(capability="response__capability")
)
RESPONSES = Response.objects.with_round()
FILES = EvidenceFile.objects.select_related("evidence__response__assessment", "evidence__response__capability").defer(
    *texts(capability="evidence__response__capability")
)
#: A page stays light on a slow network, however much evidence there is.
PIECES_A_PAGE = 8
_VERSION_ID, _SEEN_ID = "id_v%d_%%s", "id_s%d_%%s"


@dataclass(frozen=True)
class Piece:
    """One piece of evidence with its versions, newest first, and its forms."""

    row: Evidence
    versions: tuple[EvidenceFile, ...]
    newer: NewVersionForm
    seen: SeenForm
    mine: EvidenceFile | None = None


@require_GET
def evidence_list(request: SignedInRequest, assessment_id: int, code: str) -> HttpResponse:
    """Everything of one answer, with earlier versions and what was removed: the country's own."""
    response = access.get_or_404(
        RESPONSES, request.user, Permission.VIEW_HISTORY, assessment_id=assessment_id, capability__code=code
    )
    kept = kept_post(request)
    form = EvidenceForm(initial={name: kept.get(name, "") for name in ("title", "url")}) if kept is not None else None
    return _page(request, response, form, kept=kept)


@accepts_file
@require_POST
def evidence_add(request: SignedInRequest, assessment_id: int, code: str) -> HttpResponse:
    """The button stands among the fields of the answer too: what was typed there is saved with it."""
    response = access.get_or_404(
        RESPONSES, request.user, Permission.EDIT_ANSWER, assessment_id=assessment_id, capability__code=code
    )
    assessment: Assessment = response.assessment
    form = EvidenceForm(request.POST, request.FILES, left_out=left_out(request))
    if "revision" in request.POST:
        return save_page(request, assessment, structure.of(assessment.framework).by_code[code], form)
    if not form.is_valid():
        return _page(request, response, form, status=422)
    add_evidence(assessment=assessment, response=response, by=request.user, **form.cleaned_data)
    messages.success(request, _("The evidence has been added."))
    return _back(assessment_id, code)


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


@accepts_file
@require_POST
def evidence_replace(request: SignedInRequest, assessment_id: int, code: str, evidence_id: int) -> HttpResponse:
    evidence = _evidence(request, assessment_id, code, evidence_id)
    form = NewVersionForm(
        request.POST,
        request.FILES,
        left_out=left_out(request),
        about=evidence.title,
        auto_id=_VERSION_ID % evidence.pk,
    )
    if not form.is_valid():
        return _page(request, evidence.response, refused=(evidence.pk, form), status=422)
    try:
        replace_file(
            assessment=evidence.assessment,
            evidence=evidence,
            file=form.cleaned_data["file"],
            based_on=_based_on(request),
            by=request.user,
        )
    except ReplacedMeanwhile as met:
        return _page(request, evidence.response, met=(evidence.pk, met.mine.pk), status=409)
    messages.success(request, _("The newer version is in place. The earlier one is kept."))
    return _to_piece(evidence)


@require_POST
def evidence_use(request: SignedInRequest, assessment_id: int, code: str, file_id: int) -> HttpResponse:
    """An earlier version counts again."""
    version = _file(request, Permission.EDIT_ANSWER, assessment_id, code, file_id)
    evidence = EVIDENCE.get(pk=version.evidence_id)
    swapped = use_version(
        assessment=evidence.assessment,
        evidence=evidence,
        version=version,
        based_on=_based_on(request),
        by=request.user,
    )
    if not swapped:
        return _page(request, evidence.response, met=(evidence.pk, version.pk), status=409)
    messages.success(request, _("This version counts now. The other one is kept."))
    return _to_piece(evidence)


@require_POST
def evidence_seen(request: SignedInRequest, assessment_id: int, code: str, evidence_id: int) -> HttpResponse:
    evidence = _evidence(request, assessment_id, code, evidence_id)
    if not evidence.url:
        raise Http404
    form = SeenForm(request.POST, about=evidence.title, auto_id=_SEEN_ID % evidence.pk)
    if not form.is_valid():
        return _page(request, evidence.response, refused=(evidence.pk, form), status=422)
    mark_seen(assessment=evidence.assessment, evidence=evidence, on=form.cleaned_data["on"], by=request.user)
    messages.success(request, _("The day on which the link was seen is noted."))
    return _to_piece(evidence)


@require_GET
def evidence_download(request: SignedInRequest, assessment_id: int, code: str, file_id: int) -> HttpResponseBase:
    return attachment(_file(request, Permission.VIEW_ROUND, assessment_id, code, file_id))


def _evidence(request: SignedInRequest, assessment_id: int, code: str, evidence_id: int) -> Evidence:
    evidence = access.get_or_404(EVIDENCE, request.user, Permission.EDIT_ANSWER, pk=evidence_id)
    if evidence.response.assessment_id != assessment_id or evidence.response.capability.code != code:
        raise Http404
    return evidence


def _file(
    request: SignedInRequest, permission: Permission, assessment_id: int, code: str, file_id: int
) -> EvidenceFile:
    version = access.get_or_404(FILES, request.user, permission, pk=file_id)
    response = version.evidence.response
    if response.assessment_id != assessment_id or response.capability.code != code:
        raise Http404
    return version


def _based_on(request: SignedInRequest) -> int | None:
    """The version that the page showed; none, where there was none."""
    value = request.POST.get("based_on", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 18 else None


def _page(
    request: SignedInRequest,
    response: Response,
    form: EvidenceForm | None = None,
    *,
    refused: tuple[int, forms.Form] | None = None,
    met: tuple[int, int] | None = None,
    kept: QueryDict | None = None,
    status: int = 200,
) -> HttpResponse:
    """`refused` is a piece with its form as posted; `met` a piece whose file a colleague replaced meanwhile, with the
    version that does not count yet."""
    rounds = Assessment.objects.with_round()
    assessment = access.get_or_404(rounds, request.user, Permission.VIEW_ROUND, pk=response.assessment_id)
    code = response.capability.code
    answer, _frame = results.one(assessment, code, request.LANGUAGE_CODE, depth="nothing")  # its names alone
    named = refused or met
    page = _paged(response, request.GET.get("page", "1"), named[0] if named else None)
    posted = [one for one in (form, refused[1] if refused else None) if one is not None]
    context: dict[str, Any] = {
        "assessment": assessment,
        "answer": answer,
        "form": form or EvidenceForm(),
        "page": page,
        "pieces": _pieces(list(page.object_list), refused, met),
        "may_edit": assessment.is_editable and access.can(request.user, Permission.EDIT_ANSWER, response),
        "met": met,
        "kept": kept,
        "errors": [line for one in posted for line in summary_of(one)],
    }
    return render(request, "assessments/capabilities/evidence.html", context, status=status)


def _paged(response: Response, number: str, wanted: int | None) -> Page:
    """What counts first, then what was removed. The page of `wanted`, where one is named."""
    rows = list(response.evidence.select_related("file__uploaded_by", "added_by", "seen_by", "removed_by"))
    rows.sort(key=lambda row: (row.removed_at is not None, row.pk))
    paginator = Paginator(rows, PIECES_A_PAGE)
    if wanted is not None:
        number = str([row.pk for row in rows].index(wanted) // PIECES_A_PAGE + 1)
    return paginator.get_page(number)


def _pieces(
    rows: Sequence[Evidence], refused: tuple[int, forms.Form] | None, met: tuple[int, int] | None
) -> list[Piece]:
    """One query, however many versions there are."""
    versions: dict[int, list[EvidenceFile]] = {}
    for version in EvidenceFile.objects.filter(evidence__in=rows).select_related("uploaded_by").order_by("-pk"):
        versions.setdefault(version.evidence_id, []).append(version)
    pieces = []
    for row in rows:
        posted = refused[1] if refused and refused[0] == row.pk else None
        found = tuple(versions.get(row.pk, ()))
        pieces.append(
            Piece(
                row,
                found,
                posted
                if isinstance(posted, NewVersionForm)
                else NewVersionForm(about=row.title, auto_id=_VERSION_ID % row.pk),
                posted
                if isinstance(posted, SeenForm)
                else SeenForm(about=row.title, initial={"on": timezone.localdate()}, auto_id=_SEEN_ID % row.pk),
                next((version for version in found if met == (row.pk, version.pk)), None),
            )
        )
    return pieces


def _to_piece(evidence: Evidence) -> HttpResponse:
    code = evidence.response.capability.code
    response = redirect("evidence_list", assessment_id=evidence.response.assessment_id, code=code)
    response["Location"] += f"#e{evidence.pk}"
    return response


def _back(assessment_id: int, code: str) -> HttpResponse:
    response = redirect("capability_edit", assessment_id=assessment_id, code=code)
    response["Location"] += "#evidence"
    return response
