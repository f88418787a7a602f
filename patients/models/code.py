"""A code of six digits that opens an intake on the phone at the desk, and the tries that were spent on such doors."""

import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from patients.models.intake import Intake
from smpclinic.accounts.models import User

DIGITS = 6
VALID_FOR = timedelta(minutes=10)


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def code_hash(code: str) -> str:
    """The code under the clinic's own key: a million codes are soon tried out on a bare hash."""
    return salted_hmac("patients.intake_code", code, algorithm="sha256").hexdigest()


class IntakeCodeQuerySet(models.QuerySet["IntakeCode"]):
    """Questions about codes."""

    def live(self, now: datetime) -> Self:
        return self.filter(closed_at=None, expires_at__gt=now)

    def over(self, now: datetime) -> Self:
        """Codes whose time has passed and that still stand as open."""
        return self.filter(closed_at=None, expires_at__lte=now)


class IntakeCode(models.Model):
    """One code: good once and for ten minutes; closed when it was used, replaced, revoked or found to be over."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = IntakeCodeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["code_hash"], condition=Q(closed_at=None), name="one_open_code_a_number"),
            models.UniqueConstraint(fields=["intake"], condition=Q(closed_at=None), name="one_open_code_an_intake"),
        ]

    def __str__(self) -> str:
        return f"intake code {self.pk}"

    @property
    def patient_id(self) -> int:
        return self.intake.patient_id


class Knock(models.Model):
    """One try at a door without a lock of its own; who tried is kept as a hash, and not for long."""

    door = models.CharField(max_length=16)
    who = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["door", "who", "at"], name="knocks_of_somebody"),
            models.Index(fields=["door", "at"], name="knocks_at_a_door"),
        ]

    def __str__(self) -> str:
        return f"knock {self.pk}"
