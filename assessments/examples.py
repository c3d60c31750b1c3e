"""Examples of good answers, one a domain, with notes: read from one file a language, kept in memory."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cattrs
import yaml

from assessments.translation import FALLBACK

FOLDER = Path(__file__).resolve().parent / "content" / "examples"


@dataclass(frozen=True)
class Part:
    """A piece of the justification, and what makes it good."""

    said: str
    note: str


@dataclass(frozen=True)
class Example:
    domain: str
    capability: str
    phase: int
    target: int
    parts: tuple[Part, ...]
    evidence: tuple[str, ...]
    participants: str


_converter = cattrs.Converter(forbid_extra_keys=True)


def languages() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def read(language: str) -> tuple[Example, ...]:
    """The file is the project's own, so a fault in it is a fault of the program and raises as it comes."""
    with (FOLDER / f"{language}.yaml").open(encoding="utf-8") as file:
        return _converter.structure(yaml.safe_load(file), tuple[Example, ...])


def of(language: str) -> tuple[tuple[Example, ...], str]:
    """The examples for a reader, and the language they are in where that is another one."""
    for wanted in (language, language.split("-")[0]):
        if wanted in languages():
            return read(wanted), ""
    return read(FALLBACK), FALLBACK
