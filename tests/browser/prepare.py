"""Run once in a process of its own: people whom the demonstration does not have, and a session for everyone."""

import json
import os
import sys
from pathlib import Path


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
    coordinator_of(fictional("XSO", "Bareland"), site.NEWCOMER)
    User.objects.create_user(email=site.NOBODY, password=site.PASSWORD, name="N. O’Role")
    sessions = {}
    for person in User.objects.all():
        client = Client()
        client.force_login(person)
        sessions[person.email] = client.session.session_key
    target.write_text(json.dumps(sessions))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
