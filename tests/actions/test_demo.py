"""The demonstration: its numbers, that it is consistent, and when it refuses to be loaded."""

import datetime as dt
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from assessments import access, results, structure
from assessments.actions import demo, demo_accounts
from assessments.actions.countries import load_countries
from assessments.actions.demo import load_demo
from assessments.actions.frameworks import load_framework
from assessments.actions.rounds import RoundRefused, open_round
from assessments.attention import Attention
from assessments.content import SHIPPED, read_framework
from assessments.forms.answer import LONG_TEXT, YEARS_AHEAD, AnswerForm
from assessments.forms.evidence import EvidenceForm
from assessments.forms.priorities import REASON_LENGTH
from assessments.models import (
    Assessment,
    AuditEvent,
    Country,
    EnablerAnswer,
    Evidence,
    Framework,
    Notice,
    Priority,
    ReaderTask,
    Response,
    ReviewMark,
    Snapshot,
    User,
)
from assessments.models.response import PARTICIPANT_NAMES
from assessments.results import AssessmentResult
from assessments.workflow import State

pytestmark = pytest.mark.django_db

PASSWORD = "walnut-ribbon-otter-0417"
UNANSWERED = {"14", "17", "18", "20"}
OTHER_PHASE_WITH_REASON, OTHER_PHASE_WITHOUT_REASON = "8", "12"


@pytest.fixture(autouse=True)
def fast_and_private(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DEMO_ACCOUNTS_FILE = tmp_path / "demo-accounts.txt"
    monkeypatch.delenv("MNR_DEMO_PASSWORD", raising=False)
    structure.forget()
    yield
    structure.forget()


@pytest.fixture
def content() -> Framework:
    load_countries()
    return load_framework(file=read_framework(SHIPPED))[0]


@dataclass(frozen=True)
class Demo:
    before: AssessmentResult
    now: AssessmentResult
    neighbour: AssessmentResult


def _round(iso3: str, year: int) -> Assessment:
    return Assessment.objects.select_related("country", "framework", "sent_by").get(country__iso3=iso3, year=year)


@pytest.fixture
def loaded(content: Framework) -> Demo:
    load_demo(password=PASSWORD)
    return Demo(*(results.of(_round(iso3, year), "en") for iso3, year in (("XSA", 2024), ("XSA", 2026), ("XSB", 2026))))


def test_the_numbers_of_sampland_and_its_neighbour(loaded: Demo) -> None:
    assert (loaded.before.progress.answered, loaded.before.progress.unknown) == (21, 2)
    assert loaded.before.state is State.ACCEPTED and loaded.before.sent_by == "D. Okello"
    assert loaded.now.state is State.DRAFT
    assert (loaded.now.progress.answered, loaded.now.progress.unknown) == (17, 1)
    assert {c.code for c in loaded.now.capabilities if not c.answered} == UNANSWERED
    assert sum(1 for enabler in loaded.now.enablers if enabler.answer) == 5
    assert all(enabler.note for enabler in loaded.now.enablers if enabler.answer)
    assert loaded.neighbour.progress.answered == 6 and loaded.neighbour.previous_year is None


def test_the_threat_picture_and_the_commitments(loaded: Demo) -> None:
    now, before = loaded.now, loaded.before
    assert [t.code for t in now.threats if not t.presence] == ["ai", "circulation"]
    assert [t.code for t in now.threats if t.carried_over] == ["reoffending"]
    assert all(t.source for t in now.threats if t.presence)
    assert [c.code for c in now.commitments if not c.answer] == ["understanding", "exchange"]
    assert all(c.note for c in now.commitments if c.answer)
    assert sum(1 for t in before.threats if t.presence) < sum(1 for t in now.threats if t.presence)
    assert {p.importance for p in now.proposals.values()} == {3, 4, 5}
    assert now.proposals["6"].open == ("reoffending",)


def test_phases_beside_those_of_the_last_round(loaded: Demo) -> None:
    assert loaded.now.previous_year == 2024
    assert [c.code for c in loaded.now.moved_back] == ["19"]
    assert len(loaded.now.moved_on) == 11
    story = {"1": ("2", "3"), "8": ("1", "2"), "10": ("0", "0"), "11": ("3", "4"), "15": ("dk", "dk")}
    for code, phases in story.items():
        capability = loaded.now.by_code[code]
        assert capability.previous and (capability.previous.state, capability.state) == phases


def test_the_suggestion_is_the_phase_except_where_meant(loaded: Demo) -> None:
    for result in (loaded.before, loaded.now, loaded.neighbour):
        other = {c.code for c in result.capabilities if c.phase is not None and c.suggestion.phase != c.phase}
        meant = {OTHER_PHASE_WITH_REASON, OTHER_PHASE_WITHOUT_REASON} if result is loaded.now else set()
        assert other == meant, (result.country, result.year)
    assert loaded.now.by_code[OTHER_PHASE_WITH_REASON].reason
    assert not loaded.now.by_code[OTHER_PHASE_WITHOUT_REASON].reason
    answered = [c.suggestion for c in loaded.now.capabilities if c.phase is not None]
    assert {suggestion.certain for suggestion in answered} == {True, False}
    assert any(suggestion.ahead for suggestion in answered)


def test_what_the_coordinator_is_asked_to_look_at(loaded: Demo) -> None:
    asked = {wanted: {c.code for c in loaded.now.capabilities if wanted in c.attention} for wanted in Attention}
    assert asked[Attention.CONFIRM] == {"5", "13"}
    assert asked[Attention.EVIDENCE] == {"13", "16"}
    assert asked[Attention.REASON] == {OTHER_PHASE_WITHOUT_REASON}
    nothing = (
        Attention.JUSTIFICATION,
        Attention.TARGET,
        Attention.TARGET_BELOW,
        Attention.PARTICIPANTS,
    )
    assert not any(asked[wanted] for wanted in nothing)


def test_gaps_and_priorities(loaded: Demo) -> None:
    now = loaded.now
    assert now.gaps and {gap.is_new for gap in now.gaps} == {True, False} and now.closed_gaps
    assert len(now.ranked) == 13 and [p.capability for p in now.unranked] == ["5", "19"]
    assert {p.horizon.value for p in now.ranked} == {"now", "next", "later"}
    assert [(p.capability, bool(p.move_reason)) for p in now.ranked if p.moved] == [("21", True)]
    assert now.ranked[0].capability == "3"


def test_every_answer_is_complete(loaded: Demo) -> None:
    """No field that a reader of the report would miss."""
    for result in (loaded.before, loaded.now, loaded.neighbour):
        for capability in (c for c in result.capabilities if c.answered):
            assert 2 <= capability.justification.count(". ") + 1 <= 5, capability.code
            assert capability.target is not None and capability.target_year, capability.code
            assert capability.phase is None or capability.target >= capability.phase
            assert capability.participants and capability.participants_note and capability.confidence
            if capability.phase is not None:
                assert all(facet.answer for facet in capability.facets), (result.year, capability.code)
    texts = [c.justification for r in (loaded.before, loaded.now) for c in r.capabilities if not c.carried_over]
    written = [text for text in texts if text]
    assert len(set(written)) == len(written)


def test_the_forms_would_take_every_answer(loaded: Demo) -> None:
    """What stands in the database could have been typed: codes, lengths, years, addresses."""
    for result in (loaded.before, loaded.now, loaded.neighbour):
        for capability in result.capabilities:
            row = Response.objects.get(assessment_id=result.assessment_id, capability__code=capability.code)
            sent = AnswerForm(answer=capability, round_=result).initial
            typed = {name: "" if value is None else value for name, value in sent.items()}
            form = AnswerForm(typed, answer=capability, round_=result)
            assert form.is_valid(), (capability.code, form.errors)
            assert set(row.participants) <= set(PARTICIPANT_NAMES)
    for evidence in Evidence.objects.all():
        assert EvidenceForm({"title": evidence.title, "url": evidence.url}).is_valid(), evidence.title
        assert not evidence.url or evidence.url.split("/")[2].endswith(".example"), evidence.url
    for priority in Priority.objects.all():
        assert len(priority.move_reason) <= REASON_LENGTH
    assert max(len(note) for note in EnablerAnswer.objects.values_list("note", flat=True)) <= LONG_TEXT
    for assessment in Assessment.objects.all():
        assert assessment.year <= assessment.target_year <= assessment.year + YEARS_AHEAD


def test_no_person_is_named_in_a_text(loaded: Demo) -> None:
    texts = [
        *Evidence.objects.values_list("title", flat=True),
        *Evidence.objects.values_list("url", flat=True),
    ]
    for row in Response.objects.all():
        texts += [row.reason, row.justification, row.participants_note]
    texts += [row.note for row in EnablerAnswer.objects.all()]
    texts += [row.move_reason for row in Priority.objects.all()]
    surnames = [account.name.split()[-1] for account in demo.ACCOUNTS]
    for text in texts:
        assert "@" not in text and not any(surname in text for surname in surnames), text


def test_the_rounds_left_their_traces_at_the_right_times(loaded: Demo) -> None:
    of_2024, of_2026 = _round("XSA", 2024), _round("XSA", 2026)
    now = timezone.now()
    assert loaded.before.state_at == dt.datetime(2024, 9, 20, 14, 45, tzinfo=dt.UTC) == loaded.before.changed_at
    assert of_2024.opened_at.date() == dt.date(2024, 3, 11)
    for snapshot in Snapshot.objects.filter(assessment=of_2024):
        kept = results.thaw(snapshot.result)
        assert kept.state == snapshot.state
        assert snapshot.created_at == kept.state_at == kept.changed_at
        assert all(c.saved.at and c.saved.at.year == 2024 for c in kept.capabilities)
        assert all(e.added_at.year == 2024 for c in kept.capabilities for e in c.evidence)
    assert set(Snapshot.objects.values_list("state", flat=True)) == {State.SUBMITTED, State.ACCEPTED}
    assert {event.at.year for event in AuditEvent.objects.filter(assessment_id=of_2024.pk)} == {2024}
    moves = AuditEvent.objects.filter(assessment_id=of_2024.pk, object_type="assessment").order_by("pk")
    assert [event.action for event in moves] == [
        "round.opened",
        "round.send_for_approval",
        "round.submit",
        "round.take",
        "round.return",
        "round.send_for_approval",
        "round.submit",
        "round.take",
        "round.accept",
    ]
    marks = ReviewMark.objects.filter(assessment=of_2024)
    assert {mark.done_at.year for mark in marks if mark.done_at} == {2024} and marks.exclude(done_at=None).count() == 21
    assert [mark.capability.code for mark in marks.exclude(returned_at=None)] == ["12"]
    assert not Notice.objects.filter(assessment=of_2024, read_at=None).exists()
    opened = min(dt.datetime(2026, 9, 7, 9, 0, tzinfo=dt.UTC), now)
    assert all(event.at <= now for event in AuditEvent.objects.all())
    assert abs(of_2026.opened_at - opened) < dt.timedelta(minutes=1)
    writers = Response.objects.filter(assessment=of_2026).values_list("saved_by__name", flat=True)
    assert set(writers) == {"A. Rahman", "L. Haddad"}


def test_no_time_lies_in_the_future(content: Framework, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose clock stands before the story's autumn of 2026."""
    early = iter(dt.datetime(2025, 5, 5, tzinfo=dt.UTC) + dt.timedelta(seconds=n) for n in range(100_000))
    monkeypatch.setattr(timezone, "now", lambda: next(early))
    load_demo(password=PASSWORD)
    latest = timezone.now()
    assert latest.year == 2025
    of_the_demo = AuditEvent.objects.exclude(action__in=("countries.loaded", "framework.loaded"))
    assert of_the_demo.exists() and all(event.at < latest for event in of_the_demo)
    result = results.of(_round("XSA", 2026), "en")
    assert result.changed_at < latest and result.progress.answered == 17
    assert results.of(_round("XSA", 2024), "en").changed_at.year == 2024


def test_one_country_sees_nothing_of_the_other(loaded: Demo) -> None:
    people = {account.key: User.objects.get(email=account.email) for account in demo.ACCOUNTS}
    sees = {
        key: {(a.country.iso3, a.year) for a in access.visible_to(Assessment, user).select_related("country")}
        for key, user in people.items()
    }
    own = {("XSA", 2024), ("XSA", 2026)}
    assert sees["coordinator"] == sees["contributor"] == sees["approver"] == sees["viewer"] == own
    assert sees["neighbour"] == {("XSB", 2026)}
    assert sees["reviewer"] == sees["administrator"] == {("XSA", 2024)}
    of_neighbour = access.visible_to(Response, people["neighbour"])
    assert set(of_neighbour.values_list("assessment__country__iso3", flat=True)) == {"XSB"}


def test_every_account_can_sign_in(loaded: Demo) -> None:
    for account in demo.ACCOUNTS:
        user = User.objects.get(email=account.email)
        assert user.check_password(PASSWORD) and user.roles == {account.role}
    client = Client()
    client.force_login(User.objects.get(email="administrator@secretariat.example"))
    assert client.get("/").status_code in (200, 302)


def test_a_second_time_does_nothing(loaded: Demo) -> None:
    before = (AuditEvent.objects.count(), User.objects.count(), Response.objects.count())
    assert load_demo(password="another-password-0000") == []
    assert (AuditEvent.objects.count(), User.objects.count(), Response.objects.count()) == before
    assert User.objects.get(email="viewer@sampland.example").check_password(PASSWORD)


def _open_real_round(framework: Framework) -> None:
    user = User.objects.create_user("someone@gov.example", "x" * 12, name="Someone")
    country = Country.objects.get(iso3="FRA")
    open_round(country=country, framework=framework, year=2026, target_year=2028, title="Real", by=user)


def test_refused_beside_a_real_round(content: Framework, settings: Settings) -> None:
    _open_real_round(content)
    with pytest.raises(RoundRefused) as refusal:
        load_demo(password=PASSWORD)
    assert refusal.value.code == "real"
    with pytest.raises(CommandError, match="real country"):
        call_command("load_demo")
    assert Assessment.objects.count() == 1 and User.objects.count() == 1
    assert not settings.DEMO_ACCOUNTS_FILE.exists()


def test_the_command_loads_all_on_an_empty_database(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    path: Path = settings.DEMO_ACCOUNTS_FILE
    call_command("load_demo")
    said = capsys.readouterr().out
    lines = path.read_text(encoding="utf-8").splitlines()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert lines[0] == "coordinator@sampland.example  Coordinator  Republic of Sampland"
    assert len(lines) == len(demo.ACCOUNTS) + 1
    password = lines[-1].removeprefix("password: ")
    assert User.objects.get(email="coordinator@sampland.example").check_password(password)
    assert str(path) in said and password not in said

    call_command("load_demo")
    assert "already there" in capsys.readouterr().out
    assert path.read_text(encoding="utf-8").splitlines() == lines


def test_the_password_of_the_environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNR_DEMO_PASSWORD", "short")
    with pytest.raises(CommandError, match="MNR_DEMO_PASSWORD"):
        call_command("load_demo")
    assert not User.objects.exists()
    monkeypatch.setenv("MNR_DEMO_PASSWORD", PASSWORD)
    call_command("load_demo")
    assert User.objects.get(email="viewer@sampland.example").check_password(PASSWORD)


def test_an_unwritable_file_loads_nothing(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    settings.DEMO_ACCOUNTS_FILE = tmp_path / "taken" / "accounts.txt"
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_demo")
    assert not User.objects.exists() and not Assessment.objects.exists()


def test_passwords_differ_and_are_long_enough() -> None:
    made = {demo_accounts.make_password_to_remember() for _ in range(50)}
    assert len(made) == 50
    assert min(len(password) for password in made) >= 12


def test_second_views_are_shown_in_each_state(loaded: Demo) -> None:
    """One agrees, one differs and is open, one is held to, one is not given yet."""
    found = {c.code: [standing.value for _view, standing in c.views_beside] for c in loaded.now.capabilities}
    assert {code: said for code, said in found.items() if said} == {"8": ["held"], "11": ["open"], "12": ["agrees"]}
    before = {c.code: [standing.value for _view, standing in c.views_beside] for c in loaded.before.capabilities}
    assert {code: said for code, said in before.items() if said} == {"4": ["agrees"], "11": ["open"]}  # the review’s
    (waiting,) = ReaderTask.objects.filter(view__given_at=None)
    assert waiting.capability.code == "1"
    reader = User.objects.get(email="reader@childrights.example")
    assert not access.visible_to(Assessment, reader).exists()
    assert access.visible_to(ReaderTask, reader).count() == 4
