"""Every page, for all who may see it, in both languages: no variable missing, no query too many, no page too heavy."""

import copy
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Assessment, Evidence, Response, SignAnswer, User
from assessments.roles import Role
from tests import factories as make
from tests.views.pages import html, read

pytestmark = pytest.mark.django_db
MISSING = "!!MISSING %s!!"
ROUND_PAGES = (
    "threat_list",
    "commitment_list",
    "theme_list",
    "workspace",
    "capability_list",
    "enabler_list",
    "gap_list",
    "report_show",
)


@pytest.fixture
def strict(settings: Any) -> None:
    """A variable that a template names and the view does not give comes out as a marker."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["string_if_invalid"] = MISSING
    settings.TEMPLATES = templates


def addresses(assessment: Assessment) -> list[str]:
    found = [reverse(name, args=[assessment.pk]) for name in ROUND_PAGES]
    found += [reverse("capability_edit", args=[assessment.pk, code]) for code in ("1", "2", "21")]
    return found


def check(client: Any, address: str, status: int = 200) -> None:
    response = client.get(address)
    text = html(response)
    assert response.status_code == status, address
    assert "!!MISSING" not in text, f"{address}: {text[text.index('!!MISSING') - 200 :][:300]}"
    reader = read(response)
    assert len(reader.ids) == len(set(reader.ids)), f"{address}: an id stands twice"
    for link in reader.links:
        assert not link.startswith("#") or link[1:] in reader.ids, f"{address}: {link} leads nowhere"
    assert "None" not in "".join(reader.text), f"{address}: prints None"


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("language", ["en", "es"])
class TestEveryPage:
    def test_of_an_empty_round(self, language: str) -> None:
        ana = make.coordinator(language=language)
        draft = make.opened_round(ana)
        for person in (ana, make.user(Role.VIEWER, language=language)):
            client = make.signed_in(person)
            for address in addresses(draft):
                check(client, address)
        check(make.signed_in(ana), reverse("round_send", args=[draft.pk]))

    def test_of_a_second_round_in_full(self, language: str) -> None:
        ana = make.coordinator(language=language)
        sent = make.submitted_round(ana, 2024)
        draft = make.opened_round(ana, year=2026)
        people = [make.user(role, language=language) for role in (Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER)]
        for person in (ana, *people):
            client = make.signed_in(person)
            for address in addresses(draft) + addresses(sent):
                check(client, address)
        make.answer(draft, ana, "1", phase="2", justification="")
        make.answer(draft, ana, "2", phase="unknown", target=None)
        make.answer(draft, ana, "21", phase="4", target=2)
        make.rank_all(draft, ana)
        for address in addresses(draft):
            check(make.signed_in(ana), address)
        check(make.signed_in(ana), reverse("round_send", args=[draft.pk]))
        for role in (Role.REVIEWER, Role.ADMINISTRATOR):
            for address in addresses(sent):
                check(make.signed_in(make.user(role, language=language)), address)

    def test_around_the_rounds(self, language: str) -> None:
        ana = make.coordinator(language=language)
        coordinator = make.signed_in(ana)
        make.framework()
        for address in ("/profile/", "/help/", "/countries/", "/countries/XSA/", "/countries/XSA/rounds/new/"):
            check(coordinator, address)
        make.opened_round(ana)
        for address in ("/countries/", "/countries/XSA/", "/countries/XSA/check-report/"):
            check(coordinator, address)
            check(make.signed_in(make.user(Role.REVIEWER, language=language)), address)
        check(coordinator, "/countries/XSA/rounds/new/")
        check(make.signed_in(make.user(language=language)), "/")
        check(coordinator, "/no/such/page/", 404)
        check(make.signed_in(make.user(Role.VIEWER, language=language)), "/countries/XSA/rounds/new/", 403)
        for page in ("account_change_password", "account_reauthenticate", "account_logout"):
            check(coordinator, reverse(page))
        nobody = make.signed_in(None)
        nobody.cookies["mnr_language"] = language
        for page in ("account_login", "account_signup", "account_inactive", "account_reset_password", "help"):
            check(nobody, reverse(page))
        for page in ("account_reset_password_done", "account_reset_password_from_key_done"):
            check(nobody, reverse(page))

    def test_its_language_is_said(self, language: str) -> None:
        ana = make.coordinator(language=language)
        draft = make.opened_round(ana)
        response = make.signed_in(ana).get(reverse("workspace", args=[draft.pk]))
        assert f'<html lang="{language}" dir="ltr">' in html(response)
        assert response["Content-Language"] == language
        assert response["Cache-Control"] == "private, no-store"


def budget(client: Any, address: str) -> int:
    """Queries of a page whose structure and session are warm."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


class TestSpeedAndSize:
    PAGES = ("workspace", "gap_list", "capability_edit", "threat_list", "commitment_list", "theme_list")

    def counted(self, assessment: Assessment, client: Any) -> dict[str, int]:
        return {
            page: budget(client, reverse(page, args=[assessment.pk] + (["1"] if page == "capability_edit" else [])))
            for page in self.PAGES
        }

    def test_queries_do_not_grow(self, ana: User) -> None:
        """With 1 or 21 answers, with 1 or 60 countries, in the first round or a later one."""
        draft, client = make.opened_round(ana, year=2024), make.signed_in(ana)
        make.answer(draft, ana, "1")
        few = self.counted(draft, client)
        assert max(few.values()) <= 12
        make.answer_all(draft, ana)
        assert self.counted(draft, client) == few
        letters = "ABCDEFGHIJ"
        for number in range(60):
            make.country(f"Q{letters[number // 10]}{letters[number % 10]}")
        neighbour = make.coordinator(make.country("QAA"))
        make.answer(make.opened_round(neighbour), neighbour, "1")
        assert self.counted(draft, client) == few
        from assessments.actions.rounds import move_round
        from assessments.workflow import Move

        move_round(assessment=draft, move=Move.SUBMIT, by=ana)
        later = make.opened_round(ana, year=2026)
        assert max(self.counted(later, client).values()) <= 12

    @pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
    def test_pages_are_light(self, language: str) -> None:
        """With every field of every answer filled, and all 21 below their targets. Letters are counted: a Russian or
        Arabic one takes two bytes, and once compressed the page is no heavier than the others."""
        ana = make.coordinator(language=language)
        make.submitted_round(ana, 2024)
        draft = make.opened_round(ana, year=2026)
        make.answer_all(draft, ana)
        client = make.signed_in(ana)
        for address in (
            reverse("workspace", args=[draft.pk]),
            reverse("gap_list", args=[draft.pk]),
            reverse("capability_edit", args=[draft.pk, "4"]),
            reverse("enabler_list", args=[draft.pk]),
            reverse("threat_list", args=[draft.pk]),
            reverse("commitment_list", args=[draft.pk]),
            reverse("theme_list", args=[draft.pk]),
            reverse("capability_list", args=[draft.pk]),
        ):
            assert len(client.get(address).content.decode()) <= 60_000, address
            sent = client.get(address, headers={"accept-encoding": "gzip"})
            assert sent["Content-Encoding"] == "gzip"
            assert len(sent.content) <= 20_000, address  # all that a later visit transfers: files are in the browser


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;<svg/onload=alert(3)>"
    " \u202e\u2066 {{ user.password }} {% now 'Y' %} 😀 "
)


def test_text_of_people_comes_out_as_text(settings: Any) -> None:
    """In every place that prints what somebody typed."""
    ana = make.coordinator(name="<b>Ana</b>")
    ana.organisation = HOSTILE
    ana.save()
    sent = make.opened_round(ana, year=2024, title=HOSTILE)
    make.answer_all(sent, ana)
    for text_field in ("justification", "reason", "participants_note"):
        Response.objects.filter(assessment=sent).update(**{text_field: HOSTILE * 20})
    Evidence.objects.update(title=HOSTILE[:150], url="https://example.org/?a=<script>&b='\"")
    sent.enabler_answers.update(note=HOSTILE)
    sent.threat_answers.update(source=HOSTILE)
    sent.commitment_answers.update(note=HOSTILE)
    sent.priorities.update(move_reason=HOSTILE, moved_to=1)
    from assessments.actions.rounds import move_round
    from assessments.workflow import Move

    move_round(assessment=sent, move=Move.SUBMIT, by=ana)
    draft = make.opened_round(ana, year=2026, title=HOSTILE)
    draft.priorities.update(importance=3, feasibility=3, move_reason=HOSTILE, moved_to=1)
    client = make.signed_in(ana)
    every = addresses(sent) + addresses(draft) + ["/countries/XSA/", "/countries/", "/profile/"]
    every += [reverse("round_send", args=[draft.pk]), "/countries/XSA/rounds/new/"]
    for address in every:
        text = html(client.get(address))
        for part in ("<script>alert", "<img src=x", "<svg/onload", "<b>Ana", "?a=<script>"):
            assert part not in text, f"{address}: {part}"
        assert str(ana.password) not in text


def test_ten_thousand_letters_without_a_space(ana: User, draft: Assessment) -> None:
    make.answer(draft, ana, justification="x" * 10_000, reason="ж" * 10_000)
    client = make.signed_in(ana)
    page = client.get(reverse("capability_edit", args=[draft.pk, "1"]))
    assert "x" * 10_000 in html(page)
    assert "ж" * 10_000 in html(page)
    assert client.get(reverse("workspace", args=[draft.pk])).status_code == 200


def test_unanswered_is_never_shown_as_zero(ana: User, draft: Assessment) -> None:
    make.save(draft, ana, "2", phase="unknown")
    page = html(make.signed_in(ana).get(reverse("capability_list", args=[draft.pk])))
    assert 'data-phase="none"' in page
    assert 'data-phase="dk"' in page
    assert 'data-phase="0"' not in page
    assert not SignAnswer.objects.filter(response=make.row(draft, "2")).exists()
