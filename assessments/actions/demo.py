"""The demonstration: two fictional countries, their people and their rounds, made through the real actions.

So the audit log, the revisions and the snapshots are what a country's own work would leave. Only the times
are set afterwards, to those that content/demo gives.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cattrs
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from assessments import audit, structure
from assessments.actions.answers import SIGN, save_answer, save_simple
from assessments.actions.decisions import word_decision
from assessments.actions.demo_accounts import ACCOUNTS, DEMO, EXAMPLELAND, SAMPLAND, DemoAccount
from assessments.actions.demo_context import GivenCommitment, GivenThreat, save_context
from assessments.actions.demo_language import SOURCE, read_demo, texts_of
from assessments.actions.demo_plan import load_plan, read_plan
from assessments.actions.demo_review import date_review, freeze_again, mark_all
from assessments.actions.demo_sharing import GivenAssignment, read_past_notices, save_assignments
from assessments.actions.demo_talk import GivenThread, Talk
from assessments.actions.demo_views import GivenReview, GivenView, save_reviews, save_views
from assessments.actions.evidence import add_evidence, remove_evidence
from assessments.actions.priorities import move_priority, set_priority
from assessments.actions.rounds import RoundRefused, Signed, move_round, open_round
from assessments.actions.workshops import record_votes
from assessments.gaps import FACETS
from assessments.maturity import Answer
from assessments.models import (
    Assessment,
    Assignee,
    Assignment,
    CommitmentAnswer,
    Country,
    Decision,
    EnablerAnswer,
    Evidence,
    Framework,
    Membership,
    Priority,
    Response,
    SecondView,
    Signature,
    ThreatAnswer,
    User,
    WorkshopVote,
)
from assessments.models.workshop import VOTES
from assessments.workflow import Move

ROUNDS = ("sampland-2024.yaml", "sampland-2026.yaml", "exampleland-2026.yaml")
PLANS = ("sampland-plan.yaml", "exampleland-plan.yaml")
FRAMEWORK = ("mnr", "2016")
#: The day on which all accounts began, before the first round.
_BEGINNING = dt.datetime(2024, 3, 4, 9, 0, tzinfo=dt.UTC)
_ANSWERS = {
    "y": Answer.YES,
    "p": Answer.PARTLY,
    "n": Answer.NO,
    "?": Answer.UNKNOWN,
    "-": Answer.UNANSWERED,
}


# --- the shape of a file in content/demo ---
@dataclass(frozen=True)
class Act:
    """Who did it, by the key of their account, and when, in UTC."""

    by: str
    at: dt.datetime


@dataclass(frozen=True)
class GivenEvidence(Act):
    title: str
    url: str


@dataclass(frozen=True)
class GivenWorkshop(Act):
    """`votes` are those for the phases 0 to 4, then those for "don't know"."""

    held_on: str
    votes: list[int]
    dissent: str = ""


@dataclass(frozen=True)
class GivenAnswer(Act):
    """`signs` are letters in the framework's order; with `signs_at` they were saved first, by `signs_by`.

    `withdrawn` names evidence of the last round that no longer holds.
    """

    code: str
    signs: str
    facets: str
    phase: str
    justification: str
    participants: list[str]
    participants_note: str
    confidence: int | None = None
    reason: str = ""
    target: int | None = None
    target_year: int | None = None
    signs_by: str = ""
    signs_at: dt.datetime | None = None
    evidence: list[GivenEvidence] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    workshop: GivenWorkshop | None = None


@dataclass(frozen=True)
class GivenEnabler(Act):
    code: str
    answer: str
    note: str


@dataclass(frozen=True)
class GivenPriority:
    code: str
    importance: int | None = None
    feasibility: int | None = None
    horizon: str = ""


@dataclass(frozen=True)
class GivenMove(Act):
    """A capability moved up (negative) or down in the order of priorities."""

    code: str
    step: int
    reason: str


@dataclass(frozen=True)
class GivenPriorities(Act):
    rows: list[GivenPriority]
    moved: list[GivenMove] = field(default_factory=list)


@dataclass(frozen=True)
class GivenDecision(Act):
    number: int
    text: str


@dataclass(frozen=True)
class GivenText(Act):
    """A justification that was written anew after the round came back."""

    code: str
    justification: str


@dataclass(frozen=True)
class RoundMove(Act):
    """`name` and `function` are those of who signs. `ask` are the answers that go back with the round, `saves` what the
    country then changed."""

    move: Move
    name: str = ""
    function: str = ""
    reason: str = ""
    ask: list[str] = field(default_factory=list)
    saves: list[GivenText] = field(default_factory=list)


@dataclass(frozen=True)
class GivenRound:
    country: str
    year: int
    target_year: int
    title: str
    opened: Act
    answers: list[GivenAnswer]
    enablers: list[GivenEnabler]
    priorities: GivenPriorities
    decisions: list[GivenDecision] = field(default_factory=list)
    moves: list[RoundMove] = field(default_factory=list)
    threats: list[GivenThreat] = field(default_factory=list)
    commitments: list[GivenCommitment] = field(default_factory=list)
    assignments: list[GivenAssignment] = field(default_factory=list)
    second_views: list[GivenView] = field(default_factory=list)
    reviews: list[GivenReview] = field(default_factory=list)
    talk: list[GivenThread] = field(default_factory=list)


_converter = cattrs.Converter(forbid_extra_keys=True)
_converter.register_structure_hook(
    dt.datetime, lambda text, _type: dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
)


def read_round(path: Path, language: str = SOURCE) -> GivenRound:
    """The file is the project's own, so a fault in it is a fault of the program and raises as it comes."""
    return _converter.structure(read_demo(path, language), GivenRound)


# --- loading ---
def is_loaded() -> bool:
    return (
        Assessment.objects.filter(country__iso3__in=(SAMPLAND, EXAMPLELAND)).exists()
        or User.objects.filter(email__in=[account.email for account in ACCOUNTS]).exists()
    )


def refuse_real_rounds() -> None:
    """Raises RoundRefused("real"): invented answers must never stand beside a real country's."""
    if Assessment.objects.exclude(country__status=Country.Status.FICTIONAL).exists():
        raise RoundRefused("real")


@transaction.atomic
def load_demo(*, password: str, language: str = SOURCE) -> list[DemoAccount]:
    """Loads the demonstration and returns its accounts; an empty list when it is there already.

    What its countries write, and what its people read, is in `language`.

    Countries and framework must be loaded. Raises RoundRefused("real") on a database that holds a real
    country's round.
    """
    refuse_real_rounds()
    if is_loaded():
        return []
    framework = Framework.objects.get(code=FRAMEWORK[0], version=FRAMEWORK[1])
    people = _make_people(password, language)
    plans = {plan.country: plan for plan in (read_plan(DEMO / name, language) for name in PLANS)}
    for name in ROUNDS:
        loading = _Loading(read_round(DEMO / name, language), framework, people)
        loading.run()
        load_plan(plans[loading.given.country], loading.assessment, people)
    return list(ACCOUNTS)


def _make_people(password: str, language: str) -> dict[str, User]:
    countries = {row.iso3: row for row in Country.objects.filter(iso3__in=(SAMPLAND, EXAMPLELAND))}
    since = min(_BEGINNING, timezone.now())
    hashed = make_password(password)  # once: a hash is slow on purpose, and all share the password
    people: dict[str, User] = {}
    texts = texts_of(language)
    for account in ACCOUNTS:
        user = User.objects.create(
            email=account.email,
            name=account.name,
            organisation=texts.get(account.organisation, account.organisation),
            language=language,
            password=hashed,
            created_at=since,
        )
        country = countries[account.country] if account.country else None
        membership = Membership.objects.create(user=user, country=country, role=account.role, created_at=since)
        with audit.dated(since):
            audit.record("user.created", user, by=None, changes={"email": [None, user.email]})
            audit.record(
                "membership.created",
                membership,
                by=None,
                country=account.country,
                changes={"user_id": [None, user.pk], "role": [None, account.role]},
            )
        people[account.key] = user
    return people


class _Loading:
    """One round on its way into the database."""

    def __init__(self, given: GivenRound, framework: Framework, people: Mapping[str, User]) -> None:
        self.given, self.framework, self.people = given, framework, people
        self.nodes = structure.of(framework)

    def run(self) -> None:
        self._open()
        save_assignments(self.assessment, self.given.assignments, people=self.people, at=self._at)
        for answer in self.given.answers:
            self._answer(answer)
        for enabler in self.given.enablers:
            self._enabler(enabler)
        save_context(
            self.assessment,
            self.given.threats,
            self.given.commitments,
            people=self.people,
            letters=_ANSWERS,
            at=self._at,
        )
        self._priorities()
        save_views(self.assessment, self.given.second_views, people=self.people, nodes=self.nodes)
        for decision in self.given.decisions:
            self._decision(decision)
        talk = Talk(self.given.talk, self.assessment, self.people)
        ends = [*(move.at for move in self.given.moves[1:]), dt.datetime.max.replace(tzinfo=dt.UTC)]
        for move, end in zip(self.given.moves, ends, strict=False):  # a round without a move has an end too many
            talk.until(move.at)
            self._move(move)
            if move.move is Move.TAKE:
                reviews = [view for view in self.given.reviews if move.at <= view.at < end]
                save_reviews(self.assessment, reviews, people=self.people, nodes=self.nodes)
        talk.until()
        read_past_notices(self.assessment)

    def _open(self) -> None:
        given, started = self.given, timezone.now()
        at = min(given.opened.at, started)
        with audit.dated(at):
            self.assessment = open_round(
                country=Country.objects.get(iso3=given.country),
                framework=self.framework,
                year=given.year,
                target_year=given.target_year,
                title=given.title,
                by=self.people[given.opened.by],
            )  # in the language of who opens it, as the demonstration was loaded
        Assessment.objects.filter(pk=self.assessment.pk).update(opened_at=at, state_at=at)
        self._date(started, at)

    def _answer(self, given: GivenAnswer) -> None:
        node = self.nodes.by_code[given.code]
        codes = [SIGN + sign.code for sign in node.signs]
        signs: dict[str, Any] = dict(zip(codes, _letters(given.signs), strict=True))
        signs |= dict(zip(FACETS, _letters(given.facets), strict=True))
        values = {
            "phase": given.phase,
            "reason": given.reason,
            "target": given.target,
            "target_year": given.target_year,
            "justification": given.justification,
            "participants": sorted(given.participants),
            "participants_note": given.participants_note,
            "confidence": given.confidence,
        }
        if given.signs_at:
            self._save(given.code, Act(given.signs_by, given.signs_at), signs)
            self._save(given.code, given, values, confirm=True)
        else:
            self._save(given.code, given, signs | values, confirm=True)
        response = self._response(given.code)
        for title in given.withdrawn:
            with self._at(given.at):
                evidence = Evidence.objects.get(response=response, title=title, removed_at=None)
                remove_evidence(assessment=self.assessment, evidence=evidence, by=self.people[given.by])
        for evidence_given in given.evidence:
            with self._at(evidence_given.at):
                add_evidence(
                    assessment=self.assessment,
                    response=response,
                    title=evidence_given.title,
                    url=evidence_given.url,
                    by=self.people[evidence_given.by],
                )
        if given.workshop is not None:
            self._workshop(given.code, given.workshop)

    def _workshop(self, code: str, given: GivenWorkshop) -> None:
        values: dict[str, Any] = dict(zip(VOTES, given.votes, strict=True))
        values |= {"dissent": given.dissent.strip(), "held_on": dt.date.fromisoformat(given.held_on)}
        with self._at(given.at):
            record_votes(
                assessment=self.assessment,
                capability=self.nodes.by_code[code],
                by=self.people[given.by],
                based_on=0,
                values=values,
            )

    def _save(self, code: str, act: Act, values: Mapping[str, Any], *, confirm: bool = False) -> None:
        with self._at(act.at):
            save_answer(
                assessment=self.assessment,
                capability=self.nodes.by_code[code],
                by=self.people[act.by],
                based_on=self._response(code).revision,
                values=values,
                confirm=confirm,
            )

    def _response(self, code: str) -> Response:
        row: Response = Response.objects.get(assessment=self.assessment, capability_id=self.nodes.by_code[code].pk)
        return row

    def _enabler(self, given: GivenEnabler) -> None:
        row = EnablerAnswer.objects.get(assessment=self.assessment, enabler__code=given.code)
        with self._at(given.at):
            save_simple(
                row=row,
                assessment=self.assessment,
                by=self.people[given.by],
                based_on=row.revision,
                values={"answer": _letters(given.answer)[0], "note": given.note},
                fields=("answer", "note"),
                code=given.code,
            )

    def _priorities(self) -> None:
        given = self.given.priorities
        for minutes, row in enumerate(given.rows):
            priority = Priority.objects.select_related("capability").get(
                assessment=self.assessment, capability__code=row.code
            )
            with self._at(given.at + dt.timedelta(minutes=2 * minutes)):
                set_priority(
                    assessment=self.assessment,
                    priority=priority,
                    by=self.people[given.by],
                    based_on=priority.revision,
                    values={
                        "importance": row.importance,
                        "feasibility": row.feasibility,
                        "horizon": row.horizon,
                    },
                )
        for move in given.moved:
            with self._at(move.at):
                move_priority(
                    assessment=self.assessment,
                    code=move.code,
                    step=move.step,
                    reason=move.reason,
                    by=self.people[move.by],
                )

    def _decision(self, given: GivenDecision) -> None:
        with self._at(given.at):
            word_decision(
                assessment=self.assessment,
                number=given.number,
                by=self.people[given.by],
                based_on=0,
                text=given.text.strip(),
            )

    def _move(self, given: RoundMove) -> None:
        started = timezone.now()
        at = min(given.at, started)
        with audit.dated(at):
            if given.move in (Move.RETURN, Move.ACCEPT):
                mark_all(self.assessment, self.people[given.by], given.ask)
            signed = Signed(given.name, given.function) if given.name else None
            row = move_round(
                assessment=self.assessment,
                move=given.move,
                by=self.people[given.by],
                reason=given.reason,
                signed=signed,
            )
        Assessment.objects.filter(pk=row.pk).update(state_at=at)
        Signature.objects.filter(assessment=row, signed_at__gte=started).update(signed_at=at)
        self._date(started, at)
        SecondView.objects.filter(assessment=row, given_at__gte=started).update(given_at=at)  # handed over with it
        date_review(self.assessment, started, at)
        freeze_again(self.assessment, started, at)
        for text in given.saves:
            self._save(text.code, text, {"justification": text.justification})

    @contextmanager
    def _at(self, moment: dt.datetime) -> Iterator[None]:
        started = timezone.now()
        with audit.dated(min(moment, started)):
            yield
        self._date(started, min(moment, started))

    def _date(self, started: dt.datetime, at: dt.datetime) -> None:
        """Gives what this round recorded since `started` the time `at`, which is never in the future."""
        for model in (Assignment, Response, EnablerAnswer, Priority, Decision, ThreatAnswer, CommitmentAnswer):
            rows = model._default_manager.filter(assessment=self.assessment, saved_at__gte=started)
            rows.update(saved_at=at)
        votes = WorkshopVote.objects.filter(response__assessment=self.assessment, saved_at__gte=started)
        votes.update(saved_at=at)
        evidence = Evidence.objects.filter(response__assessment=self.assessment)
        evidence.filter(added_at__gte=started).update(added_at=at)
        evidence.filter(removed_at__gte=started).update(removed_at=at)
        Assignee.objects.filter(assignment__assessment=self.assessment, created_at__gte=started).update(created_at=at)


def _letters(letters: str) -> list[str]:
    return [_ANSWERS[letter].value for letter in letters.replace(" ", "")]
