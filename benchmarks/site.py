"""What the benchmarks share: a database of their own with the demonstration, a server, and signed-in requests."""

import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PORT = 8765
ROUNDS = 60  # looks at each page
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def set_up(folder: str) -> None:
    """Django on an empty folder; DATABASE_URL may name a PostgreSQL database, which must be empty."""
    os.environ["MNR_VAR"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost,testserver")
    import django
    from django.core.management import call_command

    # STATIC_ROOT must exist before the settings' middleware looks for it.
    (Path(folder) / "static").mkdir(parents=True, exist_ok=True)
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("load_countries", verbosity=0)
    call_command("load_framework", verbosity=0)


@contextmanager
def server() -> Iterator[None]:
    """The site as `bin/run` serves it: two workers of four threads."""
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "mnr.wsgi",
        "--bind",
        f"127.0.0.1:{PORT}",
        "--log-level",
        "error",
        "--no-control-socket",
    ]
    command += ["--workers", "2", "--worker-class", "gthread", "--threads", "4"]
    process = subprocess.Popen(command)
    try:
        for _ in range(100):
            try:
                if get("/alive/")[0] == 200:
                    break
            except OSError:
                time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def get(path: str, cookie: str = "", connection: http.client.HTTPConnection | None = None) -> tuple[int, bytes, float]:
    """Status, content, and seconds."""
    connection = connection or http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    begun = time.monotonic()
    connection.request("GET", path, headers={"Cookie": cookie})
    response = connection.getresponse()
    content = response.read()
    return response.status, content, time.monotonic() - begun


def timed(pages: dict[str, str], cookie: str, budget: float, unjudged: tuple[str, ...] = ()) -> bool:
    """Each page in turn with the sign-in page, so that a change of the machine's speed meets all of them."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    every = {"sign-in": "/accounts/login/"} | pages
    times: dict[str, list[float]] = {name: [] for name in every}
    for _ in range(ROUNDS):
        for name, path in every.items():
            status, _content, seconds = get(path, "" if name == "sign-in" else cookie, connection)
            if status != 200:
                raise RuntimeError(f"{path}: {status}")
            times[name].append(seconds)
    base = statistics.median(times["sign-in"])
    good = True
    for name, found in times.items():
        median = statistics.median(found)
        print(f"{name:12} {median * 1000:6.1f} ms, {median / base:.1f} × the sign-in page (budget {budget:.0f})")
        good &= median / base <= budget or name in unjudged
    return good


def cookie_of(email: str) -> str:
    """The cookies of someone who has signed in, with a CSRF token of 32 letters a."""
    from django.conf import settings
    from django.test import Client

    from assessments.models import User

    client = Client()
    client.force_login(User.objects.get(email=email), backend=BACKEND)
    return f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}; csrftoken={'a' * 32}"
