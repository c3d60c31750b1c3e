"""Threads about answers: begun, answered, resolved, read and counted, by the country and by the secretariat."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import conversations, results
from assessments.actions import talk
from assessments.actions.rounds import move_round
from assessments.models import Assessment, AuditEvent, Comment, Notice, Thread, ThreadSeen, User
from assessments.roles import Role
from assessments.talk import Kind
from assessments.workflow import Move
from tests import factories as make
from tests.views.pages import error_links, fields, html, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea(ana: User) -> User:
    person = make.user(Role.CONTRIBUTOR, name="Lea")
    User.objects.filter(pk=person.pk).update(organisation="Ministry of Justice")
    return User.objects.get(pk=person.pk)


@pytest.fixture
def reva() -> User:
    return make.user(Role.REVIEWER, name="Reva")


@pytest.fixture
def reviewed(ana: User, reva: User) -> Assessment:
    return make.fresh(move_round(assessment=make.submitted_round(ana), move=Move.TAKE, by=reva))


def say(assessment: Assessment, by: User, text: str = "Words", kind: Kind = Kind.INSIDE, code: str = "14") -> Thread:
    return talk.open_thread(assessment=assessment, capability=make.node(assessment, code), kind=kind, text=text, by=by)


def about(assessment: Assessment, code: str = "14") -> str:
    return reverse("thread_list", args=[assessment.pk, code])


def show(thread: Thread) -> str:
    return reverse("thread_show", args=[thread.assessment_id, thread.capability.code, thread.pk])


def act(person: User, verb: str, thread: Thread, *more: int) -> Any:
    address = reverse(verb, args=[thread.assessment_id, thread.capability.code, thread.pk, *more])
    return make.signed_in(person).post(address)


def told(person: User) -> list[str]:
    return [notice.kind for notice in Notice.objects.filter(user=person).exclude(kind="submitted").order_by("pk")]


def words_of(response: Any) -> str:
    return " ".join("".join(read(response).text).split())


class TestInside:
    def test_from_the_page_of_the_answer(self, ana: User, lea: User, draft: Assessment) -> None:
        client, answer = make.signed_in(lea), reverse("capability_edit", args=[draft.pk, "14"])
        page = client.get(answer)
        assert "Nothing is open." in html(page)
        typed = fields(page, "inside-form") | {"inside-text": "Who has the figures?"}
        response = client.post(about(draft), typed)
        thread = Thread.objects.get()
        assert response["Location"] == show(thread) + "#latest"
        assert (thread.kind, thread.by_secretariat, thread.opened_by) == ("inside", False, lea)
        assert Comment.objects.get().organisation == "Ministry of Justice"
        for address in (answer, about(draft), show(thread), reverse("comment_list", args=[draft.pk])):
            text = words_of(make.signed_in(ana).get(address))
            assert "Who has the figures?" in text
            assert "Lea, Ministry of Justice" in text
        assert AuditEvent.objects.filter(action="thread.opened", object_code="14", country="XSA").count() == 1

    def test_an_answer_in_it(self, ana: User, lea: User, draft: Assessment) -> None:
        thread = say(draft, lea)
        client = make.signed_in(ana)
        typed = fields(client.get(show(thread)), "inside-form") | {"inside-text": "I have them.\r\nSee the annex."}
        assert client.post(show(thread), typed).status_code == 302
        assert Comment.objects.latest("pk").text == "I have them.\nSee the annex."
        assert told(lea) == ["comment"]
        assert told(ana) == ["comment"]  # of what Lea began

    def test_pressed_twice_it_is_said_once(self, ana: User, lea: User, draft: Assessment) -> None:
        client = make.signed_in(lea)
        typed = fields(client.get(about(draft)), "inside-form") | {"inside-text": "Who has the figures?"}
        first, second = client.post(about(draft), typed), client.post(about(draft), typed)
        thread = Thread.objects.get()
        assert first["Location"] == second["Location"] == show(thread) + "#latest"
        for _press in range(2):
            client.post(show(thread), typed | {"inside-text": "I ask again."})
        assert [said.text for said in thread.comments.all()] == ["Who has the figures?", "I ask again."]
        assert told(ana) == ["comment"] * 2
        assert AuditEvent.objects.filter(action__in=("thread.opened", "comment.added")).count() == 2

    def test_what_is_not_the_same_is_said(self, ana: User, lea: User, reva: User, reviewed: Assessment) -> None:
        """Other words, another answer, another circle of readers, another person, taken away or resolved before, or
        said a while ago."""
        threads = [
            say(reviewed, ana, "And now?"),
            say(reviewed, ana, "And now!"),
            say(reviewed, ana, "And now?", code="2"),
            say(reviewed, ana, "And now?", Kind.QUESTION),
            say(reviewed, lea, "And now?"),
        ]
        talk.remove_comment(comment=threads[0].comments.get(), by=ana)
        threads.append(say(reviewed, ana, "And now?"))
        talk.resolve_thread(thread=threads[-1], by=ana)
        threads.append(say(reviewed, ana, "And now?"))
        Thread.objects.update(opened_at=timezone.now() - talk.PRESSED_TWICE)
        Comment.objects.update(at=timezone.now() - talk.PRESSED_TWICE)
        threads.append(say(reviewed, ana, "And now?"))
        assert len({thread.pk for thread in threads}) == 8
        talk.add_comment(thread=threads[-1], text="Yes.", by=lea)
        talk.add_comment(thread=threads[-1], text="Yes.", by=ana)
        talk.add_comment(thread=threads[-1], text="Yes.", by=lea)
        assert threads[-1].comments.count() == 4

    @pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001, "null \x00"])
    def test_what_is_not_taken(self, ana: User, draft: Assessment, text: str) -> None:
        thread = say(draft, ana)
        for address in (about(draft), show(thread)):
            response = make.signed_in(ana).post(address, {"kind": "inside", "inside-text": text})
            assert response.status_code == 422
            assert error_links(response) == ["id_inside-text"]
            assert "id_inside-text" in read(response).ids
            assert read(response).title.startswith("Error:")
        assert Comment.objects.count() == 1

    def test_at_most_what_a_page_bears_is_taken(self, ana: User, draft: Assessment) -> None:
        words = {"kind": "inside", "inside-text": "x" * 2000}
        assert make.signed_in(ana).post(about(draft), words).status_code == 302

    def test_markup_formulas_and_other_scripts_stay_text(self, ana: User, draft: Assessment) -> None:
        evil = '<script>alert(1)</script> {{ 1 }} =HYPERLINK("x") \u202e مرحبا'
        thread = say(draft, ana, evil)
        for address in (
            reverse("capability_edit", args=[draft.pk, "14"]),
            about(draft),
            show(thread),
            reverse("comment_list", args=[draft.pk]),
        ):
            page = html(make.signed_in(ana).get(address))
            assert "<script>alert" not in page
            assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 1 }}" in page
            assert '<p class="words" dir="auto">&lt;script' in page

    def test_a_viewer_reads_and_does_not_write(self, ana: User, draft: Assessment) -> None:
        thread, viewer = say(draft, ana), make.user(Role.VIEWER)
        client = make.signed_in(viewer)
        for address in (about(draft), show(thread), reverse("capability_edit", args=[draft.pk, "14"])):
            page = html(client.get(address))
            assert "Words" in page
            assert "<textarea" not in page and "Take it away" not in page and "Mark as resolved" not in page

    def test_in_every_state_of_the_round(self, ana: User, lea: User) -> None:
        draft = make.answered_round(ana)
        for state in ("draft", "for_approval", "submitted", "in_review", "returned", "accepted"):
            Assessment.objects.filter(pk=draft.pk).update(state=state)
            words = {"kind": "inside", "inside-text": f"In {state}"}
            assert make.signed_in(lea).post(about(draft), words).status_code == 302
        assert Thread.objects.count() == 6

    def test_typed_when_the_session_ended(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        typed = fields(client.get(about(draft)), "inside-form") | {"inside-text": "Long thoughts"}
        client.logout()
        assert client.post(about(draft), typed)["Location"].startswith("/accounts/login/")
        kept = client.session["kept_form"]
        client.force_login(ana)
        session = client.session
        session["kept_form"] = kept
        session.save()
        page = client.get(about(draft))
        assert fields(page, "inside-form")["inside-text"] == ["Long thoughts"]
        assert "Your session had ended." in html(page)
        assert not Thread.objects.exists()


class TestQuestions:
    def test_asked_answered_and_resolved(self, ana: User, reva: User, reviewed: Assessment) -> None:
        client = make.signed_in(reva)
        response = client.get(about(reviewed))
        typed = fields(response, "question-form") | {"question-text": "Which regions are meant?"}
        client.post(about(reviewed), typed)
        thread = Thread.objects.get()
        assert (thread.kind, thread.by_secretariat) == ("question", True)
        assert told(ana) == ["question"]
        assert conversations.open_questions(reviewed) == {"14": 1}
        page = html(make.signed_in(ana).get(show(thread)))
        assert "Secretariat" in page and "Whoever asked marks it as resolved." in page
        make.signed_in(ana).post(show(thread), {"question-text": "All but the north."})
        assert told(reva) == ["answer"]
        assert act(ana, "thread_resolve", thread).status_code == 409
        assert act(reva, "thread_resolve", thread).status_code == 302
        assert conversations.open_questions(reviewed) == {}
        assert act(reva, "thread_resolve", thread).status_code == 409
        assert act(ana, "thread_reopen", thread).status_code == 409
        assert act(make.user(Role.REVIEWER), "thread_reopen", thread).status_code == 302
        actions = AuditEvent.objects.filter(object_type="thread").order_by("pk").values_list("action", flat=True)
        assert list(actions) == ["thread.opened", "comment.added", "thread.resolved", "thread.reopened"]
        history = words_of(make.signed_in(ana).get("/countries/XSA/history/?kind=talk&capability=14"))
        for said in ("Comment or question begun", "Comment or answer added", "Marked as resolved", "Opened again"):
            assert said in history
        assert "All but the north." not in history

    def test_the_country_asks_too_once_it_has_sent(self, ana: User, reva: User, draft: Assessment) -> None:
        page = make.signed_in(ana).get(about(draft))
        assert "Once the round has been sent, you can ask the secretariat here." in html(page)
        response = make.signed_in(ana).post(about(draft), {"kind": "question", "question-text": "May we?"})
        assert response.status_code == 409
        assert "This cannot be asked now." in html(response) and "May we?" in html(response)
        assert not Thread.objects.exists()
        Assessment.objects.filter(pk=draft.pk).update(state="submitted", sent_by=ana)
        assert (
            make.signed_in(ana).post(about(draft), {"kind": "question", "question-text": "May we?"}).status_code == 302
        )
        assert told(reva) == ["question"]
        other = make.user(Role.REVIEWER)
        talk.add_comment(thread=Thread.objects.get(), text="Yes.", by=other)
        assert told(ana) == ["answer"]
        talk.add_comment(thread=Thread.objects.get(), text="Thank you. And this?", by=ana)
        assert (told(reva), told(other)) == (["question"], ["question"])  # whoever answered goes on

    @pytest.mark.parametrize("state", ["submitted", "returned", "accepted"])
    def test_the_secretariat_asks_only_in_review(self, reva: User, reviewed: Assessment, state: str) -> None:
        Assessment.objects.filter(pk=reviewed.pk).update(state=state)
        client = make.signed_in(reva)
        assert "question-text" not in fields(client.get(about(reviewed)), "question-form")
        response = client.post(about(reviewed), {"kind": "question", "question-text": "Too late?"})
        assert response.status_code == 409
        assert "Too late?" in html(response)
        note = client.post(about(reviewed), {"kind": "note", "note-text": "For us"})
        assert note.status_code == 302

    def test_of_a_returned_round_the_secretariat_sees_the_talk_and_nothing_else(
        self, ana: User, reva: User, reviewed: Assessment
    ) -> None:
        thread = say(reviewed, reva, "Which regions?", Kind.QUESTION)
        note = say(reviewed, reva, "A note", Kind.NOTE)
        inside = say(reviewed, ana, "Among us")
        move_round(assessment=reviewed, move=Move.RETURN, by=reva, reason="Please look.")
        make.save(reviewed, ana, "14", justification="Changed and not sent")
        talk.add_comment(thread=thread, text="All but the north.", by=ana)
        client = make.signed_in(reva)
        for address in (about(reviewed), show(thread), show(note), reverse("comment_list", args=[reviewed.pk])):
            response = client.get(address)
            page = html(response)
            assert response.status_code == 200
            assert "Changed and not sent" not in page and "Among us" not in page
            assert not [link for link in read(response).links if link.startswith("/rounds/") and "comments" not in link]
        assert "All but the north." in html(client.get(show(thread)))
        assert client.get(show(inside)).status_code == 404
        for route in ("workspace", "capability_list", "check_show", "report_show"):
            assert client.get(reverse(route, args=[reviewed.pk])).status_code == 404
        assert client.get(reverse("capability_edit", args=[reviewed.pk, "14"])).status_code == 404
        country = client.get("/countries/XSA/")
        assert reverse("comment_list", args=[reviewed.pk]) in read(country).links
        # Reopened it is a draft again; it was sent once, so what was asked still exists for both.
        Assessment.objects.filter(pk=reviewed.pk).update(state="draft")
        assert client.get(show(thread)).status_code == 200

    def test_answered_while_it_was_being_resolved(self, ana: User, reva: User, reviewed: Assessment) -> None:
        thread = say(reviewed, reva, "Which regions?", Kind.QUESTION)
        talk.resolve_thread(thread=thread, by=reva)
        response = make.signed_in(ana).post(show(thread), {"question-text": "All but the north."})
        assert response.status_code == 409
        page = html(response)
        assert "It has been marked as resolved meanwhile." in page and "All but the north." in page
        assert thread.comments.count() == 1
        assert "question-text" not in fields(make.signed_in(ana).get(show(thread)), "question-form")

    def test_a_person_of_both_sides_reads_both(self, ana: User, reva: User, reviewed: Assessment) -> None:
        both = make.user(Role.REVIEWER)
        both.memberships.create(country=reviewed.country, role=Role.CONTRIBUTOR)
        both = User.objects.get(pk=both.pk)
        assert conversations.kinds_for(both, reviewed) == (Kind.INSIDE, Kind.QUESTION, Kind.NOTE)
        assert not say(reviewed, both, kind=Kind.QUESTION).by_secretariat
        assert say(reviewed, both, kind=Kind.NOTE).by_secretariat


class TestSettling:
    def test_inside_by_whoever_began_it_or_who_leads(self, ana: User, lea: User, draft: Assessment) -> None:
        thread = say(draft, lea)
        assert act(make.user(Role.CONTRIBUTOR), "thread_resolve", thread).status_code == 409
        assert act(ana, "thread_resolve", thread).status_code == 302
        assert act(lea, "thread_reopen", thread).status_code == 302
        assert act(lea, "thread_resolve", thread).status_code == 302
        page = words_of(make.signed_in(ana).get(show(thread)))
        assert "Marked as resolved by Lea" in page
        assert "Nothing is open." in html(make.signed_in(ana).get(reverse("comment_list", args=[draft.pk])))

    def test_ones_own_words_are_taken_away_and_the_page_says_so(self, ana: User, lea: User, draft: Assessment) -> None:
        thread = say(draft, lea, "Said too much")
        comment = thread.comments.get()
        assert act(ana, "comment_remove", thread, comment.pk).status_code == 409
        assert act(lea, "comment_remove", thread, comment.pk).status_code == 302
        assert act(lea, "comment_remove", thread, comment.pk).status_code == 302  # pressed twice
        assert AuditEvent.objects.filter(action="comment.removed").count() == 1
        for address in (about(draft), show(thread), reverse("capability_edit", args=[draft.pk, "14"])):
            page = html(make.signed_in(ana).get(address))
            assert "Taken away by its author." in page and "Said too much" not in page
        comment.refresh_from_db()
        assert comment.text == "Said too much"  # nothing is deleted

    def test_words_that_were_taken_away_are_not_in_the_annex(self, ana: User, reva: User, reviewed: Assessment) -> None:
        thread = say(reviewed, reva, "Which regions?", Kind.QUESTION)
        slip = talk.add_comment(thread=thread, text="A slip", by=ana)
        talk.add_comment(thread=thread, text="All but the north.", by=ana)
        talk.remove_comment(comment=slip, by=ana)
        gone = say(reviewed, reva, "Never mind", Kind.QUESTION, "2")
        talk.remove_comment(comment=gone.comments.get(), by=reva)
        say(reviewed, ana, "And this?", Kind.QUESTION, "1")
        talk.resolve_thread(thread=thread, by=reva)
        accepted = make.fresh(move_round(assessment=reviewed, move=Move.ACCEPT, by=reva))
        questions = results.of(accepted, "en").questions
        said = [(q.code, q.by_secretariat, q.resolved, [words.text for words in q.words]) for q in questions]
        assert said == [
            ("1", False, False, ["And this?"]),
            ("14", True, True, ["Which regions?", "All but the north."]),
        ]
        # What comes later stays out of it, for ever.
        before = results.content_hash(results.of(accepted, "en"))
        say(accepted, ana, "Afterwards", Kind.QUESTION)
        results.forget()
        assert results.content_hash(results.of(make.fresh(accepted), "en")) == before


class TestReading:
    def number(self, client: Client, assessment: Assessment) -> str:
        text = words_of(client.get(reverse("gap_list", args=[assessment.pk])))
        return text.partition("(")[2].partition(" new)")[0] if " new)" in text else ""

    def test_new_until_it_was_looked_at(self, ana: User, lea: User, draft: Assessment) -> None:
        thread, client = say(draft, lea), make.signed_in(ana)
        say(draft, lea, code="2")
        assert self.number(client, draft) == "2"
        assert self.number(make.signed_in(lea), draft) == ""
        client.get(reverse("comment_list", args=[draft.pk]))  # an overview is not reading
        assert self.number(client, draft) == "2"
        client.get(show(thread))
        assert self.number(client, draft) == "1"
        talk.add_comment(thread=thread, text="More", by=lea)
        assert self.number(client, draft) == "2"
        page = words_of(client.get(reverse("comment_list", args=[draft.pk]) + "?new=1&capability=14"))
        assert "Showing 1 to 1 of 1." in page
        client.get(about(draft))  # short threads are whole there
        client.get(about(draft, "2"))
        assert self.number(client, draft) == ""
        assert self.number(make.signed_in(make.user(Role.VIEWER)), draft) == "2"

    def test_what_was_taken_away_is_not_new(self, ana: User, lea: User, draft: Assessment) -> None:
        thread = say(draft, lea)
        talk.remove_comment(comment=thread.comments.get(), by=lea)
        assert self.number(make.signed_in(ana), draft) == ""

    def test_marks_never_go_back(self, ana: User, lea: User, draft: Assessment) -> None:
        thread = say(draft, lea)
        for number in range(9):
            talk.add_comment(thread=thread, text=f"More: {number}", by=lea)
        client = make.signed_in(ana)
        client.get(show(thread))
        mark = ThreadSeen.objects.get(user=ana).last_comment
        assert mark == Comment.objects.latest("pk").pk
        client.get(show(thread) + "?page=1")
        assert ThreadSeen.objects.get(user=ana).last_comment == mark

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", {"14", "2"}),
            ("?kind=inside", {"14"}),
            ("?kind=question", {"2"}),
            ("?kind=note", {"14", "2"}),  # does not exist for the country: left out
            ("?state=resolved", {"3"}),
            ("?state=all", {"14", "2", "3"}),
            ("?capability=2", {"2"}),
            ("?capability=2&kind=inside", set()),
            ("?page=99", {"14", "2"}),
            ("?kind=%00&state=x&capability=x&new=x&page=x", {"14", "2"}),
        ],
    )
    def test_filters(self, ana: User, reva: User, reviewed: Assessment, query: str, found: set[str]) -> None:
        say(reviewed, ana)
        say(reviewed, reva, kind=Kind.QUESTION, code="2")
        talk.resolve_thread(thread=say(reviewed, ana, code="3"), by=ana)
        say(reviewed, reva, kind=Kind.NOTE, code="4")
        page = read(make.signed_in(ana).get(reverse("comment_list", args=[reviewed.pk]) + query))
        links = {link.split("/")[4] for link in page.links if link.endswith("/comments/") and "/capabilities/" in link}
        assert links == found

    def test_who_is_told_can_still_read_it(self, ana: User, lea: User, draft: Assessment) -> None:
        thread = say(draft, lea)
        lea.memberships.update(ended_at="2026-01-01T00:00:00Z")
        talk.add_comment(thread=thread, text="More", by=ana)
        assert told(lea) == []

    def test_many_cost_as_much_as_one(self, ana: User, lea: User, draft: Assessment) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        first = say(draft, lea)
        client = make.signed_in(ana)
        addresses = [about(draft), show(first), reverse("comment_list", args=[draft.pk])]
        addresses += [reverse("capability_edit", args=[draft.pk, "14"]), reverse("workspace", args=[draft.pk])]

        def measured() -> list[tuple[int, int]]:
            found = []
            for address in addresses:
                client.get(address)
                with CaptureQueriesContext(
                    connection,
                ) as asked:
                    response = client.get(address)
                found.append((len(asked), len(response.content)))
            return found

        one = measured()
        assert all(queries <= 12 for queries, _size in one), one
        long = "Ж" * 2000
        for number in range(60):
            thread = say(draft, lea, f"{number:02}{long}"[:2000])
            talk.add_comment(thread=thread, text=long, by=lea)
        for number in range(60):
            talk.add_comment(thread=first, text=f"{number:02}{long}"[:2000], by=lea)
        many = measured()
        assert all(queries <= before[0] + 1 for (queries, _size), before in zip(many, one, strict=True)), (one, many)
        assert all(size < 60_000 for _queries, size in many), many
