"""A pigment shade read from a photo: where the doctor picked, what was measured and suggested, what was confirmed."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from patients.models import Patient, Photo
from smpclinic.accounts.models import User


class ShadeQuerySet(models.QuerySet["Shade"]):
    """The one door to shades."""

    def visible_to(self, user: User) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(user))

    def newest_first(self) -> Self:
        """The shade that stands, then the earlier ones."""
        return self.order_by("-pk")


class Shade(models.Model):
    """One reading; the newest of a patient stands, earlier ones stay. `photo_sha256` is of the picture measured.

    `points` are pixels of the stored picture; `colours` are sRGB and CIELAB (D65) of each averaged spot, after white
    balance where a grey card was picked; `suggestion` is what the engine said then.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="shades")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="shades")
    photo_sha256 = models.CharField(max_length=64)
    points = models.JSONField()
    colours = models.JSONField()
    suggestion = models.JSONField()
    shade = models.PositiveSmallIntegerField()  # step 1 lightest to 6 darkest
    start_shade = models.PositiveSmallIntegerField()  # the dilution step to begin with
    reason = models.TextField(max_length=500, blank=True)  # why it is another than suggested
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = ShadeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(shade__gte=1, shade__lte=6), name="a_shade_is_one_of_six_steps"),
            models.CheckConstraint(
                condition=Q(start_shade__gte=1, start_shade__lte=F("shade")), name="a_first_step_is_no_darker"
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["patient", "-id"], name="shades_of_a_patient")]

    def __str__(self) -> str:
        return f"shade {self.pk}"

    @property
    def is_as_suggested(self) -> bool:
        """Whether the doctor kept the first suggestion."""
        best = next(iter(self.suggestion["matches"]), None)
        return best is not None and (best["shade"], best["start_shade"]) == (self.shade, self.start_shade)
