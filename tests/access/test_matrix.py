"""Who gets what answer from which address: every route, every role, own and another country.

The tables stand in `areas/`: a line is a route, a method and the state of the round. Its columns are the people. `other`
stands for the four roles of another country. A status that is not in them is a fault, and so is a route that they do not
name.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from assessments import results
from assessments.models import Evidence, User
from tests import factories as make
from tests.access.areas import AREAS
from tests.access.world import World

pytestmark = pytest.mark.django_db

PEOPLE = ("nobody", "norole", "coordi", "contri", "approv", "viewer", "review", "admini", "other")

#: The admin: administrators only. What they get, by GET; everyone else is refused.
ADMIN_MODELS = {
    # noun: (list, add, change), then the same by POST
    "country": (200, 403, 200),
    "user": (200, 200, 200),
    "membership": (200, 403, 200),
    "framework": (200, 403, 200),
    "capability": (200, 403, 200),
    "sign": (200, 403, 200),
    "enabler": (200, 403, 200),
    "harm": (200, 403, 200),
    "commitment": (200, 403, 200),
}
ADMIN_PAGES = {
    "index": 200,
    "login": 302,
    "logout": 405,
    "password_change": 200,
    "password_change_done": 200,
    "autocomplete": 403,  # without naming a field that may be searched
    "jsi18n": 200,
    "view_on_site": 404,
    "app_list": 200,
    "(?P<url>.*)$": 404,
}
#: What leads somebody who is not signed in to another place than the sign-in.
LEADS_ELSEWHERE = ("language_set", "account_logout", "invitation_accept")
READ_ONLY = ("membership", "framework", "capability", "sign", "enabler", "harm", "commitment")


def where(world: World, route: str, state: str) -> str:
    every = {name: value for area in AREAS for name, value in getattr(area, "values", _none)(world, state).items()}
    return reverse(route, kwargs={name: every[name] for name in parameters(route)})


def form(world: World, route: str, state: str) -> dict[str, Any]:
    every = {name: value for area in AREAS for name, value in getattr(area, "forms", _none)(world, state).items()}
    return every.get(route, {})


def _none(world: World, state: str) -> dict[str, Any]:
    return {}


def parameters(route: str) -> list[str]:
    patterns = {pattern.name: pattern.pattern for key, pattern in routes() if not key.startswith("admin:")}
    found = patterns[route]
    return list(getattr(found, "converters", None) or found.regex.groupindex)


def routes() -> Iterator[tuple[str, URLPattern]]:
    """Every route of the site, by its full name; one without a name by its pattern."""

    def walk(patterns: Any, before: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield before + (pattern.name or str(pattern.pattern)), pattern
            else:
                space = getattr(pattern, "namespace", None)
                yield from walk(pattern.url_patterns, before + (f"{space}:" if space else ""))

    return walk(get_resolver().url_patterns, "")


def lines() -> list[tuple[str, str, str, dict[str, int]]]:
    found = []
    for area in AREAS:
        head, *rest = area.TABLE.strip().splitlines()
        assert tuple(head.split()) == ("route", "method", "state", *PEOPLE), area.__name__
        for line in rest:
            route, method, state, *statuses = line.split()
            assert len(statuses) == len(PEOPLE), line
            found.append((route, method, state, dict(zip(PEOPLE, map(int, statuses), strict=True))))
    return found


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    from assessments.exports import pdf

    monkeypatch.setattr(pdf, "problem", lambda: "")
    monkeypatch.setattr(pdf, "html_of", lambda result, code, kind="full": "<p>report</p>")
    monkeypatch.setattr(pdf, "start", lambda key, html: None)
    return World()


def answer_of(person: User | None, method: str, address: str, form: dict[str, Any]) -> Any:
    """The response, with everything that the request wrote taken back."""
    client = make.signed_in(person)
    with transaction.atomic():
        response = client.generic(method, address) if method not in ("GET", "POST") else None
        if response is None:
            response = client.get(address) if method == "GET" else client.post(address, form)
        transaction.set_rollback(True)
    results.forget()  # of versions that never came to be
    return response


def test_every_role_gets_what_the_table_says(world: World) -> None:
    wrong = []
    for route, method, state, expected in lines():
        address, typed = where(world, route, state), form(world, route, state)
        for column, status in expected.items():
            for person in world.people[column]:
                response = answer_of(person, method, address, typed)
                if response.status_code != status:
                    wrong.append(f"{route} {method} {state} {column}: {response.status_code}, not {status}")
                elif status == 302 and column == "nobody" and route not in LEADS_ELSEWHERE:
                    if not response["Location"].startswith("/accounts/login/"):
                        wrong.append(f"{route} {method}: leads nobody to {response['Location']}")
    assert not wrong, "\n".join(wrong)


def test_the_table_names_every_route_with_both_methods() -> None:
    named = {(route, method) for route, method, _state, _expected in lines()}
    for key, _pattern in routes():
        if not key.startswith("admin:"):
            assert {(key, "GET"), (key, "POST")} <= named, f"the table does not name {key}"


def test_the_tables_name_every_route_of_the_admin() -> None:
    verbs = ("changelist", "add", "history", "delete", "change")
    named = {f"admin:{page}" for page in ADMIN_PAGES}
    named |= {f"admin:assessments_{noun}_{verb}" for noun in ADMIN_MODELS for verb in verbs}
    named |= {"admin:<path:object_id>/"}  # leads to the change page
    assert {key for key, _pattern in routes() if key.startswith("admin:")} == named


def test_other_methods_are_refused(world: World) -> None:
    """PUT, PATCH and DELETE exist nowhere, whoever asks."""
    for route in {route for route, *_rest in lines() if not route.startswith(("account_", "mfa_"))}:
        for method in ("PUT", "PATCH", "DELETE"):
            address = where(world, route, "-")
            assert answer_of(world.coordinator, method, address, {}).status_code == 405, f"{method} {route}"


def test_an_ended_membership_opens_nothing(world: World) -> None:
    viewer = world.people["viewer"][0]
    assert viewer is not None
    assert make.signed_in(viewer).get(where(world, "workspace", "draft")).status_code == 200
    viewer.memberships.update(ended_at="2026-01-01T00:00:00Z")
    assert make.signed_in(viewer).get(where(world, "workspace", "draft")).status_code == 404


def test_a_switched_off_account_opens_nothing(world: World) -> None:
    client = make.signed_in(world.coordinator)
    assert client.get(where(world, "workspace", "draft")).status_code == 200
    User.objects.filter(pk=world.coordinator.pk).update(is_active=False)
    response = client.get(where(world, "workspace", "draft"))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_evidence_of_another_answer_is_not_reached(world: World) -> None:
    """The address names round, capability and evidence: all three have to fit."""
    evidence = Evidence.objects.filter(response__assessment=world.rounds["draft"]).order_by("pk")[0]
    client = make.signed_in(world.coordinator)
    for other in (
        {"assessment_id": world.rounds["submitted"].pk, "code": "1"},
        {"assessment_id": world.rounds["draft"].pk, "code": "2"},
    ):
        for verb in ("evidence_remove", "evidence_restore"):
            response = client.post(reverse(verb, kwargs=other | {"evidence_id": evidence.pk}))
            assert response.status_code == 404


@pytest.mark.parametrize("number", [0, 999_999, 2**63, 10**40])
def test_a_round_that_does_not_exist(world: World, number: int) -> None:
    assert make.signed_in(world.coordinator).get(f"/rounds/{number}/").status_code == 404
