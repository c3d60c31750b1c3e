"""The read model. `results.of(assessment, language)` is what every page, file and report reads."""

from assessments.results.build import Depth, build, forget, of, one
from assessments.results.frozen import content_hash, freeze, summary, thaw
from assessments.results.shapes import (
    AssessmentResult,
    CapabilityResult,
    DomainResult,
    EnablerResult,
    EvidenceResult,
    FacetResult,
    GapResult,
    PhaseName,
    Previous,
    PriorityResult,
    RoundFrame,
    Saved,
    SignResult,
    state_of,
)

__all__ = [
    "AssessmentResult",
    "CapabilityResult",
    "Depth",
    "DomainResult",
    "EnablerResult",
    "EvidenceResult",
    "FacetResult",
    "GapResult",
    "PhaseName",
    "Previous",
    "PriorityResult",
    "RoundFrame",
    "Saved",
    "SignResult",
    "build",
    "content_hash",
    "forget",
    "freeze",
    "of",
    "one",
    "state_of",
    "summary",
    "thaw",
]
