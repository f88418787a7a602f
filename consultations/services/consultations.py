"""Visits to talk: booked, then moved on by people."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.models import Consultation
from consultations.policies import why_not_move
from patients.models import Patient
from smpclinic.accounts.access import Refused, insist
from smpclinic.accounts.models import User
from smpclinic.audit import trail

Status = Consultation.Status


@transaction.atomic
def book(patient: Patient, *, doctor: User, starts_at: datetime, by: User | None, now: datetime) -> Consultation:
    """Book a visit; raise Refused when the day has passed or the doctor sees somebody else then."""
    clinic = patient.clinic
    if clinic.local(starts_at).date() < clinic.local(now).date():
        raise Refused(_("Choose a day from today on."))
    if doctor.clinic_id != clinic.pk or not doctor.is_doctor or not doctor.is_active:
        raise Refused(_("Choose a doctor of this clinic."))
    try:
        with transaction.atomic():
            visit: Consultation = Consultation.objects.create(
                patient=patient, doctor=doctor, starts_at=starts_at, created_by=by
            )
    except IntegrityError:
        at = date_format(timezone.localtime(starts_at, clinic.tz), "H:i")
        sentence = _("%(doctor)s sees someone else at %(time)s. Choose another time.")
        raise Refused(sentence % {"doctor": doctor.name, "time": at}) from None
    trail.record("consultation booked", visit, by=by, changes={"starts_at": starts_at.isoformat()})
    return visit


@transaction.atomic
def move(consultation: Consultation, *, to: str, by: User, now: datetime) -> None:
    """Take the visit a step on (here, with the doctor, done, no-show ...); raise Refused when somebody was faster."""
    insist(why_not_move(consultation, to))
    facts = {"here_at": now} if to == Status.HERE else {}
    standing = Consultation.objects.filter(pk=consultation.pk, status=consultation.status)
    if not standing.update(status=to, **facts):
        raise Refused(_("Someone else has just moved this visit. Look at the day again."))
    trail.record("consultation moved", consultation, by=by, changes={"status": [consultation.status, to]})
