"""The same without scripts: every form is a plain form that a browser sends, and every answer is a page."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consultations.models import Consultation, Plan, Reminder, Session
from consultations.services import stop_links
from patients.models import Consent, Intake, Patient, Photo
from patients.models.intake import Step
from patients.services import intakes
from patients.tasks import prepare_photos
from tests.factories import (
    ConsentFactory,
    ConsultationFactory,
    IntakeFactory,
    PatientFactory,
    PlanFactory,
    UserFactory,
)
from tests.journeys.browsers import fill, press, send_photo
from tests.journeys.intake import PHOTOS, answer_step, describe_scar, knock

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "milo@patients.example"


def test_a_patient_fills_and_sends_the_intake(browse, clinic):
    intake = IntakeFactory.create(patient=PatientFactory.create(first_name="Milo", email=EMAIL, sex="male"))
    _row, token = intakes.issue_link(intake, sent_to=EMAIL, by=None, now=timezone.now())
    page = browse("phone", scripts=False)
    knock(page, f"/i/{token}/", {"answer_day": "3", "answer_month": "2", "answer_year": "1985", "agreed": "on"})
    for step in (Step.ABOUT, Step.WISHES, Step.LOSS, Step.HAIR):
        answer_step(page, step)
    describe_scar(page)
    for step in (Step.TREATMENT, Step.HEALTH):
        answer_step(page, step)
    for view, (name, picture) in PHOTOS.items():
        send_photo(page, view, name, picture())
        expect(page.locator(f"#view-{view}")).to_contain_text("Being prepared")
    prepare_photos()
    page.get_by_role("link", name="Look again").first.click()
    for view in PHOTOS:
        expect(page.locator(f"#view-{view} img")).to_be_visible()
    answer_step(page, Step.PHOTOS)
    press(page, "Send to the clinic")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Milo. It is sent.")
    intake.refresh_from_db()
    assert intake.status == Intake.Status.SUBMITTED
    assert intake.steps.count() == len(Step)
    assert sorted(Photo.objects.kept().values_list("view", flat=True)) == sorted(PHOTOS)


def test_a_mistake_comes_back_with_everything_typed(browse, clinic):
    page = browse("phone", by=UserFactory.create(), scripts=False, watched=False)
    page.goto("/patients/add/")
    fill(page, {"first_name": "Milo", "mobile": "12"})
    press(page, "Save patient")
    expect(page.get_by_role("alert")).to_contain_text("Enter the last name")
    expect(page.get_by_label("First name")).to_have_value("Milo")


def test_the_desk_adds_somebody_and_moves_the_day_on(browse, clinic):
    doctor = UserFactory.create(doctor=True)
    visit = ConsultationFactory.create(doctor=doctor, starts_at=timezone.now() - timedelta(minutes=1))
    page = browse("desktop", by=UserFactory.create(), scripts=False)
    page.goto("/")
    press(page, "Check in")
    visit.refresh_from_db()
    assert visit.status == Consultation.Status.HERE
    fill(page, {"first_name": "Nora", "last_name": "Mockford", "mobile": "07700 900318", "email": EMAIL})
    press(page, "Save", exact=True)
    expect(page.get_by_text("Nora Mockford saved")).to_be_visible()
    press(page, "Send intake link")
    patient = Patient.objects.get(last_name="Mockford")
    assert Reminder.objects.get(patient=patient).rule == "intake_link"
    fill_at_the_desk(page, patient)


def fill_at_the_desk(page: Page, patient: Patient) -> None:
    """The same steps, for the patient who sits before the desk."""
    page.goto(f"/patients/{patient.pk}/intake/")
    fill(page, {"agreed": "on"})
    press(page, "Begin", exact=True)
    fill(page, {"born_on_day": "3", "born_on_month": "2", "born_on_year": "1985", "sex": "female"})
    press(page, "Continue", exact=True)
    assert page.url.endswith(f"/patients/{patient.pk}/intake/wishes/")
    patient.refresh_from_db()
    assert patient.born_on is not None


def test_a_doctor_chooses_approves_and_the_desk_books_and_finishes(browse, clinic):
    patient = PatientFactory.create(first_name="Milo", email=EMAIL)
    ConsentFactory.create(patient=patient)
    plan = PlanFactory.create(patient=patient)
    doctor = browse("desktop", by=UserFactory.create(doctor=True), scripts=False)
    doctor.goto(f"/plans/{plan.pk}/edit/{plan.chosen}/")
    fill(
        doctor, {"smp_sessions_low": "4", "smp_sessions_likely": "4", "smp_sessions_high": "5", "reason": "Very light."}
    )
    press(doctor, "Save the figures")
    fill(doctor, {"note": "Thank you for coming in."})
    press(doctor, "Approve")
    plan.refresh_from_db()
    assert plan.status == Plan.Status.APPROVED
    desk = browse("phone", by=UserFactory.create(), scripts=False)
    session = book(desk, patient)
    finish(desk, session)
    assert Reminder.objects.filter(anchor=f"session {session.pk}").count() == 2


def book(page: Page, patient: Patient) -> Session:
    page.goto(f"/patients/{patient.pk}/sessions/")
    page.get_by_role("link", name=re.compile("^Book")).first.click()
    at = patient.clinic.local(timezone.now() + timedelta(days=1))
    fill(page, {"day": at.strftime("%Y-%m-%d"), "time": "10:30"})
    press(page, "Book a session")
    return Session.objects.get(patient=patient, status=Session.Status.BOOKED)


def finish(page: Page, session: Session) -> None:
    """The session of tomorrow took place yesterday: two days go by."""
    assert session.starts_at is not None
    yesterday = session.starts_at - timedelta(days=2)
    Session.objects.filter(pk=session.pk).update(starts_at=yesterday)
    page.goto(f"/sessions/{session.pk}/finish/")
    fill(page, {"day": session.patient.clinic.local(yesterday).strftime("%Y-%m-%d"), "time": "13:00"})
    press(page, "Finish the session")
    expect(page.get_by_text("Session finished.")).to_be_visible()


def test_one_press_stops_the_messages(browse, clinic):
    patient = PatientFactory.create(email=EMAIL)
    ConsentFactory.create(patient=patient)
    page = browse("phone", scripts=False)
    page.goto("/" + stop_links.address(patient).split("/", 3)[3])
    press(page, "Stop messages")
    expect(page.get_by_role("heading", level=1)).to_have_text("No more messages")
    assert not Consent.objects.standing().filter(patient=patient).exists()


def test_the_search_of_the_top_bar_is_a_plain_form(browse, clinic):
    PatientFactory.create(first_name="Kaçar", last_name="Işık", search_name="kacar isik")
    page = browse("desktop", by=UserFactory.create(), scripts=False)
    page.goto("/sessions/")
    page.get_by_role("searchbox").fill("isik kac")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Kaçar Işık")).to_be_visible()
