"""Members and invitations: who may do what to whom, and what is left when two do it at once."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from assessments.actions import invitations, members
from assessments.actions.members import PeopleRefused
from assessments.models import AuditEvent, Country, Invitation, Membership, User
from assessments.models.invitation import digest_of
from assessments.roles import Role
from tests import factories as make
from tests.actions.test_many_writers import WRITERS, at_once, own_connections

__all__ = ["own_connections"]
pytestmark = pytest.mark.django_db


def membership(person: User) -> Membership:
    return Membership.objects.get(user=person, ended_at=None)


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action))


def invite(by: User, country: Country | None, email: str = "new@example.org", role: Role = Role.VIEWER) -> Any:
    """The invitation and its token, as the letter has it."""
    tokens: list[str] = []

    def link(token: str) -> str:
        tokens.append(token)
        return f"https://testserver/{token}"

    row = invitations.invite(
        country=country, email=email, role=role, organisation="Police", language="es", by=by, link=link
    )
    return row, tokens[0]


def refused(action: Any) -> str:
    with pytest.raises(PeopleRefused) as caught:
        action()
    return caught.value.code


class TestRoles:
    def test_a_coordinator_changes_a_role(self) -> None:
        ana, viewer = make.coordinator(), make.user(Role.VIEWER)
        members.change_role(membership=membership(viewer), role=Role.COORDINATOR, was=Role.VIEWER, by=ana)
        assert membership(viewer).role == Role.COORDINATOR
        (event,) = events("membership.changed")
        assert (event.country, event.changes, event.actor_id) == ("XSA", {"role": ["viewer", "coordinator"]}, ana.pk)

    def test_nobody_changes_or_ends_their_own(self) -> None:
        ana, _ben = make.coordinator(), make.coordinator()
        row = membership(ana)
        change = lambda: members.change_role(membership=row, role=Role.VIEWER, was=Role.COORDINATOR, by=ana)  # noqa: E731
        assert refused(change) == "own"
        assert refused(lambda: members.end_membership(membership=row, by=ana)) == "own"

    @pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER, Role.REVIEWER])
    def test_others_change_nothing(self, role: Role) -> None:
        make.coordinator()
        actor, target = make.user(role), make.user(Role.VIEWER)
        row = membership(target)
        change = lambda: members.change_role(membership=row, role=Role.CONTRIBUTOR, was=Role.VIEWER, by=actor)  # noqa: E731
        assert refused(change) == "above"
        assert refused(lambda: members.end_membership(membership=row, by=actor)) == "above"

    def test_a_coordinator_reaches_no_other_country_and_not_the_secretariat(self) -> None:
        ana = make.coordinator()
        for target in (make.user(Role.VIEWER, make.country("XSB")), make.user(Role.REVIEWER)):
            row = membership(target)
            assert refused(lambda row=row: members.end_membership(membership=row, by=ana)) == "above"

    def test_an_administrator_gives_and_takes_the_coordinator_s_role_only(self) -> None:
        admin, _ana, ben, viewer = (
            make.user(Role.ADMINISTRATOR),
            make.coordinator(),
            make.coordinator(),
            make.user(Role.VIEWER),
        )
        members.end_membership(membership=membership(ben), by=admin)
        row = membership(viewer)
        assert refused(lambda: members.end_membership(membership=row, by=admin)) == "above"

    def test_a_page_that_is_no_longer_true_changes_nothing(self) -> None:
        ana, target = make.coordinator(), make.user(Role.VIEWER)
        row = membership(target)
        members.change_role(membership=row, role=Role.CONTRIBUTOR, was=Role.VIEWER, by=ana)
        assert refused(lambda: members.change_role(membership=row, role=Role.APPROVER, was=Role.VIEWER, by=ana)) == (
            "changed"
        )
        assert membership(target).role == Role.CONTRIBUTOR

    def test_what_a_removed_person_wrote_stays(self) -> None:
        ana, ben = make.coordinator(), make.user(Role.CONTRIBUTOR, name="Ben")
        draft = make.opened_round(ana)
        make.answer(draft, ben)
        members.end_membership(membership=membership(ben), by=ana)
        assert str(make.row(draft).saved_by) == "Ben"
        assert not User.objects.get(pk=ben.pk).current_memberships
        assert events("membership.ended")[0].changes["role"] == ["contributor", None]


class TestTheLast:
    def test_a_country_keeps_a_coordinator(self) -> None:
        admin, ana = make.user(Role.ADMINISTRATOR), make.coordinator()
        row = membership(ana)
        assert refused(lambda: members.end_membership(membership=row, by=admin)) == "last"
        make.coordinator()
        members.end_membership(membership=row, by=admin)

    def test_one_that_cannot_sign_in_does_not_count(self) -> None:
        admin, ana, off = make.user(Role.ADMINISTRATOR), make.coordinator(), make.coordinator()
        User.objects.filter(pk=off.pk).update(is_active=False)
        row = membership(ana)
        assert refused(lambda: members.end_membership(membership=row, by=admin)) == "last"

    def test_the_secretariat_keeps_an_administrator(self) -> None:
        first, second = make.user(Role.ADMINISTRATOR), make.user(Role.ADMINISTRATOR)
        members.change_role(membership=membership(second), role=Role.REVIEWER, was=Role.ADMINISTRATOR, by=first)
        assert membership(first).role == Role.ADMINISTRATOR
        assert refused(lambda: members.end_membership(membership=membership(first), by=second)) == "above"

    @pytest.mark.usefixtures("own_connections")
    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
    def test_all_remove_each_other_at_once_and_one_is_left(self, role: Role) -> None:
        people = [make.user(role) for _number in range(WRITERS)]
        rows = [membership(person) for person in people]

        def remove(number: int) -> str:
            try:
                members.end_membership(membership=rows[(number + 1) % WRITERS], by=people[number])
            except PeopleRefused as refusal:
                return refusal.code
            return "removed"

        found = at_once(remove)
        left = Membership.objects.filter(role=role, ended_at=None).count()
        assert left >= 1
        assert found.count("removed") == WRITERS - left
        assert set(found) <= {"removed", "last", "above"}

    @pytest.mark.usefixtures("own_connections")
    def test_all_are_switched_off_at_once_and_one_is_left(self) -> None:
        people = [make.user(Role.ADMINISTRATOR) for _number in range(WRITERS)]

        def switch_off(number: int) -> bool:
            with transaction.atomic():
                alone = members.held_alone(people[number])
                if alone is None:
                    User.objects.filter(pk=people[number].pk).update(is_active=False)
            return alone is None

        assert sorted(at_once(switch_off)) == [False] + [True] * (WRITERS - 1)


class TestInvitations:
    def test_the_link_is_in_the_letter_and_nowhere_else(self, django_capture_on_commit_callbacks: Any) -> None:
        ana = make.coordinator(name="Ana <b>")
        with django_capture_on_commit_callbacks(execute=True):
            row, token = invite(ana, make.country())
        assert row.digest == digest_of(token)
        stored = str(Invitation.objects.values().get()) + str(AuditEvent.objects.values())
        assert token not in stored
        (letter,) = mail.outbox
        assert letter.to == ["new@example.org"]
        assert token in letter.body
        page = str(letter.alternatives[0][0])
        assert f"https://testserver/{token}" in page
        assert 'lang="es"' in page
        assert "<b>" not in page
        assert "\n" not in letter.subject

    def test_a_role_above_one_s_own_is_not_offered(self) -> None:
        ana, viewer = make.coordinator(), make.user(Role.VIEWER)
        country = make.country()
        assert refused(lambda: invite(viewer, country)) == "above"
        assert refused(lambda: invite(ana, make.country("XSB"))) == "above"
        assert refused(lambda: invite(ana, None, role=Role.REVIEWER)) == "above"
        assert refused(lambda: invite(ana, None, role=Role.ADMINISTRATOR)) == "above"

    def test_accepted_once_by_someone_new(self) -> None:
        ana = make.coordinator()
        row, token = invite(ana, make.country())
        person = invitations.accept(invitation=row, token=token, by=None, name="Eva", password="a long secret 1")
        assert (person.email, person.name, person.language, person.organisation) == (
            "new@example.org",
            "Eva",
            "es",
            "Police",
        )
        assert person.check_password("a long secret 1")
        assert membership(person).role == Role.VIEWER
        assert (
            refused(lambda: invitations.accept(invitation=row, token=token, by=None, name="E", password="x")) == "used"
        )
        assert events("invitation.accepted")[0].actor_id == person.pk
        assert "secret" not in str(AuditEvent.objects.values())

    def test_an_account_must_sign_in_first_and_as_that_address(self) -> None:
        ana, eva, other = make.coordinator(), make.user(email="new@example.org"), make.user()
        row, token = invite(ana, make.country())
        nobody = lambda: invitations.accept(invitation=row, token=token, by=None, name="Eva", password="x" * 20)  # noqa: E731
        assert refused(nobody) == "foreign"
        assert refused(lambda: invitations.accept(invitation=row, token=token, by=other)) == "foreign"
        assert invitations.accept(invitation=row, token=token, by=eva) == eva
        assert membership(eva).role == Role.VIEWER

    def test_good_for_seven_days(self) -> None:
        ana = make.coordinator()
        row, token = invite(ana, make.country())
        Invitation.objects.update(sent_at=timezone.now() - dt.timedelta(days=7, seconds=-5))
        row.refresh_from_db()
        assert row.fault == ""
        Invitation.objects.update(sent_at=timezone.now() - dt.timedelta(days=7, seconds=1))
        row.refresh_from_db()
        assert row.fault == "expired"
        accept = lambda: invitations.accept(invitation=row, token=token, by=None, name="Eva", password="x" * 20)  # noqa: E731
        assert refused(accept) == "expired"
        assert not User.objects.filter(email="new@example.org").exists()
        invite(ana, make.country())  # an old one does not stand in the way of a new one

    def test_sent_again_with_a_new_link(self) -> None:
        ana = make.coordinator()
        row, old = invite(ana, make.country())
        fresh: list[str] = []
        invitations.send_again(invitation=row, by=ana, link=lambda token: fresh.append(token) or token)
        accept = lambda token: invitations.accept(  # noqa: E731
            invitation=row, token=token, by=None, name="Eva", password="x" * 20
        )
        assert refused(lambda: accept(old)) == "revoked"
        accept(fresh[0])

    def test_revoked(self) -> None:
        ana = make.coordinator()
        row, token = invite(ana, make.country())
        invitations.revoke(invitation=row, by=ana)
        accept = lambda: invitations.accept(invitation=row, token=token, by=None, name="Eva", password="x" * 20)  # noqa: E731
        assert refused(accept) == "revoked"
        assert refused(lambda: invitations.revoke(invitation=row, by=ana)) == "revoked"

    def test_who_is_removed_leaves_no_way_back_in(self) -> None:
        ana, ben = make.coordinator(), make.coordinator()
        row, _token = invite(ben, make.country())
        members.end_membership(membership=membership(ben), by=ana)
        row.refresh_from_db()
        assert row.fault == "revoked"

    def test_a_second_one_to_the_same_address(self) -> None:
        ana, viewer = make.coordinator(), make.user(Role.VIEWER, email="here@example.org")
        invite(ana, make.country(), email="NEW@example.org")
        assert refused(lambda: invite(ana, make.country(), email="new@EXAMPLE.org")) == "invited"
        assert refused(lambda: invite(ana, make.country(), email=viewer.email)) == "member"

    @pytest.mark.usefixtures("own_connections")
    def test_followed_by_many_at_once_it_opens_one_account(self) -> None:
        row, token = invite(make.coordinator(), make.country())

        def accept(number: int) -> str:
            try:
                invitations.accept(invitation=row, token=token, by=None, name=f"Eva {number}", password="x" * 20)
            except PeopleRefused as refusal:
                return refusal.code
            return "accepted"

        assert sorted(at_once(accept)) == ["accepted"] + ["used"] * (WRITERS - 1)
        assert User.objects.filter(email="new@example.org").count() == 1


class TestSecondFactor:
    def test_reset_ends_the_sessions(self) -> None:
        from allauth.mfa.models import Authenticator

        ana, approver = make.coordinator(), make.user(Role.APPROVER)
        members.reset_second_factor(membership=membership(approver), by=ana)
        assert not Authenticator.objects.filter(user=approver).exists()
        (event,) = events("user.second_factor_reset")
        assert event.changes == {"second_factor": [["totp"], []]}

    def test_not_of_someone_with_a_role_elsewhere(self) -> None:
        ana, approver = make.coordinator(), make.user(Role.APPROVER)
        Membership.objects.create(user=approver, role=Role.VIEWER, country=make.country("XSB"))
        row = Membership.objects.get(user=approver, role=Role.APPROVER)
        assert refused(lambda: members.reset_second_factor(membership=row, by=ana)) == "above"

    def test_a_country_asks_everyone(self) -> None:
        ana = make.coordinator()
        members.require_second_factor(country=make.country(), required=True, by=ana)
        members.require_second_factor(country=make.country(), required=True, by=ana)
        assert make.country().second_factor_required
        assert len(events("country.second_factor")) == 1
