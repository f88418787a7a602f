"""The questions as they stood when somebody sent their answers: content-addressed, written once, never changed."""

from typing import Any, ClassVar

from django.db import models


class Questionnaire(models.Model):
    """One version of the questions in one language; intakes sent with the same words share it."""

    version = models.PositiveIntegerField()
    language = models.CharField(max_length=16)
    content = models.JSONField()
    digest = models.CharField(max_length=64, unique=True)
    kept_at = models.DateTimeField()

    objects: ClassVar[Any] = models.Manager()

    def __str__(self) -> str:
        return f"questionnaire {self.version}, {self.language}"
