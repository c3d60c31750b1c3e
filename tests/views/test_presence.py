"""Which colleague has the form of an answer open too."""

import time

import pytest
from django.urls import reverse

from assessments import presence
from assessments.models import Assessment, User
from assessments.roles import Role
from assessments.sessions import SEEN
from tests import factories as make
from tests.views.pages import html

pytestmark = pytest.mark.django_db
WORDS = "Ben is working on this answer too."


def page(assessment: Assessment, code: str = "1") -> str:
    return reverse("capability_edit", args=[assessment.pk, code])


def here(assessment: Assessment, code: str = "1") -> str:
    return reverse("capability_here", args=[assessment.pk, code])


def test_a_page_shows_who_opened_it_before_without_a_script(draft: Assessment, ana: User, ben: User) -> None:
    assert WORDS not in html(make.signed_in(ana).get(page(draft)))
    make.signed_in(ben).get(page(draft))
    assert WORDS in html(make.signed_in(ana).get(page(draft)))
    assert "working on this answer" not in html(make.signed_in(ana).get(page(draft, "2")))


def test_a_page_that_asks_is_answered_and_seen(draft: Assessment, ana: User, ben: User) -> None:
    assert make.signed_in(ana).post(here(draft)).json() == {"words": ""}
    assert make.signed_in(ben).post(here(draft)).json() == {"words": "Ana is working on this answer too."}
    make.signed_in(make.coordinator(name="Cleo")).post(here(draft))
    words = make.signed_in(ana).post(here(draft)).json()["words"]
    assert words == "Ben, Cleo are working on this answer too."


def test_only_for_a_minute(draft: Assessment, ana: User, ben: User, monkeypatch: pytest.MonkeyPatch) -> None:
    make.signed_in(ben).post(here(draft))
    now = time.time()
    monkeypatch.setattr(presence.time, "time", lambda: now + 59)
    assert presence.others(ana, draft.pk, "1") == ["Ben"]
    monkeypatch.setattr(presence.time, "time", lambda: now + 61)
    assert presence.others(ana, draft.pk, "1") == []


def test_whoever_reads_only_is_not_shown_and_still_sees(draft: Assessment, ana: User, ben: User) -> None:
    viewer, contributor = make.user(Role.VIEWER), make.user(Role.CONTRIBUTOR)
    for person in (viewer, contributor):
        make.signed_in(person).get(page(draft))
        assert make.signed_in(person).post(here(draft)).status_code == 403
    assert "working on this answer" not in html(make.signed_in(ana).get(page(draft)))
    assert "Ana is working on this answer too." in html(make.signed_in(viewer).get(page(draft)))


def test_names_are_text(draft: Assessment, ana: User) -> None:
    make.signed_in(make.coordinator(name="<b>Eve")).get(page(draft))
    assert "&lt;b&gt;Eve is working" in html(make.signed_in(ana).get(page(draft)))


def test_a_page_left_open_does_not_keep_the_session(draft: Assessment, ana: User) -> None:
    client = make.signed_in(ana)
    client.get(page(draft))
    session = client.session
    session[SEEN] = long_ago = int(time.time()) - 20 * 60
    session.save()
    client.post(here(draft), headers={"X-Requested-With": "fetch"})
    assert client.session[SEEN] == long_ago
    client.get(page(draft))
    assert client.session[SEEN] > long_ago
