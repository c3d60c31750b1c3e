"""Countries: the list that a person may see, and the rounds of one."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments import access, alphabet
from assessments.access import Permission
from assessments.models import Assessment, Country
from assessments.requests import SignedInRequest
from assessments.workflow import OPEN

COUNTRY = Country.objects.select_related("counted_by")


@require_GET
def country_list(request: SignedInRequest) -> HttpResponse:
    """In the order of the alphabet, always: countries are never ranked. Of a draft only its state is told."""
    user = request.user
    if user.reads_for and not user.own_countries and not user.is_secretariat:
        raise Http404  # asked for a second view, and for nothing else
    countries = access.visible_to(Country, user)
    if user.is_secretariat:
        of_rounds = countries.filter(pk__in=Assessment.objects.values("country"))
        countries = of_rounds | countries.filter(pk__in=user.own_countries)
    rounds: dict[int, list[Assessment]] = {}
    for assessment in Assessment.objects.filter(country__in=countries).order_by("-year"):
        rounds.setdefault(assessment.country_id, []).append(assessment)
    readable = set(access.visible_to(Assessment, user).values_list("pk", flat=True))
    rows: list[dict[str, Any]] = [
        {"country": country, "name": country.name, "latest": rounds.get(country.pk, [None])[0]} for country in countries
    ]
    # Sorted here: the database sorts other alphabets by their bytes.
    rows.sort(key=lambda row: alphabet.key(row["name"].text, request.LANGUAGE_CODE))
    return render(request, "assessments/countries/list.html", {"rows": rows, "readable": readable})


@require_GET
def country_show(request: SignedInRequest, iso3: str) -> HttpResponse:
    country = access.get_or_404(COUNTRY, request.user, Permission.VIEW_COUNTRY, iso3=iso3)
    rounds = list(country.assessments.select_related("framework").order_by("-year"))
    context = {
        "country": country,
        "rounds": rounds,
        "readable": set(access.visible_to(Assessment, request.user).values_list("pk", flat=True)),
        "may_consent": access.can(request.user, Permission.CONSENT, country),
        "may_see_people": access.can(request.user, Permission.VIEW_PEOPLE, country),
        "may_open": access.can(request.user, Permission.OPEN_ROUND, country)
        and not any(assessment.state in OPEN for assessment in rounds),
    }
    return render(request, "assessments/countries/show.html", context)
