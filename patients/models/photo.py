"""A photo of the scalp: turned upright, stripped of metadata, kept under a nameless path."""

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef

from patients.models.consent import Consent
from patients.models.intake import Intake
from patients.models.patient import Patient
from patients.vocabulary import PhotoView
from smpclinic.accounts.models import User


def nameless_path(photo: "Photo", filename: str) -> str:
    """Where a photo's file lies: random, two levels deep, nothing of the uploaded name but its new ending."""
    name = uuid.uuid4().hex
    return f"photos/{name[:2]}/{name[2:]}.jpg"


class PhotoQuerySet(models.QuerySet["Photo"]):
    """The one door to photos."""

    def visible_to(self, user: User) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(user))

    def kept(self) -> Self:
        return self.filter(removed_at=None)

    def usable(self) -> Self:
        """Those that may be looked at for the patient's care: none once they have taken that back."""
        back = Consent.objects.taken_back().filter(patient=OuterRef("patient"), purpose=Consent.Purpose.PHOTO_RECORD)
        return self.kept().filter(~Exists(back))

    def without_preview(self) -> Self:
        return self.kept().filter(preview="")


class Photo(models.Model):
    """One view on one day; `sha256` is of the stored picture, `upload_sha256` of the file that it was made from."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="photos")
    intake = models.ForeignKey(Intake, null=True, on_delete=models.SET_NULL, related_name="photos")
    view = models.CharField(max_length=16, choices=[(v.value, v.value) for v in PhotoView])
    picture = models.FileField(upload_to=nameless_path, max_length=80)
    preview = models.FileField(upload_to=nameless_path, max_length=80, blank=True)
    thumbnail = models.FileField(upload_to=nameless_path, max_length=80, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    preview_sha256 = models.CharField(max_length=64, blank=True)
    thumbnail_sha256 = models.CharField(max_length=64, blank=True)
    upload_sha256 = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # None: the patient
    removed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = PhotoQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["patient", "-added_at"], name="photos_of_a_patient"),
            models.Index(fields=["id"], condition=models.Q(preview=""), name="photos_without_preview"),
        ]

    def __str__(self) -> str:
        return f"photo {self.pk}"
