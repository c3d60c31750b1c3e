"""Reads a framework folder: `framework.yaml` with structure and English texts, and one flat file a language.

Pure reading and checking: it knows no database. Every fault of every file is collected, so that a secretariat
repairs them in one go. The format is described in docs/framework-format.md.
"""

import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from assessments.framework_file import (
    CapabilityPart,
    CommitmentPart,
    DomainPart,
    EnablerPart,
    FrameworkFile,
    HarmPart,
    PhasePart,
    SignPart,
    Texts,
    ThemePart,
    structure_checksum,
    texts_checksum,
)
from assessments.yaml_file import VERSION, ContentProblems, Problem, YamlFile, child, join, line_of

__all__ = [
    "CapabilityPart",
    "ContentProblems",
    "FrameworkFile",
    "read_framework",
    "structure_checksum",
    "texts_checksum",
]

FRAMEWORKS = Path(__file__).parent / "content" / "frameworks"
SHIPPED = FRAMEWORKS / "mnr" / "2016"
BASE_FILE = "framework.yaml"
BASE_LANGUAGE = "en"
PHASES = ("0", "1", "2", "3", "4")
SIGN = re.compile(r"([1-4])[a-z]")
FEWEST_SIGNS, MOST_SIGNS = 2, 3
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
#: First words of keys in the language files, so no domain or capability may be called so.
_RESERVED = frozenset({"phase", "theme", "enabler", "harm", "commitment"})
#: As long as the columns of the models; a test compares them.
LONGEST = {
    "framework": 30,
    "version": 30,
    "domain": 30,
    "capability": 10,
    "theme": 30,
    "enabler": 10,
    "harm": 20,
    "commitment": 20,
}
_MOST_CIRCLES = 20


def read_framework(folder: Path) -> FrameworkFile:
    """The version in this folder. Raises ContentProblems with every fault found."""
    problems: list[Problem] = []
    base = _BaseFile(YamlFile(folder / BASE_FILE, problems))
    languages = [BASE_LANGUAGE]
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix == ".yml":
            expected = _("expected the name %(name)s")
            problems.append(Problem(path.name, 0, "", expected % {"name": f"{path.stem}.yaml"}))
        elif path.suffix == ".yaml" and path.name != BASE_FILE:
            _read_language(YamlFile(path, problems), path.stem, base)
            languages.append(path.stem)
    if problems:
        raise ContentProblems(problems)
    return FrameworkFile(
        code=base.code,
        version=base.version,
        languages=tuple(languages),
        names=base.texts["name"],
        notices=base.texts["notice"],
        phases=base.phases,
        themes=base.themes,
        enablers=base.enablers,
        domains=base.domains,
        texts=base.texts,
        harms=base.harms,
        commitments=base.commitments,
    )


class _BaseFile:
    """framework.yaml, read from top to bottom. `texts` grows by one language with every language file."""

    def __init__(self, file: YamlFile) -> None:
        self.file = file
        self.texts: dict[str, dict[str, str]] = {}
        self.known: dict[str, int] = {}  # code of a capability -> line
        self._requires: dict[str, list[str]] = {}
        self._links: list[tuple[yaml.Node, str, str, str]] = []  # where, key, from, to
        self._domain_codes: dict[str, int] = {}
        self.codes_at_fault = False
        required = (
            "framework",
            "version",
            "language",
            "name",
            "notice",
            "phases",
            "themes",
            "enablers",
            "domains",
        )
        head = file.mapping(file.root, "", required, ("harms", "commitments"))
        self.code = file.code(head.get("framework"), "framework", LONGEST["framework"])
        self.version = file.code(head.get("version"), "version", LONGEST["version"], VERSION)
        if (node := head.get("language")) is not None and node.value != BASE_LANGUAGE:
            file.fault(node, "language", _("expected %(value)s") % {"value": BASE_LANGUAGE})
        self._text(head.get("name"), "name")
        self._text(head.get("notice"), "notice")
        self.phases = self._read_phases(head.get("phases"))
        self.themes = self._read_themes(head.get("themes"))
        self.enablers = self._read_enablers(head.get("enablers"))
        self.harms = tuple(
            HarmPart(code, texts[0], texts[1], capabilities)
            for code, texts, capabilities in self._read_linked(head.get("harms"), "harm", ("name", "text"))
        )
        self.commitments = tuple(
            CommitmentPart(code, texts[0], texts[1], texts[2], capabilities)
            for code, texts, capabilities in self._read_linked(
                head.get("commitments"), "commitment", ("summit", "name", "text")
            )
        )
        self.domains = self._read_domains(head.get("domains"))
        self._check_links()
        self._check_circles()

    def _text(self, node: yaml.Node | None, key: str) -> Texts:
        """Known as a key even when the text is missing: one fault, one problem."""
        texts = {BASE_LANGUAGE: self.file.text(node, key, BASE_LANGUAGE)}
        if key.startswith("domains."):  # the code is at fault, so no language file can have this key
            return texts
        return self.texts.setdefault(key, texts)

    def _own_code(self, node: yaml.Node | None, key: str, kind: str, taken: dict[str, int]) -> str:
        """The code of an entry, used once. Empty when it cannot be used; the problem is noted then."""
        code = self.file.code(node, key, LONGEST[kind])
        if not code or node is None:
            self.codes_at_fault = True
            return ""
        if code in taken:
            expected = _("expected a code of its own, %(code)s stands in line %(line)d already")
            self.file.fault(node, key, expected % {"code": code, "line": taken[code]})
            return ""
        taken[code] = line_of(node)
        return code

    def _read_phases(self, node: yaml.Node | None) -> tuple[PhasePart, ...]:
        found: list[PhasePart] = []
        entries = self.file.sequence(node, "phases")
        for position, entry in enumerate(entries):
            fields = self.file.mapping(entry, f"phases.{position + 1}", ("phase", "name", "summary", "text"))
            number = fields.get("phase")
            if number is not None and number.value != str(position):
                expected = _("expected phase %(number)d: the phases are 0, 1, 2, 3, 4, in this order")
                self.file.fault(number, f"phases.{position + 1}.phase", expected % {"number": position})
            key = f"phase.{position}"
            found.append(
                PhasePart(*(self._text(fields.get(name), f"{key}.{name}") for name in ("name", "summary", "text")))
            )
        if node is not None and len(entries) != len(PHASES):
            self.file.fault(node, "phases", _("expected the five phases 0, 1, 2, 3, 4"))
        return tuple(found)

    def _read_themes(self, node: yaml.Node | None) -> tuple[ThemePart, ...]:
        found, taken = [], dict[str, int]()
        for position, entry in enumerate(self.file.sequence(node, "themes"), 1):
            fields = self.file.mapping(entry, f"themes.{position}", ("code", "name"))
            code = self._own_code(fields.get("code"), f"themes.{position}.code", "theme", taken)
            if code:
                found.append(ThemePart(code, self._text(fields.get("name"), f"theme.{code}.name")))
        return tuple(found)

    def _read_enablers(self, node: yaml.Node | None) -> tuple[EnablerPart, ...]:
        found, taken = [], dict[str, int]()
        for position, entry in enumerate(self.file.sequence(node, "enablers", filled=False), 1):
            fields = self.file.mapping(entry, f"enablers.{position}", ("code", "name", "text"))
            code = self._own_code(fields.get("code"), f"enablers.{position}.code", "enabler", taken)
            if code:
                texts = (self._text(fields.get(name), f"enabler.{code}.{name}") for name in ("name", "text"))
                found.append(EnablerPart(code, *texts))
        return tuple(found)

    def _read_linked(
        self, node: yaml.Node | None, kind: str, texts: tuple[str, ...]
    ) -> list[tuple[str, list[Texts], tuple[str, ...]]]:
        """Harms and commitments: a code, some texts, and the capabilities that answer or show it."""
        found, taken = [], dict[str, int]()
        for position, entry in enumerate(self.file.sequence(node, f"{kind}s", filled=False), 1):
            place = f"{kind}s.{position}"
            fields = self.file.mapping(entry, place, ("code", *texts, "capabilities"))
            code = self._own_code(fields.get("code"), f"{place}.code", kind, taken)
            if code:
                key = f"{kind}.{code}"
                capabilities = self._codes_of(fields.get("capabilities"), f"{key}.capabilities", filled=True)
                found.append((code, [self._text(fields.get(name), f"{key}.{name}") for name in texts], capabilities))
        return found

    def _read_domains(self, node: yaml.Node | None) -> tuple[DomainPart, ...]:
        found = []
        required = ("code", "name", "outcome", "outcome_text", "capabilities")
        for position, entry in enumerate(self.file.sequence(node, "domains"), 1):
            place = f"domains.{position}"
            fields = self.file.mapping(entry, place, required)
            code = self._own_code(fields.get("code"), f"{place}.code", "domain", self._domain_codes)
            self._refuse_reserved(fields.get("code"), code, f"{place}.code")
            key = code or place
            capabilities = tuple(
                self._read_capability(part, f"{place}.capabilities.{number}")
                for number, part in enumerate(
                    self.file.sequence(fields.get("capabilities"), join(key, "capabilities")), 1
                )
            )
            names, outcomes, outcome_texts = (
                self._text(fields.get(name), f"{key}.{name}") for name in ("name", "outcome", "outcome_text")
            )
            found.append(DomainPart(code, names, outcomes, outcome_texts, capabilities))
        self._refuse_shared_codes()
        return tuple(found)

    def _refuse_reserved(self, node: yaml.Node | None, code: str, key: str) -> None:
        if code in _RESERVED and node is not None:
            expected = _("expected another code, %(code)s begins other keys")
            self.file.fault(node, key, expected % {"code": code})

    def _refuse_shared_codes(self) -> None:
        """`CODE.name` must mean one text."""
        for code in sorted(self._domain_codes.keys() & self.known.keys()):
            expected = _("expected a code of its own, %(code)s stands in line %(line)d already")
            self.file.fault(self.known[code], code, expected % {"code": code, "line": self._domain_codes[code]})

    def _read_capability(self, node: yaml.Node, place: str) -> CapabilityPart:
        required = ("code", "name", "theme", "summary", "requirement", "why", "phases", "signs", "evidence")
        # The code is looked up first, so that every problem of this capability names it.
        early = child(node, "code")
        code = self._own_code(early, f"{place}.code", "capability", self.known)
        self._refuse_reserved(early, code, f"{place}.code")
        key = code or place
        fields = self.file.mapping(node, key, required, ("requires", "not_to_confuse"))
        names, summaries, requirements, whys = (
            self._text(fields.get(name), f"{key}.{name}") for name in ("name", "summary", "requirement", "why")
        )
        return CapabilityPart(
            code=code,
            theme=self._theme_of(fields.get("theme"), f"{key}.theme"),
            requires=self._requires_of(fields.get("requires"), key),
            names=names,
            summaries=summaries,
            requirements=requirements,
            whys=whys,
            phases=self._phases_of(fields.get("phases"), key),
            signs=self._signs_of(fields.get("signs"), key),
            evidence=tuple(
                self._text(entry, f"{key}.evidence.{number}")
                for number, entry in enumerate(self.file.sequence(fields.get("evidence"), f"{key}.evidence"), 1)
            ),
            not_to_confuse=self._neighbours_of(fields.get("not_to_confuse"), key),
        )

    def _theme_of(self, node: yaml.Node | None, key: str) -> str:
        theme = self.file.code(node, key, LONGEST["theme"])
        known = [part.code for part in self.themes]
        if theme and node is not None and theme not in known:
            self.file.fault(node, key, _("expected one of the themes %(themes)s") % {"themes": ", ".join(known)})
        return theme

    def _requires_of(self, node: yaml.Node | None, key: str) -> tuple[str, ...]:
        found = self._codes_of(node, f"{key}.requires", needing=key)
        self._requires[key] = list(found)
        return found

    def _codes_of(
        self, node: yaml.Node | None, key: str, *, needing: str = "", filled: bool = False
    ) -> tuple[str, ...]:
        """A list of capabilities, each once. Whether they exist is asked when all are read."""
        found: list[str] = []
        for entry in self.file.sequence(node, key, filled=filled):
            code = self.file.code(entry, key, LONGEST["capability"])
            if code in found:
                self.file.fault(entry, key, _("expected %(code)s only once") % {"code": code})
            elif code:
                found.append(code)
                self._links.append((entry, key, needing, code))
        return tuple(found)

    def _phases_of(self, node: yaml.Node | None, key: str) -> tuple[Texts, ...]:
        texts = self.file.mapping(node, f"{key}.phase", PHASES)
        return tuple(self._text(texts.get(number), f"{key}.phase.{number}") for number in PHASES)

    def _signs_of(self, node: yaml.Node | None, key: str) -> tuple[SignPart, ...]:
        found: list[SignPart] = []
        for code, text in self.file.pairs(node, f"{key}.sign").items():
            place = f"{key}.sign.{code}"
            match = SIGN.fullmatch(code)
            if not match:
                expected = _("expected a phase from 1 to 4 and a small letter, such as 2b")
                self.file.fault(text, place, expected)
                continue
            if found and code < found[-1].code:
                expected = _("expected the signs in order, this one comes before %(code)s")
                self.file.fault(text, place, expected % {"code": found[-1].code})
            found.append(SignPart(code, int(match[1]), self._text(text, place)))
        if isinstance(node, yaml.MappingNode):
            for phase in PHASES[1:]:
                count = sum(1 for sign in found if str(sign.phase) == phase)
                if not FEWEST_SIGNS <= count <= MOST_SIGNS:
                    expected = _("expected 2 or 3 signs for phase %(phase)s, found %(count)d")
                    self.file.fault(node, f"{key}.sign", expected % {"phase": phase, "count": count})
        return tuple(found)

    def _neighbours_of(self, node: yaml.Node | None, key: str) -> tuple[tuple[str, Texts], ...]:
        found: dict[str, Texts] = {}
        for number, entry in enumerate(self.file.sequence(node, f"{key}.not_to_confuse", filled=False), 1):
            place = f"{key}.not_to_confuse.{number}"
            fields = self.file.mapping(entry, place, ("code", "text"))
            code = self.file.code(fields.get("code"), f"{place}.code", LONGEST["capability"])
            if not code:
                continue
            if code in found or code == key:
                expected = _("expected each other capability only once")
                self.file.fault(fields["code"], f"{place}.code", expected)
                continue
            self._links.append((fields["code"], f"{key}.not_to_confuse", "", code))
            found[code] = self._text(fields.get("text"), f"{key}.not_to_confuse.{code}")
        return tuple(found.items())

    def _check_links(self) -> None:
        for node, key, _from, code in self._links:
            if code not in self.known:
                expected = _("expected the code of a capability, %(code)s is none")
                self.file.fault(node, key, expected % {"code": code})

    def _check_circles(self) -> None:
        """Names each circle once: 2 → 1 → 2 means that 2 needs 1, which needs 2."""
        order = list(self.known)
        graph = {code: [other for other in needed if other in self.known] for code, needed in self._requires.items()}
        for _round in range(_MOST_CIRCLES):
            try:
                TopologicalSorter(graph).prepare()
            except CycleError as error:
                # graphlib lists a node before the one that needs it; read backwards it says who needs whom.
                circle: list[str] = error.args[1][:0:-1]
                start = circle.index(min(circle, key=order.index))
                circle = [*circle[start:], *circle[: start + 1]]
                first, second = circle[0], circle[1]
                places = (node for node, _key, needing, code in self._links if (needing, code) == (first, second))
                expected = _("expected prerequisites without a circle: %(circle)s")
                self.file.fault(next(places), f"{first}.requires", expected % {"circle": " → ".join(circle)})
                graph[first].remove(second)
            else:
                return


def _read_language(file: YamlFile, language: str, base: _BaseFile) -> None:
    """Adds the texts of one language file to those of the base file, key by key."""
    if language == BASE_LANGUAGE or not _LANGUAGE.fullmatch(language):
        file.fault(0, "", _("expected the code of a language as name, such as fr.yaml; English is in framework.yaml"))
        return
    if file.root is None:
        return
    entries = file.pairs(file.root, "")
    head: dict[str, Any] = {"framework": base.code, "version": base.version, "language": language}
    for key, wanted in head.items():
        node = entries.pop(key, None)
        if node is None:
            file.fault(1, key, _("expected this key, it is missing"))
        elif wanted and (file.code(node, key, 30, VERSION) or wanted) != wanted:
            file.fault(node, key, _("expected %(value)s") % {"value": wanted})
    if base.file.root is None:
        return
    for key in [key for key in entries if key not in base.texts and not base.codes_at_fault]:
        file.fault(entries.pop(key), key, _("expected no such key, framework.yaml has no text for it"))
    line = line_of(file.root)
    for key, texts in base.texts.items():
        node = entries.get(key)
        if node is None:
            # The line after which it belongs, in the order of framework.yaml.
            file.fault(line, key, _("expected a text in %(language)s") % {"language": language})
        else:
            line = line_of(node)
            texts[language] = file.text(node, key, language)
