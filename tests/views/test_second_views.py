"""Second views for the country: asked for, side by side, settled."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from assessments.actions.rounds import move_round
from assessments.actions.second_views import draft_view
from assessments.models import Assessment, Invitation, ReaderTask, SecondView, User
from assessments.roles import Role
from assessments.workflow import Move
from tests import factories as make
from tests.views.pages import error_links, html, read

pytestmark = pytest.mark.django_db
NGO = "new@network.example"


@pytest.fixture
def rita(ana: User) -> User:
    return make.reader(name="Rita")


def at(route: str, *args: Any) -> str:
    return reverse(route, args=args)


def listed(assessment: Assessment, person: User) -> Any:
    return make.signed_in(person).get(at("second_view_list", assessment.pk))


def words(response: Any) -> str:
    return " ".join(" ".join(read(response).text).split())


class TestAsking:
    def ask(self, assessment: Assessment, person: User, **values: Any) -> Any:
        typed = {
            "who": "new",
            "email": NGO,
            "organisation": "Network",
            "language": "en",
            "capabilities": ["1", "4"],
            "due": "",
        }
        return make.signed_in(person).post(at("second_view_ask", assessment.pk), typed | values)

    def test_somebody_new(self, draft: Assessment, ana: User) -> None:
        assert self.ask(draft, ana)["Location"] == at("second_view_list", draft.pk)
        assert Invitation.objects.get().role == "reader"
        page = words(listed(draft, ana))
        assert f"{NGO}, Network" in page and "Invited, not accepted yet" in page

    def test_a_reader_again(self, draft: Assessment, ana: User, rita: User) -> None:
        make.asked(draft, ana, rita, "1")
        assert self.ask(draft, ana, who=f"r{rita.pk}", email="").status_code == 302
        assert ReaderTask.objects.filter(reader=rita).count() == 2
        response = self.ask(draft, ana, who=f"r{rita.pk}", email="")
        assert response.status_code == 422 and error_links(response) == ["id_capabilities_0"]

    def test_whoever_is_invited_already(self, draft: Assessment, ana: User) -> None:
        self.ask(draft, ana)
        row = Invitation.objects.get()
        assert self.ask(draft, ana, who=f"i{row.pk}", email="", capabilities=["7"]).status_code == 302
        assert Invitation.objects.count() == 1 and ReaderTask.objects.filter(invitation=row).count() == 3

    @pytest.mark.parametrize(
        ("values", "anchor"),
        [
            ({"email": ""}, "id_email"),
            ({"email": "not an address"}, "id_email"),
            ({"capabilities": []}, "id_capabilities_0"),
            ({"capabilities": ["99"]}, "id_capabilities_0"),
            ({"due": "2001-01-01"}, "id_due"),
            ({"who": "r1"}, "id_who"),
        ],
    )
    def test_refused_at_its_field(self, draft: Assessment, ana: User, values: Any, anchor: str) -> None:
        response = self.ask(draft, ana, **values)
        assert response.status_code == 422 and error_links(response) == [anchor]
        assert not ReaderTask.objects.exists() and not Invitation.objects.exists()

    def test_a_colleague_is_refused_in_words(self, draft: Assessment, ana: User) -> None:
        response = self.ask(draft, ana, email=make.user(Role.VIEWER).email)
        assert response.status_code == 422 and error_links(response) == ["id_email"]
        assert "already has a role here" in html(response)

    def test_from_a_capability(self, draft: Assessment, ana: User) -> None:
        page = make.signed_in(ana).get(at("second_view_ask", draft.pk) + "?capability=7")
        assert 'value="7" id="id_capabilities_6" checked' in html(page)

    def test_not_once_the_round_was_sent(self, ana: User) -> None:
        sent = make.submitted_round(ana)
        assert self.ask(sent, ana).status_code == 409

    def test_withdrawn(self, draft: Assessment, ana: User, rita: User) -> None:
        first, second = make.asked(draft, ana, rita, "1", "4")
        client = make.signed_in(ana)
        assert client.post(at("reader_task_withdraw", draft.pk, first.pk)).status_code == 302
        assert ReaderTask.objects.get(pk=first.pk).withdrawn_by == ana
        make.given(second)
        page = client.post(at("reader_task_withdraw", draft.pk, second.pk), follow=True)
        assert "It stays." in html(page)
        assert ReaderTask.objects.get(pk=second.pk).withdrawn_at is None


def test_two_windows_of_one_reader(draft: Assessment, ana: User, rita: User) -> None:
    """The page speaks of windows: nobody else can have written here."""
    (task,) = make.asked(draft, ana, rita, "1")
    client = make.signed_in(rita)
    typed = {"revision": "0", "draft": "1", "phase": "2"}
    assert client.post(at("view_edit", task.pk), typed | {"reason": "The first window."}).status_code == 302
    response = client.post(at("view_edit", task.pk), typed | {"reason": "The second window."})
    page = html(response)
    assert response.status_code == 409 and "Saved in the other window" in page
    assert "colleague" not in page and "Keep theirs" not in page


class TestList:
    def test_nothing_yet(self, draft: Assessment, ana: User) -> None:
        page = words(listed(draft, ana))
        assert "No second view has been given yet" in page and "Nobody is asked at the moment." in page

    def test_a_draft_does_not_show(self, draft: Assessment, ana: User, rita: User) -> None:
        (task,) = make.asked(draft, ana, rita, "1")
        before = html(listed(draft, ana))
        draft_view(task=task, by=rita, based_on=0, values={"phase": "4", "reason": "Secret draft."})
        after = html(listed(draft, ana))
        assert "Secret draft." not in after
        assert len(before) == len(after)  # not even that it was begun

    def test_side_by_side_and_what_differs_first(self, draft: Assessment, ana: User, rita: User) -> None:
        make.answer(draft, ana, "1", phase="2")
        make.answer(draft, ana, "4", phase="3")
        first, second, third = make.asked(draft, ana, rita, "1", "4", "7")
        make.given(first, "2", "They are right.")
        make.given(second, "1", "No unit outside the capital.")
        make.given(third, "unknown", "I know nothing of it.")
        response = listed(draft, ana)
        page = words(response)
        assert "1 second view is still to settle" in page
        places = [page.index(text) for text in ("No unit outside", "I know nothing", "They are right")]
        assert places == sorted(places)
        assert "2 phases apart" in page and "Same phase" in page and "Cannot be compared" in page
        assert html(response).count('name="reply" value="changed"') == 1
        workspace = html(make.signed_in(ana).get(at("workspace", draft.pk)))
        assert "Settle 1 second view that differs" in workspace

    def test_a_viewer_reads_and_settles_nothing(self, draft: Assessment, ana: User, rita: User) -> None:
        make.answer(draft, ana, "1", phase="3")
        make.given(make.asked(draft, ana, rita, "1")[0])
        page = html(listed(draft, make.user(Role.VIEWER)))
        assert "Two of five regions" in page and 'name="reply"' not in page and "Withdraw" not in page

    def test_light_for_one_and_for_many(self, ana: User, rita: User, django_assert_max_num_queries: Any) -> None:
        made = make.opened_round(ana)
        for number in range(1, 22):
            make.save(made, ana, str(number), phase="3")
        codes = [str(number) for number in range(1, 22)]
        client = make.signed_in(ana)
        for person in (rita, make.reader(name="Other"), make.reader(name="Third")):
            for task in make.asked(made, ana, person, *codes):
                if person != rita:
                    make.given(task, "1", "Why. " * 399)
        client.get(at("second_view_list", made.pk))
        with django_assert_max_num_queries(10):
            response = client.get(at("second_view_list", made.pk))
        assert len(response.content) < 60_000
        assert "42 second views are still to settle" in words(response)

    def test_locked(self, ana: User, rita: User) -> None:
        made = make.answered_round(ana)
        first, _second = make.asked(made, ana, rita, "1", "4")
        make.given(first, "3")
        move_round(assessment=made, move=Move.SUBMIT, by=ana)
        page = html(listed(made, ana))
        assert "This round is locked" in page and 'name="reply"' not in page and "Closed: the round is locked" in page
        view = SecondView.objects.get(task=first)
        answer = make.signed_in(ana).post(
            at("second_view_answer", made.pk, view.pk), {"revision": "2", "reply": "held"}
        )
        assert answer.status_code == 409


class TestSettling:
    @pytest.fixture
    def view(self, draft: Assessment, ana: User, rita: User) -> SecondView:
        make.answer(draft, ana, "1", phase="3")
        return make.given(make.asked(draft, ana, rita, "1")[0])

    def answer(self, view: SecondView, person: User, **values: Any) -> Any:
        posted = {
            "revision": str(view.revision),
            "own": "3",
            "answer_revision": str(make.row(view.assessment).revision),
        }
        return make.signed_in(person).post(at("second_view_answer", view.assessment_id, view.pk), posted | values)

    def test_holding(self, view: SecondView, draft: Assessment, ana: User) -> None:
        field = f"v{view.pk}-response_reason"
        response = self.answer(view, ana, reply="held", **{field: "The law covers all regions."})
        assert response["Location"].endswith(f"#v{view.pk}")
        page = words(listed(draft, ana))
        assert "No second view is still to settle" in page and "The law covers all regions." in page

    def test_not_without_a_reason(self, view: SecondView, ana: User) -> None:
        response = self.answer(view, ana, reply="held", **{f"v{view.pk}-response_reason": " "})
        assert response.status_code == 422 and error_links(response) == [f"id_v{view.pk}-response_reason"]

    def test_taking_it_over(self, view: SecondView, draft: Assessment, ana: User) -> None:
        response = self.answer(view, ana, reply="changed")
        assert response["Location"] == at("capability_edit", draft.pk, "1")
        assert make.row(draft).phase == 1
        assert "Same phase" in words(listed(draft, ana))

    def test_a_colleague_changed_the_answer(self, view: SecondView, draft: Assessment, ana: User, ben: User) -> None:
        old = make.row(draft).revision
        make.save(draft, ben, "1", phase="4")
        response = self.answer(view, ana, reply="changed", answer_revision=str(old))
        assert response.status_code == 409
        assert "Ben has changed this answer meanwhile." in html(response)
        assert make.row(draft).phase == 4

    def test_holding_to_an_answer_that_is_another_one_now(
        self, view: SecondView, draft: Assessment, ana: User, ben: User
    ) -> None:
        make.save(draft, ben, "1", phase="4")
        response = self.answer(view, ana, reply="held", **{f"v{view.pk}-response_reason": "Kept on the page."})
        assert response.status_code == 409
        assert "Ben has changed this answer meanwhile." in html(response) and "Kept on the page." in html(response)

    def test_two_reasons(self, view: SecondView, draft: Assessment, ana: User, ben: User) -> None:
        field = f"v{view.pk}-response_reason"
        self.answer(view, ben, reply="held", **{field: "Ben has one reason."})
        response = self.answer(view, ana, reply="held", **{field: "Ana has another reason."})
        shown = "".join(read(response).text)
        assert response.status_code == 409
        assert "Ben has one reason." in shown and "Ana has another reason." in shown
        view.refresh_from_db()
        met = {f"met.{field}": str(view.revision), f"mine.{field}": "Ana has another reason."}
        undecided = self.answer(view, ana, reply="held", **met)
        assert undecided.status_code == 409 and "Ana has another" in "".join(read(undecided).text)
        both = {f"both.{field}": "Both reasons.", f"resolve.{field}": "both"}
        assert self.answer(view, ana, reply="held", **met, **both).status_code == 302
        view.refresh_from_db()
        assert view.response_reason == "Both reasons."

    def test_a_reason_typed_when_the_session_had_ended(self, view: SecondView, draft: Assessment, ana: User) -> None:
        client = make.signed_in(ana)
        page = at("second_view_list", draft.pk)
        typed = {"revision": str(view.revision), "own": "3", f"v{view.pk}-response_reason": "Typed before."}
        session = client.session
        session["kept_form"] = {"page": page, "typed_by": str(ana.pk), "form": urlencode(typed)}
        session.save()
        response = client.get(page)
        assert response.status_code == 200
        assert "Your session had ended" in html(response) and "Typed before." in html(response)

    def test_what_was_typed_stays_on_the_page_that_says_locked(
        self, view: SecondView, draft: Assessment, ana: User
    ) -> None:
        Assessment.objects.filter(pk=draft.pk).update(state="for_approval")
        response = self.answer(view, ana, reply="held", **{f"v{view.pk}-response_reason": "Typed too late."})
        assert response.status_code == 409 and "Typed too late." in html(response)

    def test_whose_it_is(self, view: SecondView, ana: User, rita: User) -> None:
        for role, status in ((Role.CONTRIBUTOR, 403), (Role.APPROVER, 403), (Role.VIEWER, 403), (Role.REVIEWER, 404)):
            assert self.answer(view, make.user(role), reply="changed").status_code == status
        assert self.answer(view, rita, reply="changed").status_code == 404

    def test_a_view_that_is_a_draft_is_not_answered(self, draft: Assessment, ana: User, rita: User) -> None:
        (task,) = make.asked(draft, ana, rita, "4")
        address = at("second_view_answer", draft.pk, task.view.pk)
        assert make.signed_in(ana).post(address, {"revision": "0", "reply": "changed"}).status_code == 404


def test_the_history_says_it_in_words(draft: Assessment, ana: User, rita: User) -> None:
    """What was asked, given and answered; of a draft nothing."""
    make.answer(draft, ana, "1", phase="3")
    (task,) = make.asked(draft, ana, rita, "1")
    view = make.given(task, "1", "Two regions.", confidence=2)
    client = make.signed_in(ana)
    posted = {
        "revision": str(view.revision),
        "own": "3",
        "reply": "held",
        f"v{view.pk}-response_reason": "All regions.",
    }
    assert client.post(at("second_view_answer", draft.pk, view.pk), posted).status_code == 302
    text = words(client.get(at("history_list", "XSA") + "?kind=views"))
    for said in ("Second view asked for", "Second view given", "Second view answered", "Holds to its answer"):
        assert said in text
    for code in ("secondview", "readertask", "response_on", "given_at"):
        assert code not in text
    assert text.count("Rita") == 3  # in the filter, as asked, as giving: no line for the draft


def test_the_check_before_sending_names_what_differs(draft: Assessment, ana: User, rita: User) -> None:
    make.answer(draft, ana, "1", phase="3")
    make.given(make.asked(draft, ana, rita, "1")[0])
    page = html(make.signed_in(ana).get(at("check_show", draft.pk)))
    assert "A second view says another phase" in page and "/capabilities/1/#h-second" in page
