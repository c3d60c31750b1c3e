"""Second views in the read model: given ones only, frozen at acceptance, silent in older codes."""

import pytest

from assessments import results
from assessments.actions.rounds import move_round
from assessments.actions.second_views import draft_view, hold_to_answer, review_view
from assessments.models import Assessment, SecondView, User
from assessments.results.frozen import content_hash, freeze, thaw
from assessments.roles import Role
from assessments.second_views import Standing
from assessments.workflow import Move
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return make.coordinator(name="Ana")


@pytest.fixture
def rita(ana: User) -> User:
    person = make.reader(name="Rita")
    person.organisation = "Child Rights Network"
    person.save()
    return person


@pytest.fixture
def full(ana: User) -> Assessment:
    return make.answered_round(ana)


def test_by_hand(full: Assessment, ana: User, rita: User) -> None:
    first, second, third = make.asked(full, ana, rita, "1", "4", "7")
    make.given(first, "3", "They are right: it’s “law” now.", confidence=2)
    make.given(second, "1")
    draft_view(task=third, by=rita, based_on=0, values={"phase": "0", "reason": "A draft."})
    make.save(full, ana, "1", phase="2")
    result = results.build(full, "en")
    (view,) = result.by_code["1"].second_views
    assert (view.kind, view.organisation, view.state, view.confidence) == ("reader", "Child Rights Network", "3", 2)
    assert (view.reason, view.given_on) == ("They are right: it’s “law” now.", "1")
    assert result.by_code["7"].second_views == ()
    tally = result.view_tally
    assert (tally.views, tally.capabilities, tally.agree, tally.open, tally.held) == (2, 2, 1, 1, 0)
    assert [c.code for c in result.capabilities if c.views_to_settle] == ["1"]


def test_a_round_that_changes_shows_it_at_once(full: Assessment, ana: User, rita: User) -> None:
    """Kept results are known by the version of the round."""
    (task,) = make.asked(full, ana, rita, "1")
    before = results.of(make.fresh(full), "en")
    make.given(task, "3")
    assert not before.by_code["1"].second_views
    assert results.of(make.fresh(full), "en").by_code["1"].second_views


def test_a_code_printed_before_there_were_any_still_holds(full: Assessment) -> None:
    result = results.build(full, "en")
    old = freeze(result)
    for capability in old["capabilities"]:
        del capability["second_views"]
    assert content_hash(thaw(old)) == content_hash(result)


def test_frozen_when_sent_and_again_when_accepted(full: Assessment, ana: User, rita: User) -> None:
    (task,) = make.asked(full, ana, rita, "1")
    view = SecondView.objects.select_related("assessment__country", "capability").get(pk=make.given(task, "3").pk)
    hold_to_answer(view=view, by=ana, based_on=view.revision, on="1", reason="One region is not enough.")
    joan = make.user(Role.REVIEWER)
    move_round(assessment=full, move=Move.SUBMIT, by=ana)
    move_round(assessment=full, move=Move.TAKE, by=joan)
    review_view(
        assessment=full,
        capability=make.node(full, "4"),
        by=joan,
        based_on=0,
        values={"phase": "0", "reason": "No unit."},
    )
    reviewing = results.of(make.fresh(full), "en")
    assert reviewing.by_code["1"].views_beside[0][1] is Standing.HELD
    assert not reviewing.by_code["4"].second_views
    # The country is shown it when the round is returned, and sends the round again without a word on it.
    move_round(assessment=full, move=Move.RETURN, by=joan, reason="See capability 4.")
    move_round(assessment=full, move=Move.SUBMIT, by=ana)
    move_round(assessment=full, move=Move.TAKE, by=joan)
    move_round(assessment=full, move=Move.ACCEPT, by=joan)
    accepted = results.of(make.fresh(full), "en")
    assert [view.kind for view in accepted.by_code["4"].second_views] == ["review"]
    assert accepted.by_code["4"].views_to_settle == 1
    SecondView.objects.update(reason="Something else.")
    results.forget()
    assert results.of(make.fresh(full), "en") == accepted
