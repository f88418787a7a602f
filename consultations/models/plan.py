"""A plan: what the engine said, whole and unchanged, and where its review stands."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from consultations.models.consultation import Consultation
from consultations.models.number import Protocol
from consultations.planning import trace
from consultations.planning.book import Book, settable
from patients.models import Intake, Patient
from patients.models.link import AccessLink
from patients.vocabulary import OptionCode
from smpclinic.accounts.models import User


class PlanQuerySet(models.QuerySet["Plan"]):
    """The one door to plans."""

    def visible_to(self, user: User) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(user))

    def to_review(self) -> Self:
        return self.filter(status=Plan.Status.TO_REVIEW)


class Plan(models.Model):
    """Facts, answer and prices of its day are frozen; a doctor's changes are Reviews, applied in order."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        TO_REVIEW = "to_review"
        APPROVED = "approved"
        REPLACED = "replaced"

    NEXT: ClassVar[dict[str, frozenset[str]]] = {
        Status.DRAFT: frozenset({Status.TO_REVIEW, Status.REPLACED}),
        Status.TO_REVIEW: frozenset({Status.APPROVED, Status.DRAFT, Status.REPLACED}),
        Status.APPROVED: frozenset({Status.REPLACED}),
        Status.REPLACED: frozenset(),
    }

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="plans")
    intake = models.ForeignKey(Intake, null=True, on_delete=models.SET_NULL, related_name="plans")
    consultation = models.ForeignKey(Consultation, null=True, on_delete=models.SET_NULL, related_name="plans")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    findings = models.JSONField()
    prices = models.JSONField()
    # The clinic's own numbers of the day, by figure name, and how each figure of the answer came about.
    numbers = models.JSONField(default=dict)
    trace = models.JSONField(default=dict)
    recommendation = models.JSONField()
    engine = models.CharField(max_length=40)
    rules = models.CharField(max_length=40)
    lead = models.CharField(max_length=20, choices=[(c.value, c.value) for c in OptionCode])
    # The option the doctor recommends; the engine's lead until the doctor chooses another.
    chosen = models.CharField(max_length=20, choices=[(c.value, c.value) for c in OptionCode])
    note_to_patient = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    # The query that asks for other wishes, of a plan that is only tried out.
    asked: str = ""

    objects: ClassVar[Any] = PlanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["patient"], condition=Q(status__in=["draft", "to_review"]), name="one_open_plan_a_patient"
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="an_approved_plan_names_its_doctor",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["status", "made_at"], name="plans_by_status"),
            models.Index(fields=["patient", "-id"], name="plans_of_a_patient"),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk}"

    @cached_property
    def steps(self) -> list[dict[str, Any]]:
        """How each figure of the answer came about, a row a line of the trace; none of a plan made before traces."""
        return trace.rows(self.trace)

    @cached_property
    def book(self) -> Book:
        """The numbers as they were in force for this plan, so that what it promised does not move.

        What the protocol has dropped or reshaped since does nothing. Asks the database only after the protocol's own
        numbers have changed.
        """
        here = settable(self.numbers)
        book = Book(here)
        if book.version == self.rules:
            return book
        kept = Protocol.objects.filter(version=self.rules).first()
        return Book(here, kept.numbers) if kept else book


class PlanLink(AccessLink):
    """A patient's link to one approved plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="links")

    def __str__(self) -> str:
        return f"plan link {self.pk}"

    @property
    def patient_id(self) -> int:
        return self.plan.patient_id
