"""Opening a round."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.access import Permission
from assessments.actions.rounds import RoundRefused, open_round
from assessments.forms.errors import summary_of
from assessments.forms.rounds import RoundForm
from assessments.models import Country
from assessments.requests import SignedInRequest
from assessments.views.answering import kept_post, unjudged
from assessments.workflow import OPEN


@require_http_methods(["GET", "POST"])
def round_open(request: SignedInRequest, iso3: str) -> HttpResponse:
    country = access.get_or_404(Country, request.user, Permission.OPEN_ROUND, iso3=iso3)
    open_one = country.assessments.filter(state__in=OPEN).first()
    kept = kept_post(request) if request.method == "GET" else None
    form = unjudged(RoundForm(request.POST or kept, country=country, language=request.LANGUAGE_CODE), kept)
    if request.method == "POST" and open_one is None and form.is_valid():
        try:
            assessment = open_round(country=country, by=request.user, **form.cleaned_data)
        except RoundRefused:
            return redirect("country_show", iso3=iso3)
        if assessment.previous_id:
            messages.success(
                request, _("The round is open. The answers of the last round are filled in: please confirm each.")
            )
        else:
            messages.success(request, _("The round is open."))
        return redirect("workspace", assessment_id=assessment.pk)
    context = {"country": country, "form": form, "open_one": open_one, "kept": kept}
    context["errors"] = summary_of(form) if kept is None else []
    status = 409 if request.method == "POST" and open_one else 422 if form.errors and not kept else 200
    return render(request, "assessments/rounds/open.html", context, status=status)
