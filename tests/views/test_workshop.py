"""Workshop mode: the phase and the votes, two people at once, everything that is not valid, and where it is shown."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments import results
from assessments.models import Assessment, AuditEvent, User, WorkshopVote
from assessments.roles import Role
from assessments.workflow import Move
from tests import factories as make
from tests.views.pages import error_links, fields, html, read

pytestmark = pytest.mark.django_db


def page_of(assessment: Assessment, code: str = "1") -> str:
    return reverse("workshop_edit", args=[assessment.pk, code])


def typed(client: Client, assessment: Assessment) -> dict[str, list[str]]:
    return fields(client.get(page_of(assessment)), "workshop")


def post(client: Client, assessment: Assessment, **changed: Any) -> Any:
    return client.post(page_of(assessment), typed(client, assessment) | changed)


def test_an_empty_page_proposes_today_and_no_vote(ana: User, draft: Assessment) -> None:
    sent = typed(make.signed_in(ana), draft)
    assert sent["held_on"][0].startswith("20")
    assert {name: sent[name] for name in sent if name.startswith("votes_")} == {
        name: [""] for name in ("votes_0", "votes_1", "votes_2", "votes_3", "votes_4", "votes_unknown")
    }


def test_the_phase_and_the_votes_are_saved(ana: User, draft: Assessment) -> None:
    client = make.signed_in(ana)
    answer = post(client, draft, phase="3", votes_2="2", votes_3="7", votes_unknown="0", dissent="Police:\r\nnot yet.")
    assert answer["Location"] == page_of(draft)
    row = make.row(draft)
    assert row.phase == 3 and row.saved_by == ana
    vote = WorkshopVote.objects.get()
    assert (vote.votes_0, vote.votes_2, vote.votes_3, vote.votes_unknown) == (None, 2, 7, 0)
    assert vote.dissent == "Police:\nnot yet." and vote.held_on is not None and vote.revision == 1
    event = AuditEvent.objects.get(action="workshopvote.saved")
    assert event.object_code == "1" and event.changes["votes_3"] == [None, 7]
    said = results.build(draft, "en").by_code["1"].workshop
    assert said is not None and said.counted == (("2", 2), ("3", 7))
    page = html(client.get(reverse("capability_edit", args=[draft.pk, "1"])))
    assert "In the workshop of" in page and "7 votes" in page and "not yet." in page
    assert "Votes of a workshop saved" in html(client.get(reverse("history_list", args=["XSA"])))


def test_the_votes_stand_before_the_phase(ana: User, draft: Assessment) -> None:
    """The room votes, says who sees it otherwise, and then the phase is chosen; what is not valid is listed so too."""
    client = make.signed_in(ana)
    page = html(client.get(page_of(draft)))
    names = [page.index(f'name="{name}"') for name in ("votes_0", "votes_unknown", "dissent", "held_on", "phase")]
    assert names == sorted(names)
    refused = post(client, draft, phase="7", votes_2="x")
    assert error_links(refused) == ["id_votes_2", "id_phase_0"]


def test_saving_again_without_a_change_writes_nothing(ana: User, draft: Assessment) -> None:
    client = make.signed_in(ana)
    post(client, draft, votes_1="1")
    before = AuditEvent.objects.count()
    post(client, draft)
    assert AuditEvent.objects.count() == before


def test_a_phase_alone_makes_no_row_of_votes(ana: User, draft: Assessment) -> None:
    post(make.signed_in(ana), draft, phase="unknown")
    assert make.row(draft).phase_unknown
    assert not WorkshopVote.objects.filter(revision__gt=0).exists()
    assert results.build(draft, "en").by_code["1"].workshop is None


def test_to_the_next_capability_and_after_the_last_to_the_workspace(ana: User, draft: Assessment) -> None:
    client = make.signed_in(ana)
    assert post(client, draft, next="1")["Location"] == page_of(draft, "2")
    last = page_of(draft, "21")
    sent = fields(client.get(last), "workshop") | {"next": "1"}
    assert client.post(last, sent)["Location"] == reverse("workspace", args=[draft.pk])


@pytest.mark.parametrize("number", ["-1", "100", "x", "1.5", "٩٩٩"])
def test_a_number_that_is_none_is_refused_and_the_rest_saved(ana: User, draft: Assessment, number: str) -> None:
    answer = post(make.signed_in(ana), draft, phase="2", votes_2=number, votes_3="4")
    assert answer.status_code == 422
    assert error_links(answer) == ["id_votes_2"]
    assert "id_votes_2" in read(answer).ids
    assert make.row(draft).phase == 2
    vote = WorkshopVote.objects.get()
    assert (vote.votes_2, vote.votes_3) == (None, 4)
    assert fields(answer, "workshop")["votes_2"] == [number]


def test_a_phase_that_does_not_exist_is_refused_and_the_votes_saved(ana: User, draft: Assessment) -> None:
    answer = post(make.signed_in(ana), draft, phase="7", votes_4="1")
    assert answer.status_code == 422 and error_links(answer) == ["id_phase_0"]
    assert make.row(draft).phase is None
    assert WorkshopVote.objects.get().votes_4 == 1


def test_two_people_on_the_same_number_and_phase(ana: User, ben: User, draft: Assessment) -> None:
    first, second = make.signed_in(ana), make.signed_in(ben)
    old = typed(first, draft)
    post(second, draft, phase="1", votes_1="9", votes_3="3")
    answer = first.post(page_of(draft), old | {"phase": "2", "votes_1": "5", "votes_4": "1", "dissent": "Kept"})
    assert answer.status_code == 409
    text = html(answer)
    assert 'id="met-votes_1"' in text and 'id="met-phase"' in text and "Ben" in text
    vote = WorkshopVote.objects.get()
    assert (vote.votes_1, vote.votes_3, vote.votes_4, vote.dissent) == (9, 3, 1, "Kept")  # only what met waits
    assert make.row(draft).phase == 1
    # not decided: both are shown again, with the colleague's as it stands
    again = first.post(page_of(draft), fields(answer, "workshop"))
    assert again.status_code == 409 and 'id="met-votes_1"' in html(again) and ">9<" in html(again)
    decided = fields(again, "workshop") | {"resolve.votes_1": "mine", "resolve.phase": "theirs"}
    assert first.post(page_of(draft), decided).status_code == 302
    vote.refresh_from_db()
    assert vote.votes_1 == 5 and make.row(draft).phase == 1


def test_keeping_theirs_changes_nothing(ana: User, ben: User, draft: Assessment) -> None:
    first = make.signed_in(ana)
    old = typed(first, draft)
    post(make.signed_in(ben), draft, dissent="Theirs")
    answer = first.post(page_of(draft), old | {"dissent": "Mine"})
    sent = fields(answer, "workshop") | {"resolve.dissent": "theirs"}
    assert first.post(page_of(draft), sent).status_code == 302
    assert WorkshopVote.objects.get().dissent == "Theirs"
    sent = fields(answer, "workshop") | {"resolve.dissent": "both", "both.dissent": "Theirs, and mine"}
    assert first.post(page_of(draft), sent).status_code == 302
    assert WorkshopVote.objects.get().dissent == "Theirs, and mine"


@pytest.mark.parametrize(
    "forged", [{"revision": "99"}, {"votes-revision": "5"}, {"votes-revision": "x"}, {"met.votes_1": "7"}]
)
def test_a_forged_revision_changes_nothing(ana: User, draft: Assessment, forged: dict[str, str]) -> None:
    answer = post(make.signed_in(ana), draft, phase="2", votes_1="1", **forged)
    assert answer.status_code == 400
    assert make.row(draft).phase is None and not WorkshopVote.objects.exists()


def test_locked_while_the_room_votes(ana: User, draft: Assessment) -> None:
    client = make.signed_in(ana)
    sent = typed(client, draft)
    make.answer_all(draft, ana)
    make.move_round(assessment=make.fresh(draft), move=Move.SUBMIT, by=ana)
    answer = client.post(page_of(draft), sent | {"dissent": "Typed in vain"})
    assert answer.status_code == 409 and "Typed in vain" in html(answer)
    assert not WorkshopVote.objects.exists()


def test_words_of_the_room_are_escaped_and_nobody_else_sees_them(ana: User, draft: Assessment) -> None:
    post(make.signed_in(ana), draft, dissent="<b>Police</b>")
    viewer = make.signed_in(make.user(Role.VIEWER, draft.country))
    page = html(viewer.get(reverse("capability_edit", args=[draft.pk, "1"])))
    assert "&lt;b&gt;Police&lt;/b&gt;" in page
    assert viewer.get(page_of(draft)).status_code == 403
    assert make.signed_in(ana).get(page_of(draft, "99")).status_code == 404


def test_typed_text_comes_back_after_the_session_ended(ana: User, draft: Assessment) -> None:
    client = make.signed_in(ana)
    sent = typed(client, draft) | {"dissent": "Kept", "votes_2": "3", "phase": "2"}
    client.logout()
    client.post(page_of(draft), sent)
    client.force_login(ana)
    back = client.get(page_of(draft))
    given = fields(back, "workshop")
    assert (given["dissent"], given["votes_2"], given["phase"]) == (["Kept"], ["3"], ["2"])
    assert client.post(page_of(draft), given).status_code == 302
    assert WorkshopVote.objects.get().votes_2 == 3


def test_it_costs_the_same_for_one_and_many(ana: User, draft: Assessment, django_assert_max_num_queries: Any) -> None:
    client = make.signed_in(ana)
    make.answer_all(draft, ana)
    for code in map(str, range(1, 22)):
        sent = fields(client.get(page_of(draft, code)), "workshop") | {"votes_3": "9", "dissent": "x"}
        assert client.post(page_of(draft, code), sent).status_code == 302
    results.forget()
    with django_assert_max_num_queries(12):
        assert len(client.get(page_of(draft, "8")).content) < 60_000


def test_frozen_with_the_round_and_absent_in_older_ones(ana: User, draft: Assessment) -> None:
    before = results.content_hash(results.build(draft, "en"))
    frozen = results.freeze(results.build(draft, "en"))
    for capability in frozen["capabilities"]:
        del capability["workshop"]  # as a snapshot from before there were votes
    assert results.content_hash(results.thaw(frozen)) == before
    post(make.signed_in(ana), draft, votes_0="1", dissent="Health saw 1.")
    result = results.build(make.fresh(draft), "en")
    assert results.content_hash(result) != before
    assert results.thaw(results.freeze(result)) == result
