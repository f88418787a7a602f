"""What the worker does for the work. Each task only rings: the rows say what there is to do."""

from celery import shared_task
from django.utils import timezone

from consultations.services import plans, quotes
from consultations.services import sweep as sweeps
from smpclinic.messaging.doorbell import QuietTask


@shared_task(name="consultations.sweep", base=QuietTask)
def sweep() -> None:
    sweeps.sweep()


@shared_task(name="consultations.make_plans", base=QuietTask)
def make_plans() -> None:
    plans.make_waiting(now=timezone.now())


@shared_task(name="consultations.expire_quotes", base=QuietTask)
def expire_quotes() -> None:
    quotes.expire_due(now=timezone.now())
