"""What people change about themselves."""

from django.db import transaction
from django.utils import timezone

from assessments import audit
from assessments.models import User


@transaction.atomic
def change_profile(*, by: User, name: str, organisation: str, language: str) -> User:
    """Saves one's own name, organisation and language."""
    row = User.objects.select_for_update().get(pk=by.pk)
    values = {"name": name, "organisation": organisation, "language": language}
    changes = {field: [getattr(row, field), value] for field, value in values.items() if getattr(row, field) != value}
    if changes:
        for field, (_before, after) in changes.items():
            setattr(row, field, after)
        row.save(update_fields=list(changes))
        audit.record("user.changed", row, by=by, changes=changes)
    return row


@transaction.atomic
def change_mail(*, by: User, mail: str, off: list[str]) -> User:
    """Saves how soon one's own notices come by mail, and the kinds that do not."""
    row = User.objects.select_for_update().get(pk=by.pk)
    values = {"mail": mail, "mail_off": off}
    changes = {field: [getattr(row, field), value] for field, value in values.items() if getattr(row, field) != value}
    if changes:
        row.mail, row.mail_off = mail, off
        row.save(update_fields=list(changes))
        audit.record("user.changed", row, by=by, changes=changes)
    return row


@transaction.atomic
def show_guide(*, by: User, shown: bool) -> User:
    """Puts the first-visit guide away, or brings it back. Nothing happens where it is so already."""
    row = User.objects.select_for_update().get(pk=by.pk)
    hidden = row.guide_hidden_at is not None
    if hidden == shown:
        row.guide_hidden_at = None if shown else timezone.now()
        row.save(update_fields=["guide_hidden_at"])
        audit.record("user.changed", row, by=by, changes={"guide_hidden": [hidden, not hidden]})
    return row
