"""Invitations that wait for somebody who has an account already: they find them in the app, not only in a letter."""

from django.db.models import QuerySet
from django.utils import timezone

from assessments.models import Invitation, User
from assessments.models.invitation import GOOD_FOR


def offered_to(user: User) -> QuerySet[Invitation]:
    """Those to this person's address that are still good."""
    rows = Invitation.objects.filter(email=user.email.lower(), used_at=None, revoked_at=None)
    return rows.filter(sent_at__gt=timezone.now() - GOOD_FOR).select_related("country", "invited_by").order_by("pk")


def is_proved(user: User) -> bool:
    """Whether this account once came by a link that was sent to the address that it has now.

    The address of an account that an administrator made, or changed, is only what somebody typed: its owner may be
    another person, and an invitation is a letter to the owner of the address.
    """
    return Invitation.objects.filter(used_by=user, email=user.email.lower()).exists()
