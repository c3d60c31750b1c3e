"""The pages of a review, as the secretariat and the country see them."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import history, results
from assessments.actions.review import take_round
from assessments.actions.rounds import move_round
from assessments.actions.second_views import review_view
from assessments.actions.talk import open_thread, resolve_thread
from assessments.models import Assessment, ReviewMark, User
from assessments.roles import Role
from assessments.talk import Kind
from assessments.workflow import Move
from tests import factories as make
from tests.views.pages import error_links, fields, html, read

pytestmark = pytest.mark.django_db
QUERIES, HEAVIEST = 12, 60 * 1024


@pytest.fixture
def rita() -> User:
    return make.user(Role.REVIEWER, name="Rita")


@pytest.fixture
def sent(ana: User, rita: User) -> Assessment:
    return make.submitted_round(ana)


@pytest.fixture
def taken(sent: Assessment, rita: User) -> Assessment:
    take_round(assessment=sent, by=rita, was=None)
    return make.fresh(sent)


@pytest.fixture
def client(rita: User) -> Client:
    return make.signed_in(rita)


def address(route: str, assessment: Assessment, *more: str) -> str:
    return reverse(route, args=[assessment.pk, *more])


def mark(client: Client, assessment: Assessment, code: str, **posted: str) -> Any:
    revision = ReviewMark.objects.get(assessment=assessment, capability__code=code).revision
    return client.post(address("review_mark", assessment, code), {"revision": revision, **posted})


def give_back(
    client: Client, assessment: Assessment, *codes: str, reason: str = "Please show what is claimed."
) -> None:
    for code in codes:
        mark(client, assessment, code, to_change="1")
    client.post(address("review_show", assessment), {"move": "return", "reason": reason})


class TestTaking:
    def test_a_sent_round_waits(self, client: Client, sent: Assessment) -> None:
        page = html(client.get(address("review_show", sent)))
        assert "This round waits for a reviewer" in page
        assert "End the review" not in page
        assert "Nobody has taken this round" in html(client.get(address("capability_edit", sent, "1")))
        response = client.post(address("review_take", sent), fields(client.get(address("review_show", sent)), "") | {})
        assert response["Location"] == address("review_show", sent)
        page = html(client.get(address("review_show", sent)))
        assert "0 of 21 answers looked at" in page
        assert "You are on this review." in page

    def test_a_colleague_sees_who_is_on_it_and_takes_it_over(self, taken: Assessment) -> None:
        other = make.signed_in(make.user(Role.REVIEWER, name="Sam"))
        page = html(other.get(address("review_show", taken)))
        assert "Rita is on this review." in page
        assert "End the review" not in page
        form = read(other.get(address("review_show", taken)), address("review_take", taken)).fields
        other.post(address("review_take", taken), {name: found[0] for name, found in form.items()})
        assert "You are on this review." in html(other.get(address("review_show", taken)))

    def test_too_late(self, client: Client, taken: Assessment) -> None:
        other = make.signed_in(make.user(Role.REVIEWER, name="Sam"))
        page = html(other.post(address("review_take", taken), follow=True))
        assert "A colleague has taken this round meanwhile" in page
        assert "Rita is on this review." in page

    @pytest.mark.parametrize("was", ["", "x", "-1", "9" * 30, "\u0663"])
    def test_what_means_nothing(self, taken: Assessment, was: str) -> None:
        other = make.signed_in(make.user(Role.REVIEWER, name="Sam"))
        assert other.post(address("review_take", taken), {"was": was}).status_code == 302
        assert make.fresh(taken).reviewer == User.objects.get(name="Rita")

    def test_an_accepted_round_is_not_taken(self, client: Client, taken: Assessment) -> None:
        client.post(address("review_show", taken), {"move": "accept"})
        assert client.post(address("review_take", taken)).status_code == 409


class TestMarks:
    def test_from_answer_to_answer(self, client: Client, taken: Assessment) -> None:
        page = client.get(address("capability_edit", taken, "1"))
        assert "I have looked at this answer" in html(page)
        response = mark(client, taken, "1", done="1", next="1")
        assert response["Location"] == address("capability_edit", taken, "2")
        mark(client, taken, "3", done="1")
        assert mark(client, taken, "2", done="1", next="1")["Location"] == address("capability_edit", taken, "4")
        page = client.get(address("review_show", taken))
        assert "3 of 21 answers looked at" in html(page)
        assert "Looked at by Rita" in html(page)

    def test_the_last_one_leads_back(self, client: Client, taken: Assessment) -> None:
        ReviewMark.objects.exclude(capability__code="5").update(done_at="2026-01-01T00:00:00Z")
        assert mark(client, taken, "5", done="1", next="1")["Location"] == address("review_show", taken)

    def test_the_form_brings_what_is_saved(self, client: Client, taken: Assessment) -> None:
        mark(client, taken, "1", to_change="1")
        form = fields(client.get(address("capability_edit", taken, "1")), address("review_mark", taken, "1"))
        assert form["to_change"] == ["1"]
        assert form["revision"] == ["1"]
        assert "done" not in form

    def test_not_by_who_is_not_on_it(self, taken: Assessment) -> None:
        other = make.signed_in(make.user(Role.REVIEWER))
        page = html(other.get(address("capability_edit", taken, "1")))
        assert "Rita is on this review." in page
        assert "I have looked at this answer" not in page
        response = other.post(address("review_mark", taken, "1"), {"revision": "0", "done": "1"}, follow=True)
        assert "Not saved: a colleague is on this review." in html(response)

    @pytest.mark.parametrize("revision", ["", "x", "-1", "7", "9" * 30])
    def test_a_forged_revision(self, client: Client, taken: Assessment, revision: str) -> None:
        response = client.post(address("review_mark", taken, "1"), {"revision": revision, "done": "1"})
        assert response.status_code == 400

    def test_an_answer_that_is_not_asked(self, client: Client, taken: Assessment) -> None:
        assert client.post(address("review_mark", taken, "99"), {"revision": "0"}).status_code == 404

    def test_the_country_sees_nothing_of_it(self, client: Client, ana: User, taken: Assessment) -> None:
        mark(client, taken, "1", to_change="1", done="1")
        own = make.signed_in(ana)
        for page in (address("capability_edit", taken, "1"), address("workspace", taken), "/countries/XSA/history/"):
            text = html(own.get(page))
            assert "Looked at by" not in text
            assert "Mark of the review" not in text
            assert "look at this answer again" not in text
        assert "Mark of the review" not in html(client.get("/countries/XSA/history/"))
        asked = f"/countries/XSA/history/?round={taken.pk}&kind=review"
        assert "Mark of the review" in html(client.get(asked))
        assert "Mark of the review" not in html(own.get(asked))


class TestEnd:
    def test_without_a_reason(self, client: Client, taken: Assessment) -> None:
        response = client.post(address("review_show", taken), {"move": "return", "reason": "  "})
        assert response.status_code == 422
        assert error_links(response) == ["id_reason"]
        assert read(response).title.startswith("Error:")

    def test_marked_answers_are_not_accepted(self, client: Client, taken: Assessment) -> None:
        mark(client, taken, "4", to_change="1")
        page = html(client.get(address("review_show", taken)))
        assert "1 answer goes back with the round" in page
        assert "Accept the round" not in page
        response = client.post(address("review_show", taken), {"move": "accept", "reason": "Typed before."})
        assert response.status_code == 422
        assert error_links(response) == ["answers"]
        assert "Typed before." in html(response)

    def test_what_the_country_was_not_asked_is_not_accepted(
        self, client: Client, taken: Assessment, rita: User, ana: User
    ) -> None:
        """As the finding had it: one view that nobody saw and one open question, and "accept" pressed."""
        node = make.node(taken, "8")
        view = {"phase": "3", "reason": "Four regions have it."}
        review_view(assessment=taken, capability=node, by=rita, based_on=0, values=view)
        asked = open_thread(
            assessment=taken, capability=make.node(taken, "14"), kind=Kind.QUESTION, text="Which regions?", by=rita
        )
        page = client.get(address("review_show", taken))
        assert "It cannot be accepted yet" in html(page) and "Accept the round" not in html(page)
        assert reverse("second_view_review", args=[taken.pk, "8"]) in read(page).links
        assert reverse("thread_list", args=[taken.pk, "14"]) in read(page).links
        for still_open in ("both", "the question", "the view"):
            refused = client.post(address("review_show", taken), {"move": "accept", "reason": "Typed before."})
            assert refused.status_code == 422, still_open
            assert error_links(refused) == ["unsettled"]
            assert "Typed before." in html(refused)
            assert make.fresh(taken).state == "in_review"
            if still_open == "both":
                review_view(assessment=taken, capability=node, by=rita, based_on=1, values={"phase": ""})
            elif still_open == "the question":
                resolve_thread(thread=asked, by=rita)
                review_view(assessment=taken, capability=node, by=rita, based_on=2, values={"phase": "2"})
        returned = {"move": "return", "reason": "Please look at 8."}
        assert client.post(address("review_show", taken), returned).status_code == 302
        move_round(assessment=taken, move=Move.SUBMIT, by=ana)
        take_round(assessment=make.fresh(taken), by=rita, was=None)
        page = html(client.get(address("review_show", taken)))  # the country saw it; whether it answers is its own
        assert "It cannot be accepted yet" not in page
        assert client.post(address("review_show", taken), {"move": "accept"}).status_code == 302
        assert make.fresh(taken).state == "accepted"

    def test_what_a_colleague_typed_is_not_lost(self, client: Client, taken: Assessment) -> None:
        other = make.user(Role.REVIEWER, name="Sam")
        take_round(assessment=taken, by=other, was=taken.reviewer_id)
        response = client.post(address("review_show", taken), {"move": "return", "reason": "A long text."})
        assert response.status_code == 409
        assert "A long text." in html(response)
        assert "Sam is on this review." in html(response)

    def test_a_round_that_was_accepted_meanwhile(self, client: Client, taken: Assessment, rita: User) -> None:
        move_round(assessment=taken, move=Move.ACCEPT, by=rita)
        assert client.post(address("review_show", taken), {"move": "accept"}).status_code == 409

    def test_neither_returned_nor_accepted(self, client: Client, taken: Assessment) -> None:
        assert client.post(address("review_show", taken), {"move": "submit"}).status_code == 400

    def test_another_round_is_open(self, client: Client, taken: Assessment, ana: User) -> None:
        make.opened_round(ana, year=2027)
        response = client.post(address("review_show", taken), {"move": "return", "reason": "because"})
        assert response.status_code == 422
        assert "The country has opened another round" in html(response)

    def test_accepted(self, client: Client, taken: Assessment) -> None:
        response = client.post(address("review_show", taken), {"move": "accept", "reason": ""}, follow=True)
        assert "This round is accepted" in html(response)
        assert "Reopen the round" not in html(response)
        assert "I have looked" not in html(client.get(address("capability_edit", taken, "1")))


class TestReturned:
    def test_the_country_sees_why_and_which(self, client: Client, ana: User, taken: Assessment) -> None:
        give_back(client, taken, "3", "12")
        own = make.signed_in(ana)
        page = html(own.get(address("workspace", taken)))
        assert "The secretariat returned this round" in page
        assert "Please show what is claimed." in page
        assert "2 answers to look at again" in page
        assert "asks you to look at this answer again" in html(own.get(address("capability_edit", taken, "3")))
        assert "look at this answer again" not in html(own.get(address("capability_edit", taken, "4")))
        listed = html(own.get(address("capability_list", taken)))
        assert listed.count("</svg> Returned</span>") == 2
        only = read(own.get(address("capability_list", taken) + "?returned=1"))
        shown = [link for link in only.links if "/capabilities/" in link and link.count("/") == 5]
        assert shown == [address("capability_edit", taken, "3"), address("capability_edit", taken, "12")]

    def test_what_was_saved_since_is_told(self, client: Client, ana: User, taken: Assessment) -> None:
        give_back(client, taken, "3", "12")
        make.save(make.fresh(taken), ana, "3", justification="The decree is published, see the evidence.")
        page = html(make.signed_in(ana).get(address("workspace", taken)))
        assert page.count("Saved since") == 1

    def test_it_stays_on_the_way_to_the_approver_and_ends_with_sending(
        self, client: Client, ana: User, taken: Assessment
    ) -> None:
        give_back(client, taken, "3")
        approver = make.user(Role.APPROVER, make.country())
        move_round(assessment=taken, move=Move.SEND_FOR_APPROVAL, by=ana)
        assert "asks you to look" in html(make.signed_in(approver).get(address("capability_edit", taken, "3")))
        move_round(assessment=taken, move=Move.SEND_BACK, by=approver, reason="Not yet.")
        assert "The secretariat returned this round" in html(make.signed_in(ana).get(address("workspace", taken)))
        move_round(assessment=taken, move=Move.SEND_FOR_APPROVAL, by=ana)
        move_round(assessment=taken, move=Move.SUBMIT, by=approver)
        assert "returned this round" not in html(make.signed_in(ana).get(address("workspace", taken)))
        assert "Returned on" not in html(make.signed_in(ana).get(address("capability_edit", taken, "3")))

    def test_what_was_typed_is_text(self, client: Client, ana: User, taken: Assessment) -> None:
        give_back(client, taken, reason="<b>bold</b> & more")
        page = html(make.signed_in(ana).get(address("workspace", taken)))
        assert "&lt;b&gt;bold&lt;/b&gt; &amp; more" in page

    def test_reopened(self, ana: User, sent: Assessment) -> None:
        admin = make.signed_in(make.user(Role.ADMINISTRATOR, name="Ada"))
        page = admin.get(address("round_reopen", sent))
        assert page.status_code == 200
        assert admin.post(address("round_reopen", sent), {"reason": " "}).status_code == 422
        response = admin.post(address("round_reopen", sent), {"reason": "The census came."}, follow=True)
        assert "The round is open again." in html(response)
        page = html(make.signed_in(ana).get(address("workspace", sent)))
        assert "The secretariat reopened this round" in page
        assert "The census came." in page
        why = history.why_open(make.fresh(sent))
        assert why is not None
        assert why.move is Move.REOPEN


class TestChanges:
    @pytest.fixture
    def again(self, client: Client, ana: User, taken: Assessment, rita: User) -> Assessment:
        give_back(client, taken, "3", "4")
        make.save(make.fresh(taken), ana, "3", phase="2", justification="The decree of May names the service now.")
        move_round(assessment=taken, move=Move.SUBMIT, by=ana)
        return make.fresh(taken)

    def test_what_changed_and_what_did_not(self, client: Client, again: Assessment) -> None:
        assert "The country sent this round before." in html(client.get(address("review_show", again)))
        page = html(client.get(address("review_changes", again)))
        assert "1 answer changed" in page
        assert "<mark>" in page
        same = page[page.index("Returned, and still as it was") :]
        assert same.index(address("capability_edit", again, "4")) < same.index(address("capability_edit", again, "3"))

    def test_sent_once(self, client: Client, sent: Assessment) -> None:
        page = client.get(address("review_changes", sent))
        assert "This round was sent once" in html(page)
        assert "The country sent this round before" not in html(client.get(address("review_show", sent)))

    def test_by_pages_and_light(self, client: Client, ana: User, taken: Assessment) -> None:
        give_back(client, taken)
        for node in results.of(make.fresh(taken), "en").capabilities:
            make.save(make.fresh(taken), ana, node.code, justification="Another text. " * 120, law="no", phase="3")
        move_round(assessment=taken, move=Move.SUBMIT, by=ana)
        seen = 0
        for number in range(1, 5):
            with CaptureQueriesContext(connection) as queries:
                page = client.get(address("review_changes", taken) + f"?page={number}")
            assert len(queries) <= QUERIES
            assert len(page.content) < HEAVIEST
            seen += html(page).count('<section class="panel" aria-labelledby="c')
        assert seen == 21


@pytest.mark.parametrize("marked", [0, 21])
def test_the_pages_cost_the_same_for_many(client: Client, taken: Assessment, ana: User, marked: int) -> None:
    if marked:
        ReviewMark.objects.filter(assessment=taken).update(done_at="2026-01-01T00:00:00Z", to_change=True, revision=1)
        ReviewMark.objects.filter(assessment=taken).update(done_by=taken.reviewer, returned_at="2026-01-01T00:00:00Z")
    results.forget()
    for page in (address("review_show", taken), address("capability_edit", taken, "1")):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(page)
        assert len(queries) <= QUERIES
        assert len(response.content) < HEAVIEST
    move_round(assessment=taken, move=Move.RETURN, by=User.objects.get(name="Rita"), reason="because " * 200)
    own = make.signed_in(ana)
    for page in (
        address("workspace", taken),
        address("capability_list", taken),
        address("capability_edit", taken, "1"),
    ):
        results.forget()
        with CaptureQueriesContext(connection) as queries:
            response = own.get(page)
        assert len(queries) <= QUERIES
        assert len(response.content) < HEAVIEST
