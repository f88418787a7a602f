"""What a doctor found; it goes over the patient's own answers."""

from typing import Any, ClassVar

from django.db import models

from patients.models import Patient
from smpclinic.accounts.models import User


class Assessment(models.Model):
    """Findings as the engine reads them (PLAN-CONTRACT.md, In); the newest row stands, older ones stay."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="assessments")
    findings = models.JSONField(default=dict)
    note = models.TextField(max_length=2000, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["patient", "-id"], name="assessments_of_a_patient")]

    def __str__(self) -> str:
        return f"assessment {self.pk}"
