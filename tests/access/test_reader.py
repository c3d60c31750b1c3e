"""Whoever was asked for a second view reaches that, what is their own, and nothing else: one rule for every route."""

import pytest
from django.urls import reverse

from assessments.models import ReaderTask
from tests import factories as make
from tests.access.test_matrix import answer_of, form, lines, where, world
from tests.access.world import World

pytestmark = pytest.mark.django_db
__all__ = ["world"]

ASKED_FOR = {"view_list", "view_edit", "view_file"}
REFUSED = (403, 404, 405)


def test_every_other_route_is_closed_to_a_reader(world: World) -> None:
    """What somebody without any role reaches is one's own (profile, sessions, sign-in): all else is refused."""
    open_ = set()
    for route, method, state, expected in lines():
        if route in ASKED_FOR or expected["norole"] not in REFUSED:
            continue
        response = answer_of(world.reader, method, where(world, route, state), form(world, route, state))
        if response.status_code not in REFUSED:
            open_.add(f"{route} {method} {state}: {response.status_code}")
    assert not open_


def test_nothing_is_given_away_by_the_kind_of_refusal(world: World) -> None:
    """By GET, what belongs to the country does not exist for them: 404, as for someone without a role."""
    for route, method, state, expected in lines():
        if method == "GET" and expected["norole"] == 404 and route not in ASKED_FOR:
            response = answer_of(world.reader, method, where(world, route, state), {})
            assert response.status_code == 404, f"{route} {state}"


def test_what_a_reader_reaches(world: World) -> None:
    client = make.signed_in(world.reader)
    assert client.get("/")["Location"] == "/views/"
    assert client.get("/views/").status_code == 200
    tasks = ReaderTask.objects.filter(reader=world.reader)
    assert tasks.count() == 2
    for task in tasks:
        assert client.get(reverse("view_edit", args=[task.pk])).status_code == 200
    assert client.get("/countries/").status_code == 404


def test_another_reader_of_the_same_country_reaches_none_of_it(world: World) -> None:
    client = make.signed_in(make.reader(world.rounds["draft"].country))
    assert "You have not been asked" in client.get("/views/").content.decode()
    for task in ReaderTask.objects.all():
        assert client.get(reverse("view_edit", args=[task.pk])).status_code == 404
        assert client.post(reverse("view_edit", args=[task.pk]), {"revision": "0"}).status_code == 404


def test_a_reader_here_and_a_member_there(world: World) -> None:
    """What they may do in one country opens nothing in the other."""
    from assessments.models import Membership
    from assessments.roles import Role

    person = world.people["other"][0]  # coordinator of the neighbour
    assert person is not None
    Membership.objects.create(user=person, country=world.rounds["draft"].country, role=Role.READER)
    client = make.signed_in(person)
    assert client.get(where(world, "workspace", "draft")).status_code == 404
    assert client.get(where(world, "country_show", "draft")).status_code == 404
    assert client.get("/countries/XSB/").status_code == 200
    assert client.get("/countries/").status_code == 200
    assert client.get("/views/").status_code == 200
