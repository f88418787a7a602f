"""What the record waits for the ledger to send: fresh links that were asked for, the word that a form arrived."""

import logging
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from consultations.models import Reminder
from consultations.services import reminders
from consultations.services.anchors import ARRIVED
from patients.models import Intake, IntakeLink
from patients.policies import why_not_send
from smpclinic.audit import trail

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
    """Plan a fresh link to the address on record, if there is one; whoever is first marks the wish as served."""
    wanting = IntakeLink.objects.wanting_fresh().filter(pk=link.pk)
    if not wanting.update(fresh_ordered_at=now):
        return False
    patient = link.intake.patient
    if why := why_not_send(patient):
        trail.record("fresh link not sent", link, by=None, changes={"reason": why})
        return False
    rule = "intake_link" if link.intake.is_open else ARRIVED
    reminders.plan_link(link.intake, rule=rule, by=None, now=now)
    return True


def unconfirmed(now: datetime) -> list[Intake]:
    """Intakes that have arrived lately at a patient who can be reached, and about which nothing was planned."""
    anchor = Concat(Value("intake "), Cast(OuterRef("pk"), CharField()))
    told = Reminder.objects.filter(patient=OuterRef("patient"), rule=ARRIVED, anchor=anchor)
    arrived = Intake.objects.filter(~Exists(told), status=Intake.Status.SUBMITTED, submitted_at__gt=now - NEWS)
    return [
        intake
        for intake in arrived.select_related("patient__clinic", "submitted_by").order_by("pk")
        if not why_not_send(intake.patient)
    ]


def confirm(intake: Intake, *, now: datetime) -> bool:
    """Plan the word that the form has arrived."""
    reminders.plan_message(
        intake.patient, rule=ARRIVED, anchor=f"intake {intake.pk}", due_at=now, by=intake.submitted_by, now=now
    )
    return True
