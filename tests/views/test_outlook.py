"""The gap register, what changed and why, and the check before sending, as pages."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import results
from assessments.actions.rounds import move_round
from assessments.models import Assessment, Snapshot, User
from assessments.results import AssessmentResult
from assessments.workflow import Move
from tests import factories as make
from tests.exports.plans import with_plan
from tests.views.pages import html, read

pytestmark = pytest.mark.django_db
PAGES = ("register_show", "register_changes", "check_show", "brief_edit")
HEAVIEST = 60 * 1024


@pytest.fixture
def second(ana: User) -> Assessment:
    """After a round with many gaps: 1 has moved on, 2 back, all else is carried over."""
    first = make.answered_round(ana, 2024)
    move_round(assessment=first, move=Move.SUBMIT, by=ana)
    made = make.opened_round(ana)
    met = {f"sign_2{letter}": "yes" for letter in "abc"}
    make.save(made, ana, "1", phase="2", practice="yes", reason="", **met)
    make.save(made, ana, "2", phase="0", law="no", reason="The law lapsed in 2025.")
    return make.fresh(made)


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pages read a result with a plan; its number of actions can be changed."""
    count = [20]
    real = results.of

    def of(assessment: Assessment, language: str) -> AssessmentResult:
        return with_plan(real(assessment, language), count[0])

    monkeypatch.setattr(results, "of", of)
    return count


def page(client: Client, route: str, assessment: Assessment, query: str = "") -> Any:
    return client.get(reverse(route, args=[assessment.pk]) + query)


class TestRegister:
    def test_says_when_each_was_opened_and_closed(self, ana: User, second: Assessment) -> None:
        text = html(page(make.signed_in(ana), "register_show", second, "?capability=1"))
        assert "Closed in 2026, opened in 2024" in text
        assert "Open since 2024" in text and "2 rounds" in text
        assert "Showing 1 to" in text

    @pytest.mark.parametrize(
        ("query", "shown", "hidden"),
        [
            ("?capability=1&state=closed", "Closed in 2026", "Open since"),
            ("?capability=1&state=open", "Open since 2024", "Closed in 2026"),
            ("?capability=2&state=new", "Open since 2026", "Open since 2024"),
            ("?capability=1&kind=facet", "Nationwide", "Sign of phase"),
            ("?capability=1&age=2", "2 rounds", "Closed in 2026"),
            ("?domain=victim", "End-to-end Support", '<h3 id="g1">'),
        ],
    )
    def test_filters(self, ana: User, second: Assessment, query: str, shown: str, hidden: str) -> None:
        text = html(page(make.signed_in(ana), "register_show", second, query))
        listed = text[text.index('role="status"') :]
        assert shown in listed
        assert hidden not in listed

    @pytest.mark.parametrize("query", ["?state=nonsense&age=-1&domain=%00&page=x", "?page=999999", "?kind[]=<b>"])
    def test_filters_that_mean_nothing(self, ana: User, second: Assessment, query: str) -> None:
        response = page(make.signed_in(ana), "register_show", second, query)
        assert response.status_code == 200
        assert "Showing" in html(response)

    def test_a_reopened_gap_is_marked(self, ana: User, second: Assessment) -> None:
        make.answer_all(second, ana)
        move_round(assessment=second, move=Move.SUBMIT, by=ana)
        third = make.opened_round(ana, year=2028)
        make.save(third, ana, "1", practice="yes")
        move_round(assessment=third, move=Move.SUBMIT, by=ana)
        fourth = make.opened_round(ana, year=2030)
        make.save(fourth, ana, "1", practice="no")
        text = html(page(make.signed_in(ana), "register_show", fourth, "?capability=1&state=reopened"))
        assert "Reopened: it was closed in 2028" in text
        text = html(page(make.signed_in(ana), "register_changes", fourth))
        assert "Reopened: it was closed in 2028" in text

    def test_names_the_actions_that_work_on_it(self, ana: User, second: Assessment, planned: list[int]) -> None:
        assert "Train and post" in html(page(make.signed_in(ana), "register_show", second))

    def test_a_round_from_before_the_register(self, ana: User) -> None:
        sent = make.submitted_round(ana)
        for snapshot in Snapshot.objects.filter(assessment=sent):
            older = {key: value for key, value in snapshot.result.items() if key not in ("register", "decisions")}
            Snapshot.objects.filter(pk=snapshot.pk).update(result=older)
        results.forget()
        client = make.signed_in(ana)
        assert "before the register was kept" in html(page(client, "register_show", sent))
        assert page(client, "brief_edit", sent).status_code == 200


class TestChanges:
    def test_what_moved_and_why(self, ana: User, second: Assessment) -> None:
        text = html(page(make.signed_in(ana), "register_changes", second))
        assert "Moved on: 1. Moved back: 1." in text
        assert "The law lapsed in 2025." in text
        assert "4 gaps closed" in text
        assert "Finished action" not in text

    def test_with_the_actions_that_were_finished(self, ana: User, second: Assessment, planned: list[int]) -> None:
        assert "Finished action:" in html(page(make.signed_in(ana), "register_changes", second))

    def test_hostile_reasons_stay_text(self, ana: User, second: Assessment) -> None:
        make.save(second, ana, "2", reason="<script>alert(1)</script>")
        assert "&lt;script&gt;alert(1)" in html(page(make.signed_in(ana), "register_changes", second))

    def test_first_round(self, ana: User, draft: Assessment) -> None:
        assert "This is the first round" in html(page(make.signed_in(ana), "register_changes", draft))


class TestCheck:
    def test_each_line_leads_to_its_place(self, ana: User, second: Assessment) -> None:
        client = make.signed_in(ana)
        response = page(client, "check_show", second)
        text, links = html(response), read(response).links
        assert "Higher than the signs suggest" not in text  # all signs of phase 2 are met
        assert "Still carried over from the last round" in text
        assert "Children and survivors were not heard" in text
        one = reverse("capability_edit", args=[second.pk, "3"])
        assert one in links
        assert f"{reverse('enabler_list', args=[second.pk])}#e-e1" in links
        for link in {link for link in links if "#" in link and link.startswith(f"/rounds/{second.pk}/capabilities/")}:
            address, anchor = link.split("#")
            assert anchor in read(client.get(address)).ids, link

    @pytest.mark.parametrize(
        ("changed", "title", "anchor"),
        [
            ({"phase": "3", "reason": ""}, "Higher than the signs suggest, without a reason", "#id_reason"),
            ({"phase": "0", "reason": ""}, "Lower than the signs suggest, without a reason", "#id_reason"),
            ({"phase": "3", "nationwide": "no"}, "Phase 3 or 4, but not said to be nationwide", "#id_nationwide_0"),
            ({"phase": "3", "funded": "no"}, "Phase 3 or 4, but not said to be funded", "#id_funded_0"),
            ({"target": None}, "No target is set", "#target"),
            ({"participants": []}, "Nobody is recorded as having taken part", "#participants"),
        ],
    )
    def test_lines(self, ana: User, changed: dict[str, Any], title: str, anchor: str) -> None:
        draft = make.answered_round(ana)
        make.save(draft, ana, "5", **changed)
        client = make.signed_in(ana)
        response = page(client, "check_show", draft)
        assert title in html(response)
        address = reverse("capability_edit", args=[draft.pk, "5"])
        assert address + anchor in read(response).links
        assert anchor.removeprefix("#") in read(client.get(address)).ids

    def test_now_without_an_action_and_overdue(self, ana: User, second: Assessment, planned: list[int]) -> None:
        make.answer_all(second, ana)
        text = html(page(make.signed_in(ana), "check_show", second))
        assert "Priority “Now”, with gaps that no action works on" in text
        assert "gaps have no action." in text
        assert "Actions that are overdue" in text

    def test_everything_right(self, ana: User) -> None:
        draft = make.opened_round(ana)
        signs = {f"sign.{sign.code}": "no" for sign in make.node(draft, "1").signs}
        make.answer_all(
            draft, ana, priorities=False, phase="1", reason="Because.", target=2, participants=["children"], **signs
        )
        client = make.signed_in(ana)
        text = html(page(client, "check_show", make.fresh(draft)))
        assert "Everything is in order." in text
        assert "Go on to sending" in text

    def test_it_stands_before_the_button_that_sends(self, ana: User, second: Assessment) -> None:
        text = html(page(make.signed_in(ana), "round_send", second))
        assert text.index("Children and survivors were not heard") < text.index("Back to the workspace")
        assert reverse("check_show", args=[second.pk]) in text

    def test_only_the_unanswered_blocks(self, ana: User, draft: Assessment) -> None:
        text = html(page(make.signed_in(ana), "check_show", draft))
        assert "Not answered yet" in text
        assert "Go on to sending" not in text


@pytest.mark.parametrize("route", PAGES)
def test_queries_and_weight_with_1_action_and_with_300(
    ana: User, second: Assessment, planned: list[int], route: str
) -> None:
    client = make.signed_in(ana)
    counts = []
    for number in (1, 300):
        planned[0] = number
        results.forget()
        with CaptureQueriesContext(connection) as queries:
            response = page(client, route, second)
        counts.append(len(queries))
        assert len(response.content) <= HEAVIEST
    assert counts[0] == counts[1] <= 12


def test_long_titles_stay_light(ana: User, second: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    real = results.of

    def of(assessment: Assessment, language: str) -> AssessmentResult:
        result = with_plan(real(assessment, language), 5_000)
        return replace(result, actions=tuple(replace(a, title="Ø" * 300, overdue=a.is_open) for a in result.actions))

    monkeypatch.setattr(results, "of", of)
    for route in ("register_show", "register_changes", "check_show"):
        assert len(page(make.signed_in(ana), route, second).content) <= HEAVIEST, route
