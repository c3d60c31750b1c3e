"""My work: what waits for the person who is signed in."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments import work
from assessments.requests import SignedInRequest

ITEMS_A_PAGE = 40


@require_GET
def my_work(request: SignedInRequest) -> HttpResponse:
    items = work.of(request.user, request.LANGUAGE_CODE)
    page = Paginator(items, ITEMS_A_PAGE).get_page(request.GET.get("page", "1"))
    places = {(str(item.country), item.year) for item in items}
    own = request.user.own_countries
    countries = [m.country for m in request.user.current_memberships if m.country_id in own]
    # Only a person of one country knows without being told which one is meant.
    named = len(places) > 1 or len(countries) != 1 or request.user.is_secretariat
    context = {"page": page, "number": len(items), "named": named, "countries": countries}
    return render(request, "assessments/my_work.html", context)
