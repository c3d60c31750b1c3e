"""My work: what waits for each role, what no longer does, and how often the database is asked."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.actions.plan import create_action
from assessments.actions.review import end_review, mark_answer, take_round
from assessments.actions.rounds import move_round
from assessments.actions.second_views import hold_to_answer
from assessments.actions.talk import add_comment, open_thread, resolve_thread
from assessments.models import Action, Assessment, Comment, Membership, ReviewMark, Thread, User
from assessments.results import build
from assessments.roles import Role
from assessments.talk import Kind
from assessments.workflow import Move
from tests import factories as make
from tests.views.pages import html

pytestmark = pytest.mark.django_db


def waiting(person: User) -> list[str]:
    """The places that wait for a person, as the page links them."""
    page = html(make.signed_in(User.objects.get(pk=person.pk)).get("/my-work/"))
    part = page.partition('<ul class="needs">')[2].partition("</ul>")[0]
    return [piece.partition('"')[0] for piece in part.split('<a href="')[1:]]


@pytest.fixture
def rita() -> User:
    return make.user(Role.REVIEWER, name="Rita")


@pytest.fixture
def sent(ana: User) -> Assessment:
    return make.submitted_round(ana)


@pytest.fixture
def taken(sent: Assessment, rita: User) -> Assessment:
    return make.fresh(take_round(assessment=sent, by=rita, was=None))


def ask(assessment: Assessment, by: User, code: str = "3") -> Thread:
    node = make.node(assessment, code)
    return open_thread(assessment=assessment, capability=node, kind=Kind.QUESTION, text="Which law?", by=by)


def to_change(assessment: Assessment, by: User, *codes: str) -> None:
    for mark in ReviewMark.objects.filter(assessment=assessment, capability__code__in=codes).select_related(
        "assessment__country", "capability"
    ):
        mark_answer(mark=mark, by=by, based_on=mark.revision, values={"to_change": True})


class TestRounds:
    def test_an_approver_s_signature(self, draft: Assessment, ana: User) -> None:
        make.answer_all(draft, ana)
        dina, lena = make.user(Role.APPROVER), make.user(Role.CONTRIBUTOR)
        other = make.user(Role.APPROVER, make.country("XSB"))
        assert waiting(dina) == []
        move_round(assessment=draft, move=Move.SEND_FOR_APPROVAL, by=ana)
        assert waiting(dina) == [f"/rounds/{draft.pk}/send/"]
        assert waiting(ana) == waiting(lena) == waiting(other) == []
        move_round(assessment=draft, move=Move.SEND_BACK, by=dina, reason="A law is missing.")
        assert waiting(dina) == []
        assert waiting(ana) == [f"/rounds/{draft.pk}/"]
        move_round(assessment=draft, move=Move.SEND_FOR_APPROVAL, by=ana)
        move_round(assessment=draft, move=Move.SUBMIT, by=dina)
        assert waiting(dina) == waiting(ana) == []

    def test_a_review_to_be_taken_and_then_one_s_own(self, sent: Assessment, rita: User) -> None:
        sam = make.user(Role.REVIEWER, name="Sam")
        place = f"/rounds/{sent.pk}/review/"
        assert waiting(rita) == waiting(sam) == [place]
        take_round(assessment=sent, by=rita, was=None)
        assert (waiting(rita), waiting(sam)) == ([place], [])
        end_review(assessment=sent, move=Move.ACCEPT, by=rita)
        assert waiting(rita) == []

    def test_a_returned_round(self, taken: Assessment, rita: User, ana: User) -> None:
        end_review(assessment=taken, move=Move.RETURN, by=rita, reason="because")
        assert waiting(ana) == [f"/rounds/{taken.pk}/"]

    def test_whoever_reviews_is_told_which_country_it_is(self, draft: Assessment, ana: User, rita: User) -> None:
        """Also with one round only; a coordinator of one country knows."""
        make.answer_all(draft, ana)
        move_round(assessment=draft, move=Move.SUBMIT, by=ana)
        place = f"{draft.country.name_in('en')} {draft.year} · "
        assert place in html(make.signed_in(rita).get("/my-work/"))
        move_round(assessment=draft, move=Move.TAKE, by=rita)
        end_review(assessment=make.fresh(draft), move=Move.RETURN, by=rita, reason="because")
        assert place not in html(make.signed_in(ana).get("/my-work/"))

    def test_the_title_breaks_no_page(self, sent: Assessment, rita: User) -> None:
        Assessment.objects.update(title="<script>alert(1)</script>")
        assert "<script>alert" not in html(make.signed_in(rita).get("/my-work/"))


class TestQuestions:
    def test_to_the_country_and_back(self, taken: Assessment, rita: User, ana: User) -> None:
        lena, nils = make.user(Role.CONTRIBUTOR, name="Lena"), make.user(Role.CONTRIBUTOR, name="Nils")
        sam, viewer = make.user(Role.REVIEWER, name="Sam"), make.user(Role.VIEWER)
        make.assigned(taken, lena, "3")
        thread = ask(taken, rita)
        place, review = f"/rounds/{taken.pk}/capabilities/3/comments/{thread.pk}/", f"/rounds/{taken.pk}/review/"
        assert waiting(ana) == waiting(lena) == [place]
        assert waiting(nils) == waiting(viewer) == waiting(sam) == []
        assert waiting(rita) == [review]
        assert "The secretariat asks a question" in html(make.signed_in(ana).get("/my-work/"))
        add_comment(thread=thread, text="The law of 2023.", by=lena)
        assert waiting(ana) == waiting(lena) == []
        assert waiting(rita) == [review, place]
        assert "Your question is answered" in html(make.signed_in(rita).get("/my-work/"))
        resolve_thread(thread=thread, by=rita)
        assert waiting(rita) == [review]

    def test_of_the_country_to_the_secretariat(self, taken: Assessment, rita: User, ana: User) -> None:
        sam = make.user(Role.REVIEWER, name="Sam")
        thread = ask(taken, ana)
        place = f"/rounds/{taken.pk}/capabilities/3/comments/{thread.pk}/"
        assert place in waiting(rita) and place not in waiting(sam)
        assert "The country asks a question" in html(make.signed_in(rita).get("/my-work/"))
        Assessment.objects.update(reviewer=None)  # nobody has the round: it is everybody's
        assert place in waiting(sam)
        add_comment(thread=thread, text="The one that pays.", by=rita)
        assert waiting(ana) == [place]

    def test_words_that_were_taken_away_are_no_answer(self, taken: Assessment, rita: User, ana: User) -> None:
        thread = ask(taken, rita)
        add_comment(thread=thread, text="Wrong line.", by=ana)
        assert waiting(ana) == []
        Comment.objects.filter(text="Wrong line.").update(removed_at=timezone.now())
        assert len(waiting(ana)) == 1

    def test_notes_and_what_is_said_inside_wait_for_nobody(self, taken: Assessment, rita: User, ana: User) -> None:
        before = waiting(rita)
        for kind, by in ((Kind.NOTE, rita), (Kind.INSIDE, ana)):
            open_thread(assessment=taken, capability=make.node(taken), kind=kind, text="Between us.", by=by)
        assert (waiting(ana), waiting(rita)) == ([], before)


class TestAnswers:
    def test_returned_until_they_are_saved_again(self, taken: Assessment, rita: User, ana: User) -> None:
        lena = make.user(Role.CONTRIBUTOR)
        make.assigned(taken, lena, "3", due=timezone.localdate())
        to_change(taken, rita, "3", "5")
        assert waiting(lena) == []  # what is marked is the reviewer's own
        end_review(assessment=taken, move=Move.RETURN, by=rita, reason="because")
        third, fifth = (f"/rounds/{taken.pk}/capabilities/{code}/" for code in ("3", "5"))
        assert waiting(lena) == [third]
        assert waiting(ana) == [f"/rounds/{taken.pk}/", fifth]  # what nobody has is with who leads the work
        page = html(make.signed_in(lena).get("/my-work/"))
        assert "Returned: to be looked at again" in page and "due today" in page
        make.save(taken, lena, "3", justification="The law of 2023, article 4.")
        assert waiting(lena) == []

    def test_returned_and_open_is_one_thing(self, taken: Assessment, rita: User) -> None:
        lena = make.user(Role.CONTRIBUTOR)
        make.assigned(taken, lena, "3")
        to_change(taken, rita, "3")
        end_review(assessment=taken, move=Move.RETURN, by=rita, reason="because")
        taken.responses.update(justification="")  # type: ignore[attr-defined]
        assert waiting(lena) == [f"/rounds/{taken.pk}/capabilities/3/"]


class TestSecondViews:
    def test_a_reader_s_tasks_by_their_day(self, draft: Assessment, ana: User) -> None:
        rosa = make.reader()
        today = timezone.localdate()
        (late,) = make.asked(draft, ana, rosa, "4", due=today - dt.timedelta(days=1))
        (soon,) = make.asked(draft, ana, rosa, "1", due=today + dt.timedelta(days=2))
        assert waiting(rosa) == [f"/views/{late.pk}/", f"/views/{soon.pk}/"]
        assert waiting(make.reader()) == []
        make.given(late)
        Assessment.objects.update(state="for_approval")
        assert waiting(rosa) == []

    def test_to_settle_until_the_country_has_said_something(self, draft: Assessment, ana: User) -> None:
        rosa, lena = make.reader(), make.user(Role.CONTRIBUTOR)
        make.answer(draft, ana, "1", phase="3")
        make.answer(draft, ana, "4", phase="1")
        views = [make.given(task) for task in make.asked(draft, ana, rosa, "1", "4")]
        place = f"/rounds/{draft.pk}/second-views/"
        assert waiting(ana) == [place]
        assert "1 second view is to be settled" in html(make.signed_in(ana).get("/my-work/"))
        assert waiting(lena) == []
        views[0].refresh_from_db()
        hold_to_answer(view=views[0], by=ana, based_on=views[0].revision, on="3", reason="It is the law.")
        assert waiting(ana) == []


class TestActions:
    def make_action(self, draft: Assessment, by: User, title: str, days: int, lead: str = "Ministry") -> Action:
        due = timezone.localdate() + dt.timedelta(days=days)
        values = {"title": title, "lead": lead, "funding": "none", "due": due.isoformat()}
        return create_action(country=draft.country, result=build(draft, "en"), values=values, by=by)

    def test_those_of_the_country_and_of_one_s_organisation(self, draft: Assessment, ana: User) -> None:
        lena = make.user(Role.CONTRIBUTOR)
        User.objects.filter(pk=lena.pk).update(organisation="National Police")
        late = self.make_action(draft, ana, "Train", -3, "national police")
        near = self.make_action(draft, ana, "Sign", 3)
        self.make_action(draft, ana, "Later", 30)
        places = [f"/rounds/{draft.pk}/plan/actions/{action.pk}/" for action in (late, near)]
        assert waiting(ana) == places
        assert waiting(lena) == places[:1]
        assert waiting(make.user(Role.VIEWER)) == waiting(make.user(Role.APPROVER)) == []
        Action.objects.update(state="done", done_at=timezone.now())
        assert waiting(ana) == []


def test_by_due_date_across_countries_in_a_bounded_number_of_queries(draft: Assessment, ana: User) -> None:
    """Somebody who leads one country, signs for a second, answers in a third and reads for a fourth."""
    for iso3, role in (("XSB", Role.APPROVER), ("XSC", Role.CONTRIBUTOR), ("XSD", Role.READER)):
        Membership.objects.create(user=ana, country=make.country(iso3), role=role)
    make.second_factor(ana)  # which an approver needs
    boss = make.coordinator(make.country("XSB"))
    second = make.opened_round(boss)
    make.answer_all(second, boss)
    move_round(assessment=second, move=Move.SEND_FOR_APPROVAL, by=boss)
    third, fourth = (make.opened_round(make.coordinator(make.country(iso3))) for iso3 in ("XSC", "XSD"))
    today = timezone.localdate()
    make.assigned(third, ana, "7", due=today)
    (task,) = make.asked(fourth, fourth.opened_by, ana, "1", due=today - dt.timedelta(days=1))
    action = TestActions().make_action(draft, ana, "Sign", 1)
    fresh = User.objects.get(pk=ana.pk)
    assert waiting(fresh) == [
        f"/views/{task.pk}/",
        f"/rounds/{third.pk}/capabilities/7/",
        f"/rounds/{draft.pk}/plan/actions/{action.pk}/",
        f"/rounds/{second.pk}/send/",
    ]
    client = make.signed_in(fresh)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            page = client.get("/my-work/")
        assert len(page.content) < 60_000
        for place in ("Sampland 2026", "Borduria 2026", "Country XSC 2026"):
            assert place in html(page)
        return len(found)

    one = queries()
    make.assigned(third, ana)
    for number in range(6):
        TestActions().make_action(draft, boss, f"Action {number}", 2)
    assert queries() == one <= 12, one
