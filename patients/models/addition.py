"""What a patient adds to an intake after sending it: the intake itself stays as it was sent."""

from typing import Any, ClassVar, Self

from django.db import models

from patients.models.intake import Intake
from patients.models.patient import Patient
from smpclinic.accounts.models import User

LENGTH = 2000


class AdditionQuerySet(models.QuerySet["Addition"]):
    """The one door to additions."""

    def visible_to(self, user: User) -> Self:
        """Own words may speak of health: for those who may read health answers."""
        mine = self.filter(intake__patient__in=Patient.objects.visible_to(user))
        return mine if user.sees_health else mine.none()

    def unread(self) -> Self:
        """Those that no doctor has read yet."""
        return self.filter(read_at=None)


class Addition(models.Model):
    """A correction in the patient's own words."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="additions")
    text = models.TextField(max_length=LENGTH)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # None: the patient
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = AdditionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"addition {self.pk}"

    @property
    def patient_id(self) -> int:
        return self.intake.patient_id
