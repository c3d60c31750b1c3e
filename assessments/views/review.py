"""The secretariat reads a round: takes it, marks its answers, returns or accepts it; an administrator reopens it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments import access, results, structure
from assessments.access import Permission, WrongState
from assessments.actions.reports import start_at_once
from assessments.actions.review import ReviewRefused, end_review, mark_answer, take_round
from assessments.actions.rounds import move_round
from assessments.forms.errors import summary_of
from assessments.forms.review import ReopenForm, ReturnForm
from assessments.models import Assessment, ReviewMark, Snapshot
from assessments.requests import SignedInRequest
from assessments.unsettled import Unsettled, unsettled_of
from assessments.views.answering import kept_post, parse_revision, unjudged
from assessments.views.reviewing import marks_of
from assessments.workflow import BY_MOVE, Move, NotAllowed, State

ROUND = Assessment.objects.with_round().select_related("reviewer")
_ENDS = {"return": Move.RETURN, "accept": Move.ACCEPT}


def shared_round(request: SignedInRequest, assessment_id: int) -> Assessment:
    """A round that was sent, for someone who reviews. What was not sent is nobody's to review, whoever sees it."""
    assessment = access.get_or_404(ROUND, request.user, Permission.REVIEW, pk=assessment_id)
    if not assessment.is_shared:
        raise Http404
    return assessment


@require_http_methods(["GET", "POST"])
def review_show(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    """All 21 answers at one look, and the end of the review."""
    assessment = shared_round(request, assessment_id)
    if request.method == "POST":
        return _end(request, assessment)
    kept = kept_post(request)
    form = unjudged(ReturnForm(kept, needed=False), kept) if kept is not None else ReturnForm()
    return render(request, "assessments/review/round.html", _context(request, assessment, form) | {"kept": kept})


def _end(request: SignedInRequest, assessment: Assessment) -> HttpResponse:
    move = _ENDS.get(request.POST.get("move", ""))
    if move is None:
        raise SuspiciousOperation("neither returned nor accepted")
    form, problem, status = ReturnForm(request.POST, needed=move is Move.RETURN), "", 422
    anchor = "answers"
    if form.is_valid():
        try:
            end_review(assessment=assessment, move=move, by=request.user, reason=_reason(form, move))
        except NotAllowed as refused:
            problem = _problem(refused, assessment)
            anchor = "unsettled" if refused.code == "unsettled" else anchor
        except ReviewRefused:
            assessment, status = shared_round(request, assessment.pk), 409
        else:
            return _ended(request, assessment, move)
    context = _context(request, assessment, form)
    context["errors"] = [*summary_of(form), *([(anchor, problem)] if problem else [])]
    context["lost"] = form.data.get("reason", "") if status == 409 else ""
    return render(request, "assessments/review/round.html", context, status=status)


def _reason(form: ReturnForm, move: Move) -> str:
    return str(form.cleaned_data["reason"]) if move is Move.RETURN else ""


def _problem(refused: NotAllowed, assessment: Assessment) -> str:
    if refused.code == "marked":
        return _("Some answers are marked for the country to look at again. Return the round, or take the marks away.")
    if refused.code == "unsettled":
        return _("The country has not had its word on everything. See below what is open, and how it is settled.")
    if refused.code == "other_open":
        return _("The country has opened another round. Two cannot be open at the same time.")
    raise WrongState(Assessment.objects.with_round().get(pk=assessment.pk)) from refused


def _ended(request: SignedInRequest, assessment: Assessment, move: Move) -> HttpResponse:
    if move is Move.ACCEPT:
        transaction.on_commit(partial(start_at_once, assessment=assessment, by=request.user))
        messages.success(request, _("The round is accepted. It is the baseline of the next one."))
        return redirect("review_show", assessment_id=assessment.pk)
    messages.success(request, _("The round is with the country again. You will hear when it is sent."))
    return redirect("country_show", iso3=assessment.country.iso3)


def _context(request: SignedInRequest, assessment: Assessment, form: ReturnForm) -> dict[str, Any]:
    result, marks = results.of(assessment, request.LANGUAGE_CODE), marks_of(assessment)
    done = sum(mark.done_at is not None for mark in marks.values())
    in_review = assessment.state == State.IN_REVIEW
    mine = in_review and assessment.reviewer_id == request.user.pk
    open_still = unsettled_of(assessment) if mine else Unsettled()
    sent = Snapshot.objects.filter(assessment=assessment, state=State.SUBMITTED, language="en").count()
    return {
        "assessment": assessment,
        "result": result,
        "marks": marks,
        "done": done,
        "left": len(marks) - done,
        "flagged": [result.by_code[code] for code, mark in marks.items() if mark.to_change and code in result.by_code],
        "in_review": in_review,
        "mine": mine,
        "unsettled": open_still,
        "unseen": [result.by_code[code] for code in open_still.views],
        "asked": [result.by_code[code] for code in open_still.questions],
        "may_take": assessment.state == State.SUBMITTED or (in_review and assessment.reviewer_id != request.user.pk),
        "may_reopen": assessment.state in BY_MOVE[Move.REOPEN].origins
        and access.can(request.user, Permission.REOPEN, assessment),
        "sent_again": sent > 1,
        "questions": len(results.questions(result)),
        "form": form,
    }


@require_POST
def review_take(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    assessment = shared_round(request, assessment_id)
    was = request.POST.get("was", "")
    try:
        take_round(assessment=assessment, by=request.user, was=int(was) if was.isdecimal() and len(was) < 19 else None)
    except ReviewRefused as refused:
        words = {
            "taken": _("A colleague has taken this round meanwhile. See who is on it now."),
            "own": _("You belong to this country, so a colleague reviews its round."),
        }
        messages.error(request, words[refused.code])
    except NotAllowed as refused:
        raise WrongState(Assessment.objects.with_round().get(pk=assessment.pk)) from refused
    else:
        messages.success(request, _("You are on this review now."))
    return redirect("review_show", assessment_id=assessment.pk)


@require_POST
def review_mark(request: SignedInRequest, assessment_id: int, code: str) -> HttpResponse:
    """The marks of one answer; "next" leads to the next answer that nobody has looked at."""
    assessment = shared_round(request, assessment_id)
    codes = list(structure.of(assessment.framework).by_code)
    if code not in codes:
        raise Http404
    if assessment.state != State.IN_REVIEW:
        raise WrongState(assessment)
    mark = ReviewMark.objects.select_related("assessment__country", "capability").get(
        assessment=assessment, capability__code=code
    )
    values = {name: name in request.POST for name in ("done", "to_change")}
    revision = parse_revision(request.POST.get("revision"))
    try:
        mark_answer(mark=mark, by=request.user, based_on=revision, values=values)
    except ReviewRefused:
        messages.error(request, _("Not saved: a colleague is on this review. Take it over first."))
        return redirect("review_show", assessment_id=assessment.pk)
    messages.success(request, _("Saved."))
    if "next" not in request.POST:
        return redirect("capability_edit", assessment_id=assessment.pk, code=code)
    done = {one for one, row in marks_of(assessment).items() if row.done_at is not None}
    place = codes.index(code) + 1
    waiting = [one for one in (*codes[place:], *codes[:place]) if one not in done and one != code]
    if not waiting:
        return redirect("review_show", assessment_id=assessment.pk)
    return redirect("capability_edit", assessment_id=assessment.pk, code=waiting[0])


@require_http_methods(["GET", "POST"])
def round_reopen(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    """Gives a sent or accepted round back as a draft, with a reason."""
    assessment = access.get_or_404(ROUND, request.user, Permission.REOPEN, pk=assessment_id)
    if assessment.state not in BY_MOVE[Move.REOPEN].origins:
        raise WrongState(assessment)
    kept = kept_post(request) if request.method == "GET" else None
    form, problem = unjudged(ReopenForm(request.POST or kept), kept), ""
    if request.method == "POST" and form.is_valid():
        try:
            move_round(assessment=assessment, move=Move.REOPEN, by=request.user, reason=form.cleaned_data["reason"])
        except NotAllowed as refused:
            problem = _problem(refused, assessment)
        else:
            messages.success(request, _("The round is open again. The country can change its answers."))
            return redirect("country_show", iso3=assessment.country.iso3)
    context = {
        "assessment": assessment,
        "form": form,
        "kept": kept,
        "errors": [*(summary_of(form) if not kept else []), *([("main", problem)] if problem else [])],
    }
    status = 422 if context["errors"] else 200
    return render(request, "assessments/review/reopen.html", context, status=status)
