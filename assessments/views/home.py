"""The way in: to one's country, or to the list of countries."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from assessments import structure
from assessments.models import Framework
from assessments.requests import SignedInRequest
from assessments.translation import pick


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """One country: its latest round. Several: the list. The secretariat: its board. None: a page that says whom to
    ask."""
    user = request.user
    countries = [membership.country for membership in user.current_memberships if membership.country]
    if user.is_secretariat and not countries:
        return redirect("review_board")
    if user.is_secretariat or len(countries) > 1:
        return redirect("country_list")
    if not countries:
        return render(request, "assessments/no_role.html")
    latest = countries[0].assessments.order_by("-year").first()
    if latest is None:
        return redirect("country_show", iso3=countries[0].iso3)
    return redirect("workspace", assessment_id=latest.pk)


@require_GET
@login_not_required
def help_page(request: SignedInRequest) -> HttpResponse:
    framework = Framework.objects.order_by("-pk").first()
    language = request.LANGUAGE_CODE
    context: dict[str, Any] = {"phases": [], "notice": ""}
    if framework is not None:
        nodes = structure.of(framework)
        context["phases"] = [
            {"name": pick(phase["name"], language), "text": pick(phase["text"], language)} for phase in nodes.phases
        ]
        context["notice"] = pick(nodes.notices, language)
    return render(request, "assessments/help.html", context)
