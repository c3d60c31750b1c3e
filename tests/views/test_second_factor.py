"""The second step: who is led to it, signing in with it, and losing it."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from assessments import second_factor
from assessments.models import AuditEvent, Country, Membership, User
from assessments.roles import Role
from assessments.second_factor import Need
from tests import factories as make
from tests.views.pages import fields, html, read

pytestmark = pytest.mark.django_db
LOGIN, STEP, CODE = "/accounts/login/", "/accounts/second-step/", "/accounts/second-step/code/"


def bare(role: Role, of: Country | None = None, **more: Any) -> User:
    """Someone who has yet to set up their second step."""
    person = make.user(role, of, **more)
    Authenticator.objects.filter(user=person).delete()
    return person


def try_password(client: Any, person: User, **more: str) -> Any:
    return client.post(LOGIN, {"login": person.email, "password": make.PASSWORD, **more})


class TestNeed:
    def test_by_role_and_by_country(self) -> None:
        real = make.country("KEN")
        assert [second_factor.need_of(make.user(role, real)) for role in Role] == [
            Need.NONE,
            Need.NONE,
            Need.REQUIRED,
            Need.NONE,
            Need.NONE,
            Need.REQUIRED,
            Need.REQUIRED,
        ]
        Country.objects.filter(iso3="KEN").update(second_factor_required=True)
        assert second_factor.need_of(make.user(Role.VIEWER, make.country("KEN"))) is Need.REQUIRED
        assert second_factor.need_of(make.user(Role.VIEWER, make.country("XSA"))) is Need.NONE

    def test_skippable_where_everything_is_fictional(self) -> None:
        person = bare(Role.APPROVER, make.country("XSA"))
        assert second_factor.need_of(person) is Need.SKIPPABLE
        Membership.objects.create(user=person, role=Role.APPROVER, country=make.country("KEN"))
        assert second_factor.need_of(User.objects.get(pk=person.pk)) is Need.REQUIRED

    def test_a_demonstration_account_of_the_secretariat_only_while_there_is_no_real_round(self) -> None:
        demo = bare(Role.ADMINISTRATOR, email="administrator@secretariat.example")
        real = bare(Role.ADMINISTRATOR, email="someone@secretariat.example.org")
        assert second_factor.need_of(demo) is Need.SKIPPABLE
        assert second_factor.need_of(real) is Need.REQUIRED
        make.opened_round(make.coordinator(make.country("KEN")))
        assert second_factor.need_of(demo) is Need.REQUIRED

    def test_switched_off_for_the_whole_installation(self, settings: Any) -> None:
        settings.REQUIRE_SECOND_FACTOR = False
        assert second_factor.need_of(bare(Role.ADMINISTRATOR)) is Need.NONE


class TestTheDoor:
    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.REVIEWER, Role.APPROVER])
    def test_led_to_set_it_up_before_anything_else(self, role: Role) -> None:
        client = make.signed_in(bare(role, make.country("KEN") if role == Role.APPROVER else None))
        for address in ("/", "/countries/", "/profile/", "/admin/", "/people/secretariat/", "/profile/sessions/"):
            assert client.get(address)["Location"] == STEP, address
        assert client.post("/profile/", {"name": "x"})["Location"] == STEP
        page = client.get(STEP)
        assert page.status_code == 200
        assert "asks for a second step" in html(page)
        assert "demonstration" not in html(page)
        assert client.post(reverse("second_factor_skip")).status_code == 403
        assert client.get("/countries/")["Location"] == STEP

    def test_the_demonstration_may_pass_by_visibly(self) -> None:
        client = make.signed_in(bare(Role.APPROVER))
        assert client.get("/countries/XSA/")["Location"] == STEP
        assert "Go on without (demonstration only)" in html(client.get(STEP))
        assert client.post(reverse("second_factor_skip"))["Location"] == "/countries/XSA/"
        assert client.get("/countries/XSA/").status_code == 200
        Country.objects.update(status=Country.Status.MEMBER)
        assert client.get("/countries/XSA/")["Location"] == STEP

    def test_a_script_learns_of_it(self) -> None:
        client = make.signed_in(bare(Role.APPROVER))
        assert client.get("/countries/XSA/", headers={"X-Requested-With": "fetch"}).status_code == 401

    def test_text_typed_when_the_country_began_to_ask_is_kept(self, ana: User) -> None:
        ben = make.user(Role.CONTRIBUTOR)
        draft = make.opened_round(ana)
        make.assigned(draft, ben, "1")
        address = reverse("capability_edit", args=[draft.pk, "1"])
        client = make.signed_in(ben)
        typed = fields(client.get(address)) | {"justification": "Typed for an hour"}
        make.signed_in(ana).post(reverse("people_second_factor", args=["XSA"]), {"required": "1"})
        assert client.post(address, typed)["Location"] == STEP
        assert client.post(reverse("second_factor_skip"))["Location"] == address
        assert fields(client.get(address))["justification"] == ["Typed for an hour"]

    def test_asked_for_by_the_coordinator_and_no_longer(self, ana: User) -> None:
        client, viewer = make.signed_in(ana), make.user(Role.VIEWER)
        address = reverse("people_second_factor", args=["XSA"])
        client.post(address, {"required": "1"})
        assert make.signed_in(viewer).get("/countries/XSA/")["Location"] == STEP
        assert client.get("/countries/XSA/")["Location"] == STEP  # the coordinator, too
        make.second_factor(ana)
        client.post(address, {"required": "0"})
        assert make.signed_in(viewer).get("/countries/XSA/").status_code == 200

    def test_the_admin_stands_behind_the_same_door(self) -> None:
        admin = make.user(Role.ADMINISTRATOR)
        client = make.signed_in(None)
        try_password(client, admin, next="/admin/")
        assert client.get("/admin/")["Location"].startswith("/admin/login/")
        assert client.post(CODE, {"code": make.code_now()})["Location"] == "/admin/"
        assert client.get("/admin/").status_code == 200


class TestSettingUp:
    def test_an_app_right_after_signing_in(self, django_capture_on_commit_callbacks: Any) -> None:
        person = bare(Role.APPROVER, make.country("KEN"), name="Olu")
        client = make.signed_in(None)
        assert try_password(client, person, next="/countries/KEN/")["Location"] == "/countries/KEN/"
        client.get("/countries/KEN/")
        page = client.get(reverse("mfa_activate_totp"))
        assert page.status_code == 200  # the password is not asked for once more
        key = re.search(r'<code dir="ltr">(\w+)</code>', html(page))
        assert key
        assert 'style="' not in html(page)
        wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
        assert "This code is not right" in html(wrong)
        assert key[1] in html(wrong)
        code = make.format_hotp_value(make.hotp_value(key[1], int(make.time.time()) // 30))
        with django_capture_on_commit_callbacks(execute=True):
            done = client.post(reverse("mfa_activate_totp"), {"code": code})
        assert done["Location"] == reverse("mfa_view_recovery_codes")
        codes = client.get(reverse("mfa_view_recovery_codes"))
        assert "/countries/KEN/" in read(codes).links
        assert len(re.findall(r"<li><code>", html(codes))) == 10
        assert client.get("/countries/KEN/").status_code == 200
        stored = Authenticator.objects.get(user=person, type="totp").data["secret"]
        assert key[1] not in stored
        assert AuditEvent.objects.filter(action="user.second_factor_added").count() == 2

    def test_long_after_signing_in_the_password_is_asked_for_once_more(self, ana: User) -> None:
        client = make.signed_in(ana)
        assert client.get(reverse("mfa_activate_totp"))["Location"].startswith("/accounts/reauthenticate/")
        client.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
        assert client.get(reverse("mfa_activate_totp")).status_code == 200

    def test_whoever_needs_it_keeps_one(self) -> None:
        person = make.user(Role.APPROVER)
        client = make.signed_in(person)
        client.post(reverse("mfa_reauthenticate"), {"code": make.code_now()})
        page = client.post(reverse("mfa_deactivate_totp"))
        assert "Your role needs a second step" in html(page)
        assert Authenticator.objects.filter(user=person).exists()

    def test_the_last_passkey_is_kept_too(self) -> None:
        person = bare(Role.APPROVER)
        key = Authenticator.objects.create(user=person, type="webauthn", data={"name": "Key", "credential": {}})
        client = make.signed_in(person)
        client.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
        page = client.post(reverse("mfa_remove_webauthn", args=[key.pk]), follow=True)
        assert "Your role needs a second step" in html(page)
        assert Authenticator.objects.filter(pk=key.pk).exists()

    def test_whoever_does_not_need_it_takes_it_away(self, ana: User) -> None:
        make.second_factor(ana)
        client = make.signed_in(ana)
        client.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
        assert client.post(reverse("mfa_deactivate_totp"))["Location"] == STEP
        assert not Authenticator.objects.filter(user=ana).exists()


class TestSigningIn:
    def test_the_password_alone_opens_nothing(self, ana: User) -> None:
        make.second_factor(ana)
        client = make.signed_in(None)
        assert try_password(client, ana)["Location"].startswith(CODE)
        assert "_auth_user_id" not in client.session
        assert client.get("/profile/")["Location"].startswith(LOGIN)
        assert client.post(CODE, {"code": make.code_now()}).status_code == 302
        assert client.get("/profile/").status_code == 200

    @pytest.mark.parametrize("code", ["", "000000", "abc", "１２３４５６", "9" * 500])
    def test_a_wrong_code(self, ana: User, code: str) -> None:
        make.second_factor(ana)
        client = make.signed_in(None)
        try_password(client, ana)
        page = client.post(CODE, {"code": code})
        assert page.status_code == 200
        assert read(page).title.startswith("Error:")
        assert "_auth_user_id" not in client.session

    def test_a_code_is_good_once(self, ana: User) -> None:
        make.second_factor(ana)
        code = make.code_now()
        for attempt in range(2):
            client = make.signed_in(None)
            try_password(client, ana)
            client.post(CODE, {"code": code})
            assert ("_auth_user_id" in client.session) == (attempt == 0)

    def test_codes_cannot_be_guessed_one_after_the_other(self, ana: User) -> None:
        make.second_factor(ana)
        client = make.signed_in(None)
        try_password(client, ana)
        for number in range(6):
            page = client.post(CODE, {"code": f"{number:06}"})
        assert "Too many" in html(page)
        client.post(CODE, {"code": make.code_now()})
        assert "_auth_user_id" not in client.session

    def test_a_recovery_code_works_once(self, ana: User) -> None:
        make.second_factor(ana)
        client = make.signed_in(ana)
        client.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
        client.post(reverse("mfa_generate_recovery_codes"))
        code = re.findall(r"<li><code>(\w+)</code>", html(client.get(reverse("mfa_view_recovery_codes"))))[0]
        for expected in (True, False):
            other = make.signed_in(None)
            try_password(other, ana)
            other.post(CODE, {"code": code})
            assert ("_auth_user_id" in other.session) is expected

    def test_it_leads_on_to_the_page_and_nowhere_else(self, ana: User) -> None:
        make.second_factor(ana)
        client = make.signed_in(None)
        try_password(client, ana, next="https://evil.example/")
        assert client.post(CODE, {"code": make.code_now()})["Location"] == "/"

    def test_the_session_has_a_new_key_after_each_step(self, ana: User) -> None:
        """A key that was planted before is worth nothing afterwards."""
        make.second_factor(ana)
        client = make.signed_in(None)
        client.get(LOGIN)
        try_password(client, ana)
        planted = client.cookies["mnr_session"].value
        client.post(CODE, {"code": make.code_now()})
        assert client.cookies["mnr_session"].value != planted
        other = make.signed_in(None)
        other.cookies["mnr_session"] = planted
        assert other.get("/profile/").status_code == 302
