"""Eight people write into the same row at the same moment, each on a connection of their own."""

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier
from threading import Thread as Worker
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections

from assessments.actions.answers import save_answer
from assessments.actions.rounds import RoundRefused, open_round
from assessments.actions.talk import add_comment, open_thread
from assessments.models import Assessment, AuditEvent, Comment, Response, Thread, User
from assessments.talk import Kind
from tests import factories as make

WRITERS, SAVES = 8, 6


@pytest.fixture
def own_connections(transactional_db: Any, tmp_path: Path) -> Iterator[None]:
    """Threads need a database that each can open: for SQLite in memory, a file in its place."""
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        yield
        return
    kept, name = connections["default"], connections.settings["default"]["NAME"]
    del connections["default"]
    connections.settings["default"]["NAME"] = str(tmp_path / "writers.sqlite3")
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connections["default"].close()
        connections.settings["default"]["NAME"] = name
        connections["default"] = kept


def at_once(work: Any) -> list[Any]:
    """Runs work(number) in WRITERS threads that start together; what each returned or raised."""
    start, found = Barrier(WRITERS), [None] * WRITERS

    def run(number: int) -> None:
        try:
            start.wait()
            found[number] = work(number)
        except Exception as error:
            found[number] = error
        finally:
            connections.close_all()

    threads = [Worker(target=run, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.usefixtures("own_connections")
def test_no_update_is_lost() -> None:
    ana = make.coordinator()
    draft = make.opened_round(ana)
    node = make.node(draft)
    fields = [f"sign.{sign.code}" for sign in node.signs][:WRITERS]
    assert len(fields) == WRITERS

    def write(number: int) -> int:
        user, assessment = User.objects.get(pk=ana.pk), Assessment.objects.get(pk=draft.pk)
        saved = 0
        for turn in range(SAVES):
            outcome = save_answer(
                assessment=assessment,
                capability=node,
                by=user,
                based_on=Response.objects.get(assessment=assessment, capability_id=node.pk).revision,
                values={fields[number]: ("yes", "no")[turn % 2]},
            )
            saved += len(outcome.saved)
        return saved

    assert at_once(write) == [SAVES] * WRITERS
    row = make.row(draft)
    assert row.revision == WRITERS * SAVES
    assert sorted(row.sign_answers.values_list("answer", flat=True)) == ["no"] * WRITERS
    revisions = AuditEvent.objects.filter(action="response.saved").values_list("revision", flat=True)
    assert sorted(revisions) == list(range(1, WRITERS * SAVES + 1))


@pytest.mark.usefixtures("own_connections")
def test_one_field_has_one_winner_and_the_others_learn_of_it() -> None:
    ana = make.coordinator()
    draft = make.opened_round(ana)
    node = make.node(draft)

    def write(number: int) -> int:
        outcome = save_answer(
            assessment=Assessment.objects.get(pk=draft.pk),
            capability=node,
            by=User.objects.get(pk=ana.pk),
            based_on=0,
            values={"justification": f"text {number}"},
        )
        return len(outcome.conflicts)

    assert sorted(at_once(write)) == [0] + [1] * (WRITERS - 1)
    kept = {make.row(draft).justification}
    for event in AuditEvent.objects.filter(action="response.refused"):
        kept.add(event.changes["justification"][1])
    assert kept == {f"text {number}" for number in range(WRITERS)}


@pytest.mark.usefixtures("own_connections")
def test_a_button_pressed_many_times_begins_one_thread() -> None:
    ana = make.coordinator()
    draft = make.opened_round(ana)
    node = make.node(draft)

    def press(_number: int) -> int:
        thread = open_thread(assessment=draft, capability=node, kind=Kind.INSIDE, text="Who has the figures?", by=ana)
        return add_comment(thread=thread, text="I ask again.", by=ana).pk

    assert len(set(at_once(press))) == 1
    assert Thread.objects.count() == 1
    assert Comment.objects.count() == 2


@pytest.mark.usefixtures("own_connections")
@pytest.mark.parametrize("same_year", [True, False])
def test_one_round_is_opened(same_year: bool) -> None:
    ana, framework = make.coordinator(), make.framework()
    country = make.country()

    def write(number: int) -> int:
        year = 2020 if same_year else 2017 + number
        try:
            open_round(country=country, framework=framework, year=year, target_year=2030, title="Round", by=ana)
        except RoundRefused:
            return 0
        return 1

    assert sorted(at_once(write)) == [0] * (WRITERS - 1) + [1]
    assert Assessment.objects.count() == 1
    assert Response.objects.count() == 21
