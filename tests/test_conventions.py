"""What the architecture says about the whole tree, held by reading it: imports, sizes, style sheets, templates."""

import ast
import gzip
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "assessments"
LONGEST = 500
HEAVIEST = 40 * 1024

RULES = {"maturity", "gaps", "priorities", "workflow", "roles", "attention", "charts", "plan", "threats", "charts_plan"}
RULES |= {"register", "check", "devices", "notices", "alphabet", "duties", "second_views", "talk", "aggregates"}
RULES |= {"amounts", "documents", "office_documents", "pdf_documents", "pdf_pages", "readable"}
# The room on the left must not import from the rooms on the right. All else is allowed.
FORBIDDEN = {
    "models": {"access", "audit", "results", "actions", "exports", "forms", "views"},
    "results": {"actions", "exports", "forms", "views"},
    "access": {"actions", "exports", "forms", "views"},
    "history": {"actions", "exports", "forms", "views"},
    "conversations": {"actions", "exports", "forms", "views"},
    "audit": {"actions", "exports", "forms", "views"},
    "actions": {"forms", "views"},
    "exports": {"actions", "forms", "views"},
    "forms": {"views"},
}


def sources(folder: Path, *endings: str) -> list[Path]:
    return sorted(path for ending in endings for path in folder.rglob(f"*{ending}"))


def room_of(path: Path) -> str:
    """`assessments/results/build.py` belongs to the room `results`, `assessments/gaps.py` to `gaps`."""
    return path.relative_to(APP).parts[0].removesuffix(".py")


def imports_of(source: str, package: str = "") -> Iterator[tuple[str, str]]:
    """Each name that is imported, as (module, name), also inside functions. `package` resolves relative imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((module, alias.name) for alias in node.names)


def rooms_used(source: str, package: str = "") -> set[str]:
    """The rooms of the app that a file imports from, in any way of writing it."""
    paths = (f"{module}.{name}" for module, name in imports_of(source, package))
    return {path.split(".")[1] for path in paths if path.startswith("assessments.")}


def imports_in(path: Path) -> list[tuple[str, str]]:
    package = ".".join(path.relative_to(ROOT).parent.parts)
    return list(imports_of(path.read_text(encoding="utf-8"), package))


def used_by(path: Path) -> set[str]:
    return rooms_used(path.read_text(encoding="utf-8"), ".".join(path.relative_to(ROOT).parent.parts))


# --- imports go one way -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "rooms"),
    [
        ("from assessments.views.gaps import x", {"views"}),
        ("from assessments import actions", {"actions"}),
        ("import assessments.forms.answer", {"forms"}),
        ("from .views import x", {"views"}),
        ("from . import views", {"views"}),
        ("def f():\n    from assessments.exports import pdf", {"exports"}),
        ("import django.views", set()),
    ],
)
def test_every_way_of_importing_is_seen(source: str, rooms: set[str]) -> None:
    assert rooms_used(source, "assessments") == rooms


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_rule_imports_no_django_and_no_other_room(rule: str) -> None:
    file = APP / f"{rule}.py"
    modules = {module.split(".")[0] for module, _name in imports_in(file)}
    assert "django" not in modules
    assert used_by(file) <= RULES


@pytest.mark.parametrize("room", sorted(FORBIDDEN))
def test_a_room_does_not_import_from_the_rooms_above(room: str) -> None:
    files = [path for path in sources(APP, ".py") if room_of(path) == room]
    assert files
    wrong = {str(path.relative_to(ROOT)): used_by(path) & FORBIDDEN[room] for path in files}
    assert {path: rooms for path, rooms in wrong.items() if rooms} == {}


def test_exports_know_results_and_no_rows() -> None:
    """Names of choices, which stand beside the model as constants, are words and not rows."""
    wrong = [
        f"{path.name}: {module}.{name}"
        for path in sources(APP / "exports", ".py")
        for module, name in imports_in(path)
        if module.startswith("django.db")
        or (f"{module}.{name}".startswith("assessments.models") and not name.endswith("_NAMES"))
    ]
    assert wrong == []


# --- types ------------------------------------------------------------------------------------------------------


def test_every_rule_and_every_room_of_rows_is_typed_strictly() -> None:
    """The list of mypy holds what is checked strictly; a rule that it does not name would be checked loosely."""
    overrides = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]["overrides"]
    strict = {
        module.removeprefix("assessments.").removesuffix(".*")
        for override in overrides
        if override.get("disallow_untyped_defs")
        for module in override["module"]
    }
    assert {*RULES, "results", "access", "actions"} - strict == set()
    assert [room for room in sorted(strict) if not (APP / room).is_dir() and not (APP / f"{room}.py").exists()] == []


# --- sizes ------------------------------------------------------------------------------------------------------


def test_no_file_is_too_long_to_read() -> None:
    folders = ("assessments", "mnr", "templates", "static", "tests", "benchmarks", "bin")
    files = [path for folder in folders for path in sources(ROOT / folder, ".py", ".html", ".css", ".js")]
    assert len(files) > 100
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files
        if "migrations" not in path.parts and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


@pytest.mark.parametrize("ending", [".css", ".js"])
def test_what_a_browser_loads_is_light(ending: str) -> None:
    files = [path for path in sources(ROOT / "static", ending) if path.name != "report.css"]
    assert files
    assert sum(path.stat().st_size for path in files) <= HEAVIEST


# --- style sheets mirror by themselves --------------------------------------------------------------------------

# `report.css` is for paper: WeasyPrint turns margin boxes by their names, and pages have a left and a right.
# `float: left` on a legend stands for "no longer a legend" and moves nothing; the comment beside it says so.
PHYSICAL = re.compile(
    r"""(?<![-\w])(
        (?: left | right | top | bottom | width | height | (?:min|max)-(?:width|height)
          | (?:margin|padding|border)-(?:left|right|top|bottom)[-\w]* | border-(?:top|bottom)-(?:left|right)-radius
        ) \s* : [^;}]*
      | (?:text-align|float|clear) \s* : \s* (?:left|right)
    )""",
    re.VERBOSE,
)


def physical_properties(css: str) -> list[str]:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"@(?:media|container)[^{]*\{", "", css)  # conditions ask for a width, they lay nothing out
    css = re.sub(r"legend\s*\{\s*float:\s*left;", "legend {", css)
    return [found.strip() for found in PHYSICAL.findall(css)]


@pytest.mark.parametrize(
    ("css", "count"),
    [
        ("a { margin-left: 1px }", 1),
        ("a{width:3em;max-width:2em}", 2),
        ("a { text-align: right; float: left }", 2),
        ("@media (max-width: 40rem) { a { inset-inline: 0; max-inline-size: 3em } }", 0),
        ("@media (max-width: 40rem) { a { left: 0 } }", 1),
        ("a { border-inline-start-width: 2px; scroll-margin-block: 1px; border-width: 1px }", 0),
        ("/* width: 3px */", 0),
    ],
)
def test_physical_properties_are_found(css: str, count: int) -> None:
    assert len(physical_properties(css)) == count


def test_style_sheets_use_logical_properties() -> None:
    files = [path for path in sources(ROOT / "static/css", ".css") if path.name != "report.css"]
    wrong = {path.name: physical_properties(path.read_text(encoding="utf-8")) for path in files}
    assert wrong
    assert {name: found for name, found in wrong.items() if found} == {}


# --- templates --------------------------------------------------------------------------------------------------

# What the Content-Security-Policy would refuse, and what would let a user's text through as markup.
IN_TEMPLATES = {
    "a filter that lets markup through": r"\|\s*(?:safe|safeseq)\b|\{%\s*autoescape\s+off",
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an inline style": r"<style\b|\sstyle\s*=",
    "an event handler": r"<[^>]*\son[a-z]+\s*=",
    "a javascript: address": r"javascript:",
}
# PDFs are not pages: no browser and no policy reads them, and their faces of type lie where the machine has them.
ON_PAPER = {"an inline style"}


@pytest.mark.parametrize("fault", IN_TEMPLATES)
def test_templates_are_free_of(fault: str) -> None:
    pattern = re.compile(IN_TEMPLATES[fault], re.IGNORECASE)
    files = sources(ROOT / "templates", ".html")
    assert len(files) > 30
    wrong = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in files
        if not (path.parent.name == "pdf" and fault in ON_PAPER)
        for found in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("fault", "markup"),
    [
        ("a filter that lets markup through", "{{ text|safe }}"),
        ("an inline script", "<script>go()</script>"),
        ("an inline style", '<p class="a" style="color: red">'),
        ("an event handler", '<a href="#" onclick="go()">'),
        ("a javascript: address", '<a href="javascript:go()">'),
    ],
)
def test_each_fault_would_be_seen(fault: str, markup: str) -> None:
    assert re.search(IN_TEMPLATES[fault], markup, re.IGNORECASE)


def test_nothing_is_loaded_from_another_host() -> None:
    """Also no links: the site speaks of nobody's address but its own and those that people write as evidence."""
    files = [*sources(ROOT / "templates", ".html", ".txt"), *sources(ROOT / "static", ".css", ".js", ".svg")]
    name_of_svg = "http://www.w3.org/2000/svg"  # a name in the form of an address; nothing is fetched
    found = {
        str(path.relative_to(ROOT)): re.findall(
            r"(?:https?:)?//[\w.-]+\.\w+[^\s\"')]*", path.read_text(encoding="utf-8").replace(name_of_svg, "")
        )
        for path in files
    }
    assert {path: addresses for path, addresses in found.items() if addresses} == {}


# --- what does not belong in the repository ---------------------------------------------------------------------


def test_nothing_that_is_made_is_in_the_repository() -> None:
    if not (ROOT / ".git").exists():
        return  # an archive without its history: nothing is tracked
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert "manage.py" in listed
    made = re.compile(r"\.(mo|pyc|sqlite3)$|^(var|\.venv|staticfiles)/|(^|/)__pycache__/|^\.env$")
    assert [path for path in listed if made.search(path)] == []


def test_a_first_visit_is_light() -> None:
    """All style sheets of the screen, all scripts and pictures, compressed, and 20 KB for the page itself."""
    files = [path for path in sources(ROOT / "static", ".css", ".js", ".svg") if path.name != "report.css"]
    assert len(files) > 5
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) <= 100_000
