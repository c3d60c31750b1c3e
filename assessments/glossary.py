"""The words of the subject and of this tool, one file a language in content/glossary, each with the same keys."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from assessments.content import FRAMEWORKS

GLOSSARIES = FRAMEWORKS.parent / "glossary"
SOURCE = "en"


@dataclass(frozen=True, slots=True)
class Term:
    """`avoided` are words that we do not use, `why` the reason; `choice` says why this language has this word."""

    key: str
    term: str
    means: str
    avoided: str = ""
    why: str = ""
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Glossary:
    language: str
    subject: tuple[Term, ...]
    tool: tuple[Term, ...]


def languages() -> list[str]:
    return sorted(path.stem for path in GLOSSARIES.glob("*.yaml"))


@cache
def glossary(language: str) -> Glossary:
    """In this language, or in English where there is none; the result says which."""
    path = GLOSSARIES / f"{language}.yaml"
    if language not in languages():
        path, language = GLOSSARIES / f"{SOURCE}.yaml", SOURCE
    return read(path, language)


def read(path: Path, language: str) -> Glossary:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Glossary(language, _terms(content["subject"]), _terms(content["tool"]))


def _terms(entries: dict[str, dict[str, str]]) -> tuple[Term, ...]:
    return tuple(
        Term(
            key,
            entry["term"],
            entry["means"],
            entry.get("not", ""),
            entry.get("why", ""),
            entry.get("choice", ""),
        )
        for key, entry in entries.items()
    )
