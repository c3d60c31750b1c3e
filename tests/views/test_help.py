"""Help, the questionnaire, the papers and the first steps: who sees them, in which state, and how heavy they are."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.exports import packs, pdf
from assessments.models import Assessment, AuditEvent, Framework, User
from assessments.results import blank
from assessments.roles import Role
from assessments.views.papers import PAPERS
from tests import factories as make
from tests.views.pages import html, read

pytestmark = pytest.mark.django_db


def first_steps(client: Client, address: str) -> list[str]:
    """Where the steps of the first visit lead, or nothing."""
    text = html(client.get(address))
    if 'id="h-first"' not in text:
        return []
    part = text[text.index('id="h-first"') :]
    return [piece.split('"')[0] for piece in part[: part.index("</ol>")].split('href="')[1:]]


class TestFirstSteps:
    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER])
    def test_each_role_of_a_country_has_its_own_and_reaches_them(
        self, ana: User, draft: Assessment, role: Role
    ) -> None:
        client = make.signed_in(make.user(role, draft.country))
        steps = first_steps(client, reverse("workspace", args=[draft.pk]))
        assert 3 <= len(steps) <= 5
        assert [client.get(step).status_code for step in steps] == [200] * len(steps)

    @pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR])
    def test_the_secretariat_has_them_on_the_list_of_countries(self, ana: User, role: Role) -> None:
        sent = make.submitted_round(ana, 2024)
        client = make.signed_in(make.user(role))
        steps = first_steps(client, reverse("country_list"))
        assert [client.get(step).status_code for step in steps] == [200] * 3
        assert first_steps(client, reverse("workspace", args=[sent.pk])) == []

    def test_before_the_first_round(self, ana: User) -> None:
        make.framework()
        client = make.signed_in(ana)
        steps = first_steps(client, reverse("country_show", args=["XSA"]))
        assert reverse("round_open", args=["XSA"]) in steps
        assert [client.get(step).status_code for step in steps] == [200] * 3

    def test_put_away_and_brought_back(self, ana: User, draft: Assessment) -> None:
        client, page = make.signed_in(ana), reverse("workspace", args=[draft.pk])
        assert client.post(reverse("first_visit_set"), {"show": "0", "next": page})["Location"] == page
        assert first_steps(client, page) == []
        assert "Show the first steps again" in html(client.get(reverse("help")))
        before = AuditEvent.objects.count()
        client.post(reverse("first_visit_set"), {"show": "0", "next": page})
        assert AuditEvent.objects.count() == before  # it was so already
        client.post(reverse("first_visit_set"), {"show": "1"})
        assert first_steps(client, page)
        events = AuditEvent.objects.filter(action="user.changed").order_by("pk")
        assert [event.changes["guide_hidden"] for event in events] == [[False, True], [True, False]]

    @pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:x", ""])
    def test_it_leads_to_no_other_site(self, ana: User, target: str) -> None:
        answer = make.signed_in(ana).post(reverse("first_visit_set"), {"show": "0", "next": target})
        assert answer["Location"] == "/"

    def test_someone_without_a_role_has_none(self) -> None:
        assert first_steps(make.signed_in(make.user()), "/") == []


class TestHelp:
    def test_the_journey_of_ones_own_role_is_open(self, ana: User) -> None:
        signed_out, own = html(make.signed_in(None).get("/help/")), html(make.signed_in(ana).get("/help/"))
        assert signed_out.count("<details>") == 6
        assert own.count("<details open>") == 1 and "Your role" in own
        assert reverse("paper_list") in own and reverse("paper_list") not in signed_out

    def test_every_state_says_what_comes_next(self) -> None:
        page = html(make.signed_in(None).get("/help/"))
        for words in ("Draft", "For approval", "Submitted", "In review", "Returned", "Accepted"):
            assert f'<th scope="row">{words}</th>' in page

    def test_without_a_framework(self) -> None:
        assert not Framework.objects.exists()
        for name in ("help", "example_list", "accessibility"):
            assert make.signed_in(None).get(reverse(name)).status_code == 200
        client = make.signed_in(make.user())
        assert client.get(reverse("questionnaire")).status_code == 404
        assert client.get(reverse("paper_list")).status_code == 200
        assert client.post(reverse("paper_prepare", args=["guide", "en"])).status_code == 404

    def test_six_examples_and_their_notes(self, draft: Assessment) -> None:
        page = html(make.signed_in(None).get(reverse("example_list")))
        assert page.count('class="panel"') == 6 and "What makes it good" in page

    def test_where_to_report_a_barrier(self, settings: Any) -> None:
        client = make.signed_in(None)
        assert "Tell the coordinator of your country" in html(client.get(reverse("accessibility")))
        settings.ACCESSIBILITY_CONTACT = "access@<example>.org"
        page = html(client.get(reverse("accessibility")))
        assert "access@&lt;example&gt;.org" in page and "Tell the coordinator" not in page
        assert reverse("accessibility") in read(client.get("/accounts/login/")).links


@pytest.mark.parametrize("name", ["help", "example_list", "accessibility", "paper_list", "questionnaire"])
def test_pages_of_help_are_light(ana: User, draft: Assessment, name: str, django_assert_max_num_queries: Any) -> None:
    client = make.signed_in(ana)
    with django_assert_max_num_queries(12):
        assert len(client.get(reverse(name)).content) < 60_000


class TestQuestionnaire:
    def test_each_domain_is_a_light_page_and_all_are_there(
        self, ana: User, draft: Assessment, django_assert_max_num_queries: Any
    ) -> None:
        client, codes = make.signed_in(ana), []
        for domain in blank(draft.framework, "en").domains:
            with django_assert_max_num_queries(12):
                page = client.get(reverse("questionnaire"), {"domain": domain.code})
            assert len(page.content) < 60_000
            codes += [name for name in read(page).ids if name.startswith("c") and name[1:].isdigit()]
        assert codes == [f"c{number}" for number in range(1, 22)]

    def test_a_domain_that_there_is_not(self, ana: User, draft: Assessment) -> None:
        page = html(make.signed_in(ana).get(reverse("questionnaire"), {"domain": "<x>"}))
        assert "1 Leadership" in page and "&lt;x&gt;" not in page


class TestPapers:
    @pytest.mark.parametrize("paper", list(PAPERS))
    def test_made_and_downloaded(self, draft: Assessment, settings: Any, paper: str) -> None:
        client = make.signed_in(make.user())  # without a role: they hold nobody's answers
        answer = client.post(reverse("paper_prepare", args=[paper, "es"]))
        assert answer["Location"] == f"{reverse('paper_list')}#{paper}-es"
        assert client.get(reverse("paper_status", args=[paper, "es"])).json() == {"status": "absent"}
        assert client.get(reverse("paper_download", args=[paper, "es"]))["Location"] == reverse("paper_list")
        settings.REPORTS_DIR.mkdir()
        key = PAPERS[paper].key(blank(draft.framework, "es"))
        (settings.REPORTS_DIR / f"{key}.pdf").write_bytes(b"%PDF-")
        got = client.get(reverse("paper_download", args=[paper, "es"]))
        assert got["Content-Disposition"].endswith('-es.pdf"')
        page = read(client.get(reverse("paper_list")))
        assert reverse("paper_download", args=[paper, "es"]) in page.links

    @pytest.mark.parametrize(("paper", "language"), [("x", "en"), ("guide", "xx")])
    def test_what_there_is_not(self, draft: Assessment, paper: str, language: str) -> None:
        client = make.signed_in(make.user())
        for name in ("paper_status", "paper_download"):
            assert client.get(reverse(name, args=[paper, language])).status_code == 404
        assert client.post(reverse("paper_prepare", args=[paper, language])).status_code == 404

    def test_where_no_pdf_can_be_made_it_says_so(self, draft: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf, "problem", lambda: "WeasyPrint is missing.")
        client = make.signed_in(make.user())
        assert "WeasyPrint is missing." in html(client.get(reverse("paper_list")))
        assert client.post(reverse("paper_prepare", args=["guide", "en"])).status_code == 302

    def test_the_blank_questionnaire_of_all(self, draft: Assessment) -> None:
        whole = blank(draft.framework, "en")
        assert packs.file_name(whole) == "MNR-2016-questionnaire-en.pdf"
        assert packs.html_of(whole).count('class="capability sheet"') == 21
