"""The pages of people, and the page behind an invitation's link."""

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from assessments.models import Invitation, Membership, User
from assessments.roles import Role
from tests import factories as make
from tests.actions.test_mailing import DOWN
from tests.views.pages import error_links, fields, html, read

pytestmark = pytest.mark.django_db
PEOPLE = "/countries/XSA/people/"
FORM = {"email": "new@example.org", "role": "viewer", "organisation": "Police", "language": "en"}


@pytest.fixture
def link(ana: User, django_capture_on_commit_callbacks: Any) -> str:
    """The path of an invitation that Ana has sent to new@example.org."""
    with django_capture_on_commit_callbacks(execute=True):
        make.signed_in(ana).post(PEOPLE, FORM)
    return path_in(mail.outbox[-1])


def path_in(letter: Any) -> str:
    (path,) = re.findall(r"https?://testserver(/invitations/\S+)", str(letter.body))
    return path


class TestList:
    def test_a_viewer_sees_names_and_no_addresses(self, ana: User) -> None:
        page = html(make.signed_in(make.user(Role.VIEWER)).get(PEOPLE))
        assert "Ana" in page
        assert ana.email not in page
        assert "Invite someone" not in page
        assert "Last sign-in" not in page

    def test_a_coordinator_sees_who_has_a_second_step(self, ana: User) -> None:
        approver = make.user(Role.APPROVER, name="Olu")
        page = read(make.signed_in(ana).get(PEOPLE))
        text = " ".join("".join(page.text).split())
        assert approver.email in text
        assert "Set up" in text
        assert reverse("member_remove", args=[approver.memberships.get().pk]) in page.links
        assert reverse("member_remove", args=[ana.memberships.get().pk]) not in page.links

    def test_it_costs_the_same_for_many(self, ana: User, django_assert_max_num_queries: Any) -> None:
        for number in range(20):
            make.user(Role.APPROVER)
            make.signed_in(ana).post(PEOPLE, FORM | {"email": f"n{number}@example.org"})
        client = make.signed_in(ana)
        with django_assert_max_num_queries(9):
            page = client.get(PEOPLE)
        assert len(page.content) <= 60_000

    def test_the_country_links_to_it(self, ana: User) -> None:
        assert PEOPLE in read(make.signed_in(ana).get("/countries/XSA/")).links
        assert PEOPLE not in read(make.signed_in(make.user(Role.REVIEWER)).get("/countries/XSA/")).links

    def test_someone_of_two_countries_switches_between_them(self, ana: User) -> None:
        Membership.objects.create(user=ana, role=Role.VIEWER, country=make.country("XSB"))
        links = read(make.signed_in(ana).get(PEOPLE)).links
        assert {"/countries/XSA/", "/countries/XSB/"} <= set(links)
        assert make.signed_in(ana).post("/countries/XSB/people/", FORM).status_code == 403

    def test_an_administrator_appoints_the_first_coordinator(self) -> None:
        admin, country = make.user(Role.ADMINISTRATOR), make.country("XSB")
        client = make.signed_in(admin)
        assert client.get("/people/find/?iso3=XSB")["Location"] == "/countries/XSB/people/"
        page = client.get("/countries/XSB/people/")
        assert "This country has no coordinator yet." in html(page)
        assert fields(page, "invite")["role"] == ["coordinator"]
        assert client.post("/countries/XSB/people/", FORM | {"role": "coordinator"}).status_code == 302
        assert Invitation.objects.get().country == country
        assert client.post("/countries/XSB/people/", FORM | {"email": "x@example.org"}).status_code == 422

    def test_the_secretariat_s_own_page(self, ana: User) -> None:
        client = make.signed_in(make.user(Role.ADMINISTRATOR))
        page = client.get("/people/secretariat/")
        assert set(re.findall(r'<option value="(\w+)"', html(page).split('id="invite"')[1].split("</form>")[0])) == {
            "reviewer",
            "administrator",
            *dict(settings.LANGUAGES),
        }
        assert client.post("/people/secretariat/", FORM | {"role": "reviewer"}).status_code == 302
        assert Invitation.objects.get().country is None


class TestInviting:
    @pytest.mark.parametrize(
        ("form", "anchor"),
        [
            ({"email": ""}, "id_email"),
            ({"email": "no address"}, "id_email"),
            ({"email": "a@example.org\nBcc: b@example.org"}, "id_email"),
            ({"role": ""}, "id_role"),
            ({"role": "administrator"}, "id_role"),
            ({"role": "reviewer"}, "id_role"),
            ({"language": "xx"}, "id_language"),
            ({"organisation": "x" * 201}, "id_organisation"),
        ],
    )
    def test_faults_are_named_and_the_rest_is_kept(self, ana: User, form: dict[str, str], anchor: str) -> None:
        response = make.signed_in(ana).post(PEOPLE, FORM | form)
        assert response.status_code == 422
        assert error_links(response) == [anchor]
        assert anchor in read(response).ids
        assert read(response).title.startswith("Error:")
        assert not Invitation.objects.exists()
        for name, value in FORM.items():
            if name not in form:
                assert fields(response, "invite")[name] == [value]

    def test_the_same_answer_whether_an_address_is_known(self, ana: User) -> None:
        known = make.user(email="known@example.org", of=make.country("XSB"), role=Role.VIEWER)
        client = make.signed_in(ana)
        pages = []
        for address in (known.email, "nosuch@example.org"):
            page = html(client.post(PEOPLE, FORM | {"email": address}, follow=True))
            page = re.sub(r"(resend|revoke)-\d+|invitations/\d+", "", page)
            page = re.sub(r'name="(?:csrfmiddlewaretoken|once)" value="[\w-]+"|data-left="\d+"', "", page)
            pages.append(page.replace(address, "ADDRESS"))
            Invitation.objects.all().delete()
        assert pages[0] == pages[1]

    def test_sent_again_and_withdrawn(self, ana: User, link: str, django_capture_on_commit_callbacks: Any) -> None:
        client, row = make.signed_in(ana), Invitation.objects.get()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("invitation_resend", args=[row.pk]))
        newer = path_in(mail.outbox[-1])
        nobody = make.signed_in(None)
        assert nobody.get(link).status_code == 404
        assert nobody.get(newer).status_code == 200
        client.post(reverse("invitation_revoke", args=[row.pk]))
        closed = nobody.get(newer)
        assert closed.status_code == 410
        assert "has been withdrawn" in html(closed)
        assert make.signed_in(ana).post(reverse("invitation_revoke", args=[row.pk])).status_code == 409

    def test_the_list_says_when_a_letter_did_not_go(
        self, ana: User, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        client, not_sent = make.signed_in(ana), "Not sent yet. The site tries again by itself."
        working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, DOWN
        with django_capture_on_commit_callbacks(execute=True):
            client.post(PEOPLE, FORM)
        assert not_sent in html(client.get(PEOPLE))
        Invitation.objects.update(letter="sending", claimed_at=timezone.now() - dt.timedelta(hours=2))
        assert "Perhaps not sent." in html(client.get(PEOPLE))
        settings.EMAIL_BACKEND = working
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("invitation_resend", args=[Invitation.objects.get().pk]))
        page = html(client.get(PEOPLE))
        assert not_sent not in page and "Perhaps not sent." not in page

    def test_typed_before_the_session_ended(self, ana: User) -> None:
        client = make.signed_in(ana)
        typed = {name: values[0] for name, values in fields(client.get(PEOPLE), "invite").items()}
        client.logout()
        response = client.post(PEOPLE, typed | {"email": "typed@example.org"})
        assert response["Location"].startswith("/accounts/login/")
        client.post("/accounts/login/", {"login": ana.email, "password": make.PASSWORD})
        assert fields(client.get(PEOPLE), "invite")["email"] == ["typed@example.org"]


class TestAccepting:
    def accept(self, client: Any, link: str, **form: str) -> Any:
        return client.post(link, {"name": "Eva", "password": "quite a long secret"} | form)

    def test_someone_new(self, ana: User, link: str) -> None:
        client = make.signed_in(None)
        page = client.get(link)
        assert "new@example.org" in html(page)
        assert self.accept(client, link)["Location"] == "/"
        eva = User.objects.get(email="new@example.org")
        assert client.get("/countries/XSA/").status_code == 200
        assert client.session["_auth_user_id"] == str(eva.pk)
        again = make.signed_in(None).get(link)
        assert again.status_code == 410
        assert "has been accepted" in html(again)

    @pytest.fixture
    def spanish(self, ana: User, django_capture_on_commit_callbacks: Any) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            make.signed_in(ana).post(PEOPLE, FORM | {"language": "es"})
        return path_in(mail.outbox[-1])

    @pytest.mark.parametrize("cookie", [None, "en"])
    def test_in_the_language_of_the_invitation(self, spanish: str, cookie: str | None) -> None:
        """Whatever the browser speaks, and whatever somebody chose in it before."""
        client = make.signed_in(None)
        if cookie:
            client.cookies["mnr_language"] = cookie
        for response in (client.get(spanish), self.accept(client, spanish, name="")):
            assert response["Content-Language"] == "es"
            assert '<html lang="es"' in html(response)
            assert "Aceptar y empezar" in html(response)
        assert client.get("/accounts/login/")["Content-Language"] == "en"
        self.accept(client, spanish)
        assert User.objects.get(email="new@example.org").language == "es"
        assert "Su cuenta está lista" in html(client.get("/countries/XSA/"))
        used = make.signed_in(None).get(spanish)
        assert (used.status_code, used["Content-Language"]) == (410, "es")

    def test_in_the_language_that_was_chosen_on_the_page(self, spanish: str) -> None:
        client = make.signed_in(None)
        client.post("/language/", {"language": "fr", "next": "/accounts/login/"})
        assert client.get(spanish)["Content-Language"] == "es"
        client.post("/language/", {"language": "fr", "next": spanish})
        assert client.get(spanish)["Content-Language"] == "fr"
        self.accept(client, spanish)
        assert User.objects.get(email="new@example.org").language == "fr"

    def test_who_is_signed_in_keeps_their_own(self, spanish: str) -> None:
        eva = make.user(email="new@example.org", language="en")
        assert make.signed_in(eva).get(spanish)["Content-Language"] == "en"

    @pytest.mark.parametrize(
        ("form", "anchor"),
        [
            ({"name": ""}, "id_name"),
            ({"password": "short"}, "id_password"),
            ({"password": "123456789012345"}, "id_password"),
        ],
    )
    def test_faults_are_named(self, link: str, form: dict[str, str], anchor: str) -> None:
        response = self.accept(make.signed_in(None), link, **form)
        assert response.status_code == 422
        assert set(error_links(response)) == {anchor}
        assert "quite a long secret" not in html(response)

    def test_an_approver_is_led_to_the_second_step(
        self, ana: User, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            make.signed_in(ana).post(PEOPLE, FORM | {"role": "approver"})
        client = make.signed_in(None)
        self.accept(client, path_in(mail.outbox[-1]))
        page = client.get("/", follow=True)
        assert page.redirect_chain[-1][0] == reverse("mfa_index")
        assert "Set up your second step" in html(page)

    def test_an_account_signs_in_first(self, ana: User, link: str) -> None:
        eva = make.user(email="new@example.org")
        nobody = make.signed_in(None)
        page = nobody.get(link)
        assert f"/accounts/login/?next={link}" in read(page).links
        assert "password" not in fields(page, "")
        self.accept(nobody, link)
        assert not eva.memberships.exists()
        client = make.signed_in(eva)
        assert client.post(link)["Location"] == "/countries/XSA/"
        assert eva.memberships.get().role == Role.VIEWER

    def test_somebody_else_s(self, ana: User, link: str) -> None:
        other = make.user()
        for method in ("get", "post"):
            page = getattr(make.signed_in(other), method)(link)
            assert page.status_code == 403
            assert "for somebody else" in html(page)
            assert "new@example.org" not in html(page)
        assert not other.memberships.exists()

    @pytest.mark.parametrize("token", ["x", "A" * 43, "..%2f..", "%00", "' OR 1=1 --", "x" * 3000])
    def test_a_forged_link(self, link: str, token: str) -> None:
        page = make.signed_in(None).get(f"/invitations/{token}/")
        assert page.status_code == 404

    def test_too_old(self, link: str) -> None:
        Invitation.objects.update(sent_at=timezone.now() - dt.timedelta(days=8))
        for method in ("get", "post"):
            page = getattr(make.signed_in(None), method)(link)
            assert page.status_code == 410
            assert "too old" in html(page)

    def test_of_one_who_has_a_role_there_by_now(self, ana: User, link: str) -> None:
        eva = make.user(Role.CONTRIBUTOR, email="new@example.org")
        page = make.signed_in(eva).post(link)
        assert page.status_code == 409
        assert eva.memberships.get().role == Role.CONTRIBUTOR


class TestMembers:
    def test_changed_and_removed(self, ana: User) -> None:
        viewer = make.user(Role.VIEWER, name="Vera")
        row = viewer.memberships.get()
        client = make.signed_in(ana)
        page = client.post(reverse("member_role", args=[row.pk]), {"role": "contributor", "was": "viewer"}, follow=True)
        assert "Vera now has the role “Contributor”." in html(page)
        address = reverse("member_remove", args=[row.pk])
        assert "Remove Vera?" in html(client.get(address))
        assert "no longer has a role here" in html(client.post(address, follow=True))
        assert client.get(address).status_code == 404

    @pytest.mark.parametrize(
        ("form", "status", "words"),
        [
            ({"role": "viewer", "was": "viewer"}, 409, "A colleague has changed this role meanwhile"),
            ({"role": "administrator", "was": "contributor"}, 403, "does not reach"),
            ({"role": "nonsense", "was": "contributor"}, 403, "does not reach"),
            ({}, 403, "does not reach"),
        ],
    )
    def test_refused(self, ana: User, form: dict[str, str], status: int, words: str) -> None:
        row = make.user(Role.CONTRIBUTOR).memberships.get()
        page = make.signed_in(ana).post(reverse("member_role", args=[row.pk]), form)
        assert page.status_code == status
        assert words in html(page)
        row.refresh_from_db()
        assert row.role == Role.CONTRIBUTOR

    def test_one_s_own(self, ana: User, ben: User) -> None:
        row = ana.memberships.get()
        client = make.signed_in(ana)
        page = client.post(reverse("member_role", args=[row.pk]), {"role": "viewer", "was": "coordinator"})
        assert page.status_code == 403
        assert "Nobody changes their own role" in html(page)
        assert client.post(reverse("member_remove", args=[row.pk])).status_code == 403

    def test_the_last_coordinator(self, ana: User) -> None:
        row = ana.memberships.get()
        page = make.signed_in(make.user(Role.ADMINISTRATOR)).post(reverse("member_remove", args=[row.pk]))
        assert page.status_code == 409
        assert "Someone must always hold this role here" in html(page)
