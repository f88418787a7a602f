"""What providers told: written down once, then turned into the words of the ledger; read again, it changes nothing."""

import logging
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from consultations.models import Callback, Delivery, Reminder
from consultations.services import letters
from patients.models import Consent
from patients.services import consents
from smpclinic.audit import trail
from smpclinic.messaging.callbacks import LOST, is_further
from smpclinic.messaging.twilio import STOPPED

Status, Outcome = Reminder.Status, Delivery.Outcome
log = logging.getLogger(__name__)


@transaction.atomic
def note(delivery: Delivery, *, number: str, state: str, code: str, now: datetime) -> Callback:
    """Write down what was told; the same told again is the same row."""
    told: Callback
    told, _is_new = Callback.objects.get_or_create(
        delivery=delivery, provider_number=number, state=state, defaults={"code": code, "received_at": now}
    )
    return told


def apply_waiting(*, now: datetime) -> int:
    """Turn what was told into the ledger's words; how many callbacks something came of. One never stops the others."""
    return sum(_apply_safely(told, now) for told in Callback.objects.waiting().select_related("delivery")[:500])


def replay(*, now: datetime) -> int:
    """Read every callback again, oldest first; nothing changes where the ledger was right."""
    every = Callback.objects.order_by("pk").select_related("delivery")
    return sum(_apply_safely(told, now) for told in every.iterator())


def _apply_safely(told: Callback, now: datetime) -> bool:
    try:
        return apply(told, now=now)
    except DatabaseError as error:
        log.warning("Callback %s waits over a database error (%s)", told.pk, type(error).__name__)
        return False


@transaction.atomic
def apply(told: Callback, *, now: datetime) -> bool:
    """Bring one attempt and its row up to what was told; False while its worker has yet to write its own answer."""
    attempt = Delivery.objects.select_for_update().get(pk=told.delivery_id)
    if attempt.outcome == Outcome.OPEN:
        return False
    Callback.objects.filter(pk=told.pk).update(applied_at=now)
    if attempt.outcome == Outcome.FAILED or not is_further(told.state, attempt.state):
        return True
    is_lost = told.state in LOST
    words = _("Not delivered (%(state)s %(code)s).") % {"state": told.state, "code": told.code}
    outcome = attempt.outcome
    row = Reminder.objects.select_related("patient__clinic").get(pk=attempt.reminder_id)
    if is_lost:
        outcome = Outcome.FAILED
        _lost(row, attempt, words, told.code, now)
    elif outcome == Outcome.UNKNOWN and _sent_after_all(row, attempt):
        outcome = Outcome.SENT
    facts = {"state": told.state, "provider_number": told.provider_number, "outcome": outcome}
    Delivery.objects.filter(pk=attempt.pk).update(**facts, words=words if is_lost else attempt.words)
    return True


def _lost(row: Reminder, attempt: Delivery, words: str, code: str, now: datetime) -> None:
    """The provider took it and could not bring it: the row has failed, unless another attempt has brought it."""
    if code == str(STOPPED):
        how = _("STOP, told by the provider of texts")
        consents.withdraw(row.patient, purpose=Consent.Purpose.TEXTS, how=how, by=None, now=now)
    others = Delivery.objects.filter(reminder=OuterRef("pk"), outcome=Outcome.SENT).exclude(pk=attempt.pk)
    standing = Reminder.objects.filter(~Exists(others), pk=row.pk, status=Status.SENT)
    if standing.update(status=Status.FAILED, reason=words):
        trail.record("message not delivered", row, by=None, changes={"reason": words})


def _sent_after_all(row: Reminder, attempt: Delivery) -> bool:
    """Nobody knew whether the provider had it; now we do, and a second try is spared if no sweep has begun on it."""
    waiting = Reminder.objects.filter(
        pk=row.pk, status__in=[Status.PLANNED, Status.FAILED], lease_number=attempt.number
    )
    facts = {"sent_at": attempt.started_at, "sent_to": row.address, "message_id": letters.message_id(row)}
    facts |= {"text": letters.words(row), "reason": "", "held_until": None}
    spared = bool(waiting.update(status=Status.SENT, **facts))
    if spared:
        trail.record("message sent", row, by=None)
    return spared
