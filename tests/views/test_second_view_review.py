"""The reviewer's view of a capability, and the panel on the page of an answer."""

from typing import Any

import pytest
from django.urls import reverse

from assessments.actions.rounds import move_round
from assessments.models import Assessment, SecondView, User
from assessments.roles import Role
from assessments.workflow import Move
from tests import factories as make
from tests.views.pages import error_links, fields, html, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def joan() -> User:
    return make.user(Role.REVIEWER, name="Joan")


@pytest.fixture
def reviewed(ana: User, joan: User) -> Assessment:
    """Every capability at phase 1."""
    return make.fresh(move_round(assessment=make.submitted_round(ana), move=Move.TAKE, by=joan))


def at(assessment: Assessment, code: str = "1") -> str:
    return reverse("second_view_review", args=[assessment.pk, code])


def answer(assessment: Assessment, person: User, code: str = "1") -> str:
    return html(make.signed_in(person).get(reverse("capability_edit", args=[assessment.pk, code])))


def post(assessment: Assessment, person: User, **values: Any) -> Any:
    return make.signed_in(person).post(at(assessment), {"revision": "0"} | values)


def test_recorded_and_handed_over(reviewed: Assessment, ana: User, joan: User) -> None:
    assert "Record a second view" in answer(reviewed, joan)
    assert "Second views</h2>" not in answer(reviewed, ana)
    page = make.signed_in(joan).get(at(reviewed))
    assert page.status_code == 200 and "Justification of 1." in html(page)
    response = post(reviewed, joan, phase="0", reason="The decree has lapsed.")
    assert response["Location"].endswith("/capabilities/1/#h-second")
    assert "The decree has lapsed." in answer(reviewed, joan)
    assert "The decree has lapsed." not in answer(reviewed, ana)
    move_round(assessment=reviewed, move=Move.RETURN, by=joan, reason="Please look at 1.")
    text = answer(reviewed, ana)
    assert "The decree has lapsed." in text and "Secretariat, in its review" in text and "Settle what differs" in text


def test_a_view_that_differs_gives_its_reason(reviewed: Assessment, joan: User) -> None:
    response = post(reviewed, joan, phase="0", reason="")
    assert response.status_code == 422 and error_links(response) == ["id_reason"]
    assert not SecondView.objects.exists()
    assert fields(response, "view")["phase"] == ["0"]
    assert post(reviewed, joan, phase="1", reason="").status_code == 302


def test_a_colleague_took_the_reason_away(reviewed: Assessment, joan: User) -> None:
    """Both forms were in order; together they would not be."""
    post(reviewed, joan, phase="1", reason="As they say.")
    post(reviewed, joan, revision="1", phase="1", reason="")
    response = make.signed_in(joan).post(at(reviewed), {"revision": "1", "phase": "0", "reason": "As they say."})
    assert response.status_code == 422 and error_links(response) == ["id_reason"]
    assert SecondView.objects.get().state == "1"


def test_two_reviewers(reviewed: Assessment, joan: User) -> None:
    post(reviewed, make.user(Role.REVIEWER, name="Kim"), phase="0", reason="Kim’s reason.")
    response = post(reviewed, joan, phase="0", reason="Joan’s reason.")
    shown = "".join(read(response).text)
    assert response.status_code == 409 and "Kim’s reason." in shown and "Joan’s reason." in shown
    met = {"revision": "1", "met.reason": "1", "mine.reason": "Joan’s reason."}
    assert post(reviewed, joan, **met).status_code == 409
    assert post(reviewed, joan, **met, **{"resolve.reason": "mine"}).status_code == 302
    assert SecondView.objects.get().reason == "Joan’s reason."


def test_only_in_review(ana: User, joan: User) -> None:
    sent = make.submitted_round(ana)
    assert make.signed_in(joan).get(at(sent)).status_code == 409
    assert post(sent, joan, phase="0", reason="x").status_code == 409
    assert not SecondView.objects.exists()


def test_no_such_capability(reviewed: Assessment, joan: User) -> None:
    assert make.signed_in(joan).get(at(reviewed, "99")).status_code == 404


def test_the_panel_asks_for_one(draft: Assessment, ana: User) -> None:
    text = answer(draft, ana)
    assert "No second view yet." in text and "/second-views/ask/?capability=1" in text
    assert "Second views</h2>" not in answer(draft, make.user(Role.VIEWER))


def test_the_panel_costs_no_query(draft: Assessment, ana: User, django_assert_max_num_queries: Any) -> None:
    make.answer(draft, ana, "1", phase="3")
    for name in ("One", "Two", "Three"):
        make.given(make.asked(draft, ana, make.reader(name=name), "1")[0], "1", "Why. " * 399)
    client = make.signed_in(ana)
    address = reverse("capability_edit", args=[draft.pk, "1"])
    client.get(address)
    with django_assert_max_num_queries(7):
        response = client.get(address)
    assert len(response.content) < 60_000
    assert html(response).count("To settle") == 3
