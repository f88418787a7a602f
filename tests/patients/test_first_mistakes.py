"""The first typing mistake in "About you" is mended by the right answer, on the record too."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from patients.models import Intake, IntakeStep, Patient
from patients.models.intake import Step
from patients.services import registration
from patients.views.banner import flags_of
from patients.views.intakes import differs
from patients.views.seats import Seat
from smpclinic.audit.models import Entry
from tests.patients.answers import TYPED, answer_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def quick(intake: Intake) -> Patient:
    """A patient as quick-add leaves them: a name and a mobile."""
    Patient.objects.update(born_on=None, sex="", email="")
    patient: Patient = Patient.objects.get()
    return patient


@pytest.fixture
def their_phone(quick: Patient, intake: Intake, link_of: Any) -> Client:
    browser = Client()
    _link, token = link_of(intake)
    browser.get(f"/i/{token}/")
    assert browser.post("/intake/welcome/", {"answer": "0318", "agreed": "on"}).status_code == 302
    return browser


def tell(browser: Client, **more: str) -> None:
    """Fill in the step, with these answers instead."""
    row = IntakeStep.objects.filter(step=Step.ABOUT).first()
    version = str(row.version if row else 0)
    assert browser.post("/intake/about/", TYPED[Step.ABOUT] | {"version": version} | more).status_code == 302


def test_a_birthday_typed_wrong_first_is_mended_on_the_record(their_phone, quick):
    tell(their_phone, born_on_year="2015")
    assert b"from the age of 18" in their_phone.get("/intake/wishes/").content
    tell(their_phone)
    assert b"from the age of 18" not in their_phone.get("/intake/wishes/").content
    quick.refresh_from_db()
    assert str(quick.born_on) == "1985-02-03"


def test_a_sex_tapped_wrong_first_is_mended_and_asks_the_right_questions(their_phone, quick):
    tell(their_phone, sex="male")
    assert b'value="pregnant"' not in their_phone.get("/intake/health/").content
    tell(their_phone, sex="female")
    assert b'value="pregnant"' in their_phone.get("/intake/health/").content
    quick.refresh_from_db()
    assert quick.sex == "female"


def test_a_mistyped_address_gets_no_more_links_and_goes_when_taken_off(their_phone, quick):
    tell(their_phone, email="milo@elsewhere.example")
    quick.refresh_from_db()
    assert quick.email == "milo@elsewhere.example"
    tell(their_phone)
    quick.refresh_from_db()
    assert quick.email == "milo@patients.example"
    tell(their_phone, email="", may_email="")
    quick.refresh_from_db()
    assert (quick.email, quick.mobile) == ("", "+447700900318")
    lines = Entry.objects.filter(what="record completed from intake").order_by("pk").values_list("detail", flat=True)
    assert [line.get("corrected") for line in lines] == [None, ["email"], ["email"]]


def test_one_answer_typed_better_later_mends_the_record_at_once(their_phone, quick):
    tell(their_phone, email="milo@elsewhere.example")
    posted = {"question": "email", "email": "milo@patients.example", "version": "1"}
    assert their_phone.post("/intake/about/answer/", posted).status_code == 200
    quick.refresh_from_db()
    assert quick.email == "milo@patients.example"


def test_what_the_clinic_wrote_is_left_to_the_clinic(their_phone, quick, intake, desk):
    tell(their_phone, sex="male", mobile="07700 900319", email="milo@elsewhere.example")
    quick.refresh_from_db()
    assert quick.mobile == "+447700900318"  # the desk's own
    registration.change(
        quick, version=quick.version, by=desk, now=timezone.now(), email="milo@work.example", sex="unspecified"
    )
    tell(their_phone, sex="female")
    quick.refresh_from_db()
    assert (quick.email, quick.sex) == ("milo@work.example", "unspecified")
    assert differs(Seat(Intake.objects.get(), by=desk)) == ["email", "sex"]


def test_the_desk_is_told_when_the_sex_differs_and_cautions_are_read_by_what_was_told(intake, doctor, desk):
    answer_all(intake)
    IntakeStep.objects.filter(step=Step.HEALTH).update(answers={"medical": ["pregnant"]})
    about = IntakeStep.objects.get(step=Step.ABOUT)
    IntakeStep.objects.filter(step=Step.ABOUT).update(answers=about.answers | {"sex": "female"})
    Patient.objects.update(sex="male")
    patient = Patient.objects.get()
    assert differs(Seat(Intake.objects.get(), by=desk)) == ["sex"]
    assert [flag["kind"] for flag in flags_of(patient, doctor)] == ["bad"]
