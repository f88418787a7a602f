"""A clinic whose broker is away: its clock does the sweeps itself, one at a time."""

import threading
from pathlib import Path

import pytest
from celery import current_app
from celery.beat import ScheduleEntry

from consultations import tasks
from consultations.models import Reminder
from smpclinic.celery import app
from smpclinic.clock import Clock
from smpclinic.messaging.doorbell import bell
from tests.faults.crowd import due_crowd
from tests.faults.test_workers import the_ledger_agrees_with
from tests.mailserver import MailServer


@pytest.fixture
def nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bell that has just found the broker away; tests/faults/test_workers.py stops a real one."""
    monkeypatch.setattr(bell, "rests_until", float("inf"))


def clock_of(kind: type[Clock], folder: Path) -> Clock:
    return kind(current_app, schedule_filename=str(folder / "schedule"), lazy=True)


def entry_for(clock: Clock) -> ScheduleEntry:
    table = app.conf.beat_schedule["send due reminders"]
    return clock.Entry(name="send due reminders", app=current_app, **table)


def test_the_clock_of_celery_is_ours() -> None:
    assert app.conf.beat_scheduler == f"{Clock.__module__}:{Clock.__qualname__}"


def test_reminders_go_without_any_broker(
    transactional_db: None, smtp_server: MailServer, nobody_answers: None, tmp_path: Path
) -> None:
    rows, clock = due_crowd(20), clock_of(Clock, tmp_path)
    clock.apply_entry(entry_for(clock))
    clock.hands.shutdown()
    assert Reminder.objects.filter(pk__in=rows, status=Reminder.Status.SENT).count() == len(rows)
    the_ledger_agrees_with(smtp_server, rows, in_flight=0)


def test_a_sweep_that_takes_long_is_not_begun_again(nobody_answers: None, tmp_path: Path) -> None:
    started, go_on, begun = threading.Event(), threading.Event(), []

    class SlowClock(Clock):
        def work(self, task: str) -> None:
            begun.append(task)
            started.set()
            go_on.wait(10)

    clock = clock_of(SlowClock, tmp_path)
    for _minute in range(3):
        clock.apply_entry(entry_for(clock))
        assert started.wait(10)
    go_on.set()
    clock.hands.shutdown()
    assert begun == [tasks.sweep.name]


def test_a_fault_does_not_stop_the_clock(
    nobody_answers: None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = clock_of(Clock, tmp_path)
    clock.hands.submit(clock.work, "no such task").result(10)
    clock.hands.shutdown()
    assert "The clock could not do no such task" in caplog.text
