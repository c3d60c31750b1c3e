"""The site as it is served: gunicorn on a folder of its own, with the demonstration, put back before each test."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "harbour lantern maple 42"
APP_KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of everyone whose role needs a second step
INVITATION = "an-invitation-of-the-browser-tests"  # its token; USED is that of one that was accepted
USED = "an-accepted-invitation"

# Who is who. The last three are made by `prepare.py`, the others by the demonstration.
COORDINATOR = "coordinator@sampland.example"
CONTRIBUTOR = "contributor@sampland.example"
APPROVER = "approver@sampland.example"
VIEWER = "viewer@sampland.example"
READER = "reader@childrights.example"  # gave three second views, and is asked for one more
NEIGHBOUR = "coordinator@exampleland.example"
REVIEWER = "reviewer@secretariat.example"
ADMINISTRATOR = "administrator@secretariat.example"
BEGINNER = "coordinator@newland.example"  # a round in which nothing is answered
NEWCOMER = "coordinator@bareland.example"  # a country without a round
NOBODY = "nobody@example.org"  # an account without a role
SIGNER = "approver@bareland.example"  # has yet to set up the second step that the role needs
KEYHOLDER = "contributor@bareland.example"  # has a passkey


class Site:
    """`url` is where it listens; `sessions` are session keys of people who are signed in, by their address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "mnr.sqlite3"
        self.prepared = folder / "prepared.sqlite3"
        self._process: subprocess.Popen[bytes] | None = None
        self._puts = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.log = folder / "gunicorn.log"

    def prepare(self) -> None:
        self._run("manage.py", "migrate", "--verbosity=0")
        self._run("manage.py", "collectstatic", "--noinput", "--verbosity=0")
        self._run("manage.py", "load_demo")
        self._run("-m", "tests.browser.prepare", str(self.folder / "prepared.json"))
        with closing(sqlite3.connect(self.database)) as live, closing(sqlite3.connect(self.prepared)) as copy:
            live.backup(copy)
        self.sessions: dict[str, str] = json.loads((self.folder / "prepared.json").read_text())

    def start(self) -> None:
        """One process of four threads. It takes over our socket, so that no port can be lost to another."""
        command = [sys.executable, "-m", "gunicorn", "mnr.wsgi", "--bind", f"fd://{self._socket.fileno()}"]
        command += ["--workers", "1", "--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self._environment(),
            pass_fds=(self._socket.fileno(),),
            stdout=subprocess.DEVNULL,
            stderr=self.log.open("wb"),
        )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/accounts/login/", timeout=30) as answer:
                    if answer.status == 200:
                        return
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)
        raise RuntimeError(f"the site did not start: {self.log.read_text()}")

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=30)
        self._socket.close()

    def put_back(self) -> None:
        """Rows, rate limits, cached sessions and reports as they were when the site was prepared."""
        with closing(sqlite3.connect(self.prepared)) as copy, closing(self._connect()) as live:
            copy.backup(live)
        # The site keeps results in memory by version, and a version it has seen must not come back with other rows.
        self._puts += 1
        self.write("UPDATE assessments_assessment SET version = version + ?", 1000 * self._puts)
        # Nor may a round that a test opens get the number of one that an earlier test opened.
        self.write("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'assessments_assessment'", self._puts)
        for folder in ("cache", "reports", "mail"):
            for path in (self.folder / folder).glob("*"):
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)  # reports of what was sent
                else:
                    path.unlink(missing_ok=True)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What stands in the database now."""
        with closing(self._connect()) as connection:
            return connection.execute(query, values).fetchall()

    def write(self, statement: str, *values: Any) -> None:
        with closing(self._connect()) as connection, connection:
            connection.execute(statement, values)

    def round_of(self, iso3: str, year: int = 2026) -> int:
        query = """SELECT a.id FROM assessments_assessment a JOIN assessments_country c ON c.id = a.country_id
                   WHERE c.iso3 = ? AND a.year = ?"""
        return int(self.rows(query, iso3, year)[0][0])

    def answer(self, code: str, *columns: str, iso3: str = "XSA") -> tuple[Any, ...]:
        """Columns of one capability's row in the round of 2026."""
        query = f"""SELECT {", ".join("r." + column for column in columns)} FROM assessments_response r
                    JOIN assessments_capability c ON c.id = r.capability_id WHERE r.assessment_id = ? AND c.code = ?"""
        return self.rows(query, self.round_of(iso3), code)[0]

    def signs(self, code: str) -> dict[str, str]:
        """The answered signs of a capability of Sampland's round of 2026."""
        query = """SELECT s.code, a.answer FROM assessments_signanswer a
                   JOIN assessments_sign s ON s.id = a.sign_id JOIN assessments_response r ON r.id = a.response_id
                   JOIN assessments_capability c ON c.id = r.capability_id
                   WHERE r.assessment_id = ? AND c.code = ? AND a.answer != ''"""
        return dict(self.rows(query, self.round_of("XSA"), code))

    def set_language(self, language: str) -> None:
        """Of everyone, and of the invitations, whose pages speak their own language."""
        self.write("UPDATE assessments_user SET language = ?", language)
        self.write("UPDATE assessments_invitation SET language = ?", language)

    def mail(self) -> str:
        return "\n".join(path.read_text() for path in sorted((self.folder / "mail").glob("*")))

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.database, timeout=20)

    def _run(self, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self._environment(), capture_output=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{arguments}: {done.stdout.decode()}{done.stderr.decode()}")

    def _environment(self) -> dict[str, str]:
        """What the site would read from a developer's own environment or .env is said here."""
        return os.environ | {
            "MNR_VAR": str(self.folder),
            "STATIC_ROOT": str(self.folder / "static"),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "CACHE_URL": f"filecache://{self.folder / 'cache'}",
            "EMAIL_URL": f"filemail://{self.folder / 'mail'}",
            "MNR_DEMO_PASSWORD": PASSWORD,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "HTTPS": "0",
            "DEBUG": "0",
            "TRUSTED_PROXIES": "0",
            "TIME_ZONE": "UTC",
            "REQUIRE_SECOND_FACTOR": "1",
            # Sessions are those of the preparation, put back before each test: a long run must not find them ended.
            "IDLE_MINUTES": "600",
            "OIDC_ISSUER": "",
            "REPORTS_AHEAD": "0",
            "LOG_LEVEL": "ERROR",
        }


def compile_messages(languages: Sequence[Path] | None = None) -> None:
    """The Spanish pages need their compiled messages; `bin/test` has made them, a bare pytest may not have."""
    for source in languages or ROOT.glob("locale/*/LC_MESSAGES/django.po"):
        target = source.with_suffix(".mo")
        if (not target.is_file() or target.stat().st_mtime < source.stat().st_mtime) and shutil.which("msgfmt"):
            subprocess.run(["msgfmt", "-o", str(target), str(source)], check=True)
