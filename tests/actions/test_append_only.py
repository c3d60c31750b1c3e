"""The audit log can be added to and read. Not changed, not deleted: by the model, by a query, by SQL."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from assessments.models import AuditEvent
from assessments.roles import Role
from tests import factories as make
from tests.conftest import NEVER_DELETED

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> AuditEvent:
    draft = make.opened_round(make.coordinator())
    return AuditEvent.objects.filter(assessment_id=draft.pk)[0]


TRIES: dict[str, Callable[[AuditEvent], Any]] = {
    "save": lambda event: event.save(),
    "delete": lambda event: event.delete(),
    "update": lambda event: AuditEvent.objects.filter(pk=event.pk).update(actor_name="Nobody"),
    "update all": lambda event: AuditEvent.objects.update(actor_name="Nobody"),
    "delete many": lambda event: AuditEvent.objects.all().delete(),
    "update in bulk": lambda event: AuditEvent.objects.bulk_update([event], ["actor_name"]),
    "update or create": lambda event: AuditEvent.objects.update_or_create(pk=event.pk, defaults={"actor_name": ""}),
    "create over": lambda event: AuditEvent.objects.bulk_create(
        [event], update_conflicts=True, unique_fields=["pk"], update_fields=["actor_name"]
    ),
}


@pytest.mark.parametrize("name", TRIES)
def test_refused_by_the_model(event: AuditEvent, name: str) -> None:
    before = list(AuditEvent.objects.values())
    event.actor_name = "Nobody"
    with CaptureQueriesContext(connection) as asked, pytest.raises(TypeError):
        TRIES[name](event)
    assert not any(query["sql"].startswith(("UPDATE", "DELETE", "INSERT")) for query in asked.captured_queries)
    assert list(AuditEvent.objects.values()) == before


@pytest.mark.parametrize(
    "statement",
    ["UPDATE assessments_auditevent SET actor_name = 'Nobody'", "DELETE FROM assessments_auditevent"],
)
def test_refused_by_the_database(event: AuditEvent, statement: str) -> None:
    before = list(AuditEvent.objects.values())
    with transaction.atomic(), connection.cursor() as cursor:
        for trigger in NEVER_DELETED:
            cursor.execute(trigger)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement)
        transaction.set_rollback(True)
    assert len(before) > 0


def test_an_administrator_finds_it_nowhere_to_be_edited(event: AuditEvent) -> None:
    assert not admin.site.is_registered(AuditEvent)
    client = make.signed_in(make.user(Role.ADMINISTRATOR))
    for address in ("", "add/", f"{event.pk}/change/", f"{event.pk}/delete/"):
        assert client.get(f"/admin/assessments/auditevent/{address}").status_code == 404
        assert client.post(f"/admin/assessments/auditevent/{address}", {"post": "yes"}).status_code == 404
