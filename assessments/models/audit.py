from django.db import models
from django.utils import timezone


class AuditEvent(models.Model):
    """One change, for ever. No foreign keys, so that nothing can take it along; codes and values, no sentences.

    `changes` is {field: [before, after]}; `revision` is the row's revision after the change.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150, blank=True)
    action = models.CharField(max_length=50)
    country = models.CharField(max_length=3, blank=True)
    assessment_id = models.BigIntegerField(null=True)
    object_type = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    object_code = models.CharField(max_length=30, blank=True)
    revision = models.PositiveIntegerField(null=True)
    changes = models.JSONField(default=dict)

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
            raise TypeError("the audit log is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("the audit log is append-only")
