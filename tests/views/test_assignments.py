"""The list of who answers what: one, several and whole domains assigned, conflicts, the last round's, reminders."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments import assigned, structure
from assessments.actions.assignments import Given, assign
from assessments.actions.members import change_role, end_membership
from assessments.actions.rounds import move_round
from assessments.models import Assessment, Assignee, Assignment, AuditEvent, Membership, Notice, User
from assessments.notices import Kind
from assessments.roles import Role
from assessments.workflow import Move
from tests import factories as make
from tests.views.pages import error_links, fields, html

pytestmark = pytest.mark.django_db


@pytest.fixture
def lena(ana: User) -> User:
    return make.user(Role.CONTRIBUTOR, name="Lena")


@pytest.fixture
def client(ana: User) -> Client:
    return make.signed_in(ana)


def page(assessment: Assessment) -> str:
    return reverse("assignment_list", args=[assessment.pk])


def form(assessment: Assessment, code: str = "1") -> str:
    return reverse("assignment_edit", args=[assessment.pk, code])


def give(assessment: Assessment, by: User, code: str = "1", based_on: int = 0, **values: Any) -> Any:
    return assign(assessment=assessment, given={code: Given(based_on, values)}, by=by)[code]


class TestOne:
    def test_assigned_shown_and_told(self, client: Client, draft: Assessment, lena: User) -> None:
        typed = fields(client.get(form(draft)), "assignment")
        due = timezone.localdate() + dt.timedelta(days=30)
        typed |= {"people": [str(lena.pk)], "organisation": "Ministry of Justice", "due": due.isoformat()}
        assert client.post(form(draft), typed)["Location"] == page(draft)
        shown = html(client.get(page(draft)))
        assert "1 of 21 capabilities are with somebody" in shown
        assert "<bdi>Lena</bdi>" in shown and "Ministry of Justice" in shown
        assert fields(client.get(form(draft)), "assignment") | {"csrfmiddlewaretoken": "", "once": ""} == typed | {
            "revision": ["1"],
            "organisation": ["Ministry of Justice"],
            "due": [due.isoformat()],
            "csrfmiddlewaretoken": "",
            "once": "",
        }
        told = Notice.objects.get()
        assert (told.user, told.kind, told.code, told.by_name) == (lena, Kind.ASSIGNED, "1", "Ana")
        event = AuditEvent.objects.get(action="assignment.saved")
        assert event.changes["people"] == [[], [lena.pk]]
        assert event.object_code == "1"

    def test_pressed_again_it_changes_and_tells_nothing(self, client: Client, draft: Assessment, lena: User) -> None:
        for _again in range(2):
            typed = fields(client.get(form(draft)), "assignment") | {"people": [str(lena.pk)]}
            client.post(form(draft), typed)
        assert Assignment.objects.get(capability__code="1").revision == 1
        assert Notice.objects.count() == 1

    def test_taken_away_is_ended_and_the_row_stays(
        self, client: Client, draft: Assessment, lena: User, ana: User
    ) -> None:
        give(draft, ana, people=[lena.pk])
        typed = fields(client.get(form(draft)), "assignment")
        typed.pop("people")
        assert client.post(form(draft), typed).status_code == 302
        assert Assignee.objects.get().ended_at is not None
        give(draft, ana, based_on=2, people=[lena.pk])
        assert Assignee.objects.count() == 2

    def test_what_is_valid_is_kept(self, client: Client, draft: Assessment) -> None:
        typed = {"revision": "0", "organisation": "Police", "due": "tomorrow", "people_sent": "1"}
        response = client.post(form(draft), typed)
        assert response.status_code == 422
        assert error_links(response) == ["id_due"]
        assert Assignment.objects.get().organisation == "Police"
        assert fields(response, "assignment")["due"] == ["tomorrow"]
        assert fields(response, "assignment")["revision"] == ["1"]

    @pytest.mark.parametrize("role", [Role.VIEWER, Role.APPROVER])
    def test_only_who_may_answer_can_be_given_one(self, client: Client, draft: Assessment, role: Role) -> None:
        other = make.user(role)
        response = client.post(form(draft), {"revision": "0", "people_sent": "1", "people": [other.pk]})
        assert response.status_code == 422
        assert not Assignee.objects.exists()

    def test_nobody_of_another_country(self, client: Client, draft: Assessment) -> None:
        other = make.user(Role.CONTRIBUTOR, make.country("XSB"), name="Foreigner")
        assert "Foreigner" not in html(client.get(form(draft)))
        response = client.post(form(draft), {"revision": "0", "people_sent": "1", "people": [other.pk]})
        assert response.status_code == 422

    @pytest.mark.parametrize("revision", ["1", "", "x", "-1"])
    def test_a_forged_revision(self, client: Client, draft: Assessment, revision: str) -> None:
        assert client.post(form(draft), {"revision": revision, "organisation": "Police"}).status_code == 400

    def test_a_capability_that_does_not_exist(self, client: Client, draft: Assessment) -> None:
        assert client.get(form(draft, "99")).status_code == 404

    def test_names_are_text(self, client: Client, draft: Assessment, ana: User) -> None:
        give(draft, ana, organisation="<script>alert(1)</script>")
        assert "<script>alert" not in html(client.get(page(draft)))


class TestTwoCoordinators:
    def test_different_fields_merge(self, client: Client, draft: Assessment, ben: User, lena: User) -> None:
        typed = fields(client.get(form(draft)), "assignment")
        give(draft, ben, people=[lena.pk])
        typed |= {"organisation": "Police"}
        assert client.post(form(draft), typed).status_code == 302
        now = assigned.of_round(draft)["1"]
        assert (now.names, now.organisation) == (["Lena"], "Police")

    def test_the_same_field_shows_both(self, client: Client, draft: Assessment, ben: User, lena: User) -> None:
        typed = fields(client.get(form(draft)), "assignment")
        give(draft, ben, organisation="Ministry of Health", people=[ben.pk])
        response = client.post(form(draft), typed | {"organisation": "Police", "people": [str(lena.pk)]})
        assert response.status_code == 409
        shown = html(response)
        assert "Ministry of Health" in shown and "Police" in shown
        assert assigned.of_round(draft)["1"].organisation == "Ministry of Health"
        again = fields(response, "assignment")
        undecided = client.post(form(draft), again)
        assert undecided.status_code == 409
        assert "Ben" in html(undecided)
        decided = again | {"resolve.organisation": "mine", "resolve.people": "theirs"}
        assert client.post(form(draft), decided).status_code == 302
        now = assigned.of_round(draft)["1"]
        assert (now.names, now.organisation) == (["Ben"], "Police")
        refused = AuditEvent.objects.filter(action="assignment.refused").first()
        assert refused is not None and refused.changes["organisation"] == ["Ministry of Health", "Police"]

    def test_an_invalid_field_does_not_bring_an_old_value_back(
        self, client: Client, draft: Assessment, ben: User, lena: User
    ) -> None:
        typed = fields(client.get(form(draft)), "assignment")
        give(draft, ben, organisation="Ministry of Health", people=[lena.pk])
        response = client.post(form(draft), typed | {"due": "never"})
        assert response.status_code == 422
        again = fields(response, "assignment") | {"due": ""}
        assert client.post(form(draft), again).status_code == 302
        now = assigned.of_round(draft)["1"]
        assert (now.organisation, now.names) == ("Ministry of Health", ["Lena"])

    def test_several_at_once_overwrite_nothing(self, client: Client, draft: Assessment, ben: User) -> None:
        typed = fields(client.get(page(draft)), "several")
        give(draft, ben, "2", organisation="Ministry of Health")
        response = client.post(page(draft), typed | {"codes": ["1", "2"], "organisation": "Police"})
        assert response.status_code == 409
        assert "A colleague changed some of these assignments" in html(response)
        now = assigned.of_round(draft)
        assert (now["1"].organisation, now["2"].organisation) == ("Police", "Ministry of Health")
        again = fields(response, "several")
        assert again["codes"] == ["2"]
        assert client.post(page(draft), again).status_code == 302
        assert assigned.of_round(draft)["2"].organisation == "Police"


class TestSeveral:
    def test_a_domain_and_a_single_one(self, client: Client, draft: Assessment, lena: User) -> None:
        typed = fields(client.get(page(draft)), "several")
        domain = structure.of(draft.framework).domains[0]
        typed |= {"domains": [domain.code], "codes": ["21"], "people": [str(lena.pk)], "due": "2027-01-31"}
        assert client.post(page(draft), typed).status_code == 302
        now = assigned.of_round(draft)
        expected = {node.code for node in domain.capabilities} | {"21"}
        assert {code for code, one in now.items() if one.names == ["Lena"]} == expected
        told = Notice.objects.get()
        assert (told.kind, told.code) == (Kind.ASSIGNED, "")  # once, however many

    def test_what_is_left_empty_stays(self, client: Client, draft: Assessment, ana: User, lena: User) -> None:
        give(draft, ana, organisation="Police", people=[lena.pk])
        typed = fields(client.get(page(draft)), "several") | {"codes": ["1"], "due": "2027-01-31"}
        client.post(page(draft), typed)
        now = assigned.of_round(draft)["1"]
        assert (now.organisation, now.names, now.due) == ("Police", ["Lena"], dt.date(2027, 1, 31))

    @pytest.mark.parametrize(
        ("typed", "anchor"),
        [
            ({"organisation": "Police"}, "id_codes"),
            ({"codes": ["1"]}, "id_people_0"),
            ({"codes": ["1"], "due": "2027-02-30"}, "id_due"),
            ({"codes": ["99"], "organisation": "Police"}, "id_codes"),
            ({"domains": ["99"], "organisation": "Police"}, "id_domains"),
        ],
    )
    def test_refused(self, client: Client, draft: Assessment, typed: Any, anchor: str) -> None:
        response = client.post(page(draft), {"revision-1": "0"} | typed)
        assert response.status_code == 422
        assert anchor in error_links(response)
        assert not Assignment.objects.filter(revision__gt=0).exists()

    def test_readers_see_the_list_alone(self, draft: Assessment, ana: User, lena: User) -> None:
        give(draft, ana, people=[lena.pk])
        shown = html(make.signed_in(make.user(Role.VIEWER)).get(page(draft)))
        assert "Lena" in shown
        assert "checkbox" not in shown and "Send a reminder" not in shown


class TestDays:
    def test_late_without_blame(self, client: Client, draft: Assessment, ana: User) -> None:
        three_days_ago = timezone.localdate() - dt.timedelta(days=3)
        make.assigned(draft, ana, "1", "2", due=three_days_ago)
        make.answer(draft, ana, "2")
        shown = html(client.get(page(draft)))
        assert shown.count("due 3 days ago") == 1  # what is answered is no longer late
        assert "1 is past its day." in shown


class TestTheLastRound:
    @pytest.fixture
    def new(self, ana: User, lena: User) -> Assessment:
        """A round of 2024 with assignments, sent, and the one that follows it."""
        old = make.opened_round(ana, year=2024)
        gone = make.user(Role.CONTRIBUTOR, name="Gone")
        give(old, ana, "1", people=[lena.pk, gone.pk], organisation="Police", due="2024-05-01")
        give(old, ana, "2", organisation="Ministry of Health")
        make.answer_all(old, ana)
        move_round(assessment=old, move=Move.SUBMIT, by=ana)
        gone.memberships.update(role=Role.VIEWER)
        return make.opened_round(ana)

    def test_taken_over_without_days(self, client: Client, new: Assessment) -> None:
        assert "Use the assignments of 2024" in html(client.get(page(new)))
        assert client.post(reverse("assignment_take_over", args=[new.pk])).status_code == 302
        now = assigned.of_round(new)
        assert (now["1"].names, now["1"].organisation, now["1"].due) == (["Lena"], "Police", None)
        assert (now["2"].names, now["2"].organisation) == ([], "Ministry of Health")
        assert "Use the assignments" not in html(client.get(page(new)))

    def test_what_is_assigned_already_stays(self, client: Client, new: Assessment, ana: User) -> None:
        give(new, ana, "1", organisation="Courts")
        client.post(reverse("assignment_take_over", args=[new.pk]))
        assert assigned.of_round(new)["1"].organisation == "Courts"

    def test_nothing_to_take_over(self, client: Client, draft: Assessment) -> None:
        assert "Use the assignments" not in html(client.get(page(draft)))
        response = client.post(reverse("assignment_take_over", args=[draft.pk]), follow=True)
        assert "There was nothing to take over." in html(response)

    def test_a_sent_round_keeps_its_own(self, client: Client, new: Assessment) -> None:
        old = Assessment.objects.get(year=2024)
        shown = html(client.get(page(old)))
        assert "This round is locked" in shown and "Lena" in shown
        assert client.post(page(old), {"codes": ["1"]}).status_code == 409


class TestRoles:
    def test_whoever_may_no_longer_answer_has_nothing_assigned(self, draft: Assessment, ana: User, lena: User) -> None:
        give(draft, ana, people=[ana.pk, lena.pk])
        change_role(membership=lena.memberships.get(), role=Role.VIEWER, was=Role.CONTRIBUTOR, by=ana)
        assert assigned.of_round(draft)["1"].names == ["Ana"]
        event = AuditEvent.objects.filter(action="assignment.saved").order_by("-pk")[0]
        assert event.changes == {"people": [sorted([ana.pk, lena.pk]), [ana.pk]]}

    def test_a_removed_member_too_and_not_by_itself_again(
        self, client: Client, draft: Assessment, ana: User, lena: User
    ) -> None:
        give(draft, ana, people=[lena.pk])
        typed = fields(client.get(form(draft)), "assignment")
        end_membership(membership=lena.memberships.get(), by=ana)
        assert client.post(form(draft), typed | {"due": "2027-01-31"}).status_code == 422  # Lena was still ticked
        Membership.objects.create(user=lena, country=draft.country, role=Role.CONTRIBUTOR)
        assert assigned.of_round(draft)["1"].names == []

    def test_a_coordinator_who_becomes_contributor_keeps_theirs(self, draft: Assessment, ana: User, ben: User) -> None:
        give(draft, ana, people=[ben.pk])
        change_role(membership=ben.memberships.get(), role=Role.CONTRIBUTOR, was=Role.COORDINATOR, by=ana)
        assert assigned.of_round(draft)["1"].names == ["Ben"]


class TestReminding:
    def remind(self, client: Client, assessment: Assessment, run: Any) -> str:
        with run(execute=True):
            return html(client.post(reverse("assignment_remind", args=[assessment.pk]), follow=True))

    def test_once_a_day_each(
        self, client: Client, draft: Assessment, ana: User, lena: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        done = make.user(Role.CONTRIBUTOR, name="Done")
        make.assigned(draft, lena, "1", "2", "3")
        make.assigned(draft, done, "4")
        make.assigned(draft, ana, "5")  # who does not remind herself
        make.answer(draft, ana, "4")
        shown = self.remind(client, draft, django_capture_on_commit_callbacks)
        assert "1 person is reminded." in shown
        assert "The last reminder was sent on" in shown
        assert [letter.to for letter in mail.outbox] == [[lena.email]]
        shown = self.remind(client, draft, django_capture_on_commit_callbacks)
        assert "1 person was reminded today already, and is not reminded again." in shown
        assert len(mail.outbox) == 1
        assert AuditEvent.objects.filter(action="round.reminded").count() == 1
        Notice.objects.update(key="remind:yesterday", created_at=timezone.now() - dt.timedelta(days=1))
        self.remind(client, draft, django_capture_on_commit_callbacks)
        assert len(mail.outbox) == 2

    def test_nobody_has_open_work(
        self, client: Client, draft: Assessment, django_capture_on_commit_callbacks: Any
    ) -> None:
        shown = self.remind(client, draft, django_capture_on_commit_callbacks)
        assert "Nobody else has open work. No reminder was sent." in shown


def test_as_many_queries_for_all_as_for_none(client: Client, draft: Assessment, ana: User, lena: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert len(client.get(page(draft)).content) < 60_000
        return len(found)

    make.assigned(draft, lena, "1")
    client.get(page(draft))
    one = queries()
    for _number in range(3):
        make.assigned(draft, make.user(Role.CONTRIBUTOR), organisation="A ministry with a long name " * 5)
    assert queries() == one <= 12
