"""The demonstration in the language of those who try it: content/demo in English, and a PO file a language.

A country writes its answers in one language, and so does the fictional one: the language is chosen when it is loaded.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from babel.messages.pofile import read_po

from assessments.actions.demo_accounts import DEMO

SOURCE = "en"
TEXTS = DEMO / "texts"
#: The keys of content/demo whose values are words of a country; all others are codes, dates and addresses.
TEXT_KEYS = frozenset(
    {
        "title",
        "justification",
        "participants_note",
        "withdrawn",
        "reason",
        "note",
        "source",
        "text",
        "lead",
        "partners",
        "indicator",
        "baseline",
        "target",
        "organisation",
        "function",
        "dissent",
    }
)


def words_in(node: Any, key: str = "") -> Iterator[str]:
    """Every text of a file that is to be translated, in its order."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from words_in(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from words_in(value, key)
    elif isinstance(node, str) and node and key in TEXT_KEYS:
        yield node


def texts_of(language: str) -> dict[str, str]:
    """English text -> its translation. Empty for English."""
    if language == SOURCE:
        return {}
    with (TEXTS / f"{language}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}


def read_demo(path: Path, language: str = SOURCE) -> Any:
    """One file of content/demo, with its texts in this language; what has no translation stays English."""
    with path.open(encoding="utf-8") as file:
        content = yaml.safe_load(file)
    return _translated(content, texts_of(language)) if language != SOURCE else content


def _translated(node: Any, texts: dict[str, str], key: str = "") -> Any:
    if isinstance(node, dict):
        return {name: _translated(value, texts, name) for name, value in node.items()}
    if isinstance(node, list):
        return [_translated(value, texts, key) for value in node]
    return texts.get(node, node) if isinstance(node, str) and key in TEXT_KEYS else node
