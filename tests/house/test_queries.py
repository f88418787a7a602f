"""How often a page asks the database: fixed numbers, the same with 10 and with 500 patients."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.models import (
    Consultation,
    Discount,
    Plan,
    PriceDraft,
    Quote,
    QuoteLine,
    QuoteStep,
    Reminder,
    Session,
    Signature,
)
from consultations.planning.book import OWN
from consultations.procedures import built_in as built_in_text
from consultations.services.prices import built_in
from consultations.views.prices import typed
from patients.models import Consent, Intake, IntakeStep, Patient, Photo
from patients.models.consent import WORDINGS
from patients.models.patient import folded
from patients.services import intakes
from smpclinic.accounts.models import User
from tests.factories import FINDINGS, RECOMMENDATION, UserFactory, steps_of_the_engine
from tests.patients.answers import STORED, TYPED
from tests.patients.pictures import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.queries]

# Statements of one answer, the session, the user and the savepoints of transactions included. At most 5 for the list
# and a search, 10 for a record, 4 for a step of the intake; the others as few as they are.
STAFF_PAGES = {
    "/patients/": 5,
    "/patients/?q=milo": 5,
    "/patients/?q=0770090": 5,
    "/patients/{patient}/": 7,
    "/patients/{patient}/edit/": 5,
    "/patients/{patient}/intake/": 13,
    "/patients/{patient}/intake/wishes/": 5,
    "/patients/{patient}/intake/check/": 8,
    "/patients/{patient}/photos/": 7,
    "/patients/{patient}/photos/compare/": 8,
    "/photos/{photo}/markings/": 6,
    "/photos/{photo}/shade/": 5,
    "/patients/{patient}/audit/": 6,
    "/patients/{patient}/plans/": 8,
    "/patients/{patient}/sessions/": 10,
    "/patients/{patient}/consents/": 11,
    "/patients/{patient}/consents/smp/sign/": 7,
    "/consents/{consent}/": 4,
    "/consents/{consent}/consent.pdf": 4,
    "/consents/{consent}/withdraw/": 10,
    "/patients/{patient}/messages/": 7,
    "/patients/{patient}/assess/": 9,
    "/photos/{photo}/?size=picture": 4,
    "/": 23,
    "/plans/": 12,
    "/plans/{plan}/": 15,
    "/plans/{plan}/what-if/?surgery=yes": 16,
    "/plans/{plan}/plan.pdf": 6,
    "/plans/{plan}/trace/": 4,
    "/plans/{plan}/trace/1/": 4,
    "/sessions/": 8,
    "/sessions/?show=booked": 8,
    "/sessions/?show=finished": 8,
    "/sessions/{session}/book/": 8,
    "/sessions/{session}/finish/": 4,
    "/messages/": 6,
    "/messages/?show=planned": 5,
    "/messages/?show=sent": 5,
    "/messages/{message}/": 6,
    "/patients/{patient}/quotes/": 6,
    "/quotes/{quote}/": 12,
    "/protocol/": 3,
    "/protocol/fue_grafts_per_session/": 3,
    "/settings/prices/": 5,
    "/settings/prices/draft/": 6,
    "/settings/quotes/": 3,
    "/settings/discounts/": 4,
    "/settings/consents/": 5,
    "/settings/consents/fue/tr/": 4,
}
OWN_PAGES = {"/intake/": 4, "/intake/wishes/": 4, "/intake/health/": 4, "/intake/check/": 7}
# a step writes its history too: one line for each answer that was changed, all in one statement
CREATE_POST, INTAKE_POST = 9, 10
CROWDS = (10, 500)


@pytest.fixture
def doctor(settings: Any, tmp_path: Any) -> User:
    settings.MEDIA_ROOT = str(tmp_path)
    return UserFactory.create(doctor=True)


def crowd(doctor: User, number: int) -> dict[str, int]:
    """So many patients, each with an intake, a plan, sessions, messages and photos; one of them by its numbers."""
    clinic, now, start = doctor.clinic, timezone.now(), Patient.objects.count()
    patients = Patient.objects.bulk_create(
        Patient(
            clinic=clinic,
            record_number=start + n + 1,
            first_name="Milo",
            last_name=f"Placeholder {start + n}",
            search_name=folded(f"Milo Placeholder {start + n}"),
            mobile=f"+4477009{start + n:05d}",
            email=f"milo{start + n}@patients.example",
            born_on="1985-02-03",
            created_at=now - timedelta(minutes=start + n),
        )
        for n in range(number - start)
    )
    sent = Intake.objects.bulk_create(
        Intake(patient=one, created_at=now, status=Intake.Status.SUBMITTED, submitted_at=now) for one in patients
    )
    drafts = Intake.objects.bulk_create(Intake(patient=one, created_at=now) for one in patients)
    IntakeStep.objects.bulk_create(
        IntakeStep(intake=intake, step=step, answers=answers, is_done=True, saved_at=now)
        for intake in (*sent, *drafts)
        for step, answers in STORED.items()
    )
    Consent.objects.bulk_create(
        Consent(patient=one, purpose=purpose, wording=str(WORDINGS[purpose]), given_at=now)
        for one in patients
        for purpose in (Consent.Purpose.ENQUIRY, Consent.Purpose.REMINDERS)
    )
    photos = Photo.objects.bulk_create(
        Photo(
            patient=intake.patient,
            intake=intake,
            view=view,
            picture=f"photos/{intake.pk}-{view}.jpg",
            width=640,
            height=480,
            sha256=f"{intake.pk:064x}",
            added_at=now,
        )
        for intake in drafts
        for view in ("front", "top", "left", "front")
    )
    return work(doctor, patients, sent) | {"patient": patients[0].pk, "photo": kept(photos[0])}


def kept(photo: Photo) -> int:
    photo.picture.storage.save(photo.picture.name, ContentFile(jpeg()))
    return photo.pk


def work(doctor: User, patients: list[Patient], sent: list[Intake]) -> dict[str, int]:
    """Plans to review and approved, visits of today, sessions in every state, messages in every state."""
    now = timezone.now()
    facts: dict[str, Any] = {"findings": FINDINGS, "prices": built_in(), "made_at": now}
    facts |= {"recommendation": RECOMMENDATION, "engine": "e", "rules": OWN.version}
    facts |= {"lead": "smp_only", "chosen": "smp_only"}
    facts["trace"] = steps_of_the_engine(FINDINGS, built_in())
    approval = {"reviewed_by": doctor, "reviewed_at": now}
    plans = Plan.objects.bulk_create(
        Plan(patient=intake.patient, intake=intake, status=Plan.Status.TO_REVIEW, **facts) for intake in sent
    )
    done = Plan.objects.bulk_create(
        Plan(patient=one, status=Plan.Status.APPROVED, **approval, **facts) for one in patients
    )
    Consultation.objects.bulk_create(
        Consultation(patient=one, doctor=doctor, starts_at=now + timedelta(seconds=one.pk)) for one in patients
    )
    states: list[dict[str, Any]] = [
        {"status": Session.Status.FINISHED, "finished_at": now, "finished_by": doctor, "starts_at": now},
        {"status": Session.Status.BOOKED, "starts_at": now},
        {"status": Session.Status.PLANNED, "earliest_on": now.date()},
    ]
    quotes = quoted(done, now)
    sessions = Session.objects.bulk_create(
        Session(plan=plan, patient=plan.patient, kind="smp", number=n + 1, of=3, position=n + 1, **state)
        for plan in done
        for n, state in enumerate(states)
    )
    signed = Signature.objects.bulk_create(signed_once(plan, doctor, now) for plan in done)
    Reminder.objects.bulk_create(messages(patients, now))
    last = Reminder.objects.filter(status=Reminder.Status.PLANNED).order_by("pk").last()
    rows = {"quote": quotes[0].pk, "plan": plans[0].pk, "session": sessions[1].pk, "consent": signed[0].pk}
    return rows | {"message": last.pk if last else 0}


def signed_once(plan: Plan, doctor: User, now: Any) -> Signature:
    """The patient's consent to pigment, taken in the clinic."""
    text = built_in_text("smp", "en-gb")
    facts: dict[str, Any] = {"text": text.stored, "procedure": "smp", "language": "en-gb", "version": 1}
    facts |= {"way": "desk", "taken_by": doctor, "signed": "Milo", "explained_by": "Dr Exempla", "statement": "Yes"}
    facts |= {"signed_at": now, "counts_from": now, "device": "x", "address": "192.0.2.7", "sha256": "x", "number": 1}
    return Signature(patient=plan.patient, plan=plan, **facts)


def quoted(plans: list[Plan], now: Any) -> list[Quote]:
    """For each approved plan a quote that the patient has accepted, and a draft with a discount that waits."""
    facts: dict[str, Any] = {"option": "smp_only", "currency": "USD", "exponent": 2, "low": 100, "high": 200}
    facts |= {"prices": built_in(), "terms": {"cover": [], "true_up": []}, "valid_days": 30, "made_at": now}
    sealed = {"valid_until": now.date(), "sha256": "x", "state": Quote.State.ACCEPTED, "answered_at": now}
    sent = Quote.objects.bulk_create(Quote(plan=one, patient=one.patient, **facts, **sealed) for one in plans)
    drafts = Quote.objects.bulk_create(
        Quote(plan=one.plan, patient=one.patient, number=2, replaces=one, **facts) for one in sent
    )
    line = {"position": 1, "item": "smp_area", "unit": "course", "quantity_low": 1, "quantity_high": 1}
    line |= {"unit_low": 100, "unit_high": 200, "low": 100, "high": 200}
    QuoteLine.objects.bulk_create(QuoteLine(quote=one, **line) for one in (*sent, *drafts))
    QuoteStep.objects.bulk_create(QuoteStep(quote=one, number=0, state=one.state, at=now) for one in (*sent, *drafts))
    by = plans[0].reviewed_by
    Discount.objects.bulk_create(
        Discount(quote=one, percent=20, limit=5, state="waiting", given_at=now, given_by=by) for one in drafts
    )
    return drafts


def messages(patients: list[Patient], now: Any) -> list[Reminder]:
    """For each patient a message sent, one failed, one skipped and one planned."""
    window = {"planned_for": now, "due_at": now, "not_after": now + timedelta(days=1), "created_at": now}
    states: list[dict[str, Any]] = [
        {"status": "sent", "sent_at": now},
        {"status": "failed", "reason": "550 No such user"},
        {"status": "skipped", "reason": "told the clinic"},
        {"status": "planned"},
    ]
    return [
        Reminder(patient=one, rule="smp_keep_dry", anchor="session 1", occurrence=n + 1, **window, **state)
        for one in patients
        for n, state in enumerate(states)
    ]


def asked(client: Client, address: str) -> int:
    """How many statements the page takes."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        if answer.streaming:
            b"".join(answer.streaming_content)
    assert answer.status_code == 200, address
    return len(captured)


def at_home(number_of_patient: int) -> Client:
    """The browser of a patient, let in by a link."""
    draft = Intake.objects.select_related("patient__clinic").get(patient=number_of_patient, status="draft")
    _link, token = intakes.issue_link(draft, sent_to="milo@patients.example", by=None, now=timezone.now())
    client = Client()
    client.get(f"/i/{token}/")
    born = {"answer_day": "3", "answer_month": "2", "answer_year": "1985"}
    assert client.post("/intake/welcome/", born).status_code == 302
    return client


def draft_of_prices(by: User) -> None:
    """A draft that holds what the built-in list holds."""
    day = timezone.localdate()
    boxes = {name: str(value) for name, value in typed(built_in()).items() if value is not None}
    facts = {"typed": boxes | {"valid_from": day.isoformat()}, "valid_from": day, "saved_at": timezone.now()}
    PriceDraft.objects.update_or_create(clinic=by.clinic, defaults=facts | {"saved_by": by})


def counts(doctor: User, number: int) -> dict[str, int]:
    """The statements of every page with so many patients."""
    numbers = crowd(doctor, number)
    client, manager, own = Client(), Client(), at_home(numbers["patient"])
    client.force_login(doctor)
    by = User.objects.filter(role="manager").first() or UserFactory.create(manager=True)
    manager.force_login(by)
    draft_of_prices(by)
    found = {
        page: asked(manager if page.startswith("/settings") else client, page.format(**numbers)) for page in STAFF_PAGES
    }
    return found | {page: asked(own, page) for page in OWN_PAGES}


def test_every_page_asks_a_fixed_number_of_times(doctor):
    few, many = (counts(doctor, number) for number in CROWDS)
    assert many == few
    assert many == STAFF_PAGES | OWN_PAGES


def test_saving_a_step_and_adding_a_patient_ask_a_fixed_number_of_times(doctor):
    found = []
    for number in CROWDS:
        numbers = crowd(doctor, number)
        own, desk = at_home(numbers["patient"]), Client()
        desk.force_login(doctor)
        version = IntakeStep.objects.get(
            intake__patient=numbers["patient"], intake__status="draft", step="wishes"
        ).version
        with CaptureQueriesContext(connection) as step:
            assert own.post("/intake/wishes/", TYPED["wishes"] | {"version": version}).status_code == 302
        person = {"first_name": "Nora", "last_name": f"New {number}", "mobile": f"0779900{number:04d}"}
        with CaptureQueriesContext(connection) as create:
            assert desk.post("/patients/add/", person).status_code == 302
        found.append((len(step), len(create)))
    assert found[0] == found[1]
    assert found[0] <= (INTAKE_POST, CREATE_POST)
