"""The check before sending: what a reader would question, in plain words, each line leading to its place."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from assessments import access, results
from assessments.access import Permission
from assessments.check import Line, Place, Question
from assessments.models import Assessment
from assessments.requests import SignedInRequest
from assessments.results import AssessmentResult
from assessments.templatetags.outlook import action_address, shown
from assessments.workflow import OPEN

ROUND = Assessment.objects.with_round()

#: What the group is about, and why a reader asks.
TITLES = {
    Question.UNANSWERED: gettext_lazy("Not answered yet"),
    Question.CARRIED_OVER: gettext_lazy("Still carried over from the last round"),
    Question.ABOVE: gettext_lazy("Higher than the signs suggest, without a reason"),
    Question.BELOW: gettext_lazy("Lower than the signs suggest, without a reason"),
    Question.VIEWS: gettext_lazy("A second view says another phase"),
    Question.EVIDENCE: gettext_lazy("Phase 2 or higher, without evidence"),
    Question.NATIONWIDE: gettext_lazy("Phase 3 or 4, but not said to be nationwide"),
    Question.FUNDED: gettext_lazy("Phase 3 or 4, but not said to be funded"),
    Question.TARGET_BELOW: gettext_lazy("The target is below today’s phase"),
    Question.TARGET: gettext_lazy("No target is set"),
    Question.NOW_WITHOUT_ACTION: gettext_lazy("Priority “Now”, with gaps that no action works on"),
    Question.OVERDUE: gettext_lazy("Actions that are overdue"),
    Question.VOICES: gettext_lazy("Children and survivors were not heard"),
    Question.PARTICIPANTS: gettext_lazy("Nobody is recorded as having taken part"),
}
HINTS = {
    Question.UNANSWERED: gettext_lazy(
        "The round can be sent when all are answered. “Don’t know” with a justification is an answer."
    ),
    Question.CARRIED_OVER: gettext_lazy("Say for each that it is still right, or change it."),
    Question.ABOVE: gettext_lazy("A reader will ask what the signs do not show. One sentence is enough."),
    Question.BELOW: gettext_lazy("A reader will ask what still holds it back. One sentence is enough."),
    Question.VIEWS: gettext_lazy("Change the answer, or say why you hold to it. The report prints both."),
    Question.EVIDENCE: gettext_lazy("Add a document or a link that shows it. From phase 2 on a reader asks for one."),
    Question.NATIONWIDE: gettext_lazy("From phase 3 on it works in the whole country. Look at the reality check."),
    Question.FUNDED: gettext_lazy("From phase 3 on it is paid for. Look at the reality check."),
    Question.TARGET_BELOW: gettext_lazy("Is it meant? Then say so in the justification."),
    Question.TARGET: gettext_lazy("Without a target nobody can see what is missing."),
    Question.NOW_WITHOUT_ACTION: gettext_lazy("What comes first needs somebody who does it, and a date."),
    Question.OVERDUE: gettext_lazy("Give a new date, say that it is done, or stop it with a reason."),
    Question.VOICES: gettext_lazy(
        "No answer names an organisation of children, young people or survivors. Ask one, and say where it took part."
    ),
    Question.PARTICIPANTS: gettext_lazy("Say which kinds of organisations took part. Never the name of a person."),
}
_ANCHORS = {
    Question.ABOVE: "#id_reason",
    Question.BELOW: "#id_reason",
    Question.VIEWS: "#h-second",
    Question.EVIDENCE: "#evidence",
    Question.NATIONWIDE: "#id_nationwide_0",
    Question.FUNDED: "#id_funded_0",
    Question.TARGET: "#target",
    Question.TARGET_BELOW: "#target",
    Question.PARTICIPANTS: "#participants",
}
#: Places that share a page: its name, and what its anchors begin with.
_PAGES = {
    Place.ENABLER: ("enabler_list", "e-"),
    Place.THREAT: ("threat_list", "h-"),
    Place.COMMITMENT: ("commitment_list", "h-"),
}


_LISTED = 30  # of one kind: more than there are capabilities; a plan can have thousands of actions


@dataclass(frozen=True)
class Asked:
    """One line of a group: what it is about, and where it leads."""

    text: str
    href: str
    hint: str = ""


@dataclass(frozen=True)
class Group:
    question: Question
    title: str
    hint: str
    lines: list[Asked]
    blocks: bool
    more: int = 0

    @property
    def count(self) -> int:
        return len(self.lines) + self.more


@require_GET
def check_show(request: SignedInRequest, assessment_id: int) -> HttpResponse:
    assessment = access.get_or_404(ROUND, request.user, Permission.VIEW_ROUND, pk=assessment_id)
    result = results.of(assessment, request.LANGUAGE_CODE)
    groups = groups_of(result)
    context = {
        "assessment": assessment,
        "result": result,
        "groups": groups,
        "count": sum(group.count for group in groups),
        "blocked": any(group.blocks for group in groups),
        "may_send": access.can(request.user, Permission.SEND_ROUND, assessment) and assessment.state in OPEN,
    }
    return render(request, "assessments/check.html", context)


def groups_of(result: AssessmentResult) -> list[Group]:
    """The questions about this round by kind, most pressing first, each with its lines."""
    by_question: dict[Question, list[Line]] = {}
    for line in results.questions(result):
        by_question.setdefault(line.question, []).append(line)
    return [
        Group(
            question,
            str(TITLES[question]),
            str(HINTS[question]),
            list(_asked(result, lines[:_LISTED])),
            lines[0].blocks,
            more=max(len(lines) - _LISTED, 0),
        )
        for question, lines in by_question.items()
    ]


def _asked(result: AssessmentResult, lines: Iterable[Line]) -> Iterable[Asked]:
    enablers = {enabler.code: enabler.name.text for enabler in result.enablers}
    threats = {threat.code: threat.name.text for threat in result.threats}
    commitments = {said.code: said.name.text for said in result.commitments}
    names = {Place.ENABLER: enablers, Place.THREAT: threats, Place.COMMITMENT: commitments}
    for line in lines:
        if line.place is Place.CAPABILITY:
            capability = result.by_code[line.ref]
            yield Asked(f"{capability.code} {capability.name}", _capability_href(result, line), _count(line))
        elif line.place is Place.ACTION:
            action = result.action_by_pk[int(line.ref)]
            yield Asked(shown(action), action_address(result, action))
        elif line.place is Place.ROUND:
            yield Asked(
                _("Look at who took part in each answer"), reverse("capability_list", args=[result.assessment_id])
            )
        else:
            yield Asked(names[line.place][line.ref], _page_href(result, line))


def _capability_href(result: AssessmentResult, line: Line) -> str:
    address = reverse("capability_edit", args=[result.assessment_id, line.ref])
    if line.question is Question.NOW_WITHOUT_ACTION:
        return f"{reverse('register_show', args=[result.assessment_id])}?capability={line.ref}&state=open"
    return address + _ANCHORS.get(line.question, "")


def _page_href(result: AssessmentResult, line: Line) -> str:
    page, anchor = _PAGES[line.place]
    return f"{reverse(page, args=[result.assessment_id])}#{anchor}{line.ref}"


def _count(line: Line) -> str:
    if not line.total:
        return ""
    sentence = ngettext(
        "%(count)s of %(total)s gap has no action.", "%(count)s of %(total)s gaps have no action.", line.total
    )
    return sentence % {"count": line.count, "total": line.total}
