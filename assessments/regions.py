"""The countries file, read and checked: UN members and observers with their regions. Names of regions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import gettext as _

from assessments.translation import Text, pick
from assessments.yaml_file import ContentProblems, Problem, YamlFile, child, join, line_of

COUNTRIES = Path(__file__).parent / "content" / "countries.yaml"
LANGUAGES = ("en", "es", "fr", "ar", "pt", "ru")
STATUSES = ("member", "observer", "fictional")
_FICTIONAL = "fictional"
_ISO3, _ISO2, _M49 = re.compile("[A-Z]{3}"), re.compile("[A-Z]{2}"), re.compile("[0-9]{3}")


@dataclass(frozen=True, slots=True)
class CountryPart:
    iso3: str
    iso2: str
    m49: str
    region: str
    subregion: str
    status: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CountriesFile:
    countries: tuple[CountryPart, ...]
    regions: Mapping[str, Mapping[str, str]]
    subregions: Mapping[str, Mapping[str, str]]


def region_name(code: str, language: str) -> Text:
    """The name of a UN M49 region or subregion; the code itself when the file does not know it."""
    names = _shipped_names().get(code)
    return pick(names, language) if names else Text(code)


@cache
def _shipped_names() -> dict[str, Mapping[str, str]]:
    file = read_countries(COUNTRIES)
    return {**file.regions, **file.subregions}


def read_countries(path: Path) -> CountriesFile:
    """All countries of the file. Raises ContentProblems with every fault found."""
    problems: list[Problem] = []
    reading = _Countries(YamlFile(path, problems))
    if problems:
        raise ContentProblems(problems)
    return CountriesFile(reading.countries, reading.regions, reading.subregions)


class _Countries:
    def __init__(self, file: YamlFile) -> None:
        self.file = file
        self._taken: dict[tuple[str, str], int] = {}
        head = file.mapping(file.root, "", ("regions", "subregions", "countries"))
        self.regions = self._read_regions(head.get("regions"), "regions")
        self.subregions = self._read_regions(head.get("subregions"), "subregions")
        self.countries = tuple(
            self._read_country(node, f"countries.{number}")
            for number, node in enumerate(file.sequence(head.get("countries"), "countries"), 1)
        )

    def _read_regions(self, node: yaml.Node | None, key: str) -> dict[str, Mapping[str, str]]:
        found: dict[str, Mapping[str, str]] = {}
        for code, names in self.file.pairs(node, key).items():
            if not _M49.fullmatch(code):
                self.file.fault(names, join(key, code), _("expected the three digits of UN M49 in quotes"))
            fields = self.file.mapping(names, join(key, code), LANGUAGES)
            found[code] = self._names(fields, join(key, code))
        return found

    def _names(self, fields: dict[str, yaml.Node], key: str) -> Mapping[str, str]:
        return {language: self.file.text(fields.get(language), join(key, language), language) for language in LANGUAGES}

    def _read_country(self, node: yaml.Node, place: str) -> CountryPart:
        codes = ("iso3", "iso2", "m49", "region", "subregion", "status")
        early = child(node, "iso3")
        iso3 = self._code({"iso3": early} if early else {}, "iso3", place, _ISO3, _("expected three capital letters"))
        key = iso3 or place
        fields = self.file.mapping(node, key, (*codes, *LANGUAGES))
        status = self._one_of(fields, "status", key, STATUSES)
        fictional = status == _FICTIONAL
        return CountryPart(
            iso3=iso3,
            iso2=self._code(fields, "iso2", key, _ISO2, _("expected two capital letters, NO in quotes"), fictional),
            m49=self._code(fields, "m49", key, _M49, _("expected three digits in quotes"), fictional),
            region=self._one_of(fields, "region", key, tuple(self.regions)),
            subregion=self._one_of(fields, "subregion", key, tuple(self.subregions)),
            status=status,
            names=self._names(fields, key),
        )

    def _code(
        self,
        fields: dict[str, yaml.Node],
        name: str,
        key: str,
        pattern: re.Pattern[str],
        expected: str,
        may_be_null: bool = False,
    ) -> str:
        node = fields.get(name)
        if node is None or (may_be_null and self.file.null(node)):
            return ""
        if not self.file.is_string(node) or not pattern.fullmatch(node.value):
            self.file.fault(node, join(key, name), expected)
            return ""
        if first := self._taken.get((name, node.value)):
            twice = _("expected a code of its own, %(code)s stands in line %(line)d already")
            self.file.fault(node, join(key, name), twice % {"code": node.value, "line": first})
            return ""
        self._taken[name, node.value] = line_of(node)
        return str(node.value)

    def _one_of(self, fields: dict[str, yaml.Node], name: str, key: str, known: tuple[str, ...]) -> str:
        node = fields.get(name)
        if node is None:
            return ""
        if self.file.is_string(node) and node.value in known:
            return str(node.value)
        self.file.fault(node, join(key, name), _("expected one of %(values)s") % {"values": ", ".join(known)})
        return ""
