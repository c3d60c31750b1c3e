"""The history: in words, filtered, page by page, as a table; the country's own, and what the secretariat sees of it."""

import csv
import io
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from assessments import audit, history, results
from assessments.actions.evidence import add_evidence
from assessments.actions.members import change_role
from assessments.actions.plan import add_note, create_action, move_action
from assessments.actions.priorities import set_priority
from assessments.actions.rounds import move_round
from assessments.history import Wanted
from assessments.models import Action, Assessment, AuditEvent, Membership, Priority, User
from assessments.plan import ActionMove
from assessments.roles import Role
from assessments.workflow import Move
from tests import factories as make
from tests.views.pages import html, read

pytestmark = pytest.mark.django_db
PAGE = "/countries/XSA/history/"


@pytest.fixture
def client(ana: User) -> Client:
    return make.signed_in(ana)


def event_of(action: str) -> AuditEvent:
    return AuditEvent.objects.filter(action=action).order_by("-pk")[0]


def show(client: Client, event: AuditEvent) -> str:
    return html(client.get(reverse("history_show", args=["XSA", event.pk])))


def table(client: Client, query: str = "") -> list[list[str]]:
    response = client.get(f"{PAGE}csv/?{query}")
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


class TestInWords:
    def test_an_answer_before_and_after(self, client: Client, draft: Assessment, ana: User) -> None:
        make.save(draft, ana, phase="1", sign_2b="partly", law="yes", justification="The law of 2023 is in force.")
        make.save(
            draft,
            ana,
            phase="unknown",
            target=3,
            participants=["police"],
            confidence=3,
            justification="The law of 2026 is in force.",
        )
        page = html(client.get(f"{PAGE}?round={draft.pk}&capability=1"))
        names = [phase["name"]["en"] for phase in draft.framework.phases]
        for words in (
            f"1 {names[1]}",
            "Don’t know",
            f"3 {names[3]}",
            "Partly",
            "In law or policy",
            "Interior and police",
            "<mark>2023</mark>",
            "<mark>2026</mark>",
            "Ana",
        ):
            assert words in page, words
        assert "sign.2b" not in page
        assert reverse("capability_edit", args=[draft.pk, "1"]) in page

    def test_a_sign_speaks_its_own_words(self, client: Client, draft: Assessment, ana: User) -> None:
        """Each capability has a sign "2b", and each says something else."""
        for code in ("1", "14"):
            make.save(draft, ana, code, sign_2b="partly")
        page = html(client.get(PAGE))
        for code in ("1", "14"):
            (words,) = [sign.texts["en"] for sign in make.node(draft, code).signs if sign.code == "2b"]
            assert f"2b {escape(words)}" in page

    def test_in_the_reader_s_language(self, ana: User, draft: Assessment) -> None:
        make.save(draft, ana, phase="1")
        User.objects.filter(pk=ana.pk).update(language="es")
        page = html(make.signed_in(User.objects.get(pk=ana.pk)).get(PAGE))
        assert draft.framework.phases[1]["name"]["es"] in page

    def test_a_refused_text_is_there_and_says_so(self, client: Client, draft: Assessment, ana: User, ben: User) -> None:
        make.save(draft, ben, justification="Ben’s words")
        make.save(draft, ana, based_on=0, justification="Ana’s words")
        page = html(client.get(PAGE))
        assert "Not saved: a colleague had changed it" in page
        assert "Saved by a colleague" in page
        assert "Ana’s" in page

    def test_every_kind(self, client: Client, ana: User) -> None:
        draft = make.answered_round(ana)
        move_round(assessment=draft, move=Move.SUBMIT, by=ana)
        for kind, words in {
            "answers": "Answer saved",
            "evidence": "Evidence added",
            "enablers": "Enabler saved",
            "priorities": "Priority saved",
            "rounds": "Round sent",
        }.items():
            page = html(client.get(f"{PAGE}?kind={kind}"))
            assert words in page
            for other in {"Answer saved", "Evidence added", "Enabler saved", "Priority saved", "Round sent"} - {words}:
                assert other not in page
        assert "Submitted" in html(client.get(f"{PAGE}?kind=rounds"))

    def test_a_role_that_was_given(self, client: Client, ana: User) -> None:
        colleague = make.user(Role.CONTRIBUTOR, make.country(), name="Cleo")
        membership = Membership.objects.get(user=colleague)
        change_role(membership=membership, role=Role.VIEWER, was=Role.CONTRIBUTOR, by=ana)
        page = html(client.get(f"{PAGE}?kind=people"))
        assert "Role changed" in page
        assert "Viewer" in page

    def test_an_action_of_the_plan(self, client: Client, ana: User) -> None:
        draft = make.answered_round(ana)
        values = {"title": "Train judges", "target": "4", "funding": "partly", "capabilities": ["1"]}
        result = results.build(draft, "en")
        action = create_action(country=draft.country, result=result, values=values, by=ana)
        move_action(action=action, move=ActionMove.START, by=ana)
        add_note(action=action, text="Forty judges so far", by=ana)
        page = html(client.get(f"{PAGE}?kind=actions"))
        for words in (
            "Action added",
            "Train judges",
            "Under way",
            "Partly secured",
            "Progress note added",
            "Forty judges",
        ):
            assert words in page, words
        assert "4 Maturity" not in page  # its target is a text, not a phase

    @pytest.mark.parametrize(
        "changes",
        [{"colour": ["red", {"deep": [1, None]}]}, {"odd": 5}, {"odd": [1, 2, 3]}, {"state": ["gone", "new"]}, {}],
    )
    def test_what_is_not_known_is_shown_as_it_is(self, client: Client, draft: Assessment, changes: Any) -> None:
        with transaction.atomic():
            audit.record("machine.whirred", draft, by=None, changes=changes, assessment=draft, code="x9")
        page = html(client.get(f"{PAGE}?kind=other"))
        assert "machine.whirred" in page
        assert "x9" in page
        for field in changes:
            assert field in page or field == "state"
        assert "machine.whirred" in show(client, event_of("machine.whirred"))
        assert any("machine.whirred" in row for row in table(client, "kind=other"))

    def test_markup_stays_text(self, client: Client, draft: Assessment, ana: User) -> None:
        make.save(draft, ana, justification="<script>go()</script>")
        page = html(client.get(PAGE))
        assert "<script>go" not in page
        assert "&lt;script&gt;go()" in page


class TestInFull:
    def test_long_texts_are_cut_in_the_list_alone(self, client: Client, draft: Assessment, ana: User) -> None:
        long = " ".join(f"word{number}" for number in range(900))
        make.save(draft, ana, justification=long)
        make.save(draft, ana, justification=long.replace("word450", "other"))
        page = html(client.get(PAGE))
        assert "word450" in page
        assert "word700" not in page
        assert "Show in full" in page
        assert "word700" in show(client, event_of("response.saved"))

    def test_many_fields_too(self, client: Client, draft: Assessment, ana: User) -> None:
        make.answer(draft, ana)
        event = event_of("response.saved")
        page = html(client.get(f"{PAGE}?kind=answers"))
        assert f"with {len(event.changes) - history.entries.LISTED} more fields" in page
        assert "How sure" in show(client, event)


class TestFilters:
    def test_by_person_capability_and_time(self, client: Client, draft: Assessment, ana: User, ben: User) -> None:
        make.save(draft, ana, "1", justification="By Ana in one")
        make.save(draft, ben, "2", justification="By Ben in two")
        only_ben = html(client.get(f"{PAGE}?person={ben.pk}"))
        assert "By Ben" in only_ben and "By Ana" not in only_ben
        only_one = html(client.get(f"{PAGE}?capability=1"))
        assert "By Ana" in only_one and "By Ben" not in only_one
        assert "By Ana" in html(client.get(f"{PAGE}?since=2000-01-01"))
        assert "No change fits these filters." in html(client.get(f"{PAGE}?until=2000-01-01"))
        assert len(table(client, f"person={ben.pk}")) == 2

    @pytest.mark.parametrize(
        "query", ["round=0", "round=x", "capability=99", "person=-1", "kind=nothing", "since=x", "until=2026-99-99",
                  "page=0", "page=x", "page=999", "person=" + "9" * 30, "capability=%00"],
    )  # fmt: skip
    def test_nonsense_is_left_out(self, client: Client, draft: Assessment, query: str) -> None:
        response = client.get(f"{PAGE}?{query}")
        assert response.status_code == 200
        assert "Round opened" in html(response)

    def test_another_country_s_round_is_no_choice(self, client: Client, draft: Assessment) -> None:
        foreign = make.opened_round(make.coordinator(make.country("XSB"), name="Foreigner"))
        page = html(client.get(f"{PAGE}?round={foreign.pk}"))
        assert "Round opened" in page
        assert "Foreigner" not in page
        event = AuditEvent.objects.filter(assessment_id=foreign.pk)[0]
        assert client.get(reverse("history_show", args=["XSA", event.pk])).status_code == 404

    @pytest.mark.parametrize("number", [0, 2**63, 10**30])
    def test_an_entry_that_does_not_exist(self, client: Client, number: int) -> None:
        assert client.get(f"{PAGE}{number}/").status_code == 404


class TestCost:
    def test_the_same_for_one_and_for_many(
        self, client: Client, draft: Assessment, ana: User, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(10):
            client.get(PAGE)
        long = "The law names the service and pays for it in every region of the country. " * 60
        for number in range(45):
            make.save(draft, ana, str(number % 21 + 1), justification=f"{number} {long}", reason=f"{long} {number}")
        with django_assert_max_num_queries(10):
            response = client.get(PAGE)
        assert len(response.content) < 60_000
        assert "Showing 1 to 15 of 46 changes." in html(response)
        assert "page=2" in "".join(read(response).links)
        assert "Showing 16 to 30" in html(client.get(f"{PAGE}?page=2"))

    def test_the_table_too(
        self, client: Client, draft: Assessment, ana: User, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(30):
            make.save(draft, ana, justification=f"{number}")
        with django_assert_max_num_queries(10):
            assert len(table(client)) > 30


class TestTable:
    def test_safe_in_a_spreadsheet(self, client: Client, draft: Assessment, ana: User) -> None:
        make.save(draft, ana, justification="=HYPERLINK(1)", phase="2")
        response = client.get(f"{PAGE}csv/")
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["Content-Disposition"] == 'attachment; filename="MNR-history-XSA.csv"'
        rows = table(client, f"round={draft.pk}&capability=1")
        assert rows[0][:4] == ["Time (UTC)", "Person", "Organisation", "What"]
        by_field = {row[8]: row for row in rows[1:]}
        assert by_field["Justification"][10] == "'=HYPERLINK(1)"
        assert by_field["Phase"][10].startswith("2 ")
        assert by_field["Phase"][4:7] == ["response.saved", "2026", "1"]


class TestOrganisation:
    """People move on; what they wrote stays under the organisation that they were of then."""

    @pytest.fixture
    def moved(self, ana: User, draft: Assessment) -> Assessment:
        User.objects.filter(pk=ana.pk).update(organisation="Ministry <of> Health")
        person = User.objects.get(pk=ana.pk)
        make.save(draft, person, justification="Of then")
        add_evidence(assessment=draft, response=make.row(draft), title="The act", url="", by=person)
        action = plan_with_an_action(draft, person)
        add_note(action=action, text="Begun", by=person)
        User.objects.filter(pk=ana.pk).update(organisation="Police")
        make.save(draft, User.objects.get(pk=ana.pk), justification="Of now")
        return draft

    def test_in_the_log(self, moved: Assessment) -> None:
        events = AuditEvent.objects.filter(action="response.saved").order_by("pk")
        assert [event.actor_organisation for event in events] == ["Ministry <of> Health", "Police"]

    def test_in_the_list_and_on_the_page_of_an_entry(self, client: Client, moved: Assessment) -> None:
        page = html(client.get(PAGE))
        assert "<bdi>Ana</bdi>, <bdi>Ministry &lt;of&gt; Health</bdi>, <time" in page
        assert "<bdi>Ana</bdi>, <bdi>Police</bdi>, <time" in page
        assert "<bdi>Ana</bdi>, <bdi>Police</bdi>, <time" in show(client, event_of("response.saved"))

    def test_in_the_table(self, client: Client, moved: Assessment) -> None:
        rows = [row for row in table(client) if row[4] == "response.saved"]
        assert {(row[1], row[2]) for row in rows} == {("Ana", "Ministry <of> Health"), ("Ana", "Police")}

    def test_an_organisation_cannot_be_a_formula(self, client: Client, draft: Assessment, ana: User) -> None:
        User.objects.filter(pk=ana.pk).update(organisation="=1+1")
        make.save(draft, User.objects.get(pk=ana.pk), justification="Words")
        assert "'=1+1" in {row[2] for row in table(client)}

    def test_of_an_event_from_before_nothing_is_said(self, client: Client, draft: Assessment, ana: User) -> None:
        make.save(draft, ana, justification="Words")
        assert "<bdi>Ana</bdi>, <time" in html(client.get(PAGE))

    def test_evidence_and_progress_notes_say_it_too(self, client: Client, moved: Assessment) -> None:
        added = "Added by Ana, Ministry &lt;of&gt; Health, "
        assert added in html(client.get(reverse("capability_edit", args=[moved.pk, "1"])))
        assert added in html(client.get(reverse("evidence_list", args=[moved.pk, "1"])))
        (action,) = results.build(make.fresh(moved), "en").actions
        page = html(client.get(reverse("action_show", args=[moved.pk, action.pk])))
        assert "Ana, Ministry &lt;of&gt; Health, " in page


def plan_with_an_action(draft: Assessment, by: User) -> Action:
    given = {"title": "Sign a pathway", "lead": "Ministry", "funding": "none"}
    action: Action = create_action(country=draft.country, result=results.build(draft, "en"), values=given, by=by)
    return action


class TestWhoSeesIt:
    @pytest.fixture
    def sent(self, ana: User, draft: Assessment) -> Assessment:
        make.answer_all(draft, ana, justification="A word of the draft, changed before it was sent")
        make.save(draft, ana, justification="The final word")
        return move_round(assessment=draft, move=Move.SUBMIT, by=ana)

    @pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER])
    def test_the_country_s_people(self, sent: Assessment, role: Role) -> None:
        page = html(make.signed_in(make.user(role)).get(f"{PAGE}?capability=1&kind=answers"))
        assert "of the draft, changed" in page

    @pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR])
    def test_the_secretariat_sees_moves_alone(self, sent: Assessment, role: Role) -> None:
        client = make.signed_in(make.user(role))
        page = html(client.get(PAGE))
        assert "Round sent" in page
        for words in ("of the draft, changed", "Answer saved", "Round opened", "Evidence added"):
            assert words not in page
        assert "Answer saved" not in html(client.get(f"{PAGE}?kind=answers"))
        assert {row[4] for row in table(client)[1:]} == {"round.submit"}
        assert client.get(reverse("history_show", args=["XSA", event_of("response.saved").pk])).status_code == 404
        answer = html(client.get(reverse("capability_edit", args=[sent.pk, "1"])))
        assert "History of this answer" not in answer

    def test_a_foreigner_sees_nothing(self, sent: Assessment) -> None:
        stranger = make.signed_in(make.coordinator(make.country("XSB")))
        for address in (PAGE, f"{PAGE}csv/", f"{PAGE}1/"):
            assert stranger.get(address).status_code == 404

    def test_links_lead_there(self, client: Client, draft: Assessment) -> None:
        for address in ("/countries/XSA/", f"/rounds/{draft.pk}/", f"/rounds/{draft.pk}/capabilities/1/"):
            assert any(link.startswith(PAGE) for link in read(client.get(address)).links), address


def test_evidence_and_priorities_belong_to_the_answer(ana: User, draft: Assessment) -> None:
    add_evidence(assessment=draft, response=make.row(draft), title="Act", url="", by=ana)
    priority = Priority.objects.get(assessment=draft, capability__code="1")
    set_priority(assessment=draft, priority=priority, by=ana, based_on=0, values={"importance": 4})
    found = history.events_of(draft.country, whole=True, wanted=Wanted(round=draft.pk, capability="1"))
    assert [event.action for event in found] == ["priority.saved", "evidence.added"]
