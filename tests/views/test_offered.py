"""An invitation that waits for somebody who has an account already: found in the app, and accepted there."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessments import offers
from assessments.actions.invitations import accept, accept_offered, invite, revoke
from assessments.actions.members import PeopleRefused
from assessments.models import AuditEvent, Country, Invitation, Membership, User
from assessments.models.invitation import digest_of
from assessments.roles import Role
from tests import factories as make
from tests.views.pages import html

pytestmark = pytest.mark.django_db


def invited(by: User, email: str, country: Country | None, role: Role = Role.CONTRIBUTOR) -> tuple[Invitation, str]:
    tokens: list[str] = []

    def link(token: str) -> str:
        tokens.append(token)
        return f"https://mnr.example/invitations/{token}/"

    row = invite(country=country, email=email, role=role, organisation="", language="en", by=by, link=link)
    return row, tokens[0]


@pytest.fixture
def lena(ana: User) -> User:
    """She came to Sampland by a link."""
    row, token = invited(ana, "lena@example.org", make.country())
    return accept(invitation=row, token=token, by=None, name="Lena", password=make.PASSWORD)


@pytest.fixture
def offer(lena: User) -> Invitation:
    """Borduria asks for her, too."""
    return invited(make.coordinator(make.country("XSB"), name="Boris"), lena.email, make.country("XSB"))[0]


@pytest.fixture
def client(lena: User) -> Client:
    return make.signed_in(lena)


def at(offer: Invitation) -> str:
    return f"/my-work/invitations/{offer.pk}/"


def test_it_stands_in_my_work_and_is_accepted_there(client: Client, lena: User, offer: Invitation) -> None:
    page = html(client.get("/my-work/"))
    assert "1 thing waits for you" in page and at(offer) in page and "Borduria" in page
    page = html(client.get(at(offer)))
    assert "Boris" in page and "Contributor" in page and "Accept" in page
    assert Membership.objects.filter(user=lena).count() == 1
    assert client.post(at(offer), follow=True).status_code == 200
    assert Membership.objects.get(user=lena, country__iso3="XSB").role == Role.CONTRIBUTOR
    offer.refresh_from_db()
    assert offer.used_by == lena
    accepted = AuditEvent.objects.filter(action="invitation.accepted", actor_id=lena.pk)
    assert accepted.count() == 2
    assert client.get(at(offer)).status_code == client.post(at(offer)).status_code == 404
    assert at(offer) not in html(client.get("/my-work/"))


def test_the_link_of_its_letter_still_works_until_then(lena: User) -> None:
    row, token = invited(make.coordinator(make.country("XSB")), lena.email, make.country("XSB"))
    accept(invitation=row, token=token, by=lena)
    with pytest.raises(PeopleRefused) as refused:
        accept_offered(invitation=row, by=lena)
    assert refused.value.code == "used"


def test_nobody_else_s(offer: Invitation, ana: User) -> None:
    for person in (ana, make.user(), make.user(Role.ADMINISTRATOR), make.coordinator(make.country("XSB"))):
        for method in ("get", "post"):
            assert getattr(make.signed_in(person), method)(at(offer)).status_code == 404
        with pytest.raises(PeopleRefused) as refused:
            accept_offered(invitation=offer, by=person)
        assert refused.value.code == "foreign"
    assert make.signed_in(None).post(at(offer))["Location"].startswith("/accounts/login/")
    assert Invitation.objects.get(pk=offer.pk).used_at is None


@pytest.mark.parametrize("how", ["expired", "revoked"])
def test_one_that_is_no_longer_good(client: Client, lena: User, offer: Invitation, how: str) -> None:
    if how == "revoked":
        revoke(invitation=offer, by=offer.invited_by)
    else:
        Invitation.objects.filter(pk=offer.pk).update(sent_at=timezone.now() - dt.timedelta(days=7))
    assert "Nothing waits for you" in html(client.get("/my-work/"))
    assert client.post(at(offer)).status_code == 404
    with pytest.raises(PeopleRefused) as refused:
        accept_offered(invitation=offer, by=lena)
    assert refused.value.code == how


def test_an_address_that_no_link_has_proved(ana: User) -> None:
    """An account that an administrator made: who typed the address is not who reads its letters."""
    person = make.user(name="Typed")
    row, _token = invited(ana, person.email, make.country())
    client = make.signed_in(person)
    assert client.get("/")["Location"] == "/my-work/"  # rather than a page that says that they have no role
    page = html(client.get(at(row)))
    assert "The link to accept is in a letter" in page and "csrfmiddlewaretoken" not in page.partition("<main")[2]
    assert client.post(at(row)).status_code == 403
    assert not Membership.objects.filter(user=person).exists()


def test_an_address_that_was_changed_since(client: Client, lena: User, ana: User) -> None:
    User.objects.filter(pk=lena.pk).update(email="other@example.org")
    row, _token = invited(make.coordinator(make.country("XSB")), "other@example.org", make.country("XSB"))
    assert not offers.is_proved(User.objects.get(pk=lena.pk))
    assert client.post(at(row)).status_code == 403


def test_a_reader_s_invitation_is_refused_to_who_knows_the_answers(client: Client, lena: User) -> None:
    """Whoever had another role in the country: the same rule as by the link."""
    boss = make.coordinator(make.country("XSB"))
    past: Any = {"user": lena, "country": make.country("XSB"), "role": Role.VIEWER, "ended_at": timezone.now()}
    Membership.objects.create(**past)
    row = Invitation.objects.create(
        country=make.country("XSB"), email=lena.email, role=Role.READER, digest=digest_of("x"), invited_by=boss
    )
    assert client.post(at(row)).status_code == 409
    assert not Membership.objects.filter(user=lena, country__iso3="XSB", ended_at=None).exists()


def test_of_the_secretariat(client: Client, lena: User) -> None:
    row, _token = invited(make.user(Role.ADMINISTRATOR), lena.email, None, Role.REVIEWER)
    assert "Secretariat of the MNR self-assessment" in html(client.get("/my-work/"))
    assert client.post(at(row))["Location"] == "/"


def test_without_an_invitation_the_way_in_says_whom_to_ask() -> None:
    assert make.signed_in(make.user()).get("/").status_code == 200
