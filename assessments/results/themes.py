"""A second way to read a round: by the themes of its framework instead of its domains."""

from dataclasses import dataclass

from assessments import maturity
from assessments.results.following import ActionResult
from assessments.results.shapes import AssessmentResult, CapabilityResult, GapResult
from assessments.translation import Text


@dataclass(frozen=True)
class ThemeResult:
    """One theme: its capabilities, and what is open in them. An action that works on several themes is in each."""

    code: str
    name: Text
    capabilities: tuple[CapabilityResult, ...]
    gaps: tuple[GapResult, ...]
    actions: tuple[ActionResult, ...]
    middle: int | None
    known: int


def themes_of(result: AssessmentResult) -> tuple[ThemeResult, ...]:
    return tuple(_theme(result, code, name) for code, name in result.themes)


def _theme(result: AssessmentResult, code: str, name: Text) -> ThemeResult:
    capabilities = result.capabilities_of_theme(code)
    codes = {capability.code for capability in capabilities}
    phases = [capability.phase for capability in capabilities]
    return ThemeResult(
        code=code,
        name=name,
        capabilities=capabilities,
        gaps=tuple(gap for gap in result.gaps if gap.capability in codes),
        actions=tuple(action for action in result.actions if codes.intersection(action.capabilities)),
        middle=maturity.middle_phase(phases),
        known=sum(phase is not None for phase in phases),
    )
