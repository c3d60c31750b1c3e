"""The gap register over all rounds, and what changed and why since the last one."""

from collections import Counter
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments import access, results
from assessments.access import Permission
from assessments.forms.register import STATES, RegisterFilter, states_of
from assessments.models import Assessment
from assessments.requests import SignedInRequest
from assessments.results import AssessmentResult, CapabilityResult, RegisterEntry

ROUND = Assessment.objects.with_round()
#: Pages stay light on a slow network, however many gaps and capabilities there are.
ENTRIES_A_PAGE = 25
CHANGES_A_PAGE = 6


@require_GET
def register_show(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.VIEW_ROUND, pk=assessment_id)
    result = results.of(assessment, request.LANGUAGE_CODE)
    filters = RegisterFilter(request.GET or {}, result=result)
    chosen = filters.chosen()
    shown = [entry for entry in result.register if filters.fits(entry, chosen)]
    page = Paginator(shown, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "assessment": assessment,
        "result": result,
        "filters": filters,
        "counts": _counts(result),
        "groups": _grouped(result, list(page)),
        "page": page,
        "shown": len(shown),
        "query": "".join(f"{quote(name)}={quote(value)}&" for name, value in chosen.items()),
    }
    return render(request, "assessments/register/show.html", context)


@require_GET
def register_changes(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.VIEW_ROUND, pk=assessment_id)
    result = results.of(assessment, request.LANGUAGE_CODE)
    found = results.changes(result)
    page = Paginator(found, CHANGES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "assessment": assessment,
        "result": result,
        "page": page,
        "closed": sum(len(change.closed) for change in found),
        "by_actions": sum(bool(closed.finished) for change in found for closed in change.closed),
        "opened": sum(len(change.opened) for change in found),
    }
    return render(request, "assessments/register/changes.html", context)


def _counts(result: AssessmentResult) -> list[tuple[str, str, int]]:
    """Each state with its name and how many gaps are in it, in the order of the filter."""
    found = Counter(state for entry in result.register for state in states_of(entry, result.year))
    return [(state, str(name), found[state]) for state, name in STATES.items()]


def _grouped(
    result: AssessmentResult, entries: list[RegisterEntry]
) -> list[tuple[CapabilityResult, list[RegisterEntry]]]:
    by_code: dict[str, list[RegisterEntry]] = {}
    for entry in entries:
        by_code.setdefault(entry.capability, []).append(entry)
    return [(result.by_code[code], found) for code, found in by_code.items()]
