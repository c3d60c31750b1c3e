"""Proposed wordings of the decisions that the brief asks of the minister: from the first priorities, for the
coordinator to take, to change or to leave."""

from django.utils.translation import gettext as _

from assessments.gaps import Source
from assessments.results import AssessmentResult, CapabilityResult

DECISION_LENGTH = 600
DECISION_LINES = 6


def proposals(result: AssessmentResult) -> list[str]:
    """One text a decision, in the active language; an empty one where there is no priority for it."""
    asked = len(result.decisions)
    texts = [_proposal(result, result.by_code[priority.capability]) for priority in result.ranked[:asked]]
    return texts + [""] * (asked - len(texts))


def _proposal(result: AssessmentResult, capability: CapabilityResult) -> str:
    """From the first action that still works on it, else from its first unmet sign, else from its target alone."""
    words = {
        "capability": capability.name.text,
        "now": capability.phase,
        "target": capability.target,
        "year": capability.target_year or result.target_year,
    }
    action = next((action for action in result.actions_of(capability.code) if action.is_open), None)
    if action is not None:
        return _(
            "Support this action and see that it has what it needs: %(action)s\n"
            "It moves “%(capability)s” from phase %(now)s towards phase %(target)s in %(year)s."
        ) % (words | {"action": action.title})
    sign = next((gap for gap in result.gaps_of(capability.code) if gap.source == Source.SIGN), None)
    if sign is not None:
        return _(
            "See that this is put in place: %(sign)s\n"
            "It is the first step for “%(capability)s” from phase %(now)s to phase %(target)s by %(year)s."
        ) % (words | {"sign": sign.text.text})
    return _("See that “%(capability)s” moves from phase %(now)s to phase %(target)s by %(year)s.") % words
