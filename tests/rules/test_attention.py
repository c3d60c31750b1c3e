"""What a reader would question in an answer, one thing at a time."""

from typing import Any

import pytest

from assessments import attention
from assessments.attention import Attention
from assessments.maturity import Suggestion

#: An answer in which nothing is left to look at.
CLEAN: dict[str, Any] = {
    "phase": 2,
    "phase_unknown": False,
    "suggestion": Suggestion(phase=2, certain=True),
    "reason": "",
    "justification": "By law.",
    "target": 3,
    "evidence_count": 1,
    "participants": 2,
    "carried_over": False,
}
UNKNOWN = {"phase": None, "phase_unknown": True, "target": None, "evidence_count": 0}
NOT_BEGUN = {
    "phase": None,
    "suggestion": Suggestion(),
    "justification": "",
    "target": None,
    "evidence_count": 0,
    "participants": 0,
}


def codes(**changed: Any) -> list[str]:
    return [code.value for code in attention.of_answer(**(CLEAN | changed))]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"carried_over": True}, ["confirm"]),
        # a phase without its justification
        ({"justification": ""}, ["justification"]),
        ({"justification": " \n"}, ["justification"]),
        # a phase other than the suggested one, in either direction, without a reason
        ({"phase": 3}, ["reason"]),
        ({"phase": 1}, ["reason"]),
        ({"phase": 0}, ["reason"]),
        ({"phase": 1, "reason": "  "}, ["reason"]),
        ({"phase": 1, "reason": "It is only planned."}, []),
        ({"suggestion": Suggestion(phase=0, deciding=("1b",))}, ["reason"]),
        ({"suggestion": Suggestion()}, []),  # no sign answered: nothing to differ from
        # phase 2 or more, and nothing that shows it
        ({"evidence_count": 0}, ["evidence"]),
        ({"phase": 4, "suggestion": Suggestion(phase=4), "target": 4, "evidence_count": 0}, ["evidence"]),
        ({"phase": 1, "suggestion": Suggestion(phase=1), "evidence_count": 0}, []),
        ({"phase": 0, "suggestion": Suggestion(phase=0), "evidence_count": 0}, []),
        # the target
        ({"target": None}, ["target"]),
        ({"target": 1}, ["target_below"]),
        ({"target": 0}, ["target_below"]),
        ({"target": 2}, []),
        ({"target": 4}, []),
        # nobody recorded as having taken part
        ({"participants": 0}, ["participants"]),
        ({"participants": 1}, []),
        # "don't know" asks for its justification and its participants, not for evidence or a target
        (UNKNOWN, []),
        (UNKNOWN | {"justification": ""}, ["justification"]),
        (UNKNOWN | {"participants": 0}, ["participants"]),
        (
            UNKNOWN | {"carried_over": True, "justification": "", "participants": 0},
            ["confirm", "justification", "participants"],
        ),
        # an answer not begun needs nothing but answering
        (NOT_BEGUN, []),
        (NOT_BEGUN | {"suggestion": Suggestion(phase=1)}, []),
        (NOT_BEGUN | {"carried_over": True}, ["confirm"]),
        # everything at once, most pressing first
        (
            {
                "carried_over": True,
                "justification": "",
                "phase": 3,
                "evidence_count": 0,
                "target": None,
                "participants": 0,
            },
            ["confirm", "justification", "reason", "evidence", "target", "participants"],
        ),
    ],
)
def test_of_answer(changed: dict[str, Any], expected: list[str]) -> None:
    assert codes(**changed) == expected


def test_every_code_is_shown_here() -> None:
    alone = [{"carried_over": True}, {"justification": ""}, {"phase": 1}, {"evidence_count": 0}]
    alone += [{"target": None}, {"target": 1}, {"participants": 0}]
    assert [code for changed in alone for code in codes(**changed)] == [code.value for code in Attention]


@pytest.mark.parametrize(
    ("phase", "suggested", "expected"),
    [
        (2, 2, False),
        (2, 3, True),
        (2, 1, True),
        (0, 0, False),
        (0, 1, True),
        (2, None, False),
        (None, 2, False),
    ],
)
def test_needs_reason(phase: int | None, suggested: int | None, expected: bool) -> None:
    assert attention.needs_reason(phase, Suggestion(phase=suggested)) is expected
