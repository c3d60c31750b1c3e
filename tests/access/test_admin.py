"""The Django admin: one door, administrators only, and nothing changes there without a trace."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import (
    AuditEvent,
    Capability,
    Commitment,
    Country,
    Enabler,
    Framework,
    Harm,
    Membership,
    Sign,
    User,
)
from assessments.roles import Role
from tests import factories as make
from tests.access.test_matrix import ADMIN_MODELS, ADMIN_PAGES, READ_ONLY

pytestmark = pytest.mark.django_db
MODELS = {
    "country": Country,
    "user": User,
    "membership": Membership,
    "framework": Framework,
    "capability": Capability,
    "sign": Sign,
    "enabler": Enabler,
    "harm": Harm,
    "commitment": Commitment,
}


@pytest.fixture
def administrator() -> User:
    make.framework()
    make.coordinator(make.country())
    return make.user(Role.ADMINISTRATOR)


def addresses() -> dict[str, int]:
    """Every address of the admin, and what an administrator gets by GET."""
    found = {}
    for page, status in ADMIN_PAGES.items():
        arguments = {"view_on_site": [1, 1], "app_list": ["assessments"]}.get(page)
        address = "/admin/no/such/page/" if page.startswith("(") else reverse(f"admin:{page}", args=arguments)
        found[address] = status
    for noun, (listed, added, changed) in ADMIN_MODELS.items():
        row = MODELS[noun].objects.order_by("pk")[0]
        found[reverse(f"admin:assessments_{noun}_changelist")] = listed
        found[reverse(f"admin:assessments_{noun}_add")] = added
        found[reverse(f"admin:assessments_{noun}_change", args=[row.pk])] = changed
        found[reverse(f"admin:assessments_{noun}_history", args=[row.pk])] = 200
        found[reverse(f"admin:assessments_{noun}_delete", args=[row.pk])] = 403
        found[f"/admin/assessments/{noun}/{row.pk}/"] = 302
    return found


def test_what_an_administrator_gets(administrator: User) -> None:
    client = make.signed_in(administrator)
    assert {address: client.get(address).status_code for address in addresses()} == addresses()


def test_nobody_else_gets_in(administrator: User) -> None:
    """Signed in without the role: refused, and not sent round in a circle. Not signed in: to our sign-in."""
    country = make.country()
    people = [make.user(role, country) for role in Role if role != Role.ADMINISTRATOR] + [make.user()]
    for person in people:
        client = make.signed_in(person)
        for address in addresses():
            assert client.get(address, follow=True).status_code in (403, 404), f"{person} {address}"
            assert client.post(address, follow=True).status_code in (403, 404), f"{person} {address}"
    nobody = make.signed_in(None)
    for address in addresses():
        response = nobody.get(address, follow=True)
        assert response.redirect_chain[-1][0].startswith("/accounts/login/"), address


def test_its_sign_in_is_ours(administrator: User) -> None:
    client = make.signed_in(None)
    page = client.get("/admin/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/accounts/login/")
    posted = client.post("/admin/login/", {"username": administrator.email, "password": make.PASSWORD}, follow=True)
    assert posted.redirect_chain[-1][0].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_what_is_read_only_stays_as_it_is(administrator: User) -> None:
    client = make.signed_in(administrator)
    for noun in READ_ONLY:
        row = MODELS[noun].objects.order_by("pk")[0]
        before = MODELS[noun].objects.filter(pk=row.pk).values()[0]
        address = reverse(f"admin:assessments_{noun}_change", args=[row.pk])
        assert client.post(address, {"code": "changed", "version": "9"}).status_code == 403
        assert MODELS[noun].objects.filter(pk=row.pk).values()[0] == before
        page = client.get(address).content.decode()
        assert 'name="_save"' not in page


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action))


def test_a_new_user_is_in_the_log(administrator: User) -> None:
    client = make.signed_in(administrator)
    form = {
        "email": "New.Person@example.org",
        "name": "New Person",
        "organisation": "Ministry",
        "language": "es",
        "usable_password": "true",
        "password1": "a quite long secret",
        "password2": "a quite long secret",
    }
    assert client.post(reverse("admin:assessments_user_add"), form).status_code == 302
    person = User.objects.get(name="New Person")
    (event,) = events("user.created")
    assert event.object_id == person.pk
    assert event.actor_id == administrator.pk
    assert event.changes["language"] == [None, "es"]
    assert "password" not in str(event.changes)
    assert "secret" not in str(event.changes)
    signs_in = make.signed_in(None)
    response = signs_in.post(
        reverse("account_login"), {"login": "new.person@EXAMPLE.org", "password": "a quite long secret"}
    )
    assert response.status_code == 302


def test_a_changed_user_is_in_the_log(administrator: User) -> None:
    person = make.user(name="Before")
    form = {"email": person.email, "name": "After", "organisation": "", "language": "en", "is_active": ""}
    form |= {f"memberships-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    form.pop("is_active")
    client = make.signed_in(administrator)
    assert client.post(reverse("admin:assessments_user_change", args=[person.pk]), form).status_code == 302
    (event,) = events("user.changed")
    assert event.changes == {"name": ["Before", "After"], "is_active": [True, False]}


def switch_off(by: User, person: User) -> int:
    form = {"email": person.email, "name": "After", "organisation": "", "language": "en"}
    form |= {f"memberships-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    address = reverse("admin:assessments_user_change", args=[person.pk])
    response = make.signed_in(by).post(address, form)
    if response.status_code == 200:
        assert "Someone must always hold this role: " in response.content.decode()
    return response.status_code


def test_the_last_who_can_sign_in_is_not_switched_off(administrator: User) -> None:
    """A country keeps a coordinator and the secretariat an administrator, here as on the pages of people."""
    ana, second = User.objects.get(memberships__role="coordinator"), make.user(Role.ADMINISTRATOR)
    make.coordinator(make.country("XSB"))  # who does not count for Ana's country
    ended, viewer = make.coordinator(), make.user(Role.VIEWER)
    ended.memberships.update(ended_at=timezone.now())
    assert switch_off(administrator, ana) == 200
    assert User.objects.get(pk=ana.pk).is_active and not events("user.changed")
    assert switch_off(administrator, ended) == switch_off(administrator, viewer) == 302
    ben = make.coordinator()
    assert switch_off(administrator, ana) == 302
    assert switch_off(administrator, ben) == 200
    assert switch_off(administrator, second) == 302
    assert switch_off(administrator, administrator) == 200
    assert User.objects.get(pk=administrator.pk).is_active


def test_whoever_is_switched_off_already_can_be_renamed(administrator: User) -> None:
    off = make.coordinator(make.country("XSB"))
    User.objects.filter(pk=off.pk).update(is_active=False)
    assert switch_off(administrator, off) == 302


def test_the_page_of_a_user_leads_nowhere_that_does_not_exist(administrator: User) -> None:
    page = make.signed_in(administrator).get(reverse("admin:assessments_user_change", args=[administrator.pk]))
    assert "../password/" not in page.content.decode()


def test_a_role_is_neither_given_nor_ended_here(administrator: User) -> None:
    """The pages of people do that: there a country keeps a coordinator, and nobody changes their own role."""
    person = make.coordinator()
    client = make.signed_in(administrator)
    given = {"user": person.pk, "country": make.country("XSB").pk, "role": "viewer"}
    assert client.post(reverse("admin:assessments_membership_add"), given).status_code == 403
    membership = person.memberships.get()
    ended = {"role": "viewer", "ended_at_0": "2026-01-01", "ended_at_1": "12:00:00"}
    address = reverse("admin:assessments_membership_change", args=[membership.pk])
    assert client.post(address, ended).status_code == 403
    membership.refresh_from_db()
    assert (membership.role, membership.ended_at) == ("coordinator", None)


def test_a_changed_country_is_in_the_log_and_its_code_stays(administrator: User) -> None:
    country = make.country()
    form = {"region": "019", "subregion": "021", "iso3": "ZZZ", "names": "{}"}
    address = reverse("admin:assessments_country_change", args=[country.pk])
    assert make.signed_in(administrator).post(address, form).status_code == 302
    country.refresh_from_db()
    assert (country.iso3, country.region) == ("XSA", "019")
    assert country.names["en"] == "Sampland"
    (event,) = events("country.changed")
    assert event.changes == {"region": ["002", "019"], "subregion": ["014", "021"]}


def test_the_language_can_be_changed_there(administrator: User) -> None:
    client = make.signed_in(administrator)
    page = client.get("/admin/").content.decode()
    assert '<button name="language" value="ar" lang="ar">' in page
    assert '<button name="language" value="en"' not in page
    assert client.post(reverse("language_set"), {"language": "ar", "next": "/admin/"}).status_code == 302
    assert 'dir="rtl"' in client.get("/admin/").content.decode()
