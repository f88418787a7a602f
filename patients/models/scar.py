"""A scar on the scalp, as the patient or the doctor describes it."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models.patient import Patient
from smpclinic.accounts.models import User

MEASURED, TYPED, DRAWN = "measured", "typed", "drawn"


@dataclass(frozen=True)
class Length:
    """A length in mm, its ± where that is known, and how it was found."""

    mm: int
    error_mm: int
    how: str


class ScarQuerySet(models.QuerySet["Scar"]):
    """The one door to scars."""

    def visible_to(self, user: User) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(user))

    def kept(self) -> Self:
        """Those that nobody has taken off the list."""
        return self.filter(removed_at=None)


class Scar(models.Model):
    """One scar, or a field of like ones (`count`); lengths in millimetres, age in months."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="scars")
    cause = models.CharField(_("cause"), max_length=16)
    zone = models.CharField(_("place"), max_length=40)
    length_mm = models.PositiveSmallIntegerField(
        _("length"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(400)]
    )
    width_mm = models.PositiveSmallIntegerField(
        _("width"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    age_months = models.PositiveSmallIntegerField(_("age"), null=True, blank=True, validators=[MaxValueValidator(1200)])
    surface = models.CharField(_("surface"), max_length=8, blank=True)
    colour = models.CharField(_("colour"), max_length=4, blank=True)
    changing = models.BooleanField(_("itching or growing"), null=True, blank=True)
    count = models.PositiveSmallIntegerField(_("how many"), default=1, validators=[MinValueValidator(1)])
    treated_before = models.BooleanField(_("treated before"), null=True, blank=True)
    # Where it lies: a mark or a line on one head of the scar map, [x, y] in mm as patients/scalp.py has them.
    view = models.CharField(max_length=8, blank=True, default="", db_default="")
    points = models.JSONField(null=True, blank=True)
    drawing = models.PositiveSmallIntegerField(null=True, blank=True)
    head_mm = models.PositiveSmallIntegerField(_("head circumference"), null=True, blank=True)
    # Three lengths that never overwrite each other: typed (length_mm), drawn, and measured by a doctor.
    drawn_mm = models.PositiveSmallIntegerField(null=True, blank=True)
    drawn_error_mm = models.PositiveSmallIntegerField(null=True, blank=True)
    measured_mm = models.PositiveSmallIntegerField(null=True, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)
    measured_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # The key of the form that made this row: the same form sent twice makes one scar.
    form_key = models.UUIDField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, db_default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # None: the patient
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = ScarQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["patient", "id"], name="scars_of_a_patient")]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["patient", "form_key"], name="a_form_makes_one_scar_of_a_patient"),
            models.CheckConstraint(
                condition=Q(measured_mm__isnull=True, measured_by__isnull=True, measured_at__isnull=True)
                | Q(measured_mm__isnull=False, measured_by__isnull=False, measured_at__isnull=False),
                name="a_measured_scar_has_its_doctor_and_time",
            ),
        ]

    def __str__(self) -> str:
        return f"scar {self.pk}"

    @property
    def best(self) -> Length | None:
        """The length to go by: the doctor's, else the typed one, else the drawn one."""
        if self.measured_mm is not None:
            return Length(self.measured_mm, 0, MEASURED)
        if self.length_mm is not None:
            return Length(self.length_mm, 0, TYPED)
        if self.drawn_mm is not None:
            return Length(self.drawn_mm, self.drawn_error_mm or 0, DRAWN)
        return None
