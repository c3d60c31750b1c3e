"""Invitations that wait for an answer."""

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import offers
from assessments.models import User
from assessments.translation import Text
from assessments.work.item import Item


def invitations(user: User, language: str) -> list[Item]:
    return [
        Item(
            title=row.country.name_in(language) if row.country else Text(_("Secretariat of the MNR self-assessment")),
            href=reverse("invitation_offered", args=[row.pk]),
            country=row.country.name_in(language) if row.country else Text(_("The secretariat")),
            year=None,
            about=_("Invitation"),
        )
        for row in offers.offered_to(user)
    ]
