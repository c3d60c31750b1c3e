"""The way in: to one's country, or to the list of countries."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from assessments.requests import SignedInRequest


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """One country: its latest round. Several, or the secretariat: the list. None: a page that says whom to ask."""
    user = request.user
    countries = [membership.country for membership in user.current_memberships if membership.country]
    if user.is_secretariat or len(countries) > 1:
        return redirect("country_list")
    if not countries:
        return render(request, "assessments/no_role.html")
    latest = countries[0].assessments.order_by("-year").first()
    if latest is None:
        return redirect("country_show", iso3=countries[0].iso3)
    return redirect("workspace", assessment_id=latest.pk)
