"""The clock of the clinic: it rings for each entry of the table, and does the work itself while nobody takes a ring."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from celery.beat import PersistentScheduler, ScheduleEntry
from django.db import connections

from smpclinic.messaging.doorbell import bell

log = logging.getLogger(__name__)


class Clock(PersistentScheduler):
    """Celery's clock, for which a broker that is away is no reason to leave a reminder lying.

    The work runs beside the clock, so that the clock ticks on, and is finished before the clock ends.
    """

    # A ring brings its own connection, with short waits; Celery's would hold the clock until there is a broker.
    producer = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.hands = ThreadPoolExecutor(max_workers=1)
        self.under_way: dict[str, Future[None]] = {}
        super().__init__(*args, **kwargs)

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        """Ring for one entry whose time has come; nobody there: do it, unless the last time is not over yet."""
        task = str(entry.task)
        before = self.under_way.get(task)
        if not bell.ring(task, **(entry.options or {})) and (before is None or before.done()):
            self.under_way[task] = self.hands.submit(self.work, task)
        self.sync()

    def work(self, task: str) -> None:
        """Do here what a worker would do."""
        try:
            self.app.tasks[task]()
        except Exception:
            log.exception("The clock could not do %s", task)
        finally:
            connections.close_all()
