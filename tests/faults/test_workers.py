"""Real workers on a real broker and a real mail server: killed, robbed of Redis, and many at once."""

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis as redis_client
from celery import current_app
from django.db import connection

from consultations.models import Delivery, Reminder, Sweep
from consultations.services import claims, proof
from consultations.services.sweep import sweep
from smpclinic.messaging.doorbell import Bell
from tests import with_services
from tests.faults.crowd import due_crowd
from tests.mailserver import MailServer
from tests.processes import PROGRAMS, Process, database_url

Status = Reminder.Status


def copies(server: MailServer) -> Counter[str]:
    """How often each message reached the mail server, by its Message-ID."""
    return Counter(str(received.message["Message-ID"]).strip() for received in server.messages)


def wait_until(ready: Callable[[], bool], seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < until, "It took too long."
        time.sleep(0.05)


def ring() -> None:
    assert Bell().ring("consultations.sweep")


def the_ledger_agrees_with(server: MailServer, rows: list[int], in_flight: int) -> None:
    """Every message left, nothing twice but what was in flight, and each of those is named."""
    found = proof.verify(now=claims.database_now() + claims.LEASE)
    assert found.holds, found
    sent = dict(Reminder.objects.filter(pk__in=rows, status=Status.SENT).values_list("pk", "message_id"))
    seen = copies(server)
    assert sorted(sent) == sorted(rows)
    assert set(sent.values()) == set(seen)
    twice = {number for number, key in sent.items() if seen[key] > 1}
    assert twice <= set(found.possibly_twice)
    assert len(found.possibly_twice) <= in_flight
    assert max(seen.values()) <= 2


def test_of_two_workers_one_is_killed_while_sending_and_nothing_is_lost_or_doubled(
    worker_factory: Callable[..., Process], smtp_server: MailServer
) -> None:
    rows = due_crowd(200)
    first, second = worker_factory(name="first", concurrency=1), worker_factory(name="second", concurrency=1)
    smtp_server.pause_seconds = 0.02
    ring()
    ring()
    wait_until(lambda: len(smtp_server.messages) >= 40)
    open_attempts = Delivery.objects.filter(outcome=Delivery.Outcome.OPEN)
    first.kill()
    assert Reminder.objects.filter(pk__in=rows).exclude(status=Status.SENT).count() > 20
    wait_until(Sweep.objects.exists)  # the survivor has finished what it held
    assert Reminder.objects.filter(pk__in=rows, status=Status.CLAIMED).exists()
    assert open_attempts.count() <= 1
    sweep(clock=lambda: claims.database_now() + claims.LEASE + timedelta(seconds=1))
    the_ledger_agrees_with(smtp_server, rows, in_flight=1)
    assert second.popen.poll() is None


def test_redis_flushed_while_workers_send_changes_nothing(
    worker_factory: Callable[..., Process], smtp_server: MailServer, redis_server: str
) -> None:
    rows = due_crowd(60)
    worker_factory(name="first", concurrency=2)
    smtp_server.pause_seconds = 0.01
    ring()
    with redis_client.Redis.from_url(redis_server) as client:
        for count in (10, 25, 40):
            wait_until(lambda: len(smtp_server.messages) >= count)  # noqa: B023 - called at once
            client.flushdb()
    wait_until(lambda: Reminder.objects.filter(status=Status.SENT).count() == len(rows))
    the_ledger_agrees_with(smtp_server, rows, in_flight=0)
    assert set(copies(smtp_server).values()) == {1}


@pytest.fixture
def own_redis() -> Iterator[tuple[str, Callable[[], None]]]:
    """A Redis that this test may stop: its address and the act."""
    running = with_services.redis()
    url = running.__enter__()
    stopped: list[bool] = []

    def stop() -> None:
        if not stopped:
            stopped.append(True)
            running.__exit__(None, None, None)

    yield url, stop
    stop()


def test_redis_stopped_while_a_worker_sends_loses_nothing(
    transactional_db: None,
    smtp_server: MailServer,
    own_redis: tuple[str, Callable[[], None]],
    tmp_path: Path,
) -> None:
    url, stop_redis = own_redis
    rows = due_crowd(40)
    environment = {"DATABASE_URL": database_url(), "EMAIL_URL": smtp_server.url, "REDIS_URL": f"{url}/0"}
    command = [str(PROGRAMS / "celery"), "-A", "smpclinic", "worker", "-c", "1", "-n", "lonely@%h", "-l", "INFO"]
    worker = Process("lonely", command, environment, tmp_path)
    worker.wait_for(r"@\S+ ready\.")
    smtp_server.pause_seconds = 0.02
    with current_app.connection_for_write(f"{url}/0") as broker:
        current_app.send_task("consultations.sweep", connection=broker)
    wait_until(lambda: len(smtp_server.messages) >= 5)
    stop_redis()
    time.sleep(0.5)
    sweep()  # the minute's sweep of any other process, here by hand
    worker.kill()
    sweep(clock=lambda: claims.database_now() + claims.LEASE + timedelta(seconds=1))
    the_ledger_agrees_with(smtp_server, rows, in_flight=1)


def test_many_sweeps_at_once_send_each_message_once(transactional_db: None, smtp_server: MailServer) -> None:
    rows = due_crowd(60)
    start, errors = threading.Barrier(6), []

    def run() -> None:
        try:
            start.wait()
            sweep()
        except Exception as error:  # noqa: BLE001 - reported below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _thread in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    the_ledger_agrees_with(smtp_server, rows, in_flight=0)
    assert set(copies(smtp_server).values()) == {1}


def test_the_broker_of_files_rings_a_worker_too(
    transactional_db: None, smtp_server: MailServer, tmp_path: Path
) -> None:
    rows = due_crowd(20)
    environment = {
        "DATABASE_URL": database_url(),
        "EMAIL_URL": smtp_server.url,
        "REDIS_URL": "none",
        "VAR_DIR": str(tmp_path / "var"),
    }
    command = [str(PROGRAMS / "celery"), "-A", "smpclinic", "worker", "-c", "1", "-n", "files@%h", "-l", "INFO"]
    worker = Process("files", command, environment, tmp_path)
    worker.wait_for(r"@\S+ ready\.")
    ringer = [str(PROGRAMS / "celery"), "-A", "smpclinic", "call", "consultations.sweep"]
    assert Process("ringer", ringer, environment, tmp_path).popen.wait(30) == os.EX_OK
    wait_until(lambda: Reminder.objects.filter(status=Status.SENT).count() == len(rows))
    assert worker.stop() == os.EX_OK
    the_ledger_agrees_with(smtp_server, rows, in_flight=0)
