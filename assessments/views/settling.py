"""Second views for the country: who was asked for what, both phases side by side, and what is still to settle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments import access, structure
from assessments.access import Permission
from assessments.actions.answers import Conflict
from assessments.actions.members import PeopleRefused
from assessments.actions.second_views import (
    ViewRefused,
    ask_by_address,
    ask_views,
    hold_to_answer,
    take_over,
    withdraw_task,
)
from assessments.forms.errors import summary_of
from assessments.forms.second_views import NEW, AskForm, HoldForm, with_organisation
from assessments.models import Assessment, Invitation, Membership, ReaderTask, Response, SecondView, User
from assessments.models.framework import texts
from assessments.requests import SignedInRequest
from assessments.results import frame_of, state_of
from assessments.roles import Role
from assessments.second_views import Reply, Standing, difference, is_late, standing, tally
from assessments.structure import CapabilityNode
from assessments.translation import pick
from assessments.views.answering import kept_post, parse_revision, unjudged, versions_of, with_choices
from assessments.views.people import link_of
from assessments.views.refusals import people_words

ROUND = Assessment.objects.with_round()
TASKS = ReaderTask.objects.with_reader()
VIEWS = SecondView.objects.select_related("assessment__country", "capability", "by", "response_by").defer(
    *texts(capability="capability")
)
#: A page stays light, however long the reasons are.
VIEWS_A_PAGE, TASKS_A_PAGE = 5, 20
REASON = "response_reason"
_ORDER = {Standing.OPEN: 0, Standing.UNCOMPARED: 1, Standing.HELD: 2, Standing.AGREES: 3}


@dataclass(frozen=True)
class Beside:
    """A view beside the country's answer as it stands now, with its `words`. `revision` is that of the answer."""

    view: SecondView
    name: Any
    own: str
    revision: int
    words: str
    standing: Standing
    form: HoldForm | None = None
    versions: Any = None

    @property
    def apart(self) -> int | None:
        return difference(self.own, self.view.state)


@require_GET
def second_view_list(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    """The country's own, also what was asked and is not given yet."""
    assessment = access.get_or_404(ROUND, request.user, Permission.VIEW_HISTORY, pk=assessment_id)
    return _page(request, assessment)


def _page(
    request: SignedInRequest,
    assessment: Assessment,
    *,
    posted: tuple[SecondView, HoldForm] | None = None,
    met: tuple[SecondView, Conflict] | None = None,
    status: int = 200,
) -> HttpResponse:
    """`posted` is a view with its form as refused, `met` one whose answer a colleague changed meanwhile."""
    may_settle = assessment.is_editable and access.can(request.user, Permission.ASK_VIEW, assessment)
    besides = _besides(request, assessment)
    kept = kept_post(request) if request.method == "GET" and may_settle else None
    if kept is not None:  # typed when the session had ended: the form of one view
        mine = next((one.view for one in besides if HoldForm(view=one.view).add_prefix(REASON) in kept), None)
        posted = (mine, unjudged(HoldForm(kept, view=mine), kept)) if mine else None
    named = next((one[0].pk for one in (posted, met) if one), None)
    paginator = Paginator(besides, VIEWS_A_PAGE)
    place = next((index for index, one in enumerate(besides) if one.view.pk == named), None)
    page = paginator.get_page(place // VIEWS_A_PAGE + 1 if place is not None else request.GET.get("page"))
    shown = [_with_form(one, posted, met) if may_settle else one for one in page.object_list]
    tasks = Paginator(_waiting(request, assessment), TASKS_A_PAGE).get_page(request.GET.get("asked"))
    context = {
        "assessment": assessment,
        "result": frame_of(assessment, request.LANGUAGE_CODE),
        "tally": tally((one.view.capability.code, one.standing) for one in besides),
        "page": page,
        "shown": shown,
        "tasks": tasks,
        "may_settle": may_settle,
        "may_ask": may_settle,
        "met": met,
        "kept": kept,
        "errors": summary_of(posted[1]) if posted and kept is None else [],
    }
    return render(request, "assessments/second_views/list.html", context, status=status)


def _besides(request: SignedInRequest, assessment: Assessment) -> list[Beside]:
    """What is still to settle first, then in the order of the framework."""
    nodes = structure.of(assessment.framework).by_code
    rows = Response.objects.filter(assessment=assessment)
    answers = {
        capability: (state_of(phase, unknown), revision, words)
        for capability, phase, unknown, revision, words in rows.values_list(
            "capability_id", "phase", "phase_unknown", "revision", "justification"
        )
    }
    found = []
    for view in access.visible_to(VIEWS, request.user).filter(assessment=assessment):
        own, revision, words = answers[view.capability_id]
        name = pick(nodes[view.capability.code].names, request.LANGUAGE_CODE)
        found.append(
            Beside(view, name, own, revision, words, standing(own, view.state, view.response, view.response_on))
        )
    found.sort(key=lambda one: (_ORDER[one.standing], nodes[one.view.capability.code].order, one.view.pk))
    return found


def _with_form(
    one: Beside, posted: tuple[SecondView, HoldForm] | None, met: tuple[SecondView, Conflict] | None
) -> Beside:
    if one.standing not in (Standing.OPEN, Standing.HELD):
        return one
    form = posted[1] if posted and posted[0].pk == one.view.pk else HoldForm(view=one.view)
    conflict = met[1] if met and met[0].pk == one.view.pk and met[1].field == REASON else None
    versions = versions_of(form, conflict, one.view.revision) if conflict else None
    return replace(one, form=form, versions=versions)


def _waiting(request: SignedInRequest, assessment: Assessment) -> list[dict[str, Any]]:
    """What was asked and is not given; nothing of what a reader has drafted."""
    nodes = structure.of(assessment.framework).by_code
    rows = TASKS.filter(assessment=assessment, withdrawn_at=None, view__given_at=None)
    tasks = list(access.visible_to(rows, request.user))
    tasks.sort(key=lambda task: (_who(task), nodes[task.capability.code].order))
    return [
        {
            "task": task,
            "who": _who(task),
            "name": pick(nodes[task.capability.code].names, request.LANGUAGE_CODE),
            "late": is_late(task.state, task.due, localdate()),
        }
        for task in tasks
    ]


def _who(task: ReaderTask) -> str:
    """The reader, or the address that was invited; and for whom they speak."""
    if task.reader is not None:
        return with_organisation(str(task.reader), task.reader.organisation)
    return with_organisation(task.invitation.email, task.invitation.organisation) if task.invitation else ""


# --- asking ---
@require_http_methods(["GET", "POST"])
def second_view_ask(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.ASK_VIEW, pk=assessment_id)
    kept = kept_post(request) if request.method == "GET" else None
    nodes = structure.of(assessment.framework)
    form = AskForm(
        request.POST if request.method == "POST" else kept,
        readers=_readers(assessment),
        invited=_invited(assessment),
        capabilities=[
            (node.code, f"{node.code} {pick(node.names, request.LANGUAGE_CODE)}") for node in nodes.capabilities
        ],
        language=request.LANGUAGE_CODE,
        chosen=request.GET.get("capability", ""),
    )
    unjudged(form, kept)
    if request.method == "POST" and form.is_valid():
        tasks = _ask(request, assessment, form, [nodes.by_code[code] for code in form.cleaned_data["capabilities"]])
        if tasks:
            text = ngettext(
                "A second view on %(count)s capability has been asked for.",
                "Second views on %(count)s capabilities have been asked for.",
                len(tasks),
            )
            messages.success(request, text % {"count": len(tasks)})
            return redirect("second_view_list", assessment_id=assessment.pk)
    context = {
        "assessment": assessment,
        "result": frame_of(assessment, request.LANGUAGE_CODE),
        "form": form,
        "errors": summary_of(form) if kept is None else [],
        "kept": kept,
    }
    status = 422 if form.errors and kept is None else 200
    return render(request, "assessments/second_views/ask.html", context, status=status)


def _ask(
    request: SignedInRequest, assessment: Assessment, form: AskForm, nodes: Sequence[CapabilityNode]
) -> list[ReaderTask]:
    """Raises RoundLocked. What was refused stands in the form then."""
    data, who = form.cleaned_data, form.cleaned_data["who"]
    every: dict[str, Any] = {
        "assessment": assessment,
        "capabilities": nodes,
        "by": request.user,
        "due": data["due"],
    }
    try:
        if who == NEW:
            address = {name: data[name] for name in ("email", "organisation", "language")}
            return ask_by_address(**every, **address, link=link_of(request))
        if who in form.readers:
            return ask_views(**every, reader=form.readers[who])
        return ask_views(**every, invitation=form.invited[who])
    except PeopleRefused as refused:
        form.add_error("email", people_words(refused.code))
    except ViewRefused as refused:
        if refused.code == "empty":
            form.add_error("capabilities", _("They have been asked for all of these already."))
        else:
            form.add_error("who", _("This person no longer has a role here."))
    return []


def _readers(assessment: Assessment) -> list[User]:
    rows = Membership.objects.filter(country=assessment.country_id, role=Role.READER, ended_at=None)
    return [row.user for row in rows.select_related("user").order_by("user__name")]


def _invited(assessment: Assessment) -> list[Invitation]:
    rows = Invitation.objects.filter(country=assessment.country_id, role=Role.READER, used_at=None, revoked_at=None)
    return [row for row in rows.order_by("email") if not row.fault]


@require_POST
def reader_task_withdraw(request: SignedInRequest, assessment_id: int, task_id: int) -> HttpResponse:
    task = access.get_or_404(TASKS, request.user, Permission.ASK_VIEW, pk=task_id, assessment_id=assessment_id)
    try:
        withdraw_task(task=task, by=request.user)
    except ViewRefused:
        messages.error(request, _("This view has been given meanwhile. It stays."))
    else:
        messages.success(request, _("This view is no longer asked for."))
    return redirect("second_view_list", assessment_id=assessment_id)


# --- answering ---
@require_POST
def second_view_answer(request: SignedInRequest, assessment_id: int, view_id: int) -> HttpResponse:
    """The country takes the phase over, or holds to its own and says why."""
    view = access.get_or_404(VIEWS, request.user, Permission.ASK_VIEW, pk=view_id, assessment_id=assessment_id)
    assessment = ROUND.get(pk=assessment_id)
    if request.POST.get("reply") == Reply.CHANGED:
        return _take_over(request, assessment, view)
    data = with_choices(request.POST)
    form = HoldForm(data, view=view)
    name = form.add_prefix(REASON)
    based_on = parse_revision(request.POST.get(f"met.{name}", request.POST.get("revision")))
    if f"met.{name}" in request.POST and request.POST.get(f"resolve.{name}") not in ("mine", "theirs", "both"):
        waiting = Conflict(
            REASON,
            request.POST.get(f"mine.{name}", ""),
            view.response_reason,
            str(view.response_by or ""),
            view.response_at,
        )
        return _page(request, assessment, met=(view, waiting), status=409)
    if request.POST.get(f"resolve.{name}") == "theirs":
        return _settled(assessment, view)
    if not form.is_valid():
        return _page(request, assessment, posted=(view, form), status=422)
    reason = form.cleaned_data["response_reason"]
    try:
        outcome = hold_to_answer(
            view=view, by=request.user, based_on=based_on, on=request.POST.get("own", ""), reason=reason
        )
    except ViewRefused:
        answer = Response.objects.select_related("saved_by").get(assessment=assessment, capability=view.capability_id)
        moved = Conflict("phase", "", "", str(answer.saved_by or ""), answer.saved_at)
        return _page(request, assessment, posted=(view, form), met=(view, moved), status=409)
    if outcome.conflicts:
        return _page(request, assessment, met=(view, outcome.conflicts[0]), status=409)
    messages.success(request, _("Your answer stays. Both phases and your reason stand in the report."))
    return _settled(assessment, view)


def _take_over(request: SignedInRequest, assessment: Assessment, view: SecondView) -> HttpResponse:
    node = structure.of(assessment.framework).by_code[view.capability.code]
    try:
        met = take_over(
            view=view,
            capability=node,
            by=request.user,
            based_on=parse_revision(request.POST.get("revision")),
            answer_revision=parse_revision(request.POST.get("answer_revision")),
        )
    except ViewRefused as refused:
        raise Http404 from refused
    if met is not None:
        return _page(request, assessment, met=(view, met), status=409)
    text = _("The phase has been changed. Please see whether its justification and its target still fit.")
    messages.success(request, text)
    return redirect("capability_edit", assessment_id=assessment.pk, code=node.code)


def _settled(assessment: Assessment, view: SecondView) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('second_view_list', args=[assessment.pk])}#v{view.pk}")
