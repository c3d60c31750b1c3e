"""The brief's page: proposals, wording, two people at once, and everything that is not valid."""

from typing import Any

import pytest
from django.urls import reverse

from assessments.models import Assessment, Decision, User
from assessments.roles import Role
from tests import factories as make
from tests.views.pages import error_links, fields, html, read

pytestmark = pytest.mark.django_db


def page_of(assessment: Assessment) -> str:
    return reverse("brief_edit", args=[assessment.pk])


def typed(client: Any, assessment: Assessment) -> dict[str, list[str]]:
    return fields(client.get(page_of(assessment)), "")


def worded(assessment: Assessment) -> dict[int, str]:
    return dict(Decision.objects.filter(assessment=assessment).exclude(text="").values_list("number", "text"))


@pytest.fixture
def ranked(ana: User) -> Assessment:
    return make.answered_round(ana)


def test_proposed_from_the_first_three_priorities(ana: User, ranked: Assessment) -> None:
    text = html(make.signed_in(ana).get(page_of(ranked)))
    assert text.count("See that this is put in place:") == 3
    assert "Proposal from priority 1" in text
    assert "The coordinator has not worded a decision yet." in text
    assert worded(ranked) == {}  # a proposal is nobody's word


def test_nothing_to_propose(ana: User, draft: Assessment) -> None:
    text = html(make.signed_in(ana).get(page_of(draft)))
    assert "Proposal from priority" not in text


def test_saved_and_read_again(ana: User, ranked: Assessment) -> None:
    client = make.signed_in(ana)
    changed = {"d1-text": "Send the bill.\r\nIt protects <b>companies</b>.", "d3-text": "Pay for it."}
    assert client.post(page_of(ranked), typed(client, ranked) | changed)["Location"] == page_of(ranked)
    assert worded(ranked)[1] == "Send the bill.\nIt protects <b>companies</b>."
    text = html(client.get(page_of(ranked)))
    assert "Two decisions are asked of you" in text
    assert "It protects &lt;b&gt;companies&lt;/b&gt;." in text
    assert client.post(page_of(ranked), typed(client, ranked)).status_code == 302
    assert Decision.objects.get(number=1).revision == 1


def test_a_proposal_taken(ana: User, ranked: Assessment) -> None:
    client = make.signed_in(ana)
    client.post(page_of(ranked), typed(client, ranked) | {"take": "2", "d1-text": "Mine"})
    assert worded(ranked)[1] == "Mine"
    assert worded(ranked)[2].startswith("See that this is put in place:")
    assert "Proposal from priority 2" not in html(client.get(page_of(ranked)))


def test_a_proposal_never_replaces_words(ana: User, ranked: Assessment) -> None:
    client = make.signed_in(ana)
    client.post(page_of(ranked), typed(client, ranked) | {"take": "1", "d1-text": "My own words"})
    assert worded(ranked)[1] == "My own words"


@pytest.mark.parametrize("take", ["4", "x", "-1", ""])
def test_take_with_any_name(ana: User, ranked: Assessment, take: str) -> None:
    client = make.signed_in(ana)
    assert client.post(page_of(ranked), typed(client, ranked) | {"take": take}).status_code == 302
    assert not any(worded(ranked).values())


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("x" * 601, "Write at most 600 characters, so that the brief stays on two pages. These are 601."),
        ("x" * 20_000, ""),
        ("\n".join("abcdefg"), "Write at most 6 lines."),
        ("null \x00", ""),
    ],
)
def test_what_is_not_valid(ana: User, ranked: Assessment, value: str, message: str) -> None:
    client = make.signed_in(ana)
    response = client.post(page_of(ranked), typed(client, ranked) | {"d2-text": value, "d3-text": "Valid"})
    assert response.status_code == 422
    assert read(response).title.startswith("Error:")
    assert error_links(response) == ["id_d2-text"]
    assert message in html(response)
    assert worded(ranked) == {3: "Valid"}
    assert fields(response, "")["d2-text"] == [value]


def test_exactly_what_fits(ana: User, ranked: Assessment) -> None:
    client = make.signed_in(ana)
    assert client.post(page_of(ranked), typed(client, ranked) | {"d1-text": "x" * 600}).status_code == 302


class TestTwoPeople:
    def test_both_versions_are_shown_and_a_choice_is_kept(self, ana: User, ben: User, ranked: Assessment) -> None:
        hers, his = make.signed_in(ana), make.signed_in(ben)
        opened = typed(his, ranked)
        hers.post(page_of(ranked), typed(hers, ranked) | {"d1-text": "Hers"})
        response = his.post(page_of(ranked), opened | {"d1-text": "His", "d2-text": "Beside it"})
        assert response.status_code == 409
        text = html(response)
        assert "Hers" in text and "His" in text and "Ana changed this while you were writing." in text
        assert worded(ranked) == {1: "Hers", 2: "Beside it"}
        form = fields(response, "")
        again = his.post(page_of(ranked), form)  # nothing decided: shown again
        assert again.status_code == 409 and "His" in html(again)
        assert his.post(page_of(ranked), form | {"resolve.d1-text": "mine"}).status_code == 302
        assert worded(ranked)[1] == "His"

    def test_theirs_and_both(self, ana: User, ben: User, ranked: Assessment) -> None:
        hers, his = make.signed_in(ana), make.signed_in(ben)
        opened = typed(his, ranked)
        hers.post(page_of(ranked), typed(hers, ranked) | {"d1-text": "Hers"})
        form = fields(his.post(page_of(ranked), opened | {"d1-text": "His"}), "")
        his.post(page_of(ranked), form | {"resolve.d1-text": "theirs"})
        assert worded(ranked)[1] == "Hers"
        his.post(page_of(ranked), form | {"resolve.d1-text": "both", "both.d1-text": "Hers and his"})
        assert worded(ranked)[1] == "Hers and his"

    def test_an_old_page_takes_no_proposal_over_a_colleague(self, ana: User, ben: User, ranked: Assessment) -> None:
        hers, his = make.signed_in(ana), make.signed_in(ben)
        opened = typed(his, ranked)
        hers.post(page_of(ranked), typed(hers, ranked) | {"d1-text": "Hers"})
        assert his.post(page_of(ranked), opened | {"take": "1"}).status_code in (302, 409)
        assert worded(ranked)[1] == "Hers"


@pytest.mark.parametrize("revision", ["7", "-1", "x", "", "9" * 30])
def test_a_forged_revision_saves_nothing(ana: User, ranked: Assessment, revision: str) -> None:
    client = make.signed_in(ana)
    form = typed(client, ranked) | {"d1-text": "One", "d2-text": "Two", "d2-revision": revision}
    assert client.post(page_of(ranked), form).status_code == 400
    assert worded(ranked) == {}


def test_read_only_for_others(ana: User, ranked: Assessment) -> None:
    for role in (Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER):
        client = make.signed_in(make.user(role, ranked.country))
        response = client.get(page_of(ranked))
        assert "<textarea" not in html(response)
        assert "What the brief says" in html(response)
        assert client.post(page_of(ranked), {"d1-revision": "0", "d1-text": "x"}).status_code == 403


def test_locked(ana: User) -> None:
    sent = make.submitted_round(ana)
    client = make.signed_in(ana)
    assert "<textarea" not in html(client.get(page_of(sent)))
    assert client.post(page_of(sent), {"d1-revision": "0", "d1-text": "x"}).status_code == 409


def test_typed_words_survive_a_session_that_ended(ana: User, ranked: Assessment) -> None:
    client = make.signed_in(ana)
    form = typed(client, ranked) | {"d1-text": "Typed too long"}
    client.logout()
    client.post(page_of(ranked), form)
    client.force_login(ana)
    response = client.get(page_of(ranked))
    assert "Your session had ended." in html(response)
    assert fields(response, "")["d1-text"] == ["Typed too long"]
