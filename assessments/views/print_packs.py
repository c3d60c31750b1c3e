"""Print packs of a round: what to print is chosen, the file is made beside the site's own work, then downloaded."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments import access, results
from assessments.access import Permission
from assessments.exports import packs, pdf
from assessments.forms.errors import summary_of
from assessments.forms.packs import BLANK, FILLED, PackForm
from assessments.models import Assessment
from assessments.requests import SignedInRequest
from assessments.results import Questionnaire

ROUND = Assessment.objects.with_round()


@dataclass(frozen=True)
class Choice:
    """What a person chose to print; each part stands in the addresses of its file."""

    scope: str
    fill: str
    language: str

    def args(self, assessment: Assessment) -> list[Any]:
        return [assessment.pk, self.scope, self.fill, self.language]


@require_http_methods(["GET", "POST"])
def print_show(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    """By POST the chosen pack is started; the address then names it, so that the page can be looked at again."""
    assessment = access.get_or_404(ROUND, request.user, Permission.DOWNLOAD_REPORT, pk=assessment_id)
    whole = results.of_round(results.of(assessment, request.LANGUAGE_CODE))
    asked = Choice(
        request.GET.get("scope", results.ALL),
        request.GET.get("fill", BLANK),
        request.GET.get("language", request.LANGUAGE_CODE),
    )
    known = asked.scope in whole.scopes and asked.fill in (BLANK, FILLED) and asked.language in dict(settings.LANGUAGES)
    if not known:
        asked = Choice(results.ALL, BLANK, request.LANGUAGE_CODE)
    data = request.POST if request.method == "POST" else None
    form = PackForm(data, whole=whole, initial={"scope": asked.scope, "fill": asked.fill, "language": asked.language})
    if data is not None and form.is_valid():
        return _start(assessment, Choice(**form.cleaned_data))
    context = {
        "assessment": assessment,
        "form": form,
        "errors": summary_of(form),
        "chosen": _chosen(assessment, asked) if data is None and known and "scope" in request.GET else None,
        "problem": pdf.problem(),
    }
    return render(request, "assessments/print.html", context, status=200 if data is None else 422)


def _start(assessment: Assessment, choice: Choice) -> HttpResponse:
    pack = _pack(assessment, choice)
    key = packs.content_key(pack)
    if not pdf.problem() and pdf.cached(key) is None:
        pdf.start(key, packs.html_of(pack))
    asked = urlencode({"scope": choice.scope, "fill": choice.fill, "language": choice.language})
    return redirect(f"{reverse('print_show', args=[assessment.pk])}?{asked}#pack")


@require_GET
def print_status(request: SignedInRequest, assessment_id: int, scope: str, fill: str, language: str) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.DOWNLOAD_REPORT, pk=assessment_id)
    return JsonResponse({"status": pdf.status(packs.content_key(_pack(assessment, Choice(scope, fill, language))))})


@require_GET
def print_download(
    request: SignedInRequest, assessment_id: int, scope: str, fill: str, language: str
) -> HttpResponse | FileResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.DOWNLOAD_REPORT, pk=assessment_id)
    choice = Choice(scope, fill, language)
    pack = _pack(assessment, choice)
    path = pdf.cached(packs.content_key(pack))
    if path is None:
        messages.info(request, _("The answers have changed since this pack was made. Make it again."))
        asked = urlencode({"scope": choice.scope, "fill": choice.fill, "language": choice.language})
        return redirect(f"{reverse('print_show', args=[assessment.pk])}?{asked}")
    return sent_file(path, packs.file_name(pack))


def sent_file(path: Any, name: str) -> FileResponse:
    response = FileResponse(path.open("rb"), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _pack(assessment: Assessment, choice: Choice) -> Questionnaire:
    """Raises Http404 for a part, a way of filling or a language that there is not."""
    if choice.language not in dict(settings.LANGUAGES) or choice.fill not in (BLANK, FILLED):
        raise Http404
    result = results.of(assessment, choice.language)
    filled = choice.fill == FILLED
    whole = results.of_round(result) if filled else results.blank_of_round(result, assessment.framework)
    try:
        return whole.part(choice.scope)
    except KeyError as error:
        raise Http404 from error


def _chosen(assessment: Assessment, choice: Choice) -> dict[str, Any]:
    pack = _pack(assessment, choice)
    key = packs.content_key(pack)
    path = pdf.cached(key)
    return {
        "name": packs.file_name(pack),
        "anchor": "pack",
        "status": pdf.status(key),
        "size": path.stat().st_size if path else 0,
        "status_url": reverse("print_status", args=choice.args(assessment)),
        "download": reverse("print_download", args=choice.args(assessment)),
        "again": reverse("print_show", args=[assessment.pk]),
        "hidden": {"scope": choice.scope, "fill": choice.fill, "language": choice.language},
    }
