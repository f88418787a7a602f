"""One patient with a row of everything, and unmistakable words wherever only a doctor may read."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from consultations.models import (
    Assessment,
    Consultation,
    Discount,
    Plan,
    Quote,
    Reminder,
    Review,
    Session,
    Shade,
    Signature,
)
from patients.models import Consent, Intake, Marking, Patient, Photo, Scar
from smpclinic.accounts.models import User
from tests.factories import (
    ConsentFactory,
    ConsultationFactory,
    DiscountFactory,
    IntakeFactory,
    MarkingFactory,
    PatientFactory,
    PhotoFactory,
    PlanFactory,
    QuoteFactory,
    ReminderFactory,
    ScarFactory,
    SessionFactory,
    ShadeFactory,
    SignatureFactory,
    UserFactory,
)
from tests.patients.answers import answer_all
from tests.patients.pictures import jpeg

GRAFTS = 23_457
# What the front desk and the manager must never be sent, in any form in which a page could show it.
OF_HEALTH = (
    "CANARY-MEDICINE",
    "CANARY-ALLERGY",
    "CANARY-OTHER",
    "23457",
    "23,457",
    "keloid",
    "latex",
    "CANARY-REMARK",
    "CANARY-MARKING",
)
OF_PLANS = (
    "CANARY-REASON",
    "CANARY-CAUTION",
    "CANARY-CANNOT",
    "CANARY-GATE",
    "CANARY-DECISION",
    "CANARY-NOTE",
    "CANARY-REVIEW",
    "CANARY-ASSESSMENT",
    "CANARY-LINE",
    "CANARY-SHADE",
)
SECRETS = OF_HEALTH + OF_PLANS


@dataclass
class Record:
    """The rows that addresses may speak of."""

    patient: Patient
    draft: Intake
    scar: Scar
    photo: Photo
    visit: Consultation
    plan: Plan
    session: Session
    message: Reminder
    doctor: User
    quote: Quote
    discount: Discount
    shade: Shade
    marking: Marking
    signature: Signature


def whole_record() -> Record:
    """Somebody with a sent intake, an open one, scars, a photo, a visit today, plans, sessions and messages."""
    doctor = UserFactory.create(doctor=True)
    patient = PatientFactory.create(first_name="Wilhelmina", last_name="Featherstonehaugh", sex="female")
    for purpose in (Consent.Purpose.REMINDERS, Consent.Purpose.ENQUIRY):
        ConsentFactory.create(patient=patient, purpose=purpose)
    sent, draft = IntakeFactory.create(patient=patient, submitted=True), IntakeFactory.create(patient=patient)
    for intake in (sent, draft):
        for row in answer_all(intake):
            if "prior_grafts" in row.answers:
                row.answers["prior_grafts"] = GRAFTS
                row.save()
    scar, picture = ScarFactory.create(patient=patient), jpeg()
    facts = {"width": 640, "height": 480, "sha256": hashlib.sha256(picture).hexdigest()}
    photo = PhotoFactory.create(patient=patient, intake=draft, **facts)
    photo.picture.storage.save(photo.picture.name, ContentFile(picture))
    later = PhotoFactory.create(patient=patient, **facts)
    later.picture.storage.save(later.picture.name, ContentFile(picture))
    visit = ConsultationFactory.create(patient=patient, doctor=doctor, starts_at=timezone.now())
    plan = plan_with_secrets(patient, sent, doctor)
    Assessment.objects.create(
        patient=patient,
        findings={"loss": {"grade": "IV"}},
        note="CANARY-ASSESSMENT",
        made_at=timezone.now(),
        made_by=doctor,
    )
    shade = ShadeFactory.create(photo=photo, made_by=doctor, start_shade=1, reason="CANARY-SHADE")
    marking = MarkingFactory.create(photo=photo, kind="circle", points=[[90, 90], [140, 90]], note="CANARY-MARKING")
    rows = (*sessions_and_message(patient, doctor), doctor, *quotes_of(patient), shade, marking)
    rows = (*rows, signed(patient, doctor))
    return Record(patient, draft, scar, photo, visit, plan, *rows)


def plan_with_secrets(patient: Patient, intake: Intake, doctor: User) -> Plan:
    """A plan to review whose every sentence is marked, with an approved one behind it."""
    now = timezone.now()
    plan: Plan = PlanFactory.create(patient=patient, intake=intake, note_to_patient="CANARY-NOTE", traced=True)
    answer = plan.recommendation
    because = {"rule": "R1", "text": "CANARY-REASON", "source": "CANARY-REASON", "inputs": []}
    for option in answer["options"]:
        option["reasons"] = [because]
        option["cautions"] = [because | {"text": "CANARY-CAUTION"}]
        option["cannot"] = "CANARY-CANNOT"
    gate = {"gate": "G4", "effect": "medical_clearance", "text": "CANARY-GATE", "source": "DOMAIN G4", "inputs": []}
    answer["gates"], answer["decision"] = [gate], "CANARY-DECISION"
    plan.save()
    Review.objects.create(
        plan=plan, kind=Review.Kind.SENT_BACK, reason="CANARY-REVIEW", changes={}, made_at=now, made_by=doctor
    )
    return plan


def sessions_and_message(patient: Patient, doctor: User) -> tuple[Session, Reminder]:
    """A session booked for now and a finished one with remarks, a message planned, sent and failed."""
    now = timezone.now()
    approved = PlanFactory.create(patient=patient, approved=True, reviewed_by=doctor)
    done: dict[str, Any] = {"finished_at": now, "finished_by": doctor, "remarks": "CANARY-REMARK"}
    SessionFactory.create(plan=approved, status=Session.Status.FINISHED, starts_at=now - timedelta(days=20), **done)
    booked = SessionFactory.create(plan=approved, booked=True, booked_at=now, number=2, position=2)
    SessionFactory.create(plan=approved, number=3, position=3, earliest_on=now.date())
    ReminderFactory.create(patient=patient, due_at=now, status=Reminder.Status.FAILED, reason="550 No such user")
    ReminderFactory.create(patient=patient, due_at=now, status=Reminder.Status.SENT, sent_at=now)
    return booked, ReminderFactory.create(patient=patient, due_at=now + timedelta(hours=1))


def quotes_of(patient: Patient) -> tuple[Quote, Discount]:
    """The quote of the approved plan, its lines marked, and a discount on its next version that waits."""
    plan = Plan.objects.get(patient=patient, status=Plan.Status.APPROVED)
    for option in plan.recommendation["options"]:
        for line in (option["fee"] or {"lines": []})["lines"]:
            line["why"] = line["source"] = "CANARY-LINE"
    plan.save()
    quote = QuoteFactory.create(plan=plan)
    return quote, DiscountFactory.create(quote=QuoteFactory.create(plan=plan, sent=False))


def signed(patient: Patient, doctor: User) -> Signature:
    """The consent to the approved plan's procedure, signed in the clinic."""
    return SignatureFactory.create(plan=Plan.objects.get(patient=patient, status=Plan.Status.APPROVED), by=doctor)
