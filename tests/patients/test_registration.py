"""New patients and changed details."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from patients.models import Consent, Patient
from patients.services import registration
from patients.services.clashes import Clash
from smpclinic.accounts.access import Refused
from smpclinic.accounts.models import Clinic, User
from smpclinic.audit.models import Entry
from tests.factories import ClinicFactory, PatientFactory, UserFactory


def register(user: User, **details: object) -> Patient:
    facts = {"first_name": "Kit", "last_name": "Imaginary", "mobile": "+447700900111", "email": "", "may_email": False}
    return registration.register(clinic=user.clinic, by=user, now=timezone.now(), **(facts | details))


def test_a_patient_gets_the_next_record_number_of_the_clinic(desk):
    assert [register(desk).record_number, register(desk).record_number] == [1, 2]
    elsewhere = UserFactory.create(clinic=ClinicFactory.create(name="Elsewhere"))
    assert register(elsewhere).record == "00001"


def test_registering_is_in_the_trail_and_consent_keeps_its_words(desk):
    patient = register(desk, may_email=True)
    consent = Consent.objects.get(patient=patient)
    assert (consent.purpose, consent.given_by) == ("reminders", desk)
    assert "email me about my visits" in consent.wording
    assert list(Entry.objects.values_list("what", flat=True)) == ["patient registered", "consent given"]


def test_somebody_nobody_can_reach_is_refused(desk):
    with pytest.raises(Refused, match="One of the two is enough"):
        register(desk, mobile="")
    assert not Patient.objects.exists()


def test_the_same_form_makes_one_patient(desk):
    key = uuid4()
    assert register(desk, form_key=key).pk == register(desk, form_key=key).pk
    assert register(desk).pk != register(desk).pk


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_get_twenty_numbers_without_a_gap():
    user = UserFactory.create()

    def one(number: int) -> int:
        try:
            return register(user, mobile=f"+4477009001{number:02d}").record_number
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(one, range(20)))
    assert sorted(numbers) == list(range(1, 21))


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_eight_times_at_once_makes_one_patient():
    user, key = UserFactory.create(), uuid4()

    def one(_number: int) -> int:
        try:
            return register(user, form_key=key).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(one, range(8)))) == 1
    assert Patient.objects.count() == 1


def test_a_change_is_saved_with_old_and_new_in_the_trail(desk):
    patient = PatientFactory.create(first_name="Milo", last_name="Placeholder")
    changed = registration.change(patient, version=1, by=desk, now=timezone.now(), last_name="Invented", sex="male")
    assert (changed.last_name, changed.version, changed.search_name) == ("Invented", 2, "milo invented")
    assert Entry.objects.latest("pk").detail == {"last_name": ["Placeholder", "Invented"], "sex": ["", "male"]}


def test_an_older_version_clashes_and_changes_nothing(desk):
    patient = PatientFactory.create()
    registration.change(patient, version=1, by=desk, now=timezone.now(), last_name="First")
    with pytest.raises(Clash) as clash:
        registration.change(patient, version=1, by=desk, now=timezone.now(), last_name="Second")
    assert clash.value.current.last_name == "First"
    patient.refresh_from_db()
    assert patient.last_name == "First"


def test_the_last_way_to_reach_a_patient_cannot_be_taken_away(desk):
    patient = PatientFactory.create(email="")
    with pytest.raises(Refused):
        registration.change(patient, version=1, by=desk, now=timezone.now(), mobile="")


def test_the_intake_fills_gaps_and_changes_nothing_known(desk):
    patient = PatientFactory.create(born_on=None, sex="", email="")
    told = {"born_on": "1990-06-09", "sex": "female", "mobile": "+12025550143", "email": "kit@patients.example"}
    registration.complete(patient, told, by=None, now=timezone.now())
    known = patient.mobile
    patient.refresh_from_db()
    assert (str(patient.born_on), patient.sex, patient.email) == ("1990-06-09", "female", "kit@patients.example")
    assert patient.mobile == known
    registration.complete(patient, told, by=None, now=timezone.now())
    assert Entry.objects.filter(what="record completed from intake").count() == 1


def test_taking_turns_leaves_the_clinic_as_it_was(desk):
    before = Clinic.objects.values().get()
    register(desk)
    assert Clinic.objects.values().get() == before


def test_a_language_chosen_meanwhile_is_no_clash_and_stays(desk):
    patient = PatientFactory.create(language="en-gb")
    browser = Client()
    browser.force_login(desk)
    page = browser.get(f"/patients/{patient.pk}/edit/").content.decode()
    assert '<input type="hidden" name="language_shown" value="en-gb">' in page
    registration.reads(patient, "tr", now=timezone.now())
    shown = {"first_name": patient.first_name, "last_name": "Newname", "mobile": patient.mobile, "email": patient.email}
    shown |= {"language": "en-gb", "language_shown": "en-gb", "version": "1"}
    assert browser.post(f"/patients/{patient.pk}/edit/", shown).status_code == 302
    patient.refresh_from_db()
    assert (patient.last_name, patient.language) == ("Newname", "tr")
    typed = shown | {"language": "de", "language_shown": "tr", "version": str(patient.version)}
    assert browser.post(f"/patients/{patient.pk}/edit/", typed).status_code == 302
    patient.refresh_from_db()
    assert patient.language == "de"
