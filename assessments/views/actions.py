"""Writing the action plan: new actions, changes, moves, notes; one-click actions and priorities, and their way back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments import access, results
from assessments.access import Permission, WrongState
from assessments.actions.answers import Conflict
from assessments.actions.plan import (
    AMOUNTS,
    ActionRefused,
    NoteRefused,
    add_note,
    create_action,
    move_action,
    read,
    refusals_of,
    remove_action,
    restore_action,
    save_action,
)
from assessments.actions.priorities import set_priority
from assessments.forms.errors import summary_of
from assessments.forms.plan import (
    GAP_REFUSALS,
    TITLE_LENGTH,
    ActionForm,
    NoteForm,
    ReasonForm,
    as_typed,
    gap_title,
    initial_of,
    words_of,
)
from assessments.models import Action, Assessment, Priority
from assessments.plan import ActionMove, MoveNotAllowed
from assessments.priorities import Horizon
from assessments.requests import SignedInRequest
from assessments.results import ActionResult, AssessmentResult
from assessments.roles import Part
from assessments.views.answering import kept_post, parse_revision, read_choices, unjudged, versions_of, with_choices
from assessments.views.plan import ROUND, ShownPlan, action_context, is_newest, plan_of
from assessments.wording import isolated
from assessments.workflow import SHARED

ACTIONS = Action.objects.select_related("country")


# --- new and changed ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def action_new(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    assessment, shown = _editable(request, assessment_id)
    result = shown.result
    if request.method == "GET":
        kept = kept_post(request)
        if kept is not None:
            form = unjudged(ActionForm(kept, result=result, part=shown.part), kept)
            return render(request, "assessments/plan/edit.html", _form_context(assessment, form, kept=kept))
        prefill, problems = _prefill(request.GET, result)
        form = ActionForm(result=result, prefill=prefill, part=shown.part)
        context = _form_context(assessment, form, problems=problems)
        return render(request, "assessments/plan/edit.html", context, status=422 if problems else 200)
    if "show" in request.POST:
        form = ActionForm(result=result, prefill=_typed(request.POST), part=shown.part)
        return render(request, "assessments/plan/edit.html", _form_context(assessment, form))
    form = ActionForm(request.POST, result=result, part=shown.part)
    if not form.is_valid():
        return render(request, "assessments/plan/edit.html", _form_context(assessment, form), status=422)
    action = create_action(
        country=assessment.country, result=result, values=form.plain_values(), by=request.user, part=shown.part
    )
    messages.success(request, _("The action is in the plan."))
    return redirect("action_show", assessment_id=assessment.pk, action_id=action.pk)


@require_http_methods(["GET", "POST"])
def action_edit(request: SignedInRequest, assessment_id: int, action_id: int) -> HttpResponse:
    assessment, shown, row = _action(request, assessment_id, action_id)
    action = _shown_action(shown.result, row)
    if request.method == "GET":
        kept = kept_post(request)
        data = _over_saved(kept, action) if kept is not None else None
        form = unjudged(ActionForm(data, result=shown.result, action=action, part=shown.part), kept)
        revision = kept.get("revision", "") if kept is not None else ""
        context = _form_context(assessment, form, kept=kept, revision=revision or str(action.saved.revision))
        return render(request, "assessments/plan/edit.html", context)
    if "show" in request.POST:
        form = ActionForm(result=shown.result, action=action, prefill=_typed(request.POST), part=shown.part)
        context = _form_context(assessment, form, revision=str(parse_revision(request.POST.get("revision"))))
        return render(request, "assessments/plan/edit.html", context)
    form, conflicts = _save(request, row, action, shown)
    if not form.errors and not conflicts:
        messages.success(request, _("Saved."))
        return redirect("action_show", assessment_id=assessment.pk, action_id=action.pk)
    assessment.refresh_from_db(fields=["version"])  # what was kept of the round before this save is old
    result = plan_of(assessment, request.user, request.LANGUAGE_CODE).result
    now = result.action_by_pk[action.pk]
    again = _as_now(form, now, result)
    versions = {c.field: versions_of(again, _in_its_box(c, form, now), now.saved.revision) for c in conflicts}
    context = _form_context(assessment, again, revision=str(now.saved.revision), versions=versions)
    return render(request, "assessments/plan/edit.html", context, status=422 if form.errors else 409)


def _save(
    request: SignedInRequest, row: Action, action: ActionResult, shown: ShownPlan
) -> tuple[ActionForm, list[Conflict]]:
    """Saves what is valid and does not collide; what was refused stands in the form's errors."""
    result, part = shown.result, shown.part
    form = ActionForm(with_choices(request.POST), result=result, action=action, part=part)
    values = form.plain_values()
    groups, waiting = read_choices(request.POST, values)
    conflicts: list[Conflict] = []
    for revision, chosen in groups.items():
        while chosen:  # once more without each group that does not fit what a colleague saved
            try:
                outcome = save_action(
                    action=row, result=result, by=request.user, based_on=revision, values=chosen, part=part
                )
            except ActionRefused as refused:
                chosen = form.refuse(refused, chosen)
            else:
                conflicts += outcome.conflicts
                break
    now = read(Action.objects.get(pk=row.pk))
    for name in waiting:
        conflicts.append(Conflict(name, values.get(name, ""), now[name], action.saved.by, action.saved.at))
    return form, conflicts


def _as_now(form: ActionForm, now: ActionResult, result: AssessmentResult) -> ActionForm:
    """The row as it is now, with only the refused fields, and those that stand or fall with them, as typed."""
    typed = _typed(form.data)
    wrong = set(form.errors)
    for group in ActionForm.TOGETHER:
        if wrong & set(group):
            wrong |= set(group)
    wrong -= form.left_as_they_are
    prefill = {name: typed[name] for name in wrong if name in typed}
    again = ActionForm(result=result, action=now, prefill=prefill, part=form.part)
    again.take_faults_of(form)
    return again


def _in_its_box(conflict: Conflict, form: ActionForm, now: ActionResult) -> Conflict:
    """Both versions of an amount as they stand in a box: the one that is chosen is read again."""
    if conflict.field not in AMOUNTS:
        return conflict
    currency = form.cleaned_data.get("currency") or now.currency
    return replace(conflict, mine=as_typed(conflict.mine, currency), theirs=as_typed(conflict.theirs, now.currency))


def _over_saved(kept: QueryDict, action: ActionResult) -> QueryDict:
    """What was typed over what is saved: a field that the kept form did not carry must not come out empty."""
    data = kept.copy()
    for name, value in initial_of(action).items():
        if name not in kept and f"{name}_sent" not in kept:
            data.setlist(name, value if isinstance(value, list) else ["" if value is None else str(value)])
    return data


def _typed(post: Any) -> dict[str, Any]:
    """What stands in a posted form, as initial values of another."""
    found: dict[str, Any] = {}
    for name in ActionForm.base_fields:
        if name in ("capabilities", "gaps"):
            if name in post or f"{name}_sent" in post:
                found[name] = list(dict.fromkeys(post.getlist(name)))
        elif name == "lead_open":
            if f"{name}_sent" in post:
                found[name] = bool(post.get(name))
        elif name in post:
            found[name] = post.get(name)
    return found


def _prefill(query: QueryDict, result: AssessmentResult) -> tuple[dict[str, Any], list[str]]:
    """From the address: gaps to tick, a capability, and the title that the first gap proposes."""
    identities = [text[:60] for text in query.getlist("gap")]
    refused = refusals_of(result, identities)
    left_out = {refusal.identity for refusal in refused if refusal.code != "double"}
    named = [identity for identity in dict.fromkeys(identities) if identity not in left_out]
    codes = {code for code in query.getlist("capability") if code in result.by_code}
    offered = results.attachable(result)
    codes |= {offered[identity].capability for identity in named}
    prefill: dict[str, Any] = {"gaps": named, "capabilities": sorted(codes), "funding": "unknown"}
    if named:
        prefill["title"] = gap_title(result, offered[named[0]])[:TITLE_LENGTH]
    problems = [str(GAP_REFUSALS[r.code]) % {"gap": isolated(words_of(result, r.identity))} for r in refused]
    return prefill, problems


def _form_context(
    assessment: Assessment,
    form: ActionForm,
    *,
    revision: str = "",
    kept: QueryDict | None = None,
    problems: list[str] | None = None,
    versions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    errors = [("id_gaps", text) for text in problems or ()]
    errors += [(_anchor(form, name), str(text)) for name, found in form.errors.items() for text in found]
    return {
        "assessment": assessment,
        "result": form.result,
        "form": form,
        "action": form.action,
        "revision": revision,
        "kept": kept,
        "errors": errors,
        "gap_errors": [*(problems or ()), *form.errors.get("gaps", ())],
        "versions": versions or {},
        "gap_groups": _gap_groups(form),
    }


def _anchor(form: ActionForm, name: str) -> str:
    return {"gaps": "id_gaps", "capabilities": "id_capabilities_0"}.get(
        name, str(form[name].auto_id) if name in form.fields else "main"
    )


def _gap_groups(form: ActionForm) -> list[tuple[Any, list[tuple[str, Any, bool, bool]]]]:
    """What can be ticked, by capability: (identity, gap, ticked, still open). Only of the capabilities it is about."""
    ticked = set(form["gaps"].value() or ()) - form.refused_gaps
    attachable = results.attachable(form.result)
    codes = set(form["capabilities"].value() or ()) | {
        form.offered[identity].capability for identity in ticked if identity in form.offered
    }
    groups = []
    for capability in form.result.capabilities:
        if capability.code in codes:
            found = [
                (identity, gap, identity in ticked, identity in attachable)
                for identity, gap in form.offered.items()
                if gap.capability == capability.code
            ]
            groups.append((capability, found))
    return groups


# --- moves and notes ---------------------------------------------------------------------------------------------


@require_POST
def action_move(request: SignedInRequest, assessment_id: int, action_id: int) -> HttpResponse:
    assessment, shown, row = _action(request, assessment_id, action_id)
    try:
        move = ActionMove(request.POST.get("move", ""))
    except ValueError as error:
        raise Http404 from error
    form = ReasonForm(request.POST if move is ActionMove.STOP else {"reason": "-"}, auto_id="stop_%s")
    if not form.is_valid():
        context = action_context(assessment, shown, action_id, request.user, reason=form) | {"errors": summary_of(form)}
        return render(request, "assessments/plan/action.html", context, status=422)
    reason = form.cleaned_data["reason"] if move is ActionMove.STOP else ""
    try:
        move_action(action=row, move=move, by=request.user, reason=reason)
    except MoveNotAllowed:
        meanwhile = _("A colleague has changed the state of this action meanwhile. Look at it again.")
        if reason:  # it stays in its box, beside how the action stands now
            assessment.refresh_from_db(fields=["version"])
            now = plan_of(assessment, request.user, request.LANGUAGE_CODE, shown.part)
            context = action_context(assessment, now, action_id, request.user, reason=form)
            context["errors"] = [("stop_reason", meanwhile)]
            return render(request, "assessments/plan/action.html", context, status=409)
        messages.info(request, meanwhile)
    else:
        messages.success(request, _MOVED[move]())
    return redirect("action_show", assessment_id=assessment.pk, action_id=action_id)


_MOVED = {
    ActionMove.START: lambda: _("The action is under way."),
    ActionMove.FINISH: lambda: _(
        "The action is done. Look again at the answers of its capabilities: has their phase moved?"
    ),
    ActionMove.STOP: lambda: _("The action is stopped. Its reason stays with it."),
    ActionMove.TAKE_UP: lambda: _("The action is taken up again."),
}


@require_POST
def action_note(request: SignedInRequest, assessment_id: int, action_id: int) -> HttpResponse:
    assessment, shown, row = _action(request, assessment_id, action_id)
    form = NoteForm(request.POST, auto_id="note_%s")
    if form.is_valid():
        try:
            add_note(action=row, text=form.cleaned_data["text"], by=request.user)
        except NoteRefused:
            form.add_error(
                "text", ValidationError(_("This action is stopped. Take it up again, then note its progress."))
            )
        else:
            messages.success(request, _("The note has been added."))
            response = redirect("action_show", assessment_id=assessment.pk, action_id=action_id)
            response["Location"] += "#notes"
            return response
    context = action_context(assessment, shown, action_id, request.user, note=form) | {"errors": summary_of(form)}
    return render(request, "assessments/plan/action.html", context, status=422)


# --- one click, and back -----------------------------------------------------------------------------------------


@require_POST
def action_make(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    """An action from one gap or sign, with its words as the title. Who, when and how much are filled in later."""
    assessment, shown = _editable(request, assessment_id)
    result, identity = shown.result, request.POST.get("gap", "")
    refused = refusals_of(result, [identity])
    if refused:
        text = str(GAP_REFUSALS[refused[0].code]) % {"gap": isolated(words_of(result, identity))}
        messages.error(request, _("No action has been made. %(why)s") % {"why": text})
        return _back(request, assessment)
    known = result.action_on.get(identity)
    if known is not None:
        title = isolated(known.title)
        messages.info(request, _("There is an action for this already: “%(title)s”.") % {"title": title})
        return _back(request, assessment)
    gap = results.attachable(result)[identity]
    if not shown.part.touches([gap.capability]):
        raise access.PartOfOthers
    values = {
        "title": gap_title(result, gap)[:TITLE_LENGTH],
        "capabilities": [gap.capability],
        "gaps": [identity],
        "lead_open": True,
        "funding": "unknown",
    }
    action = create_action(country=assessment.country, result=result, values=values, by=request.user)
    messages.success(
        request,
        _("“%(title)s” is now an action of the plan. Give it a lead, dates and money there.")
        % {"title": isolated(action.title)},
        extra_tags=f"back:made:{assessment.pk}:{action.pk}",
    )
    return _back(request, assessment)


@require_POST
def action_remove(request: SignedInRequest, assessment_id: int, action_id: int) -> HttpResponse:
    assessment, _shown, row = _action(request, assessment_id, action_id, Permission.REMOVE_ACTION)
    remove_action(action=row, by=request.user)
    messages.success(
        request,
        _("“%(title)s” has been taken out of the plan.") % {"title": isolated(row.title)},
        extra_tags=f"back:removed:{assessment.pk}:{row.pk}",
    )
    return redirect("plan_list", assessment_id=assessment.pk)


@require_POST
def action_restore(request: SignedInRequest, assessment_id: int, action_id: int) -> HttpResponse:
    assessment, _shown, row = _action(request, assessment_id, action_id, Permission.REMOVE_ACTION, removed=True)
    restore_action(action=row, by=request.user)
    messages.success(request, _("The action is back in the plan."))
    return redirect("action_show", assessment_id=assessment.pk, action_id=row.pk)


@require_POST
def priority_horizon(request: SignedInRequest, assessment_id: int, code: str) -> HttpResponse:
    """One click: this capability is a priority Now; the message leads back to what it was."""
    assessment = access.get_or_404(ROUND, request.user, Permission.SET_PRIORITIES, pk=assessment_id)
    rows = Priority.objects.select_related("capability")
    row = access.get_or_404(rows, request.user, Permission.SET_PRIORITIES, assessment=assessment, capability__code=code)
    wanted = request.POST.get("horizon", "")
    if wanted not in [horizon.value for horizon in Horizon]:
        raise Http404
    before, name = row.horizon, str(row.capability)
    if before == wanted:
        messages.info(request, _("Nothing has changed: it was so already."))
        return _back(request, assessment)
    set_priority(
        assessment=assessment, priority=row, by=request.user, based_on=row.revision, values={"horizon": wanted}
    )
    text = _("%(name)s is now a priority: Now.") if wanted == Horizon.NOW else _("%(name)s is as it was before.")
    tags = f"back:horizon:{assessment.pk}:{code}:{before}" if wanted == Horizon.NOW else ""
    messages.success(request, text % {"name": isolated(name)}, extra_tags=tags)
    return _back(request, assessment)


def _back(request: SignedInRequest, assessment: Assessment) -> HttpResponse:
    """To the page that the button stood on: the gaps, or a capability. Nothing else is followed."""
    page, _hash, _rest = request.POST.get("from", "").partition("#")
    response = redirect("gap_list", assessment_id=assessment.pk)
    if page.startswith(f"/rounds/{assessment.pk}/") and "//" not in page and page.isprintable() and "\\" not in page:
        response["Location"] = page[:500]
    return response


# --- the door ----------------------------------------------------------------------------------------------------


def _editable(request: SignedInRequest, assessment_id: int) -> tuple[Assessment, ShownPlan]:
    """The round, and its plan as it is."""
    assessment, part = _round(request, assessment_id)
    return assessment, plan_of(assessment, request.user, request.LANGUAGE_CODE, part)


def _round(request: SignedInRequest, assessment_id: int) -> tuple[Assessment, Part]:
    """A sent round is only the way to the plan while no newer one is there."""
    assessment = access.get_or_404(ROUND, request.user, Permission.VIEW_ROUND, pk=assessment_id)
    part = access.plan_part_or_403(request.user, assessment)
    if assessment.state in SHARED and not is_newest(assessment):
        raise WrongState(assessment)
    return assessment, part


def _action(
    request: SignedInRequest,
    assessment_id: int,
    action_id: int,
    permission: Permission = Permission.EDIT_PLAN,
    *,
    removed: bool = False,
) -> tuple[Assessment, ShownPlan, Action]:
    """The same for one action; the plan is read for whom the door lets in."""
    assessment, part = _round(request, assessment_id)
    action = access.get_or_404(ACTIONS, request.user, permission, part=part, pk=action_id)
    if action.country_id != assessment.country_id or (action.removed_at is not None and not removed):
        raise Http404
    return assessment, plan_of(assessment, request.user, request.LANGUAGE_CODE, part), action


def _shown_action(result: AssessmentResult, row: Action) -> ActionResult:
    found = result.action_by_pk.get(row.pk)
    if found is None:
        raise Http404
    return found
