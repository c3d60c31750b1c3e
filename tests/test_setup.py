"""The settings as an installation meets them: each test asks a fresh process with its own environment and folder."""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
Ask = Callable[..., Any]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Of this process only what Python needs; the rest is said, so that no .env of a developer answers."""
    (tmp_path / "static").mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {
        "MNR_VAR": str(tmp_path),
        "STATIC_ROOT": str(tmp_path / "static"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'mnr.sqlite3'}",
        "SECRET_KEY": "",
        "HTTPS": "0",
        "DEBUG": "0",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "mnr.settings",
    }


@pytest.fixture
def ask(environment: dict[str, str]) -> Ask:
    """ask("expression", HTTPS="1"): its value in a process where Django is set up, with `settings` at hand."""

    def evaluate(expression: str, before: str = "", **changed: str) -> Any:
        program = (
            "import json, django; django.setup()\nfrom django.conf import settings\n"
            f"{before}\nprint(json.dumps({expression}))"
        )
        return json.loads(run("-c", program, environment=environment | changed))

    return evaluate


def run(*arguments: str, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# --- the secret key ---------------------------------------------------------------------------------------------


def test_the_secret_key_is_made_once_and_read_by_its_owner_only(ask: Ask, tmp_path: Path) -> None:
    key = ask("settings.SECRET_KEY")
    file = tmp_path / "secret-key"
    assert len(key) >= 50
    assert file.read_text() == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ask("settings.SECRET_KEY") == key


def test_two_installations_have_two_keys(ask: Ask, tmp_path: Path) -> None:
    assert ask("settings.SECRET_KEY") != ask("settings.SECRET_KEY", MNR_VAR=str(tmp_path / "other"))


def test_a_given_key_is_used_and_kept_in_no_file(ask: Ask, tmp_path: Path) -> None:
    assert ask("settings.SECRET_KEY", SECRET_KEY="given") == "given"
    assert not (tmp_path / "secret-key").exists()


def test_the_folder_of_the_instance_is_for_its_owner(ask: Ask, tmp_path: Path) -> None:
    ask("1", MNR_VAR=str(tmp_path / "new"))
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


# --- the database -----------------------------------------------------------------------------------------------


def test_sqlite_with_the_options_that_lose_no_save(ask: Ask) -> None:
    database = ask("{k: str(v) for k, v in settings.DATABASES['default'].items()}")
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert "IMMEDIATE" in database["OPTIONS"]
    assert "journal_mode=WAL" in database["OPTIONS"]


def test_database_url_chooses_postgresql(ask: Ask) -> None:
    url = "postgres://ana:a%20secret@db.example.org:5433/rounds"
    database = ask("{k: str(v) for k, v in settings.DATABASES['default'].items()}", DATABASE_URL=url)
    wanted = {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "db.example.org",
        "PORT": "5433",
        "NAME": "rounds",
        "USER": "ana",
        "PASSWORD": "a secret",
        "CONN_MAX_AGE": "60",
    }
    assert {name: database[name] for name in wanted} == wanted
    assert "PRAGMA" not in str(database)


# --- mail -------------------------------------------------------------------------------------------------------


def test_mail_goes_into_a_folder_of_the_instance_until_a_server_is_named(ask: Ask, tmp_path: Path) -> None:
    assert ask("settings.EMAIL_FILE_PATH") == str(tmp_path / "mail")
    assert ask("settings.EMAIL_BACKEND", EMAIL_URL="smtp+tls://ana:x@mail.example.org:587").endswith(
        "smtp.EmailBackend"
    )


@pytest.mark.parametrize("strokes", ["//", "///"])
def test_a_folder_that_is_named_gets_the_mail(ask: Ask, tmp_path: Path, strokes: str) -> None:
    elsewhere = tmp_path / "else where" / "mail"
    url = f"filemail:{strokes}{elsewhere}".replace(" ", "%20")
    before = "from django.core.mail import send_mail; send_mail('S', 'B', None, ['a@example.org'])"
    assert ask("settings.EMAIL_FILE_PATH", before, EMAIL_URL=url) == str(elsewhere)
    assert len(list(elsewhere.iterdir())) == 1
    assert not (tmp_path / "mail").exists()


# --- what every page carries ------------------------------------------------------------------------------------

_PAGE = """
from django.test import Client
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
page = Client().get("/accounts/login/", headers={"host": "127.0.0.1"})
def fetch(path):
    answer = Client().get(path, headers={"host": "127.0.0.1"})
    return [answer.status_code, b"".join(answer).decode(), answer.headers.get("Cache-Control", "")]
"""


@pytest.fixture
def sign_in_page(ask: Ask) -> dict[str, Any]:
    return ask(
        '{"status": page.status_code, "text": page.content.decode(), "headers": dict(page.headers),'
        ' "sheets": {path: fetch(path) for path in __import__("re").findall(\'href="(/static/[^"]+[.]css)"\','
        " page.content.decode())}}",
        _PAGE,
    )


def test_the_policy_allows_nothing_inline_and_no_other_host(sign_in_page: dict[str, Any]) -> None:
    policy = sign_in_page["headers"]["Content-Security-Policy"]
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert parts["default-src"] == "'none'"
    assert parts["script-src"] == parts["style-src"] == "'self'"
    assert "unsafe" not in policy
    assert "http" not in policy


def test_static_files_have_hashed_names_and_are_served_for_ever(sign_in_page: dict[str, Any]) -> None:
    assert sign_in_page["status"] == 200
    sheets = sign_in_page["sheets"]
    assert len(sheets) == 2
    for path, (status, text, cached) in sheets.items():
        assert re.search(r"\.[0-9a-f]{12}\.css$", path)
        assert status == 200
        assert "{" in text
        assert "immutable" in cached
    assert re.findall(r'(?:src|href)="/static/[^"]+?(?<!\.[0-9a-f]{12})\.(?:css|js|svg)"', sign_in_page["text"]) == []


def test_https_asks_for_secure_cookies_and_redirects(ask: Ask) -> None:
    names = ["SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
    values = f"[getattr(settings, name) for name in {names!r}] + [settings.SECURE_HSTS_SECONDS > 0]"
    assert ask(values) == [False] * 4
    assert ask(values, HTTPS="1") == [True] * 4


def test_behind_tls_every_answer_says_so(ask: Ask) -> None:
    asked = 'Client().get("/accounts/login/", headers={"host": "127.0.0.1", "x-forwarded-proto": "https"})'
    found = ask(
        '[page.headers["Strict-Transport-Security"], [c["secure"] for c in page.cookies.values()], plain.status_code,'
        ' plain.headers["Location"]]',
        _PAGE + f"page = {asked}\nplain = Client().get('/accounts/login/', headers={{'host': '127.0.0.1'}})",
        HTTPS="1",
    )
    assert found[0] == "max-age=31536000; includeSubDomains; preload"
    assert found[1] == [True]
    assert found[2:] == [301, "https://127.0.0.1/accounts/login/"]


def test_a_single_sign_on_without_tls_or_without_its_secret_is_named(ask: Ask) -> None:
    expression = "[problem.id for problem in single_sign_on_is_complete()]"
    before = "from assessments.checks import single_sign_on_is_complete"
    assert ask(expression, before) == []
    assert ask(expression, before, OIDC_ISSUER="http://login.example.org") == ["mnr.E001", "mnr.E002"]
    complete = {"OIDC_ISSUER": "https://login.example.org/", "OIDC_CLIENT_ID": "mnr", "OIDC_CLIENT_SECRET": "secret"}
    assert ask(expression, before, **complete) == []
    assert ask("settings.OIDC_ISSUER", **complete) == "https://login.example.org"


def test_debug_is_off_unless_it_is_asked_for(ask: Ask, environment: dict[str, str]) -> None:
    del environment["DEBUG"]
    assert ask("settings.DEBUG") is False


# --- the scripts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", ["bin/run", "bin/test", "bin/check", "bin/with-postgres", "bin/lib.sh", ".ci/run"])
def test_scripts_are_valid_and_can_be_started(script: str) -> None:
    shell = "bash" if script == ".ci/run" else "sh"
    assert subprocess.run([shell, "-n", ROOT / script], check=False).returncode == 0
    assert script == "bin/lib.sh" or os.access(ROOT / script, os.X_OK)


def test_translations_are_compiled_again_when_they_change(tmp_path: Path, environment: dict[str, str]) -> None:
    """The compiler looks beside itself for `locale`: a copy of it works on a copy of the translations."""
    (tmp_path / "bin").mkdir()
    script = tmp_path / "bin" / "compile_messages.py"
    script.write_bytes((ROOT / "bin" / "compile_messages.py").read_bytes())
    source = tmp_path / "locale/es/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    head = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"\n\n'
    )
    first, second = (head + f'msgid "Gap"\nmsgstr "{word}"\n\nmsgid "Sign"\nmsgstr ""\n' for word in ("Uno", "Dos"))
    source.write_text(first, encoding="utf-8")
    assert "es" in run(str(script), environment=environment)
    assert run(str(script), environment=environment) == ""
    source.write_text(second, encoding="utf-8")
    assert "es" in run(str(script), environment=environment)

    from gettext import GNUTranslations

    with source.with_suffix(".mo").open("rb") as file:
        words = GNUTranslations(file)
    assert words.gettext("Gap") == "Dos"
    assert words.gettext("Sign") == "Sign"


@pytest.mark.parametrize("lists", ["of the machine", "of our own", "none"])
def test_without_root_pip_comes_out_of_a_package(tmp_path: Path, lists: str) -> None:
    """apt fetches for everybody; where the machine's lists are empty or old, with lists of our own."""
    calls = tmp_path / "calls"
    stubs = {
        "apt-get": f"""#!/bin/sh
echo "$*" >>{calls}
case "{lists} $*" in
"of the machine "*download* | "of our own "*Dir::State::lists*download*) touch python3-pip-whl_1_all.deb ;;
"of our own "*update) ;;
*) echo "Temporary failure resolving" >&2; exit 100 ;;
esac
""",
        "dpkg-deb": """#!/bin/sh
test -f "$2" && mkdir -p "$3/usr/share/python-wheels" && touch "$3/usr/share/python-wheels/pip-1-py3-none-any.whl"
""",
    }
    for name, text in stubs.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    program = (
        f". bin/lib.sh; log={tmp_path}/log; fetch_pip && test -f $pip_wheel && basename $pip_wheel || network_hint"
    )
    path = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "TMPDIR": str(tmp_path)}
    done = subprocess.run(["sh", "-euc", program], cwd=ROOT, env=path, capture_output=True, text=True, check=True)
    asked = calls.read_text().splitlines()
    if lists == "none":
        assert "network cannot be reached" in done.stdout
    else:
        assert done.stdout.splitlines()[-1] == "pip-1-py3-none-any.whl"
    assert len(asked) == (1 if lists == "of the machine" else 3)
    assert all(f"Dir::Cache={tmp_path}" in call for call in asked)


# --- the environment of the tests ---------------------------------------------------------------------------------

READ = re.compile(r"""(?:\benv(?:\.\w+)?|environ\.get)\(["']([A-Z][A-Z_]+)["']""")


def variables_read() -> set[str]:
    files = [*(ROOT / "mnr").rglob("*.py"), *(ROOT / "assessments").rglob("*.py")]
    return {name for file in files for name in READ.findall(file.read_text(encoding="utf-8"))}


def test_every_variable_that_is_read_is_known_to_a_reader() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    read = variables_read()
    assert {"SECRET_KEY", "EXTRA_LANGUAGES", "MNR_DEMO_PASSWORD"} <= read
    assert {name for name in read if f"`{name}`" not in readme} == set()


def test_nothing_of_a_developers_environment_reaches_the_tests(tmp_path: Path) -> None:
    """What `bin/test` and `bin/check` set up is the same whatever stands in the environment, for every variable."""
    program = (
        ". bin/lib.sh; make_venv() { :; }; install_packages() { :; }; compile_messages() { :; }; prepare_for_tests;"
        f" {sys.executable} -c 'import json, os; print(json.dumps(dict(os.environ)))'"
    )

    def prepared(**given: str) -> dict[str, str]:
        clean = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path)}
        done = subprocess.run(
            ["sh", "-c", program], cwd=ROOT, env=clean | given, capture_output=True, text=True, check=True
        )
        found: dict[str, str] = json.loads(done.stdout)
        folder = found["MNR_VAR"]
        return {name: value.replace(folder, "") for name, value in found.items() if name in variables_read()}

    of_a_developer = dict.fromkeys(variables_read(), "of-a-developer")
    assert prepared(**of_a_developer) == prepared()
    assert set(prepared()) == variables_read()


def test_the_settings_of_the_tests_are_those_of_a_bare_installation(ask: Ask) -> None:
    """An empty text in the place of a variable is not always its default: those that need a value have it."""
    lines = (ROOT / "bin/lib.sh").read_text(encoding="utf-8").partition("prepare_for_tests()")[2]
    said = dict(re.findall(r"""\b([A-Z][A-Z_]+)=("[^"]*"|\S*)""", lines))
    given = {
        name: value.strip('"')
        for name, value in said.items()
        if name in variables_read() and "$" not in value and name not in ("SECRET_KEY", "ALLOWED_HOSTS")
    }
    shown = (
        "[settings.SITE_URL, settings.SESSION_COOKIE_AGE, settings.DEFAULT_FROM_EMAIL, settings.CLAMD_URL,"
        " settings.ACCESSIBILITY_CONTACT, list(settings.LANGUAGES), settings.OIDC_NAME, settings.SECRET_KEY_FALLBACKS,"
        " settings.CSRF_TRUSTED_ORIGINS]"
    )
    assert len(given) > 15
    assert ask(shown, **given) == ask(shown)
