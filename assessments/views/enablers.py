"""The seven enablers: each answered once a round."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import access, results
from assessments.access import Permission
from assessments.actions.answers import Conflict, save_simple
from assessments.forms.enablers import EnablerForm
from assessments.forms.errors import summary_of
from assessments.models import Assessment, EnablerAnswer
from assessments.requests import SignedInRequest
from assessments.views.answering import (
    BOTH,
    MINE,
    THEIRS,
    as_now,
    kept_post,
    parse_revision,
    versions_of,
    with_choices,
)

FIELDS = ("answer", "note")


@require_http_methods(["GET", "POST"])
def enabler_list(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    permission = Permission.EDIT_ANSWER if request.method == "POST" else Permission.VIEW_ROUND
    rows = Assessment.objects.with_round()
    assessment = access.get_or_404(rows, request.user, permission, pk=assessment_id)
    may_edit = assessment.is_editable and access.can(request.user, Permission.EDIT_ANSWER, assessment)
    refused: dict[str, EnablerForm] = {}
    collided: dict[str, list[Conflict]] = {}
    if request.method == "POST":
        refused, collided = _save_all(request, assessment)
        if not refused and not collided:
            messages.success(request, _("Saved."))
            return redirect("enabler_list", assessment_id=assessment.pk)
        assessment.refresh_from_db(fields=["version"])  # what was kept of the round before this save is old
    result = results.of(assessment, request.LANGUAGE_CODE)
    kept = kept_post(request) if request.method == "GET" and may_edit else None
    entries = []
    for enabler in result.enablers:
        form, revision = EnablerForm(enabler=enabler), str(enabler.saved.revision)
        if enabler.code in refused:
            form = EnablerForm(as_now(refused[enabler.code], form), enabler=enabler)
        elif kept is not None and f"{enabler.code}-revision" in kept:
            form, revision = EnablerForm(kept, enabler=enabler), str(kept[f"{enabler.code}-revision"])
        conflicts = collided.get(enabler.code, [])
        versions = {c.field: versions_of(form, c, enabler.saved.revision) for c in conflicts}
        entries.append({"enabler": enabler, "form": form, "revision": revision, "versions": versions})
    context = {
        "assessment": assessment,
        "result": result,
        "entries": entries,
        "may_edit": may_edit,
        "collided": bool(collided),
        "kept": kept,
        "errors": [line for form in refused.values() for line in summary_of(form)],
    }
    status = 422 if refused else 409 if collided else 200
    return render(request, "assessments/enablers.html", context, status=status)


def _save_all(
    request: SignedInRequest, assessment: Assessment
) -> tuple[dict[str, EnablerForm], dict[str, list[Conflict]]]:
    """Saves every enabler that was sent; what is not valid or collides comes back by code."""
    refused: dict[str, EnablerForm] = {}
    collided: dict[str, list[Conflict]] = {}
    before = results.build(assessment, request.LANGUAGE_CODE)
    rows = {
        row.enabler.code: row for row in EnablerAnswer.objects.filter(assessment=assessment).select_related("enabler")
    }
    for enabler in before.enablers:
        if f"{enabler.code}-revision" not in request.POST:
            continue
        form = EnablerForm(with_choices(request.POST), enabler=enabler)
        form.full_clean()
        groups, waiting = _values(request, form, enabler.code)
        for revision, values in groups.items():
            outcome = save_simple(
                row=rows[enabler.code],
                assessment=assessment,
                by=request.user,
                based_on=revision,
                values=values,
                fields=FIELDS,
                code=enabler.code,
                confirm=request.POST.get("confirm") == enabler.code,
            )
            if outcome.conflicts:
                collided.setdefault(enabler.code, []).extend(outcome.conflicts)
        for name in waiting:
            theirs = enabler.answer.value if name == "answer" else enabler.note
            mine = request.POST.get(f"mine.{enabler.code}-{name}", "")
            conflict = Conflict(name, mine, theirs, enabler.saved.by, enabler.saved.at)
            collided.setdefault(enabler.code, []).append(conflict)
        if form.errors:
            refused[enabler.code] = form
    return refused, collided


def _values(request: SignedInRequest, form: EnablerForm, code: str) -> tuple[dict[int, dict[str, Any]], list[str]]:
    """The valid values by the revision each was based on, and the collisions nobody has decided yet."""
    page = parse_revision(request.POST.get(f"{code}-revision"))
    groups: dict[int, dict[str, Any]] = {page: {}}
    waiting = []
    for name in FIELDS:
        full = f"{code}-{name}"
        if request.POST.get("clear") == full:
            groups[page][name] = ""
        elif f"met.{full}" in request.POST:
            choice = request.POST.get(f"resolve.{full}")
            revision = parse_revision(request.POST.get(f"met.{full}"))
            if choice in (MINE, BOTH):
                if name not in form.errors:
                    groups.setdefault(revision, {})[name] = form.cleaned_data[name]
            elif choice != THEIRS:
                waiting.append(name)
        elif full in request.POST and name not in form.errors:
            groups[page][name] = form.cleaned_data[name]
    return groups, waiting
