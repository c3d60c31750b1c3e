"""The demonstration's plans: every state, gaps of 2024 that were closed, and times that fit the story."""

import datetime as dt

import pytest

from assessments import results
from assessments.actions import demo
from assessments.actions.countries import load_countries
from assessments.actions.demo import load_demo
from assessments.actions.frameworks import load_framework
from assessments.content import SHIPPED, read_framework
from assessments.forms.plan import ActionForm, initial_of
from assessments.models import Action, ActionNote, Assessment, AuditEvent
from assessments.plan import ActionState, Funding

pytestmark = pytest.mark.django_db


def result_of(iso3: str, year: int) -> results.AssessmentResult:
    rows = Assessment.objects.select_related("country", "framework", "sent_by")
    return results.of(rows.get(country__iso3=iso3, year=year), "en")


@pytest.fixture
def _loaded(tmp_path: object, settings: object) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    load_countries()
    load_framework(file=read_framework(SHIPPED))
    load_demo(password="walnut-ribbon-otter-0417")


@pytest.mark.usefixtures("_loaded")
def test_the_plans_of_the_demonstration() -> None:
    before, now, neighbour = result_of("XSA", 2024), result_of("XSA", 2026), result_of("XSB", 2026)
    assert len(now.actions) == 20 and len(neighbour.actions) == 2 and before.actions == ()
    states = [action.state for action in now.actions]
    assert {state: states.count(state) for state in ActionState} == {
        "planned": 6,
        "under_way": 5,
        "done": 8,
        "stopped": 1,
    }
    assert {action.funding for action in now.actions} == set(Funding)
    assert any(not a.lead and a.lead_open for a in now.actions) and all(a.lead or a.lead_open for a in now.actions)
    late = [a.title for a in now.actions if a.is_open and a.due and a.due < dt.date(2026, 11, 25)]
    assert len(late) == 2
    of_2024 = {gap.identity for gap in before.gaps}
    closing = {identity for a in now.actions if a.state == ActionState.DONE for identity in a.gaps}
    assert len(closing) > 20 and closing <= of_2024 and closing <= set(now.closed_gaps)
    open_now = {gap.identity for gap in now.gaps}
    assert all(set(a.gaps) <= open_now for a in now.actions if a.is_open)
    assert set(now.asked_by_actions) == {"12"}
    assert [a.title for a in now.actions if a.stop_reason] == [
        "Renew the voluntary code of companies with more signatures"
    ]
    # By hand, in thousands of US dollars: 60+140+15+720+90+25+110+400+12 = 1572; secured 60+90+15+25+45+12 = 247.
    from assessments.views.plan import totals_of

    (total,) = totals_of(now.actions).by_currency
    assert (total.cost, total.secured, total.requested, total.to_find, total.unclear) == (
        1572000,
        247000,
        720000,
        605000,
        0,
    )
    assert totals_of(now.actions).without_cost == 2


@pytest.mark.usefixtures("_loaded")
def test_the_form_would_take_every_action_and_no_person_is_named() -> None:
    for iso3 in ("XSA", "XSB"):
        result = result_of(iso3, 2026)
        for action in result.actions:
            typed = {name: "" if value is None else value for name, value in initial_of(action).items()}
            form = ActionForm(typed | {"lead_open_sent": "1"}, result=result, action=action)
            assert form.is_valid(), (action.title, form.errors)
    texts = [*ActionNote.objects.values_list("text", flat=True), *Action.objects.values_list("stop_reason", flat=True)]
    surnames = [account.name.split()[-1] for account in demo.ACCOUNTS]
    assert not any(surname in text for text in texts for surname in surnames)


@pytest.mark.usefixtures("_loaded")
def test_every_trace_lies_at_its_time() -> None:
    events = AuditEvent.objects.filter(object_type="action")
    assert events.filter(action="action.created").count() == 22
    assert {event.at.year for event in events} == {2024, 2025, 2026}
    for row in Action.objects.filter(state=ActionState.DONE):
        assert row.created_at < row.done_at == row.saved_at
        assert row.start <= row.created_at.date() + dt.timedelta(days=150)


@pytest.mark.usefixtures("_loaded")
def test_its_history_has_words_and_times_of_the_story() -> None:
    from assessments.history.words import ACTION_NAMES, FIELD_NAMES

    events = AuditEvent.objects.exclude(country="")
    assert {event.action for event in events} <= set(ACTION_NAMES)
    fields = {name for event in events for name in event.changes if not name.startswith("sign.")}
    assert fields <= set(FIELD_NAMES)
    finished = [event for event in events if event.changes.get("done_at", ["", ""])[1]]
    assert len(finished) == 8
    assert all(dt.datetime.fromisoformat(event.changes["done_at"][1]) == event.at for event in finished)
