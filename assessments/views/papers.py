"""Before a round begins: the whole questionnaire to read, and papers for everyone, the questionnaire and the guide."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from assessments import results
from assessments.exports import guide, packs, pdf
from assessments.exports.wording import FACET_QUESTIONS
from assessments.models import Framework
from assessments.requests import SignedInRequest
from assessments.results import Questionnaire
from assessments.views.print_packs import sent_file


@dataclass(frozen=True)
class Paper:
    """A paper that every person who is signed in may have: it holds the framework's texts and nobody's answers."""

    name: Any
    hint: Any
    html: Callable[[Questionnaire], str]
    key: Callable[[Questionnaire], str]
    file_name: Callable[[Questionnaire], str]


PAPERS = {
    "questionnaire": Paper(
        gettext_lazy("The whole questionnaire, blank"),
        gettext_lazy("Every capability on two pages, with boxes to tick and lines to write on."),
        packs.html_of,
        packs.content_key,
        packs.file_name,
    ),
    "guide": Paper(
        gettext_lazy("Guide to a two-day workshop"),
        gettext_lazy("Whom to invite, what to bring, the agenda with minutes, how to vote, what comes after."),
        guide.html_of,
        guide.content_key,
        lambda questionnaire: guide.file_name(questionnaire.language),
    ),
}


def latest_framework() -> Framework | None:
    return Framework.objects.order_by("-pk").first()


@require_GET
def questionnaire_show(request: SignedInRequest) -> HttpResponse:
    """One domain at a time: the whole of it would be a heavy page."""
    framework = latest_framework()
    if framework is None:
        raise Http404
    questionnaire = results.blank(framework, request.LANGUAGE_CODE)
    wanted = request.GET.get("domain", "")
    domains = {domain.code: domain for domain in questionnaire.domains}
    domain = domains.get(wanted) or questionnaire.domains[0]
    context = {
        "questionnaire": questionnaire,
        "domain": domain,
        "capabilities": questionnaire.capabilities_of(domain),
        "facets": list(FACET_QUESTIONS.values()),
    }
    return render(request, "assessments/questionnaire.html", context)


@require_GET
def paper_list(request: SignedInRequest) -> HttpResponse:
    framework = latest_framework()
    papers = []
    if framework is not None:
        papers = [
            (paper, [_file(code, framework, language, name) for language, name in settings.LANGUAGES])
            for code, paper in PAPERS.items()
        ]
    return render(request, "assessments/papers.html", {"papers": papers, "problem": pdf.problem()})


@require_POST
def paper_prepare(request: SignedInRequest, paper: str, language: str) -> HttpResponse:
    made, questionnaire = _paper(paper, latest_framework(), language)
    key = made.key(questionnaire)
    if not pdf.problem() and pdf.cached(key) is None:
        pdf.start(key, made.html(questionnaire))
    return redirect(f"{reverse('paper_list')}#{paper}-{language}")


@require_GET
def paper_status(request: SignedInRequest, paper: str, language: str) -> HttpResponse:
    made, questionnaire = _paper(paper, latest_framework(), language)
    return JsonResponse({"status": pdf.status(made.key(questionnaire))})


@require_GET
def paper_download(request: SignedInRequest, paper: str, language: str) -> HttpResponse | FileResponse:
    made, questionnaire = _paper(paper, latest_framework(), language)
    path = pdf.cached(made.key(questionnaire))
    if path is None:
        messages.info(request, _("This paper has not been made yet, or its texts have changed. Make it again."))
        return redirect("paper_list")
    return sent_file(path, made.file_name(questionnaire))


def _paper(code: str, framework: Framework | None, language: str) -> tuple[Paper, Questionnaire]:
    if code not in PAPERS or framework is None or language not in dict(settings.LANGUAGES):
        raise Http404
    return PAPERS[code], results.blank(framework, language)


_keys: dict[tuple[Any, ...], str] = {}


def _key(code: str, framework: Framework, language: str) -> str:
    """Of a paper's file. Only new texts make it another one, and to know it the whole paper is put together."""
    texts = (framework.pk, framework.revision, framework.checksum, framework.texts_checksum)
    if (code, language, *texts) not in _keys:
        made, questionnaire = _paper(code, framework, language)
        _keys[code, language, *texts] = made.key(questionnaire)
    return _keys[code, language, *texts]


def _file(code: str, framework: Framework, language: str, name: str) -> dict[str, Any]:
    key = _key(code, framework, language)
    path = pdf.cached(key)
    return {
        "name": name,
        "language": language,
        "anchor": f"{code}-{language}",
        "status": pdf.status(key),
        "size": path.stat().st_size if path else 0,
        "status_url": reverse("paper_status", args=[code, language]),
        "download": reverse("paper_download", args=[code, language]),
        "again": reverse("paper_prepare", args=[code, language]),
        "hidden": {},
    }
