"""Ringing Celery: a hint that work waits, which may get lost and must never cost the one who rings."""

import logging
import time
from typing import Any

from celery import current_app
from celery.contrib.django.task import DjangoTask
from django.db import transaction
from kombu.exceptions import OperationalError

REST_SECONDS = 30
BROKER_OPTIONS = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry_on_timeout": False, "max_retries": 0}
log = logging.getLogger(__name__)


class Bell:
    """After a failed ring nobody waits for the broker again for half a minute; the sweeps find the work anyway."""

    def __init__(self) -> None:
        self.rests_until = 0.0

    def ring(self, task: str, arguments: tuple[Any, ...] = (), *, expires: float | None = None) -> bool:
        """Ring once; whether the broker took it. No error leaves here, and no wait longer than about a second."""
        if time.monotonic() < self.rests_until:
            return False
        options = {**current_app.conf.broker_transport_options, **BROKER_OPTIONS}
        try:
            with current_app.connection_for_write(connect_timeout=1, transport_options=options) as connection:
                current_app.send_task(task, args=arguments, connection=connection, retry=False, expires=expires)
        except (OperationalError, OSError) as error:
            self.rests_until = time.monotonic() + REST_SECONDS
            log.warning("The broker did not take %s (%s); the next sweep finds the work", task, type(error).__name__)
            return False
        return True


bell = Bell()


def ring_on_commit(task: str, *arguments: Any) -> None:
    """Ring the named task once the transaction is in the database."""
    transaction.on_commit(lambda: bell.ring(task, arguments), robust=True)


class QuietTask(DjangoTask):  # type: ignore[type-arg]  # generic in the stubs only
    """A task whose `delay_on_commit` never fails or holds the request that calls it."""

    abstract = True

    def delay_on_commit(self, *args: Any) -> None:  # type: ignore[override]  # nothing comes back from a ring
        """Ring for this task once the transaction is in the database."""
        ring_on_commit(self.name, *args)
