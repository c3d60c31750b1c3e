"""Reads one YAML file with the line of every value, and collects what is wrong with it instead of stopping.

PyYAML's own loading keeps the last of two equal keys without a word, and turns a bare NO into False. So this
reads the nodes, which know their line, their type and every key.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

LARGEST_FILE = 2_000_000
_DEEPEST = 12
_TAG = "tag:yaml.org,2002:"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: Neither YAML nor PostgreSQL takes these; "\0" in quotes would get past YAML.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a file. `line` is 0 when the file as a whole is meant."""

    file: str
    line: int
    key: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.key, self.expected) if part)


class ContentProblems(Exception):
    """Nothing was loaded; `problems` says why, all of it."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def line_of(node: yaml.Node | yaml.Event) -> int:
    return node.start_mark.line + 1 if node.start_mark else 0


def child(node: yaml.Node, name: str) -> yaml.Node | None:
    """The value of one key, to be read before the rest, so that the rest's problems can name it."""
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for key, value in node.value if key.value == name), None)


def join(*parts: str) -> str:
    return ".".join(part for part in parts if part)


class YamlFile:
    """One file. Its methods return what they could read and add a problem for what they could not."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.name = path.name
        self.problems = problems
        self.root = self._read(path)

    def fault(self, at: yaml.Node | int, key: str, expected: str) -> None:
        line = at if isinstance(at, int) else line_of(at)
        self.problems.append(Problem(self.name, line, key, expected))

    def pairs(self, node: yaml.Node | None, key: str) -> dict[str, yaml.Node]:
        """A mapping as it stands, with a problem for every key that stands there twice."""
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, key, _("expected keys with a value each"))
            return {}
        found: dict[str, yaml.Node] = {}
        first: dict[str, int] = {}
        for key_node, value in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.fault(key_node, key, _("expected a plain word as key"))
            elif key_node.value in found:
                expected = _("expected this key once, it stands in line %(line)d already")
                self.fault(key_node, join(key, key_node.value), expected % {"line": first[key_node.value]})
            else:
                found[key_node.value] = value
                first[key_node.value] = line_of(key_node)
        return found

    def mapping(
        self, node: yaml.Node | None, key: str, required: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> dict[str, yaml.Node]:
        """A mapping whose keys are known beforehand. Unknown ones are left out of what is returned."""
        if node is None:
            return {}
        found = self.pairs(node, key)
        if isinstance(node, yaml.MappingNode):
            known = (*required, *optional)
            expected = _("expected only known keys here: %(keys)s") % {"keys": ", ".join(known)}
            for key_node in [key_node for key_node, _value in node.value if isinstance(key_node, yaml.ScalarNode)]:
                if key_node.value in found and key_node.value not in known:
                    del found[key_node.value]
                    self.fault(key_node, join(key, key_node.value), expected)
            for name in required:
                if name not in found:
                    self.fault(node, join(key, name), _("expected this key, it is missing"))
        return found

    def sequence(self, node: yaml.Node | None, key: str, *, filled: bool = True) -> list[yaml.Node]:
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, key, _("expected a list"))
            return []
        if filled and not node.value:
            self.fault(node, key, _("expected a list with at least one entry"))
        return list(node.value)

    def text(self, node: yaml.Node | None, key: str, language: str) -> str:
        if node is None:
            return ""
        if self.is_string(node):
            if text := node.value.strip():
                if _UNPRINTABLE.search(text):
                    self.fault(node, key, _("expected a text without control characters"))
                    return ""
                return str(text)
        elif not self.null(node):
            expected = _("expected a text in %(language)s (numbers, dates, yes and no need quotes)")
            self.fault(node, key, expected % {"language": language})
            return ""
        self.fault(node, key, _("expected a text in %(language)s") % {"language": language})
        return ""

    def code(self, node: yaml.Node | None, key: str, longest: int, pattern: re.Pattern[str] = CODE) -> str:
        """A short word that never changes: it names a row and stands in keys."""
        if node is None:
            return ""
        if not self.is_string(node):
            self.fault(node, key, _("expected a code, in quotes if it is a number, yes or no"))
        elif not pattern.fullmatch(node.value):
            self.fault(node, key, _("expected a code of plain letters, digits, - and _"))
        elif len(node.value) > longest:
            self.fault(node, key, _("expected a code of at most %(longest)d characters") % {"longest": longest})
        else:
            return str(node.value)
        return ""

    def null(self, node: yaml.Node) -> bool:
        return isinstance(node, yaml.ScalarNode) and node.tag == _TAG + "null"

    def is_string(self, node: yaml.Node) -> bool:
        return isinstance(node, yaml.ScalarNode) and node.tag == _TAG + "str"

    def _read(self, path: Path) -> yaml.Node | None:
        try:
            # Reads one byte more than allowed, so that a file that grows or a device cannot fill the memory.
            with path.open("rb") as stream:
                raw = stream.read(LARGEST_FILE + 1)
        except OSError as error:
            expected = _("expected a file that can be read: %(reason)s")
            self.fault(0, "", expected % {"reason": error.strerror or type(error).__name__})
            return None
        if len(raw) > LARGEST_FILE:
            self.fault(0, "", _("expected a file of at most %(size)d MB") % {"size": LARGEST_FILE // 1_000_000})
            return None
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.fault(raw[: error.start].count(b"\n") + 1, "", _("expected the file to be saved as UTF-8"))
            return None
        if strange := _UNPRINTABLE.search(text):
            line = text[: strange.start()].count("\n") + 1
            self.fault(line, "", _("expected a text without control characters"))
            return None
        return self._nodes(text)

    def _nodes(self, text: str) -> yaml.Node | None:
        try:
            if not self._is_plain(text):
                return None
            node = yaml.compose(text, Loader=_LOADER)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            if mark is None or "quoted scalar" in (getattr(error, "context", None) or ""):
                mark = getattr(error, "context_mark", None)  # where the quotes open, not where the file ends
            reason = getattr(error, "problem", None) or getattr(error, "reason", "")
            expected = _("expected valid YAML: %(reason)s")
            self.fault(mark.line + 1 if mark else 0, "", expected % {"reason": reason})
            return None
        if node is None:
            self.fault(0, "", _("expected keys, the file is empty"))
        return node

    def _is_plain(self, text: str) -> bool:
        """Aliases can unfold a small file into a huge one, deep nesting can exhaust the stack."""
        depth = 0
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                self.fault(line_of(event), "", _("expected no anchors (&) and no aliases (*)"))
                return False
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > _DEEPEST:
                    self.fault(line_of(event), "", _("expected fewer levels of indentation"))
                    return False
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
        return True
