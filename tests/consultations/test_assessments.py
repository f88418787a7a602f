"""A doctor's findings: a row each time, a fresh plan on them, and a form that knows what can be true."""

import pytest
from django.utils import timezone

from consultations.forms.assessment import PLACES, AssessmentForm, initial_from
from consultations.models import Assessment, Plan
from consultations.planning import findings as engine
from consultations.services import assessments, plans
from smpclinic.accounts.access import Refused
from tests.factories import PatientFactory, UserFactory

NOW = timezone.now()
FULL = {
    "grade": "norwood:IV",
    "expected_grade": "norwood:VI",
    "diagnosis": "pattern",
    "progressing": "yes",
    "diffuse": "no",
    "bald_area_cm2": "85.5",
    "density_fu_cm2": "72",
    "hairs_per_fu": "2.2",
    "area_cm2": "150",
    "miniaturization_pct": "8",
    "miniaturization": "mild",
    "quality": "high",
    "laxity": "average",
    "depleted": "no",
    "prior_grafts": "1450",
    "prior_method": "strip",
    "calibre_mm": "0.064",
    "calibre": "medium",
    "fitzpatrick": "3",
    "note": "Seen under the microscope.",
}


def test_every_field_ends_where_the_engine_looks_for_it():
    form = AssessmentForm(FULL)
    assert form.is_valid(), form.errors
    assert form.findings == {
        "loss": {
            "scale": "norwood",
            "grade": "IV",
            "expected_grade": "VI",
            "diagnosis": "pattern",
            "progressing": True,
            "diffuse": False,
            "bald_area_cm2": 85.5,
        },
        "donor": {
            "density_fu_cm2": 72,
            "hairs_per_fu": 2.2,
            "area_cm2": 150,
            "miniaturization_pct": 8,
            "miniaturization": "mild",
            "quality": "high",
            "laxity": "average",
            "depleted": False,
            "prior_grafts": 1450,
            "prior_method": "strip",
        },
        "hair": {"calibre": "medium", "calibre_mm": 0.064},
        "skin": {"fitzpatrick": 3},
    }
    engine.parse(form.findings)


def test_what_is_not_judged_is_no_fact():
    form = AssessmentForm(dict.fromkeys(FULL, ""))
    assert form.is_valid()
    assert form.findings == {}


@pytest.mark.parametrize("field", sorted(PLACES))
def test_the_form_comes_back_as_the_last_doctor_left_it(field):
    form = AssessmentForm(FULL)
    assert form.is_valid()
    again = AssessmentForm({**dict.fromkeys(FULL, ""), **initial_from(form.findings, {})})
    assert again.is_valid(), again.errors
    assert again.findings == form.findings
    assert field in initial_from(form.findings, {})


def test_the_class_starts_as_the_patient_chose_it():
    facts = {"loss": {"scale": "ludwig", "grade": "II"}, "donor": {"density_fu_cm2": 70}}
    assert initial_from({}, facts) == {"grade": "ludwig:II"}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("density_fu_cm2", "500", "more than can be true"),
        ("calibre_mm", "64", "more than can be true"),
        ("hairs_per_fu", "0.2", "less than can be true"),
        ("bald_area_cm2", "much", "Enter a number"),
        ("expected_grade", "ludwig:II", "same scale"),
        ("grade", "norwood:XII", "Choose one from the list."),
    ],
)
def test_what_cannot_be_is_refused_in_words(field, value, words):
    form = AssessmentForm({**FULL, field: value})
    assert not form.is_valid()
    assert words in str(form.errors[field])


def test_a_class_to_come_needs_a_class_now():
    form = AssessmentForm({**FULL, "grade": ""})
    assert "Choose the class now" in str(form.errors["grade"])


@pytest.mark.django_db
def test_recording_makes_a_row_and_a_fresh_plan():
    patient, doctor = PatientFactory.create(), UserFactory.create(doctor=True)
    first = plans.make(patient, intake=None, by=None, now=NOW)
    facts = {"loss": {"scale": "norwood", "grade": "IV"}}
    assessment, plan = assessments.record(patient, findings=facts, note="Clear", by=doctor, now=NOW)
    first.refresh_from_db()
    assert first.status == Plan.Status.REPLACED
    assert plan.findings["loss"]["grade"] == "IV"
    assert (plan.made_by, assessment.made_by, assessment.note) == (doctor, doctor, "Clear")
    assessments.record(patient, findings={}, note="", by=doctor, now=NOW)
    assert Assessment.objects.filter(patient=patient).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["front_desk", "manager"])
def test_only_a_doctor_records_findings(role):
    with pytest.raises(Refused, match="Only a doctor"):
        assessments.record(PatientFactory.create(), findings={}, note="", by=UserFactory.create(role=role), now=NOW)
