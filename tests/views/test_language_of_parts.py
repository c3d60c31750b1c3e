"""Language of parts, WCAG 3.1.2: on no page does a text that people of a country wrote pass for one in the page's language.

Walks the places that the browser tests know, and the pages of single rows, with the demonstration in English.
"""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from assessments import wording
from assessments.actions.countries import load_countries
from assessments.actions.demo import load_demo
from assessments.actions.frameworks import load_framework
from assessments.content import SHIPPED, read_framework
from assessments.forms.comments import CommentForm
from assessments.forms.rounds import GiveBackForm
from assessments.models import (
    Action,
    ActionNote,
    Assessment,
    Assignment,
    AuditEvent,
    Comment,
    CommitmentAnswer,
    Decision,
    EnablerAnswer,
    Evidence,
    Priority,
    ReaderTask,
    Response,
    SecondView,
    Thread,
    ThreatAnswer,
    User,
    WorkshopVote,
)
from assessments.roles import NEEDS_SECOND_FACTOR
from assessments.talk import Kind
from tests import factories as make
from tests.browser.places import PLACES
from tests.browser.site import COORDINATOR, READER, REVIEWER

pytestmark = pytest.mark.django_db
#: So many letters of a text are looked for: pages shorten the rest.
HEAD = 24
WRITTEN: dict[Any, tuple[str, ...]] = {
    Response: ("reason", "justification", "participants_note"),
    Evidence: ("title",),
    EnablerAnswer: ("note",),
    ThreatAnswer: ("source",),
    CommitmentAnswer: ("note",),
    Priority: ("move_reason",),
    Action: ("title", "lead", "partners", "indicator", "baseline", "target", "stop_reason"),
    ActionNote: ("text",),
    Assignment: ("organisation",),
    Assessment: ("title", "last_reason"),
    Comment: ("text",),
    Decision: ("text",),
    SecondView: ("reason", "response_reason"),
    WorkshopVote: ("dissent",),
}
_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source"}
#: What a browser takes as text alone: nothing in it can be marked.
_PLAIN = {"title", "option", "script"}


class Parts(HTMLParser):
    """Each piece of text with the language that holds for it; also what stands in boxes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, str]] = []
        self.found: list[tuple[str, str]] = []

    @property
    def language(self) -> str:
        return self.stack[-1][1] if self.stack else ""

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in pairs}
        language = given.get("lang", self.language)
        if tag not in _VOID:
            self.stack.append((tag, language))
        elif tag == "input" and given.get("type", "text") == "text":
            self.found.append((given.get("value", ""), language))

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(tag in _PLAIN for tag, _language in self.stack):
            self.found.append((" ".join(data.split()), self.language))


@pytest.fixture
def people() -> dict[str, Client]:
    load_countries()
    load_framework(file=read_framework(SHIPPED))
    load_demo(password=make.PASSWORD)
    people = {user.email: user for user in User.objects.all()}
    for user in people.values():
        if any(membership.role in NEEDS_SECOND_FACTOR for membership in user.current_memberships):
            make.second_factor(user)
    return {email: make.signed_in(user) for email, user in people.items()}


def heads() -> set[str]:
    """How every text begins that somebody wrote; what is also the name of a person's organisation says nothing."""
    names = set(User.objects.values_list("organisation", flat=True))
    texts = {
        " ".join(text.split())
        for model, fields in WRITTEN.items()
        for row in model.objects.values_list(*fields)
        for text in row
        if text
    }
    found = {text[:HEAD] for text in texts if len(text) > 9 and re.search("[A-Za-z]{4}", text)}
    return {head for head in found if not any(head in name or (name and name in head) for name in names)}


def pages() -> list[tuple[str, str]]:
    """Who opens what."""
    rounds = {
        name: Assessment.objects.get(country__iso3="XSA", year=year).pk for name, year in (("R", 2026), ("OLD", 2024))
    }
    found = []
    for place in PLACES:
        first, _slash, rest = place.path.removeprefix("/").partition("/")
        found.append((place.who, f"/rounds/{rounds[first]}/{rest}" if first in rounds else place.path))
    root = f"/rounds/{rounds['R']}"
    for action in Action.objects.filter(country__iso3="XSA"):
        found += [
            (COORDINATOR, f"{root}/plan/actions/{action.pk}/"),
            (COORDINATOR, f"{root}/plan/actions/{action.pk}/edit/"),
        ]
    for thread in Thread.objects.select_related("capability"):
        address = f"/rounds/{thread.assessment_id}/capabilities/{thread.capability.code}/comments/{thread.pk}/"
        found += [(COORDINATOR, address), (REVIEWER, address)]
    found += [(READER, f"/views/{task.pk}/") for task in ReaderTask.objects.all()]
    events = AuditEvent.objects.filter(country="XSA").order_by("action", "-pk")
    newest = {event.action: event.pk for event in events}
    found += [(COORDINATOR, f"/countries/XSA/history/{pk}/") for pk in newest.values()]
    found += [(COORDINATOR, f"/countries/XSA/history/?kind={kind}") for kind in ("actions", "views", "talk", "rounds")]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("language", ["ar", "ru"])
def test_no_text_of_people_passes_for_the_page_s(people: dict[str, Client], language: str) -> None:
    User.objects.update(language=language)
    known, wrong, opened, seen = heads(), [], 0, set()
    assert len(known) > 200
    for who, path in pages():
        client = people.get(who)
        answer = client.get(path) if client else None
        if answer is None or answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        opened += 1
        parts = Parts()
        parts.feed(answer.content.decode())
        for text, of in parts.found:
            found = next((head for head in known if head in text), "")
            if found:
                seen.add(found)
                if of == language:
                    wrong.append(f"{path}: {text[:60]}")
    assert wrong == [], "\n".join(wrong)
    assert opened > 100
    assert len(seen) > 120


class TestBoxes:
    def test_an_empty_one_has_the_language_in_which_it_will_be_filled(self) -> None:
        with wording.written_in("fr"):
            assert 'lang="fr"' in str(GiveBackForm()["reason"])
        with wording.written_in("en"):
            assert "lang=" not in str(GiveBackForm()["reason"])
        assert "lang=" not in str(GiveBackForm()["reason"])

    @pytest.mark.parametrize(
        ("of_round", "text", "mark"),
        [("fr", "La loi", 'lang="fr"'), ("ar", "The law", ""), ("fr", "قانون", 'lang=""'), ("en", "قانون", "")],
    )
    def test_a_full_one_that_of_its_letters(self, of_round: str, text: str, mark: str) -> None:
        with wording.written_in(of_round):
            box = str(GiveBackForm({"reason": text})["reason"])
        assert mark in box if mark else "lang=" not in box

    def test_the_secretariat_types_in_a_language_that_nobody_knows(self) -> None:
        with wording.written_in("fr"):
            assert 'lang="fr"' in str(CommentForm(kind=Kind.QUESTION)["text"])
            assert "lang=" not in str(CommentForm(kind=Kind.QUESTION, by_country=False)["text"])


def test_the_language_of_one_page_ends_with_it() -> None:
    """Threads serve one person after another."""
    ana = make.coordinator()
    draft = make.opened_round(ana)
    Assessment.objects.filter(pk=draft.pk).update(language="fr")
    client = make.signed_in(ana)
    assert 'lang="fr"' in client.get(f"/rounds/{draft.pk}/enablers/").content.decode()
    assert wording.language_of_round() == ""
    assert 'lang="fr" ' not in client.get("/profile/").content.decode().replace('<button lang="fr" ', "")
