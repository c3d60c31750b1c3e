"""The way in: to one's country, or to the list of countries."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from assessments import offers
from assessments.glossary import glossary
from assessments.requests import SignedInRequest
from assessments.roles import Role


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """One country: its latest round; a contributor: what waits for them. Several: the list. The secretariat: its board.
    None: the invitation that waits, or a page that says whom to ask. Who was asked for a second view alone: what they
    were asked for."""
    user = request.user
    own = user.own_countries
    countries = [m.country for m in user.current_memberships if m.country_id in own]
    if user.is_secretariat and not countries:
        return redirect("review_board")
    if user.roles == {Role.CONTRIBUTOR}:
        return redirect("my_work")
    if user.is_secretariat or len(countries) > 1:
        return redirect("country_list")
    if not countries and user.reads_for:
        return redirect("view_list")
    if not countries:
        if offers.offered_to(user).exists():
            return redirect("my_work")
        return render(request, "assessments/no_role.html")
    latest = countries[0].assessments.order_by("-year").first()
    if latest is None:
        return redirect("country_show", iso3=countries[0].iso3)
    return redirect("workspace", assessment_id=latest.pk)


@require_GET
@login_not_required
def glossary_page(request: SignedInRequest) -> HttpResponse:
    words = glossary(request.LANGUAGE_CODE)
    context = {
        "sections": [("subject", "", words.subject), ("tool", "", words.tool)],
        "lang": words.language if words.language != request.LANGUAGE_CODE else "",
    }
    return render(request, "assessments/glossary.html", context)
