"""One line of the audit trail."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """Somebody (or the clock, or a link holder) read or wrote a record; entries are only ever added."""

    class Kind(models.TextChoices):
        READ = "read"
        WRITE = "write"

    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=5, choices=Kind)
    what = models.CharField(max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    record_type = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    # The patient whose record it is; a number and no key, so that the trail outlives what it speaks of.
    patient_number = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["patient_number", "-id"], name="trail_of_a_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.record_type} {self.record_id}"
