"""Answers, scars and the doctor's findings end in the shape that the engine reads, field by field."""

from datetime import date
from typing import Any

import pytest

from consultations.models import Assessment
from consultations.planning import findings as engine
from consultations.services.findings import SAME_NAME, answered, collect, laid_over, newest_submitted
from patients.models.intake import Step
from tests.factories import IntakeFactory, IntakeStepFactory, PatientFactory, ScarFactory, UserFactory

TODAY = date(2026, 3, 12)
# step, the patient's answer, where it must stand, as what
SAME = [
    (Step.WISHES, {"goals": ["crown", "density"]}, "wishes.goals", ["crown", "density"]),
    (Step.WISHES, {"goals": ["crown", "density"], "first_goal": "density"}, "wishes.goals", ["density", "crown"]),
    (Step.WISHES, {"hair_length": "short"}, "wishes.hair_length", "short"),
    (Step.WISHES, {"short_for_life": "yes"}, "wishes.short_for_life", True),
    (Step.WISHES, {"short_for_life": False}, "wishes.short_for_life", False),
    (Step.WISHES, {"surgery": "unsure"}, "wishes.surgery", "unsure"),
    (Step.WISHES, {"within_months": "3"}, "wishes.within_months", 3),
    (Step.WISHES, {"budget_max": "6000.00"}, "wishes.budget_max", 6000),
    (Step.WISHES, {"budget_max": "6000.50"}, "wishes.budget_max", 6000.5),
    (Step.WISHES, {"asked_for": ["smp", "beard_grafts"]}, "wishes.asked_for", ["smp", "beard_grafts"]),
    (Step.WISHES, {"refuses": ["linear_scar"]}, "wishes.refuses", ["linear_scar"]),
    (Step.LOSS, {"pattern": "III-vertex"}, "loss.grade", "III-vertex"),
    (Step.LOSS, {"pattern": "parting", "ludwig": "II"}, "loss.scale", "ludwig"),
    (Step.LOSS, {"between": "IV"}, "loss.between", "IV"),
    (Step.LOSS, {"zones": ["front", "crown"]}, "loss.zones", ["front", "crown"]),
    (Step.LOSS, {"onset_age_years": "24"}, "loss.onset_age_years", 24),
    (Step.LOSS, {"progressing": "no"}, "loss.progressing", False),
    (Step.LOSS, {"speed": "fast"}, "loss.speed", "fast"),
    (Step.LOSS, {"stable_months": 18}, "loss.stable_months", 18),
    (Step.LOSS, {"family_grade": "VI"}, "loss.family_grade", "VI"),
    (Step.LOSS, {"pattern": "patches"}, "loss.diagnosis", "unexplained"),
    (Step.HAIR, {"colour": "dark_brown"}, "hair.colour", "dark_brown"),
    (Step.HAIR, {"calibre": "fine"}, "hair.calibre", "fine"),
    (Step.HAIR, {"form": "coiled"}, "hair.form", "coiled"),
    (Step.HAIR, {"worn": "long"}, "hair.worn", "long"),
    (Step.HAIR, {"conceals": "fibres"}, "hair.conceals", "fibres"),
    (Step.HAIR, {"fitzpatrick": "4"}, "skin.fitzpatrick", 4),
    (Step.HAIR, {"oily": True}, "skin.oily", True),
    (Step.HAIR, {"outdoor_life": "yes"}, "skin.outdoor_life", True),
    (Step.HAIR, {"tone": "3"}, "skin.tone", "light"),
    (Step.HAIR, {"tone": 4}, "skin.tone", "medium"),
    (Step.HAIR, {"tone": "6"}, "skin.tone", "medium"),
    (Step.HAIR, {"tone": "7"}, "skin.tone", "dark"),
    (Step.TREATMENT, {"finasteride": "taking"}, "medication.finasteride", "taking"),
    (Step.TREATMENT, {"minoxidil": "never"}, "medication.minoxidil", "never"),
    (Step.TREATMENT, {"months": "8"}, "medication.months", 8),
    (Step.TREATMENT, {"response": "none"}, "medication.response", "none"),
    (Step.TREATMENT, {"prior_surgery": "no"}, "donor.prior_grafts", 0),
    (Step.TREATMENT, {"prior_surgery": "yes", "prior_grafts": 1450}, "donor.prior_grafts", 1450),
    (Step.TREATMENT, {"prior_surgery": "yes"}, "donor.prior_method", "unknown"),
    (Step.TREATMENT, {"prior_surgery": "yes", "prior_method": "strip"}, "donor.prior_method", "strip"),
    (Step.TREATMENT, {"prior_surgery": "yes", "operations": 2}, "donor.operations", 2),
    (
        Step.TREATMENT,
        {"prior_surgery": "yes", "months_since_surgery": "30"},
        "donor.months_since_surgery",
        30,
    ),
    (Step.TREATMENT, {"prior_surgery": "yes", "prior_growth": "poor"}, "donor.prior_growth", "poor"),
    (Step.TREATMENT, {"smp_had": "yes"}, "smp.had", True),
    (Step.TREATMENT, {"smp_had": True, "smp_months_ago": 14}, "smp.months_ago", 14),
    (Step.TREATMENT, {"smp_had": True, "smp_reaction": "no"}, "smp.reaction", False),
    (Step.HEALTH, {"medical": ["keloid", "metal_allergy", "anticoagulant"]}, "medical", ["anticoagulant", "keloid"]),
]


def found_at(facts: dict[str, Any], place: str) -> Any:
    for name in place.split("."):
        facts = facts[name]
    return facts


@pytest.mark.parametrize(("step", "answers", "place", "expected"), SAME)
def test_an_answer_stands_where_the_engine_looks_for_it(step, answers, place, expected):
    facts = answered({step: answers}, any_scar=False)
    assert found_at(facts, place) == expected
    engine.parse(facts)


@pytest.mark.parametrize("nothing", ["", None, []])
@pytest.mark.parametrize("step", list(Step))
def test_silence_and_not_sure_leave_no_fact(step, nothing):
    asked = [name for places in SAME_NAME.values() for _part, name in places]
    apart = ["tone", "prior_surgery", "smp_had", "pattern", "ludwig"]
    assert answered({step: dict.fromkeys(asked + apart, nothing)}, any_scar=False) == {}


@pytest.mark.parametrize(("answer", "facts"), [([], {"medical": []}), ("", {}), (None, {})])
def test_none_of_these_is_an_answer_and_silence_is_not(answer, facts):
    assert answered({Step.HEALTH: {"medical": answer}}, any_scar=False) == facts


def test_unsure_about_surgery_is_no_fact():
    assert answered({Step.TREATMENT: {"prior_surgery": "unsure", "prior_grafts": ""}}, any_scar=False) == {}


def test_patches_beside_a_scar_are_left_to_the_doctor():
    assert answered({Step.LOSS: {"pattern": "patches"}}, any_scar=True) == {}


@pytest.mark.django_db
def test_collected_facts_hold_age_sex_and_scars():
    patient = PatientFactory.create(born_on=date(1985, 3, 13), sex="male")
    ScarFactory.create(patient=patient)
    ScarFactory.create(
        patient=patient, length_mm=None, width_mm=None, surface="", colour="", changing=None, age_months=None
    )
    facts = collect(patient, None, today=TODAY)
    assert facts["age_years"] == 40
    assert facts["sex"] == "male"
    assert facts["scars"] == [
        {
            "cause": "strip",
            "zone": "back of the head",
            "length_mm": 140,
            "width_mm": 3,
            "age_months": 60,
            "surface": "flat",
            "colour": "pale",
            "changing": False,
            "count": 1,
        },
        {"cause": "strip", "zone": "back of the head", "count": 1},
    ]
    engine.parse(facts)


@pytest.mark.django_db
def test_the_doctor_stands_over_the_patient():
    patient = PatientFactory.create()
    intake = IntakeFactory.create(patient=patient, submitted=True)
    IntakeStepFactory.create(intake=intake, answers={"pattern": "III", "between": "IV", "progressing": "yes"})
    doctor = UserFactory.create(doctor=True)
    for grade in ("IV", "III-vertex"):
        Assessment.objects.create(
            patient=patient,
            findings={"loss": {"scale": "norwood", "grade": grade}, "donor": {"density_fu_cm2": 72}},
            made_at=intake.created_at,
            made_by=doctor,
        )
    facts = collect(patient, newest_submitted(patient), today=TODAY)
    assert facts["loss"] == {"scale": "norwood", "grade": "III-vertex", "progressing": True}
    assert facts["donor"] == {"density_fu_cm2": 72}


def test_laying_over_changes_neither_side():
    facts, findings = {"hair": {"colour": "red"}}, {"hair": {"calibre": "fine"}}
    assert laid_over(facts, findings) == {"hair": {"colour": "red", "calibre": "fine"}}
    assert facts == {"hair": {"colour": "red"}}
    assert findings == {"hair": {"calibre": "fine"}}


@pytest.mark.django_db
def test_the_newest_submitted_intake_counts_and_a_draft_does_not():
    patient = PatientFactory.create()
    assert newest_submitted(patient) is None
    IntakeFactory.create(patient=patient, submitted=True)
    newer = IntakeFactory.create(patient=patient, submitted=True)
    IntakeFactory.create(patient=patient)
    assert newest_submitted(patient) == newer
