"""What a reader sees: the list of what they were asked for, the blind form, and both views once theirs is given.

Until then nothing of the country's answer reaches the page: its texts come from the framework, and of the answer's rows
only the evidence is read.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments import access, results, structure
from assessments.access import Permission
from assessments.actions.answers import Conflict, RoundLocked
from assessments.actions.second_views import VIEW_FIELDS, ViewRefused, draft_view, give_view
from assessments.forms.errors import summary_of
from assessments.forms.second_views import ViewForm
from assessments.models import Evidence, EvidenceFile, ReaderTask, SecondView
from assessments.requests import SignedInRequest
from assessments.results import CapabilityResult
from assessments.second_views import TaskState, difference, is_late, standing
from assessments.translation import pick
from assessments.views.answering import as_now, kept_post, parse_revision, unjudged, versions_of, with_choices
from assessments.views.attachments import attachment
from assessments.views.small_answers import values_by_revision

TASKS = ReaderTask.objects.with_reader()
_OPEN = (TaskState.ASKED,)


@require_GET
def view_list(request: SignedInRequest) -> HttpResponse:
    """Everything that this person was asked for, what waits first."""
    access.reader_or_404(request.user)
    rows = access.visible_to(TASKS.filter(reader=request.user), request.user)
    entries = [_entry(row, request.LANGUAGE_CODE) for row in rows]
    entries.sort(key=lambda entry: (entry["task"].due is None, entry["task"].due, entry["task"].pk))
    return render(
        request,
        "assessments/second_views/mine.html",
        {
            "waiting": [entry for entry in entries if entry["task"].state in _OPEN],
            "given": [entry for entry in entries if entry["task"].state is TaskState.GIVEN],
            "closed": [entry for entry in entries if entry["task"].state not in (*_OPEN, TaskState.GIVEN)],
        },
    )


def _entry(task: ReaderTask, language: str) -> dict[str, Any]:
    node = structure.of(task.assessment.framework).by_code[task.capability.code]
    return {
        "task": task,
        "name": pick(node.names, language),
        "late": is_late(task.state, task.due, localdate()),
        "begun": task.view.revision > 0,
    }


@require_http_methods(["GET", "POST"])
def view_edit(request: SignedInRequest, task_id: int) -> HttpResponse:
    """Blind until the view is given; then both, side by side."""
    task = access.get_or_404(TASKS, request.user, Permission.GIVE_VIEW, pk=task_id)
    if request.method == "POST":
        return _receive(request, task)
    return _page(request, task)


@dataclass
class _Posted:
    """What a post left: fields with errors, and fields on which two windows met."""

    form: ViewForm
    conflicts: list[Conflict] = field(default_factory=list)


def _receive(request: SignedInRequest, task: ReaderTask) -> HttpResponse:
    """Saves what is valid as a draft, and gives it if that was asked and nothing is missing."""
    if task.state is not TaskState.ASKED:
        return _page(request, task, typed=request.POST.get("reason", ""), status=409)
    _answer, frame = results.one(task.assessment, task.capability.code, request.LANGUAGE_CODE, depth="nothing")
    form = ViewForm(with_choices(request.POST), view=task.view, frame=frame)
    form.full_clean()
    posted = _Posted(form)
    try:
        revision = _save(request, task, posted)
        if "give" in request.POST and not form.errors and not posted.conflicts:
            give_view(task=task, by=request.user, based_on=revision)
            messages.success(request, _("Thank you. Your view has been given, and both are shown below."))
            return redirect("view_edit", task_id=task.pk)
    except RoundLocked:
        return _page(request, _again(task), typed=request.POST.get("reason", ""), status=409)
    except ViewRefused as refused:
        if refused.code in ("withdrawn", "left"):
            raise Http404 from refused
        if refused.code != "incomplete":  # given, or saved, in another window meanwhile
            return _page(request, _again(task), status=409)
        form.refuse(refused.fields)
    if form.errors or posted.conflicts:
        return _page(request, _again(task), posted, status=422 if form.errors else 409)
    messages.success(request, _("Your draft has been saved. Nobody else sees it."))
    return redirect("view_edit", task_id=task.pk)


def _save(request: SignedInRequest, task: ReaderTask, posted: _Posted) -> int:
    """The revision after it. Collisions, and those that nobody has decided yet, go into `posted`."""
    groups, waiting = values_by_revision(request, posted.form, VIEW_FIELDS)
    revision = parse_revision(request.POST.get("revision"))
    for based_on, values in groups.items():
        outcome = draft_view(task=task, by=request.user, based_on=based_on, values=values)
        revision = outcome.revision
        posted.conflicts += outcome.conflicts
    for name in waiting:
        mine = request.POST.get(f"mine.{name}", "")
        now = task.view.chosen if name == "phase" else getattr(task.view, name)
        posted.conflicts.append(Conflict(name, mine, now, str(request.user), task.view.saved_at))
    return revision


def _again(task: ReaderTask) -> ReaderTask:
    return TASKS.get(pk=task.pk)


def _page(
    request: SignedInRequest, task: ReaderTask, posted: _Posted | None = None, *, typed: str = "", status: int = 200
) -> HttpResponse:
    given = task.state is TaskState.GIVEN
    answer, frame = results.one(
        task.assessment, task.capability.code, request.LANGUAGE_CODE, depth="row" if given else "nothing"
    )
    context: dict[str, Any] = {
        "task": task,
        "country": task.assessment.country,
        "answer": answer,
        "result": frame,
        "late": is_late(task.state, task.due, localdate()),
        "typed": [typed] if typed.strip() else [],
    }
    if given:
        context |= _both(task.view, answer)
    else:
        context |= _blind(request, task, answer, frame, posted)
    return render(request, "assessments/second_views/view.html", context, status=status)


def _both(view: SecondView, answer: CapabilityResult) -> dict[str, Any]:
    return {
        "view": view,
        "apart": difference(answer.state, view.state),
        "standing": standing(answer.state, view.state, view.response, view.response_on),
        "moved": view.given_on != answer.state,
    }


def _blind(
    request: SignedInRequest, task: ReaderTask, answer: CapabilityResult, frame: Any, posted: _Posted | None
) -> dict[str, Any]:
    """`answer` only names the capability: nothing of the country's is in it."""
    open_ = task.state is TaskState.ASKED
    form, revision, kept = ViewForm(view=task.view, frame=frame), str(task.view.revision), None
    if posted is not None and posted.form.errors:
        form = ViewForm(as_now(posted.form, form), view=task.view, frame=frame)
        form.full_clean()
        form.refuse([name for name in posted.form.errors if name not in form.errors])
    elif posted is None and open_ and request.method == "GET":
        kept = kept_post(request)
        if kept is not None:
            form = unjudged(ViewForm(kept, view=task.view, frame=frame), kept)
            revision = str(kept.get("revision", revision))
    conflicts = posted.conflicts if posted else []
    signs: dict[int, list[Any]] = {}
    for sign in answer.signs:
        signs.setdefault(sign.phase, []).append(sign.text)
    rows = Evidence.objects.filter(
        response__assessment=task.assessment_id, response__capability=task.capability_id, removed_at=None
    )
    return {
        "open": open_,
        "form": form,
        "revision": revision,
        "versions": {one.field: versions_of(form, one, task.view.revision) for one in conflicts},
        "errors": summary_of(form) if kept is None else [],
        "kept": kept,
        "signs": list(signs.items()),
        "notes": phase_texts(answer),
        "cannot": _("I cannot say"),
        "evidence": list(rows.select_related("file")),
    }


def phase_texts(answer: CapabilityResult) -> dict[str, SafeString]:
    """Under each phase how it looks for this capability, and no more."""
    return {str(number): format_html("<small>{}</small>", text) for number, text in enumerate(answer.phases)}


@require_GET
def view_file(request: SignedInRequest, task_id: int, file_id: int) -> HttpResponseBase:
    """A file that counts as evidence of the capability one was asked about."""
    task = access.get_or_404(TASKS, request.user, Permission.GIVE_VIEW, pk=task_id)
    version = EvidenceFile.objects.filter(
        pk=file_id,
        evidence__file=file_id,
        evidence__removed_at=None,
        evidence__response__assessment=task.assessment_id,
        evidence__response__capability=task.capability_id,
    ).first()
    if version is None:
        raise Http404
    return attachment(version)
