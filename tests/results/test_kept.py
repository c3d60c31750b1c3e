"""What is kept in memory is never older than the last write, and never another round's."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import results
from assessments.actions.answers import save_simple
from assessments.actions.evidence import add_evidence, remove_evidence, restore_evidence
from assessments.actions.priorities import move_priority, set_priority, unmove_priority
from assessments.actions.rounds import move_round
from assessments.models import Assessment, EnablerAnswer, Evidence, Framework, Priority, User
from assessments.roles import Role
from assessments.workflow import Move
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return factories.coordinator()


def add(made: Assessment, by: User) -> None:
    add_evidence(assessment=made, response=factories.row(made, "1"), title="Another act", url="", by=by)


def remove(made: Assessment, by: User) -> None:
    remove_evidence(assessment=made, evidence=Evidence.objects.order_by("pk")[0], by=by)


def restore(made: Assessment, by: User) -> None:
    restore_evidence(assessment=made, evidence=Evidence.objects.order_by("pk")[0], by=by)


def say_of_an_enabler(made: Assessment, by: User) -> None:
    row = EnablerAnswer.objects.order_by("pk")[0]
    values = {"answer": "no"}
    save_simple(
        row=row, assessment=made, by=by, based_on=row.revision, values=values, fields=("answer", "note"), code="e1"
    )


def move_down(made: Assessment, by: User) -> None:
    first = results.build(made, "en").ranked[0]
    move_priority(assessment=made, code=first.capability, step=1, reason="Not yet.", by=by)


def move_back(made: Assessment, by: User) -> None:
    moved = next(place for place in results.build(made, "en").ranked if place.moved)
    unmove_priority(assessment=made, code=moved.capability, by=by)


def set_one(made: Assessment, by: User) -> None:
    row = Priority.objects.select_related("capability").get(assessment=made, capability__code="1")
    values = {"importance": 1, "horizon": "later"}
    set_priority(assessment=made, priority=row, by=by, based_on=row.revision, values=values)


def load_texts(made: Assessment, by: User) -> None:
    framework = Framework.objects.get(pk=made.framework_id)
    framework.notices, framework.revision = {"en": "New notice"}, framework.revision + 1
    framework.save()


WRITES: dict[str, Callable[[Assessment, User], object]] = {
    "a field": lambda made, by: factories.save(made, by, "1", justification="New words."),
    "a sign": lambda made, by: factories.save(made, by, "1", sign_4a="yes"),
    "evidence added": add,
    "evidence removed": remove,
    "evidence restored": restore,
    "an enabler": say_of_an_enabler,
    "priority moved": move_down,
    "priority moved back": move_back,
    "priority set": set_one,
    "texts of the framework": load_texts,
    "sent": lambda made, by: move_round(assessment=made, move=Move.SUBMIT, by=by),
    "reopened": lambda made, by: move_round(
        assessment=made, move=Move.REOPEN, by=factories.user(Role.ADMINISTRATOR), reason="A slip."
    ),
    "a field after reopening": lambda made, by: factories.save(made, by, "1", justification="Newer words."),
}


def test_every_write_is_seen_at_once(by: User) -> None:
    """One after the other on one round: before each write the result is in memory."""
    made = factories.answered_round(by)
    before = results.of(factories.fresh(made), "en")
    for name, write in WRITES.items():
        write(factories.fresh(made), by)
        read = factories.fresh(made)
        found = results.of(read, "en")
        assert found == results.build(read, "en"), name
        assert found != before, name
        before = found


def test_what_was_not_written_is_read_without_a_query(by: User) -> None:
    made = factories.fresh(factories.opened_round(by))
    first = results.of(made, "en")
    with CaptureQueriesContext(connection) as queries:
        assert results.of(made, "en") is first
    assert len(queries) == 0


def test_each_language_and_each_round_has_its_own(by: User) -> None:
    made = factories.opened_round(by)
    place = factories.country("XSB")
    other = factories.opened_round(factories.coordinator(place), of=place)
    asked = [(made, "en"), (made, "es"), (other, "en"), (other, "es")]
    for _again in range(2):
        found = [(result.country, result.language) for result in (results.of(*one) for one in asked)]
        assert found == [("XSA", "en"), ("XSA", "es"), ("XSB", "en"), ("XSB", "es")]
