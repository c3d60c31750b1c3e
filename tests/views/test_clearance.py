"""From the coordinator to the approver to the secretariat: sent for approval, given back, signed."""

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from assessments import results
from assessments.actions import clearance
from assessments.actions.rounds import Signed, move_round
from assessments.models import Assessment, AuditEvent, Notice, Signature, Snapshot, User
from assessments.roles import Role
from assessments.workflow import Move
from tests import factories as make
from tests.views.pages import error_links, fields, html, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(ana: User) -> Assessment:
    return make.answered_round(ana)


@pytest.fixture
def dina(ana: User) -> User:
    person = make.user(Role.APPROVER, name="Dina")
    User.objects.filter(pk=person.pk).update(organisation="Prime Minister’s Office")
    return User.objects.get(pk=person.pk)


@pytest.fixture
def waiting(draft: Assessment, ana: User, dina: User) -> Assessment:
    return make.fresh(clearance.send_for_approval(assessment=draft, by=ana))


def send(assessment: Assessment) -> str:
    return reverse("round_send", args=[assessment.pk])


def told(person: User) -> list[str]:
    return [notice.kind for notice in Notice.objects.filter(user=person).order_by("pk")]


class TestAsking:
    def test_the_coordinator_is_offered_approval_and_nothing_else(
        self, ana: User, dina: User, draft: Assessment
    ) -> None:
        client = make.signed_in(ana)
        workspace = client.get(reverse("workspace", args=[draft.pk]))
        assert "Check and send for approval" in html(workspace)
        page = client.get(send(draft))
        assert read(page).title.startswith("Check the round and send it for approval")
        assert "Dina" in html(page)
        assert "Sign, send" not in html(page)
        response = client.post(reverse("round_for_approval", args=[draft.pk]))
        assert response["Location"] == reverse("workspace", args=[draft.pk])
        assert make.fresh(draft).state == "for_approval"
        assert (told(dina), told(ana)) == (["for_approval"], [])
        assert "The round waits for approval." in html(client.get(reverse("workspace", args=[draft.pk])))
        assert read(client.get(send(draft))).title.startswith("The round waits for approval")

    def test_the_coordinator_does_not_sign_past_the_approver(self, ana: User, dina: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        response = client.post(send(draft), make.signature(draft))
        assert response.status_code == 409
        assert "Your country has an approver, who signs its rounds." in html(response)
        assert read(response).title.startswith("Error:")
        client.post(reverse("round_for_approval", args=[draft.pk]))
        assert client.post(send(draft), make.signature(draft)).status_code == 409
        assert make.fresh(draft).state == "for_approval"
        assert not Signature.objects.exists()

    def test_nor_with_an_empty_form(self, ana: User, dina: User, draft: Assessment) -> None:
        for person, words in ((ana, "Send it for approval."), (dina, "It is not waiting for approval now.")):
            response = make.signed_in(person).post(send(draft), {})
            assert response.status_code == 409
            assert words in html(response)

    def test_an_incomplete_round_is_not_sent_for_approval(self, ana: User, dina: User) -> None:
        draft = make.opened_round(ana)
        client = make.signed_in(ana)
        assert "Send for approval and lock" not in html(client.get(send(draft)))
        assert client.post(reverse("round_for_approval", args=[draft.pk])).status_code == 422
        assert make.fresh(draft).state == "draft"

    def test_without_an_approver_nothing_is_sent_for_approval(self, ana: User, draft: Assessment) -> None:
        response = make.signed_in(ana).post(reverse("round_for_approval", args=[draft.pk]))
        assert response.status_code == 409
        assert "Your country has no approver any more." in html(response)
        assert make.fresh(draft).state == "draft"

    def test_asked_twice(self, ana: User, waiting: Assessment) -> None:
        response = make.signed_in(ana).post(reverse("round_for_approval", args=[waiting.pk]))
        assert response.status_code == 409
        assert "A colleague has moved the round meanwhile." in html(response)

    def test_before_it_is_asked_the_approver_reads(self, dina: User, draft: Assessment) -> None:
        client = make.signed_in(dina)
        page = client.get(send(draft))
        assert read(page).title.startswith("Not sent for approval yet")
        assert "Sign, send" not in html(page)
        response = client.post(send(draft), make.signature(draft))
        assert response.status_code == 409
        assert make.fresh(draft).state == "draft"


class TestSigning:
    def test_the_approver_signs(self, ana: User, dina: User, waiting: Assessment) -> None:
        reviewer = make.user(Role.REVIEWER)
        client = make.signed_in(dina)
        workspace = html(client.get(reverse("workspace", args=[waiting.pk])))
        assert "This round waits for your signature." in workspace
        page = client.get(send(waiting))
        typed = {name: values[-1] for name, values in fields(page, "sign").items()}
        assert typed["name"] == "Dina"
        response = client.post(send(waiting), typed | {"function": "Deputy Minister", "confirmed": "1"})
        assert response["Location"] == reverse("report_show", args=[waiting.pk])
        row = Signature.objects.get()
        assert (row.name, row.function, row.organisation) == ("Dina", "Deputy Minister", "Prime Minister’s Office")
        assert (row.signed_by, row.without_approver) == (dina, False)
        sent = make.fresh(waiting)
        assert (sent.state, sent.sent_by) == ("submitted", dina)
        for language in ("en", "es"):
            signature = results.of(sent, language).signature
            assert signature is not None
            assert (signature.name, signature.function, signature.at) == ("Dina", "Deputy Minister", sent.state_at)
        event = AuditEvent.objects.get(action="round.submit")
        assert event.changes["signed_name"] == [None, "Dina"]
        assert (told(ana), told(reviewer), told(dina)) == (["submitted"], ["submitted"], ["for_approval"])
        history = html(client.get("/countries/XSA/history/?kind=rounds"))
        assert "Function of who signed" in history and "Deputy Minister" in history

    @pytest.mark.parametrize(
        ("changed", "anchors"),
        [
            ({"name": " "}, ["id_name"]),
            ({"function": ""}, ["id_function"]),
            ({"confirmed": ""}, ["id_confirmed"]),
            ({"name": "x" * 151, "function": "x" * 201}, ["id_name", "id_function"]),
            ({"name": "null \x00"}, ["id_name"]),
        ],
    )
    def test_faults_are_named(
        self, dina: User, waiting: Assessment, changed: dict[str, str], anchors: list[str]
    ) -> None:
        response = make.signed_in(dina).post(send(waiting), make.signature(waiting, **changed))
        assert response.status_code == 422
        assert error_links(response) == anchors
        assert set(anchors) <= set(read(response).ids)
        assert make.fresh(waiting).state == "for_approval"

    def test_two_sign_at_once(self, dina: User, waiting: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
        """The second is told that it has been sent, and by whom; there is one signature."""
        other = make.user(Role.APPROVER, name="Omar")
        typed = make.signature(waiting)
        assert make.signed_in(other).post(send(waiting), typed | {"name": "Omar"}).status_code == 302
        late = make.signed_in(dina).post(send(waiting), typed)
        assert late.status_code == 409
        assert "It has already been sent, by Omar." in html(late)
        # Also in the moment between the door and the row.
        from assessments.views import clearance as view

        monkeypatch.setattr(view.access, "get_or_404", lambda *args, **lookup: waiting)
        late = make.signed_in(dina).post(send(waiting), typed)
        assert late.status_code == 409
        assert "It has already been sent, by Omar." in html(late)
        assert Signature.objects.count() == 1
        assert Snapshot.objects.filter(assessment=waiting).count() == len(settings.LANGUAGES)

    @pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 40])
    def test_what_was_not_read_is_not_signed(self, dina: User, waiting: Assessment, version: str) -> None:
        response = make.signed_in(dina).post(send(waiting), make.signature(waiting, version=version))
        assert response.status_code == 409
        assert "The round was changed while you had this page open." in html(response)
        typed = fields(response, "sign")
        assert typed["name"] == ["Dina Okello"]
        assert typed["version"] == [str(make.fresh(waiting).version)]
        assert make.fresh(waiting).state == "for_approval"

    def test_changed_between_reading_and_signing(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        typed = make.signature(draft)
        make.save(draft, ana, "3", justification="Another text")
        assert client.post(send(draft), typed).status_code == 409
        assert client.post(send(draft), make.signature(draft)).status_code == 302

    def test_without_an_approver_the_coordinator_signs_visibly(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        assert "Your country has no approver. You sign as its coordinator" in html(client.get(send(draft)))
        assert client.post(send(draft), make.signature(draft)).status_code == 302
        signature = results.of(make.fresh(draft), "en").signature
        assert signature is not None and signature.without_approver

    @pytest.mark.parametrize("gone", ["membership", "account"])
    def test_an_approver_who_left_is_none(self, ana: User, dina: User, waiting: Assessment, gone: str) -> None:
        if gone == "membership":
            dina.memberships.update(ended_at="2026-01-01T00:00:00Z")
        else:
            User.objects.filter(pk=dina.pk).update(is_active=False)
        assert make.signed_in(ana).post(send(waiting), make.signature(waiting)).status_code == 302
        assert Signature.objects.get().without_approver

    def test_an_approver_of_another_country_does_not_count(self, ana: User, draft: Assessment) -> None:
        make.user(Role.APPROVER, make.country("XSB"))
        assert make.signed_in(ana).post(send(draft), make.signature(draft)).status_code == 302

    def test_each_submission_has_its_signature(self, ana: User, dina: User, waiting: Assessment) -> None:
        sign = {"assessment": waiting, "by": dina}
        first = clearance.sign_and_send(signed=Signed("Dina", "Deputy"), based_on=waiting.version, **sign)
        move_round(assessment=first, move=Move.REOPEN, by=make.user(Role.ADMINISTRATOR), reason="An error")
        assert results.of(make.fresh(first), "en").signature is None
        again = clearance.send_for_approval(assessment=first, by=ana)
        clearance.sign_and_send(signed=Signed("Dina O.", "Minister"), based_on=again.version, **sign)
        assert [row.name for row in Signature.objects.all()] == ["Dina O.", "Dina"]
        frozen = results.of(make.fresh(first), "en").signature
        assert frozen is not None and frozen.name == "Dina O."
        # Frozen: a row that is changed behind its back changes nothing.
        before = results.content_hash(results.of(make.fresh(first), "en"))
        Signature.objects.update(name="Somebody else")
        results.forget()
        assert results.content_hash(results.of(make.fresh(first), "en")) == before

    def test_words_of_other_scripts_stay_text(self, dina: User, waiting: Assessment) -> None:
        evil = "<b>محمد</b>"
        client = make.signed_in(dina)
        client.post(send(waiting), make.signature(waiting, name=evil, function="=1+1"))
        page = html(client.get("/countries/XSA/history/"))
        assert "&lt;b&gt;محمد" in page and "<b>محمد" not in page
        table = b"".join(client.get("/countries/XSA/history/csv/").streaming_content).decode("utf-8-sig")
        assert "'=1+1" in table


class TestGivingBack:
    def give(self, person: User, assessment: Assessment, reason: str = "Look at <14> again.") -> Any:
        return make.signed_in(person).post(reverse("round_give_back", args=[assessment.pk]), {"reason": reason})

    def test_with_a_reason_that_the_coordinator_reads(self, ana: User, dina: User, waiting: Assessment) -> None:
        assert self.give(dina, waiting).status_code == 302
        row = make.fresh(waiting)
        assert row.is_editable
        assert told(ana) == ["sent_back"]
        client = make.signed_in(ana)
        workspace = reverse("workspace", args=[row.pk])
        page = html(client.get(workspace))
        assert "Dina gave the round back on" in page
        assert "Look at &lt;14&gt; again." in page
        client.post(reverse("round_for_approval", args=[row.pk]))
        assert "gave the round back" not in html(client.get(workspace))
        assert "Look at &lt;14&gt; again." in html(client.get("/countries/XSA/history/"))

    @pytest.mark.parametrize("reason", ["", "  \n ", "x" * 10_001])
    def test_without_a_reason_it_is_not(self, dina: User, waiting: Assessment, reason: str) -> None:
        response = self.give(dina, waiting, reason)
        assert response.status_code == 422
        assert error_links(response) == ["id_reason"]
        assert make.fresh(waiting).state == "for_approval"

    def test_a_colleague_was_faster(self, dina: User, waiting: Assessment) -> None:
        other = make.user(Role.APPROVER, name="Omar")
        self.give(other, waiting)
        response = self.give(dina, waiting, "My words")
        assert response.status_code == 409
        assert "A colleague has moved the round meanwhile." in html(response)

    def test_sent_meanwhile_the_words_are_shown(self, dina: User, waiting: Assessment) -> None:
        make.signed_in(dina).post(send(waiting), make.signature(waiting))
        response = self.give(dina, waiting, "My words")
        assert response.status_code == 409
        assert "It has already been sent" in html(response) and "My words" in html(response)


class TestTakingBack:
    """The coordinator saw a mistake, and nobody has signed yet."""

    def take(self, person: User, assessment: Assessment, why: str = "The figures of <14> are old.") -> Any:
        return make.signed_in(person).post(reverse("round_take_back", args=[assessment.pk]), {"why": why})

    def test_with_a_reason_that_the_approver_is_told_of(self, ana: User, dina: User, waiting: Assessment) -> None:
        client = make.signed_in(ana)
        workspace = client.get(reverse("workspace", args=[waiting.pk]))
        assert send(waiting) + "#take-back" in read(workspace).links
        page = client.get(send(waiting))
        assert "Take the round back" in html(page) and 'name="why"' in html(page)
        assert self.take(ana, waiting).status_code == 302
        row = make.fresh(waiting)
        assert (row.state, row.last_move) == ("draft", "withdraw")
        assert make.save(row, ana, "14", justification="Newer figures.").revision > 1
        assert told(dina) == ["for_approval", "withdrawn"]
        assert told(ana) == []
        page = html(make.signed_in(dina).get(reverse("workspace", args=[row.pk])))
        assert "Ana took the round back on" in page and "The figures of &lt;14&gt; are old." in page
        notices = html(make.signed_in(dina).get(reverse("notice_list")))
        assert "It does not wait for a signature any more." in notices
        event = AuditEvent.objects.get(action="round.withdraw")
        assert event.changes == {"state": ["for_approval", "draft"], "reason": ["", "The figures of <14> are old."]}
        history = html(client.get("/countries/XSA/history/"))
        assert "Taken back before it was signed" in history and "The figures of &lt;14&gt; are old." in history
        client.post(reverse("round_for_approval", args=[row.pk]))
        assert "took the round back" not in html(client.get(reverse("workspace", args=[row.pk])))
        assert told(dina) == ["for_approval", "withdrawn", "for_approval"]

    def test_the_secretariat_hears_nothing_of_it(self, ana: User, waiting: Assessment) -> None:
        self.take(ana, waiting)
        move_round(assessment=clearance.send_for_approval(assessment=waiting, by=ana), move=Move.SUBMIT, by=_approver())
        reviewer = make.signed_in(make.user(Role.REVIEWER))
        assert "Taken back" not in html(reviewer.get("/countries/XSA/history/"))

    @pytest.mark.parametrize("why", ["", "  \n ", "x" * 10_001])
    def test_without_a_reason_it_is_not(self, ana: User, waiting: Assessment, why: str) -> None:
        response = self.take(ana, waiting, why)
        assert response.status_code == 422
        assert error_links(response) == ["id_why"]
        assert make.fresh(waiting).state == "for_approval"

    def test_who_may_not(self, dina: User, waiting: Assessment) -> None:
        for person in (dina, make.user(Role.CONTRIBUTOR), make.user(Role.VIEWER)):
            assert self.take(person, waiting).status_code == 403
        assert self.take(make.coordinator(make.country("XSB")), waiting).status_code == 404
        assert "Take the round back" not in html(make.signed_in(dina).get(send(waiting)))
        assert make.fresh(waiting).state == "for_approval"

    def test_the_approver_was_faster(self, ana: User, dina: User, waiting: Assessment) -> None:
        make.signed_in(dina).post(send(waiting), make.signature(waiting))
        response = self.take(ana, waiting, "My words")
        assert response.status_code == 409
        assert "My words" in html(response)
        assert make.fresh(waiting).state == "submitted"

    def test_given_back_meanwhile(self, ana: User, dina: User, waiting: Assessment) -> None:
        clearance.give_back(assessment=waiting, by=dina, reason="Look at 14.")
        response = self.take(ana, waiting, "My words")
        assert response.status_code == 409
        assert "It is not waiting for approval now." in html(response)

    def test_the_approver_left_while_it_waited(self, ana: User, dina: User, waiting: Assessment) -> None:
        """Then the coordinator may sign, or take it back."""
        User.objects.filter(pk=dina.pk).update(is_active=False)
        page = html(make.signed_in(ana).get(send(waiting)))
        assert "Sign, send" in page and "Take the round back" in page
        assert self.take(ana, waiting).status_code == 302


def _approver() -> User:
    return User.objects.get(memberships__role=Role.APPROVER)


def test_pages_ask_little_of_the_database(
    ana: User, dina: User, waiting: Assessment, django_assert_max_num_queries: Any
) -> None:
    for _number in range(12):
        make.user(Role.APPROVER)
    for person in (ana, dina):
        client = make.signed_in(person)
        for route in ("workspace", "round_send", "check_show"):
            results.forget()
            with django_assert_max_num_queries(22):
                client.get(reverse(route, args=[waiting.pk]))
            with django_assert_max_num_queries(9):
                client.get(reverse(route, args=[waiting.pk]))
