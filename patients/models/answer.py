"""What became of each answer of an intake: a row for every change, and none is ever changed itself."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from patients.models.intake import Intake, Step
from smpclinic.accounts.models import User


class AnswerChange(models.Model):
    """One answer as it was saved; `version` is that of its step, and `before` what stood there until then."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="changes")
    step = models.CharField(max_length=10, choices=Step)
    question = models.CharField(max_length=40)
    value = models.JSONField(null=True)  # None: not answered
    before = models.JSONField(null=True)
    version = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # None: the patient
    # What makes the same answer sent twice count once.
    form_key = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["intake", "step", "question", "version"], name="one_change_a_version"),
            models.UniqueConstraint(
                fields=["intake", "form_key", "question"],
                condition=Q(form_key__isnull=False),
                name="an_answer_sent_twice_counts_once",
            ),
        ]

    def __str__(self) -> str:
        return f"change {self.pk} of {self.intake}"

    @property
    def patient_id(self) -> int:
        return self.intake.patient_id
