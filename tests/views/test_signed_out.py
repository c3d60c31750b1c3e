"""The session ended while someone was writing: nothing typed is lost, and nobody else gets it."""

from typing import Any, ClassVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import Assessment, User
from tests import factories as make
from tests.views.pages import fields, html

pytestmark = pytest.mark.django_db


def sign_in(client: Any, person: User, address: str) -> Any:
    form = {"login": person.email, "password": make.PASSWORD, "next": address}
    return client.post(reverse("account_login"), form, follow=True)


def ended(person: User, address: str, form: str = "answer", **typed: Any) -> tuple[Any, Any]:
    """A browser whose session ended on this address, after its form was posted all the same."""
    client = make.signed_in(person)
    filled = fields(client.get(address), form)
    client.logout()
    named = {name.replace("__", "-"): value for name, value in typed.items()}
    return client, client.post(address, filled | named)


@pytest.fixture
def address(draft: Assessment) -> str:
    return reverse("capability_edit", args=[draft.pk, "1"])


def test_it_is_back_after_signing_in_again(ana: User, draft: Assessment, address: str) -> None:
    client, response = ended(ana, address, justification="Typed for an hour", phase="2", participants=["police"])
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    assert "What you typed is kept." in html(client.get(response["Location"]))
    back = sign_in(client, ana, address)
    assert back.redirect_chain[-1][0] == address
    assert "Your session had ended. What you typed is still here." in html(back)
    shown = fields(back)
    assert shown["justification"] == ["Typed for an hour"]
    assert shown["phase"] == ["2"]
    assert shown["participants"] == ["police"]
    assert make.row(draft).revision == 0
    assert client.post(address, shown).status_code == 302
    assert make.row(draft).justification == "Typed for an hour"


def test_it_is_given_back_once(ana: User, address: str) -> None:
    client, _response = ended(ana, address, justification="Typed")
    sign_in(client, ana, address)
    assert fields(client.get(address))["justification"] == [""]


def test_a_colleague_on_the_same_machine_does_not_get_it(ana: User, ben: User, address: str) -> None:
    client, _response = ended(ana, address, justification="Typed by Ana")
    back = sign_in(client, ben, address)
    assert "Typed by Ana" not in html(back)
    client.logout()
    assert "Typed by Ana" not in html(sign_in(client, ana, address))


def test_what_a_colleague_saved_meanwhile_is_not_overwritten(
    ana: User, ben: User, draft: Assessment, address: str
) -> None:
    client, _response = ended(ana, address, justification="Typed by Ana")
    make.save(draft, ben, justification="Saved by Ben", reason="Why")
    shown = fields(sign_in(client, ana, address))
    assert client.post(address, shown).status_code == 409
    assert (make.row(draft).justification, make.row(draft).reason) == ("Saved by Ben", "Why")


def test_a_decision_between_two_versions_is_kept_too(ana: User, ben: User, draft: Assessment, address: str) -> None:
    client = make.signed_in(ana)
    typed = fields(client.get(address))
    make.save(draft, ben, justification="Saved by Ben")
    met = client.post(address, typed | {"justification": "Typed by Ana"})
    client.logout()
    client.post(address, fields(met))
    shown = fields(sign_in(client, ana, address))
    assert shown["justification"] == ["Typed by Ana"]


def test_the_autosave_learns_of_it(ana: User, draft: Assessment, address: str) -> None:
    form = {"revision": "0", "field": "phase", "phase": "1", "typed_by": str(ana.pk), "typed_on": address}
    address = reverse("capability_autosave", args=[draft.pk, "1"])
    response = make.signed_in(None).post(address, form, headers={"X-Requested-With": "fetch"})
    assert response.status_code == 401
    assert response.json()["signed_out"].startswith("/accounts/login/?next=%2Frounds%2F")


def test_the_enablers_are_kept_too(ana: User, draft: Assessment) -> None:
    address = reverse("enabler_list", args=[draft.pk])
    enabler = draft.enabler_answers.select_related("enabler")[0].enabler
    client, _response = ended(ana, address, "", **{f"{enabler.code}-note": "Typed note"})
    back = sign_in(client, ana, address)
    shown = fields(back, "")
    assert shown[f"{enabler.code}-note"] == ["Typed note"]
    client.post(address, shown)
    assert draft.enabler_answers.get(enabler=enabler).note == "Typed note"


def test_the_priorities_are_kept_too(ana: User, draft: Assessment) -> None:
    make.answer(draft, ana, "1")
    address = reverse("gap_list", args=[draft.pk])
    client = make.signed_in(ana)
    typed = fields(client.get(address), "priorities") | {"p1-importance": "5", "p1-feasibility": "2"}
    client.logout()
    response = client.post(reverse("priorities_save", args=[draft.pk]), typed)
    assert f"next=%2Frounds%2F{draft.pk}%2Fgaps%2F" in response["Location"]
    back = sign_in(client, ana, address)
    shown = fields(back, "priorities")
    assert (shown["p1-importance"], shown["p1-feasibility"]) == (["5"], ["2"])


def test_evidence_typed_is_kept_too(ana: User, draft: Assessment, address: str) -> None:
    client = make.signed_in(ana)
    typed = fields(client.get(address), "answer")
    client.logout()
    client.post(reverse("evidence_add", args=[draft.pk, "1"]), typed | {"title": "Act of 2023"})
    assert fields(sign_in(client, ana, address), "answer")["title"] == ["Act of 2023"]


def test_a_long_text_of_any_script_is_kept_whole(ana: User, draft: Assessment) -> None:
    """A letter that is not Latin travels as six; it is still one letter."""
    address = reverse("enabler_list", args=[draft.pk])
    codes = [row.enabler.code for row in draft.enabler_answers.select_related("enabler")]
    notes = {f"{code}-note": f"{code} " + "ж" * 9_900 for code in codes}
    client, response = ended(ana, address, "", **notes)
    assert "What you typed is kept." in html(client.get(response["Location"]))
    shown = fields(sign_in(client, ana, address), "")
    assert {name: shown[name] for name in notes} == {name: [text] for name, text in notes.items()}


def test_what_is_too_long_to_be_kept_is_said_and_shown(
    ana: User, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessments.typed.KEPT_LIMIT", 5_000)
    client, response = ended(ana, address, justification="x" * 5_000)
    assert response.status_code == 413
    assert "What you typed is too long to be kept" in html(response)
    assert "What you typed is kept." not in html(response)
    assert "x" * 5_000 in html(response)
    assert f"/accounts/login/?next={address}" in html(response)
    assert "kept_form" not in client.session


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/admin/"])
def test_it_leads_nowhere_else(ana: User, address: str, elsewhere: str) -> None:
    response = make.signed_in(None).post(address, {"typed_by": "1", "typed_on": elsewhere})
    assert "evil" not in response["Location"]
    assert "alert" not in response["Location"]


class TestAnOldToken:
    """The person has signed in again in another tab, so the token of this page is old."""

    HERE: ClassVar[dict[str, str]] = {"origin": "http://testserver"}

    def stale(self, person: User, address: str, **typed: str) -> tuple[Any, dict[str, Any]]:
        client = make.signed_in(person, enforce_csrf_checks=True)
        filled = fields(client.get(address)) | {name: [text] for name, text in typed.items()}
        client.logout()
        client.get(reverse("account_login"))
        client.force_login(person)
        client.cookies["csrftoken"] = "n" * 32
        return client, filled

    def test_the_whole_form_is_back_with_a_new_token(self, ana: User, draft: Assessment, address: str) -> None:
        client, filled = self.stale(ana, address, justification="Typed", phase="2", title="Act of 2023")
        response = client.post(address, filled, headers=self.HERE)
        assert (response.status_code, response["Location"]) == (302, address)
        assert make.row(draft).revision == 0
        page = client.get(address)
        assert "What you typed is still here." in html(page)
        shown = fields(page)
        assert (shown["justification"], shown["phase"], shown["title"]) == (["Typed"], ["2"], ["Act of 2023"])
        assert client.post(address, shown | {"title": ""}, headers=self.HERE).status_code == 302
        assert make.row(draft).justification == "Typed"

    def test_also_where_evidence_was_refused_before(self, ana: User, draft: Assessment, address: str) -> None:
        """That page has another address, which nobody can go back to."""
        client, filled = self.stale(ana, address)
        filled = fields(client.get(address)) | {"title": "Act", "url": "no address", "justification": "Typed"}
        add = reverse("evidence_add", args=[draft.pk, "1"])
        refused = client.post(add, filled, headers=self.HERE)
        assert refused.status_code == 422
        again = fields(refused)
        client.cookies["csrftoken"] = "o" * 32
        response = client.post(add, again, headers=self.HERE)
        assert response["Location"] == address
        assert fields(client.get(address))["title"] == ["Act"]

    def test_a_file_is_not_kept_and_the_page_says_so(self, ana: User, address: str) -> None:
        client, filled = self.stale(ana, address, title="Act of 2023")
        file = SimpleUploadedFile("act.txt", b"The act says this.")
        client.post(address, filled | {"file": file}, headers=self.HERE)
        assert "The file could not be kept: choose it again." in html(client.get(address))

    def test_signed_out_once_more(self, ana: User, address: str) -> None:
        client, filled = self.stale(ana, address, justification="Typed")
        client.cookies.pop("mnr_session")
        response = client.post(address, filled, headers=self.HERE)
        assert response["Location"].startswith("/accounts/login/")
        sign_in_again = fields(client.get(response["Location"]), "/accounts/login/")
        sign_in_again |= {"login": [ana.email], "password": [make.PASSWORD]}
        back = client.post(reverse("account_login"), sign_in_again, headers=self.HERE, follow=True)
        assert fields(back)["justification"] == ["Typed"]

    def test_the_autosave_learns_that_it_is_signed_out(self, ana: User, draft: Assessment, address: str) -> None:
        client, filled = self.stale(ana, address, justification="Typed")
        client.cookies.pop("mnr_session")
        save = reverse("capability_autosave", args=[draft.pk, "1"])
        response = client.post(save, filled, headers=self.HERE | {"X-Requested-With": "fetch"})
        assert response.status_code == 401
        assert response.json()["signed_out"].startswith("/accounts/login/")

    @pytest.mark.parametrize("origin", ["", "null", "https://evil.example"])
    def test_no_other_site_plants_a_text(self, ana: User, address: str, origin: str) -> None:
        client, filled = self.stale(ana, address, justification="Planted")
        response = client.post(address, filled, headers={"origin": origin} if origin else {})
        assert response.status_code == 403
        assert "kept_form" not in client.session
        assert "What you had typed" in html(response)  # it goes back to who sent it, as text
        client.cookies.pop("mnr_session")
        assert client.post(address, filled, headers={"origin": origin} if origin else {}).status_code == 403

    def test_a_colleague_on_the_same_machine_gets_nothing(self, ana: User, ben: User, address: str) -> None:
        client, filled = self.stale(ana, address, justification="Typed by Ana")
        client.force_login(ben)
        client.cookies["csrftoken"] = "n" * 32
        response = client.post(address, filled, headers=self.HERE)
        assert response.status_code == 403
        assert "This page was opened by somebody else" in html(response)
        assert "Typed by Ana" not in html(response)
        assert "Typed by Ana" not in html(client.get(address))


def test_what_ana_typed_is_never_saved_as_bens(ana: User, ben: User, draft: Assessment, address: str) -> None:
    """Ben signed in in another tab; the script of Ana's page has the new token, so only this stands between."""
    client = make.signed_in(ana)
    typed = fields(client.get(address)) | {"justification": "Typed by Ana"}
    client.force_login(ben)
    response = client.post(address, typed)
    assert response.status_code == 403
    assert "This page was opened by somebody else" in html(response)
    save = reverse("capability_autosave", args=[draft.pk, "1"])
    assert client.post(save, typed, headers={"X-Requested-With": "fetch"}).status_code == 403
    assert make.row(draft).justification == ""
    client.force_login(ana)
    assert client.post(address, typed).status_code == 302
    assert make.row(draft).justification == "Typed by Ana"
