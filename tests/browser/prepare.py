"""Run once in a process of its own: people whom the demonstration does not have, and a session for everyone."""

import json
import os
import sys
from pathlib import Path
from typing import Any


def main(target: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "mnr.settings"
    import django

    django.setup()
    from django.test import Client

    from assessments.actions.rounds import open_round
    from assessments.models import Country, Framework, Membership, User
    from assessments.roles import Role
    from tests.browser import site

    def coordinator_of(country: Country, email: str) -> User:
        person = User.objects.create_user(email=email, password=site.PASSWORD, name="B. Ginner")
        Membership.objects.create(user=person, country=country, role=Role.COORDINATOR)
        return person

    def fictional(iso3: str, name: str) -> Country:
        return Country.objects.create(
            iso3=iso3, names={"en": name}, region="002", subregion="014", status=Country.Status.FICTIONAL
        )

    framework = Framework.objects.get(code="mnr", version="2016")
    newland = fictional("XSN", "Newland")
    beginner = coordinator_of(newland, site.BEGINNER)
    open_round(country=newland, framework=framework, year=2026, target_year=2030, title="First round", by=beginner)
    bareland = fictional("XSO", "Bareland")
    coordinator_of(bareland, site.NEWCOMER)
    User.objects.create_user(email=site.NOBODY, password=site.PASSWORD, name="N. O’Role")
    secure(User, Membership, bareland)
    invite(Country.objects.get(iso3="XSA"), User.objects.get(email=site.COORDINATOR))
    sessions = {}
    for person in User.objects.all():
        client = Client()
        client.force_login(person)
        sessions[person.email] = client.session.session_key
    target.write_text(json.dumps(sessions))


def secure(people: Any, memberships: Any, country: Any) -> None:
    """A second step for everyone whose role needs it, but one; a passkey for one who does not need it."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    from assessments.roles import NEEDS_SECOND_FACTOR, Role
    from tests.browser import site
    from tests.passkey import Passkey

    for person in people.objects.filter(memberships__role__in=sorted(NEEDS_SECOND_FACTOR)):
        TOTP.activate(person, site.APP_KEY)
    for email, role in ((site.SIGNER, Role.APPROVER), (site.KEYHOLDER, Role.CONTRIBUTOR)):
        person = people.objects.create_user(email=email, password=site.PASSWORD, name=email.partition("@")[0])
        memberships.objects.create(user=person, country=country, role=role)
    challenge = {"publicKey": {"challenge": "AAAA"}}
    data = {"name": "Key ring", "credential": Passkey("127.0.0.1").register(challenge)}
    Authenticator.objects.create(pk=4242, user=person, type=Authenticator.Type.WEBAUTHN, data=data)


def invite(country: Any, by: Any) -> None:
    from django.utils import timezone

    from assessments.models import Invitation
    from assessments.models.invitation import digest_of
    from tests.browser import site

    for number, token in enumerate((site.INVITATION, site.USED)):
        Invitation.objects.create(
            country=country,
            email=f"new{number}@police.sampland.example",
            role="contributor",
            organisation="National Police",
            digest=digest_of(token),
            invited_by=by,
            used_at=timezone.now() if token == site.USED else None,
        )
    offered(country, by, site.KEYHOLDER)


def offered(country: Any, by: Any, email: str) -> None:
    """Somebody with an account, whose address a link has proved, is invited to a second country."""
    from django.utils import timezone

    from assessments.models import Invitation, User

    person = User.objects.get(email=email)
    common = {"email": email, "role": "contributor", "invited_by": by}
    own = person.memberships.get().country
    Invitation.objects.create(country=own, digest="0" * 64, used_at=timezone.now(), used_by=person, **common)
    Invitation.objects.create(pk=4242, country=country, digest="1" * 64, **common)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
