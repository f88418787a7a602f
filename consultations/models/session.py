"""A treatment session of an approved plan: planned with an earliest date, booked, finished."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.models.consultation import day_of
from consultations.models.plan import Plan
from patients.models import Patient
from smpclinic.accounts.models import Clinic, User


class SessionQuerySet(models.QuerySet["Session"]):
    """The one door to sessions."""

    def visible_to(self, user: User) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(user))

    def ahead(self) -> Self:
        """Sessions that may still take place."""
        return self.filter(status__in=[Session.Status.PLANNED, Session.Status.BOOKED])

    def on(self, clinic: Clinic, day: date) -> Self:
        start, end = day_of(clinic, day)
        return self.filter(starts_at__gte=start, starts_at__lt=end).order_by("starts_at", "pk")


class Session(models.Model):
    """Number `number` of `of` in its series; `earliest_on` follows from the rule it cites."""

    class Kind(models.TextChoices):
        SMP = "smp", _("SMP")
        SCAR_SMP = "scar_smp", _("SMP of a scar")
        FUE = "fue", _("FUE")
        STRIP = "strip", _("Strip")

    class Status(models.TextChoices):
        PLANNED = "planned", _("To book")
        BOOKED = "booked", _("Booked")
        FINISHED = "finished", _("Finished")
        CANCELLED = "cancelled", _("Cancelled")

    NEXT: ClassVar[dict[str, frozenset[str]]] = {
        Status.PLANNED: frozenset({Status.BOOKED, Status.CANCELLED}),
        Status.BOOKED: frozenset({Status.PLANNED, Status.FINISHED, Status.CANCELLED}),
        Status.FINISHED: frozenset(),
        Status.CANCELLED: frozenset(),
    }

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="sessions")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="sessions")
    kind = models.CharField(max_length=8, choices=Kind)
    number = models.PositiveSmallIntegerField()
    of = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    earliest_on = models.DateField(null=True)
    wait_days = models.PositiveSmallIntegerField(default=0)  # days after what came before it, by the rule below
    wait_rule = models.CharField(max_length=8, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    starts_at = models.DateTimeField(null=True)
    booked_at = models.DateTimeField(null=True)
    booked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    early_reason = models.TextField(max_length=500, blank=True)  # why a doctor booked it before the earliest day
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    grafts = models.PositiveIntegerField(null=True)
    remarks = models.TextField(max_length=2000, blank=True)
    loss_moved_on = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # None: the clock
    cancel_reason = models.TextField(max_length=500, blank=True)
    held_at = models.DateTimeField(null=True)  # a consent was withdrawn; the session stays and does not take place
    held_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[Any] = SessionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["plan", "position"], name="sessions_of_a_plan_have_an_order"),
            models.CheckConstraint(
                condition=~Q(status="booked") | Q(starts_at__isnull=False), name="a_booked_session_has_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(status="finished") | Q(finished_at__isnull=False, finished_by__isnull=False),
                name="a_finished_session_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | (Q(cancelled_at__isnull=False) & ~Q(cancel_reason="")),
                name="a_cancelled_session_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True) | ~Q(held_reason=""), name="a_held_session_says_why"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["starts_at"], name="sessions_of_a_day"),
            models.Index(fields=["patient", "position"], name="sessions_of_a_patient"),
            models.Index(fields=["status", "earliest_on"], name="sessions_to_book"),
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"

    @property
    def is_surgery(self) -> bool:
        """Whether grafts are placed."""
        return self.kind in {self.Kind.FUE, self.Kind.STRIP}

    @property
    def is_ahead(self) -> bool:
        """Whether it may still take place."""
        return self.status in {self.Status.PLANNED, self.Status.BOOKED}
