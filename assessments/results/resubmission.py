"""What a country changed between two submissions of one round: two frozen results side by side, by capability."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assessments import difference
from assessments.difference import Piece
from assessments.results.shapes import AssessmentResult, CapabilityResult, EvidenceResult

#: Texts that people write: shown word by word where they differ.
TEXTS = ("justification", "reason", "participants_note")
#: Fields whose values are codes or numbers. `phase` stands for the state: a number, "dk" or "none".
CODES = ("phase", "target", "target_year", "confidence")


@dataclass(frozen=True)
class FieldChange:
    """`name` is a field, a facet ("facet.law") or a sign ("sign.2b"), whose words are `label`."""

    name: str
    before: Any
    after: Any
    label: str = ""


@dataclass(frozen=True)
class TextChange:
    name: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True)
class AnswerChange:
    """One capability that is not as it was."""

    capability: CapabilityResult
    fields: tuple[FieldChange, ...] = ()
    texts: tuple[TextChange, ...] = ()
    evidence_added: tuple[EvidenceResult, ...] = ()
    evidence_gone: tuple[EvidenceResult, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.fields or self.texts or self.evidence_added or self.evidence_gone)


@dataclass(frozen=True)
class ContextChange:
    """An enabler, a harm or a commitment that is not as it was: its answer then and now."""

    kind: str
    code: str
    name: Any
    before: str
    after: str
    text_changed: bool = False


def since_then(before: AssessmentResult, after: AssessmentResult) -> tuple[AnswerChange, ...]:
    """In the framework's order; only what changed. Both results are of one round and in one language."""
    found = []
    for capability in after.capabilities:
        earlier = before.by_code.get(capability.code)
        if earlier is None:
            continue
        change = AnswerChange(
            capability,
            tuple(_fields(earlier, capability)),
            tuple(_texts(earlier, capability)),
            *_evidence(earlier, capability),
        )
        if change:
            found.append(change)
    return tuple(found)


def context_since_then(before: AssessmentResult, after: AssessmentResult) -> tuple[ContextChange, ...]:
    kinds: tuple[tuple[str, Any, Any, str, str], ...] = (
        ("enabler", before.enablers, after.enablers, "answer", "note"),
        ("threat", before.threats, after.threats, "presence", "source"),
        ("commitment", before.commitments, after.commitments, "answer", "note"),
    )
    found = []
    for kind, then, now, value, text in kinds:
        earlier = {entry.code: entry for entry in then}
        for entry in now:
            old = earlier.get(entry.code)
            was = str(getattr(old, value)) if old else ""
            is_now = str(getattr(entry, value))
            text_changed = (getattr(old, text) if old else "") != getattr(entry, text)
            if was != is_now or text_changed:
                found.append(ContextChange(kind, entry.code, entry.name, was, is_now, text_changed))
    return tuple(found)


def _fields(before: CapabilityResult, after: CapabilityResult) -> Iterator[FieldChange]:
    for name in CODES:
        old, new = (one.state if name == "phase" else getattr(one, name) for one in (before, after))
        if old != new:
            yield FieldChange(name, old, new)
    signs = {sign.code: sign.answer for sign in before.signs}
    for sign in after.signs:
        if signs.get(sign.code, "") != sign.answer:
            yield FieldChange(f"sign.{sign.code}", signs.get(sign.code, ""), sign.answer, sign.text.text)
    facets = {facet.code: facet.answer for facet in before.facets}
    for facet in after.facets:
        if facets.get(facet.code, "") != facet.answer:
            yield FieldChange(f"facet.{facet.code}", facets.get(facet.code, ""), facet.answer)
    if sorted(before.participants) != sorted(after.participants):
        yield FieldChange("participants", before.participants, after.participants)


def _texts(before: CapabilityResult, after: CapabilityResult) -> Iterator[TextChange]:
    for name in TEXTS:
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        left, right = difference.compare(old, new)
        yield TextChange(name, difference.shortened(left), difference.shortened(right))


def _evidence(
    before: CapabilityResult, after: CapabilityResult
) -> tuple[tuple[EvidenceResult, ...], tuple[EvidenceResult, ...]]:
    """Added and gone. A piece whose file was replaced, or whose link changed, is both."""

    def key(piece: EvidenceResult) -> tuple[Any, ...]:
        return piece.title, piece.url, piece.file_sha256

    then, now = {key(piece) for piece in before.evidence}, {key(piece) for piece in after.evidence}
    added = tuple(piece for piece in after.evidence if key(piece) not in then)
    return added, tuple(piece for piece in before.evidence if key(piece) not in now)
