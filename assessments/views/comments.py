"""What is said about answers: all threads of a round, those of one capability, and one thread."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments import access, conversations, structure
from assessments.access import Permission
from assessments.actions.talk import (
    TalkRefused,
    add_comment,
    mark_seen,
    open_thread,
    remove_comment,
    reopen_thread,
    resolve_thread,
)
from assessments.forms.comments import CommentForm, ThreadFilter
from assessments.forms.errors import summary_of
from assessments.models import Assessment, Comment, TalkedAbout, Thread, User
from assessments.models.framework import texts
from assessments.models.thread import THREAD_NAMES, with_new_talk
from assessments.requests import SignedInRequest
from assessments.structure import CapabilityNode
from assessments.talk import Kind, Side
from assessments.translation import Text
from assessments.views.answering import kept_post, unjudged
from assessments.workflow import SHARED

ROUND = TalkedAbout(Assessment).with_round()
THREADS = Thread.objects.select_related("assessment__country", "capability", "opened_by", "resolved_by").defer(
    *texts(capability="capability")
)
COMMENTS = Comment.objects.select_related("thread__assessment", "thread__capability").defer(
    *texts(capability="thread__capability")
)
THREADS_A_PAGE, COMMENTS_A_PAGE, THREADS_OF_A_KIND, THREADS_ON_THE_ANSWER = 15, 8, 5, 3


@dataclass(frozen=True)
class Line:
    """A thread in a list: how it began and what was said last."""

    thread: Any
    first: Comment
    latest: Comment | None


@dataclass(frozen=True)
class Section:
    """The threads of one kind about one answer, and the form that begins another one."""

    kind: Kind
    name: str
    lines: list[Line]
    more: int
    form: CommentForm | None


# --- pages -------------------------------------------------------------------------------------------------------


@require_GET
def comment_list(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    """The threads of the whole round, the open ones first."""
    assessment = access.get_or_404(ROUND, request.user, Permission.VIEW_ROUND, pk=assessment_id)
    names = _names(assessment, request.LANGUAGE_CODE)
    kinds = conversations.kinds_for(request.user, assessment)
    form = ThreadFilter(
        request.GET, kinds=kinds, capabilities=[(code, f"{code} {name.text}") for code, name in names.items()]
    )
    threads = conversations.threads_of(request.user, assessment, only_new=form.only_new, **form.lookup())
    page = Paginator(threads, THREADS_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = _frame(request, assessment) | {
        "form": form,
        "kinds": [(kind, THREAD_NAMES[kind]) for kind in kinds],
        "filtered": any(form.cleaned_data.values()),
        "page": page,
        "lines": [(line, names.get(line.thread.capability.code)) for line in lines_of(page.object_list)],
        "query": query.urlencode(),
    }
    return render(request, "assessments/comments/list.html", context)


@require_http_methods(["GET", "POST"])
def thread_list(request: SignedInRequest, assessment_id: int, code: str) -> HttpResponse:
    """What is said about one answer, each circle of readers for itself. Posted, it begins a thread."""
    permission = Permission.COMMENT if request.method == "POST" else Permission.VIEW_ROUND
    assessment = access.get_or_404(ROUND, request.user, permission, pk=assessment_id)
    node = _node(assessment, code)
    if request.method == "GET":
        return _threads(request, assessment, node, kept=kept_post(request))
    kind = _kind(request, assessment)
    form = CommentForm(request.POST, kind=kind, by_country=not request.user.is_secretariat)
    if not form.is_valid():
        return _threads(request, assessment, node, posted=form, status=422)
    try:
        thread = open_thread(
            assessment=assessment, capability=node, kind=kind, text=form.cleaned_data["text"], by=request.user
        )
    except TalkRefused:  # not in this state of the round, which may just have been moved
        return _threads(request, ROUND.get(pk=assessment.pk), node, posted=form, refused=True, status=409)
    messages.success(request, _("Your words are there."))
    return _to(thread)


@require_http_methods(["GET", "POST"])
def thread_show(request: SignedInRequest, assessment_id: int, code: str, thread_id: int) -> HttpResponse:
    """One thread, its latest comments first to be seen. Posted, it takes an answer."""
    permission = Permission.COMMENT if request.method == "POST" else Permission.VIEW_ROUND
    thread = _thread(request, permission, assessment_id, code, thread_id)
    if request.method == "GET":
        return _show(request, thread, kept=kept_post(request))
    form = CommentForm(request.POST, kind=Kind(thread.kind), by_country=not request.user.is_secretariat)
    if not form.is_valid():
        return _show(request, thread, form, status=422)
    try:
        add_comment(thread=thread, text=form.cleaned_data["text"], by=request.user)
    except TalkRefused as refused:
        return _show(request, THREADS.get(pk=thread.pk), form, refused=refused.code, status=409)
    messages.success(request, _("Your words are there."))
    return _to(thread)


@require_POST
def thread_resolve(request: SignedInRequest, assessment_id: int, code: str, thread_id: int) -> HttpResponse:
    thread = _thread(request, Permission.COMMENT, assessment_id, code, thread_id)
    try:
        resolve_thread(thread=thread, by=request.user)
    except TalkRefused as refused:
        return _show(request, THREADS.get(pk=thread.pk), refused=refused.code, status=409)
    messages.success(request, _("It is marked as resolved. Nothing is lost: it can be opened again."))
    return _to(thread)


@require_POST
def thread_reopen(request: SignedInRequest, assessment_id: int, code: str, thread_id: int) -> HttpResponse:
    thread = _thread(request, Permission.COMMENT, assessment_id, code, thread_id)
    try:
        reopen_thread(thread=thread, by=request.user)
    except TalkRefused as refused:
        return _show(request, THREADS.get(pk=thread.pk), refused=refused.code, status=409)
    messages.success(request, _("It is open again."))
    return _to(thread)


@require_POST
def comment_remove(
    request: SignedInRequest, assessment_id: int, code: str, thread_id: int, comment_id: int
) -> HttpResponse:
    comment = access.get_or_404(COMMENTS, request.user, Permission.COMMENT, pk=comment_id)
    thread = _thread(request, Permission.COMMENT, assessment_id, code, thread_id)
    if comment.thread_id != thread.pk:
        raise Http404
    try:
        remove_comment(comment=comment, by=request.user)
    except TalkRefused as refused:
        return _show(request, thread, refused=refused.code, status=409)
    messages.success(request, _("Your words have been taken away. The page says that they were there."))
    return _to(thread)


# --- the block on an answer's page -------------------------------------------------------------------------------


def talk_on(user: User, assessment: Assessment, code: str) -> dict[str, Any]:
    """The latest open threads about an answer, and the form for the circle that is nearest to this person."""
    found = list(conversations.latest_of(user, assessment, code)[: THREADS_ON_THE_ANSWER + 1])
    kinds = conversations.kinds_for(user, assessment)
    writes = next((kind for kind in kinds if conversations.may_open(user, assessment, kind)), None)
    return {
        "talk_latest": found[:THREADS_ON_THE_ANSWER],
        "talk_more": len(found) > THREADS_ON_THE_ANSWER,
        "talk_form": CommentForm(kind=writes, by_country=not user.is_secretariat) if writes else None,
    }


def lines_of(threads: Any) -> list[Line]:
    rows = list(threads)
    ends = conversations.ends_of(rows)
    return [
        Line(thread, ends[thread.first], ends[thread.latest] if thread.latest != thread.first else None)
        for thread in rows
    ]


# --- how they are made -------------------------------------------------------------------------------------------


def _frame(request: SignedInRequest, assessment: Assessment) -> dict[str, Any]:
    """`talk_only`: the round is the country's again; nothing of its answers is linked or shown."""
    ours = Side.COUNTRY in conversations.sides_of(request.user, assessment.country_id)
    return {
        "assessment": assessment,
        "ours": ours,
        "may_comment": access.can(request.user, Permission.COMMENT, assessment),
        "talk_only": not ours and assessment.state not in SHARED,
    }


def _threads(
    request: SignedInRequest,
    assessment: Assessment,
    node: CapabilityNode,
    *,
    posted: CommentForm | None = None,
    kept: QueryDict | None = None,
    refused: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Two queries for each kind, however many threads there are; what is shown in full is read then."""
    sections: list[Section] = []
    latest: dict[int, int] = {}
    for kind in conversations.kinds_for(request.user, assessment):
        threads = conversations.threads_of(request.user, assessment, kind=kind, capability_id=node.pk)
        found = list(threads[: THREADS_OF_A_KIND + 1])
        lines = lines_of(found[:THREADS_OF_A_KIND])
        # A thread of one or two comments is read here; a longer one on its own page.
        latest |= {line.thread.pk: line.thread.latest for line in lines if line.thread.number <= 2 and _whole(line)}
        form = (
            _form(request.user, posted, kept, kind) if conversations.may_open(request.user, assessment, kind) else None
        )
        more = len(found) > THREADS_OF_A_KIND
        sections.append(Section(kind, str(THREAD_NAMES[kind]), lines, more, form))
    mark_seen(by=request.user, latest=latest)
    names = _names(assessment, request.LANGUAGE_CODE)
    context = _frame(request, assessment) | {
        "code": node.code,
        "name": names[node.code],
        "sections": sections,
        "typed": [posted.cleaned_data["text"]] if refused and posted is not None else [],
        "errors": summary_of(posted) if posted is not None else [],
        "kept": kept,
    }
    return render(request, "assessments/comments/capability.html", context, status=status)


#: Letters of a comment that a list shows.
EXCERPT = 400


def _whole(line: Line) -> bool:
    return all(len(said.text) <= EXCERPT for said in (line.first, line.latest) if said is not None)


def _form(user: User, posted: CommentForm | None, kept: QueryDict | None, kind: Kind) -> CommentForm:
    if posted is not None and posted.prefix == kind.value:
        return posted
    typed = kept if kept is not None and f"{kind.value}-text" in kept else None
    return unjudged(CommentForm(typed, kind=kind, by_country=not user.is_secretariat), typed)


def _show(
    request: SignedInRequest,
    thread: Thread,
    form: CommentForm | None = None,
    *,
    refused: str = "",
    kept: QueryDict | None = None,
    status: int = 200,
) -> HttpResponse:
    comments = thread.comments.select_related("by").order_by("pk")
    paginator = Paginator(comments, COMMENTS_A_PAGE)
    page = paginator.get_page(request.GET.get("page") or paginator.num_pages)
    shown = list(page.object_list)
    mark_seen(by=request.user, latest={thread.pk: shown[-1].pk})
    assessment = with_new_talk(ROUND, request.user).get(pk=thread.assessment_id)
    names = _names(assessment, request.LANGUAGE_CODE)
    writes = conversations.may_write(request.user, thread)
    context = _frame(request, assessment) | {
        "thread": thread,
        "kind_name": THREAD_NAMES[Kind(thread.kind)],
        "code": thread.capability.code,
        "name": names[thread.capability.code],
        "page": page,
        "comments": shown,
        "form": form or _form(request.user, None, kept, Kind(thread.kind)),
        "may_write": writes and thread.resolved_at is None,
        "may_remove": writes,
        "may_settle": conversations.may_settle(request.user, thread),
        "why": refused,  # `refused` would say to the masthead that there is no page
        "errors": summary_of(form) if form is not None else [],
        "kept": kept,
    }
    return render(request, "assessments/comments/thread.html", context, status=status)


def _names(assessment: Assessment, language: str) -> dict[str, Text]:
    """The capabilities' names of the framework: nothing of the answers is read for them."""
    nodes = structure.of(assessment.framework)
    wording = nodes.wording(language)
    return {node.code: wording[node.code].name for node in nodes.capabilities}


def _node(assessment: Assessment, code: str) -> CapabilityNode:
    node = structure.of(assessment.framework).by_code.get(code)
    if node is None:
        raise Http404
    return node


def _kind(request: SignedInRequest, assessment: Assessment) -> Kind:
    """A kind that exists for this person; of any other nothing is said."""
    try:
        kind = Kind(request.POST.get("kind", ""))
    except ValueError as error:
        raise Http404 from error
    if kind not in conversations.kinds_for(request.user, assessment):
        raise Http404
    return kind


def _thread(request: SignedInRequest, permission: Permission, assessment_id: int, code: str, thread_id: int) -> Thread:
    thread = access.get_or_404(THREADS, request.user, permission, pk=thread_id)
    if thread.assessment_id != assessment_id or thread.capability.code != code:
        raise Http404
    return thread


def _to(thread: Thread) -> HttpResponse:
    address = reverse("thread_show", args=[thread.assessment_id, thread.capability.code, thread.pk])
    return redirect(f"{address}#latest")
