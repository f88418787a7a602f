"""The sweep: whatever is due is sent, held, skipped or failed, row by row, however many sweeps run at once."""

import logging
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.models import Delivery, Reminder, Sweep
from consultations.planning.followups import named
from consultations.policies import why_not_deliver
from consultations.services import claims, letters, waiting
from consultations.services.anchors import why_it_fell
from patients.models import Consent
from patients.services import consents
from smpclinic.messaging.channels import Channel, EmailChannel, NotTaken, Turned, Unclear, Unreachable
from smpclinic.messaging.quiet import next_loud

Clock = Callable[[], datetime]
Status, Outcome = Reminder.Status, Delivery.Outcome
# Growing pauses after a failure; after the last the row has failed.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
JITTER = 0.2
# Rows that wait in a batch for a slow server are given back when their lease has less than this left.
WAIT = timedelta(seconds=30)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """What came of a sweep: rows sent, held, skipped, failed, to be tried again, or left to another sweep."""

    counts: Counter[str]

    def as_counts(self) -> dict[str, int]:
        return {name: self.counts[name] for name in ("sent", "held", "skipped", "failed", "again", "left")}


class MailIsDown(Exception):
    """No connection to the mail server: the rest of the batch need not try."""


def sweep(*, clock: Clock = claims.database_now, channel: Channel | None = None) -> Swept:
    """Handle everything that is due, batch by batch, until nothing is or the mail server is away."""
    started_at, counts = clock(), Counter[str]()
    waiting.plan(now=started_at)
    with channel or EmailChannel() as open_channel:
        while rows := claims.claim(now=clock()):
            if not _batch(rows, open_channel, clock, counts):
                claims.excuse(now=clock(), reason=_("The mail server could not be reached."))
                break
    Sweep.objects.update_or_create(pk=1, defaults={"started_at": started_at, "finished_at": clock()})
    return Swept(counts)


def _batch(rows: list[Reminder], channel: Channel, clock: Clock, counts: Counter[str]) -> bool:
    """Handle the rows one by one; false when the mail server is away. One bad row never stops the others."""
    for place, row in enumerate(rows):
        try:
            if row.lease_until is not None and row.lease_until - clock() < WAIT:
                claims.release(rows[place:])
                return True
            counts[_handle(row, channel, clock)] += 1
        except MailIsDown:
            counts["again"] += 1
            claims.release(rows[place + 1 :])
            return False
        except DatabaseError as error:
            # The lease ends by itself and the next sweep takes the row again.
            log.warning("Reminder %s was left over a database error (%s)", row.pk, type(error).__name__)
            connection.close_if_unusable_or_obsolete()
            counts["left"] += 1
    return True


def _handle(row: Reminder, channel: Channel, clock: Clock) -> str:
    """Decide about one claimed row and do it; the name of what came of it."""
    now = clock()
    try:
        if decided := _decide(row, now):
            return decided
        written = claims.mark(row, lambda: letters.write(row, now=now), now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - a letter that cannot be written must not stop the others
        log.warning("Reminder %s could not be written (%s)", row.pk, type(error).__name__)
        claims.count_attempt(row)
        return _again(row, _("The message could not be written (%s).") % type(error).__name__, clock())
    if written is None:
        return _changed_meanwhile(row, clock())
    return _send(row, written, channel, clock)


def _decide(row: Reminder, now: datetime) -> str:
    """Skip, hold or fail a row that is not to be sent now; empty when it is."""
    if row.not_after <= now:
        return _late(row)
    if why := why_not_deliver(row, consented=row.consented):  # type: ignore[attr-defined]  # annotated by the claim
        return _skip(row, why)
    if row.attempts > len(PAUSES):
        return _fail(row, row.reason or _("It was tried %d times.") % row.attempts)
    clinic = row.patient.clinic
    until = next_loud(now, clinic.tz, clinic.quiet_from, clinic.quiet_until)
    if until == now or not named(row.rule, row.occurrence).holds:
        return ""
    if until >= row.not_after:
        return _skip(row, _("Quiet hours last until its time has passed."))
    reason = _("Quiet hours: held until %s.") % date_format(clinic.local(until), "H:i")
    return "held" if claims.pause(row, until=until, reason=reason) else "left"


def _send(row: Reminder, written: letters.Written, channel: Channel, clock: Clock) -> str:
    """Hand the letter over and write down what came of it; from here on a lost database is no reason to forget."""

    def after() -> datetime:
        return claims.insisting(clock, row)

    try:
        said = channel.send(written.letter)
    except Unreachable as error:
        claims.failed_attempt(row, Outcome.FAILED, str(error), now=after())
        _again(row, str(error), after())
        raise MailIsDown from error
    except Turned as error:
        claims.failed_attempt(row, Outcome.FAILED, str(error), now=after())
        return _fail(row, str(error))
    except NotTaken as error:
        claims.failed_attempt(row, Outcome.FAILED, str(error), now=after())
        return _again(row, str(error), after())
    except Exception as error:  # noqa: BLE001 - whatever broke, nobody knows whether the server has the message
        words = str(error) if isinstance(error, Unclear) else type(error).__name__
        log.warning("The outcome of reminder %s is not known (%s)", row.pk, type(error).__name__)
        claims.failed_attempt(row, Outcome.UNKNOWN, words, now=after())
        return _again(row, words, after())
    return "sent" if claims.sent(row, written.letter, written.stored_text, said, now=after()) else "left"


def _changed_meanwhile(row: Reminder, now: datetime) -> str:
    """The mark found another world than the claim: skip with today's reason, or look again in a minute."""
    fresh = Reminder.objects.select_related("patient__clinic").get(pk=row.pk)
    if (fresh.status, fresh.lease_number) != (Status.CLAIMED, row.lease_number):
        return "left"
    consented = consents.stands(fresh.patient, Consent.Purpose.REMINDERS)
    if why := why_not_deliver(fresh, consented=consented) or why_it_fell(fresh):
        return _skip(row, why)
    claims.pause(row, until=now + PAUSES[0], reason=_("It changed while it was being sent."))
    return "again"


def _again(row: Reminder, words: str, now: datetime) -> str:
    """Plan another try after a growing pause with some jitter; after the last pause the row has failed."""
    if row.attempts >= len(PAUSES):
        return _fail(row, words)
    until = now + PAUSES[row.attempts] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load, no secret
    if until >= row.not_after:
        return _fail(row, words)
    return "again" if claims.pause(row, until=until, reason=words) else "left"


def _late(row: Reminder) -> str:
    """Its window has closed: what was tried in vain has failed, what never was is skipped."""
    if row.attempts:
        return _fail(row, row.reason or _("Its time passed before it could be sent."))
    return _skip(row, _("Its time had passed."))


def _skip(row: Reminder, why: str) -> str:
    return "skipped" if claims.end(row, Status.SKIPPED, why) else "left"


def _fail(row: Reminder, words: str) -> str:
    return "failed" if claims.end(row, Status.FAILED, words) else "left"
