"""Plans: the engine's answer on the facts and prices of a day, stored whole."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from consultations.models import Consultation, Plan, PlanLink, Protocol
from consultations.planning import findings, recommendation, trace
from consultations.planning.book import OWN, Book
from consultations.planning.engine import recommend
from consultations.services import numbers, prices
from consultations.services.findings import collect
from consultations.services.what_if import Changes, laid
from patients.models import Consent, Intake, Patient
from patients.models.link import VALID_FOR, new_token, token_hash
from patients.services import consents
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
    wishes: Changes | None = None,
    by: User | None,
    now: datetime,
) -> Plan:
    """Ask the engine and keep its answer, whole, as the patient's open plan; an earlier open plan is replaced.

    `wishes` are those that the doctor has changed with the patient, laid over what was told.
    """
    if intake and consents.taken_back(patient, Consent.Purpose.ENQUIRY):
        raise Refused(_("The patient has taken back the use of the answers. Ask for it again first."))
    day = patient.clinic.local(now).date()
    facts = laid(collect(patient, intake, today=day), wishes or {})
    prices.begin(patient.clinic, by=by, now=now)
    price_list = prices.standing(patient.clinic, day)
    book = numbers.book(patient.clinic)
    try:
        told, list_of_day = findings.parse(facts), prices.as_list(price_list)
        answer = recommendation.as_json(recommend(told, list_of_day, book))
        steps = trace.as_json(trace.of(told, list_of_day, book))
    except findings.FindingsError as error:
        raise Refused(_("Options could not be made: %(error)s") % {"error": error}) from error
    for old in Plan.objects.filter(patient=patient, status__in=OPEN):
        if Plan.objects.filter(pk=old.pk, status=old.status).update(status=Status.REPLACED):
            trail.record("plan replaced", old, by=by, changes={"status": [old.status, Status.REPLACED]})
    Protocol.objects.get_or_create(version=book.version, defaults={"numbers": book.protocol()})
    try:
        with transaction.atomic():
            plan: Plan = Plan.objects.create(
                patient=patient,
                intake=intake,
                consultation=consultation,
                status=Status.TO_REVIEW,
                findings=facts,
                prices=price_list,
                numbers=book.set_here,
                recommendation=answer,
                trace=steps,
                engine=answer["engine"],
                rules=answer["rules"],
                lead=answer["lead"],
                chosen=answer["lead"],
                made_at=now,
                made_by=by,
            )
    except IntegrityError:
        raise Refused(_("Someone else has just made a plan for this patient. Look at it first.")) from None
    asked = {"wishes": wishes} if wishes else {}
    trail.record("plan made", plan, by=by, changes={"lead": plan.lead, "rules": plan.rules, **asked})
    return plan


@dataclass(frozen=True)
class Difference:
    """One place of the answer where a plan, worked out again, says something else."""

    place: str
    then: Any
    now: Any


@dataclass(frozen=True)
class Recomputed:
    """A stored plan worked out again from its own facts, prices and numbers."""

    differences: tuple[Difference, ...]
    rules_then: str
    rules_now: str
    answer: dict[str, Any] | None  # None where it could not be worked out

    @property
    def same(self) -> bool:
        """Whether today's rules say of that day's facts, prices and numbers what was said then."""
        return not self.differences

    @property
    def revised(self) -> bool:
        """Whether the rules themselves, or the protocol's own numbers, are others than those of the plan."""
        return self.rules_now != self.rules_then


VERSIONS = frozenset({"rules", "engine"})  # they name the answer, and do not belong to it


def again(plan: Plan) -> Recomputed:
    """Work the plan out again with the facts, prices and numbers of its day, and compare; nothing is stored."""
    try:
        of_day = Protocol.objects.filter(version=plan.rules).first()
        book = Book(plan.numbers, of_day.numbers if of_day else None)
        said = recommend(findings.parse(plan.findings), prices.as_list(plan.prices), book)
    except ValueError as error:  # facts or numbers of a shape that is no longer taken
        return Recomputed((Difference("", _("an answer"), str(error)),), plan.rules, OWN.version, None)
    answer: dict[str, Any] = json.loads(json.dumps(recommendation.as_json(said)))
    found = tuple(one for one in _differences(plan.recommendation, answer) if one.place not in VERSIONS)
    return Recomputed(found, plan.rules, book.version, answer)


def _differences(then: Any, now: Any, place: str = "") -> Iterator[Difference]:
    """Every place in which two plain values differ; the way to it dotted."""
    if isinstance(then, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*then, *now]):
            yield from _differences(then.get(key), now.get(key), f"{place}.{key}".lstrip("."))
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for n, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from _differences(one, other, f"{place}.{n}")
    elif then != now:
        yield Difference(place, then, now)


def make_waiting(*, now: datetime) -> int:
    """Make a plan for each submitted intake that has none; how many were made.

    Each stands in its own transaction, and none that cannot be planned stops the others.
    """
    later_plan = Plan.objects.filter(patient=OuterRef("patient"), made_at__gte=OuterRef("submitted_at"))
    of_patient = Consent.objects.filter(patient=OuterRef("patient"), purpose=Consent.Purpose.ENQUIRY)
    may_use = Exists(of_patient.standing()) | ~Exists(of_patient)
    waiting = (
        Intake.objects.filter(may_use, ~Exists(later_plan), status=Intake.Status.SUBMITTED)
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
