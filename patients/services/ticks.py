"""The ticks of an open intake that are consents: its answers follow what was given or taken back elsewhere."""

from datetime import datetime

from patients.models import Consent, Intake, IntakeStep, Patient
from patients.models.intake import Step
from patients.services.answers import Told, as_given, write
from smpclinic.accounts.models import User
from smpclinic.audit import trail

PHOTO_PURPOSES = (
    Consent.Purpose.PHOTO_RECORD,
    Consent.Purpose.PHOTO_TEACHING,
    Consent.Purpose.PHOTO_WEBSITE,
    Consent.Purpose.PHOTO_SOCIAL,
)
# Where each consent is asked for: the question of each purpose, step by step.
ASKED: dict[str, dict[str, str]] = {
    Step.ABOUT: {"may_email": Consent.Purpose.REMINDERS.value},
    Step.PHOTOS: {purpose.value: purpose.value for purpose in PHOTO_PURPOSES},
}
PLACES = {purpose: (step, key) for step, asked in ASKED.items() for key, purpose in asked.items()}


def held(patient: Patient, purpose: str) -> Intake | None:
    """The open intake that asks for this consent, its row held until the transaction ends; taken before the consent's.

    Saving a step holds the intake first too: so nobody waits for each other for good.
    """
    if purpose not in PLACES:
        return None
    drafts = Intake.objects.select_for_update().filter(patient=patient, status=Intake.Status.DRAFT)
    draft: Intake | None = drafts.first()
    return draft


def follow(draft: Intake | None, purpose: str, *, yes: bool, by: User | None, now: datetime) -> None:
    """Bring the answer of the open intake in line, if its step was begun; a page opened before learns of it."""
    if draft is None:
        return
    step, key = PLACES[purpose]
    row = IntakeStep.objects.filter(intake=draft, step=step).first()
    if row is None or row.answers.get(key, False) == yes:
        return
    saved = write(draft, step, Told({key: yes}, row.version), is_whole=False, fit=as_given, by=by, now=now)
    trail.record("intake answer saved", draft, by=by, changes={"step": str(step), "version": saved.row.version})


def standing(patient: Patient) -> dict[str, bool]:
    """Each purpose of photos that the patient has ever spoken of, and whether it is agreed to now."""
    rows = Consent.objects.filter(patient=patient, purpose__in=PHOTO_PURPOSES)
    found: dict[str, bool] = {}
    for purpose, withdrawn_at in rows.values_list("purpose", "withdrawn_at"):
        found[purpose] = found.get(purpose, False) or withdrawn_at is None
    return found
