"""Invitations: sent, sent again with a new link, revoked, accepted. The link is good for seven days, and once."""

import secrets
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import access, audit, offers
from assessments.actions import invitation_letters
from assessments.actions.members import PeopleRefused
from assessments.models import Country, Invitation, Membership, ReaderTask, User
from assessments.models.invitation import Letter, digest_of
from assessments.roles import KNOWS_THE_ANSWERS, Role

#: Makes the address of the page that accepts, from the token.
Link = Callable[[str], str]


@transaction.atomic
def invite(
    *, country: Country | None, email: str, role: Role, organisation: str, language: str, by: User, link: Link
) -> Invitation:
    """Offers a role to an address, and writes to it. Raises PeopleRefused.

    Whether the address has an account changes nothing here: neither what is stored nor what is answered.
    """
    place = country.pk if country else None
    email = email.lower()
    if role not in access.roles_to_give(by, place):
        raise PeopleRefused("above")
    if Membership.objects.filter(country=country, user__email=email, ended_at=None).exists():
        raise PeopleRefused("member")
    _close_what_expired(country, email)
    token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            row = Invitation.objects.create(
                country=country,
                email=email,
                role=role,
                organisation=organisation,
                language=language,
                digest=digest_of(token),
                invited_by=by,
                letter=Letter.WAITING,
            )
    except IntegrityError as error:
        raise PeopleRefused("invited") from error
    audit.record(
        "invitation.sent", row, by=by, country=_iso3(row), changes={"email": [None, email], "role": [None, role]}
    )
    invitation_letters.hand_over(row, link(token))
    return row


@transaction.atomic
def send_again(*, invitation: Invitation, by: User, link: Link) -> Invitation:
    """A new link, good for seven days from now; the old one is dead. Raises PeopleRefused."""
    row = _open(invitation, by)
    token = secrets.token_urlsafe(32)
    row.digest, row.sent_at, row.letter = digest_of(token), timezone.now(), Letter.WAITING
    row.save(update_fields=["digest", "sent_at", "letter"])
    audit.record("invitation.resent", row, by=by, country=_iso3(row))
    invitation_letters.hand_over(row, link(token))
    return row


@transaction.atomic
def revoke(*, invitation: Invitation, by: User) -> Invitation:
    """The link no longer opens anything. Raises PeopleRefused."""
    row = _open(invitation, by)
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    audit.record("invitation.revoked", row, by=by, country=_iso3(row))
    return row


@transaction.atomic
def accept(
    *,
    invitation: Invitation,
    token: str,
    by: User | None,
    name: str = "",
    password: str = "",
    language: str | None = None,
) -> User:
    """Gives the role to the account of the invited address, which is made now if there is none (`by` None), in the
    language of the invitation or the one chosen instead.

    Raises PeopleRefused: "foreign" when `by` is somebody else, or the address has an account that has not signed in.
    """
    row = Invitation.objects.select_for_update(of=("self",)).select_related("country").get(pk=invitation.pk)
    if not secrets.compare_digest(row.digest, digest_of(token)):
        raise PeopleRefused("revoked")
    if row.fault:
        raise PeopleRefused(row.fault)
    person = by if by is not None else _make_account(row, name, password, language)
    if person.email.lower() != row.email:
        raise PeopleRefused("foreign")
    return _take(row, person)


@transaction.atomic
def accept_offered(*, invitation: Invitation, by: User) -> User:
    """As `accept`, without the link: for an account whose address an earlier link has proved. Raises PeopleRefused."""
    row = Invitation.objects.select_for_update(of=("self",)).select_related("country").get(pk=invitation.pk)
    if row.email != by.email.lower() or not offers.is_proved(by):
        raise PeopleRefused("foreign")
    if row.fault:
        raise PeopleRefused(row.fault)
    return _take(row, by)


def _take(row: Invitation, person: User) -> User:
    if Membership.objects.filter(user=person, country=row.country, ended_at=None).exists():
        raise PeopleRefused("member")
    if row.role == Role.READER and knows_the_answers(row.country, person.email):
        raise PeopleRefused("inside")
    membership = Membership.objects.create(user=person, country=row.country, role=row.role)
    row.used_at, row.used_by = timezone.now(), person
    row.save(update_fields=["used_at", "used_by"])
    audit.record("invitation.accepted", row, by=person, country=_iso3(row))
    audit.record("membership.created", membership, by=person, country=_iso3(row), changes={"role": [None, row.role]})
    ReaderTask.objects.filter(invitation=row).update(reader=person)
    person.__dict__.pop("current_memberships", None)
    return person


def knows_the_answers(country: Country | None, email: str) -> bool:
    """Whether this address has, or had, a role in the country, or has one in the secretariat: a second view must be
    given without knowing the answers."""
    theirs = Membership.objects.filter(user__email=email, role__in=KNOWS_THE_ANSWERS, country=None, ended_at=None)
    return had_a_role(country, email) or theirs.exists()


def had_a_role(country: Country | None, email: str) -> bool:
    """Whether this address has, or had, a role in the country that shows its answers. The country itself may know that;
    of the secretariat's people it is told nothing before one of them follows the link."""
    theirs = Membership.objects.filter(user__email=email, role__in=KNOWS_THE_ANSWERS)
    return country is not None and theirs.filter(country=country).exists()


def _make_account(row: Invitation, name: str, password: str, language: str | None) -> User:
    if User.objects.filter(email=row.email).exists():
        raise PeopleRefused("foreign")
    person = User.objects.create_user(
        row.email, password, name=name, organisation=row.organisation, language=language or row.language
    )
    changes = {"email": [None, person.email], "name": [None, name], "organisation": [None, row.organisation]}
    audit.record("user.created", person, by=person, changes=changes)
    return person


def _open(invitation: Invitation, by: User) -> Invitation:
    row = Invitation.objects.select_for_update(of=("self",)).select_related("country").get(pk=invitation.pk)
    if row.role not in access.roles_to_give(by, row.country_id):
        raise PeopleRefused("above")
    if row.fault in ("used", "revoked"):
        raise PeopleRefused(row.fault)
    return row


def _close_what_expired(country: Country | None, email: str) -> None:
    """An invitation that nobody followed in time must not stand in the way of a new one."""
    for old in Invitation.objects.select_for_update().filter(
        country=country, email=email, used_at=None, revoked_at=None
    ):
        if old.fault == "expired":
            old.revoked_at = timezone.now()
            old.save(update_fields=["revoked_at"])


def _iso3(row: Invitation) -> str:
    return row.country.iso3 if row.country else ""
