"""Giving and withdrawing consent, purpose by purpose, with the words that were shown."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from patients.models import Consent, Patient
from patients.models.consent import VERSIONS, WORDINGS
from patients.services import ticks
from smpclinic.accounts.models import User
from smpclinic.audit import trail


@transaction.atomic
def give(patient: Patient, *, purpose: str, wording: str, by: User | None, now: datetime) -> Consent:
    """The standing consent; the one already given counts, asking twice changes nothing.

    A consent to texts is about one number: for another it is asked again, and the one to the old number ends.
    """
    standing = Consent.objects.standing().filter(patient=patient, purpose=purpose)
    given: Consent | None = standing.first()
    if given and given.number == number_of(patient, purpose):
        return given
    if given:
        withdraw(patient, purpose=purpose, how=_("the number has changed"), by=by, now=now)
    draft = ticks.held(patient, purpose)
    try:
        with transaction.atomic():
            given = write_down(patient, purpose=purpose, wording=wording, by=by, now=now)
    except IntegrityError:  # pressed twice, and the other press was faster
        return standing.get()
    ticks.follow(draft, purpose, yes=True, by=by, now=now)
    return given


def write_down(patient: Patient, *, purpose: str, wording: str, by: User | None, now: datetime) -> Consent:
    """A new consent of a patient who has none for the purpose; for callers inside a transaction."""
    version = VERSIONS[purpose] if wording == str(WORDINGS[purpose]) else ""
    consent: Consent = Consent.objects.create(
        patient=patient,
        purpose=purpose,
        wording=wording,
        version=version,
        language=get_language() or "",
        number=number_of(patient, purpose),
        given_at=now,
        given_by=by,
    )
    trail.record("consent given", consent, by=by, changes={"purpose": purpose, "version": version})
    return consent


@transaction.atomic
def withdraw(patient: Patient, *, purpose: str, how: str, by: User | None, now: datetime) -> None:
    """Close the standing consent, if there is one; the row stays, with how it was withdrawn."""
    draft = ticks.held(patient, purpose)
    closed = Consent.objects.standing().filter(patient=patient, purpose=purpose)
    if closed.update(withdrawn_at=now, withdrawn_how=how):
        trail.record("consent withdrawn", patient, by=by, changes={"purpose": purpose, "how": how})
        ticks.follow(draft, purpose, yes=False, by=by, now=now)


def choose(patient: Patient, *, wanted: dict[str, bool], how: str, by: User | None, now: datetime) -> None:
    """Bring the standing consents in line with the ticks of a form; what was right already is left alone."""
    standing = set(
        Consent.objects.standing().filter(patient=patient, purpose__in=list(wanted)).values_list("purpose", flat=True)
    )
    for purpose, yes in wanted.items():
        if yes and purpose not in standing:
            give(patient, purpose=purpose, wording=str(WORDINGS[purpose]), by=by, now=now)
        if not yes and purpose in standing:
            withdraw(patient, purpose=purpose, how=how, by=by, now=now)


def number_of(patient: Patient, purpose: str) -> str:
    """The number that a consent to this purpose is about; empty for purposes that are about none."""
    return patient.mobile if purpose == Consent.Purpose.TEXTS else ""


def taken_back(patient: Patient, purpose: str) -> bool:
    """Whether the patient once agreed to this and does not any more."""
    return bool(Consent.objects.taken_back().filter(patient=patient, purpose=purpose).exists())


def stands(patient: Patient, purpose: str) -> bool:
    """Whether the patient has agreed to this and not taken it back."""
    return bool(Consent.objects.standing().filter(patient=patient, purpose=purpose).exists())


def may_text(patient: Patient) -> bool:
    """Whether the patient has agreed to texts on the number that the record has now."""
    return bool(Consent.objects.to_texts().filter(patient=patient).exists())
