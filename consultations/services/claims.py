"""The steps of sending one row: claim, mark, and write down what came of it. Each is one conditional UPDATE.

This is the one place where rows change outside a caller's transaction: what a step decides is committed before the
provider hears of it, and no transaction or lock is open while a message travels.
"""

import logging
import time
import uuid
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.models import Delivery, Reminder
from consultations.planning.followups import named
from consultations.services.anchors import still_stands
from patients.models import Consent, Patient
from smpclinic.audit import trail
from smpclinic.messaging.channels import Answer, Handed, Letter

Status, Outcome = Reminder.Status, Delivery.Outcome
BATCH = 100
LEASE = timedelta(seconds=90)
# With less than this left of its lease a worker does not begin to send: it may have been asleep.
MARGIN = timedelta(seconds=15)
RECONNECT_SECONDS = 0.5
Result = TypeVar("Result")
log = logging.getLogger(__name__)


def database_now() -> datetime:
    """The database's clock, which all workers share; SQLite lives in this process, so its clock is ours."""
    if connection.vendor == "sqlite":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


@transaction.atomic(durable=True)
def claim(*, now: datetime, batch: int = BATCH, without: Collection[str] = ()) -> list[Reminder]:
    """Take up to `batch` due rows, so that no other sweep has them until the lease ends; none of channels `without`.

    The conditional UPDATE alone decides, on SQLite and PostgreSQL alike. SKIP LOCKED only keeps two PostgreSQL workers
    from queueing for the same rows; SQLite passes over it. An attempt whose worker never came back becomes unknown.
    """
    candidates = [
        *_free(Reminder.objects.waiting(now).order_by("due_at", "pk"), batch, without),
        *_free(Reminder.objects.abandoned(now).order_by("lease_until", "pk"), batch, without),
    ][:batch]
    mine = uuid.uuid4().hex
    taken = candidates and Reminder.objects.due(now).filter(pk__in=candidates).update(
        status=Status.CLAIMED, claim=mine, lease_number=F("lease_number") + 1, lease_until=now + LEASE
    )
    if not taken:
        return []
    rows = list(
        Reminder.objects.filter(claim=mine, status=Status.CLAIMED)
        .select_related("patient__clinic")
        .with_consent()
        .order_by("due_at", "pk")
    )
    lost = Delivery.objects.filter(reminder__in=[row.pk for row in rows], outcome=Outcome.OPEN)
    words = _("The worker ended before the provider's answer was written down.")
    lost.update(outcome=Outcome.UNKNOWN, finished_at=now, words=words)
    return rows


def _free(rows: QuerySet[Reminder], batch: int, without: Collection[str]) -> list[int]:
    """The numbers of rows that nobody is claiming at this moment, as far as the database can tell."""
    rows = rows.exclude(channel__in=without) if without else rows
    return list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:batch])


def mark(row: Reminder, write: Callable[[], Result], *, now: datetime) -> Result | None:
    """Open the attempt and write its letter; None when anything that decides has changed since the claim.

    One statement asks again: the lease is ours and has time left, the patient lives and has the same address, the
    consent stands, and so does what the message hangs on. It also gives the attempt a whole lease to finish in.
    """
    with transaction.atomic(durable=True):
        standing = _mine(row).filter(still_stands(row), lease_until__gt=now + MARGIN)
        standing = standing.filter(Exists(_reachable(row)))
        if not standing.update(lease_until=now + LEASE, attempts=F("attempts") + 1, held_until=None):
            return None
        Delivery.objects.create(reminder=row, number=row.lease_number, started_at=now)
        return write()


def sent(row: Reminder, letter: Letter, stored_text: str, answer: Handed, *, now: datetime) -> bool:
    """Write down that the provider took it; false when another worker has begun on the row since."""
    facts = {
        "status": Status.SENT,
        "sent_at": now,
        "sent_to": letter.to,
        "subject": letter.subject,
        "text": stored_text,
        "message_id": letter.key,
        "reason": "",
        "lease_until": None,
        "claim": "",
    }

    def write() -> bool:
        with transaction.atomic(durable=True):
            newer = Delivery.objects.filter(reminder=row.pk, number__gt=row.lease_number)
            # Known to be sent, it is sent, even if the lease ran out meanwhile: unless somebody has begun again.
            open_rows = Reminder.objects.filter(~Exists(newer), pk=row.pk, status__in=[Status.CLAIMED, Status.PLANNED])
            ours = bool(open_rows.update(**facts))
            _close(row, Outcome.SENT, answer, now)
            if ours:
                trail.record("message sent", row, by=None)
            return ours

    return insisting(write, row)


def failed_attempt(row: Reminder, outcome: str, answer: Answer, *, now: datetime) -> None:
    """Close the attempt with what is known of it; the row follows by `pause` or `end`."""
    insisting(lambda: _close(row, outcome, answer, now), row)


def pause(row: Reminder, *, until: datetime, reason: str) -> bool:
    """Put the row back until a later time: quiet hours, or a pause after a failure."""
    return insisting(
        lambda: bool(
            _mine(row).update(
                status=Status.PLANNED, due_at=until, held_until=until, reason=reason, lease_until=None, claim=""
            )
        ),
        row,
    )


def count_attempt(row: Reminder) -> None:
    """Count an attempt that failed before the provider was called."""
    _mine(row).update(attempts=F("attempts") + 1)


def end(row: Reminder, status: str, reason: str) -> bool:
    """Skip or fail the row for good, with the reason."""

    def write() -> bool:
        with transaction.atomic(durable=True):
            ours = bool(_mine(row).update(status=status, reason=reason, lease_until=None, claim=""))
            if ours:
                trail.record(f"message {status}", row, by=None, changes={"reason": reason})
            return ours

    return insisting(write, row)


def release(rows: list[Reminder]) -> None:
    """Give back rows of one batch that were claimed and not begun."""
    if not rows:
        return
    held = Reminder.objects.filter(pk__in=[row.pk for row in rows], status=Status.CLAIMED, claim=rows[0].claim)
    held.update(status=Status.PLANNED, lease_until=None, claim="")


def excuse(channel: str, *, now: datetime, wait: timedelta, reason: str) -> None:
    """Say on every due row of the channel that no sweep holds why it goes on waiting, and let it wait that long."""
    rows = Reminder.objects.waiting(now).filter(channel=channel)
    rows.update(reason=reason, **({"due_at": Least(now + wait, F("not_after"))} if wait else {}))


def insisting(write: Callable[[], Result], row: Reminder) -> Result:
    """Write, and again on a fresh connection until the lease ends when the database is lost: the sender knows."""
    until = time.monotonic() + LEASE.total_seconds() - MARGIN.total_seconds()
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError) as error:
            if time.monotonic() > until:
                raise
            log.warning("The database was lost at reminder %s (%s), trying again", row.pk, type(error).__name__)
            connection.close()
            time.sleep(RECONNECT_SECONDS)


def _mine(row: Reminder) -> QuerySet[Reminder]:
    """The row, as long as no later lease has been given on it."""
    mine: QuerySet[Reminder] = Reminder.objects.filter(pk=row.pk, status=Status.CLAIMED, lease_number=row.lease_number)
    return mine


def _reachable(row: Reminder) -> QuerySet[Patient]:
    """The patient as the message needs them: alive, at the address it was judged for, and with consent where asked."""
    field = row.address_field
    patients = Patient.objects.filter(pk=row.patient_id, died_on=None, **{field: row.address}).exclude(**{field: ""})
    if row.channel == Reminder.Channel.TEXT:
        return patients.filter(Exists(Consent.objects.to_texts().filter(patient=OuterRef("pk"))))
    if not named(row.rule, row.occurrence).consent:
        return patients
    consents = Consent.objects.standing().filter(patient=OuterRef("pk"), purpose=Consent.Purpose.REMINDERS)
    return patients.filter(Exists(consents))


def _close(row: Reminder, outcome: str, answer: Answer, now: datetime) -> None:
    Delivery.objects.filter(reminder=row.pk, number=row.lease_number).update(
        outcome=outcome,
        words=answer.words,
        provider=answer.provider,
        provider_number=answer.number if isinstance(answer, Handed) else "",
        finished_at=now,
    )
