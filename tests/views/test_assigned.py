"""A contributor changes what is assigned to them, and reads the rest of their country."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments import results, work
from assessments.actions.evidence import add_evidence, remove_evidence
from assessments.models import Assessment, Assignee, AuditEvent, Evidence, Response, User
from assessments.roles import Role
from assessments.translation import Text
from tests import factories as make
from tests.views.pages import fields, html

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena(ana: User) -> User:
    return make.user(Role.CONTRIBUTOR, name="Lena")


@pytest.fixture
def client(lena: User, draft: Assessment) -> Client:
    """Lena has 1; Ben has 2; nobody has 3."""
    make.assigned(draft, lena, "1")
    make.assigned(draft, make.user(Role.CONTRIBUTOR, name="Ben <b>"), "2", organisation="Police")
    return make.signed_in(lena)


def at(route: str, assessment: Assessment, *more: Any) -> str:
    return reverse(route, args=[assessment.pk, *more])


class TestTheRule:
    def test_one_s_own_is_a_form_and_is_saved(self, client: Client, draft: Assessment) -> None:
        page = client.get(at("capability_edit", draft, "1"))
        typed = fields(page) | {"justification": "Written by Lena"}
        assert client.post(at("capability_edit", draft, "1"), typed).status_code == 302
        assert make.row(draft).justification == "Written by Lena"

    def test_another_s_is_read_and_says_with_whom_it_is(self, client: Client, draft: Assessment) -> None:
        page = html(client.get(at("capability_edit", draft, "2")))
        assert 'id="answer"' not in page
        assert "This is with <bdi>Ben &lt;b&gt;</bdi>." in page
        assert "Ask your coordinator, <bdi>Ana</bdi>" in page
        assert "This is not assigned to anybody yet." in html(client.get(at("capability_edit", draft, "3")))

    def test_an_organisation_without_people_is_named(self, client: Client, draft: Assessment) -> None:
        make.assigned(draft, make.user(Role.CONTRIBUTOR), "4", organisation="Telecoms Regulator")
        Assignee.objects.filter(assignment__capability__code="4").update(ended_at=timezone.now())
        assert "This is with <bdi>Telecoms Regulator</bdi>." in html(client.get(at("capability_edit", draft, "4")))

    @pytest.mark.parametrize("code", ["2", "3"])
    def test_a_post_is_refused_and_the_text_is_given_back(self, client: Client, draft: Assessment, code: str) -> None:
        typed = {"revision": "0", "justification": "Long thought about"}
        response = client.post(at("capability_edit", draft, code), typed)
        assert response.status_code == 403
        assert "This answer is with somebody else" in html(response)
        assert "Long thought about" in html(response)
        assert make.row(draft, code).revision == 0

    def test_every_way_of_writing_goes_through_the_same_door(
        self, client: Client, draft: Assessment, ana: User
    ) -> None:
        for title in ("Kept", "Removed"):
            add_evidence(assessment=draft, response=make.row(draft, "2"), title=title, url="https://a.example", by=ana)
        kept, removed = Evidence.objects.order_by("pk")
        remove_evidence(assessment=draft, evidence=removed, by=ana)
        before = AuditEvent.objects.count()
        refused = [
            client.post(at("capability_autosave", draft, "2"), {"revision": "0", "field": "phase", "phase": "1"}),
            client.post(at("evidence_add", draft, "2"), {"title": "Added"}),
            client.post(at("evidence_add", draft, "2"), {"title": "Added", "revision": "0"}),
            client.post(at("evidence_remove", draft, "2", kept.pk)),
            client.post(at("evidence_restore", draft, "2", removed.pk)),
            client.post(at("evidence_seen", draft, "2", kept.pk), {"on": "2026-01-31"}),
            client.post(at("evidence_replace", draft, "2", kept.pk), {"based_on": ""}),
        ]
        assert [response.status_code for response in refused] == [403] * len(refused)
        assert AuditEvent.objects.count() == before
        # Evidence of one's own answer's address does not open another's.
        assert client.post(at("evidence_remove", draft, "1", kept.pk)).status_code == 403

    def test_the_script_is_told_why(self, client: Client, draft: Assessment) -> None:
        response = client.post(
            at("capability_autosave", draft, "2"),
            {"revision": "0", "field": "phase", "phase": "1"},
            headers={"X-Requested-With": "fetch"},
        )
        assert response.status_code == 403
        assert "with somebody else" in response.json()["refused"]

    def test_evidence_of_another_s_is_shown_without_its_forms(
        self, client: Client, draft: Assessment, ana: User
    ) -> None:
        for code in ("1", "2"):
            add_evidence(assessment=draft, response=make.row(draft, code), title="Act", url="https://a.example", by=ana)
        assert "Note that it was seen" in html(client.get(at("evidence_list", draft, "1")))
        assert "Note that it was seen" not in html(client.get(at("evidence_list", draft, "2")))

    def test_an_ended_assignment_opens_nothing(self, client: Client, draft: Assessment) -> None:
        Assignee.objects.update(ended_at=timezone.now())
        assert client.post(at("capability_edit", draft, "1"), {"revision": "0"}).status_code == 403

    def test_an_assignment_of_another_round_opens_nothing(
        self, client: Client, draft: Assessment, ana: User, lena: User
    ) -> None:
        other = make.opened_round(make.coordinator(make.country("XSB")))
        make.assigned(other, lena)
        assert client.post(at("capability_edit", other, "1"), {"revision": "0"}).status_code == 404
        assert client.post(at("capability_edit", draft, "5"), {"revision": "0"}).status_code == 403

    def test_a_viewer_to_whom_something_was_assigned_stays_a_viewer(self, draft: Assessment) -> None:
        viewer = make.user(Role.VIEWER)
        make.assigned(draft, viewer, "1")
        assert make.signed_in(viewer).post(at("capability_edit", draft, "1"), {"revision": "0"}).status_code == 403

    def test_a_coordinator_answers_everything(self, ana: User, client: Client, draft: Assessment) -> None:
        assert 'id="answer"' in html(make.signed_in(ana).get(at("capability_edit", draft, "2")))

    @pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER])
    @pytest.mark.parametrize("route", ["enabler_list", "threat_list", "commitment_list"])
    def test_the_context_of_the_round_is_the_coordinator_s(self, draft: Assessment, role: Role, route: str) -> None:
        """The others read it, and read whom to tell what they know."""
        client = make.signed_in(make.user(role))
        page = html(client.get(at(route, draft)))
        assert "save-bar" not in page and "<textarea" not in page and 'type="radio"' not in page
        assert "The coordinator answers this page: <bdi>Ana</bdi>." in page
        assert client.post(at(route, draft), {}).status_code == 403

    @pytest.mark.parametrize("route", ["enabler_list", "threat_list", "commitment_list"])
    def test_words_about_the_coordinator_are_for_those_who_only_read(
        self, ana: User, draft: Assessment, route: str
    ) -> None:
        assert "The coordinator answers this page" not in html(make.signed_in(ana).get(at(route, draft)))
        contributor = make.user(Role.CONTRIBUTOR)
        Assessment.objects.filter(pk=draft.pk).update(state="for_approval")
        assert "The coordinator answers this page" not in html(make.signed_in(contributor).get(at(route, draft)))

    def test_the_context_waits_for_nobody_else(self, client: Client, draft: Assessment) -> None:
        page = html(client.get(at("workspace", draft)))
        assert "Answer or confirm 1 capability that is with you" in page
        for waiting in ("Answer 7 enablers", "Say how present", "commitments</a>"):
            assert waiting not in page


class TestGoingOn:
    def test_save_and_go_on_leads_to_the_next_of_one_s_own(self, client: Client, draft: Assessment, lena: User) -> None:
        make.assigned(draft, lena, "7")
        page = client.get(at("capability_edit", draft, "1"))
        assert "Save and go to 7" in html(page)
        response = client.post(at("capability_edit", draft, "1"), fields(page) | {"next": "1"})
        assert response["Location"] == at("capability_edit", draft, "7")
        page = client.get(at("capability_edit", draft, "7"))
        response = client.post(at("capability_edit", draft, "7"), fields(page) | {"next": "1"})
        assert response["Location"] == at("workspace", draft)

    def test_the_page_says_by_when(self, client: Client, draft: Assessment, lena: User, ana: User) -> None:
        today = timezone.localdate()
        make.assigned(draft, lena, "1", due=today)
        assert "<small>due today</small>" in html(client.get(at("capability_edit", draft, "1")))
        make.answer(draft, ana, "1")
        page = html(client.get(at("capability_edit", draft, "1")))
        assert "Due on" in page and "due today" not in page

    def test_the_workspace_shows_what_is_one_s_own(self, client: Client, draft: Assessment, lena: User) -> None:
        page = html(client.get(at("workspace", draft)))
        assert "Answer or confirm 1 capability that is with you" in page
        assert "Continue with 1 " in page

    def test_the_way_in_is_my_work(self, client: Client) -> None:
        assert client.get("/")["Location"] == reverse("my_work")


class TestMyWork:
    def test_by_due_date_with_the_undated_last(self, client: Client, draft: Assessment, lena: User) -> None:
        today = timezone.localdate()
        make.assigned(draft, lena, "5", due=today - dt.timedelta(days=3))
        make.assigned(draft, lena, "4", due=today)
        make.assigned(draft, lena, "6", due=today + dt.timedelta(days=5))
        page = html(client.get(reverse("my_work")))
        assert "4 things wait for you" in page
        places = [page.index(f"/capabilities/{code}/") for code in ("5", "4", "6", "1")]
        assert places == sorted(places)
        for words in ("due 3 days ago", "due today", "due in 5 days"):
            assert words in page
        assert "/capabilities/2/" not in page

    def test_what_is_answered_no_longer_waits_and_what_was_carried_over_does(
        self, client: Client, draft: Assessment, ana: User
    ) -> None:
        make.answer(draft, ana, "1")
        assert "Nothing waits for you" in html(client.get(reverse("my_work")))
        Response.objects.update(carried_over=True)
        page = html(client.get(reverse("my_work")))
        assert "1 thing waits for you" in page
        assert "To be confirmed" in page

    def test_not_of_a_locked_round_nor_of_an_ended_membership(
        self, client: Client, draft: Assessment, lena: User
    ) -> None:
        Assessment.objects.update(state="for_approval")
        assert "Nothing waits for you" in html(client.get(reverse("my_work")))
        Assessment.objects.update(state="returned")
        assert "1 thing waits" in html(client.get(reverse("my_work")))
        lena.memberships.update(ended_at=timezone.now())
        assert "Nothing waits for you" in html(client.get(reverse("my_work")))

    def test_as_many_queries_for_all_as_for_one(self, client: Client, draft: Assessment, lena: User) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as found:
                assert len(client.get(reverse("my_work")).content) < 60_000
            return len(found)

        client.get(reverse("my_work"))
        one = queries()
        make.assigned(draft, lena)
        assert queries() == one <= 12


def test_the_pages_of_a_contributor_stay_within_their_queries(client: Client, draft: Assessment, ana: User) -> None:
    make.answer_all(draft, ana)
    for route, more in (("workspace", ()), ("capability_edit", ("1",)), ("capability_edit", ("2",))):
        address = at(route, draft, *more)
        client.get(address)
        results.forget()
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(address).content) < 60_000
        assert len(queries) <= 12, (address, len(queries))


def test_other_parts_of_the_site_add_to_my_work(
    client: Client, draft: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A provider gives what waits; items without a stage say themselves what is to be done."""

    def approvals(user: User, language: str) -> list[work.Item]:
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        title = Text("Self-assessment 2026")
        return [work.Item(title, "/rounds/1/send/", Text("Borduria"), 2026, due=yesterday, about="Sign it")]

    monkeypatch.setattr(work, "PROVIDERS", [*work.PROVIDERS, approvals])
    page = html(client.get(reverse("my_work")))
    assert "2 things wait for you" in page
    assert page.index("Sign it") < page.index("/capabilities/1/")
    assert "Borduria 2026" in page and "Sampland 2026" in page  # named where there are several
