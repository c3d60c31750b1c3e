"""The action plan for contributors: they change what names a capability that is assigned to them, and read the rest."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import access, results
from assessments.access import Permission
from assessments.actions.plan import ActionRefused, create_action, remove_action, save_action
from assessments.models import Action, Assessment, Assignee, User
from assessments.roles import EVERYTHING, NO_PART, Part, Role
from assessments.workflow import State
from tests import factories as make
from tests.views.pages import fields, html

pytestmark = pytest.mark.django_db

OWN_GAP, OTHER_GAP = "XSA:1:sign:2a", "XSA:2:sign:2a"


@pytest.fixture
def draft(ana: User) -> Assessment:
    assessment = make.opened_round(ana)
    for code in ("1", "2"):
        make.answer(assessment, ana, code)
    return assessment


@pytest.fixture
def lena(draft: Assessment) -> User:
    """Capability 1 is hers."""
    person = make.user(Role.CONTRIBUTOR, name="Lena")
    make.assigned(draft, person, "1")
    return person


@pytest.fixture
def client(lena: User) -> Client:
    return make.signed_in(lena)


def made(draft: Assessment, by: User, *codes: str, **values: Any) -> Action:
    given = {"title": "Sign a pathway", "lead": "Ministry", "funding": "none", "capabilities": list(codes)} | values
    action = create_action(country=draft.country, result=results.build(make.fresh(draft), "en"), values=given, by=by)
    action.refresh_from_db()
    return action


def at(route: str, draft: Assessment, *more: Any) -> str:
    return reverse(route, args=[draft.pk, *more])


def new(**changed: Any) -> dict[str, Any]:
    values = {"title": "Train key workers", "lead": "Ministry of Health", "lead_open_sent": "1", "funding": "unknown"}
    return values | {"capabilities_sent": "1", "gaps_sent": "1"} | changed


class TestAdding:
    @pytest.mark.parametrize(
        ("changed", "saved"),
        [
            ({"capabilities": ["1"]}, ["1"]),
            ({"capabilities": ["1", "2"]}, ["1", "2"]),
            ({"capabilities": ["2"], "gaps": [OWN_GAP]}, ["1", "2"]),
        ],
    )
    def test_of_what_names_one_of_theirs(
        self, client: Client, draft: Assessment, changed: dict[str, Any], saved: list[str]
    ) -> None:
        assert client.post(at("action_new", draft), new(**changed)).status_code == 302
        assert Action.objects.get().capabilities == saved

    @pytest.mark.parametrize("changed", [{}, {"capabilities": ["2"]}, {"gaps": [OTHER_GAP]}, {"capabilities": ["11"]}])
    def test_of_nothing_else(self, client: Client, draft: Assessment, changed: dict[str, Any]) -> None:
        response = client.post(at("action_new", draft), new(**changed))
        assert response.status_code == 422
        assert 'href="#id_capabilities_0">Tick at least one capability that is assigned to you.' in html(response)
        assert "Train key workers" in html(response)
        assert not Action.objects.exists()

    def test_a_bare_post_without_the_boxes_is_no_way_around(self, client: Client, draft: Assessment) -> None:
        bare = {"title": "Train key workers", "lead": "Ministry of Health", "funding": "unknown"}
        assert client.post(at("action_new", draft), bare).status_code == 422

    def test_with_one_press_of_one_s_own_gap_and_back(self, client: Client, draft: Assessment) -> None:
        assert client.post(at("action_make", draft), {"gap": OWN_GAP}).status_code == 302
        action = Action.objects.get()
        assert "Undo: take it out again" in html(client.get(at("gap_list", draft)))
        assert client.post(at("action_remove", draft, action.pk)).status_code == 302
        assert client.post(at("action_restore", draft, action.pk)).status_code == 302
        assert Action.objects.get().removed_at is None

    def test_with_one_press_of_no_other_gap(self, client: Client, draft: Assessment) -> None:
        response = client.post(at("action_make", draft), {"gap": OTHER_GAP})
        assert response.status_code == 403
        assert "This part of the plan is with others" in html(response)
        assert not Action.objects.exists()

    def test_the_action_itself_holds_the_rule(self, draft: Assessment, lena: User) -> None:
        given = {"title": "A", "lead": "B", "funding": "none", "capabilities": ["2"]}
        with pytest.raises(ActionRefused) as refused:
            create_action(
                country=draft.country,
                result=results.build(draft, "en"),
                values=given,
                by=lena,
                part=Part(frozenset({"1"})),
            )
        assert (refused.value.field, refused.value.code) == ("capabilities", "part")
        assert not Action.objects.exists()


class TestChanging:
    def test_of_what_names_one_of_theirs_whoever_added_it(self, client: Client, draft: Assessment, ana: User) -> None:
        action = made(draft, ana, "1", "2")
        typed = fields(client.get(at("action_edit", draft, action.pk)), "action") | {"title": "Another title"}
        assert client.post(at("action_edit", draft, action.pk), typed).status_code == 302
        assert client.post(at("action_note", draft, action.pk), {"text": "Begun"}).status_code == 302
        assert client.post(at("action_move", draft, action.pk), {"move": "start"}).status_code == 302
        action.refresh_from_db()
        assert (action.title, action.state) == ("Another title", "under_way")

    @pytest.mark.parametrize("codes", [("2",), ()])
    def test_of_nothing_else_and_what_was_typed_is_given_back(
        self, client: Client, draft: Assessment, ana: User, codes: tuple[str, ...]
    ) -> None:
        action = made(draft, ana, *codes)
        refused = [
            client.get(at("action_edit", draft, action.pk)),
            client.post(at("action_edit", draft, action.pk), {"revision": "1", "title": "Long thought about"}),
            client.post(at("action_note", draft, action.pk), {"text": "Long thought about"}),
            client.post(at("action_move", draft, action.pk), {"move": "start"}),
        ]
        assert [response.status_code for response in refused] == [403] * 4
        assert "Long thought about" in html(refused[1]) and "Long thought about" in html(refused[2])
        assert "for the capabilities that are assigned to you" in html(refused[1])
        action.refresh_from_db()
        assert (action.title, action.revision, action.state) == ("Sign a pathway", 1, "planned")

    def test_one_of_theirs_stays_named_and_the_rest_is_saved(
        self, client: Client, draft: Assessment, ana: User
    ) -> None:
        action = made(draft, ana, "1", "2")
        typed = fields(client.get(at("action_edit", draft, action.pk)), "action")
        typed |= {"title": "Another title", "capabilities": ["2"], "capabilities_sent": "1"}
        response = client.post(at("action_edit", draft, action.pk), typed)
        assert response.status_code == 422
        assert "Tick at least one capability that is assigned to you." in html(response)
        action.refresh_from_db()
        assert (action.title, action.capabilities) == ("Another title", ["1", "2"])

    def test_not_even_when_two_tabs_take_one_each(self, draft: Assessment, ana: User, lena: User) -> None:
        """Each form names one of hers; what both together leave does not."""
        action, part = made(draft, ana, "1", "3", "5"), Part(frozenset({"1", "3"}))
        result = results.build(make.fresh(draft), "en")
        save_action(action=action, result=result, by=lena, based_on=1, values={"capabilities": ["3", "5"]}, part=part)
        with pytest.raises(ActionRefused):
            save_action(action=action, result=result, by=lena, based_on=2, values={"capabilities": ["5"]}, part=part)
        action.refresh_from_db()
        assert action.capabilities == ["3", "5"]


class TestTakingOut:
    def test_of_one_s_own(self, client: Client, draft: Assessment, lena: User) -> None:
        action = made(draft, lena, "1")
        assert "Take it out of the plan" in html(client.get(at("action_show", draft, action.pk)))
        assert client.post(at("action_remove", draft, action.pk)).status_code == 302
        action.refresh_from_db()
        assert action.removed_by == lena

    @pytest.mark.parametrize("codes", [("1",), ("1", "2"), ("2",)])
    def test_of_no_other_s(self, client: Client, draft: Assessment, ana: User, codes: tuple[str, ...]) -> None:
        action = made(draft, ana, *codes)
        assert "Take it out of the plan" not in html(client.get(at("action_show", draft, action.pk)))
        assert client.post(at("action_remove", draft, action.pk)).status_code == 403
        remove_action(action=action, by=ana)
        assert client.post(at("action_restore", draft, action.pk)).status_code == 403
        action.refresh_from_db()
        assert action.removed_by == ana

    def test_what_was_one_s_own_is_the_coordinator_s_once_it_is_assigned_to_others(
        self, client: Client, draft: Assessment, ana: User, lena: User
    ) -> None:
        action = made(draft, lena, "1")
        Assignee.objects.update(ended_at="2026-01-01T00:00:00Z")
        assert client.post(at("action_remove", draft, action.pk)).status_code == 403
        assert make.signed_in(ana).post(at("action_remove", draft, action.pk)).status_code == 302


class TestWhatThePagesShow:
    def test_buttons_stand_only_beside_what_may_be_changed(self, client: Client, draft: Assessment, ana: User) -> None:
        own, other = made(draft, ana, "1"), made(draft, ana, "2", title="Of others")
        page = html(client.get(at("plan_list", draft)))
        assert "Add an action" in page and "for the capabilities that are assigned to you" in page
        assert at("action_edit", draft, own.pk) in page and at("action_edit", draft, other.pk) not in page
        page = html(client.get(at("action_show", draft, other.pk)))
        for button in ("Change the action", "Add the note", "Start it", "Take it out of the plan"):
            assert button not in page
        page = html(client.get(at("action_show", draft, own.pk)))
        for button in ("Change the action", "Add the note", "Start it"):
            assert button in page

    def test_gaps_of_others_have_no_button(self, client: Client, draft: Assessment) -> None:
        page = html(client.get(at("gap_list", draft)))
        assert f'value="{OWN_GAP}"' in page and 'name="gap" value="XSA:2:' not in page
        assert "Make it a priority</button>" not in page and 'name="horizon" value' not in page
        page = html(client.get(at("capability_edit", draft, "1")))
        assert "Make it an action" in page and "Add an action" in page
        page = html(client.get(at("capability_edit", draft, "2")))
        assert "Make it an action" not in page and "Add an action" not in page

    def test_a_coordinator_sees_all_of_them_and_no_words_about_parts(self, ana: User, draft: Assessment) -> None:
        client, action = make.signed_in(ana), made(draft, ana, "2")
        page = html(client.get(at("plan_list", draft)))
        assert at("action_edit", draft, action.pk) in page and "assigned to you" not in page
        assert "assigned to you" not in html(client.get(at("action_new", draft)))
        assert 'name="gap" value="XSA:1:' in html(client.get(at("gap_list", draft)))

    def test_without_anything_assigned_the_plan_says_why_nothing_can_be_added(self, draft: Assessment) -> None:
        page = html(make.signed_in(make.user(Role.CONTRIBUTOR)).get(at("plan_list", draft)))
        assert "Add an action" not in page and "for the capabilities that are assigned to you" in page

    def test_a_viewer_reads_no_words_about_parts(self, draft: Assessment) -> None:
        page = html(make.signed_in(make.user(Role.VIEWER)).get(at("plan_list", draft)))
        assert "Add an action" not in page and "assigned to you" not in page

    def test_many_actions_cost_no_more_queries(self, client: Client, draft: Assessment, ana: User) -> None:
        made(draft, ana, "1")
        client.get(at("plan_list", draft))
        results.forget()
        with CaptureQueriesContext(
            connection,
        ) as one:
            client.get(at("plan_list", draft))
        for number in range(8):
            made(draft, ana, "1", title=f"Action {number}")
        results.forget()
        with CaptureQueriesContext(connection) as many:
            client.get(at("plan_list", draft))
        assert len(many) == len(one)


class TestWhichRoundsCount:
    def test_the_newest_counts_also_when_it_was_sent(self, ana: User, lena: User, draft: Assessment) -> None:
        """The plan does not wait for the secretariat."""
        action = made(draft, ana, "1")
        Assessment.objects.filter(pk=draft.pk).update(state=State.SUBMITTED, sent_by=ana)
        assert access.plan_part(lena, draft.country_id) == Part(frozenset({"1"}))
        assert access.can(lena, Permission.EDIT_PLAN, action)

    def test_an_older_round_that_was_sent_counts_no_longer(self, ana: User, lena: User, draft: Assessment) -> None:
        action = made(draft, ana, "1")
        Assessment.objects.filter(pk=draft.pk).update(state=State.ACCEPTED, sent_by=ana)
        newer = make.opened_round(ana, year=draft.year + 1)
        assert access.plan_part(lena, draft.country_id) == NO_PART
        assert not access.can(lena, Permission.EDIT_PLAN, action)
        make.assigned(newer, lena, "1")
        assert access.can(lena, Permission.EDIT_PLAN, action)

    def test_another_country_s_round_never_counts(self, lena: User, draft: Assessment) -> None:
        other = make.coordinator(make.country("XSB"))
        foreign = make.opened_round(other, other.memberships.get().country)
        make.answer(foreign, other, "1")
        lena.memberships.create(country=foreign.country, role=Role.CONTRIBUTOR)
        person = User.objects.get(pk=lena.pk)
        assert access.plan_part(person, foreign.country_id) == NO_PART
        assert access.plan_part(person, draft.country_id) == Part(frozenset({"1"}))

    def test_a_coordinator_needs_no_assignment(self, ana: User, draft: Assessment) -> None:
        assert access.plan_part(ana, draft.country_id) == EVERYTHING
        assert access.plan_part(make.user(Role.APPROVER), draft.country_id) == NO_PART
