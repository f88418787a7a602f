"""An intake: begun, answered step by step, sent once; and the links that lead to it."""

from collections.abc import Container
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from patients.models import Consent, Intake, IntakeLink, IntakeStep
from patients.models.consent import WORDINGS
from patients.models.intake import Step
from patients.models.link import VALID_FOR, Way, new_token, token_hash
from patients.models.patient import Patient
from patients.policies import why_not_submit
from patients.services import as_sent, consents, questionnaires, registration, ticks
from patients.services.answers import Answers, Fit, Saved, Told, as_given, write
from smpclinic.accounts.access import Refused, insist
from smpclinic.accounts.models import User
from smpclinic.audit import trail

MINUTE = timedelta(minutes=1)
# One intake, saved from all its browsers: two people who type without a pause stay far below.
SAVES_A_MINUTE = 240


class TooMany(Refused):
    """Saved more often in a minute than people can."""


@transaction.atomic
def begin(patient: Patient, *, by: User | None, now: datetime) -> Intake:
    """The patient's open intake; a new one when none is open."""
    intake: Intake
    facts: dict[str, Any] = {"created_at": now, "created_by": by, "earlier": lambda: last_sent(patient)}
    intake, is_new = Intake.objects.select_related("patient__clinic").get_or_create(
        patient=patient, status=Intake.Status.DRAFT, defaults=facts
    )
    if is_new:
        trail.record("intake begun", intake, by=by)
    return intake


def last_sent(patient: Patient) -> Intake | None:
    """The intake whose answers a new one asks about again; none once the patient has taken back their use."""
    sent = Intake.objects.filter(patient=patient, status=Intake.Status.SUBMITTED).order_by("-submitted_at", "-pk")
    newest: Intake | None = sent.first()
    if newest is None:
        return None
    ended = Consent.objects.filter(
        patient=patient, purpose=Consent.Purpose.ENQUIRY, withdrawn_at__gte=newest.submitted_at
    )
    return None if ended.exists() else newest


@transaction.atomic
def agree(intake: Intake, *, by: User | None, now: datetime) -> None:
    """The patient lets the clinic use the answers for this enquiry, and the intake counts as started."""
    purpose = Consent.Purpose.ENQUIRY
    consents.give(intake.patient, purpose=purpose, wording=str(WORDINGS[purpose]), by=by, now=now)
    Intake.objects.filter(pk=intake.pk, started_at=None).update(started_at=now)
    if intake.earlier_id:  # taken back and agreed to again: what was told before that is not brought up
        Intake.objects.filter(pk=intake.pk).update(earlier=last_sent(intake.patient))


def save_step(
    intake: Intake, step: str, answers: Answers, *, version: int, by: User | None, now: datetime
) -> IntakeStep:
    """Save one step's checked answers over `version` (0: not answered before); raises AnswersClash as below."""
    return save_form(intake, step, Told(answers, version), fit=as_given, by=by, now=now).row


@transaction.atomic
def save_form(intake: Intake, step: str, told: Told, *, fit: Fit, by: User | None, now: datetime) -> Saved:
    """Save what a form of the whole step says.

    Raises AnswersClash when somebody else has changed one of the answers to something else in the meantime.
    """
    hold_open(intake, now)
    saved = write(intake, step, told, is_whole=True, fit=fit, by=by, now=now)
    if saved.is_new:
        trail.record("intake step saved", intake, by=by, changes={"step": str(step), "version": saved.row.version})
    carry_over(intake, step, saved.row.answers, asked=ticks.ASKED.get(step, ()), by=by, now=now)
    return saved


@transaction.atomic
def save_answer(intake: Intake, step: str, told: Told, *, fit: Fit, by: User | None, now: datetime) -> Saved:
    """Save single answers of a step; it becomes done only as a whole, and stays done only while it passes its checks.

    Raises AnswersClash as above. What the answers say about the record itself waits until the step is done.
    """
    hold_open(intake, now)
    saved = write(intake, step, told, is_whole=False, fit=fit, by=by, now=now)
    if saved.is_new:
        trail.record("intake answer saved", intake, by=by, changes={"step": str(step), "version": saved.row.version})
    if saved.row.is_done:
        carry_over(intake, step, saved.row.answers, asked=told.answers, by=by, now=now)
    return saved


def hold_open(intake: Intake, now: datetime) -> None:
    """Hold the open intake's row until the transaction ends: saving and sending take turns.

    Raises Refused once it is sent, and TooMany when it is saved more often than people can.
    """
    still_open = Intake.objects.filter(pk=intake.pk, status=Intake.Status.DRAFT)
    ways = [counted_on, begun_to_count]
    if intake.saves_since is None or intake.saves_since <= now - MINUTE:
        ways.reverse()
    # twice: somebody else may begin a minute between our looks at it
    if any(way(still_open, now) for way in (*ways, *ways)):
        return
    if still_open.exists():
        raise TooMany(_("This was saved very often just now. Wait a minute, then go on. Nothing is lost."))
    raise Refused(_("This intake has been sent. Call the clinic to correct something."))


def counted_on(still_open: QuerySet[Intake], now: datetime) -> bool:
    """Count one more save within the minute that was begun; False when none was, or there were too many."""
    counting = still_open.filter(saves_since__gt=now - MINUTE, saves__lt=SAVES_A_MINUTE)
    return bool(counting.update(saves=F("saves") + 1))


def begun_to_count(still_open: QuerySet[Intake], now: datetime) -> bool:
    """Begin a new minute with one save; False as long as one lasts."""
    idle = still_open.filter(Q(saves_since=None) | Q(saves_since__lte=now - MINUTE))
    return bool(idle.update(started_at=Coalesce(F("started_at"), Value(now)), saves=1, saves_since=now))


def carry_over(
    intake: Intake, step: str, answers: dict[str, Any], *, asked: Container[str], by: User | None, now: datetime
) -> None:
    """What two of the steps say about the record itself: who the patient is, and what they allow.

    `asked` are the questions that were answered just now: what an older answer once allowed is not allowed again by it.
    """
    if step == Step.ABOUT:
        fill_record(intake, answers, by=by, now=now)
    purposes = {key: purpose for key, purpose in ticks.ASKED.get(step, {}).items() if key in asked}
    if not purposes:
        return
    wanted = {purpose: bool(answers.get(key)) for key, purpose in purposes.items()}
    consents.choose(intake.patient, wanted=wanted, how=_("unticked in the intake"), by=by, now=now)


def fill_record(intake: Intake, answers: dict[str, Any], *, by: User | None, now: datetime) -> None:
    """Fill the record's gaps from the first step, and note what this intake has filled: that much it may correct."""
    rows = Intake.objects.filter(pk=intake.pk)
    before = rows.values_list("filled", flat=True).get()
    filled = registration.complete(intake.patient, answers, filled=before, by=by, now=now)
    if filled != before:
        rows.update(filled=filled)


@transaction.atomic
def submit(intake: Intake, *, by: User | None, now: datetime) -> bool:
    """Send the intake to the clinic; False when it had been sent already, however often the button is pressed."""
    patient = intake.patient
    moved = Intake.objects.filter(pk=intake.pk, status=Intake.Status.DRAFT).update(
        status=Intake.Status.SUBMITTED, submitted_at=now, submitted_by=by
    )
    if not moved:
        return False
    answers = dict(IntakeStep.objects.done().filter(intake=intake).values_list("step", "answers"))
    consented = consents.stands(patient, Consent.Purpose.ENQUIRY)
    insist(why_not_submit(patient, answers, consented=consented, today=patient.clinic.local(now).date()))
    kept = {"questionnaire": questionnaires.kept(now=now), "sent": as_sent.taken(intake)}
    Intake.objects.filter(pk=intake.pk).update(**kept)
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
