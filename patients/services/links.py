"""The door for people without an account: a link, and one check that they are who it was sent to."""

from datetime import date, datetime
from hmac import compare_digest
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from patients.models import Consent, IntakeLink, Patient
from patients.models.link import AccessLink
from smpclinic.audit import trail

DIGITS = 4


def open_for(token: str) -> IntakeLink | None:
    """The intake link of this token with its intake, patient and clinic, whatever its state; else None."""
    return found(IntakeLink.objects.open_for(token))


def granted(link_pk: int, now: datetime) -> IntakeLink | None:
    """The link that a browser session was let in by; None once it has run out or was revoked."""
    return found(IntakeLink.objects.filter(pk=link_pk, revoked_at=None, expires_at__gt=now))


def found(links: QuerySet[Any]) -> IntakeLink | None:
    """The one link of the queryset with its patient, of whom it is known whether reminders are agreed to."""
    mails = Consent.objects.standing().filter(patient=OuterRef("intake__patient"), purpose=Consent.Purpose.REMINDERS)
    whole = links.select_related("intake__patient__clinic", "intake__questionnaire").annotate(agreed_to_email=Exists(mails))
    link: IntakeLink | None = whole.first()
    if link:
        link.intake.patient.agreed_to_email = link.agreed_to_email  # type: ignore[attr-defined]  # annotated above
    return link


def asks_for(patient: Patient) -> str:
    """What the check asks: `born_on`, `mobile` (its last four digits), or nothing when neither is known."""
    if patient.born_on:
        return "born_on"
    return "mobile" if patient.mobile else ""


@transaction.atomic
def knock(link: AccessLink, patient: Patient, answer: date | str, *, now: datetime) -> bool:
    """Whether the answer opens the link. A try is spent before the answer is compared, and given back when right."""
    doors = type(link).objects.filter(pk=link.pk)
    if not doors.live(now).update(failed_tries=F("failed_tries") + 1):
        return False
    if not is_right(patient, answer):
        trail.record("link check missed", link, by=None)
        return False
    doors.update(failed_tries=0, opened_at=Coalesce(F("opened_at"), Value(now)))
    trail.record("link opened", link, by=None)
    return True


def is_right(patient: Patient, answer: date | str) -> bool:
    """Whether this is the patient's birthday, or the end of their mobile number."""
    asked = asks_for(patient)
    if asked == "born_on":
        return answer == patient.born_on
    return asked == "mobile" and compare_digest(str(answer).encode(), patient.mobile[-DIGITS:].encode())
