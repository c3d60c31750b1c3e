"""The page of notices, where each leads, and the settings of mail."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.actions.notices import tell
from assessments.actions.plan import create_action
from assessments.models import Assessment, AuditEvent, Notice, User
from assessments.notice_words import KIND_NAMES
from assessments.notices import Kind
from assessments.results import build
from assessments.roles import Role
from tests import factories as make
from tests.views.pages import error_links, fields, html, read

pytestmark = pytest.mark.django_db
PAGE = "/notices/"


@pytest.fixture
def client(ana: User) -> Client:
    return make.signed_in(ana)


def say(assessment: Assessment, to: User, kind: Kind = Kind.COMMENT, code: str = "1", by: User | None = None) -> Notice:
    with transaction.atomic():
        tell(kind=kind, to=[to], by=by, country=assessment.country, assessment=assessment, code=code)
    return Notice.objects.order_by("-pk")[0]


def test_the_empty_page(client: Client) -> None:
    shown = html(client.get(PAGE))
    assert "No unread notices" in shown
    assert "When something concerns you, it stands here" in shown
    assert "Mark all as read" not in shown


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("code", ["", "1", "action:1", "no-such"])
def test_every_kind_has_words_and_a_place(
    client: Client, draft: Assessment, ana: User, ben: User, kind: Kind, code: str
) -> None:
    say(draft, ana, kind, code, by=ben)
    shown = html(client.get(PAGE))
    assert "%(" not in shown
    assert "1 unread notice<" in shown
    assert "Sampland 2026" in shown
    assert client.get(reverse("notice_open", args=[Notice.objects.get().pk])).status_code == 302
    assert kind in KIND_NAMES


def test_one_that_is_opened_is_read_and_leads_to_its_place(client: Client, draft: Assessment, ana: User) -> None:
    action = create_action(
        country=draft.country,
        result=build(draft, "en"),
        values={"title": "Sign", "lead": "Ministry", "funding": "none"},
        by=ana,
    )
    places = {
        say(draft, ana, Kind.COMMENT, "3").pk: reverse("thread_list", args=[draft.pk, "3"]),
        say(draft, ana, Kind.REMINDER, "").pk: reverse("my_work"),
        say(draft, ana, Kind.RETURNED, "").pk: reverse("workspace", args=[draft.pk]),
        say(draft, ana, Kind.OVERDUE, f"action:{action.pk}").pk: reverse("action_show", args=[draft.pk, action.pk]),
    }
    for pk, place in places.items():
        assert client.get(reverse("notice_open", args=[pk]))["Location"] == place
        assert client.get(place).status_code == 200
    assert not Notice.objects.filter(read_at=None).exists()


def test_all_are_read_but_what_came_meanwhile(client: Client, draft: Assessment, ana: User, ben: User) -> None:
    say(draft, ana)
    say(draft, ben)
    page = client.get(PAGE)
    typed = read(page, reverse("notices_read")).fields
    late = say(draft, ana, code="2")
    assert client.post(reverse("notices_read"), typed)["Location"] == PAGE
    assert set(Notice.objects.filter(read_at=None)) == {late, Notice.objects.get(user=ben)}


@pytest.mark.parametrize("newest", ["", "x", "9" * 30, "-1"])
def test_a_forged_newest_changes_nothing(client: Client, draft: Assessment, ana: User, newest: str) -> None:
    say(draft, ana)
    assert client.post(reverse("notices_read"), {"newest": newest}).status_code == 302
    assert Notice.objects.filter(read_at=None).count() == 1


def test_another_s_and_those_of_a_country_that_was_left(
    client: Client, draft: Assessment, ana: User, ben: User
) -> None:
    assert client.get(reverse("notice_open", args=[say(draft, ben).pk])).status_code == 404
    own = say(draft, ana)
    ana.memberships.update(ended_at=timezone.now())
    assert client.get(reverse("notice_open", args=[own.pk])).status_code == 404
    assert "No unread notices" in html(client.get(PAGE))
    assert 'class="count"' not in html(client.get(PAGE))


def test_the_count_in_the_head_of_every_page(draft: Assessment, ana: User) -> None:
    reviewer = make.user(Role.REVIEWER)
    for person in (ana, reviewer):
        for _number in range(3):
            say(draft, person)
        assert '<b class="count">3</b>' in html(make.signed_in(person).get("/countries/"))


def test_many_are_paged_in_as_many_queries(client: Client, draft: Assessment, ana: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert len(client.get(PAGE).content) < 60_000
        return len(found)

    say(draft, ana)
    client.get(PAGE)
    one = queries()
    for number in range(60):
        say(draft, ana, code=str(1 + number % 21))
    assert queries() == one <= 12
    assert html(client.get(PAGE)).count("/notices/") < 40
    assert "page=1" in html(client.get(f"{PAGE}?page=2"))
    assert client.get(f"{PAGE}?page=x").status_code == 200


class TestSettings:
    def test_saved_and_shown(self, client: Client, ana: User) -> None:
        typed = fields(client.get("/profile/"), "mail")
        assert typed["mail-mail"] == ["at_once"]
        assert sorted(typed["mail-kinds"]) == sorted(Kind)
        wanted = [kind for kind in Kind if kind is not Kind.COMMENT]
        assert client.post("/profile/mail/", typed | {"mail-mail": "daily", "mail-kinds": wanted}).status_code == 302
        ana.refresh_from_db()
        assert (ana.mail, ana.mail_off) == ("daily", ["comment"])
        typed = fields(client.get("/profile/"), "mail")
        assert typed["mail-mail"] == ["daily"]
        assert "comment" not in typed["mail-kinds"]
        event = AuditEvent.objects.get(action="user.changed")
        assert event.changes == {"mail": ["at_once", "daily"], "mail_off": [[], ["comment"]]}

    def test_everything_off(self, client: Client, ana: User) -> None:
        client.post("/profile/mail/", {"mail-mail": "none"})
        ana.refresh_from_db()
        assert (ana.mail, len(ana.mail_off)) == ("none", len(Kind))

    @pytest.mark.parametrize("typed", [{}, {"mail-mail": "hourly"}, {"mail-mail": "daily", "mail-kinds": ["no-such"]}])
    def test_refused(self, client: Client, ana: User, typed: Any) -> None:
        response = client.post("/profile/mail/", typed)
        assert response.status_code == 422
        assert error_links(response)
        for anchor in error_links(response):
            assert f'id="{anchor}"' in html(response)
        ana.refresh_from_db()
        assert (ana.mail, ana.mail_off) == ("at_once", [])
