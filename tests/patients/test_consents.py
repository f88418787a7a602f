"""Consents: one standing a purpose, however often and by how many it is given."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from patients.models import Consent, Patient
from patients.models.consent import WORDINGS
from patients.services import consents
from smpclinic.audit.models import Entry
from tests.factories import PatientFactory

PURPOSE = Consent.Purpose.ENQUIRY


def give(patient: Patient) -> Consent:
    return consents.give(patient, purpose=PURPOSE, wording="The words shown.", by=None, now=timezone.now())


@pytest.mark.django_db
def test_giving_twice_is_one_consent_and_one_line():
    patient = PatientFactory.create()
    assert give(patient) == give(patient)
    assert Entry.objects.filter(what="consent given", patient_number=patient.pk).count() == 1


@pytest.mark.django_db
def test_what_was_taken_back_can_be_given_again():
    patient = PatientFactory.create()
    first = give(patient)
    consents.withdraw(patient, purpose=PURPOSE, how="told the clinic", by=None, now=timezone.now())
    assert not consents.stands(patient, PURPOSE)
    assert give(patient) != first
    assert consents.stands(patient, PURPOSE)


@pytest.mark.django_db(transaction=True)
def test_six_presses_at_once_are_one_consent():
    patient, together = PatientFactory.create(), Barrier(6)

    def press(_number: int) -> int:
        try:
            together.wait(10)
            return int(give(patient).pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        given = set(pool.map(press, range(6)))
    assert given == {Consent.objects.get().pk}


def tick(patient: Patient) -> None:
    """A form of the intake is saved with the tick for the same purpose."""
    consents.choose(patient, wanted={str(PURPOSE): True}, how="unticked", by=None, now=timezone.now())


class Overtaken:
    """Gives the consent right after somebody else has looked whether it stands."""

    def __init__(self, patient: Patient) -> None:
        self.patient, self.is_over = patient, False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if not self.is_over and 'FROM "patients_consent"' in sql:
            self.is_over = True
            give(self.patient)
        return found


@pytest.mark.django_db
def test_a_tick_overtaken_by_a_photo_that_gives_the_same_consent_is_saved():
    patient = PatientFactory.create()
    with connection.execute_wrapper(Overtaken(patient)):
        tick(patient)
    assert Consent.objects.get().purpose == PURPOSE


@pytest.mark.django_db
def test_a_tick_keeps_the_words_beside_it():
    patient = PatientFactory.create()
    tick(patient)
    assert Consent.objects.get().wording == str(WORDINGS[PURPOSE])


@pytest.mark.django_db(transaction=True)
def test_ticks_and_presses_at_once_are_one_consent():
    patient, together = PatientFactory.create(), Barrier(6)

    def press(number: int) -> None:
        try:
            together.wait(10)
            (tick if number % 2 else give)(patient)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(press, range(6)))
    assert Consent.objects.count() == 1
