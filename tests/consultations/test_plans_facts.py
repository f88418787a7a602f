"""The facts column: what the plan was made from, in words."""

import pytest

from consultations.models import Assessment, Plan
from consultations.views import plan_facts
from smpclinic.accounts.models import User


def test_allergies_stand_first_and_loudest():
    found = plan_facts.flags({"medical": ["keloid", "latex_allergy", "epilepsy"]})
    assert [(flag["word"], flag["kind"]) for flag in found] == [
        ("Latex allergy", "bad"),
        ("Epilepsy", "warn"),
        ("Raised scars (keloid)", "warn"),
    ]


def test_a_pattern_says_who_confirmed_it_and_how_it_goes_on():
    loss = {
        "scale": "norwood",
        "grade": "III-vertex",
        "expected_grade": "VI",
        "progressing": False,
        "onset_age_years": 24,
        "diagnosis": "pattern",
    }
    doctor = Assessment(findings={"loss": {"grade": "III-vertex"}}, made_by=User(name="Dr Exempla"))
    said = plan_facts.pattern(Plan(findings={"loss": loss}), doctor, {"pattern": "parting", "ludwig": "II"})
    assert said["name"] == "III vertex"
    assert said["confirmed_by"] == "Dr Exempla"
    assert said["patient_chose"] == "Ludwig II"
    assert said["course"] == "Expected to reach VI, not progressing, since age 24"
    assert said["diagnosis"] == "Pattern hair loss"


def test_findings_without_a_class_confirm_none():
    doctor = Assessment(findings={"donor": {"quality": "high"}}, made_by=User(name="Dr Exempla"))
    said = plan_facts.pattern(Plan(findings={}), doctor, {})
    assert (said["name"], said["confirmed_by"], said["course"]) == ("Not known", "", "")


def test_measures_stand_before_words():
    findings = {
        "hair": {"colour": "grey", "calibre_mm": 0.064, "calibre": "coarse"},
        "skin": {"fitzpatrick": 3, "tone": "dark"},
        "donor": {"density_fu_cm2": 72.5, "laxity": "tight", "depleted": True},
    }
    facts = {fact["label"]: fact for fact in plan_facts.hair_and_donor(findings, "7")}
    assert facts["Hair"]["note"] == "0.064 mm shaft"
    assert (facts["Skin"]["value"], facts["Skin"]["swatch"]) == ("Type 3", "skin-3")
    assert facts["Skin"]["note"] == "Tone 7 of 10, chosen by the patient"
    assert facts["Donor density"]["value"] == "72.5 units/cm²"
    assert (facts["Laxity"]["value"], facts["Depleted"]["value"]) == ("Tight", "Yes")


@pytest.mark.parametrize(
    ("scar", "size", "look"),
    [
        (
            {"cause": "strip", "length_mm": 140, "width_mm": 3, "surface": "flat", "colour": "pale"},
            "14 cm by 3 mm",
            "flat",
        ),
        ({"cause": "burn", "length_mm": 45}, "4.5 cm long", ""),
        ({"cause": "other"}, "", ""),
    ],
)
def test_a_scar_in_two_lines(scar, size, look):
    said = plan_facts.scars({"scars": [scar]})[0]
    assert said["size"] == size
    assert said["look"].startswith(look)


def test_history_tells_what_is_known_and_nothing_else():
    findings = {
        "wishes": {"goals": ["crown"], "budget_max": 6000, "within_months": 3},
        "medication": {"finasteride": "taking", "months": 1},
        "donor": {"prior_method": "strip", "prior_grafts": 1450, "months_since_surgery": 30},
        "smp": {"had": True},
        "loss": {"family_grade": "VI"},
    }
    said = {fact["label"]: fact["value"] for fact in plan_facts.history(findings, "USD")}
    assert said == {
        "Goals": "the crown",
        "Medicines": "Finasteride: takes it, 1 month",
        "Earlier surgery": "Strip, 1,450 grafts, 30 months ago",
        "SMP before": "Yes",
        "Family": "VI",
        "Budget": "up to USD 6,000",
        "Result needed": "3 months",
    }
    assert plan_facts.history({"donor": {"prior_grafts": 0}}, "USD")[0]["value"] == "None"
