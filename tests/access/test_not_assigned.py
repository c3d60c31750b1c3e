"""Contributors to whom something else is assigned than what an address is about, or nothing at all.

The tables of `areas/` give what a contributor gets to whom capability 1 is assigned, which their addresses are about. Every
one of their lines holds for the others too, but for those that this table names.
"""

import pytest

from assessments.roles import Role
from tests import factories as make
from tests.access.test_matrix import answer_of, form, lines, where
from tests.access.test_matrix import world as world
from tests.access.world import World

pytestmark = pytest.mark.django_db

TABLE = """
route                method state     nothing another
capability_edit      POST   draft     403     403
capability_edit      POST   submitted 403     403
capability_autosave  POST   draft     403     403
capability_autosave  POST   submitted 403     403
capability_here      POST   draft     403     403
capability_here      POST   submitted 403     403
evidence_add         POST   draft     403     403
evidence_add         POST   submitted 403     403
evidence_remove      POST   draft     403     403
evidence_remove      POST   submitted 403     403
evidence_restore     POST   draft     403     403
evidence_restore     POST   submitted 403     403
evidence_seen        POST   draft     403     403
evidence_seen        POST   submitted 403     403
evidence_replace     POST   draft     403     403
evidence_replace     POST   submitted 403     403
evidence_use         POST   draft     403     403
evidence_use         POST   submitted 403     403
workshop_edit        GET    draft     403     403
workshop_edit        GET    submitted 403     403
workshop_edit        POST   draft     403     403
workshop_edit        POST   submitted 403     403
action_new           GET    draft     403     200
action_new           POST   draft     403     422
action_new           POST   submitted 403     409
action_edit          GET    draft     403     403
action_edit          POST   draft     403     403
action_edit          POST   submitted 403     409
action_move          POST   draft     403     403
action_move          POST   submitted 403     409
action_note          POST   draft     403     403
action_note          POST   submitted 403     409
action_make          POST   draft     403     403
action_make          POST   submitted 403     409
action_remove        POST   submitted 403     409
action_restore       POST   submitted 403     409
"""


def refused() -> dict[tuple[str, str, str], tuple[int, int]]:
    found = {}
    for line in TABLE.strip().splitlines()[1:]:
        route, method, state, nothing, another = line.split()
        found[route, method, state] = int(nothing), int(another)
    return found


def test_what_a_contributor_gets_who_was_given_something_else(world: World) -> None:
    country, exceptions, wrong = world.coordinator.memberships.get().country, refused(), []
    nothing, another = make.user(Role.CONTRIBUTOR, country), make.user(Role.CONTRIBUTOR, country)
    for assessment in list(world.rounds.values()):
        make.assigned(assessment, another, "2")
    for route, method, state, expected in lines():
        address, typed = where(world, route, state), form(world, route, state)
        statuses = exceptions.pop((route, method, state), (expected["contri"],) * 2)
        for person, status in zip((nothing, another), statuses, strict=True):
            response = answer_of(person, method, address, typed)
            if response.status_code != status:
                wrong.append(f"{route} {method} {state}: {response.status_code}, not {status}")
    assert not wrong, "\n".join(wrong)
    assert not exceptions, f"no line of the tables: {exceptions}"
