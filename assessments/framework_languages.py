"""A framework's texts in another language: what a translator is given with each, and what came back from them.

Two formats carry them, `framework_po.py` and `framework_workbook.py`. What was made for an older English text is known
by that text, which the file still carries. Knows no database.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from assessments.content import BASE_LANGUAGE, read_framework
from assessments.framework_file import FrameworkFile
from assessments.yaml_file import ContentProblems

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Given:
    """One text as it came back. `place` is where it stands in the file, if the format has such places."""

    source: str
    text: str
    unsure: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says about a framework. `texts` are the translations that fit the English of today."""

    texts: Mapping[str, str]
    missing: tuple[str, ...]
    older: tuple[str, ...]  # translated from another English text, or marked as unsure
    unknown: tuple[str, ...]  # keys that the framework does not have (any more)
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return not (self.missing or self.older or self.unknown)


def compared(file: FrameworkFile, given: Mapping[str, Given]) -> Reading:
    texts: dict[str, str] = {}
    missing, older = [], []
    for key, known in file.texts.items():
        one = given.get(key)
        if one is None or not one.text:
            missing.append(key)
        elif one.unsure or one.source != known[BASE_LANGUAGE]:
            older.append(key)
        else:
            texts[key] = one.text
    unknown = tuple(key for key in given if key not in file.texts)
    places = {key: one.place for key, one in given.items() if one.place}
    return Reading(texts, tuple(missing), tuple(older), unknown, places)


def write_language(file: FrameworkFile, language: str, reading: Reading, folder: Path) -> Path:
    """Puts the language file beside framework.yaml, checked by reading the whole folder.

    Raises ContentProblems; the folder is then as it was.
    """
    target = folder / f"{language}.yaml"
    before = target.read_bytes() if target.exists() else None
    head = {"framework": file.code, "version": file.version, "language": language}
    body = yaml.safe_dump(head | dict(reading.texts), allow_unicode=True, sort_keys=False, width=120)
    target.write_text(body, encoding="utf-8")
    try:
        read_framework(folder)
    except ContentProblems:
        if before is None:
            target.unlink()
        else:
            target.write_bytes(before)
        raise
    return target


# --- where a text stands, and what to heed. English like the texts themselves, so not of the interface --------------

_NOTES = {
    "name": "A name. It stands in menus, tables and charts: keep it short.",
    "notice": "Shown wherever the texts are shown: where they come from.",
    "summary": "One line.",
    "text": "One or two sentences.",
    "summit": "The name of the summit, with place and year.",
    "outcome": "What the domain is for, in a few words.",
    "outcome_text": "What the outcome means, in one or two sentences.",
    "requirement": "What the country has when this is in place.",
    "why": "Why it matters for children.",
    "evidence": "A document that one could link to.",
    "not_to_confuse": "What keeps this capability apart from another: ",
    "phase": "How this phase looks for this capability: ",
    "sign": "A sign: one observable fact, to be answered with yes, partly or no. Phase ",
}
_KINDS = {"phase": "Phase", "theme": "Theme", "enabler": "Enabler", "harm": "Harm", "commitment": "Commitment"}


def described(file: FrameworkFile, key: str) -> tuple[str, str]:
    """Of one text: where it stands, and what to heed."""
    base = {name: texts[BASE_LANGUAGE] for name, texts in file.texts.items()}
    first, *rest = key.split(".")
    if not rest:
        return "The framework", _NOTES[first]
    if first in _KINDS:
        return f"{_KINDS[first]}: {base[f'{first}.{rest[0]}.name']}", _NOTES[rest[1]]
    kind = "Domain:" if f"{first}.outcome" in base else first
    return f"{kind} {base[f'{first}.name']}", _NOTES[rest[0]] + _more(base, rest)


def _more(base: Mapping[str, str], rest: list[str]) -> str:
    """Which phase, sign or other capability is meant."""
    match rest:
        case ["phase", number]:
            return f"{number}, {base[f'phase.{number}.name']}."
        case ["sign", code]:
            return f"{code[0]}, {base[f'phase.{code[0]}.name']}."
        case ["not_to_confuse", code]:
            return f"{code}, {base[f'{code}.name']}."
    return ""
