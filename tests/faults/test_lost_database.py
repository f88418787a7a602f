"""The database goes away between the mail server's answer and the row: the sender knows, and does not forget."""

import sqlite3
import threading
import time
from collections.abc import Callable

from django.db import connection

from consultations.models import Delivery, Reminder
from consultations.services import claims, proof
from consultations.services.sweep import sweep
from smpclinic.messaging.channels import Answer, Letter
from smpclinic.messaging.mail import EmailChannel
from tests.faults.crowd import due_crowd
from tests.mailserver import MailServer


class CuttingChannel(EmailChannel):
    """Takes the database away each time the mail server has answered."""

    def __init__(self, cut: Callable[[], None]) -> None:
        super().__init__()
        self.cut = cut

    def hand_over(self, letter: Letter) -> Answer:
        answer = super().hand_over(letter)
        self.cut()
        return answer


def cut_connection() -> None:
    """PostgreSQL ends our session from its side; on SQLite another program holds the file for longer than we wait."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            number = cursor.fetchone()[0]
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [number])
        other.close()
        return
    held = threading.Event()
    name = connection.settings_dict["NAME"]

    def hold() -> None:
        with sqlite3.connect(name, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            held.set()
            time.sleep(1)
            other.execute("ROLLBACK")
        other.close()

    connection.ensure_connection()
    connection.connection.execute("PRAGMA busy_timeout = 100")
    threading.Thread(target=hold).start()
    held.wait(5)


def test_an_answer_is_written_down_after_the_database_was_lost(transactional_db: None, smtp_server: MailServer) -> None:
    rows = due_crowd(5)
    counts = sweep(channel=CuttingChannel(cut_connection)).as_counts()
    assert counts["sent"] == len(rows)
    assert Reminder.objects.filter(pk__in=rows, status=Reminder.Status.SENT).count() == len(rows)
    assert set(Delivery.objects.values_list("outcome", flat=True)) == {Delivery.Outcome.SENT}
    assert len(smtp_server.messages) == len(rows)
    found = proof.verify(now=claims.database_now())
    assert found.holds
    assert found.possibly_twice == []
