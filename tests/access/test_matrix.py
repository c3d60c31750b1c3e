"""Who gets what answer from which address: every route, every role, own and another country.

THE table: a line is a route, a method and the state of the round. Its columns are the people. `other` stands for the
four roles of another country. A status that is not in it is a fault, and so is a route that it does not name.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from assessments import results
from assessments.models import Assessment, EnablerAnswer, Evidence, Response, User
from assessments.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db

PEOPLE = ("nobody", "norole", "coordi", "contri", "approv", "viewer", "review", "admini", "other")

TABLE = """
route                method state     nobody norole coordi contri approv viewer review admini other
home                 GET    -         302    200    302    302    302    302    302    302    302
home                 POST   -         302    405    405    405    405    405    405    405    405
help                 GET    -         200    200    200    200    200    200    200    200    200
help                 POST   -         405    405    405    405    405    405    405    405    405
language_set         GET    -         405    405    405    405    405    405    405    405    405
language_set         POST   -         302    302    302    302    302    302    302    302    302
profile_edit         GET    -         302    200    200    200    200    200    200    200    200
profile_edit         POST   -         302    302    302    302    302    302    302    302    302
country_list         GET    -         302    200    200    200    200    200    200    200    200
country_list         POST   -         302    405    405    405    405    405    405    405    405
country_show         GET    -         302    404    200    200    200    200    200    200    404
country_show         POST   -         302    405    405    405    405    405    405    405    405
round_open           GET    -         302    404    200    403    403    403    403    403    404
round_open           POST   -         302    404    409    403    403    403    403    403    404
report_check         GET    -         302    404    200    200    200    200    200    200    404
report_check         POST   -         302    404    200    200    200    200    200    200    404
workspace            GET    draft     302    404    200    200    200    200    404    404    404
workspace            GET    submitted 302    404    200    200    200    200    200    200    404
workspace            POST   draft     302    405    405    405    405    405    405    405    405
round_send           GET    draft     302    404    200    403    200    403    404    404    404
round_send           GET    submitted 302    404    409    403    409    403    403    403    404
round_send           POST   draft     302    404    302    403    302    403    404    404    404
round_send           POST   submitted 302    404    409    403    409    403    403    403    404
capability_list      GET    draft     302    404    200    200    200    200    404    404    404
capability_list      GET    submitted 302    404    200    200    200    200    200    200    404
capability_list      POST   draft     302    405    405    405    405    405    405    405    405
capability_edit      GET    draft     302    404    200    200    200    200    404    404    404
capability_edit      GET    submitted 302    404    200    200    200    200    200    200    404
capability_edit      POST   draft     302    404    302    302    403    403    404    404    404
capability_edit      POST   submitted 302    404    409    409    403    403    403    403    404
capability_autosave  GET    draft     302    405    405    405    405    405    405    405    405
capability_autosave  POST   draft     302    404    200    200    403    403    404    404    404
capability_autosave  POST   submitted 302    404    409    409    403    403    403    403    404
evidence_add         GET    draft     302    405    405    405    405    405    405    405    405
evidence_add         POST   draft     302    404    302    302    403    403    404    404    404
evidence_add         POST   submitted 302    404    409    409    403    403    403    403    404
evidence_remove      GET    draft     302    405    405    405    405    405    405    405    405
evidence_remove      POST   draft     302    404    302    302    403    403    404    404    404
evidence_remove      POST   submitted 302    404    409    409    403    403    403    403    404
evidence_restore     GET    draft     302    405    405    405    405    405    405    405    405
evidence_restore     POST   draft     302    404    302    302    403    403    404    404    404
evidence_restore     POST   submitted 302    404    409    409    403    403    403    403    404
enabler_list         GET    draft     302    404    200    200    200    200    404    404    404
enabler_list         GET    submitted 302    404    200    200    200    200    200    200    404
enabler_list         POST   draft     302    404    302    302    403    403    404    404    404
enabler_list         POST   submitted 302    404    409    409    403    403    403    403    404
gap_list             GET    draft     302    404    200    200    200    200    404    404    404
gap_list             GET    submitted 302    404    200    200    200    200    200    200    404
gap_list             POST   draft     302    405    405    405    405    405    405    405    405
priorities_save      GET    draft     302    405    405    405    405    405    405    405    405
priorities_save      POST   draft     302    404    302    403    403    403    404    404    404
priorities_save      POST   submitted 302    404    409    403    403    403    403    403    404
priority_move        GET    draft     302    405    405    405    405    405    405    405    405
priority_move        POST   draft     302    404    302    403    403    403    404    404    404
priority_move        POST   submitted 302    404    409    403    403    403    403    403    404
report_show          GET    draft     302    404    200    200    200    200    404    404    404
report_show          GET    submitted 302    404    200    200    200    200    200    200    404
report_show          POST   draft     302    405    405    405    405    405    405    405    405
report_prepare       GET    draft     302    405    405    405    405    405    405    405    405
report_prepare       POST   draft     302    404    302    302    302    302    404    404    404
report_prepare       POST   submitted 302    404    302    302    302    302    302    302    404
report_status        GET    draft     302    404    200    200    200    200    404    404    404
report_status        GET    submitted 302    404    200    200    200    200    200    200    404
report_status        POST   draft     302    405    405    405    405    405    405    405    405
report_download      GET    draft     302    404    302    302    302    302    404    404    404
report_download      GET    submitted 302    404    302    302    302    302    302    302    404
report_download      POST   draft     302    405    405    405    405    405    405    405    405
account_login        GET    -         200    302    302    302    302    302    302    302    302
account_login        POST   -         200    302    302    302    302    302    302    302    302
account_logout       GET    -         302    200    200    200    200    200    200    200    200
account_logout       POST   -         302    302    302    302    302    302    302    302    302
account_inactive     GET    -         200    200    200    200    200    200    200    200    200
account_inactive     POST   -         405    405    405    405    405    405    405    405    405
account_signup       GET    -         200    302    302    302    302    302    302    302    302
account_signup       POST   -         200    302    302    302    302    302    302    302    302
account_reauthenticate           GET  - 302  200    200    200    200    200    200    200    200
account_reauthenticate           POST - 302  200    200    200    200    200    200    200    200
account_change_password          GET  - 302  200    200    200    200    200    200    200    200
account_change_password          POST - 302  200    200    200    200    200    200    200    200
account_set_password             GET  - 302  302    302    302    302    302    302    302    302
account_set_password             POST - 302  302    302    302    302    302    302    302    302
account_reset_password           GET  - 200  200    200    200    200    200    200    200    200
account_reset_password           POST - 200  200    200    200    200    200    200    200    200
account_reset_password_done      GET  - 200  200    200    200    200    200    200    200    200
account_reset_password_done      POST - 405  405    405    405    405    405    405    405    405
account_reset_password_from_key  GET  - 200  200    200    200    200    200    200    200    200
account_reset_password_from_key  POST - 200  200    200    200    200    200    200    200    200
account_reset_password_from_key_done GET  - 200 200 200    200    200    200    200    200    200
account_reset_password_from_key_done POST - 405 405 405    405    405    405    405    405    405
"""

#: The admin: administrators only. What they get, by GET; everyone else is refused.
ADMIN_MODELS = {
    # noun: (list, add, change), then the same by POST
    "country": (200, 403, 200),
    "user": (200, 200, 200),
    "membership": (200, 200, 200),
    "framework": (200, 403, 200),
    "capability": (200, 403, 200),
    "sign": (200, 403, 200),
    "enabler": (200, 403, 200),
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
READ_ONLY = ("framework", "capability", "sign", "enabler")


class World:
    """Sampland with a draft and a sent round, a neighbour, and one person of each kind."""

    def __init__(self) -> None:
        own, other = make.country("XSA"), make.country("XSB")
        self.coordinator = make.coordinator(own)
        sent = make.submitted_round(self.coordinator, 2024)
        draft = make.opened_round(self.coordinator, year=2026)
        for assessment in (draft,):
            make.answer_all(assessment, self.coordinator)
        self.rounds: dict[str, Assessment] = {"draft": draft, "submitted": sent}
        self.evidence = {state: self._evidence(assessment) for state, assessment in self.rounds.items()}
        people: dict[str, list[User | None]] = {
            "nobody": [None],
            "norole": [make.user()],
            "coordi": [self.coordinator],
            "contri": [make.user(Role.CONTRIBUTOR, own)],
            "approv": [make.user(Role.APPROVER, own)],
            "viewer": [make.user(Role.VIEWER, own)],
            "review": [make.user(Role.REVIEWER)],
            "admini": [make.user(Role.ADMINISTRATOR)],
            "other": [
                make.user(role, other) for role in (Role.COORDINATOR, Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER)
            ],
        }
        self.people = people

    def _evidence(self, assessment: Assessment) -> Evidence:
        return Evidence.objects.filter(response__assessment=assessment).order_by("pk")[0]

    def address(self, route: str, state: str) -> str:
        assessment = self.rounds["draft" if state == "-" else state]
        evidence = self.evidence["draft" if state == "-" else state]
        every = {
            "assessment_id": assessment.pk,
            "code": "1",
            "evidence_id": evidence.pk,
            "iso3": "XSA",
            "language": "en",
            "uidb36": "1",
            "key": "set-password",
        }
        return reverse(route, kwargs={name: every[name] for name in parameters(route)})

    def form(self, route: str, state: str) -> dict[str, Any]:
        assessment = self.rounds["draft" if state == "-" else state]
        revision = Response.objects.get(assessment=assessment, capability__code="1").revision
        enabler = EnablerAnswer.objects.filter(assessment=assessment).select_related("enabler")[0]
        return {
            "language_set": {"language": "es", "next": "/help/"},
            "profile_edit": {"name": "Ana", "organisation": "", "language": "en"},
            "capability_edit": {"revision": revision, "justification": "New text"},
            "capability_autosave": {"revision": revision, "field": "justification", "justification": "New"},
            "evidence_add": {"title": "Act of 2023"},
            "enabler_list": {
                f"{enabler.enabler.code}-revision": enabler.revision,
                f"{enabler.enabler.code}-note": "New note",
            },
            "priorities_save": {},
            "priority_move": {"step": "back"},
            "report_check": {"code": "XSA-0"},
        }.get(route, {})


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
    for line in TABLE.strip().splitlines()[1:]:
        route, method, state, *statuses = line.split()
        assert len(statuses) == len(PEOPLE), line
        found.append((route, method, state, dict(zip(PEOPLE, map(int, statuses), strict=True))))
    return found


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    from assessments.exports import pdf

    monkeypatch.setattr(pdf, "problem", lambda: "")
    monkeypatch.setattr(pdf, "html_of", lambda result, code: "<p>report</p>")
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
        address, form = world.address(route, state), world.form(route, state)
        for column, status in expected.items():
            for person in world.people[column]:
                response = answer_of(person, method, address, form)
                if response.status_code != status:
                    wrong.append(f"{route} {method} {state} {column}: {response.status_code}, not {status}")
                elif status == 302 and column == "nobody" and route not in ("language_set", "account_logout"):
                    if not response["Location"].startswith("/accounts/login/"):
                        wrong.append(f"{route} {method}: leads nobody to {response['Location']}")
    assert wrong == []


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
    for route in {route for route, *_rest in lines() if not route.startswith("account_")}:
        for method in ("PUT", "PATCH", "DELETE"):
            address = world.address(route, "-")
            assert answer_of(world.coordinator, method, address, {}).status_code == 405, f"{method} {route}"


def test_an_ended_membership_opens_nothing(world: World) -> None:
    viewer = world.people["viewer"][0]
    assert viewer is not None
    assert make.signed_in(viewer).get(world.address("workspace", "draft")).status_code == 200
    viewer.memberships.update(ended_at="2026-01-01T00:00:00Z")
    assert make.signed_in(viewer).get(world.address("workspace", "draft")).status_code == 404


def test_a_switched_off_account_opens_nothing(world: World) -> None:
    client = make.signed_in(world.coordinator)
    assert client.get(world.address("workspace", "draft")).status_code == 200
    User.objects.filter(pk=world.coordinator.pk).update(is_active=False)
    response = client.get(world.address("workspace", "draft"))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_evidence_of_another_answer_is_not_reached(world: World) -> None:
    """The address names round, capability and evidence: all three have to fit."""
    evidence = world.evidence["draft"]
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
