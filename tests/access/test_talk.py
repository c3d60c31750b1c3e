"""Nothing of what is said inside reaches anybody else, on no page, in no file, mail, notice, snapshot or history; and a
locked round is locked on every route."""

import json
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from assessments import results
from assessments.actions.rounds import move_round
from assessments.actions.talk import add_comment, open_thread, resolve_thread
from assessments.exports import pdf
from assessments.models import (
    Assessment,
    AuditEvent,
    CommitmentAnswer,
    Decision,
    EnablerAnswer,
    Evidence,
    EvidenceFile,
    Notice,
    Priority,
    Response,
    SignAnswer,
    Snapshot,
    Thread,
    ThreatAnswer,
    User,
)
from assessments.roles import Role
from assessments.talk import Kind
from assessments.workflow import Move
from tests import factories as make
from tests.access.test_matrix import form, lines, parameters, where
from tests.access.test_matrix import world as _world
from tests.access.world import World

pytestmark = pytest.mark.django_db
world = _world
INSIDE, QUESTION, NOTE = "kanarienvogel-inside", "kanarienvogel-question", "kanarienvogel-note"
COUNTRY = ("coordi", "contri", "approv", "viewer")
SECRETARIAT = ("review", "admini")


def talk_about(assessment: Assessment, ours: User, theirs: User) -> None:
    """A thread of each kind about capability 1, with an answer, while the round is in review."""
    node = make.node(assessment)
    threads = {
        kind: open_thread(assessment=assessment, capability=node, kind=kind, text=text, by=by)
        for kind, text, by in (
            (Kind.INSIDE, INSIDE, ours),
            (Kind.QUESTION, QUESTION, theirs),
            (Kind.NOTE, NOTE, theirs),
        )
    }
    add_comment(thread=threads[Kind.INSIDE], text=f"{INSIDE} again", by=ours)
    add_comment(thread=threads[Kind.QUESTION], text=f"{QUESTION} answered", by=ours)
    add_comment(thread=threads[Kind.NOTE], text=f"{NOTE} again", by=theirs)


def body(response: Any) -> str:
    content: bytes = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


@pytest.mark.parametrize("state", ["in_review", "returned", "accepted"])
def test_who_reads_what_on_any_page(world: World, state: str) -> None:
    reviewer = world.people["review"][0]
    assert reviewer is not None
    talked = world.round_in("in_review") if state != "returned" else world.round_in("returned")
    Assessment.objects.filter(pk=talked.pk).update(state="in_review")
    talk_about(talked, world.coordinator, reviewer)
    Assessment.objects.filter(pk=talked.pk).update(state=state)
    pages = sorted({route for route, method, *_rest in lines() if method == "GET"})
    addresses = [where(world, route, state) for route in pages]
    for thread in Thread.objects.filter(assessment=talked):
        addresses.append(reverse("thread_show", args=[talked.pk, "1", thread.pk]))
    addresses.append(reverse("comment_list", args=[talked.pk]) + "?state=all")
    read: dict[str, set[str]] = {}
    for column, people in world.people.items():
        for person in people:
            for address in addresses:
                text = body(make.signed_in(person).get(address))
                read.setdefault(column, set()).update(word for word in (INSIDE, QUESTION, NOTE) if word in text)
    expected: dict[str, set[str]] = {column: set() for column in world.people}
    expected |= {column: {INSIDE, QUESTION} for column in COUNTRY}
    expected |= {column: {QUESTION, NOTE} for column in SECRETARIAT}
    assert read == expected


def test_no_word_leaves_the_pages(django_capture_on_commit_callbacks: Any) -> None:
    """Snapshots, the text of the report, the audit log, notices and mails; the annex alone prints questions."""
    ana, reviewer = make.coordinator(), make.user(Role.REVIEWER)
    sent = make.submitted_round(ana)
    with django_capture_on_commit_callbacks(execute=True):
        move_round(assessment=sent, move=Move.TAKE, by=reviewer)
        talk_about(sent, ana, reviewer)
        in_review = make.fresh(sent)
        for language in ("en", "es"):
            for kind in ("brief", "full"):
                made = pdf.html_of(results.of(in_review, language), "XSA-0", kind)  # type: ignore[arg-type]
                assert "kanarienvogel" not in made
        for question in Thread.objects.filter(kind=Kind.QUESTION, by_secretariat=True):
            resolve_thread(thread=question, by=reviewer)
        move_round(assessment=sent, move=Move.ACCEPT, by=reviewer)
    accepted = make.fresh(sent)
    for language in ("en", "es"):
        full = pdf.html_of(results.of(accepted, language), "XSA-0")
        assert full.count(QUESTION) == 2 and INSIDE not in full and NOTE not in full
        assert "kanarienvogel" not in pdf.html_of(results.of(accepted, language), "XSA-0", "brief")
    frozen = {row.state: json.dumps(row.result) + json.dumps(row.summary) for row in Snapshot.objects.all()}
    assert "kanarienvogel" not in frozen["submitted"]
    assert QUESTION in frozen["accepted"] and INSIDE not in frozen["accepted"] and NOTE not in frozen["accepted"]
    assert "kanarienvogel" not in json.dumps(list(AuditEvent.objects.values()), default=str)
    assert "kanarienvogel" not in json.dumps(list(Notice.objects.values()), default=str)
    assert "kanarienvogel" not in "".join(letter.body + letter.subject for letter in mail.outbox)


def test_the_country_does_not_learn_that_there_are_notes() -> None:
    ana, reviewer = make.coordinator(), make.user(Role.REVIEWER, name="Reva")
    sent = make.submitted_round(ana)
    open_thread(assessment=sent, capability=make.node(sent), kind=Kind.NOTE, text="Weak.", by=reviewer)
    assert not AuditEvent.objects.filter(country="XSA", action__startswith="thread").exists()
    assert not AuditEvent.objects.filter(assessment_id=sent.pk, action__startswith="thread").exists()
    client = make.signed_in(ana)
    for address in ("/countries/XSA/history/", reverse("comment_list", args=[sent.pk]) + "?state=all&kind=note"):
        page = body(client.get(address))
        assert "Reva" not in page and "Weak." not in page
    assert not Notice.objects.exclude(kind="submitted").exists()


class TestForeignThreads:
    """The address names round, capability, thread and comment: all have to fit, whoever asks."""

    def test_each_part_has_to_fit(self) -> None:
        ana = make.coordinator()
        neighbour = make.coordinator(make.country("XSB"))
        ours, theirs = make.opened_round(ana), make.opened_round(neighbour)
        about = {"kind": Kind.INSIDE, "text": "Words"}
        mine = open_thread(assessment=ours, capability=make.node(ours), by=ana, **about)
        other = open_thread(assessment=ours, capability=make.node(ours, "2"), by=ana, **about)
        foreign = open_thread(assessment=theirs, capability=make.node(theirs), by=neighbour, **about)
        client = make.signed_in(ana)
        words = {"inside-text": "Mine"}
        for pk, code, thread in (
            (ours.pk, "1", foreign.pk),
            (theirs.pk, "1", foreign.pk),
            (theirs.pk, "1", mine.pk),
            (ours.pk, "2", mine.pk),
            (ours.pk, "nothing", mine.pk),
            (ours.pk, "1", 2**63),
            (ours.pk, "1", 10**30),
        ):
            here = {"assessment_id": pk, "code": code, "thread_id": thread}
            assert client.get(reverse("thread_show", kwargs=here)).status_code == 404
            for route in ("thread_show", "thread_resolve", "thread_reopen"):
                assert client.post(reverse(route, kwargs=here), words).status_code == 404
        for comment in (other.comments.get(), foreign.comments.get()):
            here = {"assessment_id": ours.pk, "code": "1", "thread_id": mine.pk, "comment_id": comment.pk}
            assert client.post(reverse("comment_remove", kwargs=here)).status_code == 404
            comment.refresh_from_db()
            assert comment.removed_at is None

    @pytest.mark.parametrize("kind", ["", "note", "NOTE", "inside\x00", "question; drop", "everything"])
    def test_a_kind_that_is_not_there(self, kind: str) -> None:
        ana = make.coordinator()
        sent = make.submitted_round(ana)
        words = {"kind": kind, f"{kind}-text": "x", "note-text": "x", "inside-text": "x"}
        assert make.signed_in(ana).post(reverse("thread_list", args=[sent.pk, "1"]), words).status_code == 404
        assert not Thread.objects.exists()

    def test_words_for_one_circle_never_land_in_another(self) -> None:
        """Typed in the form of the inside, sent with another kind: nothing is published."""
        ana = make.coordinator()
        sent = make.submitted_round(ana)
        words = {"kind": "question", "inside-text": "Only for us"}
        assert make.signed_in(ana).post(reverse("thread_list", args=[sent.pk, "1"]), words).status_code == 422
        assert not Thread.objects.exists()


#: What is locked with the round: the answers and everything that is frozen with them. The plan has rules of its own.
LOCKED: tuple[Any, ...] = (
    Response,
    SignAnswer,
    EnablerAnswer,
    Priority,
    ThreatAnswer,
    CommitmentAnswer,
    Decision,
    Evidence,
    EvidenceFile,
)


def rows_of(assessment: Assessment) -> list[Any]:
    paths = {SignAnswer: "response__", Evidence: "response__", EvidenceFile: "evidence__response__"}
    return [
        list(model.objects.filter(**{f"{paths.get(model, '')}assessment": assessment}).order_by("pk").values())
        for model in LOCKED
    ]


@pytest.mark.parametrize("state", ["for_approval", "submitted", "in_review", "accepted"])
def test_locked_is_locked_on_every_route(world: World, state: str) -> None:
    """Every address of the site that takes a round, posted by everybody: no answer changes."""
    assessment = world.round_in(state)
    posts = {route: where(world, route, state) for route, method, *_rest in lines() if method == "POST"}
    posts = {route: address for route, address in posts.items() if "assessment_id" in parameters(route)}
    assert len(posts) > 25
    before, wrong = rows_of(assessment), []
    for route, address in posts.items():
        typed = form(world, route, state)
        for column, people in world.people.items():
            for person in people:
                with transaction.atomic():
                    make.signed_in(person).post(address, typed)
                    if rows_of(assessment) != before:
                        wrong.append(f"{route} {column}")
                    transaction.set_rollback(True)
                results.forget()
    assert wrong == []


def test_the_administration_holds_no_rounds_threads_or_signatures() -> None:
    from django.contrib import admin

    held = {model.__name__ for model in admin.site._registry}
    assert held.isdisjoint(
        {"Assessment", "Thread", "Comment", "ThreadSeen", "Signature"} | {m.__name__ for m in LOCKED}
    )
