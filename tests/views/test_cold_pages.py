"""What a page costs when nothing of its round is in memory, and that what is kept in memory belongs to nobody else."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from assessments import conversations, results, urls
from assessments.actions.plan import create_action
from assessments.actions.talk import open_thread
from assessments.models import Assessment, Membership, User
from assessments.models.thread import with_new_talk
from assessments.roles import Role
from assessments.talk import Kind
from tests import factories as make
from tests.views.pages import html

pytestmark = pytest.mark.django_db
BUDGET = 12


@pytest.fixture
def draft(ana: User) -> Assessment:
    """A second round in full."""
    make.submitted_round(ana, 2024)
    draft = make.opened_round(ana, year=2026)
    make.answer_all(draft, ana)
    return make.fresh(draft)


def action(draft: Assessment, by: User, code: str) -> int:
    given = {"title": "Sign a pathway", "lead": "Ministry", "funding": "none", "capabilities": [code]}
    return int(create_action(country=draft.country, result=results.build(draft, "en"), values=given, by=by).pk)


def pages(known: dict[str, Any]) -> list[str]:
    """Every route of the site that can be made from these values."""
    found = []
    for pattern in urls.urlpatterns:
        wanted = set(pattern.pattern.converters)
        if wanted <= set(known):
            try:
                found.append(reverse(pattern.name, kwargs={name: known[name] for name in wanted}))
            except NoReverseMatch:
                continue
    return found


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.COORDINATOR])
def test_every_page_of_a_country_stays_within_its_queries(draft: Assessment, ana: User, role: Role) -> None:
    """Of what is one's own and of what is another's; a page that refuses costs no more than one that does not."""
    person = make.user(role, name="Lena")
    User.objects.filter(pk=person.pk).update(organisation="Ministry")  # which leads the actions
    if role is Role.CONTRIBUTOR:
        make.assigned(draft, person, "1")
    make.assigned(draft, ana, "2")
    client, seen = make.signed_in(person), 0
    for code in ("1", "2"):
        thread = open_thread(assessment=draft, capability=make.node(draft, code), kind=Kind.INSIDE, text="?", by=ana)
        known = {"assessment_id": draft.pk, "code": code, "action_id": action(draft, ana, code)}
        known |= {"thread_id": thread.pk, "iso3": "XSA"}
        for address in pages(known):
            status = client.get(address).status_code
            if status == 405:
                continue
            results.forget()
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            assert len(queries) <= BUDGET, (address, status, len(queries))
            seen += status in (200, 403)
    assert seen > 80


def test_a_result_in_each_language_is_the_same_as_alone(draft: Assessment, ana: User) -> None:
    """The rows are read once for all of them, in as many queries as for one."""
    action(draft, ana, "1")
    codes = [code for code, _name in settings.LANGUAGES]
    results.forget()
    with CaptureQueriesContext(connection) as alone:
        results.in_each(draft, codes[:1])
    results.forget()
    with CaptureQueriesContext(connection) as together:
        found = results.in_each(draft, codes)
    assert len(together) == len(alone)
    for code in codes:
        assert found[code] == results.build(draft, code)
        assert results.of(draft, code) is found[code]


def test_the_hash_of_a_result_follows_what_it_says(draft: Assessment, ana: User) -> None:
    before = results.of(draft, "en")
    first = results.content_hash(before)
    assert results.content_hash(before) == first == results.content_hash(results.build(draft, "en"))
    make.answer(draft, ana, "1", justification="Another one.")
    assert results.content_hash(results.of(make.fresh(draft), "en")) != first


class TestQuestionsThatAreKept:
    """The SQL of what every page asks is kept by all that decides it: one person's is never asked for another."""

    def new(self, draft: Assessment, person: User) -> int:
        person = User.objects.get(pk=person.pk)  # its memberships as they are now
        return int(with_new_talk(Assessment.objects.all(), person).get(pk=draft.pk).new_talk)  # type: ignore[attr-defined]

    def test_new_talk_is_each_person_s_and_follows_their_roles(self, draft: Assessment, ana: User) -> None:
        lena, eve = make.user(Role.CONTRIBUTOR, name="Lena"), make.user(Role.REVIEWER, name="Eve")
        open_thread(assessment=draft, capability=make.node(draft), kind=Kind.INSIDE, text="?", by=ana)
        assert [self.new(draft, one) for one in (ana, lena, eve)] == [0, 1, 0]
        Membership.objects.filter(user=lena).update(country=make.country("XSB"))
        assert self.new(draft, lena) == 0  # the same person, of another country now
        Membership.objects.filter(user=lena).update(country=draft.country)
        assert self.new(draft, lena) == 1
        Membership.objects.filter(user=lena).update(country=None, role=Role.REVIEWER)
        assert self.new(draft, lena) == 0

    def test_what_is_new_and_whose_it_is_in_a_list(self, draft: Assessment, ana: User) -> None:
        lena = make.user(Role.CONTRIBUTOR, name="Lena")
        open_thread(assessment=draft, capability=make.node(draft), kind=Kind.INSIDE, text="?", by=ana)
        for person, unread in ((ana, False), (lena, True), (ana, False)):
            (thread,) = conversations.threads_of(person, draft)
            (said,) = conversations.latest_of(person, draft, "1")
            assert (thread.unread, thread.number) == (unread, 1)  # type: ignore[attr-defined]
            assert said.is_seen is not unread  # type: ignore[attr-defined]

    def test_whose_answer_it_is(self, draft: Assessment, ana: User) -> None:
        lena, otto = (make.user(Role.CONTRIBUTOR, name=name) for name in ("Lena", "Otto"))
        make.assigned(draft, lena, "1")
        address = reverse("capability_edit", args=[draft.pk, "1"])
        forms = ['id="answer"' in html(make.signed_in(one).get(address)) for one in (lena, otto, lena)]
        assert forms == [True, False, True]


class TestTheNavigationOfARound:
    def links(self, client: Client, address: str) -> str:
        text = html(client.get(address))
        return text[text.index('<nav class="nav"') : text.index("</nav>", text.index('<nav class="nav"'))]

    def test_it_is_of_its_round_page_language_and_reader(self, draft: Assessment, ana: User) -> None:
        first = Assessment.objects.get(year=2024)
        lena = make.user(Role.CONTRIBUTOR, name="Lena")
        open_thread(assessment=draft, capability=make.node(draft), kind=Kind.INSIDE, text="?", by=ana)
        gaps, plan = (reverse(name, args=[draft.pk]) for name in ("gap_list", "plan_list"))
        mine, theirs = make.signed_in(ana), make.signed_in(lena)
        assert "(1 new)" in self.links(theirs, gaps)
        for route in ("capability_edit", "evidence_list", "second_view_list"):
            parts = [draft.pk] if route == "second_view_list" else [draft.pk, "1"]
            assert "(1 new)" in self.links(theirs, reverse(route, args=parts)), route
        assert "(1 new)" not in self.links(mine, gaps)
        assert f'<a href="{gaps}" aria-current="page">' in self.links(mine, gaps)
        assert f'<a href="{plan}" aria-current="page">' in self.links(mine, plan)
        assert f'<a href="{gaps}">' in self.links(mine, plan)
        assert f"/rounds/{draft.pk}/" not in self.links(mine, reverse("gap_list", args=[first.pk]))
        below = self.links(mine, reverse("action_new", args=[draft.pk]))
        assert f'<a href="{plan}" aria-current="true">' in below
        reviews = self.links(make.signed_in(make.user(Role.REVIEWER)), reverse("gap_list", args=[first.pk]))
        assert reverse("review_show", args=[first.pk]) in reviews
        assert reverse("review_show", args=[first.pk]) not in self.links(mine, reverse("gap_list", args=[first.pk]))
        User.objects.filter(pk=ana.pk).update(language="es")
        with translation.override("es"):
            assert str(translation.gettext("Gaps and priorities")) in self.links(mine, gaps)
