"""What an invented patient types into the intake, step by step, and how it is stored."""

from typing import Any

from patients.models import Intake, IntakeStep
from patients.models.intake import Step
from tests.factories import IntakeStepFactory

# As a browser sends it.
TYPED: dict[str, dict[str, Any]] = {
    Step.ABOUT: {
        "first_name": "Milo",
        "last_name": "Placeholder",
        "born_on_day": "3",
        "born_on_month": "2",
        "born_on_year": "1985",
        "sex": "male",
        "mobile": "07700 900318",
        "email": "milo@patients.example",
        "may_email": "on",
    },
    Step.WISHES: {
        "goals": ["hairline", "density"],
        "hair_length": "short",
        "short_for_life": "yes",
        "surgery": "unsure",
        "within_months": "12",
        "budget_max": "6000",
        "own_words": "I would like to stop thinking about it.",
        "asked_for": ["smp"],
    },
    Step.LOSS: {
        "pattern": "III-vertex",
        "between": "IV",
        "onset_age_years": "27",
        "progressing": "yes",
        "speed": "slow",
        "family_grade": "VI",
    },
    Step.HAIR: {
        "colour": "dark_brown",
        "form": "wavy",
        "calibre": "medium",
        "worn": "short",
        "conceals": "nothing",
        "tone": "3",
        "oily": "no",
        "outdoor_life": "not_sure",
    },
    Step.SCARS: {"has_scars": "no"},
    Step.TREATMENT: {
        "finasteride": "taking",
        "minoxidil": "never",
        "months": "18",
        "response": "good",
        "prior_surgery": "no",
        "smp_had": "no",
    },
    Step.HEALTH: {
        "medical": ["keloid", "latex_allergy"],
        "medicines": "CANARY-MEDICINE daily",
        "allergies": "CANARY-ALLERGY",
        "other": "CANARY-OTHER",
    },
    Step.PHOTOS: {"photo_record": "on"},
}
CANARIES = ("CANARY-MEDICINE", "CANARY-ALLERGY", "CANARY-OTHER", "2345", "keloid", "latex")

# As it is stored.
STORED: dict[str, dict[str, Any]] = {
    Step.ABOUT: {
        "first_name": "Milo",
        "last_name": "Placeholder",
        "born_on": "1985-02-03",
        "sex": "male",
        "mobile": "+447700900318",
        "email": "milo@patients.example",
        "may_email": True,
    },
    Step.WISHES: {"goals": ["hairline"], "surgery": "yes"},
    Step.LOSS: {"pattern": "III-vertex"},
    Step.HAIR: {"colour": "brown", "worn": "short", "tone": 3},
    Step.SCARS: {"has_scars": "no"},
    Step.TREATMENT: {"prior_surgery": "yes", "prior_grafts": 2345, "smp_had": "no"},
    Step.HEALTH: {
        "medical": ["keloid", "latex_allergy"],
        "medicines": "CANARY-MEDICINE daily",
        "allergies": "CANARY-ALLERGY",
        "other": "CANARY-OTHER",
    },
    Step.PHOTOS: {"photo_record": True},
}


def answer_all(intake: Intake, *, leave_out: tuple[str, ...] = ()) -> list[IntakeStep]:
    """Every step of the intake answered, but those left out."""
    return [
        IntakeStepFactory.create(intake=intake, step=step, answers=answers)
        for step, answers in STORED.items()
        if step not in leave_out
    ]
