"""Rules of gaps: what stands between today and a country's own target.

Pure: imports no Django. A gap keeps its identity over rounds: country, capability, and the sign or facet it is about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessments.maturity import Answer, SignState, unmet

FACETS = ("law", "practice", "nationwide", "funded")
EVIDENCE = "evidence"
#: From this phase on a reader expects a document that shows it.
EVIDENCE_FROM_PHASE = 2


class Kind(StrEnum):
    """Why it is a gap."""

    MISSING = "missing"
    PARTLY = "partly"
    UNKNOWN = "unknown"
    UNANSWERED = "unanswered"


class Source(StrEnum):
    """Where the gap shows: a sign, a facet of the reality check, or the evidence."""

    SIGN = "sign"
    FACET = "facet"
    EVIDENCE = "evidence"


KIND_OF_ANSWER = {
    Answer.NO: Kind.MISSING,
    Answer.PARTLY: Kind.PARTLY,
    Answer.UNKNOWN: Kind.UNKNOWN,
    Answer.UNANSWERED: Kind.UNANSWERED,
}


@dataclass(frozen=True, slots=True)
class CapabilityState:
    """What the rule needs to know of one capability. `phase` and `target` 0–4 or None."""

    code: str
    phase: int | None
    target: int | None
    signs: Sequence[SignState]
    facets: Sequence[tuple[str, Answer]]
    evidence_count: int


@dataclass(frozen=True, slots=True)
class Gap:
    """`ref` is the sign's code, the facet's code or "evidence"; `phase` is the sign's phase, else None."""

    country: str
    capability: str
    source: Source
    ref: str
    kind: Kind
    phase: int | None = None

    @property
    def identity(self) -> str:
        return f"{self.country}:{self.capability}:{self.source}:{self.ref}"


def read_identity(identity: str) -> tuple[str, Source, str]:
    """The capability, the source and the ref that an identity names. Raises ValueError for any other text."""
    _country, capability, source, ref = identity.split(":")
    return capability, Source(source), ref


def steps_to_target(phase: int | None, target: int | None) -> int:
    """How many phases lie between now and the target: 0–4; 0 when either is not known or the target is reached."""
    if phase is None or target is None:
        return 0
    return max(target - phase, 0)


def find(country: str, capabilities: Iterable[CapabilityState]) -> tuple[Gap, ...]:
    """All gaps, in the order of the capabilities, signs before facets before evidence.

    In a capability below its target: each sign of the phases up to the target that is not Yes. In any capability
    with a chosen phase: each facet of the reality check that is No or Partly, and a phase of 2 or more without
    evidence. A phase that is not known is no claim, so it opens no gap; it is counted elsewhere as not known.
    """
    gaps: list[Gap] = []
    for capability in capabilities:
        if capability.phase is None:
            continue
        if capability.target is not None and capability.phase < capability.target:
            answers = {sign.code: sign for sign in capability.signs}
            for code in unmet(capability.signs, capability.target):
                kind = KIND_OF_ANSWER[answers[code].answer]
                phase = answers[code].phase
                gaps.append(Gap(country, capability.code, Source.SIGN, code, kind, phase))
        for facet, answer in capability.facets:
            if answer in (Answer.NO, Answer.PARTLY):
                gaps.append(Gap(country, capability.code, Source.FACET, facet, KIND_OF_ANSWER[answer]))
        if capability.phase >= EVIDENCE_FROM_PHASE and capability.evidence_count == 0:
            gaps.append(Gap(country, capability.code, Source.EVIDENCE, EVIDENCE, Kind.MISSING))
    return tuple(gaps)


def closed(before: Iterable[str], country: str, capabilities: Iterable[CapabilityState]) -> tuple[str, ...]:
    """Which gaps of an earlier round are closed now, sorted by identity.

    Closed means: its sign or facet is answered Yes today, or its missing evidence is there. A gap that only went out of
    sight, because a target was lowered or a capability is not answered yet, is not closed.
    """
    met: set[str] = set()
    for capability in capabilities:
        met |= {
            Gap(country, capability.code, Source.SIGN, sign.code, Kind.MISSING).identity
            for sign in capability.signs
            if sign.answer == Answer.YES
        }
        met |= {
            Gap(country, capability.code, Source.FACET, facet, Kind.MISSING).identity
            for facet, answer in capability.facets
            if answer == Answer.YES
        }
        if capability.evidence_count:
            met.add(Gap(country, capability.code, Source.EVIDENCE, EVIDENCE, Kind.MISSING).identity)
    return tuple(sorted(set(before) & met))
