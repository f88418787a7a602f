"""The day's page: who comes, what is missing, and a number of queries that the day does not change."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.models import Consultation, Plan, Reminder, Session
from consultations.services import today as days
from patients.models import IntakeLink, Patient
from patients.models.intake import Step
from smpclinic.audit.models import Entry
from tests.consultations.proposals import HARD_GATE, plan_facts
from tests.factories import (
    ClinicFactory,
    ConsultationFactory,
    IntakeFactory,
    IntakeStepFactory,
    PatientFactory,
    PhotoFactory,
    PlanFactory,
    ReminderFactory,
    SessionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
URL = reverse("consultations:today")


@pytest.fixture
def desk():
    return UserFactory.create()


@pytest.fixture
def doctor():
    return UserFactory.create(doctor=True)


def at(hour: int, minute: int = 0, days_on: int = 0):
    """A moment of today on the clinic's wall clock."""
    clinic_now = timezone.now().astimezone(ClinicFactory.build().tz)
    return clinic_now.replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=days_on)


def day_of(user, now=None):
    now = now or at(9)
    return days.of(user, user.clinic.local(now).date(), now=now)


def test_visits_and_booked_sessions_stand_in_time_order(desk, doctor):
    late = ConsultationFactory.create(doctor=doctor, starts_at=at(15))
    session = SessionFactory.create(booked=True, starts_at=at(11))
    early = ConsultationFactory.create(doctor=doctor, starts_at=at(9))
    ConsultationFactory.create(doctor=doctor, starts_at=at(12), status=Consultation.Status.CANCELLED)
    ConsultationFactory.create(doctor=doctor, starts_at=at(12, days_on=1))
    rows = day_of(desk).arrivals
    assert [row.consultation or row.session for row in rows] == [early, session, late]


def test_another_clinics_day_is_not_seen(desk):
    elsewhere = ClinicFactory.create(name="Elsewhere")
    ConsultationFactory.create(
        patient=PatientFactory.create(clinic=elsewhere),
        doctor=UserFactory.create(doctor=True, clinic=elsewhere),
        starts_at=at(10),
    )
    assert day_of(desk).arrivals == []


def ready_of(user, visit):
    return next(row.ready for row in day_of(user).arrivals if row.consultation == visit)


def test_ready_says_what_is_missing_first(desk, doctor):
    visit = ConsultationFactory.create(doctor=doctor, starts_at=at(10))
    assert ready_of(desk, visit) == days.Ready("intake", 0, 9)
    intake = IntakeFactory.create(patient=visit.patient)
    for step in (Step.ABOUT, Step.WISHES, Step.LOSS):
        IntakeStepFactory.create(intake=intake, step=step, answers={})
    assert ready_of(desk, visit) == days.Ready("intake", 4, 9)
    type(intake).objects.filter(pk=intake.pk).update(status="submitted", submitted_at=timezone.now())
    assert ready_of(desk, visit) == days.Ready("photos", 0, 5)
    for view in ("front", "top", "left", "left", "crown"):
        PhotoFactory.create(patient=visit.patient, view=view)
    assert ready_of(desk, visit) == days.Ready("photos", 3, 5)
    for view in ("right", "back"):
        PhotoFactory.create(patient=visit.patient, view=view)
    assert ready_of(desk, visit) == days.Ready("set")
    PlanFactory.create(patient=visit.patient)
    assert ready_of(desk, visit) == days.Ready("review")


def test_an_intake_waits_sent_opened_or_run_out(desk):
    now = at(9)
    states = {}
    for name, expires in (("sent", now + timedelta(days=3)), ("ran_out", now - timedelta(days=1)), ("not_sent", None)):
        intake = IntakeFactory.create()
        states[intake.pk] = name
        if expires:
            IntakeLink.objects.create(
                intake=intake, token_hash=name, sent_to="a@b.example", created_at=now, expires_at=expires
            )
    begun = IntakeFactory.create()
    IntakeStepFactory.create(intake=begun)
    states[begun.pk] = "step"
    found = {row.intake.pk: row.state for row in day_of(desk, now).intakes.rows}
    assert found == states


def test_the_desk_gets_no_plans_and_the_doctor_does(desk, doctor):
    PlanFactory.create()
    assert day_of(desk).to_review.count == 0
    assert day_of(doctor).to_review.count == 1


def test_an_empty_day_names_the_next_one(desk, doctor, client):
    ConsultationFactory.create(doctor=doctor, starts_at=at(10, days_on=3))
    client.force_login(desk)
    page = client.get(URL).content.decode()
    assert "No one is booked on this day. Next:" in page


def test_the_queue_puts_who_comes_today_first_by_time(doctor):
    now = at(9)
    waiting = PlanFactory.create(made_at=now - timedelta(days=9))
    late, early = PlanFactory.create(made_at=now), PlanFactory.create(made_at=now)
    ConsultationFactory.create(patient=late.patient, doctor=doctor, starts_at=at(15))
    ConsultationFactory.create(patient=early.patient, doctor=doctor, starts_at=at(10))
    ConsultationFactory.create(patient=early.patient, doctor=doctor, starts_at=at(16))
    PlanFactory.create(approved=True)
    assert list(days.queue(doctor, now)) == [early, late, waiting]


# The page ----------------------------------------------------------------------------------------------------


def test_the_page_says_the_day_in_one_sentence(client, desk, doctor):
    here = ConsultationFactory.create(doctor=doctor, starts_at=timezone.now() - timedelta(minutes=1))
    Consultation.objects.filter(pk=here.pk).update(status="here", here_at=timezone.now())
    client.force_login(desk)
    page = client.get(URL).content.decode()
    assert "1 person today, 1 is here." in page
    assert here.patient.name in page


def test_quick_add_pressed_twice_adds_one_patient(client, desk):
    client.force_login(desk)
    page = client.get(URL).content.decode()
    (key,) = re.findall(r'name="form_key" value="([^"]+)"', page)
    person = {"first_name": "Kit", "last_name": "Imaginary", "mobile": "07700 900318", "form_key": key}
    first, second = (client.post(reverse("patients:add"), person) for _press in range(2))
    assert (first.status_code, first["Location"]) == (302, second["Location"])
    assert Patient.objects.count() == 1


def test_checking_in_by_one_press(client, desk, doctor):
    visit = ConsultationFactory.create(doctor=doctor, starts_at=at(10))
    client.force_login(desk)
    answer = client.post(reverse("consultations:consultation_move", args=[visit.pk]), {"to": "here"})
    assert answer.status_code == 302
    assert f"#visit-{visit.pk}" in answer["Location"]
    visit.refresh_from_db()
    assert visit.status == "here"
    again = client.post(reverse("consultations:consultation_move", args=[visit.pk]), {"to": "here"})
    assert again.status_code == 409


def test_a_visit_of_another_clinic_is_not_found(client, desk):
    elsewhere = ClinicFactory.create(name="Elsewhere")
    visit = ConsultationFactory.create(
        patient=PatientFactory.create(clinic=elsewhere), doctor=UserFactory.create(doctor=True, clinic=elsewhere)
    )
    client.force_login(desk)
    assert client.post(reverse("consultations:consultation_move", args=[visit.pk]), {"to": "here"}).status_code == 404


def test_looking_at_the_day_stands_in_the_trail(client, desk, doctor):
    visit = ConsultationFactory.create(doctor=doctor, starts_at=at(10))
    client.force_login(desk)
    client.get(URL)
    assert Entry.objects.get(what="day opened").detail == {"patients": [visit.patient_id]}


@pytest.mark.parametrize("day", ["2026-02-31", "nonsense", ""])
def test_a_day_that_cannot_be_read_is_today(client, desk, day):
    client.force_login(desk)
    assert client.get(URL, {"day": day}).context["is_today"]


def test_the_desk_never_reads_a_clinical_word(client, desk, doctor):
    visit = ConsultationFactory.create(doctor=doctor, starts_at=at(10))
    PlanFactory.create(patient=visit.patient, **plan_facts(gates=(HARD_GATE,)))
    SessionFactory.create(
        booked=True, starts_at=at(11), plan__recommendation=plan_facts(gates=(HARD_GATE,))["recommendation"]
    )
    client.force_login(desk)
    page = client.get(URL).content.decode()
    for secret in ("blood thinner", "G11", "Suggested", "anticoagulant", "R12"):
        assert secret not in page


def fill_day(number: int, doctor) -> None:
    """Visits, sessions, drafts, failed messages, sessions to book and plans: `number` of each."""
    for n in range(number):
        visit = ConsultationFactory.create(doctor=doctor, starts_at=at(8) + timedelta(minutes=n))
        IntakeStepFactory.create(intake__patient=visit.patient)
        PlanFactory.create(patient=visit.patient)
        SessionFactory.create(booked=True, starts_at=at(9) + timedelta(minutes=n))
        SessionFactory.create(earliest_on=timezone.localdate())
        ReminderFactory.create(status=Reminder.Status.FAILED, reason="The server said no.")


@pytest.mark.queries
@pytest.mark.parametrize("number", [1, 40])
def test_the_day_asks_the_database_as_often_for_one_as_for_many(client, doctor, number, django_assert_num_queries):
    fill_day(number, doctor)
    client.force_login(doctor)
    client.get(URL)
    with django_assert_num_queries(QUERIES):
        assert client.get(URL).status_code == 200
    assert Session.objects.count() == 2 * number
    assert Plan.objects.to_review().count() == number


QUERIES = 23
