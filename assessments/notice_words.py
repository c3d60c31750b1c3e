"""Notices in words, and where each leads. Only names of the framework and of people: nothing that was answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from assessments import structure
from assessments.models import Assessment, Notice
from assessments.notices import Kind
from assessments.wording import isolated

Words = str | Promise

#: Of each kind: its name in the settings.
KIND_NAMES: dict[Kind, Words] = {
    Kind.ASSIGNED: gettext_lazy("A capability is assigned to you"),
    Kind.REMINDER: gettext_lazy("A coordinator reminds you of open work"),
    Kind.DUE_SOON: gettext_lazy("Something is due within 7 days"),
    Kind.OVERDUE: gettext_lazy("The day of something has passed"),
    Kind.COMMENT: gettext_lazy("A colleague comments on an answer"),
    Kind.QUESTION: gettext_lazy("The secretariat asks a question"),
    Kind.ANSWER: gettext_lazy("Your question is answered"),
    Kind.VIEW_ASKED: gettext_lazy("You are asked for a second view"),
    Kind.VIEW_GIVEN: gettext_lazy("A second view is given"),
    Kind.FOR_APPROVAL: gettext_lazy("A round waits for approval"),
    Kind.SENT_BACK: gettext_lazy("The approver gives a round back"),
    Kind.WITHDRAWN: gettext_lazy("A round is taken back before you signed it"),
    Kind.SUBMITTED: gettext_lazy("A round is sent to the secretariat"),
    Kind.RETURNED: gettext_lazy("The secretariat returns a round with comments"),
    Kind.ACCEPTED: gettext_lazy("The secretariat accepts a round"),
    Kind.REOPENED: gettext_lazy("A round is reopened"),
}
#: What a notice says. `about` is a capability or an action of the plan where the code names one.
_SENTENCES: dict[Kind, Words] = {
    Kind.ASSIGNED: gettext_lazy("%(by)s assigned capabilities to you."),
    Kind.REMINDER: gettext_lazy(
        "%(by)s asks how your part of the self-assessment goes. Some of your capabilities are still open."
    ),
    Kind.DUE_SOON: gettext_lazy("Something that you take part in is due within 7 days."),
    Kind.OVERDUE: gettext_lazy("The due date of something that you take part in has passed."),
    Kind.COMMENT: gettext_lazy("%(by)s wrote a comment."),
    Kind.QUESTION: gettext_lazy("%(by)s asks a question."),
    Kind.ANSWER: gettext_lazy("%(by)s answered your question."),
    Kind.VIEW_ASKED: gettext_lazy("%(by)s asks you for a second view."),
    Kind.VIEW_GIVEN: gettext_lazy("%(by)s gave a second view."),
    Kind.FOR_APPROVAL: gettext_lazy("%(by)s sent the round for approval. It waits for a signature."),
    Kind.SENT_BACK: gettext_lazy("%(by)s gave the round back, with a reason."),
    Kind.WITHDRAWN: gettext_lazy(
        "%(by)s took the round back, with a reason. It does not wait for a signature any more."
    ),
    Kind.SUBMITTED: gettext_lazy("%(by)s sent the round to the secretariat."),
    Kind.RETURNED: gettext_lazy("The secretariat returned the round with comments."),
    Kind.ACCEPTED: gettext_lazy("The secretariat accepted the round."),
    Kind.REOPENED: gettext_lazy("The round was reopened, with a reason."),
}
_OF_CAPABILITY: dict[Kind, Words] = {
    Kind.ASSIGNED: gettext_lazy("%(by)s assigned capability %(number)s to you: %(name)s."),
    Kind.DUE_SOON: gettext_lazy("Capability %(number)s is due within 7 days: %(name)s."),
    Kind.OVERDUE: gettext_lazy("The due date of capability %(number)s has passed: %(name)s."),
    Kind.COMMENT: gettext_lazy("%(by)s wrote a comment on capability %(number)s: %(name)s."),
    Kind.QUESTION: gettext_lazy("%(by)s asks a question about capability %(number)s: %(name)s."),
    Kind.ANSWER: gettext_lazy("%(by)s answered your question about capability %(number)s: %(name)s."),
    Kind.VIEW_ASKED: gettext_lazy("%(by)s asks you for a second view of capability %(number)s: %(name)s."),
    Kind.VIEW_GIVEN: gettext_lazy("%(by)s gave a second view of capability %(number)s: %(name)s."),
}
_OF_ACTION: dict[Kind, Words] = {
    Kind.DUE_SOON: gettext_lazy("An action of the plan is due within 7 days."),
    Kind.OVERDUE: gettext_lazy("The due date of an action of the plan has passed."),
}
_OF_VIEW: dict[Kind, Words] = {
    Kind.DUE_SOON: gettext_lazy("Your second view of capability %(number)s is due within 7 days: %(name)s."),
    Kind.OVERDUE: gettext_lazy("The due date of your second view of capability %(number)s has passed: %(name)s."),
}
#: Several of one kind in one letter, which names no titles: they would read alike.
_OF_ACTIONS = {
    Kind.DUE_SOON: ngettext_lazy(
        "%(count)s action of the plan is due within 7 days.",
        "%(count)s actions of the plan are due within 7 days.",
        "count",
    ),
    Kind.OVERDUE: ngettext_lazy(
        "The due date of %(count)s action of the plan has passed.",
        "The due dates of %(count)s actions of the plan have passed.",
        "count",
    ),
}
#: The code of a notice about an action of the plan: this and the number of its row.
ACTION = "action:"
#: The code of a notice about the day of a reader's task: this and the code of the capability.
VIEW = "view:"
#: Where a notice leads that names neither a capability nor an action; the others lead to the workspace.
_TALK = frozenset({Kind.COMMENT, Kind.QUESTION, Kind.ANSWER})
_OF_THE_ROUND = {Kind.FOR_APPROVAL: "round_send", Kind.VIEW_GIVEN: "second_view_list"}
_ROUTES = {Kind.ASSIGNED: "my_work", Kind.REMINDER: "my_work", Kind.VIEW_ASKED: "view_list"}


@dataclass(frozen=True)
class Said:
    """A notice in the reader's language."""

    notice: Notice
    words: str
    place: str  # country and year

    @property
    def is_unread(self) -> bool:
        return self.notice.read_at is None


def said(notices: Iterable[Notice], language: str) -> list[Said]:
    """In words. One query for the rounds, however many notices; their countries must be read with them."""
    rows = list(notices)
    numbers = {row.assessment_id for row in rows if row.assessment_id}
    rounds = {one.pk: one for one in Assessment.objects.with_round().filter(pk__in=numbers)} if numbers else {}
    return [_say(row, rounds.get(row.assessment_id or 0), language) for row in rows]


def _say(notice: Notice, assessment: Assessment | None, language: str) -> Said:
    kind = Kind(notice.kind)
    code = notice.code.removeprefix(VIEW)
    values = {"by": isolated(notice.by_name or _("The secretariat")), "number": code, "name": ""}
    sentence, of_one = _SENTENCES[kind], _OF_CAPABILITY if code == notice.code else _OF_VIEW
    if notice.code.startswith(ACTION):
        sentence = _OF_ACTION.get(kind, sentence)
    elif code and assessment is not None and kind in of_one:
        wordings = structure.of(assessment.framework).wording(language)
        if code in wordings:
            sentence, values["name"] = of_one[kind], isolated(wordings[code].name.text)
    country = notice.country.name_in(language).text
    return Said(notice, str(sentence) % values, f"{country} {assessment.year}" if assessment else country)


def several(kind: Kind, number: int) -> str:
    """So many actions of the plan, in one sentence."""
    return str(_OF_ACTIONS[kind] % {"count": number})


def address(notice: Notice) -> str:
    """Where it leads. Whether the reader may go there is asked at that page's own door."""
    if notice.assessment_id is None:
        return reverse("country_show", args=[notice.country.iso3])
    if notice.code.startswith(ACTION):
        number = notice.code.removeprefix(ACTION)
        return reverse("action_show", args=[notice.assessment_id, int(number)])
    if notice.code.startswith(VIEW):
        return reverse("view_list")
    if notice.code and Kind(notice.kind) in _TALK:
        return reverse("thread_list", args=[notice.assessment_id, notice.code])
    if notice.code and Kind(notice.kind) is not Kind.VIEW_ASKED:
        return reverse("capability_edit", args=[notice.assessment_id, notice.code])
    if Kind(notice.kind) in _OF_THE_ROUND:
        return reverse(_OF_THE_ROUND[Kind(notice.kind)], args=[notice.assessment_id])
    route = _ROUTES.get(Kind(notice.kind))
    return reverse(route) if route else reverse("workspace", args=[notice.assessment_id])
