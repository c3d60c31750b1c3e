"""A framework version as a questionnaire: its texts with room for the answers. What print packs are made of.

Blank, it is the same for every country; of a round, it holds that round's answers. A part of it is one domain or one
capability, named by its scope: "all", "d-justice", "c-3".
"""

import hashlib
import json
from dataclasses import dataclass, replace

from assessments import structure
from assessments.models import Framework
from assessments.results.build import domains_of, phase_names_of, unanswered
from assessments.results.frozen import unstructure
from assessments.results.shapes import AssessmentResult, CapabilityResult, DomainResult, PhaseName
from assessments.translation import Text, pick

ALL = "all"


@dataclass(frozen=True)
class Questionnaire:
    """`country` and `year` are empty where it belongs to no round. `filled`: its answers are to be shown."""

    language: str
    framework: Text
    version: str
    notice: Text
    phase_names: tuple[PhaseName, ...]
    domains: tuple[DomainResult, ...]
    capabilities: tuple[CapabilityResult, ...]
    country: str = ""
    country_name: Text | None = None
    year: int | None = None
    filled: bool = False
    scope: str = ALL

    def capabilities_of(self, domain: DomainResult) -> tuple[CapabilityResult, ...]:
        return tuple(capability for capability in self.capabilities if capability.domain == domain.code)

    @property
    def scopes(self) -> tuple[str, ...]:
        """Every part that it can be cut down to."""
        domains = (f"d-{domain.code}" for domain in self.domains)
        return (ALL, *domains, *(f"c-{capability.code}" for capability in self.capabilities))

    def part(self, scope: str) -> "Questionnaire":
        """One domain or one capability. Raises KeyError for a scope that it does not have."""
        if scope not in self.scopes:
            raise KeyError(scope)
        if scope == ALL:
            return self
        code = scope[2:]
        kept = tuple(c for c in self.capabilities if code == (c.code if scope.startswith("c-") else c.domain))
        names = {capability.domain for capability in kept}
        domains = tuple(domain for domain in self.domains if domain.code in names or scope == f"d-{domain.code}")
        return replace(self, scope=scope, capabilities=kept, domains=domains)

    @property
    def digest(self) -> str:
        """SHA-256 of all that it says: the same texts and answers make the same file."""
        canonical = json.dumps(unstructure(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


def blank(framework: Framework, language: str) -> Questionnaire:
    """Answered by nobody."""
    nodes = structure.of(framework)
    capabilities = unanswered(nodes, language)
    return Questionnaire(
        language=language,
        framework=pick(nodes.names, language),
        version=nodes.version,
        notice=pick(nodes.notices, language),
        phase_names=phase_names_of(nodes, language),
        domains=domains_of(nodes, {capability.code: capability for capability in capabilities}, language),
        capabilities=capabilities,
    )


def of_round(result: AssessmentResult) -> Questionnaire:
    """With the answers of a round, as its reader sees them."""
    return Questionnaire(
        language=result.language,
        framework=result.framework_name,
        version=result.framework_version,
        notice=result.framework_notice,
        phase_names=result.phase_names,
        domains=result.domains,
        capabilities=result.capabilities,
        country=result.country,
        country_name=result.country_name,
        year=result.year,
        filled=True,
    )


def blank_of_round(result: AssessmentResult, framework: Framework) -> Questionnaire:
    """For a round, but without its answers: the same file whatever was answered since."""
    empty = blank(framework, result.language)
    return replace(empty, country=result.country, country_name=result.country_name, year=result.year)
