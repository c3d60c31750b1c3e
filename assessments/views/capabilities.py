"""The pages of the 21 capabilities: the list, one answer, and its autosave."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments import access, assigned, plan, presence, results, structure
from assessments.access import Permission
from assessments.actions.answers import SIGN, Outcome
from assessments.actions.evidence import add_evidence
from assessments.attention import needs_reason
from assessments.forms.answer import AnswerForm, initial_of
from assessments.forms.errors import summary_of
from assessments.forms.evidence import EvidenceForm
from assessments.gaps import FACETS, Source
from assessments.models import Assessment, Response
from assessments.requests import SignedInRequest
from assessments.results import AssessmentResult, CapabilityResult, Saved
from assessments.roles import EVERYTHING, NO_PART, Part
from assessments.structure import CapabilityNode
from assessments.uploads import accepts_file, left_out
from assessments.views.answering import Answered, kept_post, receive, unjudged
from assessments.views.comments import talk_on
from assessments.views.refusals import with_whom
from assessments.views.reviewing import is_returned, panel_of, returned_of
from assessments.views.second_view_panel import panel
from assessments.wording import listed

ROUND = Assessment.objects.with_round()
ANSWERS = Response.objects.with_round()


@require_GET
def capability_list(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.VIEW_ROUND, pk=assessment_id)
    result = results.of(assessment, request.LANGUAGE_CODE)
    returned = returned_of(assessment, result)
    only = returned is not None and bool(returned.answers) and "returned" in request.GET
    context = {
        "assessment": assessment,
        "result": result,
        "returned": returned,
        "only_returned": only,
        "may_see_who": access.can(request.user, Permission.VIEW_HISTORY, assessment),
    }
    return render(request, "assessments/capabilities/list.html", context)


@accepts_file
@require_http_methods(["GET", "POST"])
def capability_edit(request: SignedInRequest, assessment_id: int, code: str) -> HttpResponse:
    if request.method == "POST":
        return _save(request, assessment_id, code)
    lookup: dict[str, Any] = {"assessment_id": assessment_id, "capability__code": code}
    row = access.get_or_404(ANSWERS, request.user, Permission.VIEW_ROUND, **lookup)
    assessment: Assessment = row.assessment
    result = results.of(assessment, request.LANGUAGE_CODE)
    answer = result.by_code[code]
    if not (assessment.is_editable and access.can(request.user, Permission.EDIT_ANSWER, row)):
        context = _context(request, assessment, result, answer)
        if assessment.is_editable and access.may_answer_some(request.user, assessment):
            context |= with_whom(row)
        context["may_see_history"] = access.can(request.user, Permission.VIEW_HISTORY, assessment)
        return render(request, "assessments/capabilities/show.html", context)
    beside = presence.arrive(request.user, assessment.pk, code)
    kept = kept_post(request)
    form = _kept_form(kept, answer, result) if kept is not None else AnswerForm(answer=answer, round_=result)
    context = _context(request, assessment, result, answer, form=form, beside=beside) | {"kept": kept}
    if kept is not None:
        context["revision"] = kept.get("revision", answer.saved.revision)
        context["evidence_form"] = EvidenceForm(initial={name: kept.get(name, "") for name in ("title", "url")})
    return render(request, "assessments/capabilities/edit.html", context)


def _save(request: SignedInRequest, assessment_id: int, code: str) -> HttpResponse:
    assessment, node = _answered(request, assessment_id, code)
    typed = any(request.POST.get(name, "").strip() for name in ("title", "url"))
    form = None
    if typed or request.FILES or left_out(request):
        form = EvidenceForm(request.POST, request.FILES, left_out=left_out(request))
    return save_page(request, assessment, node, form)


def save_page(
    request: SignedInRequest, assessment: Assessment, node: CapabilityNode, evidence: EvidenceForm | None
) -> HttpResponse:
    """Saves the answer, and the evidence that stands typed among its fields: each for itself, nothing lost."""
    valid = evidence is None or evidence.is_valid()
    answered = receive(request, assessment=assessment, node=node, user=request.user)
    if evidence is not None and valid:
        row = Response.objects.select_related("capability").get(assessment=assessment, capability_id=node.pk)
        add_evidence(assessment=assessment, response=row, by=request.user, **evidence.cleaned_data)
        messages.success(request, _("The evidence has been added."))
    if not answered.clean or not valid:
        return edit_page(request, assessment, node.code, answered, None if valid else evidence)
    if evidence is None or answered.outcome.saved:
        messages.success(request, _("Saved."))
    response = redirect("capability_edit", assessment_id=assessment.pk, code=node.code)
    if "next" in request.POST:
        code = _onward(assessment, node.code, _mine(request, assessment))
        if code is None:
            return redirect("workspace", assessment_id=assessment.pk)
        return redirect("capability_edit", assessment_id=assessment.pk, code=code)
    if evidence is not None:
        response["Location"] += "#evidence"
    return response


def edit_page(
    request: SignedInRequest,
    assessment: Assessment,
    code: str,
    answered: Answered,
    evidence: EvidenceForm | None = None,
) -> HttpResponse:
    """After a post that was not clean. `evidence` is what was to be added with it, where that was refused too."""
    assessment.refresh_from_db(fields=["version"])  # what was kept of the round before this save is old
    result = results.of(assessment, request.LANGUAGE_CODE)
    context = _context(request, assessment, result, result.by_code[code], answered=answered)
    if evidence is not None:
        context["evidence_form"] = evidence
        context["errors"] = [*context["errors"], *summary_of(evidence)]
    status = 422 if context["errors"] else 409
    return render(request, "assessments/capabilities/edit.html", context, status=status)


@require_POST
def capability_autosave(request: SignedInRequest, assessment_id: int, code: str) -> HttpResponse:
    """One field or group of fields, as it was changed. Answers with what the page puts in place."""
    assessment, node = _answered(request, assessment_id, code)
    only = set(request.POST.getlist("field"))
    answered = receive(request, assessment=assessment, node=node, user=request.user, only=only)
    return JsonResponse(_fragments(request, answered, only))


@require_POST
def capability_here(request: SignedInRequest, assessment_id: int, code: str) -> HttpResponse:
    """A page says that it is open; the answer are the others who have it open, in words."""
    assessment, node = _answered(request, assessment_id, code)
    return JsonResponse({"words": presence.words(presence.arrive(request.user, assessment.pk, node.code))})


_PARTS = {
    "suggestion": "assessments/capabilities/_suggestion.html",
    "reason-hint": "assessments/capabilities/_reason_hint.html",
    "answer-facts": "assessments/capabilities/_facts.html",
}


def _fragments(request: SignedInRequest, answered: Answered, only: set[str]) -> dict[str, Any]:
    """What changed on the page. Only signs and the phase move the suggestion."""
    answer, parts = answered.answer, {}
    if answered.moved:
        context = {
            "answer": answer,
            "result": answered.frame,
            "reason_needed": needs_reason(answer.phase, answer.suggestion),
        }
        moves = any(name == "phase" or name.startswith(SIGN) for name in only)
        wanted = _PARTS if moves else {"answer-facts": _PARTS["answer-facts"]}
        parts = {target: render_to_string(template, context) for target, template in wanted.items()}
    return {
        "revision": answered.outcome.revision,
        "saved": saved_words(answered.outcome),
        "mark": answer.mark if answered.moved else "",
        "errors": {name: [str(error) for error in errors] for name, errors in answered.form.errors.items()},
        "versions": {
            versions.name: render_to_string("components/versions.html", {"versions": versions})
            for versions in answered.versions
        },
        "parts": parts,
    }


def saved_words(last: Saved | Outcome) -> str:
    """When and by whom; the hour is enough for today."""
    if last.at is None:
        return ""
    moment = localtime(last.at)
    shape = "TIME_FORMAT" if moment.date() == localdate() else "SHORT_DATE_FORMAT"
    whose = [part for part in (last.by, last.organisation) if part]
    return _("Saved %(time)s by %(name)s") % {"time": date_format(moment, shape), "name": listed(whose)}


def _answered(request: SignedInRequest, assessment_id: int, code: str) -> tuple[Assessment, CapabilityNode]:
    """The door to writing one answer."""
    lookup: dict[str, Any] = {"assessment_id": assessment_id, "capability__code": code}
    row = access.get_or_404(ANSWERS, request.user, Permission.EDIT_ANSWER, **lookup)
    return row.assessment, _node(row.assessment, code)


def _node(assessment: Assessment, code: str) -> CapabilityNode:
    node = structure.of(assessment.framework).by_code.get(code)
    if node is None:
        raise Http404
    return node


def _neighbours(
    result: AssessmentResult, answer: CapabilityResult
) -> tuple[CapabilityResult | None, CapabilityResult | None]:
    place = result.capabilities.index(answer)
    before = result.capabilities[place - 1] if place else None
    after = result.capabilities[place + 1] if place + 1 < len(result.capabilities) else None
    return before, after


def _mine(request: SignedInRequest, assessment: Assessment) -> dict[str, dt.date | None] | None:
    """What is assigned to somebody who answers nothing else, with its day; None: this person answers everything."""
    if access.can(request.user, Permission.EDIT_ANSWER, assessment):
        return None
    return assigned.days_of(request.user, assessment)


def _onward(assessment: Assessment, code: str, mine: dict[str, dt.date | None] | None) -> str | None:
    """Where "Save and go on" leads: to the next capability that this person answers, in the framework's order."""
    codes = list(structure.of(assessment.framework).by_code)
    if mine is not None:
        codes = [other for other in codes if other in mine or other == code]
    return next(iter(codes[codes.index(code) + 1 :]), None)


def _context(
    request: SignedInRequest,
    assessment: Assessment,
    result: AssessmentResult,
    answer: CapabilityResult,
    form: AnswerForm | None = None,
    answered: Answered | None = None,
    beside: list[str] | None = None,
) -> dict[str, Any]:
    """`beside` are those who have the form open too, where it was asked already."""
    if beside is None:
        beside = presence.others(request.user, assessment.pk, answer.code) if assessment.is_editable else []
    shown = answered.form if answered else form
    before, after = _neighbours(result, answer)
    versions = {entry.name: entry for entry in answered.versions} if answered else {}
    mine = _mine(request, assessment) if shown is not None else {}
    onward = _onward(assessment, answer.code, mine)
    return (
        {
            "assessment": assessment,
            "result": result,
            "answer": answer,
            "my_due": mine.get(answer.code) if mine else None,
            "onward": result.by_code[onward] if onward else None,
            "domain": next(domain for domain in result.domains if domain.code == answer.domain),
            "form": shown,
            "revision": answer.saved.revision,
            "evidence_form": EvidenceForm(),
            "may_see_history": True,  # whoever may answer may; a reader's page asks
            "saved": saved_words(answer.saved),
            "versions": versions,
            "errors": summary_of(shown) if shown is not None else [],
            "signs_by_phase": _signs_by_phase(shown, answer, versions),
            "facets": [(shown[name], versions.get(name)) for name in FACETS] if shown is not None else (),
            "reason_needed": needs_reason(answer.phase, answer.suggestion),
            "phase_notes": _phase_notes(result, answer),
            "target_notes": _target_notes(answer),
            "threats": result.threats_of(answer.code),
            "second": panel(request, assessment, answer),
            "before": before,
            "after": after,
            "presence": presence.words(beside),
            "returned": is_returned(assessment, answer.code),
            "review": panel_of(request, assessment, answer.code),
            "autosave_url": reverse("capability_autosave", args=[assessment.pk, answer.code]),
        }
        | _following(request, assessment, result, answer, mine or {})
        | talk_on(request.user, assessment, answer.code)
    )


def _following(
    request: SignedInRequest,
    assessment: Assessment,
    result: AssessmentResult,
    answer: CapabilityResult,
    mine: Iterable[str],
) -> dict[str, Any]:
    """What follows from the answer: the signs of the next phase, the other gaps, and the actions."""
    following = plan.next_phase(answer.phase)
    attachable = list(results.attachable(result, only=answer.code).values())
    signs = [gap for gap in attachable if gap.source == Source.SIGN and (gap.phase or 0) <= (following or 0)]
    editable = assessment.is_editable
    part = NO_PART
    if editable:
        part = EVERYTHING if access.can(request.user, Permission.EDIT_PLAN, assessment) else Part(frozenset(mine))
    return {
        "next_phase": following,
        "next_gaps": signs,
        "other_gaps": [gap for gap in attachable if gap not in signs],
        "priority": result.priority_of(answer.code),
        "actions": result.actions_of(answer.code),
        "asking": result.asked_by_actions.get(answer.code, ()) if editable else (),
        "part": part,
        "may_plan": part.touches([answer.code]),
        "may_set": editable and access.can(request.user, Permission.SET_PRIORITIES, assessment),
    }


def _phase_notes(result: AssessmentResult, answer: CapabilityResult) -> dict[str, SafeString]:
    """Under each phase: how it looks for this capability, and who named it."""
    notes = {}
    for number, text in enumerate(answer.phases):
        said = []
        if answer.suggestion.phase == number:
            said.append(_("Suggested by the signs"))
        if answer.previous is not None and answer.previous.phase == number:
            said.append(_("Last round, %(year)s") % {"year": result.previous_year})
        marks = format_html_join("", '<span class="said">{}</span>', ((words,) for words in said))
        notes[str(number)] = format_html("<small>{}</small>{}", text, marks)
    return notes


def _target_notes(answer: CapabilityResult) -> dict[str, SafeString]:
    if answer.previous is None or answer.previous.target is None:
        return {}
    note = format_html('<span class="said">{}</span>', _("Target of the last round"))
    return {str(answer.previous.target): note}


def _signs_by_phase(form: AnswerForm | None, answer: CapabilityResult, versions: dict[str, Any]) -> list[Any]:
    """[(phase, [(sign, field, versions)])]: what the page loops over."""
    phases: dict[int, list[Any]] = {}
    for sign in answer.signs:
        name = f"sign.{sign.code}"
        phases.setdefault(sign.phase, []).append((sign, form[name] if form else None, versions.get(name)))
    return list(phases.items())


def _kept_form(kept: QueryDict, answer: CapabilityResult, result: AssessmentResult) -> AnswerForm:
    """What was typed over what is saved: a field that the kept form did not carry must not come out empty."""
    data = kept.copy()
    for name, value in initial_of(answer).items():
        if name not in kept and not (name == "participants" and "participants_sent" in kept):
            data.setlist(name, value if isinstance(value, list) else ["" if value is None else str(value)])
    return unjudged(AnswerForm(data, answer=answer, round_=result), kept)
