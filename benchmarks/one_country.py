"""Forty people of one country at work for 60 seconds: they answer, two on each capability, read their pages, look at
their work and notices, and say that they are there. No error, nothing lost, whatever the database.

    .venv/bin/python -m benchmarks.one_country [--seconds 60] [--people 40]

DATABASE_URL chooses the database; without it, SQLite in a temporary folder.
"""

import argparse
import json
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.autosave import under_load
from benchmarks.site import cookie_of, server, set_up

FIELDS = ("justification", "participants_note")
CAPABILITIES = 21
#: What a person does in turn: mostly typing, sometimes looking around.
TURNS = ("save", "save", "here", "save", "page", "save", "work", "save", "notices")


@dataclass
class Colleague:
    """One person with one field of one capability; somebody else writes the other field of it."""

    cookie: str
    user: int
    assessment: int
    code: str
    field: str
    revision: int = 0
    turn: int = 0
    saves: int = 0
    last: str = ""
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--people", type=int, default=40)
    chosen = options.parse_args()
    if chosen.people > CAPABILITIES * len(FIELDS):
        options.error(f"at most {CAPABILITIES * len(FIELDS)} people have a field of their own")
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        people = prepare(chosen.people)
        with server():
            under_load(people, act, chosen.seconds)
        return report(people)


def prepare(number: int) -> list[Colleague]:
    """One round; the first person coordinates it and has assigned each capability to two colleagues."""
    from assessments.actions.assignments import Given, assign
    from assessments.actions.rounds import open_round
    from assessments.models import Country, Framework, Membership, User

    country = Country.objects.filter(status="member")[0]
    users = [
        User.objects.create_user(f"bench{index}@example.org", None, name=f"Bench {index}") for index in range(number)
    ]
    for index, user in enumerate(users):
        Membership.objects.create(user=user, country=country, role="contributor" if index else "coordinator")
    assessment = open_round(
        country=country,
        framework=Framework.objects.get(),
        year=2026,
        target_year=2028,
        title="Benchmark",
        by=users[0],
    )
    found, given = [], {}
    for index, user in enumerate(users):
        code = str(index % CAPABILITIES + 1)
        given.setdefault(code, []).append(user.pk)
        found.append(Colleague(cookie_of(user.email), user.pk, assessment.pk, code, FIELDS[index // CAPABILITIES]))
    assign(
        assessment=assessment,
        given={code: Given(0, {"people": sorted(keys)}) for code, keys in given.items()},
        by=users[0],
    )
    return found


def act(person: Colleague, connection) -> None:
    turn = TURNS[person.turn % len(TURNS)]
    person.turn += 1
    if turn == "save":
        save(person, connection)
    elif turn == "here":
        send(person, connection, "POST", f"{answer(person)}here/", {"csrfmiddlewaretoken": "a" * 32})
    else:
        path = {"page": answer(person), "work": "/my-work/", "notices": "/notices/"}[turn]
        send(person, connection, "GET", path)


def answer(person: Colleague) -> str:
    return f"/rounds/{person.assessment}/capabilities/{person.code}/"


def save(person: Colleague, connection) -> None:
    text = f"{person.user}: {person.saves + 1}"
    typed = {
        "csrfmiddlewaretoken": "a" * 32,
        "revision": person.revision,
        "field": person.field,
        person.field: text,
        "typed_by": person.user,
    }
    said = json.loads(send(person, connection, "POST", f"{answer(person)}save/", typed))
    person.revision = said["revision"]
    person.saves += 1
    person.last = text


def send(person: Colleague, connection, method: str, path: str, form: dict | None = None) -> bytes:
    headers = {
        "Cookie": person.cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Requested-With": "fetch",
    }
    connection.request(method, path, urlencode(form) if form else None, headers)
    response = connection.getresponse()
    content = response.read()
    if response.status not in (200, 204):
        raise RuntimeError(f"{method} {path}: status {response.status}: {content[:200]!r}")
    return content


def report(people: list[Colleague]) -> int:
    from django.db import connection

    from assessments.models import AuditEvent, Response

    lost = 0
    for person in people:
        row = Response.objects.get(assessment=person.assessment, capability__code=person.code)
        events = AuditEvent.objects.filter(object_type="response", object_id=row.pk, actor_id=person.user)
        lost += (getattr(row, person.field) != person.last) + abs(events.count() - person.saves)
    errors = [error for person in people for error in person.errors]
    times = sorted(time for person in people for time in person.times)
    print(f"database              {connection.vendor}")
    print(f"people, one country   {len(people)}")
    print(f"requests              {len(times)}")
    print(f"saves                 {sum(person.saves for person in people)}")
    print(f"errors                {len(errors)}")
    print(f"lost or doubled       {lost}")
    print(f"median                {statistics.median(times) * 1000:.0f} ms")
    print(f"95 of 100             {times[int(len(times) * 0.95)] * 1000:.0f} ms")
    for error in sorted(set(errors))[:5]:
        print(f"  {error}")
    return 0 if not errors and not lost else 1


if __name__ == "__main__":
    sys.exit(main())
