"""Writing the words of a message: neutral to whoever looks over a shoulder, with links that are made at this moment."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from consultations.models import Plan, Reminder
from consultations.planning.followups import Letter as Kind
from consultations.planning.followups import named
from consultations.services import plans, stop_links
from consultations.services.anchors import next_ahead
from patients.models import Intake
from patients.models.link import Way
from patients.services import intakes
from smpclinic.messaging import callbacks
from smpclinic.messaging.channels import Letter
from smpclinic.web import languages

LINK, STOP = "(link)", "(stop link)"


@dataclass(frozen=True, slots=True)
class Written:
    """A letter, and its text as the ledger keeps it: with no link in it."""

    letter: Letter
    stored_text: str


def write(reminder: Reminder, *, now: datetime) -> Written:
    """The letter of a reminder, with fresh links; call it inside the transaction that marks the attempt."""
    link, stop = _link(reminder, now), stop_links.address(reminder.patient)
    stored_text = words(reminder)
    if reminder.channel == Reminder.Channel.TEXT:
        text = stored_text.replace(LINK, link).strip()
        told_at = callbacks.address(reverse("consultations:text_state", args=[reminder.pk, reminder.lease_number]))
        letter = Letter(key=message_id(reminder), to=reminder.address, text=text, callback=told_at)
        return Written(letter, stored_text)
    clinic = reminder.patient.clinic
    letter = Letter(
        key=message_id(reminder),
        to=reminder.address,
        sender_name=clinic.name,
        sender=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        reply_to=clinic.email,
        subject=subject(reminder),
        text=stored_text.replace(LINK, link).replace(STOP, stop),
        headers=_stop_headers(stop) if named(reminder.rule, reminder.occurrence).consent else {},
    )
    return Written(letter, stored_text)


def subject(reminder: Reminder) -> str:
    """The subject in the patient's language; a text has none."""
    if reminder.channel == Reminder.Channel.TEXT:
        return ""
    with languages.writing_to(reminder.patient.language):
        return _("A message from %(clinic)s") % {"clinic": reminder.patient.clinic.name}


def words(reminder: Reminder) -> str:
    """The text in the patient's language and the clinic's time, with a word where each link goes: as the ledger keeps
    it, and as a preview.
    """
    follow_up = named(reminder.rule, reminder.occurrence)
    ahead = next_ahead(reminder) if follow_up.letter == Kind.NEXT_VISIT else None
    context: dict[str, Any] = {
        "clinic": reminder.patient.clinic,
        "first_name": reminder.patient.first_name,
        "link": LINK,
        "stop": STOP if follow_up.consent else "",
        "photos": follow_up.photos,
        "starts_at": ahead.starts_at if ahead else None,
    }
    with timezone.override(reminder.patient.clinic.tz), languages.writing_to(reminder.patient.language):
        folder = "text" if reminder.channel == Reminder.Channel.TEXT else "mail"
        return render_to_string(f"{folder}/{follow_up.letter}.txt", context).strip() + "\n"


def message_id(reminder: Reminder) -> str:
    """The same for every try of one reminder, and no other reminder's on any other database."""
    seal = salted_hmac("consultations.message_id", f"{reminder.pk} {reminder.created_at.isoformat()}").hexdigest()[:20]
    return f"<{reminder.pk}.{seal}@{urlsplit(settings.SITE_URL).hostname}>"


def _link(reminder: Reminder, now: datetime) -> str:
    """A fresh link where the message carries one, else nothing."""
    number, address = int(reminder.anchor.rpartition(" ")[2]), reminder.address
    way = Way.TEXT if reminder.channel == Reminder.Channel.TEXT else Way.EMAIL
    match named(reminder.rule, reminder.occurrence).letter:
        case Kind.INTAKE_LINK | Kind.INTAKE_ARRIVED:
            intake = Intake.objects.get(pk=number)
            _intake_link, token = intakes.issue_link(intake, sent_to=address, by=reminder.created_by, now=now, way=way)
            return f"{settings.SITE_URL}{reverse('patients:intake_start', args=[token])}"
        case Kind.PLAN_READY:
            plan = Plan.objects.get(pk=number)
            _link_row, token = plans.issue_link(plan, sent_to=address, by=reminder.created_by, now=now)
            return f"{settings.SITE_URL}{reverse('consultations:patient_plan_start', args=[token])}"
    return ""


def _stop_headers(stop: str) -> dict[str, str]:
    """One click in the mail program stops the messages (RFC 8058)."""
    return {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
