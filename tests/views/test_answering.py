"""The page of one capability without JavaScript, and the same saves one field at a time with it."""

from typing import Any

import pytest
from django.urls import reverse

from assessments.models import Assessment, AuditEvent, SignAnswer, User
from tests import factories as make
from tests.views.pages import error_links, fields, html, read

pytestmark = pytest.mark.django_db


def page_of(assessment: Assessment, code: str = "1") -> str:
    return reverse("capability_edit", args=[assessment.pk, code])


def post(client: Any, assessment: Assessment, code: str = "1", **changed: Any) -> Any:
    """Opens the page, changes fields and presses Save."""
    typed = fields(client.get(page_of(assessment, code)))
    return client.post(page_of(assessment, code), typed | {n.replace("sign_", "sign."): v for n, v in changed.items()})


class TestTheWholeForm:
    def test_saved_and_read_again(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        typed = make.full_values(draft, "1")
        names = {name.replace("sign.", "sign_"): value for name, value in typed.items()}
        response = post(client, draft, **names)
        assert response.status_code == 302
        assert response["Location"] == page_of(draft)
        shown = fields(client.get(page_of(draft)))
        for name, value in typed.items():
            expected = value if isinstance(value, list) else [str(value)]
            assert sorted(shown[name]) == sorted(expected), name
        assert shown["revision"] == ["1"]

    def test_pressed_again_it_changes_nothing(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        make.answer(draft, ana, justification="Two lines\nof text, with two\n\nparagraphs")
        assert post(client, draft).status_code == 302
        assert make.row(draft).revision == 1

    def test_save_and_next(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        assert post(client, draft, next="1")["Location"] == page_of(draft, "2")
        assert post(client, draft, "21", next="1")["Location"] == reverse("workspace", args=[draft.pk])

    @pytest.mark.parametrize(
        ("name", "present"),
        [("phase", "2"), ("target", 3), ("sign_1a", "yes"), ("law", "partly")],
    )
    def test_clear(self, ana: User, draft: Assessment, name: str, present: Any) -> None:
        """Its button is inside the form: the radio is still checked when it is pressed."""
        make.save(draft, ana, **{name: present})
        client, full = make.signed_in(ana), name.replace("sign_", "sign.")
        assert post(client, draft, clear=full, justification="typed beside it").status_code == 302
        assert full not in fields(client.get(page_of(draft)))
        assert make.row(draft).justification == "typed beside it"

    def test_nobody_taking_part_is_saved_too(self, ana: User, draft: Assessment) -> None:
        make.save(draft, ana, participants=["police"])
        client = make.signed_in(ana)
        typed = fields(client.get(page_of(draft)))
        del typed["participants"]
        client.post(page_of(draft), typed)
        assert make.row(draft).participants == []

    def test_confirming_what_was_carried_over(self, ana: User) -> None:
        make.submitted_round(ana, 2024)
        draft = make.opened_round(ana, year=2026)
        client = make.signed_in(ana)
        assert "Carried over from 2024: please confirm." in html(client.get(page_of(draft)))
        post(client, draft, confirm="1")
        assert "Carried over from 2024" not in html(client.get(page_of(draft)))

    def test_phase_from_the_descriptions_alone(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        post(client, draft, phase="3", justification="A workshop in a hurry")
        page = html(client.get(page_of(draft)))
        assert "No sign is answered yet, so nothing can be suggested." in page
        assert draft.pk
        assert make.row(draft).phase == 3


class TestWhatIsNotValid:
    WRONG = (
        ("justification", "x" * 10_001, "id_justification"),
        ("reason", "x" * 10_001, "id_reason"),
        ("participants_note", "x" * 2_001, "id_participants_note"),
        ("justification", "null \x00 sign", "id_justification"),
        ("target_year", "2019", "id_target_year"),
        ("target_year", "2042", "id_target_year"),
        ("target_year", "soon", "id_target_year"),
        ("target_year", "9" * 4_500, "id_target_year"),
        ("phase", "5", "id_phase_0"),
        ("phase", "-1", "id_phase_0"),
        ("target", "x", "id_target_0"),
        ("sign_1a", "maybe", "id_sign.1a_0"),
        ("law", "perhaps", "id_law_0"),
        ("confidence", "7", "id_confidence_0"),
        ("participants", ["police", "martians"], "id_participants_0"),
    )

    @pytest.mark.parametrize(("name", "value", "anchor"), WRONG)
    def test_the_rest_is_saved_and_the_fault_named(
        self, ana: User, draft: Assessment, name: str, value: Any, anchor: str
    ) -> None:
        client = make.signed_in(ana)
        rest = {"sign_2a": "yes", "nationwide": "no"}
        response = post(client, draft, **{name: value}, **rest)
        assert response.status_code == 422
        reader = read(response)
        assert reader.title.startswith("Error:")
        assert error_links(response) == [anchor]
        assert anchor in reader.ids
        error = anchor.removesuffix("_0") + "_error"
        assert f'id="{error}" hidden' not in html(response)
        assert error in reader.ids
        row = make.row(draft)
        assert row.nationwide == "no"
        assert SignAnswer.objects.get(response=row, sign__code="2a").answer == "yes"
        assert row.revision == 1
        assert reader.ids
        assert fields(response)["revision"] == ["1"]
        if isinstance(value, str) and name not in ("phase", "target", "law", "confidence", "sign_1a"):
            assert fields(response)[name] == [value]  # what was typed is not lost

    def test_a_target_below_the_phase(self, ana: User, draft: Assessment) -> None:
        response = post(make.signed_in(ana), draft, phase="3", target="2", justification="Kept")
        assert response.status_code == 422
        assert error_links(response) == ["id_target_0"]
        assert "The target is below today’s phase, 3." in html(response)
        row = make.row(draft)
        assert (row.phase, row.target, row.justification) == (3, None, "Kept")

    def test_a_target_at_the_phase_is_fine(self, ana: User, draft: Assessment) -> None:
        assert post(make.signed_in(ana), draft, phase="3", target="3").status_code == 302

    def test_a_year_in_arabic_digits_is_a_year(self, ana: User, draft: Assessment) -> None:
        assert post(make.signed_in(ana), draft, target_year="٢٠٢٨").status_code == 302
        assert make.row(draft).target_year == 2028

    def test_ten_thousand_characters_are_saved(self, ana: User, draft: Assessment) -> None:
        text = "ñ" * 9_999 + "\n"
        assert post(make.signed_in(ana), draft, justification=text.strip() + "😀").status_code == 302
        assert len(make.row(draft).justification) == 10_000

    def test_a_refused_page_shows_the_rows_as_they_are_now(self, ana: User, ben: User, draft: Assessment) -> None:
        """Else the old value of a field that a colleague changed would overwrite it at the next save."""
        client = make.signed_in(ben)
        typed = fields(client.get(page_of(draft)))
        make.save(draft, ana, justification="by Ana")
        response = client.post(page_of(draft), typed | {"target_year": "soon"})
        assert response.status_code == 422
        assert fields(response)["justification"] == ["by Ana"]
        assert fields(response)["target_year"] == ["soon"]
        again = client.post(page_of(draft), fields(response) | {"target_year": "2028"})
        assert again.status_code == 302
        assert make.row(draft).justification == "by Ana"

    @pytest.mark.parametrize("clear", ["participants", "justification", "nonsense", "revision", "sign.9z", "__class__"])
    def test_clear_with_any_name(self, ana: User, draft: Assessment, clear: str) -> None:
        make.save(draft, ana, participants=["police"], phase="1")
        client = make.signed_in(ana)
        assert post(client, draft, clear=clear).status_code == 302
        assert client.get(page_of(draft)).status_code == 200
        assert make.row(draft).participants == ([] if clear == "participants" else ["police"])

    @pytest.mark.parametrize("revision", ["", "-1", "1e3", "99", "x", "٣", "9" * 30, None])
    def test_a_forged_revision(self, ana: User, draft: Assessment, revision: str | None) -> None:
        client = make.signed_in(ana)
        typed = fields(client.get(page_of(draft))) | {"justification": "typed text"}
        typed.pop("revision") if revision is None else typed.update(revision=revision)
        response = client.post(page_of(draft), typed)
        assert response.status_code == 400
        assert "The version of the answer that this page names does not exist." in html(response)
        assert "typed text" in html(response)
        assert make.row(draft).revision == 0

    @pytest.mark.parametrize("met", ["99", "x", ""])
    def test_a_forged_choice_changes_nothing(self, ana: User, draft: Assessment, met: str) -> None:
        forged = {"met.reason": met, "resolve.reason": "mine", "mine.reason": "forged", "phase": "2"}
        response = post(make.signed_in(ana), draft, **forged)
        assert response.status_code == 400
        assert make.row(draft).revision == 0

    def test_a_choice_is_checked_like_any_text(self, ana: User, draft: Assessment) -> None:
        forged = {"met.phase": "0", "resolve.phase": "mine", "mine.phase": "9"}
        assert post(make.signed_in(ana), draft, **forged).status_code == 422
        forged = {"met.reason": "0", "resolve.reason": "both", "both.reason": "x" * 10_001}
        response = post(make.signed_in(ana), draft, **forged)
        assert response.status_code == 422
        assert error_links(response) == ["id_reason"]
        assert make.row(draft).revision == 0


class TestTwoPeople:
    @pytest.fixture
    def met(self, ana: User, ben: User, draft: Assessment) -> Any:
        """Ana saved a justification while Ben wrote another one; Ben pressed Save."""
        self.client = make.signed_in(ben)
        typed = fields(self.client.get(page_of(draft)))
        make.save(draft, ana, justification="Written by Ana, first words")
        return self.client.post(page_of(draft), typed | {"justification": "Written by Ben, other words", "phase": "2"})

    def test_both_versions_stand_on_the_page(self, met: Any, draft: Assessment) -> None:
        assert met.status_code == 409
        text = " ".join("".join(read(met).text).split())
        assert "Written by Ana, first words" in text
        assert "Written by Ben, other words" in text
        assert "Ana changed this while you were writing." in text
        row = make.row(draft)
        assert (row.justification, row.phase) == ("Written by Ana, first words", 2)
        shown = fields(met)
        assert "justification" not in shown  # no third box that could overwrite one of the two
        assert shown["mine.justification"] == ["Written by Ben, other words"]
        assert shown["met.justification"] == ["2"] == shown["revision"]
        assert "met-justification" in read(met).ids

    @pytest.mark.parametrize(
        ("choice", "kept"),
        [
            ("mine", "Written by Ben, other words"),
            ("theirs", "Written by Ana, first words"),
            ("both", "Written by both"),
        ],
    )
    def test_decided(self, met: Any, draft: Assessment, choice: str, kept: str) -> None:
        decided = fields(met) | {"resolve.justification": choice, "both.justification": "Written by both"}
        assert self.client.post(page_of(draft), decided).status_code == 302
        assert make.row(draft).justification == kept

    def test_not_decided_it_stays(self, met: Any, draft: Assessment) -> None:
        again = self.client.post(page_of(draft), fields(met) | {"reason": "Something else"})
        assert again.status_code == 409
        assert fields(again)["mine.justification"] == ["Written by Ben, other words"]
        assert make.row(draft).justification == "Written by Ana, first words"
        assert make.row(draft).reason == "Something else"

    def test_decided_for_mine_while_it_changed_again(self, met: Any, ana: User, draft: Assessment) -> None:
        make.save(draft, ana, justification="Ana, once more")
        again = self.client.post(page_of(draft), fields(met) | {"resolve.justification": "mine"})
        assert again.status_code == 409
        assert "Ana, once more" in " ".join("".join(read(again).text).split())
        assert make.row(draft).justification == "Ana, once more"

    def test_refused_text_is_in_the_log(self, met: Any) -> None:
        event = AuditEvent.objects.get(action="response.refused")
        assert event.changes["justification"][1] == "Written by Ben, other words"

    def test_choices_are_shown_in_words(self, ana: User, ben: User, draft: Assessment) -> None:
        client = make.signed_in(ben)
        typed = fields(client.get(page_of(draft)))
        make.save(draft, ana, sign_1a="yes", participants=["police"], target=4)
        changed = {"sign.1a": "no", "participants": ["health"], "target": "2"}
        response = client.post(page_of(draft), typed | changed)
        assert response.status_code == 409
        shown = fields(response)
        assert shown["mine.sign.1a"] == ["no"]
        assert shown["mine.participants"] == ["health"]
        decided = shown | {f"resolve.{name}": "mine" for name in changed}
        assert client.post(page_of(draft), decided).status_code == 302
        assert make.row(draft).participants == ["health"]
        assert make.row(draft).target == 2

    def test_two_tabs_with_two_rounds_do_not_mix(self, ana: User) -> None:
        """The round stands in the address, not in the session."""
        sampland = make.opened_round(ana)
        other = make.country("XSB")
        from assessments.models import Membership

        Membership.objects.create(user=ana, country=other, role="coordinator")
        borduria = make.opened_round(User.objects.get(pk=ana.pk), other)
        client = make.signed_in(ana)
        first = fields(client.get(page_of(sampland)))
        second = fields(client.get(page_of(borduria)))
        client.post(page_of(sampland), first | {"justification": "of Sampland"})
        client.post(page_of(borduria), second | {"justification": "of Borduria"})
        client.post(page_of(sampland), first | {"revision": "1", "justification": "of Sampland again"})
        assert make.row(sampland).justification == "of Sampland again"
        assert make.row(borduria).justification == "of Borduria"


class TestAutosave:
    def send(self, client: Any, assessment: Assessment, field: str, revision: int = 0, **values: Any) -> Any:
        form = {"revision": revision, "field": field, "typed_on": page_of(assessment)}
        address = reverse("capability_autosave", args=[assessment.pk, "1"])
        named = {name.replace("__", "."): value for name, value in values.items()}
        return client.post(address, form | named, headers={"X-Requested-With": "fetch"})

    def test_one_field(self, ana: User, draft: Assessment) -> None:
        answer = self.send(make.signed_in(ana), draft, "justification", justification="Text").json()
        assert answer["revision"] == 1
        assert answer["errors"] == {} == answer["versions"]
        assert answer["saved"].startswith("Saved ")
        assert answer["saved"].endswith("by Ana")
        assert answer["mark"] == "started"
        assert "answer-facts" in answer["parts"]
        assert make.row(draft).justification == "Text"

    def test_a_sign_moves_the_suggestion(self, ana: User, draft: Assessment) -> None:
        client = make.signed_in(ana)
        signs = [sign for sign in make.node(draft).signs if sign.phase == 1]
        for number, sign in enumerate(signs):
            answer = self.send(client, draft, f"sign.{sign.code}", number, **{f"sign.{sign.code}": "yes"}).json()
        assert "The signs suggest at least <b>1 " in answer["parts"]["suggestion"]
        for target in answer["parts"]:
            assert f'id="{target}"' in html(client.get(page_of(draft)))

    def test_only_the_named_field_is_saved(self, ana: User, draft: Assessment) -> None:
        self.send(make.signed_in(ana), draft, "justification", justification="Text", phase="3")
        assert (make.row(draft).justification, make.row(draft).phase) == ("Text", None)

    @pytest.mark.parametrize("field", ["", "nonsense", "carried_over", "revision"])
    def test_any_other_name_saves_nothing(self, ana: User, draft: Assessment, field: str) -> None:
        response = self.send(make.signed_in(ana), draft, field, phase="3", nonsense="1", carried_over="1")
        assert response.status_code == 200
        assert make.row(draft).revision == 0

    def test_clear(self, ana: User, draft: Assessment) -> None:
        make.save(draft, ana, sign_1a="yes", participants=["police"])
        client = make.signed_in(ana)
        assert self.send(client, draft, "sign.1a", 1, clear="sign.1a").json()["revision"] == 2
        assert self.send(client, draft, "participants", 2, participants_sent="1").json()["revision"] == 3
        assert make.row(draft).participants == []
        assert SignAnswer.objects.get(response=make.row(draft)).answer == ""

    def test_not_valid(self, ana: User, draft: Assessment) -> None:
        answer = self.send(make.signed_in(ana), draft, "target_year", target_year="soon").json()
        assert list(answer["errors"]) == ["target_year"]
        assert answer["revision"] == 0

    def test_a_target_below_the_saved_phase(self, ana: User, draft: Assessment) -> None:
        make.save(draft, ana, phase="3")
        answer = self.send(make.signed_in(ana), draft, "target", 1, target="2").json()
        assert list(answer["errors"]) == ["target"]
        assert make.row(draft).target is None

    def test_a_colleague_was_faster(self, ana: User, ben: User, draft: Assessment) -> None:
        make.save(draft, ana, justification="by Ana")
        answer = self.send(make.signed_in(ben), draft, "justification", justification="by Ben").json()
        versions = answer["versions"]["justification"]
        assert "Ana changed this while you were writing." in versions
        assert 'value="by Ben"' in versions
        assert 'name="met.justification" value="1"' in versions
        assert make.row(draft).justification == "by Ana"

    def test_then_save_pressed(self, ana: User, draft: Assessment) -> None:
        """The page still names the revision it was opened at; the fields saved since say their own."""
        client = make.signed_in(ana)
        opened = fields(client.get(page_of(draft)))
        self.send(client, draft, "justification", 0, justification="first")
        typed = opened | {"justification": "second", "at.justification": "1"}
        assert client.post(page_of(draft), typed).status_code == 302
        assert make.row(draft).justification == "second"
        back = opened | {"justification": "", "at.justification": "2"}
        assert client.post(page_of(draft), back).status_code == 302
        assert make.row(draft).justification == ""

    @pytest.mark.parametrize(("revision", "status"), [("99", 400), ("", 400)])
    def test_forged(self, ana: User, draft: Assessment, revision: Any, status: int) -> None:
        response = self.send(make.signed_in(ana), draft, "phase", revision, phase="1")
        assert response.status_code == status
        assert "refused" in response.json()

    def test_locked(self, ana: User) -> None:
        sent = make.submitted_round(ana)
        response = self.send(make.signed_in(ana), sent, "justification", 1, justification="too late")
        assert response.status_code == 409
        assert "too late" in response.json()["refused"]

    def test_in_spanish(self, ana: User, draft: Assessment) -> None:
        User.objects.filter(pk=ana.pk).update(language="es")
        answer = self.send(make.signed_in(ana), draft, "phase", phase="1").json()
        assert answer["saved"].startswith("Guardado")
