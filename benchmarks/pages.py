"""Pages of the demonstration: queries, weight, and time as a ratio to the sign-in page of the same run; then the same
pages while reports are being made.

    .venv/bin/python -m benchmarks.pages
"""

import http.client
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.site import BACKEND, PORT, cookie_of, get, server, set_up, timed

QUERIES, HTML, CSS, JAVASCRIPT = 12, 60_000, 40_000, 40_000
RATIO, SLOWEST = 4.0, 5.0
#: The heavy ones, asked for while reports are being made.
MEANWHILE = ("workspace", "capability", "gaps", "plan", "what-if", "assignments", "evidence", "second views")
MEANWHILE += ("comments", "my work", "history")
COORDINATOR = "coordinator@sampland.example"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        from assessments.actions.demo import load_demo
        from assessments.models import Assessment

        load_demo(password="not used here")
        pages = pages_of(Assessment.objects.get(country__iso3="XSA", year=2026).pk)
        good = weigh(pages)
        cookie = cookie_of(COORDINATOR)
        with server():
            good &= timed(pages, cookie, RATIO)
            good &= while_rendering(pages, cookie)
    return 0 if good else 1


def pages_of(pk: int) -> dict[str, str]:
    """Every page of a country, of its round that is under way."""
    from assessments.models import Action, Thread

    here = f"/rounds/{pk}/"
    action = f"{here}plan/actions/{Action.objects.filter(country__iso3='XSA').order_by('pk')[0].pk}/"
    thread = Thread.objects.filter(assessment=pk).select_related("capability").order_by("pk")[0]
    talk = f"{here}capabilities/{thread.capability.code}/comments/"
    return {
        "workspace": here,
        "capabilities": f"{here}capabilities/",
        "capability": f"{here}capabilities/8/",
        "workshop": f"{here}capabilities/8/workshop/",
        "evidence": f"{here}capabilities/8/evidence/all/",
        "enablers": f"{here}enablers/",
        "threats": f"{here}threats/",
        "commitments": f"{here}commitments/",
        "themes": f"{here}themes/",
        "gaps": f"{here}gaps/",
        "register": f"{here}register/",
        "changes": f"{here}register/changes/",
        "plan": f"{here}plan/",
        "what-if": f"{here}plan/what-if/",
        "action": action,
        "its form": f"{action}edit/",
        "new action": f"{here}plan/actions/new/",
        "assignments": f"{here}assignments/",
        "one of them": f"{here}assignments/capabilities/8/",
        "second views": f"{here}second-views/",
        "asking": f"{here}second-views/ask/",
        "comments": f"{here}comments/",
        "of an answer": talk,
        "thread": f"{talk}{thread.pk}/",
        "check": f"{here}check/",
        "send": f"{here}send/",
        "brief": f"{here}brief/",
        "report": f"{here}report/",
        "print": f"{here}print/",
        "my work": "/my-work/",
        "notices": "/notices/",
        "people": "/countries/XSA/people/",
        "country": "/countries/XSA/",
        "history": "/countries/XSA/history/",
        "papers": "/papers/",
    }


def weigh(pages: dict[str, str]) -> bool:
    """Queries with the framework in memory, and bytes before compression."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from assessments.models import User

    client = Client()
    client.force_login(User.objects.get(email=COORDINATOR), backend=BACKEND)
    good = True
    for name, path in pages.items():
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            size = len(client.get(path).content)
        print(f"{name:12} {len(queries):3} queries (budget {QUERIES})  {size:6} bytes of HTML (budget {HTML})")
        good &= len(queries) <= QUERIES and size <= HTML
    static = Path(__file__).resolve().parent.parent / "static"
    css = sum(path.stat().st_size for path in static.glob("css/*.css") if path.name != "report.css")
    script = sum(path.stat().st_size for path in static.glob("js/*.js"))
    print(f"CSS {css} bytes (budget {CSS}), JavaScript {script} bytes (budget {JAVASCRIPT})")
    return good and css <= CSS and script <= JAVASCRIPT


def while_rendering(pages: dict[str, str], cookie: str) -> bool:
    """Both languages' reports are started; other pages are asked for until they are there."""
    paths, report = [pages[name] for name in MEANWHILE], pages["report"]
    quiet = statistics.median(get(path, cookie)[2] for _ in range(10) for path in paths)
    for language in ("en", "es"):
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"{report}{language}/", f"csrfmiddlewaretoken={'a' * 32}", headers)
        if connection.getresponse().status != 302:
            raise RuntimeError("the report was not started")
    times: list[float] = []
    done = threading.Event()

    def look() -> None:
        end = time.monotonic() + 120
        while time.monotonic() < end:
            states = [get(f"{report}{code}/status/", cookie)[1] for code in ("en", "es")]
            if all(b"ready" in state for state in states):
                break
            time.sleep(0.5)
        done.set()

    begun = time.monotonic()
    watcher = threading.Thread(target=look)
    watcher.start()
    while not done.is_set():
        times += [get(path, cookie)[2] for path in paths]
        time.sleep(0.05)
    watcher.join()
    median, slowest = statistics.median(times), max(times)
    print(f"two reports in {time.monotonic() - begun:.1f} s; meanwhile {len(times)} pages")
    print(f"  median {median * 1000:.1f} ms (quiet {quiet * 1000:.1f} ms), slowest {slowest * 1000:.1f} ms")
    print(f"  slowest {slowest / median:.1f} × the median (budget {SLOWEST:.0f})")
    return slowest / median <= SLOWEST


if __name__ == "__main__":
    sys.exit(main())
