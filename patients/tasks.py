"""What the worker does for the record."""

from celery import shared_task
from django.utils import timezone

from patients.services import photos
from smpclinic.messaging.doorbell import QuietTask

# The work's own task, one house up: an intake was sent, so a plan can be made. Rung by name; a sweep finds it anyway.
MAKE_PLANS = "consultations.make_plans"


@shared_task(name="patients.make_previews", base=QuietTask)
def make_previews(photo_pk: int) -> None:
    photos.make_previews(photo_pk)


@shared_task(name="patients.make_missing_previews", base=QuietTask)
def make_missing_previews() -> None:
    photos.make_missing_previews(now=timezone.now())
