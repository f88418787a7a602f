"""The reasons why something may not be done with a record."""

from datetime import date

import pytest
from django.utils import timezone

from patients import policies
from patients.views.states import address_of, next_step, states_of
from tests.factories import IntakeFactory, PatientFactory


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, ""),
        ({"email": ""}, "no email address"),
        ({"born_on": None, "mobile": ""}, "asks for the date of birth or the mobile"),
        ({"born_on": None}, ""),
        ({"died_on": date(2026, 1, 1)}, "has died"),
    ],
)
def test_a_link_goes_only_to_somebody_it_can_reach_and_check(facts, reason):
    why = policies.why_not_send(PatientFactory.build(clinic=None, **facts))
    assert reason in why
    assert bool(why) is bool(reason)


@pytest.mark.parametrize(
    ("born_on", "told", "young"),
    [
        (date(2008, 3, 10), None, True),
        (date(2008, 3, 9), None, False),
        (None, "2008-03-10", True),
        (date(1985, 2, 3), "2010-01-01", True),
        (None, None, False),
    ],
)
def test_eighteen_is_reached_on_the_birthday(born_on, told, young):
    patient = PatientFactory.build(clinic=None, born_on=born_on)
    assert policies.is_under_age(patient, {"born_on": told}, date(2026, 3, 9)) is young


@pytest.mark.django_db
def test_a_record_with_nothing_open_says_nothing_comes_next():
    intake = IntakeFactory.create(submitted=True)
    state = states_of([intake.patient], timezone.now())[intake.patient_id]
    assert next_step(intake.patient, state) is None
    intake.patient.died_on = date(2026, 1, 1)
    assert next_step(intake.patient, state) is None


def test_a_page_that_is_not_there_has_no_address():
    assert address_of("consultations:no_such_page", 1) == ""


@pytest.mark.parametrize(
    ("kept", "stored", "size", "reason"),
    [
        (59, 199, 500 * 1024 * 1024, ""),
        (60, 60, 1, "60 photos"),
        (0, 200, 1, "no room for more"),
        (0, 1, 500 * 1024 * 1024 + 1, "no room for more"),
    ],
)
def test_photos_are_counted_on_the_record_and_on_the_disk(kept, stored, size, reason):
    why = policies.why_not_add_photo(kept, stored=stored, size=size)
    assert reason in why
    assert bool(why) is bool(reason)
