"""The secretariat's board: who is on it, in which order, what is shown of whom."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions.review import take_round
from assessments.actions.rounds import move_round
from assessments.models import Assessment, User
from assessments.roles import Role
from assessments.views.board import COUNTRIES_A_PAGE
from assessments.workflow import Move
from tests import factories as make
from tests.views.many import many_countries
from tests.views.pages import html, read

pytestmark = pytest.mark.django_db
BOARD = "/review/"


@pytest.fixture
def rita() -> User:
    return make.user(Role.REVIEWER, name="Rita")


@pytest.fixture
def client(rita: User) -> Client:
    return make.signed_in(rita)


def cells(page: str) -> int:
    return page.count('<td data-phase="')


class TestWhatIsShown:
    def test_nobody_yet(self, client: Client) -> None:
        assert "No country has opened a round yet" in html(client.get(BOARD))

    def test_of_a_draft_the_state_alone(self, client: Client, ana: User) -> None:
        draft = make.opened_round(ana, title="A title that says much")
        make.answer(draft, ana, justification="Nothing works at all")
        page = html(client.get(BOARD))
        assert "Draft, 2026" in page
        assert "Only the country sees its answers" in page
        assert cells(page) == 0
        assert "A title that says much" not in page
        assert reverse("review_show", args=[draft.pk]) not in page

    @pytest.mark.parametrize("state", ["for_approval", "returned"])
    def test_nor_of_what_is_with_the_country_again(self, client: Client, ana: User, state: str) -> None:
        sent = make.submitted_round(ana)
        Assessment.objects.filter(pk=sent.pk).update(state=state)
        page = html(client.get(BOARD))
        assert cells(page) == 0

    def test_a_sent_round_with_its_answers(self, client: Client, ana: User) -> None:
        sent = make.submitted_round(ana)
        page = html(client.get(BOARD))
        assert "Submitted, 2026" in page
        assert cells(page) == 21
        assert page.count('<td data-phase="1"') == 21
        assert reverse("review_show", args=[sent.pk]) in page
        assert "Next review: Sampland" in page

    def test_the_last_sent_round_beside_the_draft(self, client: Client, ana: User, rita: User) -> None:
        sent = make.submitted_round(ana, 2024)
        make.opened_round(ana)
        page = html(client.get(BOARD))
        assert "Draft, 2026" in page
        assert "answers of 2024" in page
        assert cells(page) == 21
        assert reverse("review_show", args=[sent.pk]) in page

    def test_an_answer_that_is_not_known(self, client: Client, ana: User) -> None:
        draft = make.answered_round(ana)
        make.save(draft, ana, "3", phase="unknown")
        move_round(assessment=draft, move=Move.SUBMIT, by=ana)
        assert '<td data-phase="dk" class="starts">?</td>' not in html(client.get(BOARD))
        assert '<td data-phase="dk">?</td>' in html(client.get(BOARD))

    def test_what_is_kept_is_of_the_newest_submission(self, client: Client, ana: User, rita: User) -> None:
        draft = make.answered_round(ana)
        move_round(assessment=draft, move=Move.SUBMIT, by=ana)
        assert html(client.get(BOARD)).count('<td data-phase="1"') == 21
        move_round(assessment=draft, move=Move.TAKE, by=rita)
        move_round(assessment=draft, move=Move.RETURN, by=rita, reason="because")
        make.save(draft, ana, "2", phase="3")
        move_round(assessment=draft, move=Move.SUBMIT, by=ana)
        assert html(client.get(BOARD)).count('<td data-phase="3"') == 1

    def test_who_is_on_a_review(self, client: Client, ana: User, rita: User) -> None:
        take_round(assessment=make.submitted_round(ana), by=rita, was=None)
        page = html(client.get(BOARD))
        assert "<bdi>Rita</bdi></small>" in page
        assert "You are on 1 review." in page
        assert "Next review" not in page


class TestOrderAndFilters:
    def test_the_reader_s_alphabet_and_no_other_order(self, ana: User) -> None:
        names = {
            "QAA": {"en": "Pakistan", "es": "Pakistán"},
            "QAB": {"en": "Netherlands", "es": "Países Bajos"},
            "QAC": {"en": "Åland", "es": "Åland"},
        }
        for iso3, name in names.items():
            make.opened_round(make.coordinator(make.country(iso3, name)))
        page = html(make.signed_in(make.user(Role.REVIEWER, language="es")).get(BOARD))
        assert page.index("Åland") < page.index("Países Bajos") < page.index("Pakistán")

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("", {"Sampland", "Borduria", "Land AA"}),
            ("?state=submitted", {"Sampland"}),
            ("?state=draft", {"Borduria"}),
            ("?region=150", {"Land AA"}),
            ("?region=002&state=draft", {"Borduria"}),
            ("?who=mine", {"Land AA"}),
            ("?state=nonsense&region=%00&who=x&page=zz", {"Sampland", "Borduria", "Land AA"}),
            ("?state=returned", set()),
        ],
    )
    def test_filters(self, client: Client, ana: User, rita: User, query: str, shown: set[str]) -> None:
        sent = make.submitted_round(ana)
        make.opened_round(make.coordinator(make.country("XSB")))
        many_countries(1, sent, ana, state="in_review", region="150")
        Assessment.objects.filter(country__iso3="QAA").update(reviewer=rita)
        page = html(client.get(BOARD + query))
        listed = page[page.index('<h2 id="h-map"') :]
        assert {name for name in ("Sampland", "Borduria", "Land AA") if name in listed} == shown
        if not shown:
            assert "No country fits these filters" in listed


@pytest.mark.parametrize("count", [1, 200])
def test_many_countries(client: Client, ana: User, count: int) -> None:
    sent = make.submitted_round(ana)
    many_countries(count - 1, sent, ana)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(BOARD)
    assert len(queries) <= 12
    assert len(response.content) < 60 * 1024
    assert cells(html(response)) == 21 * min(count, COUNTRIES_A_PAGE)
    seen: set[str] = set()
    for number in range(1, 7):
        links = read(client.get(f"{BOARD}?page={number}")).links
        seen |= {link for link in links if link.endswith("/review/") and link.startswith("/rounds/")}
    assert len(seen) == count
