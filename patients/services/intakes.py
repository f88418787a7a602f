"""An intake: begun, answered step by step, sent once; and the links that lead to it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from patients.models import Consent, Intake, IntakeLink, IntakeStep
from patients.models.consent import WORDINGS
from patients.models.intake import Step
from patients.models.link import VALID_FOR, Way, new_token, token_hash
from patients.models.patient import Patient
from patients.policies import why_not_submit
from patients.services import consents, registration
from patients.services.clashes import Clash
from smpclinic.accounts.access import Refused, insist
from smpclinic.accounts.models import User
from smpclinic.audit import trail

PHOTO_PURPOSES = (
    Consent.Purpose.PHOTO_RECORD,
    Consent.Purpose.PHOTO_TEACHING,
    Consent.Purpose.PHOTO_WEBSITE,
    Consent.Purpose.PHOTO_SOCIAL,
)


@transaction.atomic
def begin(patient: Patient, *, by: User | None, now: datetime) -> Intake:
    """The patient's open intake; a new one when none is open."""
    intake: Intake
    intake, is_new = Intake.objects.select_related("patient__clinic").get_or_create(
        patient=patient, status=Intake.Status.DRAFT, defaults={"created_at": now, "created_by": by}
    )
    if is_new:
        trail.record("intake begun", intake, by=by)
    return intake


@transaction.atomic
def agree(intake: Intake, *, by: User | None, now: datetime) -> None:
    """The patient lets the clinic use the answers for this enquiry, and the intake counts as started."""
    purpose = Consent.Purpose.ENQUIRY
    consents.give(intake.patient, purpose=purpose, wording=str(WORDINGS[purpose]), by=by, now=now)
    Intake.objects.filter(pk=intake.pk, started_at=None).update(started_at=now)


@transaction.atomic
def save_step(
    intake: Intake, step: str, answers: dict[str, Any], *, version: int, by: User | None, now: datetime
) -> IntakeStep:
    """Save one step's answers over `version` (0: not answered before); raises Clash when somebody else was faster."""
    hold_open(intake, now)
    row: IntakeStep | None = IntakeStep.objects.filter(intake=intake, step=step).first()
    if row and row.version != version:
        if row.answers == answers:
            return row
        raise Clash(_("Somebody else has answered this step since you opened it."), row)
    if row is None:
        row = IntakeStep(intake=intake, step=step, version=0)
    row.answers, row.version, row.saved_at, row.saved_by = answers, row.version + 1, now, by
    row.save()
    trail.record("intake step saved", intake, by=by, changes={"step": str(step), "version": row.version})
    carry_over(intake.patient, step, answers, by=by, now=now)
    return row


def hold_open(intake: Intake, now: datetime) -> None:
    """Hold the open intake's row until the transaction ends: saving and sending take turns. Raises once it is sent."""
    held = Intake.objects.filter(pk=intake.pk, status=Intake.Status.DRAFT).update(
        started_at=Coalesce(F("started_at"), Value(now))
    )
    if not held:
        raise Refused(_("This intake has been sent. Call the clinic to correct something."))


def carry_over(patient: Patient, step: str, answers: dict[str, Any], *, by: User | None, now: datetime) -> None:
    """What two of the steps say about the record itself: who the patient is, and what they allow."""
    if step == Step.ABOUT:
        registration.complete(patient, answers, by=by, now=now)
        wanted = {str(Consent.Purpose.REMINDERS): bool(answers.get("may_email"))}
    elif step == Step.PHOTOS:
        wanted = {str(purpose): bool(answers.get(purpose)) for purpose in PHOTO_PURPOSES}
    else:
        return
    consents.choose(patient, wanted=wanted, how=_("unticked in the intake"), by=by, now=now)


@transaction.atomic
def submit(intake: Intake, *, by: User | None, now: datetime) -> bool:
    """Send the intake to the clinic; False when it had been sent already, however often the button is pressed."""
    patient = intake.patient
    moved = Intake.objects.filter(pk=intake.pk, status=Intake.Status.DRAFT).update(
        status=Intake.Status.SUBMITTED, submitted_at=now, submitted_by=by
    )
    if not moved:
        return False
    answers = dict(IntakeStep.objects.filter(intake=intake).values_list("step", "answers"))
    consented = consents.stands(patient, Consent.Purpose.ENQUIRY)
    insist(why_not_submit(patient, answers, consented=consented, today=patient.clinic.local(now).date()))
    trail.record("intake submitted", intake, by=by)
    return True


@transaction.atomic
def issue_link(
    intake: Intake, *, sent_to: str, by: User | None, now: datetime, way: str = Way.EMAIL
) -> tuple[IntakeLink, str]:
    """A new link and its token, which is nowhere else; earlier links go on working, after sending to the copy."""
    token = new_token()
    link: IntakeLink = IntakeLink.objects.create(
        intake=intake,
        token_hash=token_hash(token),
        way=way,
        sent_to=sent_to,
        created_at=now,
        created_by=by,
        expires_at=now + VALID_FOR,
    )
    trail.record("intake link issued", link, by=by, changes={"way": str(way)})
    return link, token
