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
COORDINATOR = "coordinator@sampland.example"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        from assessments.actions.demo import load_demo
        from assessments.models import Assessment

        load_demo(password="not used here")
        pk = Assessment.objects.get(country__iso3="XSA", year=2026).pk
        pages = {
            "workspace": f"/rounds/{pk}/",
            "capability": f"/rounds/{pk}/capabilities/8/",
            "gaps": f"/rounds/{pk}/gaps/",
            "plan": f"/rounds/{pk}/plan/",
            "what-if": f"/rounds/{pk}/plan/what-if/",
            "assignments": f"/rounds/{pk}/assignments/",
            "evidence": f"/rounds/{pk}/capabilities/8/evidence/all/",
            "second views": f"/rounds/{pk}/second-views/",
            "comments": f"/rounds/{pk}/comments/",
            "my work": "/my-work/",
            "history": "/countries/XSA/history/",
        }
        good = weigh(pages)
        cookie = cookie_of(COORDINATOR)
        with server():
            good &= timed(pages, cookie, RATIO)
            good &= while_rendering(pages, cookie, pk)
    return 0 if good else 1


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


def while_rendering(pages: dict[str, str], cookie: str, pk: int) -> bool:
    """Both languages' reports are started; other pages are asked for until they are there."""
    paths = list(pages.values())
    quiet = statistics.median(get(path, cookie)[2] for _ in range(10) for path in paths)
    for language in ("en", "es"):
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"/rounds/{pk}/report/{language}/", f"csrfmiddlewaretoken={'a' * 32}", headers)
        if connection.getresponse().status != 302:
            raise RuntimeError("the report was not started")
    times: list[float] = []
    done = threading.Event()

    def look() -> None:
        end = time.monotonic() + 120
        while time.monotonic() < end:
            states = [get(f"/rounds/{pk}/report/{code}/status/", cookie)[1] for code in ("en", "es")]
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
