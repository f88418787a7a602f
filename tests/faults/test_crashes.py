"""A worker dies at every step of sending; afterwards nothing is lost, and only what could not be known is doubled."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from consultations.models import Reminder
from consultations.services import claims, proof
from consultations.services.sweep import sweep
from tests.faults.crash import DIED
from tests.faults.crowd import due_crowd
from tests.mailserver import MailServer

# Statements on our tables while one row is sent; the letter travels before the first that is true.
STATEMENTS = {
    "looked for callbacks that wait": False,
    "looked for forms that arrived": False,
    "looked for due rows": False,
    "looked for abandoned rows": False,
    "claimed, not committed": False,
    "claimed and read, not committed": False,
    "closed lost attempts, not committed": False,
    "marked, not committed": False,
    "attempt opened, not committed": False,
    "outcome written, not committed": True,
    "attempt closed, not committed": True,
    "trail written, not committed": True,
    "looked for more": False,
}
POINTS = {
    **{f"statement {n}": sent_unknown for n, sent_unknown in enumerate(STATEMENTS.values(), start=1)},
    "before sending": False,
    "after sending": True,
}


def later() -> datetime:
    """The clock when the dead worker's lease has run out."""
    return claims.database_now() + claims.LEASE + timedelta(seconds=1)


def sweep_until_sent(number: int) -> None:
    """Sweep as the clock does; PostgreSQL may need a moment to notice that the dead worker's transaction is over."""
    for _minute in range(100):
        sweep(clock=later)
        if Reminder.objects.filter(pk=number, status=Reminder.Status.SENT).exists():
            return
        time.sleep(0.1)


def test_a_death_at_any_step_loses_nothing(dying_worker: Callable[[str], int], smtp_server: MailServer) -> None:
    rows = due_crowd(len(POINTS))
    Reminder.objects.filter(pk__in=rows).update(due_at=later() + timedelta(minutes=5))
    doubled = []
    for number, (point, in_flight) in zip(rows, POINTS.items(), strict=True):
        Reminder.objects.filter(pk=number).update(due_at=claims.database_now() - timedelta(minutes=1))
        assert dying_worker(point) == DIED, point
        sweep_until_sent(number)
        copies = Counter(received.message["Message-ID"] for received in smtp_server.messages)
        row = Reminder.objects.get(pk=number)
        assert row.status == Reminder.Status.SENT, point
        assert copies[row.message_id] == (2 if in_flight else 1), point
        doubled += [number] * (copies[row.message_id] - 1)
    found = proof.verify(now=later())
    assert found.holds, found
    assert set(doubled) <= set(found.possibly_twice)
    assert len(found.possibly_twice) == len(doubled) + 1  # "before sending" looks the same from outside
