"""Gaps and priorities: filters, numbers, collisions, moves."""

from typing import Any

import pytest
from django.urls import reverse

from assessments import results
from assessments.models import Assessment, Priority, User
from assessments.views.gaps import GAPS_A_PAGE
from tests import factories as make
from tests.views.pages import error_links, fields, html, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(ana: User) -> Assessment:
    assessment = make.opened_round(ana)
    for code in ("1", "2", "4", "7"):
        make.answer(assessment, ana, code)
    return assessment


def page_of(assessment: Assessment) -> str:
    return reverse("gap_list", args=[assessment.pk])


def typed(client: Any, assessment: Assessment) -> dict[str, list[str]]:
    return fields(client.get(page_of(assessment)), "priorities")


def save(client: Any, assessment: Assessment, **changed: str) -> Any:
    """p1_importance="5" is the field p1-importance."""
    named = {name.replace("_", "-", 1): value for name, value in changed.items()}
    return client.post(reverse("priorities_save", args=[assessment.pk]), typed(client, assessment) | named)


def move(client: Any, assessment: Assessment, code: str, step: str, reason: str = "", **changed: str) -> Any:
    form = typed(client, assessment) | {"step": step, f"p{code}-move_reason": reason}
    form |= {name.replace("_", "-", 1): value for name, value in changed.items()}
    return client.post(reverse("priority_move", args=[assessment.pk, code]), form)


def order(assessment: Assessment) -> list[str]:
    return [priority.capability for priority in results.build(assessment, "en").ranked]


def rank(assessment: Assessment, by: User) -> list[str]:
    make.rank_all(assessment, by)
    return order(assessment)


class TestFilters:
    @pytest.fixture
    def second(self, ana: User) -> Assessment:
        """Some gaps of the last round are still open, some are new, one capability has no evidence."""
        make.submitted_round(ana, 2024)
        assessment = make.opened_round(ana, year=2026)
        make.save(assessment, ana, "1", target=4)
        make.save(assessment, ana, "2", nationwide="yes", law="no")
        make.save(assessment, ana, "3", phase="2")
        make.save(assessment, ana, "5", sign_2a="", sign_2b="unknown")
        assessment.responses.get(capability__code="3").evidence.update(removed_at="2026-01-01T00:00:00Z")
        make.rank_all(assessment, ana)
        Priority.objects.filter(assessment=assessment, capability__code__in=["1", "2"]).update(horizon="later")
        Priority.objects.filter(assessment=assessment, capability__code="3").update(horizon="")
        return assessment

    @pytest.mark.parametrize(
        ("filters", "fits"),
        [
            ({}, lambda gap, result: True),
            ({"kind": "missing"}, lambda gap, result: (gap.source, gap.kind) == ("sign", "missing")),
            ({"kind": "partly"}, lambda gap, result: (gap.source, gap.kind) == ("sign", "partly")),
            ({"kind": "unknown"}, lambda gap, result: gap.kind == "unknown"),
            ({"kind": "unanswered"}, lambda gap, result: gap.kind == "unanswered"),
            ({"kind": "facet"}, lambda gap, result: gap.source == "facet"),
            ({"kind": "evidence"}, lambda gap, result: gap.source == "evidence"),
            ({"state": "new"}, lambda gap, result: gap.is_new),
            ({"state": "old"}, lambda gap, result: not gap.is_new),
            ({"horizon": "later"}, lambda gap, result: gap.capability in ("1", "2")),
            ({"horizon": "none"}, lambda gap, result: gap.capability == "3"),
            ({"domain": "FIRST"}, lambda gap, result: gap.capability in result.domains[0].capability_codes),
            (
                {"state": "new", "horizon": "later", "kind": "facet"},
                lambda gap, result: gap.is_new and gap.capability in ("1", "2") and gap.source == "facet",
            ),
        ],
    )
    def test_each(self, ana: User, second: Assessment, filters: dict[str, str], fits: Any) -> None:
        result = results.build(second, "en")
        expected = [gap for gap in result.gaps if fits(gap, result)]
        assert expected
        assert len(expected) < len(result.gaps) or not filters
        chosen = {name: value.replace("FIRST", result.domains[0].code) for name, value in filters.items()}
        client = make.signed_in(ana)
        shown = []
        for number in range(1, (len(expected) - 1) // GAPS_A_PAGE + 2):
            page = html(client.get(page_of(second), chosen | {"page": str(number)}))
            assert f" of {len(expected)} gaps." in page
            shown += [
                part.split('"')[0] for part in page.split('<h3 id="g')[1:] for _gap in range(part.count("gap-row"))
            ]
        assert shown == [gap.capability for gap in expected]

    def test_pages_keep_the_filters(self, ana: User, second: Assessment) -> None:
        client = make.signed_in(ana)
        response = client.get(page_of(second), {"kind": "missing"})
        (following,) = (link for link in read(response).links if "page=2" in link)
        assert following == "?kind=missing&page=2#h-gaps"
        later = html(client.get(page_of(second) + following))
        assert f"Showing {GAPS_A_PAGE + 1} to " in later
        assert "page=1" in later

    @pytest.mark.parametrize("page", ["0", "-1", "99999", "x", "\x00", "9" * 5_000])
    def test_a_page_that_does_not_exist(self, ana: User, second: Assessment, page: str) -> None:
        assert make.signed_in(ana).get(page_of(second), {"page": page}).status_code == 200

    @pytest.mark.parametrize(
        "filters", [{"kind": "x"}, {"domain": "<script>"}, {"state": "\x00"}, {"horizon": "never"}, {"other": "1"}]
    )
    def test_an_unknown_value_is_left_out(self, ana: User, second: Assessment, filters: dict[str, str]) -> None:
        response = make.signed_in(ana).get(page_of(second), filters)
        total = len(results.build(second, "en").gaps)
        assert response.status_code == 200
        assert f" of {total} gaps." in html(response)
        assert "<script>" not in html(response).replace('<script type="module"', "")
        assert not read(response).title.startswith("Error")


class TestNumbers:
    def test_what_is_not_set_is_asked_for(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        assert order(draft) == []
        assert "Not ranked: importance or feasibility is not set" in html(client.get(page_of(draft)))
        assert save(client, draft, p1_importance="5", p1_feasibility="4").status_code == 302
        assert save(client, draft, p4_importance="3").status_code == 302
        assert order(draft) == ["1"]

    def test_saved_and_shown(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        save(client, draft, p1_importance="5", p1_feasibility="4", p1_horizon="next")
        shown = typed(client, draft)
        names = ("p1-importance", "p1-feasibility", "p1-horizon")
        assert [shown[name] for name in names] == [["5"], ["4"], ["next"]]
        assert shown["p1-revision"] == ["1"]
        assert shown["p2-revision"] == ["0"]
        save(client, draft, p1_importance="")
        assert Priority.objects.get(assessment=draft, capability__code="1").importance is None

    def test_why_this_rank(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        save(client, draft, p1_importance="5", p1_feasibility="4")
        text = " ".join("".join(read(client.get(page_of(draft))).text).split())
        priority = results.build(draft, "en").ranked[0]
        assert f"{priority.steps} phases to the target × importance 5 × feasibility 4 × {priority.factor}" in text
        assert f" = {priority.points} points." in text

    @pytest.mark.parametrize("value", ["6", "0", "-1", "many", "3.5", "\x00"])
    def test_a_number_that_does_not_exist(self, ana: User, draft: Assessment, value: str) -> None:
        response = save(make.signed_in(ana), draft, p1_importance=value, p1_feasibility="4", p2_importance="2")
        assert response.status_code == 422
        assert error_links(response) == ["id_p1-importance"]
        assert read(response).title.startswith("Error:")
        assert "id_p1-importance" in read(response).ids
        rows = {p.capability.code: p for p in Priority.objects.filter(assessment=draft).select_related("capability")}
        assert (rows["1"].importance, rows["1"].feasibility, rows["2"].importance) == (None, 4, 2)

    def test_two_people_on_different_numbers(self, ana: User, ben: User, draft: Assessment) -> None:
        client = make.signed_in(ben)
        page = typed(client, draft)
        save(make.signed_in(ana), draft, p1_importance="5")
        response = client.post(reverse("priorities_save", args=[draft.pk]), page | {"p1-feasibility": "2"})
        row = Priority.objects.get(assessment=draft, capability__code="1")
        assert response.status_code == 302
        assert (row.importance, row.feasibility) == (5, 2)

    def test_two_people_on_the_same_number(self, ana: User, ben: User, draft: Assessment) -> None:
        client, address = make.signed_in(ben), reverse("priorities_save", args=[draft.pk])
        page = typed(client, draft)
        save(make.signed_in(ana), draft, p1_importance="5", p1_horizon="now")
        response = client.post(address, page | {"p1-importance": "1", "p1-feasibility": "2", "p1-horizon": "later"})
        assert response.status_code == 409
        text = " ".join("".join(read(response).text).split())
        assert "Importance for children: Ana saved “5”, you chose “1”." in text
        shown = fields(response, "priorities")
        assert (shown["p1-importance"], shown["p1-feasibility"]) == (["5"], ["2"])
        assert 'name="take" value="p1-importance=1"' in html(response)
        assert client.post(address, shown | {"take": "p1-importance=1"}).status_code == 302
        assert client.post(address, typed(client, draft) | {"take": "p1-horizon=later"}).status_code == 302
        row = Priority.objects.get(assessment=draft, capability__code="1")
        assert (row.importance, row.horizon) == (1, "later")

    def test_taking_a_horizon_that_a_colleague_emptied(self, ana: User, ben: User, draft: Assessment) -> None:
        client, address = make.signed_in(ana), reverse("priorities_save", args=[draft.pk])
        client.post(address, typed(client, draft) | {"take": "p1-horizon=next"})
        assert Priority.objects.get(assessment=draft, capability__code="1").horizon == "next"

    @pytest.mark.parametrize(
        "take", ["=", "p1-importance", "p1-importance=9", "p99-revision=1", "x=y", "p1-revision=7"]
    )
    def test_take_with_any_value(self, ana: User, draft: Assessment, take: str) -> None:
        client = make.signed_in(ana)
        response = client.post(reverse("priorities_save", args=[draft.pk]), typed(client, draft) | {"take": take})
        assert response.status_code in (302, 422)
        assert Priority.objects.get(assessment=draft, capability__code="1").importance is None

    @pytest.mark.parametrize("revision", ["9", "x", ""])
    def test_forged(self, ana: User, draft: Assessment, revision: str) -> None:
        assert save(make.signed_in(ana), draft, p1_revision=revision, p1_importance="3").status_code == 400

    def test_what_is_not_below_its_target_is_left_alone(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        response = save(client, draft, p9_revision="0", p9_importance="5")
        assert response.status_code == 302
        assert Priority.objects.get(assessment=draft, capability__code="9").importance is None


class TestMoves:
    def test_with_a_reason(self, ana: User, draft: Assessment) -> None:
        before, client = rank(draft, ana), make.signed_in(ana)
        response = move(client, draft, before[1], "up", "Elections in spring")
        assert response.status_code == 302
        assert response["Location"] == f"{page_of(draft)}#p{before[1]}"
        assert order(draft)[:2] == [before[1], before[0]]
        page = " ".join("".join(read(client.get(page_of(draft))).text).split())
        assert "Reason for the move: Elections in spring" in page
        assert "Moved; worked-out place 2" in page

    def test_why_this_rank_of_one_that_was_lifted_and_then_moved(self, ana: User, draft: Assessment) -> None:
        """2 builds on 1, so 1 comes first by the rule. Once it is moved, the rule is no reason for where it stands."""
        client = make.signed_in(ana)
        save(client, draft, p1_importance="1", p1_feasibility="1", p2_importance="5", p2_feasibility="5")
        text = " ".join("".join(read(client.get(page_of(draft))).text).split())
        assert "It stands here because 2 builds on it. Worked-out place: 1." in text
        move(client, draft, "1", "down", "Later")
        text = " ".join("".join(read(client.get(page_of(draft))).text).split())
        assert "It stands here" not in text
        assert "Its worked-out place is 1, because 2 builds on it." in text

    def test_down_and_back(self, ana: User, draft: Assessment) -> None:
        before, client = rank(draft, ana), make.signed_in(ana)
        move(client, draft, before[0], "down", "Later")
        assert order(draft) != before
        move(client, draft, before[0], "back")
        assert order(draft) == before

    def test_numbers_of_the_same_page_are_saved_first(self, ana: User, draft: Assessment) -> None:
        before, client = rank(draft, ana), make.signed_in(ana)
        move(client, draft, before[1], "up", "Why", **{f"p{before[2]}_importance": "1"})
        assert Priority.objects.get(assessment=draft, capability__code=before[2]).importance == 1

    @pytest.mark.parametrize(
        ("place", "step", "reason", "message"),
        [
            (1, "up", "", "Say why it should move."),
            (1, "up", "   ", "Say why it should move."),
            (0, "up", "Reason typed", "It cannot move further that way."),
            (-1, "down", "Reason typed", "It cannot move further that way."),
            (1, "sideways", "Reason typed", "Use the buttons to move it up or down."),
            (1, "", "Reason typed", "Use the buttons to move it up or down."),
            (1, "up", "null \x00", "Say why it should move."),
            (1, "up", "x" * 501, "Say why it should move."),
        ],
    )
    def test_refused(self, ana: User, draft: Assessment, place: int, step: str, reason: str, message: str) -> None:
        before, client = rank(draft, ana), make.signed_in(ana)
        code = before[place]
        response = move(client, draft, code, step, reason)
        assert response.status_code == 422
        assert read(response).title.startswith("Error:")
        if len(reason) < 500 and "\x00" not in reason:
            assert message in html(response)
        else:
            assert fields(response, "priorities")[f"p{code}-move_reason"] == [reason]
        assert error_links(response) == [f"id_p{code}-move_reason"]
        assert f"id_p{code}-move_reason" in read(response).ids
        assert order(draft) == before
        if reason == "Reason typed":
            assert fields(response, "priorities")[f"p{code}-move_reason"] == [reason]

    def test_what_is_not_ranked(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        response = move(client, draft, "1", "up", "Why")
        assert response.status_code == 422
        assert "Set importance and feasibility first." in html(response)
        assert all(link in read(response).ids for link in error_links(response))
        assert move(client, draft, "9", "up", "Why").status_code == 302  # not below its target: nothing to move

    def test_a_code_that_does_not_exist(self, ana: User, draft: Assessment) -> None:
        assert move(make.signed_in(ana), draft, "99", "up", "Why").status_code == 404


def test_a_reader_sees_numbers_and_no_forms(ana: User, draft: Assessment) -> None:
    rank(draft, ana)
    from assessments.roles import Role

    page = html(make.signed_in(make.user(Role.VIEWER)).get(page_of(draft)))
    assert 'name="p1-' not in page
    assert "<select" not in fields_of(page)
    assert 'name="step"' not in page
    assert "p1-revision" not in page


def fields_of(page: str) -> str:
    start = page.index('id="priorities"')
    return page[start : page.index("</form>", start)]


def test_no_gap_yet(ana: User) -> None:
    page = html(make.signed_in(ana).get(page_of(make.opened_round(ana))))
    assert "No gap yet." in page
    assert "Nothing is ranked yet." in page
