"""A reader's pages: blind until the view is given, and nothing of the country beside it."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from assessments.actions.answers import RoundLocked
from assessments.actions.rounds import move_round
from assessments.actions.second_views import draft_view, hold_to_answer, withdraw_task
from assessments.models import Assessment, Evidence, Invitation, ReaderTask, SecondView, User
from assessments.models.invitation import digest_of
from assessments.roles import Role
from assessments.workflow import Move
from tests import factories as make
from tests.views.pages import error_links, fields, html, read

pytestmark = pytest.mark.django_db
SECRET = "The ministry’s own words about leadership."


@pytest.fixture
def rita(ana: User) -> User:
    return make.reader(name="Rita")


@pytest.fixture
def task(draft: Assessment, ana: User, rita: User) -> ReaderTask:
    make.answer(draft, ana, "1", phase="3", justification=SECRET, target=4, reason="Own reason.")
    return make.asked(draft, ana, rita, "1")[0]


def page(task: ReaderTask) -> str:
    return reverse("view_edit", args=[task.pk])


def post(client: Any, task: ReaderTask, **values: Any) -> Any:
    return client.post(page(task), {"revision": "0", **values})


class TestList:
    def test_none_one_and_many(
        self, draft: Assessment, ana: User, rita: User, django_assert_max_num_queries: Any
    ) -> None:
        client = make.signed_in(rita)
        assert "You have not been asked about any capability yet" in html(client.get("/views/"))
        make.asked(draft, ana, rita, "1")
        assert "You are asked for 1 second view<" in html(client.get("/views/"))
        make.asked(draft, ana, rita, *(str(number) for number in range(2, 22)))
        with django_assert_max_num_queries(6):
            response = client.get("/views/")
        assert "You are asked for 21 second views" in html(response)
        assert len(response.content) < 60_000

    def test_it_is_home(self, rita: User) -> None:
        assert make.signed_in(rita).get("/")["Location"] == "/views/"

    def test_given_and_closed(self, ana: User, rita: User) -> None:
        made = make.answered_round(ana)
        first, _second = make.asked(made, ana, rita, "1", "4")
        make.given(first)
        move_round(assessment=made, move=Move.SUBMIT, by=ana)
        text = html(make.signed_in(rita).get("/views/"))
        assert "Nothing waits for you" in text and ">Given<" in text and ">Closed<" in text

    def test_not_for_others(self, draft: Assessment, ana: User) -> None:
        for person in (ana, make.user(), make.user(Role.REVIEWER)):
            assert make.signed_in(person).get("/views/").status_code == 404


class TestBlind:
    def test_nothing_of_the_answer_is_on_the_page(self, task: ReaderTask, rita: User) -> None:
        response = make.signed_in(rita).get(page(task))
        text = html(response)
        for secret in (SECRET, "Own reason.", "checked", "Ana", "National Police"):
            assert secret not in text
        assert "Signs of each phase" in text and response.status_code == 200
        assert "/rounds/" not in text and "/countries/" not in text

    def test_light(self, task: ReaderTask, rita: User, django_assert_max_num_queries: Any) -> None:
        client = make.signed_in(rita)
        client.get(page(task))
        with django_assert_max_num_queries(8):
            response = client.get(page(task))
        assert len(response.content) < 60_000

    def test_evidence_may_be_seen(
        self, draft: Assessment, task: ReaderTask, ana: User, rita: User, tmp_path: Path
    ) -> None:
        from assessments.actions.evidence import add_evidence

        add_evidence(assessment=draft, response=make.row(draft), title="Decree 12", url="https://law.example/", by=ana)
        evidence = Evidence.objects.get()
        path = tmp_path / "law.txt"
        path.write_text("The law of 2024.")
        evidence.file = make.version_of(evidence, path, ana)
        evidence.save()
        client = make.signed_in(rita)
        text = html(client.get(page(task)))
        assert "Decree 12" in text and "law.txt" in text
        address = reverse("view_file", args=[task.pk, evidence.file.pk])
        assert address in text
        response = client.get(address)
        assert b"".join(response.streaming_content) == b"The law of 2024."
        assert response["Content-Disposition"].startswith("attachment")
        (other,) = make.asked(draft, ana, rita, "4")
        assert client.get(reverse("view_file", args=[other.pk, evidence.file.pk])).status_code == 404
        assert make.signed_in(make.reader()).get(address).status_code == 404

    def test_a_draft_and_back(self, task: ReaderTask, rita: User) -> None:
        client = make.signed_in(rita)
        response = post(client, task, phase="1", reason="So far.", confidence="", save="1")
        assert response.status_code == 302
        view = SecondView.objects.get()
        assert (view.state, view.reason, view.given_at) == ("1", "So far.", None)
        back = client.get(page(task))
        assert SECRET not in html(back)
        assert "So far." in html(back) and 'value="1" id="id_phase_1" checked' in html(back)

    def test_given(self, task: ReaderTask, rita: User, ana: User) -> None:
        client = make.signed_in(rita)
        response = post(client, task, phase="1", reason="Two regions.", confidence="2", give="1")
        assert response["Location"] == page(task)
        text = html(client.get(page(task)))
        assert "You and the country are 2 phases apart" in text
        assert SECRET in text and "Two regions." in text and "Fairly sure" in text
        assert "<textarea" not in text
        view = SecondView.objects.select_related("assessment__country", "capability").get()
        hold_to_answer(view=view, by=ana, based_on=view.revision, on="3", reason="It is law everywhere.")
        assert "It is law everywhere." in html(client.get(page(task)))

    def test_what_is_missing_is_said_and_the_rest_kept(self, task: ReaderTask, rita: User) -> None:
        client = make.signed_in(rita)
        response = post(client, task, phase="", reason="Only words.", give="1")
        assert response.status_code == 422
        assert error_links(response) == ["id_phase_0"]
        assert SecondView.objects.get().reason == "Only words."
        response = client.post(page(task), {"revision": "1", "phase": "2", "reason": "x" * 2001, "give": "1"})
        assert response.status_code == 422 and error_links(response) == ["id_reason"]
        assert "x" * 2001 in html(response)
        view = SecondView.objects.get()
        assert (view.state, view.reason, view.given_at) == ("2", "Only words.", None)

    def test_two_windows(self, task: ReaderTask, rita: User) -> None:
        client = make.signed_in(rita)
        post(client, task, phase="1", reason="First window.", save="1")
        response = post(client, task, phase="1", reason="Second window.", give="1")
        assert response.status_code == 409
        shown = "".join(read(response).text)
        assert "First window." in shown and "Second window." in shown
        assert SecondView.objects.get().given_at is None
        form = fields(response, "view")
        decided = {"revision": form["revision"][0], "met.reason": form["met.reason"][0], "phase": "1"}
        decided |= {"mine.reason": "Second window.", "resolve.reason": "mine", "give": "1"}
        assert client.post(page(task), decided).status_code == 302
        view = SecondView.objects.get()
        assert view.reason == "Second window." and view.given_at

    def test_undecided_both_are_shown_again(self, task: ReaderTask, rita: User) -> None:
        client = make.signed_in(rita)
        post(client, task, phase="1", reason="First window.", save="1")
        response = client.post(page(task), {"revision": "1", "met.reason": "1", "mine.reason": "Mine.", "give": "1"})
        assert response.status_code == 409 and "Mine." in html(response)

    def test_a_forged_revision(self, task: ReaderTask, rita: User) -> None:
        assert make.signed_in(rita).post(page(task), {"revision": "99", "phase": "1"}).status_code == 400

    def test_cleared_fields(self, task: ReaderTask, rita: User) -> None:
        client = make.signed_in(rita)
        post(client, task, phase="1", reason="x", confidence="2")
        for name, revision in (("phase", "1"), ("confidence", "2")):
            assert client.post(page(task), {"revision": revision, "clear": name}).status_code == 302
        view = SecondView.objects.get()
        assert (view.state, view.confidence) == ("none", None)

    def test_sent_while_writing(self, ana: User, rita: User) -> None:
        made = make.answered_round(ana)
        (task,) = make.asked(made, ana, rita, "1")
        move_round(assessment=made, move=Move.SUBMIT, by=ana)
        client = make.signed_in(rita)
        response = post(client, task, phase="1", reason="Too late.", give="1")
        assert response.status_code == 409
        assert "cannot be given now" in html(response) and "Too late." in html(response)
        assert client.get(page(task)).status_code == 200

    def test_given_in_another_window(self, task: ReaderTask, rita: User) -> None:
        make.given(task)
        response = post(make.signed_in(rita), task, phase="4", reason="Again.", give="1")
        assert response.status_code == 409 and "It is final." in html(response)
        assert SecondView.objects.get().state == "1"

    def test_withdrawn(self, task: ReaderTask, rita: User, ana: User) -> None:
        withdraw_task(task=task, by=ana)
        assert make.signed_in(rita).get(page(task)).status_code == 404

    def test_typed_text_outlives_the_session(self, task: ReaderTask, rita: User) -> None:
        client = make.signed_in(rita)
        typed = {"revision": "0", "typed_by": str(rita.pk), "typed_on": page(task), "reason": "Typed.", "phase": "2"}
        session = client.session
        session["kept_form"] = {"page": page(task), "typed_by": str(rita.pk), "form": urlencode(typed)}
        session.save()
        response = client.get(page(task))
        assert "Your session had ended" in html(response)
        assert fields(response, "view")["reason"] == ["Typed."]


def test_accepting_leads_to_the_list(draft: Assessment, ana: User) -> None:
    person = make.user(email="new@ngo.example")
    row = Invitation.objects.create(
        country=draft.country, email=person.email, role="reader", digest=digest_of("t"), invited_by=ana
    )
    client = make.signed_in(person)
    assert "second view" in html(client.get("/invitations/t/"))
    assert client.post("/invitations/t/")["Location"] == "/views/"
    row.refresh_from_db()
    assert row.used_by == person


def test_who_knows_the_answers_is_told(draft: Assessment, ana: User) -> None:
    person = make.user(Role.REVIEWER, email="rev@ngo.example")
    Invitation.objects.create(
        country=draft.country, email=person.email, role="reader", digest=digest_of("t"), invited_by=ana
    )
    response = make.signed_in(person).post("/invitations/t/")
    assert response.status_code == 409 and "without knowing the answers" in html(response)


def test_a_round_that_is_sent_between_check_and_write(task: ReaderTask, rita: User, monkeypatch: Any) -> None:
    def locked(**_values: Any) -> None:
        raise RoundLocked

    monkeypatch.setattr("assessments.views.second_views.draft_view", locked)
    response = post(make.signed_in(rita), task, phase="1", reason="Kept on the page.")
    assert response.status_code == 409 and "Kept on the page." in html(response)


def test_fields_hold_a_draft(task: ReaderTask, rita: User) -> None:
    draft_view(task=task, by=rita, based_on=0, values={"phase": "unknown", "reason": "No idea."})
    found = fields(make.signed_in(rita).get(page(task)), "view")
    assert (found["reason"], found["phase"], found["revision"]) == (["No idea."], ["unknown"], ["1"])
