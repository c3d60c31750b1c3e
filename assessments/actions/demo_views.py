"""The demonstration's second views: asked, given and answered by the real actions, at the times that the file gives."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils import timezone

from assessments import audit
from assessments.actions.second_views import ask_views, draft_view, give_view, hold_to_answer, review_view
from assessments.models import Assessment, Notice, ReaderTask, SecondView, User
from assessments.results import state_of
from assessments.structure import Structure


@dataclass(frozen=True)
class GivenAsking:
    """Who asked, by the key of their account, and when, in UTC."""

    by: str
    at: dt.datetime
    due: str = ""


@dataclass(frozen=True)
class GivenHold:
    by: str
    at: dt.datetime
    reason: str


@dataclass(frozen=True)
class GivenView:
    """A view that `by` was asked for; without `at` they have not given it yet."""

    code: str
    by: str
    asked: GivenAsking
    at: dt.datetime | None = None
    phase: str = ""
    reason: str = ""
    confidence: int | None = None
    held: GivenHold | None = None


@dataclass(frozen=True)
class GivenReview:
    """What the secretariat said of a capability between taking a round and returning or accepting it. Where it differs
    it is said before the round is returned: what the country has not seen is not accepted."""

    code: str
    by: str
    at: dt.datetime
    phase: str
    reason: str = ""


def save_reviews(
    assessment: Assessment, given: Iterable[GivenReview], *, people: Mapping[str, User], nodes: Structure
) -> None:
    for entry in given:
        with _at(assessment, entry.at):
            review_view(
                assessment=assessment,
                capability=nodes.by_code[entry.code],
                by=people[entry.by],
                based_on=0,
                values={"phase": entry.phase, "reason": entry.reason.strip()},
            )


def save_views(
    assessment: Assessment, given: Iterable[GivenView], *, people: Mapping[str, User], nodes: Structure
) -> None:
    for entry in given:
        reader, asked = people[entry.by], entry.asked
        with _at(assessment, asked.at):
            (made,) = ask_views(
                assessment=assessment,
                capabilities=[nodes.by_code[entry.code]],
                by=people[asked.by],
                due=dt.date.fromisoformat(asked.due) if asked.due else None,
                reader=reader,
            )
        if entry.at is None:
            continue
        task = ReaderTask.objects.with_reader().get(pk=made.pk)
        values = {"phase": entry.phase, "reason": entry.reason.strip(), "confidence": entry.confidence}
        with _at(assessment, entry.at):
            outcome = draft_view(task=task, by=reader, based_on=0, values=values)
            give_view(task=task, by=reader, based_on=outcome.revision)
        if entry.held is not None:
            _hold(task, entry.held, people)


def _hold(task: ReaderTask, held: GivenHold, people: Mapping[str, User]) -> None:
    view = SecondView.objects.select_related("assessment__country", "capability").get(task=task)
    phase, unknown = task.assessment.responses.values_list("phase", "phase_unknown").get(capability=task.capability_id)
    with _at(task.assessment, held.at):
        hold_to_answer(
            view=view,
            by=people[held.by],
            based_on=view.revision,
            on=state_of(phase, unknown),
            reason=held.reason.strip(),
        )


@contextmanager
def _at(assessment: Assessment, moment: dt.datetime) -> Iterator[None]:
    """Gives what was recorded inside the time `moment`, which is never in the future. Its notices are old: no mail."""
    started = timezone.now()
    at = min(moment, started)
    with audit.dated(at):
        yield
    ReaderTask.objects.filter(assessment=assessment, asked_at__gte=started).update(asked_at=at)
    for name in ("saved_at", "given_at", "response_at"):
        SecondView.objects.filter(assessment=assessment, **{f"{name}__gte": started}).update(**{name: at})
    Notice.objects.filter(assessment=assessment, created_at__gte=started).update(created_at=at, mailed_at=at)
