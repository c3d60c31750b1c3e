"""The secretariat's board and regional figures with 200 countries: queries, weight, and time as a ratio to the sign-in
page of the same run; then what the board would cost if its cells were made anew each time.

    .venv/bin/python -m benchmarks.board
"""

import statistics
import sys
import tempfile
from typing import Any

from benchmarks.site import BACKEND, cookie_of, server, set_up, timed

COUNTRIES = 200
QUERIES, HTML, RATIO = 12, 60_000, 4.0
REVIEWER = "reviewer@secretariat.example"
PAGES = {"board": "/review/", "regions": "/review/regions/"}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        from allauth.mfa.totp.internal.auth import TOTP

        from assessments.actions.demo import load_demo
        from assessments.models import User

        load_demo(password="not used here")
        TOTP.activate(User.objects.get(email=REVIEWER), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        fill()
        good = weigh()
        cookie = cookie_of(REVIEWER)
        with server():
            good &= timed({"countries": "/countries/"} | PAGES, cookie, RATIO, unjudged=("countries",))
        anew()
    return 0 if good else 1


def fill() -> None:
    """Real countries with an accepted round each, all of which agreed to be counted; phases from 0 to 4 in turn."""
    from assessments.actions.regions import renew_figures
    from assessments.models import Assessment, Country, Snapshot

    source = Assessment.objects.select_related("framework").get(country__iso3="XSA", year=2024)
    summary = Snapshot.objects.filter(assessment=source).order_by("-pk")[0].summary
    countries = list(Country.objects.exclude(status=Country.Status.FICTIONAL).order_by("iso3")[:COUNTRIES])
    missing = COUNTRIES - len(countries)
    countries += Country.objects.bulk_create(
        Country(iso3=f"X{chr(65 + n)}{chr(65 + n)}", names={"en": f"Land {n}"}, region="150", subregion="154")
        for n in range(missing)
    )
    Country.objects.update(counted=True)
    rounds = Assessment.objects.bulk_create(
        Assessment(
            country=country,
            framework=source.framework,
            year=2026,
            target_year=2030,
            title="Self-assessment 2026",
            state="accepted",
            opened_by_id=source.opened_by_id,
        )
        for country in countries
    )
    Snapshot.objects.bulk_create(
        Snapshot(assessment=one, state="accepted", language="en", result={}, summary=_said(summary, number))
        for number, one in enumerate(rounds)
    )
    for region in Country.objects.values_list("region", flat=True).distinct():
        renew_figures(framework=source.framework, region=region)


def _said(summary: dict[str, Any], number: int) -> dict[str, Any]:
    answers = {
        code: said | {"phase": (number + place) % 5, "unknown": False}
        for place, (code, said) in enumerate(summary["capabilities"].items())
    }
    return summary | {"capabilities": answers}


def weigh() -> bool:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from assessments.models import User

    client = Client()
    client.force_login(User.objects.get(email=REVIEWER), backend=BACKEND)
    good = True
    for name, path in PAGES.items():
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        size = len(response.content)
        if response.status_code != 200:
            raise RuntimeError(f"{path}: {response.status_code}")
        print(f"{name:12} {len(queries):3} queries (budget {QUERIES})  {size:6} bytes of HTML (budget {HTML})")
        good &= len(queries) <= QUERIES and size <= HTML
    return good


def anew() -> None:
    """In this process: the board with its cells kept, and with them made again."""
    import time

    from django.test import Client

    from assessments.models import User
    from assessments.views import board

    client = Client()
    client.force_login(User.objects.get(email=REVIEWER), backend=BACKEND)
    kept, made = [], []
    for _ in range(20):
        for times, forget in ((kept, False), (made, True)):
            if forget:
                board.forget()
            begun = time.perf_counter()
            client.get("/review/")
            times.append(time.perf_counter() - begun)
    print(f"cells made anew: {statistics.median(made) / statistics.median(kept):.1f} × cells that are kept")


if __name__ == "__main__":
    sys.exit(main())
