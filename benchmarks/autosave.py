"""Twenty coordinators save at once, for 30 seconds, on two gunicorn workers: errors, lost answers, the ratio to a bare
view (signed in, and nothing else) under the same load in the same run.

    .venv/bin/python -m benchmarks.autosave [--seconds 30] [--people 20]

DATABASE_URL chooses the database; without it, SQLite in a temporary folder.
"""

import argparse
import http.client
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.site import PORT, cookie_of, server, set_up

BUDGET = 6.0


@dataclass
class Saver:
    """One person at one browser: a session, a page, and what they saved last."""

    path: str
    cookie: str
    user: int
    assessment: int
    code: str
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    saves: int = 0
    last: str = ""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=30)
    options.add_argument("--people", type=int, default=20)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        savers = prepare(chosen.people)
        with server():
            bare = under_load([Saver("/bare/", s.cookie, 0, 0, "") for s in savers], get_bare, 8)
            saved = under_load(savers, save_once, chosen.seconds)
        return report(bare, saved, savers)


def prepare(people: int) -> list[Saver]:
    """A database with a round for every four people; each person has a capability of their own."""
    from assessments.actions.assignments import Given, assign
    from assessments.actions.rounds import open_round
    from assessments.models import Country, Framework, Membership, User

    countries = list(Country.objects.filter(status="member")[: -(-people // 4)])
    savers = []
    for index in range(people):
        country = countries[index // 4]
        user = User.objects.create_user(f"bench{index}@example.org", None, name=f"Bench {index}")
        Membership.objects.create(user=user, country=country, role="coordinator" if index % 4 == 0 else "contributor")
        if index % 4 == 0:
            assessment = open_round(
                country=country,
                framework=Framework.objects.get(),
                year=2026,
                target_year=2028,
                title="Benchmark",
                by=user,
            )
        cookie = cookie_of(user.email)
        code = str(index % 4 + 1)
        if index % 4:
            given = {code: Given(0, {"people": [user.pk]})}
            assign(assessment=assessment, given=given, by=assessment.opened_by)
        path = f"/rounds/{assessment.pk}/capabilities/{code}/save/"
        savers.append(Saver(path, cookie, user.pk, assessment.pk, code))
    return savers


def under_load(savers, act, seconds):
    """Every saver acts again and again from a thread of its own, all starting together."""
    start = threading.Barrier(len(savers))
    threads = [threading.Thread(target=work, args=(saver, act, seconds, start)) for saver in savers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return savers


def work(saver, act, seconds, start):
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    start.wait()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.monotonic()
        try:
            act(saver, connection)
            saver.times.append(time.monotonic() - begun)
        except Exception as error:
            saver.errors.append(repr(error))
            connection.close()


def get_bare(saver, connection):
    connection.request("GET", saver.path, headers={"Cookie": saver.cookie})
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"status {response.status}")


def save_once(saver, connection):
    text = f"{saver.user}: {saver.saves + 1}"
    body = urlencode(
        {
            "csrfmiddlewaretoken": "a" * 32,
            "revision": saver.saves,
            "field": "justification",
            "justification": text,
            "typed_by": saver.user,
        }
    )
    headers = {
        "Cookie": saver.cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Requested-With": "fetch",
    }
    connection.request("POST", saver.path, body, headers)
    response = connection.getresponse()
    content = response.read()
    if response.status != 200:
        raise RuntimeError(f"status {response.status}: {content[:200]!r}")
    saver.saves += 1
    saver.last = text


def report(bare, saved, savers) -> int:
    from django.db import connection

    from assessments.models import AuditEvent, Response

    lost = 0
    for saver in savers:
        row = Response.objects.get(assessment=saver.assessment, capability__code=saver.code)
        events = AuditEvent.objects.filter(object_type="response", object_id=row.pk, action="response.saved").count()
        lost += (row.justification != saver.last) + (row.revision != saver.saves) + abs(events - saver.saves)
    errors = [error for saver in [*bare, *saved] for error in saver.errors]
    bare_median = statistics.median(time for saver in bare for time in saver.times)
    median = statistics.median(time for saver in saved for time in saver.times)
    total = sum(saver.saves for saver in savers)
    ratio = median / bare_median
    print(f"database              {connection.vendor}")
    print(f"people                {len(savers)}")
    print(f"saves                 {total}")
    print(f"errors                {len(errors)}")
    print(f"lost or doubled       {lost}")
    print(f"median, bare view     {bare_median * 1000:.1f} ms")
    print(f"median, save          {median * 1000:.1f} ms")
    print(f"ratio                 {ratio:.1f} (budget {BUDGET:.0f})")
    for error in sorted(set(errors))[:5]:
        print(f"  {error}")
    return 0 if not errors and not lost and ratio <= BUDGET else 1


if __name__ == "__main__":
    sys.exit(main())
