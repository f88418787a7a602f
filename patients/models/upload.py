"""A photo on its way: its bytes arriving, whole and waiting to be opened, and what became of it."""

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from patients.models.intake import Intake
from patients.models.patient import Patient
from patients.models.photo import Photo
from patients.vocabulary import PhotoView
from smpclinic.accounts.models import User


class UploadQuerySet(models.QuerySet["Upload"]):
    """Questions about photos on their way."""

    def on_their_way(self) -> Self:
        return self.filter(state__in=Upload.ON_THEIR_WAY)

    def complete(self) -> Self:
        return self.exclude(state=Upload.State.ARRIVING)


class Upload(models.Model):
    """One file of one view; `length` and `sha256` are of the file as it is sent, and said before its first byte."""

    class State(models.TextChoices):
        ARRIVING = "arriving", "some bytes are here"
        WAITING = "waiting", "whole, waiting to be opened"
        DONE = "done", "became a photo"
        REFUSED = "refused", "could not become a photo"

    ON_THEIR_WAY = (State.ARRIVING, State.WAITING)
    NEXT: ClassVar[dict[str, frozenset[str]]] = {
        State.ARRIVING: frozenset({State.WAITING, State.REFUSED}),
        State.WAITING: frozenset({State.DONE, State.REFUSED}),
        State.DONE: frozenset(),
        State.REFUSED: frozenset(),
    }

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="uploads")
    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="uploads")
    view = models.CharField(max_length=16, choices=[(v.value, v.value) for v in PhotoView])
    length = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.ARRIVING)
    reason = models.CharField(max_length=20, blank=True)  # the code of a sentence in services/decoding.py
    photo = models.ForeignKey(Photo, null=True, on_delete=models.SET_NULL, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # None: the patient

    objects: ClassVar[Any] = UploadQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["intake", "view", "sha256"],
                condition=Q(state__in=["arriving", "waiting"]),
                name="one_upload_of_a_photo_at_a_time",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["state", "id"], condition=Q(state__in=["arriving", "waiting"]), name="photos_on_their_way"
            ),
        ]

    def __str__(self) -> str:
        return f"upload {self.pk}: {self.state}"
