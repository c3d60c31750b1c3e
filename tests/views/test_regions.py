"""Regional figures: who is counted, from when on, and what the page and the file say."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.actions.regions import set_counted
from assessments.actions.review import end_review, take_round
from assessments.models import Assessment, AuditEvent, Country, RegionalFigures, User
from assessments.roles import Role
from assessments.workflow import Move
from tests import factories as make
from tests.views.many import many_countries
from tests.views.pages import html

pytestmark = pytest.mark.django_db
PAGE = "/review/regions/"


@pytest.fixture
def rita() -> User:
    return make.user(Role.REVIEWER, name="Rita")


@pytest.fixture
def client(rita: User) -> Client:
    return make.signed_in(rita)


@pytest.fixture
def sent(ana: User) -> Assessment:
    return make.submitted_round(ana)


def consent(*iso3: str, counted: bool = True) -> None:
    by = User.objects.get(name="Ana")
    for country in Country.objects.filter(iso3__in=iso3).order_by("iso3"):
        set_counted(country=country, counted=counted, by=by)


def lines(client: Client) -> list[list[str]]:
    text = client.get(PAGE + "csv/").content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


class TestConsent:
    def test_the_coordinator_decides_and_takes_it_back(self, ana: User) -> None:
        own = make.signed_in(ana)
        assert "This country is not counted" in html(own.get("/countries/XSA/"))
        page = html(own.post("/countries/XSA/counted/", {"counted": "1"}, follow=True))
        assert "This country may be counted in regional figures." in page
        assert "Decided by Ana" in page
        own.post("/countries/XSA/counted/", {"counted": "0"})
        assert not Country.objects.get(iso3="XSA").counted
        changes = AuditEvent.objects.filter(action="country.counted").order_by("pk").values_list("changes", flat=True)
        assert list(changes) == [{"counted": [False, True]}, {"counted": [True, False]}]

    def test_twice_is_once(self, ana: User) -> None:
        own = make.signed_in(ana)
        for _ in range(2):
            own.post("/countries/XSA/counted/", {"counted": "1"})
        assert AuditEvent.objects.filter(action="country.counted").count() == 1

    def test_others_of_the_country_read_it(self, ana: User) -> None:
        viewer = make.signed_in(make.user(Role.VIEWER, make.country()))
        assert "Regional figures" not in html(viewer.get("/countries/XSA/"))
        consent("XSA")
        page = html(viewer.get("/countries/XSA/"))
        assert "This country may be counted" in page
        assert "Take the consent back" not in page


class TestEditions:
    def test_accepted_and_consenting_countries_from_five_on(
        self, client: Client, ana: User, rita: User, sent: Assessment
    ) -> None:
        many_countries(5, sent, ana)
        consent("QAA", "QAB", "QAC", "QAD", "XSA")  # Sampland's round is not accepted, QAE did not say
        assert "No region has 5 countries" in html(client.get(PAGE))
        take_round(assessment=sent, by=rita, was=None)
        end_review(assessment=sent, move=Move.ACCEPT, by=rita)
        edition = RegionalFigures.objects.get()
        assert sorted(edition.basis) == ["QAA", "QAB", "QAC", "QAD", "XSA"]
        page = html(client.get(PAGE))
        assert "5 countries" in page
        assert "Sampland" not in page

    def test_a_sixth_changes_nothing_and_a_tenth_does(self, client: Client, ana: User, sent: Assessment) -> None:
        many_countries(10, sent, ana)
        consent("QAA", "QAB", "QAC", "QAD", "QAE")
        before = lines(client)
        consent("QAF", "QAG", "QAH", "QAI")
        assert lines(client) == before
        consent("QAJ")
        assert RegionalFigures.objects.count() == 2
        assert lines(client) != before

    def test_taken_back_it_is_hidden_at_once(self, client: Client, ana: User, sent: Assessment) -> None:
        many_countries(6, sent, ana)
        consent("QAA", "QAB", "QAC", "QAD", "QAE", "QAF")
        assert "Middle phase by region" in html(client.get(PAGE))
        consent("QAC", counted=False)
        assert "Middle phase by region" not in html(client.get(PAGE))
        assert RegionalFigures.objects.count() == 1  # an edition without it would tell what it had said

    def test_an_earlier_edition_without_it_is_shown_again(self, client: Client, ana: User, sent: Assessment) -> None:
        many_countries(10, sent, ana)
        consent("QAA", "QAB", "QAC", "QAD", "QAE")
        first = lines(client)
        consent("QAF", "QAG", "QAH", "QAI", "QAJ")
        consent("QAJ", counted=False)
        assert lines(client) == first

    def test_the_figures_stay_while_a_counted_country_works_on(
        self, client: Client, ana: User, sent: Assessment
    ) -> None:
        many_countries(5, sent, ana)
        consent("QAA", "QAB", "QAC", "QAD", "QAE")
        before = lines(client)
        Assessment.objects.filter(country__iso3="QAA").update(state="draft")
        assert lines(client) == before

    def test_a_total_without_the_hidden_region(self, client: Client, ana: User, sent: Assessment) -> None:
        many_countries(9, sent, ana)
        Country.objects.filter(iso3__in=["QAF", "QAG", "QAH", "QAI"]).update(region="150")
        consent(*Country.objects.values_list("iso3", flat=True))
        page = html(client.get(PAGE))
        assert "Europe<br><small>Not shown</small>" in page
        assert page.count("5 countries") >= 2  # Africa, and all regions shown
        assert "9 countries" not in page


def test_the_file_hides_the_same_cells(client: Client, ana: User, sent: Assessment) -> None:
    many_countries(9, sent, ana)
    Country.objects.filter(iso3__in=["QAF", "QAG", "QAH", "QAI"]).update(region="150")
    consent(*Country.objects.values_list("iso3", flat=True))
    head, *rows = lines(client)
    assert head[:8] == ["Number", "Name", "Region", "Countries", "As of", "Middle phase", "Phases 0–1", "Phases 3–4"]
    assert head[8] == "few: under a third, some: a third to two thirds, most: over two thirds"
    assert len(rows) == 27 * 3
    for row in rows:
        if row[2] == "Europe":
            assert row[3:] == ["not shown", "", "not shown"]
        else:
            assert row[3] == "5"
            assert row[5:] == ["2", "some", "some"]


@pytest.mark.parametrize("count", [5, 200])
def test_many_countries(client: Client, ana: User, sent: Assessment, count: int) -> None:
    many_countries(count, sent, ana)
    Country.objects.filter(iso3__startswith="Q").update(counted=True)
    for place, region in enumerate(("019", "142", "150", "009") if count > 5 else ()):
        some = list(
            Country.objects.filter(iso3__startswith="Q").values_list("pk", flat=True)[40 * place : 40 * place + 40]
        )
        Country.objects.filter(pk__in=some).update(region=region)
    for region in ("002", "019", "142", "150", "009"):
        from assessments.actions.regions import renew_figures

        renew_figures(framework=sent.framework, region=region)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(PAGE)
    assert len(queries) <= 12
    assert len(response.content) < 60 * 1024
