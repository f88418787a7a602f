"""The sweep: whatever is due is sent, held, skipped or failed, row by row, however many sweeps run at once."""

import logging
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.models import Delivery, Reminder, Sweep
from consultations.planning.followups import named
from consultations.policies import why_not_deliver
from consultations.services import callbacks, claims, letters, waiting
from consultations.services.anchors import why_it_fell
from patients.models import Consent
from patients.services import consents
from smpclinic.messaging import guard
from smpclinic.messaging.channels import Answer, Channel, Handed, NotTaken, Turned, Unclear, Unreachable
from smpclinic.messaging.post import Post
from smpclinic.messaging.quiet import next_loud

Clock = Callable[[], datetime]
Status, Outcome = Reminder.Status, Delivery.Outcome
# Growing pauses after a failure; after the last the row has failed.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
JITTER = 0.2
# Rows that wait in a batch for a slow server are given back when their lease has less than this left.
WAIT = timedelta(seconds=30)
# How often a row that only the list of test addresses holds is looked at again.
GUARDED = timedelta(hours=1)
AWAY: Mapping[str, Promise] = {
    Reminder.Channel.EMAIL: gettext_lazy("The mail server could not be reached."),
    Reminder.Channel.TEXT: gettext_lazy("The provider of texts could not be reached, or takes no more for now."),
}
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """What came of a sweep: rows sent, held, skipped, failed, to be tried again, or left to another sweep."""

    counts: Counter[str]

    def as_counts(self) -> dict[str, int]:
        return {name: self.counts[name] for name in ("sent", "held", "skipped", "failed", "again", "left")}


@dataclass(slots=True)
class Round:
    """One sweep under way: its channels, its clock, and the channels that are away, each for how long at least."""

    post: Post
    clock: Clock
    counts: Counter[str] = field(default_factory=Counter)
    away: dict[str, timedelta] = field(default_factory=dict)


def sweep(*, clock: Clock = claims.database_now, channel: Channel | None = None) -> Swept:
    """Handle everything that is due, batch by batch, until nothing is, or nobody is there to take it."""
    started_at = clock()
    callbacks.apply_waiting(now=started_at)
    waiting.plan(now=started_at)
    with Post(channel) as post:
        round_ = Round(post, clock)
        while rows := claims.claim(now=clock(), without=round_.away):
            _batch(rows, round_)
    for name, wait in round_.away.items():
        claims.excuse(name, now=clock(), wait=wait, reason=str(AWAY[name]))
    Sweep.objects.update_or_create(pk=1, defaults={"started_at": started_at, "finished_at": clock()})
    return Swept(round_.counts)


def _batch(rows: list[Reminder], round_: Round) -> None:
    """Handle the rows one by one and give back those of a channel that is away. One bad row never stops the others."""
    left = []
    for place, row in enumerate(rows):
        if row.lease_until is not None and row.lease_until - round_.clock() < WAIT:
            left += rows[place:]
            break
        if row.channel in round_.away:
            left.append(row)
            continue
        try:
            round_.counts[_handle(row, round_)] += 1
        except DatabaseError as error:
            # The lease ends by itself and the next sweep takes the row again.
            log.warning("Reminder %s was left over a database error (%s)", row.pk, type(error).__name__)
            connection.close_if_unusable_or_obsolete()
            round_.counts["left"] += 1
    claims.release(left)


def _handle(row: Reminder, round_: Round) -> str:
    """Decide about one claimed row and do it; the name of what came of it."""
    now = round_.clock()
    try:
        if decided := _decide(row, now):
            return decided
        channel = round_.post.channel(row.channel)
        written = claims.mark(row, lambda: letters.write(row, now=now), now=now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - a letter that cannot be written must not stop the others
        log.warning("Reminder %s could not be written (%s)", row.pk, type(error).__name__)
        claims.count_attempt(row)
        return _again(row, _("The message could not be written (%s).") % type(error).__name__, round_.clock())
    if written is None:
        return _changed_meanwhile(row, round_.clock())
    return _send(row, written, channel, round_)


def _decide(row: Reminder, now: datetime) -> str:
    """Skip, hold or fail a row that is not to be sent now; empty when it is."""
    if row.not_after <= now:
        return _late(row)
    if why := why_not_deliver(row, consented=row.consented):  # type: ignore[attr-defined]  # annotated by the claim
        return _skip(row, why)
    if row.attempts > len(PAUSES):
        return _fail(row, row.reason or _("It was tried %d times.") % row.attempts)
    if not guard.lets_through(row.address):
        return _hold(row, min(now + GUARDED, row.not_after), _("Held: only test addresses get messages now."))
    clinic = row.patient.clinic
    until = next_loud(now, clinic.tz, clinic.quiet_from, clinic.quiet_until)
    if until == now or not named(row.rule, row.occurrence).holds:
        return ""
    if until >= row.not_after:
        return _skip(row, _("Quiet hours last until its time has passed."))
    return _hold(row, until, _("Quiet hours: held until %s.") % date_format(clinic.local(until), "H:i"))


def _send(row: Reminder, written: letters.Written, channel: Channel, round_: Round) -> str:
    """Hand the letter over and write down what came of it; from here on a lost database is no reason to forget."""

    def after() -> datetime:
        return claims.insisting(round_.clock, row)

    answer = _answer(row, written, channel)
    match answer:
        case Handed():
            return "sent" if claims.sent(row, written.letter, written.stored_text, answer, now=after()) else "left"
        case Turned():
            claims.failed_attempt(row, Outcome.FAILED, answer, now=after())
            if answer.stopped:
                _stop_texts(row, after())
            return _fail(row, answer.words)
        case NotTaken():
            claims.failed_attempt(row, Outcome.FAILED, answer, now=after())
            if isinstance(answer, Unreachable):
                round_.away[row.channel] = answer.wait
            return _again(row, answer.words, after(), answer.wait)
        case Unclear():
            claims.failed_attempt(row, Outcome.UNKNOWN, answer, now=after())
            return _again(row, answer.words, after())


def _answer(row: Reminder, written: letters.Written, channel: Channel) -> Answer:
    """What the channel says; whatever broke there, nobody knows whether the provider has the message."""
    try:
        answer = channel.hand_over(written.letter)
    except Exception as error:  # noqa: BLE001 - see above
        answer = Unclear(type(error).__name__)
    if isinstance(answer, Unclear):
        log.warning("The outcome of reminder %s is not known", row.pk)
    return answer


def _stop_texts(row: Reminder, now: datetime) -> None:
    """The provider says that the person has sent STOP: no text goes there again until they agree anew."""
    purpose, how = Consent.Purpose.TEXTS, _("STOP, told by the provider of texts")
    claims.insisting(lambda: consents.withdraw(row.patient, purpose=purpose, how=how, by=None, now=now), row)


def _changed_meanwhile(row: Reminder, now: datetime) -> str:
    """The mark found another world than the claim: skip with today's reason, or look again in a minute."""
    fresh: Any = Reminder.objects.with_consent().select_related("patient__clinic").get(pk=row.pk)
    if (fresh.status, fresh.lease_number) != (Status.CLAIMED, row.lease_number):
        return "left"
    if why := why_not_deliver(fresh, consented=fresh.consented) or why_it_fell(fresh):
        return _skip(row, why)
    claims.pause(row, until=now + PAUSES[0], reason=_("It changed while it was being sent."))
    return "again"


def _again(row: Reminder, words: str, now: datetime, wait: timedelta = timedelta()) -> str:
    """Plan another try after a growing pause with some jitter, or the longer one that the provider asked for.

    After the last pause the row has failed.
    """
    if row.attempts >= len(PAUSES):
        return _fail(row, words)
    pause = PAUSES[row.attempts] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load, no secret
    until = now + max(pause, wait)
    if until >= row.not_after:
        return _fail(row, words)
    return "again" if claims.pause(row, until=until, reason=words) else "left"


def _late(row: Reminder) -> str:
    """Its window has closed: what was tried in vain has failed, what never was is skipped."""
    if row.attempts:
        return _fail(row, row.reason or _("Its time passed before it could be sent."))
    if not guard.lets_through(row.address):
        return _skip(row, _("Its time passed while only test addresses got messages."))
    return _skip(row, _("Its time had passed."))


def _hold(row: Reminder, until: datetime, reason: str) -> str:
    return "held" if claims.pause(row, until=until, reason=reason) else "left"


def _skip(row: Reminder, why: str) -> str:
    return "skipped" if claims.end(row, Status.SKIPPED, why) else "left"


def _fail(row: Reminder, words: str) -> str:
    return "failed" if claims.end(row, Status.FAILED, words) else "left"
