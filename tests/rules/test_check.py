"""The check before sending: every line, what brings it up and what does not."""

from typing import Any

import pytest

from assessments.attention import Attention
from assessments.check import CheckedAction, CheckedCapability, Line, Place, Question, lines
from assessments.maturity import Answer
from assessments.priorities import Horizon

#: An answer in which nothing is left to look at.
CLEAN: dict[str, Any] = {
    "code": "3",
    "answered": True,
    "phase": 3,
    "suggested": 3,
    "nationwide": Answer.YES,
    "funded": Answer.YES,
    "attention": (),
}
HEARD = ("police", "children")
GAPS = ("XSA:3:sign:3a", "XSA:3:facet:law")


def of(*, actions: tuple[CheckedAction, ...] = (), heard: tuple[str, ...] = HEARD, **changed: Any) -> list[Line]:
    capability = CheckedCapability(**(CLEAN | changed))
    return list(lines(capabilities=[capability], actions=actions, carried_over=(), participants=heard))


def action(*gaps: str, works: bool = True, overdue: bool = False) -> CheckedAction:
    return CheckedAction("7", gaps, works, overdue)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        # unanswered, whatever it lacks
        ({"answered": False, "phase": None, "suggested": None}, ["unanswered"]),
        ({"answered": False, "attention": (Attention.JUSTIFICATION,)}, ["unanswered"]),
        # still carried over
        ({"attention": (Attention.CONFIRM,)}, ["carried_over"]),
        ({"answered": False, "phase": None, "attention": (Attention.CONFIRM,)}, ["unanswered", "carried_over"]),
        # another phase than the suggested one, without a reason
        ({"phase": 3, "suggested": 2, "attention": (Attention.REASON,)}, ["above"]),
        ({"phase": 1, "suggested": 2, "attention": (Attention.REASON,)}, ["below"]),
        ({"phase": 3, "suggested": 2}, []),  # with one
        # a second view that says another phase, and nothing was said to it
        ({"views_to_settle": 2}, ["views"]),
        ({"views_to_settle": 1, "attention": (Attention.EVIDENCE,)}, ["views", "evidence"]),
        # phase without evidence: from phase 2 on, which is the rule of the gaps and of each answer
        ({"attention": (Attention.EVIDENCE,)}, ["evidence"]),
        # phase 3 or more, but not nationwide, or not funded
        ({"nationwide": Answer.NO}, ["nationwide"]),
        ({"nationwide": Answer.PARTLY}, ["nationwide"]),
        ({"nationwide": Answer.UNKNOWN}, ["nationwide"]),
        ({"nationwide": Answer.UNANSWERED}, ["nationwide"]),
        ({"funded": Answer.NO, "phase": 4, "suggested": 4}, ["funded"]),
        ({"funded": Answer.NO, "nationwide": Answer.NO}, ["nationwide", "funded"]),
        ({"funded": Answer.NO, "nationwide": Answer.NO, "phase": 2, "suggested": 2}, []),
        ({"funded": Answer.NO, "phase": None, "suggested": None}, []),
        # targets
        ({"attention": (Attention.TARGET_BELOW,)}, ["target_below"]),
        ({"attention": (Attention.TARGET,)}, ["target"]),
        # nobody recorded
        ({"attention": (Attention.PARTICIPANTS,)}, ["participants"]),
        # the order is that of the questions, not that of the findings
        (
            {"attention": (Attention.PARTICIPANTS, Attention.TARGET, Attention.EVIDENCE, Attention.CONFIRM)},
            ["carried_over", "evidence", "target", "participants"],
        ),
    ],
)
def test_an_answer(changed: dict[str, Any], expected: list[str]) -> None:
    found = of(**changed)
    assert [line.question.value for line in found] == expected
    assert {(line.place, line.ref) for line in found} <= {(Place.CAPABILITY, "3")}


@pytest.mark.parametrize(
    ("horizon", "gaps", "actions", "expected"),
    [
        (Horizon.NOW, GAPS, (), (2, 2)),
        (Horizon.NOW, GAPS, (action(GAPS[0]),), (1, 2)),
        (Horizon.NOW, GAPS, (action(*GAPS),), None),
        (Horizon.NOW, GAPS, (action(GAPS[0]), action(GAPS[1])), None),
        (Horizon.NOW, GAPS, (action(*GAPS, works=False),), (2, 2)),  # done or stopped, and the gap is still there
        (Horizon.NOW, GAPS, (action("XSA:4:sign:1a"),), (2, 2)),
        (Horizon.NOW, (), (), None),
        (Horizon.NEXT, GAPS, (), None),
        (Horizon.LATER, GAPS, (), None),
        (Horizon.UNSET, GAPS, (), None),
    ],
)
def test_now_without_an_action(horizon: Horizon, gaps: Any, actions: Any, expected: Any) -> None:
    found = of(horizon=horizon, gaps=gaps, actions=actions)
    wanted = [Line(Question.NOW_WITHOUT_ACTION, Place.CAPABILITY, "3", *expected)] if expected else []
    assert found == wanted


def test_an_action_that_is_overdue() -> None:
    assert of(actions=(action(overdue=True), action())) == [Line(Question.OVERDUE, Place.ACTION, "7")]


@pytest.mark.parametrize(
    ("heard", "missing"),
    [
        ((), True),
        (("police", "civil_society", "international"), True),
        (("children",), False),
        (("survivors",), False),
        (("police", "survivors", "children"), False),
    ],
)
def test_voices(heard: tuple[str, ...], missing: bool) -> None:
    assert of(heard=heard) == ([Line(Question.VOICES, Place.ROUND)] if missing else [])


def test_what_else_is_carried_over() -> None:
    carried = [(Place.ENABLER, "e3"), (Place.THREAT, "grooming"), (Place.COMMITMENT, "body")]
    found = lines(capabilities=[], actions=[], carried_over=carried, participants=HEARD)
    assert found == tuple(Line(Question.CARRIED_OVER, place, ref) for place, ref in carried)


@pytest.mark.parametrize("question", Question)
def test_only_what_is_not_answered_blocks(question: Question) -> None:
    assert Line(question, Place.ROUND).blocks == (question is Question.UNANSWERED)


def test_by_question_then_in_the_order_of_the_framework() -> None:
    capabilities = [
        CheckedCapability(**(CLEAN | {"code": code, "attention": (Attention.EVIDENCE, Attention.CONFIRM)}))
        for code in ("10", "2")
    ]
    found = lines(capabilities=capabilities, actions=[], carried_over=[], participants=HEARD)
    assert [(line.question.value, line.ref) for line in found] == [
        ("carried_over", "10"),
        ("carried_over", "2"),
        ("evidence", "10"),
        ("evidence", "2"),
    ]
