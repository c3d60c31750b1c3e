"""A name inside a sentence keeps its own direction and turns nothing around it; no sentence is forgotten."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.utils import translation

from assessments import notice_words, presence
from assessments.models import Country, Notice
from assessments.notices import Kind
from assessments.results import Saved
from assessments.templatetags.ui import isolated as filtered
from assessments.translation import Text
from assessments.views.capabilities import saved_words
from assessments.wording import isolated, listed, listed_apart
from tests.test_conventions import APP, ROOT, sources

LATIN, ARABIC = "L. Haddad", "ليلى حداد"
FSI, PDI = "\u2068", "\u2069"


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("ar", LATIN, f"{FSI}{LATIN}{PDI}"),
        ("ar", ARABIC, ARABIC),
        ("ar", f"{ARABIC} 3", f"{FSI}{ARABIC} 3{PDI}"),  # its number would join the date that follows
        ("ar", "2b", f"{FSI}2b{PDI}"),
        ("en", LATIN, LATIN),
        ("ru", "Л. Иванова", "Л. Иванова"),
        ("en", ARABIC, f"{FSI}{ARABIC}{PDI}"),
        ("fr", f"{LATIN} ({ARABIC})", f"{FSI}{LATIN} ({ARABIC}){PDI}"),
        ("ar", "", ""),
        ("en", "", ""),
        ("en", "–", "–"),
        # marks that a person typed turn nothing, and end no isolation that is ours
        ("en", "evil\u202egnp.exe", "evilgnp.exe"),
        ("ar", f"A{PDI}B", f"{FSI}AB{PDI}"),
        ("ar", f"{FSI}A{PDI}", f"{FSI}A{PDI}"),
    ],
)
def test_kept_apart(language: str, text: str, shown: str) -> None:
    with translation.override(language):
        assert isolated(text) == shown
        assert isolated(isolated(text)) == shown


def test_lists_keep_each_part_apart() -> None:
    with translation.override("ar"):
        assert listed(["2b", "3a"]) == f"{FSI}2b{PDI}، {FSI}3a{PDI}"
        assert listed_apart([LATIN, ARABIC]) == f"{FSI}{LATIN}{PDI}؛ {ARABIC}"
    assert listed(["2b", "3a"]) == "2b, 3a"


def test_a_fallback_keeps_its_own_element() -> None:
    with translation.override("ar"):
        marked = filtered(Text("Leadership", "en"))
        assert str(marked) == '<span lang="en" dir="ltr">Leadership</span>'
        assert filtered(Text("القيادة")) == "القيادة"
        assert filtered(None) == ""


def test_sentences_made_by_code() -> None:
    from django.utils import timezone

    with translation.override("ar"):
        assert f"{FSI}{LATIN}{PDI}" in saved_words(Saved(1, timezone.now(), LATIN))
        assert f"{FSI}{LATIN}{PDI}" in presence.words([LATIN, ARABIC])
        country = Country(iso3="XSA", names={"ar": "سامبلاند"})
        notice = Notice(kind=Kind.COMMENT, by_name=LATIN, country=country, code="")
        assert f"{FSI}{LATIN}{PDI}" in notice_words.said([notice], "ar")[0].words


# --- none is forgotten ------------------------------------------------------------------------------------------

#: What is called so comes from people: their names, the titles that they give, what they typed.
FROM_PEOPLE = {"name", "names", "title", "theirs", "mine", "by", "people", "address", "browser", "system"}
KEPT_APART = re.compile(r"\|(?:isolated|listed|listed_apart)$")
#: Mails have a way of their own; consoles, logs and other programs' calendars draw marks as signs.
NOT_PAGES = (
    "management",
    "exports/ical.py",
    "admin.py",
    "content.py",
    "framework_file.py",
    "framework_po.py",
    "letters.py",
)


def bound(template: str) -> Iterator[tuple[str, str]]:
    """Each placeholder of a sentence in a template, and what is put there."""
    for tag in re.findall(r"\{% blocktranslate\b(.*?)%\}", template):
        yield from re.findall(r'(\w+)=((?:"[^"]*"|\S)+)', tag)


def filled(source: str) -> Iterator[tuple[str, ast.expr]]:
    """Each placeholder of a sentence in code, `"…" % {"name": value}`, and its value."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.right, ast.Dict):
            for key, value in zip(node.right.keys, node.right.values, strict=True):
                if isinstance(key, ast.Constant):
                    yield str(key.value), value


def is_kept_apart(value: ast.expr, source: str) -> bool:
    if isinstance(value, ast.Name):
        return re.search(rf"\b{value.id} = isolated\(", source) is not None
    called = value.func if isinstance(value, ast.Call) else None
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in ("isolated", "listed", "listed_apart")


def test_in_templates() -> None:
    pages = [path for path in sources(ROOT / "templates", ".html") if "emails" not in path.parts]
    found = [(path, name, given) for path in pages for name, given in bound(path.read_text(encoding="utf-8"))]
    assert sum(name in FROM_PEOPLE for _path, name, _given in found) > 30
    assert [
        f"{path.relative_to(ROOT)}: {name}={given}"
        for path, name, given in found
        if name in FROM_PEOPLE and not KEPT_APART.search(given)
    ] == []


def test_in_code() -> None:
    files = [path for path in sources(APP, ".py") if not any(part in str(path) for part in NOT_PAGES)]
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    found = [(path, name, value) for path in files for name, value in filled(texts[path]) if name in FROM_PEOPLE]
    assert len(found) > 10
    assert [
        f"{path.relative_to(ROOT)}: {name}={ast.unparse(value)}"
        for path, name, value in found
        if not is_kept_apart(value, texts[path])
    ] == []


# --- what stands between the parts of a row ---------------------------------------------------------------------

SENTENCE = re.compile(r"\{% blocktranslate.*?\{% endblocktranslate %\}", re.DOTALL)
OF_ONE_LANGUAGE = re.compile(r"(?:\}\}|%\}|>)[,;] ?(?:\{\{|\{%|<|\w)")


def test_commas_of_rows_are_the_language_s_own() -> None:
    """Arabic has "،" and "؛": a row says {% comma %} and {% semicolon %} where a sentence does not."""
    pages = [path for path in sources(ROOT / "templates", ".html") if "emails" not in path.parts]
    texts = {path: SENTENCE.sub("", path.read_text(encoding="utf-8")) for path in pages}
    assert [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path, text in texts.items()
        for found in OF_ONE_LANGUAGE.finditer(text)
    ] == []
    assert OF_ONE_LANGUAGE.search("{{ a }}, {{ b }}") and OF_ONE_LANGUAGE.search("</bdi>; {% if b %}")
