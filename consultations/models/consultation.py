"""A visit to talk: who, with which doctor, when on the clinic's wall clock."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Self

from django.db import models

from patients.models import Patient
from smpclinic.accounts.models import Clinic, User


def day_of(clinic: Clinic, day: date) -> tuple[datetime, datetime]:
    """First moment of the clinic's day and of the next."""
    start = datetime.combine(day, time(), tzinfo=clinic.tz)
    return start, datetime.combine(day + timedelta(days=1), time(), tzinfo=clinic.tz)


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """The one door to consultations."""

    def visible_to(self, user: User) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(user))

    def on(self, clinic: Clinic, day: date) -> Self:
        start, end = day_of(clinic, day)
        return self.filter(starts_at__gte=start, starts_at__lt=end).order_by("starts_at", "pk")


class Consultation(models.Model):
    """A visit; its life is moved by people, nothing is marked no-show by itself."""

    class Status(models.TextChoices):
        BOOKED = "booked"
        HERE = "here"
        IN_SESSION = "in_session"
        DONE = "done"
        NO_SHOW = "no_show"
        CANCELLED = "cancelled"

    NEXT: ClassVar[dict[str, frozenset[str]]] = {
        Status.BOOKED: frozenset({Status.HERE, Status.NO_SHOW, Status.CANCELLED}),
        Status.HERE: frozenset({Status.IN_SESSION, Status.DONE, Status.BOOKED}),
        Status.IN_SESSION: frozenset({Status.DONE}),
        Status.DONE: frozenset(),
        Status.NO_SHOW: frozenset({Status.HERE}),
        Status.CANCELLED: frozenset(),
    }

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consultations")
    doctor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.BOOKED)
    here_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = ConsultationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["doctor", "starts_at"],
                condition=~models.Q(status="cancelled"),
                name="a_doctor_sees_one_patient_at_a_time",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["starts_at"], name="consultations_of_a_day")]

    def __str__(self) -> str:
        return f"consultation {self.pk}"
