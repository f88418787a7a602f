"""The copy of a sent intake stays exactly what was sent, whatever becomes of scars, photos and the record later."""

import json

import pytest
from django.utils import timezone

from patients.models import Intake, Patient, Photo, Scar
from patients.services import photos
from tests.factories import PhotoFactory, ScarFactory
from tests.patients.answers import answer_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(at_home, intake, desk) -> Intake:
    """Sent with one scar and one photo."""
    answer_all(intake)
    ScarFactory.create(patient=intake.patient, zone="crown", cause="fue", length_mm=35)
    PhotoFactory.create(patient=intake.patient, intake=intake, view="front")
    assert at_home.post("/intake/check/").status_code == 302
    intake.refresh_from_db()
    return intake


def told(at_home, at_doctor, intake) -> tuple[str, list]:
    copy = at_home.get("/intake/sent/copy/").content.decode()
    answers = json.loads(at_doctor.get(f"/patients/{intake.patient_id}/intake/answers.json").content)
    return copy, answers["item"]


def test_scars_photos_and_sex_of_later_do_not_change_what_was_sent(at_home, at_doctor, sent, doctor):
    before = told(at_home, at_doctor, sent)
    assert "3.5 cm long" in before[0]
    now = timezone.now()
    scar = Scar.objects.get()
    Scar.objects.filter(pk=scar.pk).update(measured_mm=41, measured_at=now, measured_by=doctor, zone="back")
    ScarFactory.create(patient=sent.patient, zone="left_side")
    photos.remove(Photo.objects.get(), by=doctor, now=now)
    PhotoFactory.create(patient=sent.patient, intake=sent, view="top")
    Patient.objects.update(sex="female")
    assert told(at_home, at_doctor, sent) == before


def test_the_record_itself_goes_on(at_doctor, sent, doctor):
    Scar.objects.update(measured_mm=41, measured_at=timezone.now(), measured_by=doctor)
    page = at_doctor.get(f"/patients/{sent.patient_id}/intake/").content.decode()
    assert "4.1 cm" in page
    assert "3.5 cm long" in page


def test_an_older_one_without_shows_what_there_is(at_home, at_doctor, sent):
    before = told(at_home, at_doctor, sent)
    Intake.objects.update(sent=None)
    assert told(at_home, at_doctor, sent) == before
