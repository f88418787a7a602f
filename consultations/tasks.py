"""What the worker does for the work. Each task only rings: the rows say what there is to do."""

from celery import shared_task
from django.utils import timezone

from consultations.services import plans
from consultations.services import sweep as sweeps
from smpclinic.messaging.doorbell import QuietTask


@shared_task(name="consultations.sweep", base=QuietTask)
def sweep() -> None:
    sweeps.sweep()


@shared_task(name="consultations.make_plans", base=QuietTask)
def make_plans() -> None:
    plans.make_waiting(now=timezone.now())
