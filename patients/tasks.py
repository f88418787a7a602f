"""What the worker does for the record."""

from celery import shared_task
from django.utils import timezone

from patients.services import photos
from smpclinic.messaging.doorbell import QuietTask

# The work's own task, one house up: an intake was sent, so a plan can be made. Rung by name; a sweep finds it anyway.
MAKE_PLANS = "consultations.make_plans"


@shared_task(name="patients.prepare_photo", base=QuietTask)
def prepare_photo(upload_pk: int) -> None:
    photos.prepare(upload_pk, now=timezone.now())


@shared_task(name="patients.prepare_photos", base=QuietTask)
def prepare_photos() -> None:
    photos.prepare_waiting(now=timezone.now())
