"""A framework version as frozen objects, kept in memory until its revision moves.

Texts change rarely and are the same for everyone, so a page does not read them from the database each time.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from assessments.models import Framework
from assessments.translation import Text, pick

Texts = Mapping[str, str]
_KEPT_VERSIONS = 8


@dataclass(frozen=True)
class SignNode:
    pk: int
    code: str
    phase: int
    texts: Texts


@dataclass(frozen=True)
class CapabilityNode:
    pk: int
    code: str
    order: int
    domain: str
    theme: str
    requires: tuple[str, ...]
    names: Texts
    summaries: Texts
    requirements: Texts
    whys: Texts
    phases: tuple[Texts, ...]
    evidence: tuple[Texts, ...]
    not_to_confuse: tuple[tuple[str, Texts], ...]
    signs: tuple[SignNode, ...]


@dataclass(frozen=True)
class DomainNode:
    pk: int
    code: str
    order: int
    names: Texts
    outcomes: Texts
    outcome_texts: Texts
    capabilities: tuple[CapabilityNode, ...]


@dataclass(frozen=True)
class EnablerNode:
    pk: int
    code: str
    names: Texts
    texts: Texts


@dataclass(frozen=True)
class HarmNode:
    pk: int
    code: str
    names: Texts
    texts: Texts
    capabilities: tuple[str, ...]


@dataclass(frozen=True)
class CommitmentNode:
    pk: int
    code: str
    summits: Texts
    names: Texts
    texts: Texts
    capabilities: tuple[str, ...]


@dataclass(frozen=True)
class Wording:
    """The texts of one capability in one language."""

    name: Text
    summary: Text
    requirement: Text
    why: Text
    phases: tuple[Text, ...]
    evidence: tuple[Text, ...]
    not_to_confuse: tuple[tuple[str, Text], ...]
    signs: tuple[Text, ...]


@dataclass(frozen=True)
class Structure:
    code: str
    version: str
    revision: int
    languages: tuple[str, ...]
    names: Texts
    notices: Texts
    phases: tuple[Mapping[str, Texts], ...]
    themes: tuple[tuple[str, Texts], ...]
    domains: tuple[DomainNode, ...]
    enablers: tuple[EnablerNode, ...]
    harms: tuple[HarmNode, ...] = ()
    commitments: tuple[CommitmentNode, ...] = ()

    @cached_property
    def capabilities(self) -> tuple[CapabilityNode, ...]:
        return tuple(capability for domain in self.domains for capability in domain.capabilities)

    @cached_property
    def by_code(self) -> dict[str, CapabilityNode]:
        return {capability.code: capability for capability in self.capabilities}

    @cached_property
    def _wordings(self) -> dict[str, dict[str, Wording]]:
        return {}

    def wording(self, language: str) -> dict[str, Wording]:
        """The texts of all capabilities by code, worked out once a language: a page needs 400 of them."""
        if language not in self._wordings:
            self._wordings[language] = {node.code: _wording(node, language) for node in self.capabilities}
        return self._wordings[language]


def _wording(node: CapabilityNode, language: str) -> Wording:
    def each(texts: Iterable[Texts]) -> tuple[Text, ...]:
        return tuple(pick(text, language) for text in texts)

    return Wording(
        name=pick(node.names, language),
        summary=pick(node.summaries, language),
        requirement=pick(node.requirements, language),
        why=pick(node.whys, language),
        phases=each(node.phases),
        evidence=each(node.evidence),
        not_to_confuse=tuple((code, pick(texts, language)) for code, texts in node.not_to_confuse),
        signs=each(sign.texts for sign in node.signs),
    )


_kept: OrderedDict[tuple[int, int], Structure] = OrderedDict()
_lock = Lock()


def of(framework: Framework) -> Structure:
    """The structure of this framework row, from memory when the revision is the same."""
    key = (framework.pk, framework.revision)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    structure = _read(framework)
    with _lock:
        _kept[key] = structure
        while len(_kept) > _KEPT_VERSIONS:
            _kept.popitem(last=False)
    return structure


def forget() -> None:
    """For tests, whose databases reuse primary keys."""
    with _lock:
        _kept.clear()


def _read(framework: Framework) -> Structure:
    framework = Framework.objects.get(pk=framework.pk)  # pages come with its texts deferred
    capabilities: dict[int, list[CapabilityNode]] = {}
    domains = list(framework.domains.order_by("order"))
    codes = {domain.pk: domain.code for domain in domains}
    for row in framework.capabilities.order_by("order").prefetch_related("signs"):
        node = CapabilityNode(
            pk=row.pk,
            code=row.code,
            order=row.order,
            domain=codes[row.domain_id],
            theme=row.theme,
            requires=tuple(row.requires),
            names=row.names,
            summaries=row.summaries,
            requirements=row.requirements,
            whys=row.whys,
            phases=tuple(row.phases),
            evidence=tuple(row.evidence),
            not_to_confuse=tuple((entry["code"], entry["text"]) for entry in row.not_to_confuse),
            signs=tuple(
                SignNode(sign.pk, sign.code, sign.phase, sign.texts)
                for sign in sorted(row.signs.all(), key=lambda sign: sign.order)
            ),
        )
        capabilities.setdefault(row.domain_id, []).append(node)
    return Structure(
        code=framework.code,
        version=framework.version,
        revision=framework.revision,
        languages=tuple(framework.languages),
        names=framework.names,
        notices=framework.notices,
        phases=tuple(framework.phases),
        themes=tuple((theme["code"], theme["name"]) for theme in framework.themes),
        domains=tuple(
            DomainNode(
                domain.pk,
                domain.code,
                domain.order,
                domain.names,
                domain.outcomes,
                domain.outcome_texts,
                tuple(capabilities.get(domain.pk, ())),
            )
            for domain in domains
        ),
        enablers=tuple(
            EnablerNode(row.pk, row.code, row.names, row.texts) for row in framework.enablers.order_by("order")
        ),
        harms=tuple(
            HarmNode(row.pk, row.code, row.names, row.texts, tuple(row.capabilities))
            for row in framework.harms.order_by("order")
        ),
        commitments=tuple(
            CommitmentNode(row.pk, row.code, row.summits, row.names, row.texts, tuple(row.capabilities))
            for row in framework.commitments.order_by("order")
        ),
    )
