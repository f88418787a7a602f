"""The intake at the desk, and what the front desk never receives."""

import pytest
from django.utils import timezone

from patients.forms.intake.steps import PAGES
from patients.models import Consent, Intake, IntakeStep, Scar
from patients.models.intake import HEALTH_STEPS, Step
from patients.services import consents, scars
from patients.services.clashes import Clash
from patients.views import steps
from patients.views.seats import Seat
from smpclinic.accounts.access import Refused
from smpclinic.audit.models import Entry
from tests.factories import ClinicFactory, ConsentFactory, IntakeFactory, PatientFactory, ScarFactory, UserFactory
from tests.patients.answers import CANARIES, STORED, TYPED, answer_all


def desk(intake: Intake, page: str = "") -> str:
    return f"/patients/{intake.patient_id}/intake/{page}"


def holds_health(content: bytes) -> list[str]:
    return [canary for canary in CANARIES if canary.encode() in content]


def test_the_intake_begins_with_the_patients_consent(at_desk):
    patient = PatientFactory.create()
    address = f"/patients/{patient.pk}/intake/"
    assert b"Fill it in together" in at_desk.get(address).content
    answer = at_desk.post(f"{address}begin/", {}, follow=True)
    assert b"the patient has to agree" in answer.content
    assert not Intake.objects.exists()
    begun = at_desk.post(f"{address}begin/", {"agreed": "on"})
    assert begun["Location"] == f"{address}about/"
    consent = Consent.objects.get(purpose="enquiry")
    assert consent.given_by is not None


def test_staff_fills_every_step_and_sends(at_desk, at_doctor, intake, desk):
    at_desk.post(f"/patients/{intake.patient_id}/intake/begin/", {"agreed": "on"})
    for step, typed in TYPED.items():
        address = f"/patients/{intake.patient_id}/intake/{step}/"
        assert at_desk.get(address).status_code == 200
        assert at_desk.post(address, typed | {"version": "0"}).status_code == 302
    answer = at_desk.post(f"/patients/{intake.patient_id}/intake/check/")
    assert answer["Location"] == f"/patients/{intake.patient_id}/intake/"
    intake.refresh_from_db()
    assert intake.submitted_by == desk
    assert b"III vertex, Temples and crown" in at_doctor.get(f"/patients/{intake.patient_id}/intake/").content


PAGES_OF_A_PATIENT = (
    "",
    "intake/",
    "intake/check/",
    "intake/treatment/",
    "intake/health/",
    "edit/",
    "photos/",
    "emails/",
)


@pytest.mark.parametrize("page", PAGES_OF_A_PATIENT)
def test_the_front_desk_never_receives_a_health_answer(at_desk, intake, page):
    answer_all(intake)
    content = at_desk.get(f"/patients/{intake.patient_id}/{page}").content
    assert holds_health(content) == []


def test_the_doctor_reads_what_the_desk_may_not(at_doctor, intake):
    answer_all(intake)
    content = at_doctor.get(desk(intake)).content
    assert b"CANARY-MEDICINE" in content
    assert b"2345" in content
    record = at_doctor.get(f"/patients/{intake.patient_id}/").content
    assert b"Allergies: CANARY-ALLERGY" in record
    assert b"Allergy to latex" in record


def test_the_desk_sees_that_a_doctor_has_to_look(at_desk, intake):
    answer_all(intake)
    assert b"Doctor review" in at_desk.get(f"/patients/{intake.patient_id}/").content
    IntakeStep.objects.filter(step=Step.HEALTH).update(answers={"medical": [], "allergies": ""})
    assert b"Doctor review" not in at_desk.get(f"/patients/{intake.patient_id}/").content


@pytest.mark.parametrize("step", sorted(HEALTH_STEPS))
def test_an_answered_health_step_is_closed_to_the_desk(at_desk, intake, step):
    ConsentFactory.create(patient=intake.patient, purpose="enquiry")
    address = desk(intake, f"{step}/")
    assert b"<form method" in at_desk.get(address).content
    answer_all(intake)
    page = at_desk.get(address)
    assert b"Only the patient or a doctor can see or change it" in page.content
    posted = at_desk.post(address, TYPED[step] | {"version": "1"})
    assert b"Only the patient or a doctor can see or change it" in posted.content
    assert IntakeStep.objects.get(step=step).answers == STORED[step]


def test_a_clash_on_health_shows_the_desk_nothing(desk, intake, rf):
    """The patient answered between the desk's look at the steps and its save."""
    answer_all(intake)
    page, seat, request = PAGES[Step.HEALTH], Seat(intake, by=desk), rf.post("/")
    request.user = desk
    form = page.form(TYPED[Step.HEALTH] | {"version": "0"}, patient=intake.patient)
    assert form.is_valid()
    theirs = IntakeStep.objects.get(step=Step.HEALTH)
    answer = steps.both_answers(request, seat, page, form, Clash("", theirs))
    assert answer.status_code == 409
    assert b"Only the patient or a doctor" in answer.content
    assert holds_health(answer.content) == []


def test_a_clash_shows_both_answers_to_those_who_may_read_them(at_desk, intake):
    ConsentFactory.create(patient=intake.patient, purpose="enquiry")
    at_desk.post(desk(intake, "hair/"), TYPED[Step.HAIR] | {"version": "0"})
    page = at_desk.post(desk(intake, "hair/"), TYPED[Step.HAIR] | {"version": "0", "colour": "grey"})
    assert page.status_code == 409
    assert b"Dark brown" in page.content
    assert b"Grey" in page.content


def test_nobody_answers_for_a_patient_who_has_not_agreed(at_desk, intake):
    for address in (desk(intake, "hair/"), desk(intake, "check/"), desk(intake, "scars/add/")):
        for answer in (at_desk.get(address), at_desk.post(address, TYPED[Step.HAIR] | {"version": "0"})):
            assert answer.status_code == 409
            assert b"has not agreed to the use of the answers" in answer.content
    assert not IntakeStep.objects.exists()
    ConsentFactory.create(patient=intake.patient, purpose="enquiry")
    assert at_desk.post(desk(intake, "hair/"), TYPED[Step.HAIR] | {"version": "0"}).status_code == 302
    consents.withdraw(intake.patient, purpose="enquiry", how="told the clinic", by=None, now=timezone.now())
    assert at_desk.get(desk(intake, "hair/")).status_code == 409


def test_staff_of_another_clinic_finds_no_intake(client, intake):
    client.force_login(UserFactory.create(clinic=ClinicFactory.create(name="Elsewhere"), doctor=True))
    for page in ("", "hair/", "check/"):
        assert client.get(desk(intake, page)).status_code == 404


def test_a_patient_without_an_intake_has_no_steps(at_desk):
    patient = PatientFactory.create()
    assert at_desk.get(f"/patients/{patient.pk}/intake/hair/").status_code == 404


def test_the_open_intake_comes_before_the_sent_one(at_desk, intake):
    old = IntakeFactory.create(patient=intake.patient, submitted=True)
    assert old.pk > intake.pk
    assert b"0 of 9 steps are done" in at_desk.get(desk(intake)).content


def test_differing_details_are_pointed_out(at_desk, intake):
    answer_all(intake)
    about = STORED[Step.ABOUT] | {"last_name": "Newname", "born_on": "1985-02-04", "mobile": "+12025550143"}
    IntakeStep.objects.filter(step=Step.ABOUT).update(answers=about)
    page = at_desk.get(desk(intake)).content.decode()
    assert "last name, mobile, date of birth" in page


SCAR = {"zone": "crown", "cause": "fue", "length_cm": "3.5", "width_mm": "", "age": "2", "age_unit": "years"}


def test_a_scar_is_added_listed_and_removed(at_home, intake):
    assert at_home.post("/intake/scars/", {"has_scars": "yes", "version": "0"})["Location"] == "/intake/scars/add/"
    assert at_home.get("/intake/scars/add/").status_code == 200
    typed = SCAR | {"surface": "raised", "colour": "not_sure", "changing": "yes", "count": "12"}
    assert at_home.post("/intake/scars/add/", typed)["Location"] == "/intake/scars/"
    scar = Scar.objects.get()
    assert (scar.length_mm, scar.width_mm, scar.age_months, scar.colour) == (35, None, 24, "")
    assert (scar.changing, scar.count, scar.created_by) == (True, 12, None)
    page = at_home.get("/intake/scars/").content
    assert b"Crown, dots from a hair-by-hair transplant, 3.5 cm long" in page
    assert b"Remove them first" in at_home.post("/intake/scars/", {"has_scars": "no", "version": "1"}).content
    again = at_home.post("/intake/scars/", {"has_scars": "yes", "version": "1", "then": "scar"})
    assert again["Location"] == "/intake/scars/add/"
    assert at_home.post("/intake/scars/", {"has_scars": "yes", "version": "1"})["Location"] == "/intake/treatment/"
    assert at_home.post(f"/intake/scars/{scar.pk}/remove/")["Location"].startswith("/intake/scars/?removed=")
    assert not Scar.objects.kept().exists()
    assert Entry.objects.get(what="scar removed").detail["was"]["zone"] == "crown"


def test_a_scar_needs_its_place_and_its_cause(at_home):
    page = at_home.post("/intake/scars/add/", {"age_unit": "months", "length_cm": "long", "age": "6"})
    assert page.status_code == 422
    for words in ("Choose the place", "Choose what caused it", "Enter the length in centimetres"):
        assert words in page.content.decode()


def test_somebody_elses_scar_cannot_be_removed(at_home):
    other = ScarFactory.create()
    assert at_home.post(f"/intake/scars/{other.pk}/remove/").status_code == 404


def test_a_sent_intake_keeps_its_scars(at_home, intake):
    scar = ScarFactory.create(patient=intake.patient)
    Intake.objects.filter(pk=intake.pk).update(status="submitted", submitted_at=timezone.now())
    assert at_home.post(f"/intake/scars/{scar.pk}/remove/")["Location"] == "/intake/sent/"
    assert at_home.post("/intake/scars/add/", SCAR)["Location"] == "/intake/sent/"
    assert Scar.objects.get() == scar


def test_the_same_scar_sent_twice_is_one_and_forty_are_enough(intake):
    facts = {"zone": "crown", "cause": "fue", "length_mm": 30}
    first = scars.add(intake.patient, by=None, now=timezone.now(), **facts)
    assert scars.add(intake.patient, by=None, now=timezone.now(), **facts) == first
    scars.change(first, by=None, now=timezone.now(), length_mm=40)
    assert Scar.objects.get().length_mm == 40
    ScarFactory.create_batch(39, patient=intake.patient)
    with pytest.raises(Refused, match="40 scars"):
        scars.add(intake.patient, by=None, now=timezone.now(), **facts)
