"""The action plan: its pages, one-click actions, two people at once, and whatever people type."""

import datetime as dt
import sys
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import results
from assessments.actions.plan import create_action, move_action, save_action
from assessments.actions.priorities import set_priority
from assessments.actions.rounds import move_round
from assessments.models import Action, ActionGap, ActionNote, Assessment, AuditEvent, Priority, User
from assessments.plan import ActionMove
from assessments.roles import Role
from assessments.workflow import Move
from tests import factories as make
from tests.views.pages import error_links, fields, html, read

pytestmark = pytest.mark.django_db

GAP, OTHER = "XSA:1:sign:2a", "XSA:1:sign:3a"


@pytest.fixture
def draft(ana: User) -> Assessment:
    """1 and 2 stand at phase 1 with target 3; 4 is at its target."""
    assessment = make.opened_round(ana)
    for code in ("1", "2"):
        make.answer(assessment, ana, code)
    make.answer(assessment, ana, "4", target=1)
    return assessment


def result_of(assessment: Assessment) -> results.AssessmentResult:
    return results.build(make.fresh(assessment), "en")


def made(assessment: Assessment, by: User, **values: Any) -> Action:
    given = {"title": "Sign a pathway", "lead": "Ministry of Health", "funding": "none", "gaps": [GAP]} | values
    action = create_action(country=assessment.country, result=result_of(assessment), values=given, by=by)
    action.refresh_from_db()
    return action


def where(name: str, assessment: Assessment, *more: Any) -> str:
    return reverse(name, args=[assessment.pk, *more])


def filled(**changed: Any) -> dict[str, Any]:
    """A new action, as the form sends it."""
    values = {"title": "Train key workers", "lead": "Ministry of Health", "lead_open_sent": "1", "partners": ""}
    values |= {"start": "2027-01-01", "due": "2027-06-30", "cost": "120000", "currency": "USD", "funding": "partly"}
    values |= {"secured": "20000", "indicator": "", "baseline": "", "target": "", "progress": "", "gaps_sent": "1"}
    return values | {"capabilities_sent": "1", "capabilities": ["1"], "gaps": [GAP]} | changed


def messages_of(response: Any) -> str:
    return " ".join("".join(read(response).text).split())


class TestNew:
    def test_made_and_read_again(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        response = client.post(where("action_new", draft), filled())
        row = Action.objects.get()
        assert response["Location"] == where("action_show", draft, row.pk)
        (action,) = result_of(draft).actions
        assert (action.title, action.cost, action.currency, action.secured) == (
            "Train key workers",
            "120000",
            "USD",
            "20000",
        )
        assert (action.start, action.due) == (dt.date(2027, 1, 1), dt.date(2027, 6, 30))
        assert (action.capabilities, action.gaps, action.progress) == (("1",), (GAP,), 0)
        for page in ("plan_list", "what_if", "workspace", "gap_list"):
            assert client.get(where(page, draft)).status_code == 200
        assert "Train key workers" in html(client.get(where("plan_list", draft)))
        event = AuditEvent.objects.get(action="action.created")
        assert (event.country, event.assessment_id, event.changes["gaps"]) == ("XSA", None, [[], [GAP]])

    @pytest.mark.parametrize(
        ("changed", "field", "message"),
        [
            ({"due": "2026-12-31"}, "due", "The due date lies before the start."),
            ({"cost": "-5"}, "cost", "An amount cannot be negative."),
            ({"cost": "a lot"}, "cost", "Write the amount in digits"),
            ({"cost": "1" * 13}, "cost", "too large"),
            ({"cost": "1,0000"}, "cost", "“1,0000” has more decimals than USD."),
            ({"currency": "DEM"}, "currency", "“DEM” is not a currency in use."),
            ({"currency": ""}, "currency", "Choose the currency of the cost."),
            ({"secured": "120001"}, "secured", "More is secured than it costs."),
            ({"start": "1.1.2027"}, "start", "Write the date as year-month-day"),
            ({"start": "0001-01-01"}, "start", "Choose a year from 2000 to 2100."),
            ({"title": ""}, "title", "Say what will be done."),
            ({"title": "x" * 301}, "title", "Use at most 300 characters; you have typed 301."),
            ({"partners": "x" * 2001}, "partners", "Use at most 2000 characters; you have typed 2001."),
            ({"indicator": "null \x00"}, "indicator", "Null characters"),
            ({"lead": ""}, "lead", "Name the lead organisation"),
            ({"progress": "101"}, "progress", "Write a whole number from 0 to 100."),
            ({"funding": "lottery"}, "funding", "Choose one of the list."),
        ],
    )
    def test_what_is_not_valid(
        self, ana: User, draft: Assessment, changed: dict[str, str], field: str, message: str
    ) -> None:
        client = make.signed_in(ana)
        response = client.post(where("action_new", draft), filled(**changed))
        assert response.status_code == 422
        assert message in html(response)
        page = read(response)
        assert page.title.startswith("Error:")
        assert error_links(response) == [f"id_{field}"] and f"id_{field}" in page.ids
        kept = fields(response, "action")
        assert kept["gaps"] == [GAP]
        if field != "title":
            assert kept["title"] == ["Train key workers"]
        if field in changed and "\x00" not in changed[field] and field not in ("currency", "funding"):
            assert kept[field] == [changed[field]]
        assert not Action.objects.exists()

    @pytest.mark.parametrize(
        ("identity", "message"),
        [
            ("XSB:1:sign:2a", "A gap of another country cannot be named here."),
            ("XSA:99:sign:2a", "does not exist in this framework"),
            ("XSA:1:sign:9z", "does not exist in this framework"),
            ("nonsense", "does not exist in this framework"),
            ("XSA:1:sign:1a", "is closed already"),
            ("XSA:1:facet:law", "is closed already"),
            ("XSA:4:sign:4a", "is not open in the newest round"),
            (GAP, "was named twice"),
        ],
    )
    def test_a_gap_that_cannot_be_named(self, ana: User, draft: Assessment, identity: str, message: str) -> None:
        """Refused with a message, in the address and in the form; the other gap and every word stay."""
        client = make.signed_in(ana)
        response = client.post(where("action_new", draft), filled(gaps=[GAP, identity]))
        assert response.status_code == 422 and message in html(response)
        assert error_links(response) == ["id_gaps"] and "id_gaps" in read(response).ids
        kept = fields(response, "action")
        assert kept["gaps"] == [GAP] and kept["title"] == ["Train key workers"]
        assert not Action.objects.exists()
        again = client.post(where("action_new", draft), kept)
        assert again.status_code == 302 and Action.objects.exists()
        asked = client.get(where("action_new", draft), {"gap": [GAP, identity]})
        assert asked.status_code == 422 and message in html(asked)
        assert fields(asked, "action")["gaps"] == [GAP]

    def test_filled_in_from_a_gap(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        found = fields(client.get(where("action_new", draft), {"gap": [OTHER, GAP], "capability": "2"}), "action")
        text = next(gap.text.text for gap in result_of(draft).gaps if gap.identity == OTHER)
        assert found["title"] == [text]
        assert set(found["gaps"]) == {GAP, OTHER} and set(found["capabilities"]) == {"1", "2"}

    def test_a_sign_of_the_next_phase_of_a_capability_at_its_target(self, ana: User, draft: Assessment) -> None:
        assert make.signed_in(ana).get(where("action_new", draft), {"gap": "XSA:4:sign:2a"}).status_code == 200

    def test_the_gaps_of_another_capability_can_be_shown(self, ana: User, draft: Assessment) -> None:
        response = make.signed_in(ana).post(
            where("action_new", draft), filled(capabilities=["1", "2"], show="gaps", cost="what?")
        )
        assert response.status_code == 200 and not Action.objects.exists()
        assert 'value="XSA:2:sign:2a"' in html(response)
        kept = fields(response, "action")
        assert kept["cost"] == ["what?"] and kept["gaps"] == [GAP]


class TestChange:
    def test_saved_and_nothing_else_touched(self, ana: User, draft: Assessment) -> None:
        action, client = made(draft, ana, partners="Two\nlines"), make.signed_in(ana)
        address = where("action_edit", draft, action.pk)
        typed = fields(client.get(address), "action")
        assert client.post(address, typed).status_code == 302
        assert Action.objects.get().revision == 1
        assert client.post(address, typed | {"title": "Another", "cost": "5", "currency": "EUR"}).status_code == 302
        row = Action.objects.get()
        assert (row.title, str(row.cost), row.currency, row.partners, row.revision) == (
            "Another",
            "5.000",
            "EUR",
            "Two\nlines",
            2,
        )

    def test_what_is_valid_is_saved(self, ana: User, draft: Assessment) -> None:
        action, client = made(draft, ana), make.signed_in(ana)
        address = where("action_edit", draft, action.pk)
        typed = fields(client.get(address), "action")
        response = client.post(address, typed | {"title": "Kept", "start": "2027-05-05", "due": "2027-05-04"})
        assert response.status_code == 422
        row = Action.objects.get()
        assert (row.title, row.start, row.due) == ("Kept", None, None)
        shown = fields(response, "action")
        assert (shown["start"], shown["due"]) == (["2027-05-05"], ["2027-05-04"])

    def test_two_people_at_one_field(self, ana: User, ben: User, draft: Assessment) -> None:
        action = made(draft, ana)
        address, first, second = where("action_edit", draft, action.pk), make.signed_in(ana), make.signed_in(ben)
        opened = fields(first.get(address), "action")
        second.post(address, fields(second.get(address), "action") | {"title": "Ben’s title", "partners": "Police"})
        response = first.post(address, opened | {"title": "Ana’s title", "indicator": "Saved beside it"})
        assert response.status_code == 409
        page = messages_of(response)
        assert "Ana’s title" in page and "Ben’s title" in page
        row = Action.objects.get()
        assert (row.title, row.partners, row.indicator) == ("Ben’s title", "Police", "Saved beside it")
        typed = fields(response, "action")
        again = first.post(address, typed)  # without a decision nothing is lost and both are shown again
        assert again.status_code == 409 and "Ana’s title" in messages_of(again)
        assert first.post(address, typed | {"resolve.title": "mine"}).status_code == 302
        assert Action.objects.get().title == "Ana’s title"

    def test_two_people_bring_the_dates_into_disorder(self, ana: User, ben: User, draft: Assessment) -> None:
        action = made(draft, ana, start="2027-01-01", due="2027-12-31")
        address, first, second = where("action_edit", draft, action.pk), make.signed_in(ana), make.signed_in(ben)
        opened = fields(first.get(address), "action")
        second.post(address, fields(second.get(address), "action") | {"start": "2027-10-01"})
        response = first.post(address, opened | {"due": "2027-03-01"})
        assert response.status_code == 422
        assert "A colleague may have changed the other date meanwhile." in html(response)
        assert Action.objects.get().due == dt.date(2027, 12, 31)

    def test_gaps_and_their_capabilities(self, ana: User, draft: Assessment) -> None:
        action, client = made(draft, ana), make.signed_in(ana)
        address = where("action_edit", draft, action.pk)
        typed = fields(client.get(address), "action")
        client.post(address, typed | {"gaps": [GAP, "XSA:2:sign:2a"]})
        assert set(ActionGap.objects.values_list("identity", flat=True)) == {GAP, "XSA:2:sign:2a"}
        assert Action.objects.get().capabilities == ["1", "2"]

    @pytest.mark.parametrize("revision", ["9", "x", ""])
    def test_forged(self, ana: User, draft: Assessment, revision: str) -> None:
        action = made(draft, ana)
        address = where("action_edit", draft, action.pk)
        assert make.signed_in(ana).post(address, {"revision": revision, "title": "x"}).status_code == 400

    def test_text_typed_before_the_session_ended(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        address = where("action_new", draft)
        client.logout()
        client.post(address, filled(title="Typed before", typed_by=str(ana.pk), typed_on=address))
        client.force_login(ana)
        assert fields(client.get(address), "action")["title"] == ["Typed before"]


def test_targets_and_priorities_detach_nothing(ana: User, draft: Assessment) -> None:
    """Lower target, closed sign, other horizon: the action keeps its gap, and its form saves without a fault."""
    action, client = made(draft, ana), make.signed_in(ana)
    row = Priority.objects.select_related("capability").get(assessment=draft, capability__code="1")
    set_priority(assessment=draft, priority=row, by=ana, based_on=0, values={"horizon": "later"})
    make.save(draft, ana, "1", target=1, sign_2a="yes")
    assert list(ActionGap.objects.values_list("identity", flat=True)) == [GAP]
    assert result_of(draft).actions[0].gaps == (GAP,)
    address = where("action_edit", draft, action.pk)
    typed = fields(client.get(address), "action")
    assert typed["gaps"] == [GAP]
    assert client.post(address, typed | {"title": "Still here"}).status_code == 302
    assert "No longer open" in html(client.get(where("action_show", draft, action.pk)))
    assert list(ActionGap.objects.values_list("identity", flat=True)) == [GAP]


class TestMoves:
    def test_from_start_to_done_and_a_look_at_the_answer(self, ana: User, draft: Assessment) -> None:
        action, client = made(draft, ana), make.signed_in(ana)
        for move in ("start", "finish"):
            assert client.post(where("action_move", draft, action.pk), {"move": move}).status_code == 302
        (shown,) = result_of(draft).actions
        assert (shown.state, shown.progress, shown.finished_at) == ("done", 100, timezone.localdate())
        assert "Look again at 1 answer" in html(client.get(where("workspace", draft)))
        page = client.get(where("capability_edit", draft, "1"))
        assert "A finished action asks for a look." in html(page)
        assert "A finished action asks" not in html(client.get(where("capability_edit", draft, "2")))
        typed = fields(page)
        assert client.post(where("capability_edit", draft, "1"), typed | {"looked": "1"}).status_code == 302
        assert "A finished action asks" not in html(client.get(where("capability_edit", draft, "1")))
        assert "Look again at" not in html(client.get(where("workspace", draft)))

    def test_a_saved_answer_is_a_look_too(self, ana: User, draft: Assessment) -> None:
        move_action(action=made(draft, ana), move=ActionMove.FINISH, by=ana)
        assert set(result_of(draft).asked_by_actions) == {"1"}
        make.save(draft, ana, "1", justification="It is there now.")
        assert result_of(draft).asked_by_actions == {}

    def test_stopping_asks_why(self, ana: User, draft: Assessment) -> None:
        action, client = made(draft, ana), make.signed_in(ana)
        address = where("action_move", draft, action.pk)
        response = client.post(address, {"move": "stop", "reason": "  "})
        assert response.status_code == 422 and error_links(response) == ["stop_reason"]
        assert "stop_reason" in read(response).ids and Action.objects.get().state == "planned"
        assert client.post(address, {"move": "stop", "reason": "x" * 1001}).status_code == 422
        assert client.post(address, {"move": "stop", "reason": "No money in 2027."}).status_code == 302
        assert "No money in 2027." in html(client.get(where("plan_list", draft)))

    def test_a_note_on_a_stopped_action(self, ana: User, draft: Assessment) -> None:
        action, client = made(draft, ana), make.signed_in(ana)
        address = where("action_note", draft, action.pk)
        assert client.post(address, {"text": "First course held."}).status_code == 302
        move_action(action=action, move=ActionMove.STOP, by=ana, reason="No money")
        response = client.post(address, {"text": "Typed in vain?"})
        assert response.status_code == 422
        assert "This action is stopped. Take it up again, then note its progress." in html(response)
        assert "Typed in vain?" in html(response) and error_links(response) == ["note_text"]
        assert list(ActionNote.objects.values_list("text", flat=True)) == ["First course held."]

    @pytest.mark.parametrize("text", ["", " ", "x" * 2001])
    def test_a_note_that_is_not_valid(self, ana: User, draft: Assessment, text: str) -> None:
        action = made(draft, ana)
        assert make.signed_in(ana).post(where("action_note", draft, action.pk), {"text": text}).status_code == 422
        assert not ActionNote.objects.exists()

    def test_a_move_that_a_colleague_made_first(self, ana: User, draft: Assessment) -> None:
        action, client = made(draft, ana), make.signed_in(ana)
        move_action(action=action, move=ActionMove.FINISH, by=ana)
        response = client.post(where("action_move", draft, action.pk), {"move": "start"}, follow=True)
        assert "A colleague has changed the state of this action meanwhile." in html(response)
        assert client.post(where("action_move", draft, action.pk), {"move": "sideways"}).status_code == 404

    def test_taken_out_and_brought_back(self, ana: User, draft: Assessment) -> None:
        action, client = made(draft, ana), make.signed_in(ana)
        response = client.post(where("action_remove", draft, action.pk), follow=True)
        assert "Bring it back" in html(response) and result_of(draft).actions == ()
        assert client.get(where("action_show", draft, action.pk)).status_code == 404
        client.post(where("action_restore", draft, action.pk))
        assert result_of(draft).actions[0].gaps == (GAP,)


class TestOneClick:
    def test_an_action_and_back(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        page = where("capability_edit", draft, "1")
        assert "What gets us to the next phase?" in html(client.get(page))
        response = client.post(where("action_make", draft), {"gap": GAP, "from": page}, follow=True)
        assert response.redirect_chain[-1][0] == page
        (action,) = result_of(draft).actions
        assert action.gaps == (GAP,) and action.lead_open and action.title
        assert "Undo: take it out again" in html(response)
        again = client.post(where("action_make", draft), {"gap": GAP, "from": page}, follow=True)
        assert "There is an action for this already" in html(again) and Action.objects.count() == 1
        client.post(where("action_remove", draft, action.pk))
        assert result_of(draft).actions == ()

    @pytest.mark.parametrize("gap", ["", "XSB:1:sign:2a", "XSA:1:sign:1a", "<b>", "x" * 500])
    def test_no_action_from_what_is_no_gap(self, ana: User, draft: Assessment, gap: str) -> None:
        response = make.signed_in(ana).post(where("action_make", draft), {"gap": gap}, follow=True)
        assert response.status_code == 200 and "No action has been made." in html(response)
        assert not Action.objects.exists()

    @pytest.mark.parametrize(
        "target", ["https://evil.example/", "//evil.example", "/rounds/1/\\x", "/rounds/999/gaps/"]
    )
    def test_it_leads_nowhere_else(self, ana: User, draft: Assessment, target: str) -> None:
        response = make.signed_in(ana).post(where("action_make", draft), {"gap": GAP, "from": target})
        assert response["Location"] == where("gap_list", draft)

    def test_a_priority_and_back(self, ana: User, draft: Assessment) -> None:
        make.rank_all(draft, ana)
        row = Priority.objects.select_related("capability").get(assessment=draft, capability__code="1")
        set_priority(assessment=draft, priority=row, by=ana, based_on=row.revision, values={"horizon": "later"})
        client, address = make.signed_in(ana), where("priority_horizon", draft, "1")
        assert "Make it a priority" in html(client.get(where("gap_list", draft)))
        response = client.post(address, {"horizon": "now"}, follow=True)
        row.refresh_from_db()
        assert row.horizon == "now" and (row.importance, row.feasibility) != (None, None)
        assert 'name="horizon" value="later"' in html(response)
        client.post(address, {"horizon": "later"})
        row.refresh_from_db()
        assert row.horizon == "later"
        assert client.post(address, {"horizon": "soon"}).status_code == 404


class TestWhoAndWhen:
    def test_an_action_of_another_country(self, ana: User, draft: Assessment) -> None:
        other = make.coordinator(make.country("XSB"))
        foreign = make.opened_round(other)
        make.answer(foreign, other, "1")
        action = made(foreign, other, gaps=["XSB:1:sign:2a"])
        client = make.signed_in(ana)
        for name in ("action_show", "action_edit"):
            assert client.get(where(name, draft, action.pk)).status_code == 404
        for name in ("action_edit", "action_move", "action_note", "action_remove", "action_restore"):
            assert client.post(where(name, draft, action.pk), {"move": "start"}).status_code == 404
        assert Action.objects.get().state == "planned"

    def test_the_plan_lives_on_while_the_round_is_with_others(self, ana: User) -> None:
        draft = make.answered_round(ana)
        action = made(draft, ana)
        sent = make.fresh(move_round(assessment=draft, move=Move.SUBMIT, by=ana))
        client, reviewer = make.signed_in(ana), make.signed_in(make.user(Role.REVIEWER))
        assert client.post(where("action_move", sent, action.pk), {"move": "start"}).status_code == 302
        assert "Under way" in html(client.get(where("action_show", sent, action.pk)))
        assert "This is the plan as it is today." in html(client.get(where("plan_list", sent)))
        frozen = html(reviewer.get(where("action_show", sent, action.pk)))
        assert "Under way" not in frozen and "as it was when the round was sent" in frozen
        assert results.of(sent, "en").actions[0].state == "planned"

    def test_an_older_round_shows_what_it_was_sent_with(self, ana: User) -> None:
        old = make.answered_round(ana, 2024)
        action = made(old, ana)
        old = make.fresh(move_round(assessment=old, move=Move.SUBMIT, by=ana))
        draft, client = make.opened_round(ana, year=2026), make.signed_in(ana)
        save_action(action=action, result=result_of(draft), by=ana, based_on=1, values={"title": "Of today"})
        assert "Sign a pathway" in html(client.get(where("plan_list", old)))
        assert "Of today" in html(client.get(where("plan_list", draft)))
        assert client.get(where("action_edit", old, action.pk)).status_code == 409

    def test_what_is_overdue_moves_with_the_day(
        self, ana: User, draft: Assessment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        today = timezone.localdate()
        made(draft, ana, due=today.isoformat())
        assert not results.of(make.fresh(draft), "en").actions[0].overdue
        module = sys.modules["assessments.results.build"]  # the package has a function of that name
        monkeypatch.setattr(module, "localdate", lambda: today + dt.timedelta(days=3))
        tomorrow = results.of(make.fresh(draft), "en").actions[0]
        assert tomorrow.overdue and tomorrow.days_late == 3


class TestFiltersAndWhatIf:
    def test_filters(self, ana: User, draft: Assessment) -> None:
        made(draft, ana, title="Alpha", due="2020-01-01", funding="secured")
        made(draft, ana, title="Beta", gaps=["XSA:2:sign:2a"], lead="", lead_open=True)
        client = make.signed_in(ana)

        def shown(**query: str) -> set[str]:
            page = html(client.get(where("plan_list", draft), query))
            return {name for name in ("Alpha", "Beta") if name in page}

        assert shown() == {"Alpha", "Beta"} == shown(state="open")
        assert shown(about="1") == {"Alpha"} and shown(about=result_of(draft).domains[0].code) == {"Alpha", "Beta"}
        assert shown(about=result_of(draft).domains[1].code) == set()
        assert shown(state="overdue") == {"Alpha"} and shown(state="done") == set()
        assert shown(about="2") == {"Beta"} and shown(funding="secured") == {"Alpha"}
        assert shown(lead="HEALTH") == {"Alpha"} and shown(no_lead="1") == {"Beta"}
        assert shown(state="nonsense", page="x") == {"Alpha", "Beta"}

    def test_what_if(self, ana: User, draft: Assessment) -> None:
        signs = [f"XSA:1:sign:2{letter}" for letter in "abc"]
        action = made(draft, ana, gaps=signs)
        part = made(draft, ana, gaps=["XSA:2:sign:2a"])
        client, address = make.signed_in(ana), where("what_if", draft)
        page = html(client.get(address))
        assert "1 capability would move on." in page and "Gaps closed: 4." in page
        assert "Nothing is chosen" in html(client.get(address, {"chosen": "1"}))
        assert "0 capabilities would move on." in html(client.get(address, {"chosen": "1", "action": part.pk}))
        typed = {"chosen": "1", "action": [action.pk, 999, "x", "١", "9" * 30]}
        assert "1 capability would move on." in html(client.get(address, typed))
        assert results.what_if(result_of(draft), {action.pk}).phases["1"] == 2

    def test_an_empty_plan(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        assert "No action yet." in html(client.get(where("plan_list", draft)))
        assert client.get(where("what_if", draft)).status_code == 200


def test_calendar(ana: User, draft: Assessment) -> None:
    made(draft, ana, title="Train; teach, and\\post " + "ж" * 90, due="2027-06-30")
    made(draft, ana, title="Without a date")
    response = make.signed_in(ana).get(where("plan_calendar", draft))
    assert response["Content-Disposition"] == 'attachment; filename="MNR-XSA-action-plan-en.ics"'
    lines = response.content.split(b"\r\n")
    assert b"\n" not in b"".join(lines) and max(map(len, lines)) <= 75
    text = response.content.replace(b"\r\n ", b"").decode()
    assert text.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20270630" in text and "DTEND;VALUE=DATE:20270701" in text
    assert "Train\\; teach\\, and\\\\post" in text and "DTSTAMP:" in text
    assert f"UID:xsa-action-{Action.objects.order_by('pk')[0].pk}@mnr" in text
