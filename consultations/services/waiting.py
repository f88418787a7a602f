"""What the record waits for the ledger to send: fresh links that were asked for, the word that a form arrived."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from consultations.models import Reminder
from consultations.services import reminders
from consultations.services.anchors import ARRIVED
from patients.models import Consent, Intake, IntakeLink, Patient
from patients.policies import ways_to_send, why_not_send_at_all
from patients.services import consents
from smpclinic.audit import trail
from smpclinic.messaging.channels import TEXT

# A form that arrived earlier than this is no news any more.
NEWS = timedelta(days=1)
log = logging.getLogger(__name__)


def plan(*, now: datetime) -> int:
    """Plan each of these messages once, however many sweeps look at a time; how many were planned."""
    links = list(IntakeLink.objects.wanting_fresh().select_related("intake__patient__clinic").order_by("pk"))
    planned = 0
    for one in (*links, *unconfirmed(now)):
        try:
            planned += order_fresh(one, now=now) if isinstance(one, IntakeLink) else confirm(one, now=now)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - one that cannot be planned must not stop the others
            log.warning("Nothing could be planned for %s (%s)", one, type(error).__name__)
    return planned


@transaction.atomic
def order_fresh(link: IntakeLink, *, now: datetime) -> bool:
    """Plan a fresh link to the address on record, by the way that this one took if that is still open.

    Whoever is first marks the wish as served.
    """
    wanting = IntakeLink.objects.wanting_fresh().filter(pk=link.pk)
    if not wanting.update(fresh_ordered_at=now):
        return False
    patient = link.intake.patient
    channel = channel_to(patient, last=link.way, may_text=consents.may_text(patient))
    if not channel:
        reason = why_not_send_at_all(patient) or _("The patient has not agreed to texts on this number.")
        trail.record("fresh link not sent", link, by=None, changes={"reason": reason})
        return False
    rule = "intake_link" if link.intake.is_open else ARRIVED
    reminders.plan_link(link.intake, rule=rule, by=None, now=now, channel=channel, instead=True)
    return True


def channel_to(patient: Patient, *, last: str = "", may_text: bool) -> str:
    """The channel of a message for which nobody chose one: as last time, else email, else text; empty without any."""
    ways = [way for way in ways_to_send(patient, last) if way != TEXT or may_text]
    return str(ways[0]) if ways else ""


def unconfirmed(now: datetime) -> list[Any]:
    """Intakes that have arrived lately at a patient who can be reached, and about which nothing was planned."""
    anchor = Concat(Value("intake "), Cast(OuterRef("pk"), CharField()))
    told = Reminder.objects.filter(patient=OuterRef("patient"), rule=ARRIVED, anchor=anchor)
    may_text = Exists(Consent.objects.to_texts().filter(patient=OuterRef("patient")))
    arrived = Intake.objects.filter(~Exists(told), status=Intake.Status.SUBMITTED, submitted_at__gt=now - NEWS)
    found: QuerySet[Any] = (
        arrived.select_related("patient__clinic", "submitted_by").annotate(may_text=may_text).order_by("pk")
    )
    return [intake for intake in found if channel_to(intake.patient, may_text=intake.may_text)]


def confirm(intake: Any, *, now: datetime) -> bool:
    """Plan the word that the form has arrived, for one of the `unconfirmed`."""
    reminders.plan_message(
        intake.patient,
        rule=ARRIVED,
        anchor=f"intake {intake.pk}",
        due_at=now,
        by=intake.submitted_by,
        now=now,
        channel=channel_to(intake.patient, may_text=intake.may_text),
    )
    return True
