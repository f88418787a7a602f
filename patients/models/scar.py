"""A scar on the scalp, as the patient or the doctor describes it."""

from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from patients.models.patient import Patient
from smpclinic.accounts.models import User


class ScarQuerySet(models.QuerySet["Scar"]):
    """The one door to scars."""

    def visible_to(self, user: User) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(user))


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
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # None: the patient

    objects: ClassVar[Any] = ScarQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["patient", "id"], name="scars_of_a_patient")]

    def __str__(self) -> str:
        return f"scar {self.pk}"
