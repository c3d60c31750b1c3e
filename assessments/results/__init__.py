"""The read model. `results.of(assessment, language)` is what every page, file and report reads."""

from assessments.results.annex import QuestionResult, SignatureResult, WordsResult
from assessments.results.build import Depth, build, forget, of, one
from assessments.results.following import (
    ActionResult,
    CommitmentResult,
    DecisionResult,
    NoteResult,
    RegisterEntry,
    Saved,
    ThreatResult,
)
from assessments.results.frozen import content_hash, freeze, summary, thaw
from assessments.results.over_rounds import Change, Closed, changes
from assessments.results.planning import attachable, gap_of, is_met, state_for_gaps, what_if, with_plan_of_today
from assessments.results.questions import amount, costs_of, questions
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
    SignResult,
    state_of,
)

__all__ = [
    "ActionResult",
    "AssessmentResult",
    "CapabilityResult",
    "Change",
    "Closed",
    "CommitmentResult",
    "DecisionResult",
    "Depth",
    "DomainResult",
    "EnablerResult",
    "EvidenceResult",
    "FacetResult",
    "GapResult",
    "NoteResult",
    "PhaseName",
    "Previous",
    "PriorityResult",
    "QuestionResult",
    "RegisterEntry",
    "RoundFrame",
    "Saved",
    "SignResult",
    "SignatureResult",
    "ThreatResult",
    "WordsResult",
    "amount",
    "attachable",
    "build",
    "changes",
    "content_hash",
    "costs_of",
    "forget",
    "freeze",
    "gap_of",
    "is_met",
    "of",
    "one",
    "questions",
    "state_for_gaps",
    "state_of",
    "summary",
    "thaw",
    "what_if",
    "with_plan_of_today",
]
