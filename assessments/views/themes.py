"""The same answers through the six themes of the Global Strategic Response."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments import access, charts, results
from assessments.access import Permission
from assessments.models import Assessment
from assessments.requests import SignedInRequest
from assessments.results.themes import themes_of


@require_GET
def theme_list(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    rows = Assessment.objects.with_round()
    assessment = access.get_or_404(rows, request.user, Permission.VIEW_ROUND, pk=assessment_id)
    result = results.of(assessment, request.LANGUAGE_CODE)
    context = {
        "assessment": assessment,
        "result": result,
        "themes": themes_of(result),
        "tracks": {
            c.code: charts.track(c.state, c.target, c.previous.phase if c.previous else None)
            for c in result.capabilities
        },
    }
    return render(request, "assessments/themes.html", context)
