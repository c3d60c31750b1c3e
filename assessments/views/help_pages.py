"""Help: the journey of each role, what the words mean, examples of good answers, and the accessibility statement."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from assessments import examples, guidance, results, structure
from assessments.actions.people import show_guide
from assessments.requests import SignedInRequest
from assessments.translation import Text, pick
from assessments.views.papers import latest_framework


@require_GET
@login_not_required
def help_page(request: SignedInRequest) -> HttpResponse:
    framework = latest_framework()
    language = request.LANGUAGE_CODE
    own = set(request.user.roles) if request.user.is_authenticated else set()
    context: dict[str, Any] = {
        "phases": [],
        "notice": "",
        "journeys": [(role, steps, role in own) for role, steps in guidance.JOURNEYS.items()],
        "next": guidance.NEXT,
    }
    if framework is not None:
        nodes = structure.of(framework)
        context["phases"] = [
            {"name": pick(phase["name"], language), "text": pick(phase["text"], language)} for phase in nodes.phases
        ]
        context["notice"] = pick(nodes.notices, language)
    return render(request, "assessments/help.html", context)


@require_GET
@login_not_required
def example_list(request: SignedInRequest) -> HttpResponse:
    """One answer a domain. Names come from the framework; an example of a capability that it lacks is left out."""
    framework = latest_framework()
    found, other = examples.of(request.LANGUAGE_CODE)
    shown = []
    questionnaire = results.blank(framework, request.LANGUAGE_CODE) if framework is not None else None
    if questionnaire is not None:
        domains = {domain.code: domain for domain in questionnaire.domains}
        capabilities = {capability.code: capability for capability in questionnaire.capabilities}
        shown = [
            {
                "domain": domains[example.domain],
                "capability": capabilities[example.capability],
                "example": example,
                "parts": [(Text(part.said, other), Text(part.note, other)) for part in example.parts],
                "evidence": [Text(title, other) for title in example.evidence],
                "participants": Text(example.participants, other),
            }
            for example in found
            if example.domain in domains and example.capability in capabilities
        ]
    return render(request, "assessments/examples.html", {"examples": shown, "questionnaire": questionnaire})


@require_POST
def first_visit_set(request: SignedInRequest) -> HttpResponse:
    """Puts the guide away, or brings it back, and stays on the page."""
    shown = request.POST.get("show") == "1"
    show_guide(by=request.user, shown=shown)
    if shown:
        messages.success(request, _("The first steps are shown again."))
    else:
        messages.success(request, _("The first steps are put away. The help page brings them back."))
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    return redirect(target)


@require_GET
@login_not_required
def accessibility_statement(request: SignedInRequest) -> HttpResponse:
    return render(request, "assessments/accessibility.html", {"contact": settings.ACCESSIBILITY_CONTACT})
