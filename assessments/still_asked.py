"""Which notices of a person ask for an act that is no longer asked for: done meanwhile, or no longer possible.

Asked before a letter goes. The page of notices shows them all the same, as what happened.
"""

from collections import defaultdict
from collections.abc import Iterable

from assessments import access, assigned
from assessments.models import Action, Assessment, Notice, ReaderTask, Thread, User
from assessments.notice_words import ACTION, VIEW
from assessments.notices import ASKING, Kind, is_asked_in
from assessments.plan import OPEN_STATES
from assessments.roles import Permission
from assessments.second_views import TaskState
from assessments.talk import Kind as Talk
from assessments.workflow import State


def settled(person: User, notices: Iterable[Notice]) -> list[int]:
    """Of waiting notices, which come with their rounds: those that no longer ask. A few queries a round."""
    by_round: defaultdict[Assessment, list[Notice]] = defaultdict(list)
    for notice in notices:
        if notice.assessment is not None and notice.kind in ASKING:
            by_round[notice.assessment].append(notice)
    found = []
    for assessment, rows in by_round.items():
        about = _Open(person, assessment)
        found += [row.pk for row in rows if not about.asks(row)]
    return found


class _Open:
    """What one round still asks of one person; each part is read when a notice is about it."""

    def __init__(self, person: User, assessment: Assessment) -> None:
        self.person, self.assessment = person, assessment
        self._capabilities: set[str] | None = None
        self._views: set[str] | None = None

    def asks(self, notice: Notice) -> bool:
        kind, code = Kind(notice.kind), notice.code
        if code.startswith(ACTION):  # the plan does not wait for the round
            number = int(code.removeprefix(ACTION))
            return Action.objects.in_plan().filter(pk=number, state__in=OPEN_STATES).exists()
        moved_since = self.assessment.state_at > notice.created_at
        if not is_asked_in(kind, State(self.assessment.state), moved_since=moved_since):
            return False
        if kind is Kind.FOR_APPROVAL:
            return access.can(self.person, Permission.APPROVE, self.assessment)
        if kind is Kind.QUESTION:
            return self._is_open_question(code)
        if kind is Kind.VIEW_ASKED or code.startswith(VIEW):
            return _is_one_of(code.removeprefix(VIEW), self.views)
        if kind in (Kind.REMINDER, Kind.DUE_SOON, Kind.OVERDUE):
            return _is_one_of(code, self.capabilities)
        return True

    @property
    def capabilities(self) -> set[str]:
        if self._capabilities is None:
            self._capabilities = {code for code, _due in assigned.open_of(self.person, self.assessment)}
        return self._capabilities

    @property
    def views(self) -> set[str]:
        if self._views is None:
            rows = ReaderTask.objects.with_reader().filter(reader=self.person, assessment=self.assessment)
            self._views = {row.capability.code for row in rows if row.state is TaskState.ASKED}
        return self._views

    def _is_open_question(self, code: str) -> bool:
        rows = Thread.objects.filter(assessment=self.assessment, kind=Talk.QUESTION, resolved_at=None)
        return (rows.filter(capability__code=code) if code else rows).exists()


def _is_one_of(code: str, open_: set[str]) -> bool:
    """A notice that names no capability asks while any is open."""
    return code in open_ if code else bool(open_)
