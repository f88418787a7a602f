"""A signed consent to a procedure: the whole text, who, when, how and with what, sealed and chained."""

from datetime import UTC
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from consultations.models.plan import Plan
from consultations.procedures import PROCEDURES, Text, digest, of_stored
from patients.models import Patient
from smpclinic.accounts.models import User

# What the seal is over, beside the rows it points to and its times.
SEALED: tuple[str, ...] = ("number", "procedure", "language", "version", "text", "statement", "signed", "drawing")
SEALED += ("explained_by", "witness", "interpreter", "way", "device", "address", "previous")


class SignatureQuerySet(models.QuerySet["Signature"]):
    """The one door to signed consents."""

    def visible_to(self, user: User) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(user))

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None, replaced_at=None)


class Signature(models.Model):
    """What was signed never changes: `sha256` is over all of it and over the seal of the patient's one before.

    A withdrawal, or a later signature in its place, only closes the row.
    """

    class Way(models.TextChoices):
        LINK = "link", "on the patient's own page"
        DESK = "desk", "in the clinic"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="signatures")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="signatures")
    number = models.PositiveIntegerField()  # the patient's first, second ...
    procedure = models.CharField(max_length=12, choices=[(one, one) for one in PROCEDURES])
    language = models.CharField(max_length=10)
    version = models.PositiveSmallIntegerField()
    text = models.JSONField()
    statement = models.TextField(max_length=600)  # the words beside the tick
    signed = models.CharField(max_length=160)  # the name as typed
    drawing = models.JSONField(default=list)  # strokes of points on a field of 1000 by 300; may be empty
    explained_by = models.CharField(max_length=160)
    witness = models.CharField(max_length=160, blank=True)
    interpreter = models.CharField(max_length=160, blank=True)
    way = models.CharField(max_length=4, choices=Way)
    taken_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # None: the patient alone
    device = models.CharField(max_length=300)
    address = models.CharField(max_length=45)
    signed_at = models.DateTimeField()
    counts_from = models.DateTimeField()  # the days to think it over; a changed text signed again keeps the first
    previous = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)
    replaced_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # None: the patient
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects: ClassVar[Any] = SignatureQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["patient", "number"], name="signatures_of_a_patient_are_a_chain"),
            models.UniqueConstraint(
                fields=["patient", "procedure"],
                condition=Q(withdrawn_at=None, replaced_at=None),
                name="one_standing_signature_a_procedure",
            ),
            models.CheckConstraint(
                condition=Q(way="link") | Q(taken_by__isnull=False), name="a_signature_at_the_desk_names_who_took_it"
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"

    @property
    def words(self) -> Text:
        """The text as it was signed."""
        return of_stored(self.procedure, self.language, self.version, self.text)

    def seal(self) -> str:
        """The hash of everything that was signed, and of the one before it."""
        what: dict[str, Any] = {name: getattr(self, name) for name in SEALED}
        what |= {"patient": self.patient_id, "plan": self.plan_id, "taken_by": self.taken_by_id}
        what |= {name: getattr(self, name).astimezone(UTC).isoformat() for name in ("signed_at", "counts_from")}
        return digest(what)
