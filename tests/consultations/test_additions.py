"""What a patient adds after sending reaches the doctor: on Today, on the page of the plan, on the intake's tab."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from patients.models import Addition
from patients.services import additions
from smpclinic.audit.models import Entry
from tests.factories import ClinicFactory, IntakeFactory, PatientFactory, PlanFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def doctor():
    return UserFactory.create(doctor=True)


@pytest.fixture
def at_doctor(doctor):
    browser = Client()
    browser.force_login(doctor)
    return browser


@pytest.fixture
def intake(doctor):
    return IntakeFactory.create(submitted=True, submitted_at=NOW - timedelta(days=3))


def add(intake, words, ago=timedelta()):
    return additions.add(intake, text=words, by=None, now=NOW - ago)


def reviewed(intake, by, ago):
    return PlanFactory.create(
        patient=intake.patient, intake=intake, approved=True, reviewed_by=by, reviewed_at=NOW - ago, made_at=NOW - ago
    )


def day(browser):
    return browser.get(reverse("consultations:today")).content.decode()


def test_today_tells_the_doctor_how_much_came_since_the_review(at_doctor, doctor, intake):
    plan = reviewed(intake, doctor, timedelta(days=1))
    assert "Added after sending" not in day(at_doctor)
    add(intake, "I take a blood thinner")
    page = day(at_doctor)
    assert "1 addition since your review" in page
    assert f"/plans/{plan.pk}/#additions" in page
    assert "blood thinner" not in page
    add(intake, "And one more thing")
    assert "2 additions since your review" in day(at_doctor)


def test_a_colleagues_review_and_no_review_are_said_as_such(at_doctor, intake):
    add(intake, "I take a blood thinner", ago=timedelta(days=2))
    assert "1 addition not read yet" in day(at_doctor)
    plan = reviewed(intake, UserFactory.create(doctor=True), timedelta(days=1))
    assert "1 addition not read yet" in day(at_doctor)
    plan.reviewed_at = NOW - timedelta(days=2, hours=12)
    plan.save()
    assert "1 addition since the review of" in day(at_doctor)


def test_nobody_without_health_answers_and_no_other_clinic_hears_of_it(at_doctor, intake):
    add(intake, "I take a blood thinner")
    desk = Client()
    desk.force_login(UserFactory.create())
    assert "Added after sending" not in day(desk)
    other = Client()
    other.force_login(UserFactory.create(doctor=True, clinic=ClinicFactory.create()))
    assert "Added after sending" not in day(other)
    assert not Entry.objects.filter(what="day opened").exists()
    day(at_doctor)
    assert Entry.objects.get(what="day opened").detail == {"patients": [intake.patient_id]}


def test_the_plan_page_shows_the_words_until_a_doctor_has_read_them(at_doctor, doctor, intake):
    plan = reviewed(intake, doctor, timedelta(days=1))
    first = add(intake, "I take a blood thinner")
    page = at_doctor.get(f"/plans/{plan.pk}/")
    assert page.context["additions_told"] == "1 addition since your review"
    assert b"I take a blood thinner" in page.content
    later = add(intake, "Came while the page was open")
    address = f"/patients/{intake.patient_id}/additions/read/"
    answer = at_doctor.post(address, {"up_to": first.pk, "plan": plan.pk})
    assert answer["Location"] == f"/plans/{plan.pk}/"
    first.refresh_from_db()
    assert first.read_by == doctor
    assert list(Addition.objects.unread()) == [later]
    at_doctor.post(address, {"up_to": later.pk, "plan": plan.pk})
    page = at_doctor.get(f"/plans/{plan.pk}/")
    assert page.context["additions_told"] == ""
    assert b"Came while the page was open" in page.content
    assert "Added after sending" not in day(at_doctor)
    assert Entry.objects.filter(what="additions read").count() == 2


def test_the_tab_of_the_intake_shows_them_all_and_takes_the_same_button(at_doctor, intake):
    add(intake, "I take a blood thinner")
    IntakeFactory.create(patient=intake.patient)
    address = f"/patients/{intake.patient_id}/intake/"
    page = at_doctor.get(address).content
    assert b"I take a blood thinner" in page
    assert b"not read yet" in page
    last = Addition.objects.get()
    answer = at_doctor.post(f"/patients/{intake.patient_id}/additions/read/", {"up_to": last.pk}, follow=True)
    assert answer.redirect_chain[-1][0] == address
    assert b"read by Dr Exempla" in answer.content
    assert b"I have read this" not in answer.content


def test_a_press_that_names_nothing_marks_nothing(at_doctor, intake):
    add(intake, "I take a blood thinner")
    for told in ({}, {"up_to": "x"}, {"up_to": 2**70}):
        assert at_doctor.post(f"/patients/{intake.patient_id}/additions/read/", told).status_code == 302
    assert Addition.objects.unread().count() == 1
    assert additions.read(PatientFactory.create(), up_to=9, by=UserFactory.create(doctor=True), now=NOW) == 0
    assert not Entry.objects.filter(what="additions read").exists()
