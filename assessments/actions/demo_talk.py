"""The demonstration's comments and questions: begun, answered and resolved by the real actions, at the times that their
file gives."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from assessments import audit, structure
from assessments.actions.talk import add_comment, open_thread, resolve_thread
from assessments.models import Assessment, Comment, Thread, User
from assessments.talk import Kind


@dataclass(frozen=True)
class Said:
    by: str
    at: dt.datetime
    text: str


@dataclass(frozen=True)
class Resolved:
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class GivenThread:
    """The first of `said` begins it. `by` is the key of an account, `at` in UTC."""

    code: str
    kind: Kind
    said: list[Said]
    resolved: Resolved | None = None


class Talk:
    """What is still to be said about a round; `until` says it in the order of time, between the moves of the round."""

    def __init__(self, given: Iterable[GivenThread], assessment: Assessment, people: Mapping[str, User]) -> None:
        self._assessment, self._people = assessment, people
        self._threads: dict[int, Thread] = {}
        steps: list[tuple[dt.datetime, int, GivenThread, Said | Resolved]] = []
        for number, thread in enumerate(given):
            steps += [(said.at, number, thread, said) for said in thread.said]
            steps += [(thread.resolved.at, number, thread, thread.resolved)] if thread.resolved else []
        self._steps = sorted(steps, key=lambda step: step[:2])

    def until(self, moment: dt.datetime | None = None) -> None:
        while self._steps and (moment is None or self._steps[0][0] < moment):
            _at, number, thread, step = self._steps.pop(0)
            started = timezone.now()
            at = min(step.at, started)
            with audit.dated(at):
                self._act(number, thread, step)
            self._date(started, at)

    def _act(self, number: int, given: GivenThread, step: Said | Resolved) -> None:
        by = self._people[step.by]
        if isinstance(step, Resolved):
            resolve_thread(thread=self._threads[number], by=by)
        elif number in self._threads:
            add_comment(thread=self._threads[number], text=step.text.strip(), by=by)
        else:
            node = structure.of(self._assessment.framework).by_code[given.code]
            self._threads[number] = open_thread(
                assessment=self._assessment, capability=node, kind=given.kind, text=step.text.strip(), by=by
            )

    def _date(self, started: dt.datetime, at: dt.datetime) -> None:
        threads = Thread.objects.filter(assessment=self._assessment)
        threads.filter(opened_at__gte=started).update(opened_at=at)
        threads.filter(resolved_at__gte=started).update(resolved_at=at)
        Comment.objects.filter(thread__assessment=self._assessment, at__gte=started).update(at=at)
        # Nobody of the demonstration is written to; of the round that is over everything has been read.
