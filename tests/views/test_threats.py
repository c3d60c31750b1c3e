"""The threat picture and the commitments: saved row by row, refused in place; and the importance that follows."""

import re
from typing import Any

import pytest
from django.urls import reverse

from assessments import results
from assessments.actions.following_rows import commitment_rows, threat_rows
from assessments.models import Assessment, CommitmentAnswer, Priority, ThreatAnswer, User
from assessments.roles import Role
from tests import factories as make
from tests.views.pages import error_links, fields, html, read

pytestmark = pytest.mark.django_db

#: page, its form on the page, one of its answers as (prefix, code, choice field, another value, text field)
PAGES = [
    ("threat_list", "threats", "harm-grooming", "presence", "growing", "source"),
    ("commitment_list", "", "commitment-body", "answer", "partly", "note"),
]
each_page = pytest.mark.parametrize(("page", "form", "prefix", "choice", "value", "text"), PAGES)


def rows(assessment: Assessment, page: str) -> dict[str, ThreatAnswer | CommitmentAnswer]:
    return {**threat_rows(assessment)} if page == "threat_list" else {**commitment_rows(assessment)}


def said(assessment: Assessment, page: str, prefix: str) -> tuple[str, str]:
    row = rows(assessment, page)[prefix.partition("-")[2]]
    return (row.presence, row.source) if isinstance(row, ThreatAnswer) else (row.answer, row.note)


def typed(client: Any, assessment: Assessment, page: str, form: str) -> dict[str, list[str]]:
    return fields(client.get(reverse(page, args=[assessment.pk])), form)


@each_page
class TestAnswers:
    def test_saved_and_read_again(
        self, ana: User, draft: Assessment, page: str, form: str, prefix: str, choice: str, value: str, text: str
    ) -> None:
        client, address = make.signed_in(ana), reverse(page, args=[draft.pk])
        changed = {f"{prefix}-{choice}": value, f"{prefix}-{text}": "Two lines\r\nof text"}
        assert client.post(address, typed(client, draft, page, form) | changed)["Location"] == address
        assert said(draft, page, prefix) == (value, "Two lines\nof text")
        again = typed(client, draft, page, form)
        assert again[f"{prefix}-{choice}"] == [value]
        assert client.post(address, again).status_code == 302
        assert {row.revision for row in rows(draft, page).values()} == {0, 1}

    def test_clear(
        self, ana: User, draft: Assessment, page: str, form: str, prefix: str, choice: str, value: str, text: str
    ) -> None:
        client, address = make.signed_in(ana), reverse(page, args=[draft.pk])
        client.post(address, typed(client, draft, page, form) | {f"{prefix}-{choice}": value})
        client.post(address, typed(client, draft, page, form) | {"clear": f"{prefix}-{choice}"})
        assert said(draft, page, prefix) == ("", "")

    def test_a_text_is_short_but_a_longer_one_from_before_stays(
        self, ana: User, draft: Assessment, page: str, form: str, prefix: str, choice: str, value: str, text: str
    ) -> None:
        client, address, name = make.signed_in(ana), reverse(page, args=[draft.pk]), f"{prefix}-{text}"
        refused = client.post(address, typed(client, draft, page, form) | {name: "x" * 2_001})
        assert refused.status_code == 422
        assert "Use at most 2000 characters; you have typed 2001." in html(refused)
        answer = rows(draft, page)[prefix.partition("-")[2]]
        type(answer).objects.filter(pk=answer.pk).update(**{text: "x" * 10_000})
        results.forget()
        changed = typed(client, draft, page, form) | {f"{prefix}-{choice}": value}
        assert client.post(address, changed).status_code == 302
        assert said(draft, page, prefix) == (value, "x" * 10_000)

    @pytest.mark.parametrize("bad", ["everywhere", "\x00", "x" * 50])
    def test_a_choice_that_does_not_exist(
        self,
        ana: User,
        draft: Assessment,
        page: str,
        form: str,
        prefix: str,
        choice: str,
        value: str,
        text: str,
        bad: str,
    ) -> None:
        self.refused(ana, draft, page, form, f"{prefix}-{choice}", bad, f"{prefix}-{text}", "_0")

    @pytest.mark.parametrize("bad", ["x" * 2_001, "null \x00"])
    def test_a_text_that_is_too_long_or_broken(
        self,
        ana: User,
        draft: Assessment,
        page: str,
        form: str,
        prefix: str,
        choice: str,
        value: str,
        text: str,
        bad: str,
    ) -> None:
        response = self.refused(ana, draft, page, form, f"{prefix}-{text}", bad, f"{prefix}-{choice}", "", value)
        assert fields(response, form)[f"{prefix}-{text}"] == [bad]

    def refused(
        self,
        ana: User,
        draft: Assessment,
        page: str,
        form: str,
        name: str,
        bad: str,
        beside: str,
        suffix: str,
        good: str = "Typed beside it",
    ) -> Any:
        client = make.signed_in(ana)
        sent = typed(client, draft, page, form) | {name: bad, beside: good}
        response = client.post(reverse(page, args=[draft.pk]), sent)
        assert response.status_code == 422
        assert read(response).title.startswith("Error:")
        assert error_links(response) == [f"id_{name}{suffix}"]
        assert f"id_{name}{suffix}" in read(response).ids
        assert good in said(draft, page, name.rpartition("-")[0])  # what is valid is saved all the same
        return response

    def test_two_people(
        self,
        ana: User,
        ben: User,
        draft: Assessment,
        page: str,
        form: str,
        prefix: str,
        choice: str,
        value: str,
        text: str,
    ) -> None:
        address, client, theirs = reverse(page, args=[draft.pk]), make.signed_in(ben), make.signed_in(ana)
        opened = typed(client, draft, page, form)
        by_ana = {f"{prefix}-{choice}": "unknown", f"{prefix}-{text}": "by Ana"}
        theirs.post(address, typed(theirs, draft, page, form) | by_ana)
        met = client.post(address, opened | {f"{prefix}-{choice}": value, f"{prefix}-{text}": "by Ben"})
        assert met.status_code == 409
        shown = " ".join(" ".join(read(met).text).split())
        assert "by Ana" in shown
        assert "by Ben" in shown
        assert said(draft, page, prefix) == ("unknown", "by Ana")
        decisions = {f"resolve.{prefix}-{choice}": "mine", f"resolve.{prefix}-{text}": "theirs"}
        assert client.post(address, fields(met, form) | decisions).status_code == 302
        assert said(draft, page, prefix) == (value, "by Ana")

    def test_an_undecided_collision_is_shown_again(
        self,
        ana: User,
        ben: User,
        draft: Assessment,
        page: str,
        form: str,
        prefix: str,
        choice: str,
        value: str,
        text: str,
    ) -> None:
        address, client, theirs = reverse(page, args=[draft.pk]), make.signed_in(ben), make.signed_in(ana)
        opened = typed(client, draft, page, form)
        theirs.post(address, typed(theirs, draft, page, form) | {f"{prefix}-{text}": "by Ana"})
        met = client.post(address, opened | {f"{prefix}-{text}": "by Ben"})
        again = client.post(address, fields(met, form))
        assert again.status_code == 409
        assert fields(again, form)[f"mine.{prefix}-{text}"] == ["by Ben"]

    @pytest.mark.parametrize("revision", ["7", "x", "-1"])
    def test_forged(
        self,
        ana: User,
        draft: Assessment,
        page: str,
        form: str,
        prefix: str,
        choice: str,
        value: str,
        text: str,
        revision: str,
    ) -> None:
        sent = {f"{prefix}-revision": revision, f"{prefix}-{text}": "typed and shown"}
        response = make.signed_in(ana).post(reverse(page, args=[draft.pk]), sent)
        assert response.status_code == 400
        assert "typed and shown" in html(response)

    def test_locked_shows_what_was_typed(
        self, ana: User, draft: Assessment, page: str, form: str, prefix: str, choice: str, value: str, text: str
    ) -> None:
        Assessment.objects.filter(pk=draft.pk).update(state="submitted")
        sent = {f"{prefix}-revision": "0", f"{prefix}-{text}": "Too late, but not lost"}
        response = make.signed_in(ana).post(reverse(page, args=[draft.pk]), sent)
        assert response.status_code == 409
        assert "Too late, but not lost" in html(response)

    def test_another_country_s_round_does_not_exist(
        self, draft: Assessment, page: str, form: str, prefix: str, choice: str, value: str, text: str
    ) -> None:
        stranger = make.signed_in(make.coordinator(make.country("XSB")))
        sent = {f"{prefix}-revision": "0", f"{prefix}-{text}": "Not mine"}
        assert stranger.post(reverse(page, args=[draft.pk]), sent).status_code == 404
        assert said(draft, page, prefix) == ("", "")

    def test_carried_over_is_confirmed(
        self, ana: User, page: str, form: str, prefix: str, choice: str, value: str, text: str
    ) -> None:
        make.submitted_round(ana, 2024)
        following, client = make.opened_round(ana, year=2026), make.signed_in(ana)
        address, asked = reverse(page, args=[following.pk]), "Carried over from 2024: please confirm."
        before = html(client.get(address)).count(asked)
        client.post(address, typed(client, following, page, form) | {"confirm": prefix.partition("-")[2]})
        assert html(client.get(address)).count(asked) == before - 1

    def test_a_reader_gets_no_form(
        self, draft: Assessment, page: str, form: str, prefix: str, choice: str, value: str, text: str
    ) -> None:
        shown = html(make.signed_in(make.user(Role.VIEWER)).get(reverse(page, args=[draft.pk])))
        assert "-revision" not in shown
        assert "<textarea" not in shown

    def test_typed_text_survives_the_end_of_a_session(
        self, ana: User, draft: Assessment, page: str, form: str, prefix: str, choice: str, value: str, text: str
    ) -> None:
        client, address = make.signed_in(ana), reverse(page, args=[draft.pk])
        sent = typed(client, draft, page, form) | {f"{prefix}-{text}": "Written before lunch"}
        client.logout()
        assert client.post(address, sent)["Location"].startswith("/accounts/login/")
        session = client.session
        kept = session["kept_form"]
        client.force_login(ana)
        session = client.session
        session["kept_form"] = kept
        session.save()
        assert fields(client.get(address), form)[f"{prefix}-{text}"] == ["Written before lunch"]
        assert said(draft, page, prefix) == ("", "")

    def test_rows_that_a_round_lacks_are_made_when_it_is_saved(
        self, ana: User, draft: Assessment, page: str, form: str, prefix: str, choice: str, value: str, text: str
    ) -> None:
        ThreatAnswer.objects.all().delete()
        CommitmentAnswer.objects.all().delete()
        client, address = make.signed_in(ana), reverse(page, args=[draft.pk])
        changed = {f"{prefix}-{choice}": value}
        assert client.post(address, typed(client, draft, page, form) | changed).status_code == 302
        assert said(draft, page, prefix)[0] == value


def importance(assessment: Assessment, code: str) -> int | None:
    return Priority.objects.get(assessment=assessment, capability__code=code).importance


class TestImportance:
    """Capabilities 3, 4 and 5 are below their targets; grooming is widespread (3, 4), reoffending growing (5)."""

    @pytest.fixture(autouse=True)
    def _picture(self, ana: User, draft: Assessment) -> None:
        for code in ("1", "3", "4", "5"):
            make.save(draft, ana, code, phase="1", target=3, justification="So it is.")
        make.say_presence(draft, ana, grooming="widespread", reoffending="growing")
        self.client = make.signed_in(ana)
        self.page = reverse("threat_list", args=[draft.pk])
        self.address = reverse("threat_importance", args=[draft.pk])

    def opened(self) -> dict[str, list[str]]:
        return fields(self.client.get(self.page), "importance")

    def test_the_proposals_are_worked_out_visibly(self, draft: Assessment) -> None:
        text = " ".join(" ".join(read(self.client.get(self.page)).text).split())
        assert "Proposed: 5, because this is widespread: Grooming of children online." in text
        assert "Proposed: 4, because this is growing: Reoffending." in text
        assert "Below target, but no harm with a known presence names them" in text  # capability 1
        gaps = " ".join(" ".join(read(self.client.get(reverse("gap_list", args=[draft.pk]))).text).split())
        assert "Importance proposed: 5, because this is widespread: Grooming of children online." in gaps

    def test_one_is_accepted(self, draft: Assessment) -> None:
        response = self.client.post(self.address, self.opened() | {"accept": "3"})
        assert response["Location"] == f"{self.page}#h-importance"
        assert [importance(draft, code) for code in ("3", "4", "5")] == [5, None, None]
        gaps = html(self.client.get(reverse("gap_list", args=[draft.pk])))
        assert gaps.count("Importance proposed") == 2

    def test_all_that_are_unset_are_accepted(self, draft: Assessment) -> None:
        self.client.post(self.address, self.opened() | {"p4-importance": "2"})
        self.client.post(self.address, self.opened() | {"accept": "unset"})
        assert [importance(draft, code) for code in ("3", "4", "5", "1")] == [5, 2, 4, None]
        assert 'value="unset"' not in html(self.client.get(self.page))

    def test_another_number_is_saved(self, draft: Assessment) -> None:
        self.client.post(self.address, self.opened() | {"p3-importance": "1"})
        assert importance(draft, "3") == 1

    @pytest.mark.parametrize("bad", ["0", "6", "high", "\x00"])
    def test_a_number_off_the_scale(self, draft: Assessment, bad: str) -> None:
        response = self.client.post(self.address, self.opened() | {"p3-importance": bad, "p4-importance": "4"})
        assert response.status_code == 422
        assert error_links(response) == ["id_p3-importance"]
        assert "id_p3-importance" in read(response).ids
        assert (importance(draft, "3"), importance(draft, "4")) == (None, 4)

    def test_a_proposal_that_changed_meanwhile_is_not_taken(self, ana: User, draft: Assessment) -> None:
        opened = self.opened()
        make.say_presence(draft, ana, grooming="some")
        response = self.client.post(self.address, opened | {"accept": "3", "p5-importance": "4"})
        assert response.status_code == 422
        assert error_links(response) == ["i3"]
        assert "i3" in read(response).ids
        assert "Proposed: 3" in html(response)
        assert (importance(draft, "3"), importance(draft, "5")) == (None, 4)

    def test_two_people(self, ben: User, draft: Assessment) -> None:
        opened = self.opened()
        other = make.signed_in(ben)
        other.post(self.address, fields(other.get(self.page), "importance") | {"p3-importance": "2"})
        met = self.client.post(self.address, opened | {"accept": "3"})
        assert met.status_code == 409
        text = " ".join(" ".join(read(met).text).split())
        assert "Ben saved “2”, you chose “5”" in text
        assert importance(draft, "3") == 2
        assert (
            self.client.post(self.address, fields(met, "importance") | {"take": "p3-importance=5"}).status_code == 302
        )
        assert importance(draft, "3") == 5

    @pytest.mark.parametrize("accept", ["99", "", "1", "UNSET", "\x00"])
    def test_accepting_what_there_is_not(self, draft: Assessment, accept: str) -> None:
        assert self.client.post(self.address, self.opened() | {"accept": accept}).status_code == 302
        assert [importance(draft, code) for code in ("1", "3", "4", "5")] == [None] * 4

    def test_forged(self, draft: Assessment) -> None:
        assert self.client.post(self.address, self.opened() | {"p3-revision": "99"}).status_code == 400

    def test_a_contributor_sees_the_proposals_and_sets_nothing(self) -> None:
        client = make.signed_in(make.user(Role.CONTRIBUTOR))
        page = html(client.get(self.page))
        assert "Proposed: 5" in page
        assert 'name="accept"' not in page
        assert client.post(self.address, {}).status_code == 403


class TestAround:
    def test_a_capability_names_its_threats(self, ana: User, draft: Assessment) -> None:
        make.say_presence(draft, ana, travel="growing")
        client = make.signed_in(ana)
        text = " ".join(" ".join(read(client.get(reverse("capability_edit", args=[draft.pk, "9"]))).text).split())
        assert "Threats this answers Sexual exploitation of children in travel and tourism Growing" in text
        assert "Threats this answers" not in html(client.get(reverse("capability_edit", args=[draft.pk, "1"])))
        reader = make.signed_in(make.user(Role.VIEWER))
        assert "Threats this answers" in html(reader.get(reverse("capability_edit", args=[draft.pk, "9"])))

    def test_the_workspace_says_what_is_open(self, ana: User, draft: Assessment) -> None:
        make.say_presence(draft, ana, grooming="some", ai="unknown")
        text = html(make.signed_in(ana).get(reverse("workspace", args=[draft.pk])))
        assert "Say how present 7 harms are" in text
        assert "Answer 6 commitments" in text

    def test_gaps_by_theme(self, ana: User, draft: Assessment) -> None:
        make.answer(draft, ana, "2")
        make.answer(draft, ana, "4")
        client, address = make.signed_in(ana), reverse("gap_list", args=[draft.pk])
        shown = html(client.get(f"{address}?theme=research"))
        assert 'id="g2"' in shown
        assert 'id="g4"' not in shown
        assert 'id="g4"' in html(client.get(f"{address}?theme=justice"))
        every = re.search(r"Showing 1 to \d+ of \d+ gaps", html(client.get(address)))
        assert every
        assert every[0] in html(client.get(f"{address}?theme=nonsense"))

    def test_themes_count_what_is_open(self, ana: User, draft: Assessment) -> None:
        make.answer(draft, ana, "2")
        client = make.signed_in(ana)
        page = client.get(reverse("theme_list", args=[draft.pk]))
        assert f"{reverse('gap_list', args=[draft.pk])}?theme=research#h-gaps" in read(page).links
        text = " ".join(" ".join(read(page).text).split())
        assert "Research and insight 1 of 1 capabilities known" in text
        assert text.count("No gap") == 5
