"""The demonstration's shared work: who has what, and that nobody of it gets mail."""

from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from assessments import assigned, work
from assessments.actions.countries import load_countries
from assessments.actions.demo import load_demo
from assessments.models import Assessment, Notice, Response, User
from tests import factories as make
from tests.factories import quick_site

__all__ = ["quick_site"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def sampland(django_capture_on_commit_callbacks: Any) -> Assessment:
    load_countries(by=None)
    make.framework()
    with django_capture_on_commit_callbacks(execute=True):
        load_demo(password="walnut-ribbon-otter-0417")
    return Assessment.objects.with_round().get(country__iso3="XSA", year=2026)


def test_who_has_what(sampland: Assessment) -> None:
    now = assigned.of_round(sampland)
    assert {code for code, one in now.items() if one.is_said} == {str(number) for number in range(1, 22)} - {"20"}
    contributor = User.objects.get(email="contributor@sampland.example")
    theirs = set(assigned.days_of(contributor, sampland))
    saved = Response.objects.filter(assessment=sampland, saved_by=contributor)
    assert set(saved.values_list("capability__code", flat=True)) <= theirs
    waiting = [item for item in work.of(contributor, "en") if item.number]  # the other is an action of the plan
    assert [item.number for item in waiting] == ["14", "5", "17", "18"]


def test_the_past_is_dated_and_only_the_last_is_unread(sampland: Assessment) -> None:
    told = Notice.objects.filter(assessment=sampland)
    assert told.count() > 3
    assert told.filter(kind="assigned", read_at=None).count() == 1
    assert told.filter(kind="assigned").latest("pk").created_at.date().isoformat() <= "2026-11-16"


def test_nobody_gets_mail_of_what_happened_before(sampland: Assessment) -> None:
    assert mail.outbox == []
    Notice.objects.filter(kind__in=["due_soon", "overdue"]).delete()
    waiting = Notice.objects.filter(delivery="waiting")
    assert not waiting.exists()
    call_command("send_digests")  # what is due today is news
    assert {letter.to[0] for letter in mail.outbox} <= set(User.objects.values_list("email", flat=True))
