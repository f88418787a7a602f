"""A marking over a photo: a point, a line or a circle with a note; the picture below is never touched."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models.patient import Patient
from patients.models.photo import Photo
from smpclinic.accounts.models import User


class MarkingQuerySet(models.QuerySet["Marking"]):
    """The one door to markings."""

    def visible_to(self, user: User) -> Self:
        return self.filter(photo__patient__in=Patient.objects.visible_to(user))

    def kept(self) -> Self:
        """Those that nobody has taken away."""
        return self.filter(removed_at=None)


class Marking(models.Model):
    """`points` are pixels of the stored picture: one of a point, two ends of a line, middle and edge of a circle."""

    class Kind(models.TextChoices):
        POINT = "point", _("Point")
        LINE = "line", _("Line")
        CIRCLE = "circle", _("Circle")

    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="markings")
    kind = models.CharField(max_length=6, choices=Kind)
    points = models.JSONField()
    note = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = MarkingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(note=""), name="a_marking_says_what_it_marks"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="a_removed_marking_says_by_whom",
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["photo", "id"], name="markings_of_a_photo")]

    def __str__(self) -> str:
        return f"marking {self.pk}"

    @property
    def patient_id(self) -> int:
        """Whose photo it is, for the trail."""
        return self.photo.patient_id
