"""The session ended while someone was writing: nothing typed is lost, and nobody else gets it."""

from typing import Any

import pytest
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


def test_more_than_a_form_can_hold_is_not_kept(ana: User, address: str) -> None:
    client, response = ended(ana, address, justification="x" * 400_000)
    assert response.status_code == 302
    assert "kept_form" not in client.session


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/admin/"])
def test_it_leads_nowhere_else(ana: User, address: str, elsewhere: str) -> None:
    response = make.signed_in(None).post(address, {"typed_by": "1", "typed_on": elsewhere})
    assert "evil" not in response["Location"]
    assert "alert" not in response["Location"]
