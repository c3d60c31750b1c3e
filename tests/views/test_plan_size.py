"""A plan of hundreds and thousands of actions: pages stay light, and their queries as many as for one."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments import results
from assessments.models import Action, ActionGap, ActionNote, User
from tests import factories as make

pytestmark = pytest.mark.django_db

GAP = "XSA:1:sign:2a"


def bulk(country_id: int, by: User, count: int) -> None:
    """Rows as they would lie there: long titles, a gap and a note each."""
    Action.objects.bulk_create(
        Action(
            country_id=country_id,
            title=f"{number} " + "Post trained key workers in every region of the country. " * 4,
            capabilities=["1", "2", "4"],
            lead="Ministry of Social Affairs",
            partners="Ministry of Health, regional governments, a children’s rights network " * 3,
            start=dt.date(2026, 1 + number % 12, 1),
            due=dt.date(2027, 1 + number % 12, 1),
            cost=1000,
            currency="USD",
            funding="partly",
            secured=10,
            indicator="Children with a key worker " * 6,
            created_by=by,
            saved_by=by,
            saved_at=timezone.now(),
        )
        for number in range(count)
    )
    rows = list(Action.objects.filter(removed_at=None))
    ActionGap.objects.bulk_create(ActionGap(action=row, identity=GAP) for row in rows)
    ActionNote.objects.bulk_create(ActionNote(action=row, text="Noted. " * 40, by=by) for row in rows)


PAGES = ("plan_list", "what_if", "workspace", "gap_list")


@pytest.mark.parametrize("count", [300, 5000])
def test_light_and_as_many_queries_as_for_one(ana: User, count: int) -> None:
    draft = make.answered_round(ana)
    client = make.signed_in(ana)
    addresses = [reverse(page, args=[draft.pk]) for page in PAGES]
    addresses.append(reverse("capability_edit", args=[draft.pk, "4"]))
    bulk(draft.country_id, ana, 1)
    one = measured(client, addresses)
    Action.objects.all().update(removed_at=timezone.now())
    bulk(draft.country_id, ana, count)
    many = measured(client, addresses)
    for address in addresses:
        assert one[address][0] == many[address][0] <= 12, address
        assert many[address][1] <= 60_000, (address, many[address][1])


def measured(client: Any, addresses: list[str]) -> dict[str, tuple[int, int]]:
    results.forget()
    client.get(addresses[0])
    found = {}
    for address in addresses:
        results.forget()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code == 200
        found[address] = (len(queries), len(response.content))
    return found
