"""Visits: booked once a slot, moved on by people, each move made once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from consultations.forms.consultation import ConsultationForm
from consultations.models import Consultation
from consultations.services import consultations
from smpclinic.accounts.access import Refused
from smpclinic.accounts.models import User
from smpclinic.audit.models import Entry
from tests.factories import ClinicFactory, ConsultationFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 12, 8, 0, tzinfo=UTC)
TEN = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)
Status = Consultation.Status


@pytest.fixture
def doctor():
    return UserFactory.create(doctor=True)


@pytest.fixture
def desk():
    return UserFactory.create()


def test_booking_writes_the_visit_and_the_trail(doctor, desk):
    visit = consultations.book(PatientFactory.create(), doctor=doctor, starts_at=TEN, by=desk, now=NOW)
    assert visit.status == Status.BOOKED
    assert Entry.objects.get(what="consultation booked").by == desk


def test_a_doctor_sees_one_patient_at_a_time(doctor, desk):
    consultations.book(PatientFactory.create(), doctor=doctor, starts_at=TEN, by=desk, now=NOW)
    with pytest.raises(Refused, match="Dr Exempla sees someone else at 10:30"):
        consultations.book(PatientFactory.create(), doctor=doctor, starts_at=TEN, by=desk, now=NOW)
    assert Consultation.objects.count() == 1


def test_a_cancelled_visit_gives_its_time_back(doctor, desk):
    visit = consultations.book(PatientFactory.create(), doctor=doctor, starts_at=TEN, by=desk, now=NOW)
    consultations.move(visit, to=Status.CANCELLED, by=desk, now=NOW)
    assert consultations.book(PatientFactory.create(), doctor=doctor, starts_at=TEN, by=desk, now=NOW).pk


def test_yesterday_is_not_booked_but_this_morning_is(doctor, desk):
    with pytest.raises(Refused, match="from today on"):
        consultations.book(PatientFactory.create(), doctor=doctor, starts_at=TEN - timedelta(days=1), by=desk, now=NOW)
    consultations.book(PatientFactory.create(), doctor=doctor, starts_at=NOW - timedelta(hours=1), by=desk, now=NOW)


def test_only_a_doctor_of_the_clinic_is_booked(desk):
    elsewhere = UserFactory.create(doctor=True, clinic=ClinicFactory.create(name="Elsewhere"))
    for nobody in (desk, elsewhere):
        with pytest.raises(Refused, match="doctor of this clinic"):
            consultations.book(PatientFactory.create(), doctor=nobody, starts_at=TEN, by=desk, now=NOW)


def test_checking_in_says_when(doctor, desk):
    visit = ConsultationFactory.create(doctor=doctor)
    consultations.move(visit, to=Status.HERE, by=desk, now=NOW)
    visit.refresh_from_db()
    assert (visit.status, visit.here_at) == (Status.HERE, NOW)


def test_a_visit_walks_through_its_day(doctor, desk):
    visit = ConsultationFactory.create(doctor=doctor)
    for to in (Status.HERE, Status.BOOKED, Status.NO_SHOW, Status.HERE, Status.IN_SESSION, Status.DONE):
        consultations.move(visit, to=to, by=desk, now=NOW)
        visit.refresh_from_db()
        assert visit.status == to
    assert Entry.objects.filter(what="consultation moved").count() == 6


@pytest.mark.parametrize(
    ("status", "to"), [("done", "here"), ("booked", "done"), ("cancelled", "here"), ("booked", "nonsense")]
)
def test_a_step_that_is_not_in_the_table_is_refused(status, to, doctor, desk):
    visit = ConsultationFactory.create(doctor=doctor, status=status)
    with pytest.raises(Refused, match="moved on already"):
        consultations.move(visit, to=to, by=desk, now=NOW)


def test_two_people_check_in_and_one_is_told(doctor, desk):
    visit = ConsultationFactory.create(doctor=doctor)
    other_window = Consultation.objects.get(pk=visit.pk)
    consultations.move(visit, to=Status.HERE, by=desk, now=NOW)
    with pytest.raises(Refused, match="Someone else"):
        consultations.move(other_window, to=Status.NO_SHOW, by=desk, now=NOW)


def test_every_status_has_its_place_in_the_table():
    assert set(Consultation.NEXT) == set(Status)


def form_for(doctor: User, day: str, time: str) -> ConsultationForm:
    facts = {"doctor": doctor.pk, "day": day, "time": time}
    return ConsultationForm(facts, doctors=User.objects.filter(pk=doctor.pk), zone=ZoneInfo("Europe/London"))


def test_the_form_speaks_the_clinics_wall_clock(doctor):
    form = form_for(doctor, "2026-07-01", "10:30")
    assert form.is_valid()
    assert form.cleaned_data["at"] == datetime(2026, 7, 1, 9, 30, tzinfo=UTC)


def test_an_hour_that_the_clocks_skip_is_refused(doctor):
    form = form_for(doctor, "2026-03-29", "01:30")
    assert "does not exist" in str(form.errors["time"])


@pytest.mark.parametrize(
    ("day", "time", "field"),
    [
        ("2026-02-31", "10:30", "day"),
        ("0001-01-01", "00:00", "day"),
        ("9999-12-31", "23:59", "day"),
        ("2026-03-12", "25:00", "time"),
        ("", "", "day"),
    ],
)
def test_what_is_no_time_is_said(day, time, field, doctor):
    assert field in form_for(doctor, day, time).errors
