"""What the worker does for the accounts."""

from celery import shared_task
from django.core.management import call_command

from smpclinic.messaging.doorbell import QuietTask


@shared_task(name="accounts.clear_sessions", base=QuietTask)
def clear_sessions() -> None:
    call_command("clearsessions")
