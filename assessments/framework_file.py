"""A framework version as read from its files: frozen parts, and the checksums that tell what changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PhasePart:
    names: Texts
    summaries: Texts
    texts: Texts


@dataclass(frozen=True, slots=True)
class ThemePart:
    code: str
    names: Texts


@dataclass(frozen=True, slots=True)
class EnablerPart:
    code: str
    names: Texts
    texts: Texts


@dataclass(frozen=True, slots=True)
class HarmPart:
    """A harm of the threat picture. `capabilities` are the codes of those that answer it."""

    code: str
    names: Texts
    texts: Texts
    capabilities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommitmentPart:
    """A commitment of a summit. `capabilities` are the codes of those that show it."""

    code: str
    summits: Texts
    names: Texts
    texts: Texts
    capabilities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignPart:
    code: str
    phase: int
    texts: Texts


@dataclass(frozen=True, slots=True)
class CapabilityPart:
    code: str
    theme: str
    requires: tuple[str, ...]
    names: Texts
    summaries: Texts
    requirements: Texts
    whys: Texts
    phases: tuple[Texts, ...]
    signs: tuple[SignPart, ...]
    evidence: tuple[Texts, ...]
    not_to_confuse: tuple[tuple[str, Texts], ...]


@dataclass(frozen=True, slots=True)
class DomainPart:
    code: str
    names: Texts
    outcomes: Texts
    outcome_texts: Texts
    capabilities: tuple[CapabilityPart, ...]


@dataclass(frozen=True)
class FrameworkFile:
    """A whole, checked version. `texts` is {key: {language: text}} with the keys of the language files."""

    code: str
    version: str
    languages: tuple[str, ...]
    names: Texts
    notices: Texts
    phases: tuple[PhasePart, ...]
    themes: tuple[ThemePart, ...]
    enablers: tuple[EnablerPart, ...]
    domains: tuple[DomainPart, ...]
    texts: Mapping[str, Texts]
    harms: tuple[HarmPart, ...] = ()
    commitments: tuple[CommitmentPart, ...] = ()

    @cached_property
    def capabilities(self) -> tuple[CapabilityPart, ...]:
        return tuple(capability for domain in self.domains for capability in domain.capabilities)


def structure_checksum(file: FrameworkFile) -> str:
    """Over what answers hang on: codes, their order, themes, prerequisites. No text changes it.

    Harms and commitments count only where there are some, so that a version without them keeps its checksum.
    """
    linked = {
        kind: [[part.code, sorted(part.capabilities)] for part in found]
        for kind, found in (("harms", file.harms), ("commitments", file.commitments))
        if found
    }
    return _checksum(
        linked
        | {
            "themes": [theme.code for theme in file.themes],
            "enablers": [enabler.code for enabler in file.enablers],
            "domains": [
                [
                    domain.code,
                    [
                        [
                            part.code,
                            part.theme,
                            sorted(part.requires),
                            [[sign.code, sign.phase] for sign in part.signs],
                        ]
                        for part in domain.capabilities
                    ],
                ]
                for domain in file.domains
            ],
        }
    )


def texts_checksum(file: FrameworkFile) -> str:
    return _checksum(file.texts)


def _checksum(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
