"""The seven enablers: one form, each row on its own revision."""

from typing import Any

import pytest
from django.urls import reverse

from assessments.models import Assessment, EnablerAnswer, User
from assessments.roles import Role
from tests import factories as make
from tests.views.pages import error_links, fields, html, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def codes(draft: Assessment) -> list[str]:
    rows = EnablerAnswer.objects.filter(assessment=draft).select_related("enabler").order_by("enabler__order")
    return [row.enabler.code for row in rows]


def page_of(assessment: Assessment) -> str:
    return reverse("enabler_list", args=[assessment.pk])


def row(assessment: Assessment, code: str) -> EnablerAnswer:
    return EnablerAnswer.objects.get(assessment=assessment, enabler__code=code)


def typed(client: Any, assessment: Assessment) -> dict[str, list[str]]:
    return fields(client.get(page_of(assessment)), "")


def test_saved_and_read_again(ana: User, draft: Assessment, codes: list[str]) -> None:
    client = make.signed_in(ana)
    changed = {f"{codes[0]}-answer": "partly", f"{codes[0]}-note": "Two lines\r\nof text", f"{codes[6]}-answer": "no"}
    assert client.post(page_of(draft), typed(client, draft) | changed)["Location"] == page_of(draft)
    assert (row(draft, codes[0]).answer, row(draft, codes[0]).note) == ("partly", "Two lines\nof text")
    assert row(draft, codes[6]).answer == "no"
    assert row(draft, codes[1]).revision == 0
    assert client.post(page_of(draft), typed(client, draft)).status_code == 302
    assert row(draft, codes[0]).revision == 1


def test_clear(ana: User, draft: Assessment, codes: list[str]) -> None:
    client = make.signed_in(ana)
    client.post(page_of(draft), typed(client, draft) | {f"{codes[0]}-answer": "yes"})
    form = typed(client, draft) | {"clear": f"{codes[0]}-answer", f"{codes[1]}-note": "Typed beside it"}
    assert client.post(page_of(draft), form).status_code == 302
    assert row(draft, codes[0]).answer == ""
    assert row(draft, codes[1]).note == "Typed beside it"


@pytest.mark.parametrize("clear", ["nonsense", "e1", "-answer", "e1-carried_over"])
def test_clear_with_any_name(ana: User, draft: Assessment, clear: str) -> None:
    client = make.signed_in(ana)
    assert client.post(page_of(draft), typed(client, draft) | {"clear": clear}).status_code == 302
    assert set(draft.enabler_answers.values_list("revision", flat=True)) == {0}


@pytest.mark.parametrize(
    ("field", "value"), [("note", "x" * 2_001), ("note", "null \x00"), ("answer", "maybe"), ("answer", "\x00")]
)
def test_what_is_not_valid(ana: User, draft: Assessment, codes: list[str], field: str, value: str) -> None:
    client = make.signed_in(ana)
    name = f"{codes[2]}-{field}"
    form = typed(client, draft) | {name: value, f"{codes[3]}-answer": "yes"}
    response = client.post(page_of(draft), form)
    assert response.status_code == 422
    assert read(response).title.startswith("Error:")
    (anchor,) = error_links(response)
    assert anchor == f"id_{name}" + ("_0" if field == "answer" else "")
    assert anchor in read(response).ids
    assert row(draft, codes[3]).answer == "yes"
    assert row(draft, codes[2]).revision == 0
    if field == "note":
        assert fields(response, "")[name] == [value]


class TestTwoPeople:
    @pytest.fixture
    def met(self, ana: User, ben: User, draft: Assessment, codes: list[str]) -> Any:
        self.client, self.code = make.signed_in(ben), codes[0]
        page = typed(self.client, draft)
        ana_client = make.signed_in(ana)
        theirs = {f"{codes[0]}-note": "by Ana", f"{codes[0]}-answer": "yes"}
        ana_client.post(page_of(draft), typed(ana_client, draft) | theirs)
        mine = {f"{codes[0]}-note": "by Ben", f"{codes[0]}-answer": "no", f"{codes[1]}-answer": "no"}
        return self.client.post(page_of(draft), page | mine)

    def test_both_versions(self, met: Any, draft: Assessment, codes: list[str]) -> None:
        assert met.status_code == 409
        text = " ".join("".join(read(met).text).split())
        assert "by Ana" in text
        assert "by Ben" in text
        assert (row(draft, self.code).note, row(draft, codes[1]).answer) == ("by Ana", "no")

    @pytest.mark.parametrize(("choice", "note", "answer"), [("mine", "by Ben", "no"), ("theirs", "by Ana", "yes")])
    def test_decided(self, met: Any, draft: Assessment, choice: str, note: str, answer: str) -> None:
        decisions = {f"resolve.{self.code}-{field}": choice for field in ("note", "answer")}
        assert self.client.post(page_of(draft), fields(met, "") | decisions).status_code == 302
        assert (row(draft, self.code).note, row(draft, self.code).answer) == (note, answer)

    def test_one_text_from_both(self, met: Any, draft: Assessment) -> None:
        decisions = {f"resolve.{self.code}-note": "both", f"both.{self.code}-note": "by both\r\n!"}
        again = self.client.post(page_of(draft), fields(met, "") | decisions)
        assert again.status_code == 409  # the answer is still to be decided
        assert fields(again, "")[f"mine.{self.code}-answer"] == ["no"]
        assert row(draft, self.code).note == "by both\n!"

    @pytest.mark.parametrize(
        ("field", "value"), [("answer", "maybe"), ("note", "x" * 2_001), ("note", "null \x00"), ("answer", "x" * 50)]
    )
    def test_a_choice_is_checked_like_any_text(self, met: Any, draft: Assessment, field: str, value: str) -> None:
        name = f"{self.code}-{field}"
        form = fields(met, "") | {f"resolve.{name}": "mine", f"mine.{name}": value}
        assert self.client.post(page_of(draft), form).status_code == 422
        assert (row(draft, self.code).note, row(draft, self.code).answer) == ("by Ana", "yes")

    def test_a_refused_row_shows_a_colleague_s_answer(
        self, ana: User, ben: User, draft: Assessment, codes: list[str]
    ) -> None:
        client = make.signed_in(ben)
        page = typed(client, draft)
        ana_client = make.signed_in(ana)
        ana_client.post(page_of(draft), typed(ana_client, draft) | {f"{codes[0]}-note": "by Ana"})
        response = client.post(page_of(draft), page | {f"{codes[0]}-answer": "maybe"})
        assert response.status_code == 422
        assert fields(response, "")[f"{codes[0]}-note"] == ["by Ana"]


@pytest.mark.parametrize("revision", ["7", "x", "-1"])
def test_forged(ana: User, draft: Assessment, codes: list[str], revision: str) -> None:
    client = make.signed_in(ana)
    form = typed(client, draft) | {f"{codes[0]}-revision": revision, f"{codes[0]}-note": "typed note"}
    response = client.post(page_of(draft), form)
    assert response.status_code == 400
    assert "typed note" in html(response)


def test_locked_shows_what_was_typed(ana: User, codes: list[str], draft: Assessment) -> None:
    Assessment.objects.filter(pk=draft.pk).update(state="submitted")
    form = {f"{codes[0]}-revision": "0", f"{codes[0]}-note": "Too late, but not lost"}
    response = make.signed_in(ana).post(page_of(draft), form)
    assert response.status_code == 409
    assert "Too late, but not lost" in html(response)


def test_carried_over(ana: User) -> None:
    make.submitted_round(ana, 2024)
    following = make.opened_round(ana, year=2026)
    client = make.signed_in(ana)
    asked = "Carried over from 2024: please confirm."
    assert html(client.get(page_of(following))).count(asked) == 7
    code, other = (row.enabler.code for row in following.enabler_answers.select_related("enabler")[:2])
    client.post(page_of(following), typed(client, following) | {f"{code}-answer": "yes"})
    assert html(client.get(page_of(following))).count(asked) == 6
    client.post(page_of(following), typed(client, following) | {"confirm": other})
    assert html(client.get(page_of(following))).count(asked) == 5
    assert not row(following, other).carried_over
    assert row(following, other).answer == "partly"


def test_a_reader_gets_no_form(draft: Assessment) -> None:
    page = html(make.signed_in(make.user(Role.VIEWER)).get(page_of(draft)))
    assert "-revision" not in page
    assert "<textarea" not in page


def test_a_note_that_is_too_long_is_named_with_the_limit(ana: User, draft: Assessment, codes: list[str]) -> None:
    client = make.signed_in(ana)
    form = typed(client, draft) | {f"{codes[0]}-note": "x" * 2_001}
    said = html(client.post(page_of(draft), form))
    assert "Cross-sector, multidisciplinary collaboration · Note<br>Use at most 2000 characters" in said
    assert said.count("Use at most 2000 characters; you have typed 2001.") == 2  # above, and at the box


def test_a_longer_note_from_before_is_read_and_saved_unchanged(ana: User, draft: Assessment, codes: list[str]) -> None:
    long = "First line\n" + "y" * 9_900
    EnablerAnswer.objects.filter(assessment=draft, enabler__code=codes[0]).update(note=long)
    client = make.signed_in(ana)
    assert long[-500:] in html(client.get(page_of(draft)))
    form = typed(client, draft) | {f"{codes[0]}-note": long.replace("\n", "\r\n"), f"{codes[0]}-answer": "yes"}
    assert client.post(page_of(draft), form).status_code == 302
    assert (row(draft, codes[0]).note, row(draft, codes[0]).answer) == (long, "yes")
    longer = client.post(page_of(draft), typed(client, draft) | {f"{codes[0]}-note": long + "z"})
    assert longer.status_code == 422
    assert client.post(page_of(draft), typed(client, draft) | {f"{codes[0]}-note": "z" * 2_000}).status_code == 302
    assert row(draft, codes[0]).note == "z" * 2_000
