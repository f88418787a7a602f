"""What a provider told about a message after it had taken it; kept as told, so that it can be read again."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from consultations.models.reminder import Delivery


class CallbackQuerySet(models.QuerySet["Callback"]):
    """Questions about callbacks."""

    def waiting(self) -> Self:
        """Those that nothing has come of yet, oldest first."""
        return self.filter(applied_at=None).order_by("pk")


class Callback(models.Model):
    """One state of one message, told by its provider however often."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="callbacks")
    provider_number = models.CharField(max_length=64)
    state = models.CharField(max_length=20)
    code = models.CharField(max_length=10, blank=True)
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = CallbackQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["delivery", "provider_number", "state"], name="a_state_of_a_message_is_told_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], condition=Q(applied_at=None), name="callbacks_waiting"),
        ]

    def __str__(self) -> str:
        return f"callback {self.pk}"
