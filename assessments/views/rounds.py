"""Opening a round, and sending it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import access, results
from assessments.access import Permission, WrongState
from assessments.actions.rounds import RoundRefused, move_round, open_round
from assessments.forms.errors import summary_of
from assessments.forms.rounds import RoundForm
from assessments.models import Assessment, Country
from assessments.requests import SignedInRequest
from assessments.views.answering import kept_post
from assessments.views.check import groups_of
from assessments.workflow import BY_MOVE, OPEN, Move, NotAllowed


@require_http_methods(["GET", "POST"])
def round_open(request: SignedInRequest, iso3: str) -> HttpResponse:
    country = access.get_or_404(Country, request.user, Permission.OPEN_ROUND, iso3=iso3)
    open_one = country.assessments.filter(state__in=OPEN).first()
    kept = kept_post(request) if request.method == "GET" else None
    form = RoundForm(request.POST or kept, country=country)
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
    context = {"country": country, "form": form, "open_one": open_one, "errors": summary_of(form), "kept": kept}
    status = 409 if request.method == "POST" and open_one else 422 if form.errors and not kept else 200
    return render(request, "assessments/rounds/open.html", context, status=status)


@require_http_methods(["GET", "POST"])
def round_send(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    """What sending means, what a reader would question, and the button."""
    rows = Assessment.objects.with_round()
    assessment = access.get_or_404(rows, request.user, Permission.SEND_ROUND, pk=assessment_id)
    if assessment.state not in BY_MOVE[Move.SUBMIT].origins:
        raise WrongState(assessment)
    problem = ""
    if request.method == "POST":
        try:
            move_round(assessment=assessment, move=Move.SUBMIT, by=request.user)
        except NotAllowed as refused:
            if refused.code != "incomplete":
                raise WrongState(Assessment.objects.get(pk=assessment.pk)) from refused
            problem = _("Some capabilities are not answered yet. Answer them first, then send the round.")
        else:
            messages.success(
                request, _("The round has been sent. Its answers are now locked, and its report is final.")
            )
            return redirect("report_show", assessment_id=assessment.pk)
    result = results.of(assessment, request.LANGUAGE_CODE)
    context = {
        "assessment": assessment,
        "result": result,
        "unanswered": [capability for capability in result.capabilities if not capability.answered],
        "groups": [group for group in groups_of(result) if not group.blocks],
        "problem": problem,
        "errors": [("main", problem)] if problem else [],
    }
    return render(request, "assessments/rounds/send.html", context, status=422 if problem else 200)
