"""Clearance inside the country: sent for approval, then signed and sent to the secretariat, or given back."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from assessments import access, results, workflow
from assessments.access import Permission, WrongState
from assessments.actions.clearance import ChangedMeanwhile, give_back, send_for_approval, sign_and_send, take_back
from assessments.actions.reports import start_at_once
from assessments.actions.rounds import Signed
from assessments.forms.errors import summary_of
from assessments.forms.rounds import GiveBackForm, SignForm, TakeBackForm
from assessments.models import Assessment, User
from assessments.requests import SignedInRequest
from assessments.views.answering import kept_post, unjudged
from assessments.views.check import groups_of
from assessments.workflow import OPEN, SHARED, Move, NotAllowed, State

ROUND = Assessment.objects.with_round()


class Task(StrEnum):
    """What is asked of this person now, of all that sending takes."""

    SIGN = "sign"  # sign and send; the approver also gives back
    ASK = "ask"  # send it for approval
    WAIT = "wait"  # an approver has it
    LATER = "later"  # the coordinator has it
    NONE = "none"


@dataclass(frozen=True)
class Clearance:
    task: Task = Task.NONE
    has_approver: bool = False
    country_id: int = 0
    may_take_back: bool = False

    @cached_property
    def approvers(self) -> list[User]:
        """Their names are read only where a page shows them."""
        return access.people_who(Permission.APPROVE, self.country_id) if self.has_approver else []


#: Why a move was refused, where the page of sending says it.
_PROBLEMS = {
    "incomplete": gettext_lazy("Some capabilities are not answered yet. Answer them first, then send the round."),
    "approver": gettext_lazy("Your country has an approver, who signs its rounds. Send it for approval."),
    "no_approver": gettext_lazy("Your country has no approver any more. You can sign and send the round yourself."),
    "changed": gettext_lazy("The round was changed while you had this page open. Look at it again, then sign."),
    "moved": gettext_lazy("A colleague has moved the round meanwhile. It is not waiting for approval now."),
}


def clearance_of(assessment: Assessment, user: User) -> Clearance:
    """`assessment` comes `with_round`, so that nothing more is read for it."""
    state = State(assessment.state)
    if state not in OPEN or not access.can(user, Permission.SEND_ROUND, assessment):
        return Clearance()
    permissions = access.permissions_in(user, assessment.country_id)
    moves = workflow.moves_from(state, permissions, has_approver=assessment.has_approver)
    if Move.SUBMIT in moves:
        task = Task.SIGN
    elif Move.SEND_FOR_APPROVAL in moves:
        task = Task.ASK
    else:
        task = Task.WAIT if state is State.FOR_APPROVAL else Task.LATER
    return Clearance(task, assessment.has_approver, assessment.country_id, Move.WITHDRAW in moves)


@require_http_methods(["GET", "POST"])
def round_send(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    """What sending means, what a reader would question, and what this person does next. Posted, it is the signature."""
    assessment = access.get_or_404(ROUND, request.user, Permission.SEND_ROUND, pk=assessment_id)
    if assessment.state in SHARED:
        raise WrongState(assessment)
    if request.method == "GET":
        return _page(request, assessment, kept=kept_post(request))
    form = SignForm(request.POST, by=request.user)
    if not form.is_valid():
        task = clearance_of(assessment, request.user).task
        if task is Task.SIGN:
            return _page(request, assessment, sign=form)
        return _page(request, assessment, problem="moved" if task is Task.LATER else "approver")
    signed = Signed(form.cleaned_data["name"], form.cleaned_data["function"])
    try:
        sign_and_send(assessment=assessment, by=request.user, signed=signed, based_on=_version(request.POST))
    except ChangedMeanwhile:
        return _page(request, _fresh(assessment), sign=form, problem="changed")
    except NotAllowed as refused:
        return _refused(request, assessment, refused, sign=form)
    transaction.on_commit(partial(start_at_once, assessment=assessment, by=request.user))
    messages.success(request, _("The round has been sent. Its answers are now locked, and its report is final."))
    return redirect("report_show", assessment_id=assessment.pk)


@require_POST
def round_for_approval(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.SEND_FOR_APPROVAL, pk=assessment_id)
    try:
        send_for_approval(assessment=assessment, by=request.user)
    except NotAllowed as refused:
        return _refused(request, assessment, refused)
    messages.success(request, _("The round waits for approval. Its answers are locked until the approver decides."))
    return redirect("workspace", assessment_id=assessment.pk)


@require_POST
def round_give_back(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.SEND_BACK, pk=assessment_id)
    words = _("The round is open again for those who answer. The coordinator reads your reason.")
    return _to_draft(request, assessment, "back", GiveBackForm(request.POST), give_back, words)


@require_POST
def round_take_back(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.SEND_FOR_APPROVAL, pk=assessment_id)
    words = _("The round is yours again. Its answers can be changed, and the approver is told.")
    return _to_draft(request, assessment, "again", TakeBackForm(request.POST), take_back, words)


def _to_draft(
    request: SignedInRequest,
    assessment: Assessment,
    name: str,
    form: GiveBackForm | TakeBackForm,
    act: Callable[..., Assessment],
    words: str,
) -> HttpResponse:
    """From approval back to a draft, with a reason. `name` is the form's on the page, which shows it again."""
    shown: dict[str, Any] = {name: form}
    if not form.is_valid():
        if assessment.state != State.FOR_APPROVAL:
            raise WrongState(assessment)
        return _page(request, assessment, **shown)
    try:
        act(assessment=assessment, by=request.user, reason=form.reason_given)
    except NotAllowed as refused:
        return _refused(request, assessment, refused, **shown)
    messages.success(request, words)
    return redirect("workspace", assessment_id=assessment.pk)


def _refused(
    request: SignedInRequest,
    assessment: Assessment,
    refused: NotAllowed,
    **forms: SignForm | GiveBackForm | TakeBackForm,
) -> HttpResponse:
    """The page as it is for this person now, with why and what was typed; of a sent round, that it is locked."""
    now = _fresh(assessment)
    if now.state in SHARED:
        raise WrongState(now) from refused
    problem = refused.code if refused.code in _PROBLEMS else "moved"
    sign, back, again = (forms.get(name) for name in ("sign", "back", "again"))
    return _page(request, now, sign=sign, back=back, again=again, problem=problem)


def _fresh(assessment: Assessment) -> Assessment:
    return ROUND.get(pk=assessment.pk)


def _version(data: QueryDict) -> int:
    """The version of the round that the form was made from; none that was ever there, when it says nothing."""
    value = data.get("version", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1


def _page(
    request: SignedInRequest,
    assessment: Assessment,
    *,
    sign: Any = None,
    back: Any = None,
    again: Any = None,
    problem: str = "",
    kept: QueryDict | None = None,
) -> HttpResponse:
    result = results.of(assessment, request.LANGUAGE_CODE)
    errors = [line for form in (sign, back, again) if form is not None for line in summary_of(form)]
    if kept is not None:
        sign = unjudged(SignForm(kept, by=request.user), kept) if "name" in kept else None
        back = unjudged(GiveBackForm(kept), kept) if "reason" in kept else None
        again = unjudged(TakeBackForm(kept), kept) if "why" in kept else None
    words = str(_PROBLEMS[problem]) if problem else ""
    clearance = clearance_of(assessment, request.user)
    may_give_back = clearance.task is Task.SIGN and access.can(request.user, Permission.SEND_BACK, assessment)
    context = {
        "assessment": assessment,
        "result": result,
        "task": clearance.task,
        "approvers": clearance.approvers,
        "unanswered": [capability for capability in result.capabilities if not capability.answered],
        "groups": [group for group in groups_of(result) if not group.blocks],
        "sign_form": sign or SignForm(by=request.user),
        "back_form": back or GiveBackForm(),
        "again_form": again or TakeBackForm(),
        "may_give_back": may_give_back,
        "may_take_back": clearance.may_take_back and not may_give_back,  # who may do both gives it back
        "version": kept.get("version", "") if kept is not None else assessment.version,
        "problem": words,
        "errors": errors or ([("main", words)] if words else []),
        "kept": kept,
    }
    status = 200
    if errors or problem:
        status = 409 if problem and problem != "incomplete" else 422
    return render(request, "assessments/rounds/send.html", context, status=status)
