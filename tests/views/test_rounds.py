"""Opening and sending a round; what a locked round answers to whoever still writes."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from assessments.actions.rounds import move_round
from assessments.models import Assessment, Evidence, Snapshot, User
from assessments.workflow import Move
from tests import factories as make
from tests.views.pages import error_links, fields, html, read

pytestmark = pytest.mark.django_db
OPEN = "/countries/XSA/rounds/new/"


class TestOpening:
    def form(self, **changed: str) -> dict[str, str]:
        values = {"year": "2026", "target_year": "2028", "title": "Self-assessment", "language": "es", "framework": ""}
        return values | {"framework": str(make.framework().pk)} | changed

    def test_the_form_is_filled_and_opens_the_round(self, ana: User) -> None:
        make.framework()
        client = make.signed_in(ana)
        response = client.post(OPEN, fields(client.get(OPEN), ""))
        assessment = Assessment.objects.get()
        assert response["Location"] == reverse("workspace", args=[assessment.pk])
        assert assessment.framework == make.framework()
        assert assessment.title.startswith("Self-assessment 20")

    @pytest.mark.parametrize(
        ("changed", "anchors"),
        [
            ({"year": ""}, ["id_year"]),
            ({"year": "2015"}, ["id_year"]),
            ({"year": "2100"}, ["id_year"]),
            ({"year": "this year"}, ["id_year"]),
            ({"year": "2024"}, ["id_year"]),  # there is one
            ({"target_year": ""}, ["id_target_year"]),
            ({"target_year": "soon"}, ["id_target_year"]),
            ({"target_year": "2025"}, ["id_target_year"]),
            ({"target_year": "2042"}, ["id_target_year"]),
            ({"title": ""}, ["id_title"]),
            ({"title": "x" * 201}, ["id_title"]),
            ({"title": "null \x00"}, ["id_title"]),
            ({"framework": "999"}, ["id_framework"]),
            ({"framework": "x"}, ["id_framework"]),
            ({"year": "", "title": ""}, ["id_year", "id_title"]),
        ],
    )
    def test_faults_are_named(self, ana: User, changed: dict[str, str], anchors: list[str]) -> None:
        make.submitted_round(ana, 2024)
        response = make.signed_in(ana).post(OPEN, self.form(**changed))
        assert response.status_code == 422
        assert error_links(response) == anchors
        assert read(response).title.startswith("Error:")
        assert set(anchors) <= set(read(response).ids)
        assert Assessment.objects.count() == 1

    def test_one_at_a_time(self, ana: User) -> None:
        draft = make.opened_round(ana, year=2025)
        response = make.signed_in(ana).post(OPEN, self.form())
        assert response.status_code == 409
        assert "A round is already open" in html(response)
        assert reverse("workspace", args=[draft.pk]) in read(response).links
        assert Assessment.objects.count() == 1

    def test_two_presses_at_the_same_moment(self, ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
        from assessments.actions.rounds import RoundRefused

        def beaten(**fields: Any) -> None:
            raise RoundRefused("open")

        monkeypatch.setattr("assessments.views.rounds.open_round", beaten)
        assert make.signed_in(ana).post(OPEN, self.form())["Location"] == "/countries/XSA/"


class TestSending:
    def test_an_incomplete_round_is_not_sent(self, ana: User, draft: Assessment) -> None:
        client, address = make.signed_in(ana), reverse("round_send", args=[draft.pk])
        page = html(client.get(address))
        assert "21 capabilities are not answered" in page
        assert "Sign, send and lock the round" not in page
        response = client.post(address, make.signature(draft))
        assert response.status_code == 422
        assert "The round has not been sent" in html(response)
        assert read(response).title.startswith("Error:")
        assert make.fresh(draft).state == "draft"

    def test_what_a_reader_would_question(self, ana: User) -> None:
        draft = make.answered_round(ana)
        make.save(draft, ana, "5", phase="3", reason="")
        page = html(make.signed_in(ana).get(reverse("round_send", args=[draft.pk])))
        assert "Higher than the signs suggest, without a reason" in page
        assert f"{reverse('capability_edit', args=[draft.pk, '5'])}#id_reason" in page

    def test_sent_it_is_locked_for_every_way_in(self, ana: User) -> None:
        draft = make.answered_round(ana)
        client = make.signed_in(ana)
        response = client.post(reverse("round_send", args=[draft.pk]), make.signature(draft))
        assert response["Location"] == reverse("report_show", args=[draft.pk])
        assert make.fresh(draft).sent_by == ana
        assert Snapshot.objects.filter(assessment=draft).count() == len(settings.LANGUAGES)
        client.get(reverse("report_show", args=[draft.pk]))  # where "The round has been sent." is read
        before = without_token(client.get(reverse("capability_edit", args=[draft.pk, "1"])))
        assert "This round is locked (state: Submitted)." in before
        assert fields(client.get(reverse("capability_edit", args=[draft.pk, "1"])), "answer") == {}
        assert "justification" not in re.findall(r"<textarea name=\"([^\"]+)", before)
        evidence = Evidence.objects.filter(response=make.row(draft))[0]
        late = {"revision": "1", "justification": "Too late", "field": "justification", "title": "Too late"}
        for address in (
            reverse("capability_edit", args=[draft.pk, "1"]),
            reverse("capability_autosave", args=[draft.pk, "1"]),
            reverse("evidence_add", args=[draft.pk, "1"]),
            reverse("evidence_remove", args=[draft.pk, "1", evidence.pk]),
            reverse("evidence_restore", args=[draft.pk, "1", evidence.pk]),
            reverse("enabler_list", args=[draft.pk]),
            reverse("priorities_save", args=[draft.pk]),
            reverse("priority_move", args=[draft.pk, "1"]),
            reverse("round_send", args=[draft.pk]),
        ):
            response = client.post(address, late)
            assert response.status_code == 409, address
            text = html(response)
            assert "This round is locked" in text
            assert "Submitted" in text
            assert "Too late" in text
        assert without_token(client.get(reverse("capability_edit", args=[draft.pk, "1"]))) == before

    def test_sent_while_someone_was_writing(self, ana: User, ben: User, monkeypatch: pytest.MonkeyPatch) -> None:
        """Between the check at the door and the write: the action refuses, and the page shows what was typed."""
        from assessments.views import answering

        draft = make.answered_round(ana)
        client = make.signed_in(ben)
        address = reverse("capability_edit", args=[draft.pk, "1"])
        typed = fields(client.get(address)) | {"justification": "In the last second"}
        save = answering.save_answer

        def send_first(**arguments: Any) -> Any:
            move_round(assessment=draft, move=Move.SUBMIT, by=ana)
            return save(**arguments)

        monkeypatch.setattr(answering, "save_answer", send_first)
        response = client.post(address, typed)
        assert response.status_code == 409
        assert "In the last second" in html(response)
        assert "Submitted" in html(response)


class TestWorkspace:
    def page(self, person: User, assessment: Assessment) -> str:
        response = make.signed_in(person).get(reverse("workspace", args=[assessment.pk]))
        return " ".join("".join(read(response).text).split())

    def test_progress_and_the_way_on(self, ana: User, draft: Assessment) -> None:
        assert "0 of 21 capabilities answered" in self.page(ana, draft)
        make.answer(draft, ana, "1")
        make.answer(draft, ana, "2", phase="unknown")
        make.save(draft, ana, "3", phase="2")
        text = self.page(ana, draft)
        assert "2 of 21 capabilities answered" in text
        assert "1 is answered “don’t know”." in text
        assert "Continue with 3" in text
        assert "Justify the phase of 1 answer" in text

    def test_complete_leads_to_sending(self, ana: User) -> None:
        assert "Check and send the round" in self.page(ana, make.answered_round(ana))

    def test_what_changed_since_the_last_round(self, ana: User) -> None:
        make.submitted_round(ana, 2024)
        draft = make.opened_round(ana, year=2026)
        make.save(draft, ana, "1", phase="2")
        make.save(draft, ana, "2", phase="0")
        make.save(draft, ana, "3", phase="unknown")
        text = self.page(ana, draft)
        assert "Moved on: 1. Stayed: 18. Moved back: 1. Cannot be compared yet: 1." in text
        assert "Confirm 18 answers from the last round" in text


def without_token(response: Any) -> str:
    """Nor the seconds that the session has left."""
    return re.sub(r'name="(?:csrfmiddlewaretoken|once)" value="[\w-]+"|data-left="\d+"', "", html(response))
