"""What is typed or pasted: never cut on the way, refused in words that say what to do, and still in its box."""

import importlib
import pkgutil
import re
from typing import Any

import pytest
from django import forms
from django.urls import reverse

import assessments.forms
from assessments.forms.errors import summary_of
from assessments.forms.fields import TOO_LONG, CharField
from assessments.forms.rounds import RoundForm
from assessments.models import Assessment, User
from tests import factories as make
from tests.views.pages import error_links, fields, html


def every_form() -> list[type[forms.BaseForm]]:
    """The classes of forms of the whole product."""
    found: dict[str, type[forms.BaseForm]] = {}
    for module in pkgutil.iter_modules(assessments.forms.__path__):
        names = vars(importlib.import_module(f"assessments.forms.{module.name}"))
        found |= {
            f"{kind.__module__}.{kind.__name__}": kind
            for kind in names.values()
            if isinstance(kind, type) and issubclass(kind, forms.BaseForm) and hasattr(kind, "base_fields")
        }
    return [kind for _name, kind in sorted(found.items()) if kind.__module__.startswith("assessments.")]


FORMS = pytest.mark.parametrize("kind", every_form(), ids=lambda kind: kind.__name__)


class TestNothingIsCut:
    @FORMS
    def test_no_box_has_a_length(self, kind: type[forms.BaseForm]) -> None:
        """A browser cuts a pasted text there and says nothing, so the words of the server never come."""
        whole = type("Whole", (forms.Form,), dict(kind.base_fields))()
        drawn = {name: str(whole[name]) for name in whole.fields if hasattr(whole.fields[name], "max_length")}
        assert [name for name, box in drawn.items() if "maxlength" in box] == []

    @pytest.mark.django_db
    def test_nor_on_the_page_of_an_answer(self, ana: User, draft: Assessment) -> None:
        page = make.signed_in(ana).get(reverse("capability_edit", args=[draft.pk, "1"]))
        assert 'name="justification"' in html(page)
        assert "maxlength" not in html(page)

    @pytest.mark.django_db
    def test_a_reason_of_a_move_that_is_too_long_stays_whole(self, ana: User, draft: Assessment) -> None:
        make.answer(draft, ana, "1")
        client = make.signed_in(ana)
        typed = fields(client.get(reverse("gap_list", args=[draft.pk])), "priorities")
        typed["p1-move_reason"] = ["x" * 501]
        page = client.post(reverse("priorities_save", args=[draft.pk]), typed)
        assert page.status_code == 422
        assert "Use at most 500 characters; you have typed 501." in html(page)
        assert fields(page, "priorities")["p1-move_reason"] == ["x" * 501]
        assert "maxlength" not in html(page)


class TestWords:
    """No message of the framework, which speaks of values and choices, reaches anybody."""

    @FORMS
    def test_of_what_is_too_long(self, kind: type[forms.BaseForm]) -> None:
        if is_filter(kind) or not kind.__module__.startswith("assessments.") or kind.__name__ == "PasswordResetForm":
            return  # a filter leaves out what it does not know
        texts = [
            field for field in kind.base_fields.values() if isinstance(field, forms.CharField) and field.max_length
        ]
        assert [field.error_messages.get("max_length", "") for field in texts] == [TOO_LONG] * len(texts)

    @FORMS
    def test_of_what_is_not_in_the_list(self, kind: type[forms.BaseForm]) -> None:
        lists = {
            name: str(field.error_messages["invalid_choice"])
            for name, field in kind.base_fields.items()
            if isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
            and not is_filter(kind)
            and not {name} & {"currency", "gaps"}  # worded where their lists are made
        }
        assert {name: words for name, words in lists.items() if "Select a valid choice" in words} == {}


def is_filter(kind: type[forms.BaseForm]) -> bool:
    return kind.__name__.endswith("Filter")


@pytest.mark.django_db
class TestSummary:
    """Each line names its field, and where a page has many rows, the row."""

    def lines(self, page: Any) -> list[str]:
        found = re.search(r'id="error-summary".*?</ul>', html(page), re.DOTALL)
        assert found
        return [re.sub(r"<.*?>", " ", line).strip() for line in re.findall(r"<li>(.*?)</li>", found[0])]

    def test_of_an_answer(self, ana: User, draft: Assessment) -> None:
        client, address = make.signed_in(ana), reverse("capability_edit", args=[draft.pk, "1"])
        wrong = {"justification": "x" * 10_001, "participants_note": "x" * 2_001, "phase": "9", "target": "x"}
        wrong |= {"participants": "nobody", "confidence": "7", "law": "perhaps", "sign.1a": "perhaps"}
        page = client.post(address, fields(client.get(address)) | wrong)
        said = self.lines(page)
        assert "Justification, for the report Use at most 10000 characters; you have typed 10001." in said
        assert "Names of the organisations Use at most 2000 characters; you have typed 2001." in said
        assert "Your choice of phase Choose one of the list." in said
        assert "Target phase Choose one of the list." in said
        assert "Who took part in this answer Choose from the list." in said
        assert "How sure are you of this answer? Choose one of the list." in said
        assert len(said) == len(wrong)
        assert all(line.endswith((".", "the list.")) and "valid choice" not in line for line in said)
        assert {"id_justification", "id_phase_0", "id_law_0", "id_participants_0"} <= set(error_links(page))

    def test_of_a_page_with_many_rows(self, ana: User, draft: Assessment) -> None:
        client, address = make.signed_in(ana), reverse("enabler_list", args=[draft.pk])
        row = draft.enabler_answers.select_related("enabler")[0].enabler
        wrong = {f"{row.code}-note": ["x" * 2_001], f"{row.code}-answer": ["perhaps"]}
        said = self.lines(client.post(address, fields(client.get(address), "") | wrong))
        assert len(said) == 2
        assert said[1].endswith(" · Note Use at most 2000 characters; you have typed 2001.")
        assert said[0].endswith(" Choose one of the list.")

    def test_a_label_is_text(self) -> None:
        form = type("F", (forms.Form,), {"x": CharField(label="<i>&", max_length=1)})({"x": "12"})
        assert summary_of(form) == [("id_x", "&lt;i&gt;&amp;<br>Use at most 1 characters; you have typed 2.")]

    def test_what_names_its_field_itself_stands_alone(self) -> None:
        form = type("F", (forms.Form,), {"x": CharField(error_messages={"required": "Give the round a title."})})({})
        assert summary_of(form) == [("id_x", "Give the round a title.")]


@pytest.mark.parametrize("year", ["9" * 400, "9" * 5_000, "20281", "203", "0", "-2028", "2028.5", "a", "２０２８１"])
@pytest.mark.django_db
def test_a_year_of_other_than_four_digits_is_not_repeated(ana: User, draft: Assessment, year: str) -> None:
    client, address = make.signed_in(ana), reverse("capability_edit", args=[draft.pk, "1"])
    page = client.post(address, fields(client.get(address)) | {"target_year": year})
    assert page.status_code == 422
    assert "Write the year with four digits, for example 2028." in html(page)
    assert f"{year} has passed" not in html(page)
    assert f"{year} is too far" not in html(page)
    assert fields(page)["target_year"] == [year]
    data = {"year": year, "target_year": year, "title": "Round"}
    opened = RoundForm(data, country=draft.country, language="en")
    said = ["Write the year with four digits, for example 2028."]
    assert (opened.errors["year"], opened.errors["target_year"]) == (said, said)


@pytest.mark.django_db
class TestTooLong:
    def test_the_autosave_says_how_long_it_is_and_saves_nothing_of_it(self, ana: User, draft: Assessment) -> None:
        form = {"revision": "0", "field": "justification", "justification": "x" * 10_001, "typed_by": str(ana.pk)}
        address = reverse("capability_autosave", args=[draft.pk, "1"])
        answer = make.signed_in(ana).post(address, form, headers={"X-Requested-With": "fetch"}).json()
        said = ["Use at most 10000 characters; you have typed 10001."]
        assert answer["errors"] == {"justification": said}
        assert make.row(draft).justification == ""

    def test_the_page_keeps_it_whole(self, ana: User, draft: Assessment) -> None:
        client, address = make.signed_in(ana), reverse("capability_edit", args=[draft.pk, "1"])
        text = "x" * 10_000 + "THE END"
        page = client.post(address, fields(client.get(address)) | {"justification": text, "reason": "Short"})
        assert page.status_code == 422
        assert fields(page)["justification"] == [text]
        assert error_links(page) == ["id_justification"]
        assert (make.row(draft).justification, make.row(draft).reason) == ("", "Short")


@pytest.mark.django_db
class TestAnotherLanguage:
    """The script of the page sends what was typed along with the language."""

    def test_what_was_typed_stands_on_the_page_again(self, ana: User, draft: Assessment) -> None:
        client, page = make.signed_in(ana), reverse("action_new", args=[draft.pk])
        typed = fields(client.get(page), "action") | {"title": ["Train the judges"], "typed_on": [page]}
        response = client.post(reverse("language_set"), typed | {"language": "es", "next": "/"})
        assert response.status_code == 302 and response["Location"] == page
        shown = client.get(page)
        assert '<html lang="es"' in html(shown)
        assert fields(shown, "action")["title"] == ["Train the judges"]
        assert "Su sesión" not in html(shown)
        assert "El idioma ha cambiado." in html(shown)

    def test_another_s_page_is_not_kept(self, ana: User, ben: User, draft: Assessment) -> None:
        client, page = make.signed_in(ben), reverse("action_new", args=[draft.pk])
        typed = {"typed_by": str(ana.pk), "typed_on": page, "title": "Train the judges"}
        assert client.post(reverse("language_set"), typed | {"language": "es", "next": "/help/"}).status_code == 403
        assert fields(client.get(page), "action")["title"] == [""]
