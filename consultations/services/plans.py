"""Plans: the engine's answer on the facts and prices of a day, stored whole."""

import logging
from datetime import datetime

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from consultations.models import Consultation, Plan, PlanLink
from consultations.planning import findings, recommendation
from consultations.planning.engine import recommend
from consultations.services import prices
from consultations.services.findings import collect
from patients.models import Intake, Patient
from patients.models.link import VALID_FOR, new_token, token_hash
from smpclinic.accounts.access import Refused
from smpclinic.accounts.models import User
from smpclinic.audit import trail

Status = Plan.Status
OPEN = (Status.DRAFT, Status.TO_REVIEW)
log = logging.getLogger(__name__)


@transaction.atomic
def make(
    patient: Patient,
    *,
    intake: Intake | None,
    consultation: Consultation | None = None,
    by: User | None,
    now: datetime,
) -> Plan:
    """Ask the engine and keep its answer, whole, as the patient's open plan; an earlier open plan is replaced."""
    day = patient.clinic.local(now).date()
    facts = collect(patient, intake, today=day)
    prices.begin(patient.clinic, by=by, now=now)
    price_list = prices.standing(patient.clinic, day)
    try:
        answer = recommendation.as_json(recommend(findings.parse(facts), prices.as_list(price_list)))
    except findings.FindingsError as error:
        raise Refused(_("Options could not be made: %(error)s") % {"error": error}) from error
    for old in Plan.objects.filter(patient=patient, status__in=OPEN):
        if Plan.objects.filter(pk=old.pk, status=old.status).update(status=Status.REPLACED):
            trail.record("plan replaced", old, by=by, changes={"status": [old.status, Status.REPLACED]})
    try:
        with transaction.atomic():
            plan: Plan = Plan.objects.create(
                patient=patient,
                intake=intake,
                consultation=consultation,
                status=Status.TO_REVIEW,
                findings=facts,
                prices=price_list,
                recommendation=answer,
                engine=answer["engine"],
                rules=answer["rules"],
                lead=answer["lead"],
                chosen=answer["lead"],
                made_at=now,
                made_by=by,
            )
    except IntegrityError:
        raise Refused(_("Someone else has just made a plan for this patient. Look at it first.")) from None
    trail.record("plan made", plan, by=by, changes={"lead": plan.lead, "rules": plan.rules})
    return plan


def make_waiting(*, now: datetime) -> int:
    """Make a plan for each submitted intake that has none; how many were made.

    Each stands in its own transaction, and none that cannot be planned stops the others.
    """
    later_plan = Plan.objects.filter(patient=OuterRef("patient"), made_at__gte=OuterRef("submitted_at"))
    waiting = (
        Intake.objects.filter(~Exists(later_plan), status=Intake.Status.SUBMITTED)
        .select_related("patient__clinic")
        .prefetch_related("steps")
        .order_by("submitted_at", "pk")
    )
    made = 0
    for intake in list(waiting):
        if not waiting.filter(pk=intake.pk).exists():
            continue  # another worker was faster
        try:
            make(intake.patient, intake=intake, by=None, now=now)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one patient's facts
            # the error's own words may hold an answer, and logs hold none
            log.error("No plan could be made of intake %s (%s)", intake.pk, type(error).__name__)
        else:
            made += 1
    return made


@transaction.atomic
def issue_link(plan: Plan, *, sent_to: str, by: User | None, now: datetime) -> tuple[PlanLink, str]:
    """A fresh link to the plan and its token, which is stored nowhere."""
    token = new_token()
    link: PlanLink = PlanLink.objects.create(
        plan=plan,
        token_hash=token_hash(token),
        sent_to=sent_to,
        created_at=now,
        created_by=by,
        expires_at=now + VALID_FOR,
    )
    trail.record("plan link made", link, by=by)
    return link, token
