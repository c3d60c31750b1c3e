"""Who answers which capability: the list of a round, the forms of one and of several, and the reminder."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from assessments import access, assigned, duties, structure
from assessments.access import Permission
from assessments.actions.answers import Conflict
from assessments.actions.assignments import (
    AssignmentRefused,
    Given,
    assign,
    last_reminder,
    remind,
    take_over,
)
from assessments.assigned import NOBODY, Assigned
from assessments.duties import Stage
from assessments.forms.assignments import AssignmentForm, SeveralForm, as_it_stands, initial_of
from assessments.forms.errors import summary_of
from assessments.models import Assessment
from assessments.requests import SignedInRequest
from assessments.structure import CapabilityNode
from assessments.translation import Text, pick
from assessments.views.answering import kept_post, parse_revision, read_choices, unjudged, versions_of, with_choices

ROUND = Assessment.objects.with_round()


@dataclass(frozen=True)
class Line:
    """One capability of the list."""

    code: str
    name: Text
    assigned: Assigned
    stage: Stage
    ticked: bool

    @property
    def is_open(self) -> bool:
        return duties.is_open(self.stage)


@dataclass(frozen=True)
class Group:
    code: str
    name: Text
    lines: list[Line]
    ticked: bool


@require_http_methods(["GET", "POST"])
def assignment_list(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    """The list is the country's own; its form takes the ticked capabilities, or whole domains."""
    wanted = Permission.ASSIGN if request.method == "POST" else Permission.VIEW_HISTORY
    assessment = access.get_or_404(ROUND, request.user, wanted, pk=assessment_id)
    nodes = structure.of(assessment.framework)
    people = assigned.assignable(assessment.country_id)
    if request.method == "GET":
        kept = kept_post(request)
        return _list(request, assessment, unjudged(SeveralForm(kept, people=people, nodes=nodes), kept), kept=kept)
    form = SeveralForm(request.POST, people=people, nodes=nodes)
    if not form.is_valid():
        return _list(request, assessment, form, status=422)
    codes, values = form.chosen(form.cleaned_data), form.plain_values()
    given = {code: Given(parse_revision(request.POST.get(f"revision-{code}")), values) for code in codes}
    try:
        outcomes = assign(assessment=assessment, given=given, by=request.user)
    except AssignmentRefused:
        form.add_error("people", ValidationError(_("One of these people can no longer answer. Choose again.")))
        return _list(request, assessment, form, status=422)
    met = [code for code, outcome in outcomes.items() if outcome.conflicts]
    if met:
        return _list(request, assessment, form, met=met, status=409)
    text = ngettext("%(count)s capability is assigned.", "%(count)s capabilities are assigned.", len(codes))
    messages.success(request, text % {"count": len(codes)})
    return redirect("assignment_list", assessment_id=assessment.pk)


@require_http_methods(["GET", "POST"])
def assignment_edit(request: SignedInRequest, assessment_id: int, code: str) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.ASSIGN, pk=assessment_id)
    node = structure.of(assessment.framework).by_code.get(code)
    if node is None:
        raise Http404
    now = assigned.of_round(assessment).get(code, NOBODY)
    people = assigned.assignable(assessment.country_id)
    if request.method == "GET":
        kept = kept_post(request)
        form = unjudged(AssignmentForm(kept, people=people, now=now), kept)
        revision = kept.get("revision", "") if kept is not None else str(now.revision)
        return _edit(request, assessment, node, form, revision=revision, kept=kept)
    data = with_choices(request.POST)
    if "met.people" in request.POST:
        data["people_sent"] = "1"  # a choice between two versions names people, or nobody
    form = AssignmentForm(data, people=people, now=now)
    values = form.plain_values()
    groups, waiting = read_choices(request.POST, values)
    conflicts: list[Conflict] = []
    try:
        for based_on, chosen in groups.items():
            given = {code: Given(based_on, chosen)}
            conflicts += assign(assessment=assessment, given=given, by=request.user)[code].conflicts
    except AssignmentRefused:
        form.add_error("people", ValidationError(_("One of these people can no longer answer. Choose again.")))
    now = assigned.of_round(assessment).get(code, NOBODY)
    standing = initial_of(now)
    conflicts += [Conflict(name, values.get(name, ""), standing[name], now.saved_by, now.saved_at) for name in waiting]
    if not form.errors and not conflicts:
        messages.success(request, _("Saved."))
        return redirect("assignment_list", assessment_id=assessment.pk)
    again = AssignmentForm(people=people, now=now)
    if form.errors:
        again = AssignmentForm(as_it_stands(now, form), people=people, now=now)
    versions = {conflict.field: versions_of(again, conflict, now.revision) for conflict in conflicts}
    return _edit(
        request,
        assessment,
        node,
        again,
        revision=str(now.revision),
        versions=versions,
        status=422 if form.errors else 409,
    )


@require_POST
def assignment_take_over(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    assessment = access.get_or_404(ROUND.select_related("previous"), request.user, Permission.ASSIGN, pk=assessment_id)
    taken = take_over(assessment=assessment, by=request.user)
    if taken:
        text = ngettext(
            "%(count)s assignment is taken over. Its due date is still to be set.",
            "%(count)s assignments are taken over. Their due dates are still to be set.",
            taken,
        )
        messages.success(request, text % {"count": taken})
    else:
        messages.info(request, _("There was nothing to take over."))
    return redirect("assignment_list", assessment_id=assessment.pk)


@require_POST
def assignment_remind(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.ASSIGN, pk=assessment_id)
    done = remind(assessment=assessment, by=request.user)
    if done.told:
        text = ngettext("%(count)s person is reminded.", "%(count)s people are reminded.", len(done.told))
        messages.success(request, text % {"count": len(done.told)})
    if done.already:
        text = ngettext(
            "%(count)s person was reminded today already, and is not reminded again.",
            "%(count)s people were reminded today already, and are not reminded again.",
            len(done.already),
        )
        messages.info(request, text % {"count": len(done.already)})
    if not done.told and not done.already:
        messages.info(request, _("Nobody else has open work. No reminder was sent."))
    return redirect("assignment_list", assessment_id=assessment.pk)


def _list(
    request: SignedInRequest,
    assessment: Assessment,
    form: SeveralForm,
    *,
    met: list[str] | None = None,
    kept: Any = None,
    status: int = 200,
) -> HttpResponse:
    now, stages = assigned.of_round(assessment), assigned.stages([assessment.pk])
    nodes, language = structure.of(assessment.framework), request.LANGUAGE_CODE
    words = nodes.wording(language)
    codes, domains = (_ticked(form, name) for name in ("codes", "domains"))
    groups = [
        Group(
            domain.code,
            pick(domain.names, language),
            [
                Line(
                    node.code,
                    words[node.code].name,
                    now.get(node.code, NOBODY),
                    stages[assessment.pk, node.code],
                    node.code in (codes if met is None else met),
                )
                for node in domain.capabilities
            ],
            domain.code in domains and not met,
        )
        for domain in nodes.domains
    ]
    may_assign = assessment.is_editable and access.can(request.user, Permission.ASSIGN, assessment)
    lines = [line for group in groups for line in group.lines]
    context = {
        "assessment": assessment,
        "groups": groups,
        "given": sum(line.assigned.is_said for line in lines),
        "total": len(lines),
        "late": sum(line.is_open and line.assigned.when(timezone.localdate()) is duties.When.PAST for line in lines),
        "may_assign": may_assign,
        "form": form,
        "errors": summary_of(form) if status == 422 else [],
        "met": [line for line in lines if line.code in met] if met else [],
        "kept": kept,
        "open_people": len({p.pk for line in lines if line.is_open for p in line.assigned.people} - {request.user.pk}),
        "last_reminder": last_reminder(assessment) if may_assign else None,
        "take_over": _take_over(assessment, now) if may_assign else None,
    }
    return render(request, "assessments/assignments/list.html", context, status=status)


def _ticked(form: SeveralForm, name: str) -> set[str]:
    typed: Any = form.data
    return set(typed.getlist(name)) if form.is_bound else set()


def _take_over(assessment: Assessment, now: dict[str, Assigned]) -> int | None:
    """The year whose assignments can be used, while this round has none."""
    if assessment.previous_id is None or any(one.is_said for one in now.values()):
        return None
    last = Assessment.objects.filter(pk=assessment.previous_id, assignments__revision__gt=0)
    return last.values_list("year", flat=True).first()


def _edit(
    request: SignedInRequest,
    assessment: Assessment,
    node: CapabilityNode,
    form: AssignmentForm,
    *,
    revision: str,
    versions: dict[str, Any] | None = None,
    kept: Any = None,
    status: int = 200,
) -> HttpResponse:
    nodes, language = structure.of(assessment.framework), request.LANGUAGE_CODE
    domain = next(domain for domain in nodes.domains if domain.code == node.domain)
    context = {
        "assessment": assessment,
        "node": node,
        "name": nodes.wording(language)[node.code].name,
        "domain": pick(domain.names, language),
        "form": form,
        "revision": revision,
        "versions": versions or {},
        "errors": summary_of(form) if status == 422 else [],
        "kept": kept,
    }
    return render(request, "assessments/assignments/edit.html", context, status=status)
