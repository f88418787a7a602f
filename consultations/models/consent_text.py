"""A clinic's own consent texts and days to think it over; rows are only added, and the newest holds."""

from typing import Any, ClassVar

from django.db import models

from consultations.procedures import COOLING_OFF, PROCEDURES, Text, of_stored
from smpclinic.accounts.models import Clinic, User


class ConsentText(models.Model):
    """A version of one procedure's text in one language; version 1 is the house's own, in procedure_texts/."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="consent_texts")
    procedure = models.CharField(max_length=12, choices=[(one, one) for one in PROCEDURES])
    language = models.CharField(max_length=10)
    version = models.PositiveSmallIntegerField()
    words = models.JSONField()
    material = models.BooleanField()  # whoever signed an earlier version signs again before the next session
    reason = models.CharField(max_length=300)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["clinic", "procedure", "language", "version"], name="one_text_a_version_of_a_procedure"
            ),
        ]

    def __str__(self) -> str:
        return f"consent text {self.pk}"

    @property
    def text(self) -> Text:
        """The version as it is read and signed."""
        return of_stored(self.procedure, self.language, self.version, self.words)


class ConsentDays(models.Model):
    """Days to think it over between signing and the session, a number for each procedure."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="consent_days")
    smp = models.PositiveSmallIntegerField(default=COOLING_OFF["smp"][0])
    scar_smp = models.PositiveSmallIntegerField(default=COOLING_OFF["scar_smp"][0])
    fue = models.PositiveSmallIntegerField(default=COOLING_OFF["fue"][0])
    strip = models.PositiveSmallIntegerField(default=COOLING_OFF["strip"][0])
    combination = models.PositiveSmallIntegerField(default=COOLING_OFF["combination"][0])
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"consent days {self.pk}"
