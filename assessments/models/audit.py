from typing import Any, NoReturn

from django.db import models
from django.utils import timezone


def _refuse() -> NoReturn:
    raise TypeError("the audit log is append-only")


class AppendOnly(models.QuerySet["AuditEvent"]):
    """Nothing in it is changed or deleted, also not many at once. The database holds it too (see the migration)."""

    def update(self, **kwargs: Any) -> NoReturn:
        _refuse()

    def delete(self) -> NoReturn:
        _refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse()

    def update_or_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse()

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("update_conflicts") or kwargs.get("ignore_conflicts") or any(args[1:]):
            _refuse()
        return super().bulk_create(objs, *args, **kwargs)


class AuditEvent(models.Model):
    """One change, for ever. No foreign keys, so that nothing can take it along; codes and values, no sentences.

    `changes` is {field: [before, after]}; `revision` is the row's revision after the change.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150, blank=True)
    actor_organisation = models.CharField(
        max_length=200, blank=True, default="", help_text="of the person, at that time"
    )
    action = models.CharField(max_length=50)
    country = models.CharField(max_length=3, blank=True)
    assessment_id = models.BigIntegerField(null=True)
    object_type = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    object_code = models.CharField(max_length=30, blank=True)
    revision = models.PositiveIntegerField(null=True)
    changes = models.JSONField(default=dict)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("object_type", "object_id", "revision"), name="audit_by_object"),
            models.Index(fields=("assessment_id", "-id"), name="audit_by_assessment"),
            models.Index(fields=("country", "-id"), name="audit_by_country"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_type} {self.object_id}"

    def save(self, *args: object, **kwargs: object) -> None:
        if self.pk is not None:
            _refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        _refuse()
