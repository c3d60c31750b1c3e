"""Submissions of one round: counted, dated, signed, each with its code."""

import datetime as dt

import pytest

from assessments import results
from assessments.actions.rounds import Signed, move_round
from assessments.exports import pdf
from assessments.models import Assessment, Snapshot, User
from assessments.results.submissions import Frozen, grouped, in_language
from assessments.roles import Role
from assessments.workflow import Move
from tests import factories

AT = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


def rows(*said: str) -> list[Frozen]:
    return [Frozen(pk, one.split()[1], one.split()[0], AT) for pk, one in enumerate(said, start=1)]


@pytest.mark.parametrize(
    ("said", "sizes"),
    [
        ([], []),
        (["submitted en"], [1]),
        (["submitted en", "submitted es"], [2]),
        (["submitted en", "submitted es", "accepted en", "accepted es"], [2, 2]),
        (["submitted en", "submitted es", "submitted en", "submitted es"], [2, 2]),  # returned, sent again
        (["submitted en", "accepted en", "submitted en", "accepted en"], [1, 1, 1, 1]),  # reopened, sent again
        (["submitted en", "accepted es"], [1, 1]),
        (["submitted en", "submitted en", "submitted es"], [1, 2]),  # a language came between
    ],
)
def test_a_submission_begins_where_a_language_or_the_state_comes_anew(said: list[str], sizes: list[int]) -> None:
    assert [len(group) for group in grouped(rows(*said))] == sizes


@pytest.mark.parametrize(("asked", "got"), [("es", "es"), ("fr", "en"), ("en", "en")])
def test_a_language_that_was_not_frozen_is_read_in_english(asked: str, got: str) -> None:
    assert in_language(rows("submitted es", "submitted en"), asked).language == got


def moved(assessment: Assessment, move: Move, by: User, **more: object) -> Assessment:
    return factories.fresh(move_round(assessment=assessment, move=move, by=by, **more))  # type: ignore[arg-type]


@pytest.mark.django_db
def test_sent_returned_sent_again_and_accepted() -> None:
    ana, reviewer = factories.coordinator(), factories.user(Role.REVIEWER)
    draft = factories.answered_round(ana)
    assert results.submissions(draft) == ()
    sent = moved(draft, Move.SUBMIT, ana, signed=Signed("Ana Rahman", "Coordinator"))
    first = results.of(sent, "en")
    code = pdf.verification_code(first)
    assert [(one.number, one.state, one.name) for one in results.submissions(sent)] == [(1, "submitted", "Ana Rahman")]
    taken = moved(sent, Move.TAKE, reviewer)
    assert pdf.verification_code(results.of(taken, "en")) == code
    returned = moved(taken, Move.RETURN, reviewer, reason="Please look at 1.")
    again = moved(returned, Move.SUBMIT, ana, signed=Signed("Dina Okello", "Minister"))
    accepted = moved(moved(again, Move.TAKE, reviewer), Move.ACCEPT, reviewer)
    found = results.submissions(accepted)
    assert [(one.number, one.state, one.name, one.function, one.without_approver) for one in found] == [
        (1, "submitted", "Ana Rahman", "Coordinator", True),
        (2, "submitted", "Dina Okello", "Minister", True),
        (3, "accepted", "Dina Okello", "Minister", True),
    ]
    assert all(sorted(one.by_language) == ["ar", "en", "es", "fr", "pt", "ru"] for one in found)
    codes = [row.code for one in found for row in one.by_language.values()]
    assert len(set(codes)) == 18 and "" not in codes
    assert found[0].row("en").code == code
    assert results.submitted(found[0].row("en").pk) == first
    for one in found:  # what was written down is what a reader would count today
        for row in one.by_language.values():
            assert pdf.verification_code(results.submitted(row.pk)) == row.code


@pytest.mark.django_db
def test_two_queries_however_often_it_was_sent(django_assert_num_queries: object) -> None:
    ana, reviewer = factories.coordinator(), factories.user(Role.REVIEWER)
    sent = factories.submitted_round(ana)
    for _again in range(2):
        returned = moved(moved(sent, Move.TAKE, reviewer), Move.RETURN, reviewer, reason="Please.")
        sent = moved(returned, Move.SUBMIT, ana)
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(results.submissions(sent)) == 3
    assert Snapshot.objects.count() == 18
