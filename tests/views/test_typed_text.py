"""What is typed or pasted: never cut on the way, refused in words that say what to do, and still in its box."""

import importlib
import pkgutil

import pytest
from django import forms
from django.urls import reverse

import assessments.forms
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
