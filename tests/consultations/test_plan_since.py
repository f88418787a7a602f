"""A scar measured or a class corrected after a plan was made: the page says so, and the plan is made again."""

import pytest
from django.test import Client
from django.utils import timezone

from consultations.models import Plan
from consultations.services import assessments, plans
from consultations.views.plan_since import changed
from patients.services import scars
from tests.factories import ConsentFactory, IntakeFactory, PatientFactory, PlanFactory, ScarFactory, UserFactory
from tests.patients.answers import answer_all

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SAYS = "Made with other facts than the record holds now"


@pytest.fixture
def doctor():
    return UserFactory.create(doctor=True)


@pytest.fixture
def at_doctor(doctor):
    browser = Client()
    browser.force_login(doctor)
    return browser


@pytest.fixture
def plan(doctor):
    """A plan of a patient with one old, flat scar, from an intake as it was sent."""
    patient = PatientFactory.create(sex="male")
    ConsentFactory.create(patient=patient, purpose="enquiry")
    intake = IntakeFactory.create(patient=patient, submitted=True)
    answer_all(intake)
    ScarFactory.create(patient=patient, length_mm=40)
    return plans.make(patient, intake=intake, by=None, now=NOW)


def page(browser, plan):
    return browser.get(f"/plans/{plan.pk}/")


def test_a_plan_of_todays_facts_says_nothing(at_doctor, plan):
    answer = page(at_doctor, plan)
    assert answer.context["other_facts"] == []
    assert SAYS not in answer.content.decode()


def test_a_measured_scar_is_named_and_the_plan_made_again_with_it(at_doctor, doctor, plan):
    scar = plan.patient.scars.get()
    measured = at_doctor.post(f"/patients/{plan.patient_id}/scars/{scar.pk}/measure/", {"measured_cm": "6.2"})
    assert measured.status_code == 302
    answer = page(at_doctor, plan)
    assert answer.context["other_facts"] == ["Scar 1"]
    assert SAYS in answer.content.decode()
    again = at_doctor.post(f"/patients/{plan.patient_id}/plans/make/")
    newest = Plan.objects.latest("pk")
    assert again["Location"] == f"/plans/{newest.pk}/"
    assert newest.findings["scars"][0]["length_mm"] == 62
    assert page(at_doctor, newest).context["other_facts"] == []
    plan.refresh_from_db()
    assert plan.status == Plan.Status.REPLACED
    assert page(at_doctor, plan).context["other_facts"] == []


def test_a_scar_taken_off_or_added_is_named(at_doctor, plan):
    scars.remove(plan.patient.scars.get(), by=None, now=NOW)
    assert page(at_doctor, plan).context["other_facts"] == ["Scars"]


def test_a_corrected_class_stands_beside_the_patients_and_an_approved_plan_says_so(at_doctor, doctor, plan):
    Plan.objects.filter(pk=plan.pk).update(status="approved", reviewed_at=NOW, reviewed_by=doctor)
    found = {"loss": {"scale": "norwood", "grade": "V"}}
    _kept, fresh = assessments.record(plan.patient, findings=found, note="Thin at the nape", by=doctor, now=NOW)
    answer = page(at_doctor, plan)
    assert "Class" in answer.context["other_facts"][0]
    words = page(at_doctor, fresh).content.decode()
    assert "Patient chose III vertex, Dr Exempla chose V." in words
    assert "Right side" in words
    assert "Thin at the nape" in words
    form = at_doctor.get(f"/patients/{plan.patient_id}/assess/").content.decode()
    assert "Patient chose III vertex" in form


def test_a_class_that_was_only_confirmed_is_said_once(at_doctor, doctor, plan):
    found = {"loss": {"scale": "norwood", "grade": "III-vertex"}}
    _kept, fresh = assessments.record(plan.patient, findings=found, note="", by=doctor, now=NOW)
    answer = page(at_doctor, fresh)
    assert answer.context["pattern"]["differs"] is False
    assert "Patient chose III vertex." in answer.content.decode()


def test_a_raised_scar_puts_its_flag_into_the_banner(at_doctor, plan):
    assert "A scar has to wait (G13)" not in page(at_doctor, plan).content.decode()
    scar = plan.patient.scars.get()
    scars.change(scar, by=None, now=NOW, surface="raised", changing=True, age_months=3)
    assert page(at_doctor, plan).context["other_facts"] == ["Scar 1"]
    at_doctor.post(f"/patients/{plan.patient_id}/plans/make/")
    words = page(at_doctor, Plan.objects.latest("pk")).content.decode()
    assert "A scar has to wait (G13)" in words


def test_a_plan_made_of_nothing_on_record_and_growing_older_say_nothing(at_doctor):
    assert page(at_doctor, PlanFactory.create()).context["other_facts"] == []
    assert list(changed({"age_years": 40}, {"age_years": 41})) == []
    assert list(changed({"medical": []}, {})) == ["Health answers"]
    assert list(changed({}, {"wishes": {"surgery": "no"}})) == list(changed({"wishes": {"surgery": "no"}}, {}))
