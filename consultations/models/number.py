"""Numbers of the protocol that a clinic has set itself: rows are added, never changed."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from smpclinic.accounts.models import Clinic, User


class NumberQuerySet(models.QuerySet["Number"]):
    """Questions about numbers."""

    def standing(self) -> Self:
        """Of each clinic and name the newest row, where that one sets a number."""
        newest = self.model.objects.filter(clinic=OuterRef("clinic"), name=OuterRef("name")).order_by("-version")
        return self.filter(pk=Subquery(newest.values("pk")[:1]), value__isnull=False).order_by("name")


class Protocol(models.Model):
    """The protocol's own numbers as they were under one version of the rules, so that its plans can be made again."""

    version = models.CharField(max_length=40, unique=True)
    numbers = models.JSONField()

    def __str__(self) -> str:
        return f"protocol {self.version}"


class Number(models.Model):
    """One figure of the protocol as the clinic sets it from a moment on; no value: the protocol's own again."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="numbers")
    name = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    reason = models.TextField(max_length=1000)
    version = models.PositiveIntegerField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects: ClassVar[Any] = NumberQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["clinic", "version"], name="versions_of_a_clinics_numbers_rise"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_number_has_its_reason"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["clinic", "name", "-version"], name="numbers_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"
