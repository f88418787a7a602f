"""Each answer that sets a gate raises a named flag: the doctor reads the names, the desk that a doctor has to look."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from consultations.planning import engine, protocol
from consultations.planning.book import OWN
from consultations.planning.findings import parse
from consultations.services.findings import answered
from patients.models.intake import Step
from patients.questions import values
from patients.questions.flags import raised
from patients.questions.flow import settle
from patients.questions.question import About, Kind, Question
from patients.questions.steps import SECTIONS
from patients.questions.treatment import A_YOUNG_TRANSPLANT
from patients.questions.words import MEDICAL, NOT_FOR_THE_ENGINE
from tests.factories import IntakeFactory, IntakeStepFactory, UserFactory

WOMAN = About(sex="female")
# Somebody whose plan meets no gate, and whom every question of a branch is asked.
PLAIN: dict[str, dict[str, Any]] = {
    Step.WISHES: {"goals": ["density"], "surgery": "yes"},
    Step.LOSS: {"pattern": "IV", "progressing": "no", "stable_months": 36},
    Step.TREATMENT: {
        "finasteride": "taking",
        "prior_surgery": "yes",
        "prior_grafts": 800,
        "months_since_surgery": 60,
        "smp_had": "yes",
        "smp_months_ago": 60,
    },
    Step.HEALTH: {"medical": []},
}
# Gates that come of an age, a scar's row or a number of grafts, not of an answer about health or the loss.
NOT_OF_ANSWERS = {"G1", "G13", "G15"}


def gates(answers: dict[str, dict[str, Any]]) -> set[str]:
    facts = answered(answers, any_scar=False) | {"age_years": 41, "sex": "female"}
    return {gate.gate for gate in engine.recommend(parse(facts)).gates} - NOT_OF_ANSWERS


def every_answer() -> Iterator[tuple[str, Question, Any]]:
    """Each choice of each question, and numbers around the one that matters."""
    for step in (Step.LOSS, Step.TREATMENT, Step.HEALTH):
        for question in SECTIONS[step].questions:
            for choice in question.choices:
                yield step, question, [choice.value] if question.kind is Kind.SEVERAL else choice.value
            if question.kind is Kind.NUMBER:
                yield from ((step, question, n) for n in (question.low, 3, 7, 11, 12, 13, 40) if n >= question.low)


CASES = [pytest.param(*case, id=f"{case[1].key}={case[2]}") for case in every_answer()]


@pytest.mark.parametrize(("step", "question", "answer"), CASES)
def test_an_answer_that_sets_a_gate_raises_a_flag(step, question, answer):
    given = {one: dict(answers) for one, answers in PLAIN.items()}
    given[step][question.key] = values.stored(question, answer)
    if question.key == "zones":
        given[step]["pattern"] = ""
    given = {one: settle(one, answers, WOMAN).stored for one, answers in given.items()}
    if gates(given) - gates(PLAIN):
        assert raised(given, WOMAN), gates(given)


def test_the_plain_answers_raise_nothing():
    assert gates(PLAIN) == set()
    assert raised(PLAIN, WOMAN) == []


def test_the_answers_do_set_gates():
    """The test above would pass with an engine that never asks."""
    set_by_health = set()
    for ticks in MEDICAL.values():
        for value in ticks.keys() - NOT_FOR_THE_ENGINE:
            found = raised(PLAIN | {Step.HEALTH: {"medical": [value]}}, WOMAN)
            assert [flag.key for flag in found] == [value]
            set_by_health |= gates(PLAIN | {Step.HEALTH: {"medical": [value]}})
    assert {"G2", "G3", "G4", "G7", "G8", "G9", "G10", "G11"} <= set_by_health


def test_a_transplant_counts_as_young_as_long_as_the_engine_waits():
    _least, density = OWN[protocol.SMP_AFTER_SURGERY_MONTHS]
    assert density == A_YOUNG_TRANSPLANT


def test_flags_have_names_and_the_loud_ones_stand_first():
    told = {
        Step.LOSS: {"pattern": "patches", "zones": ["donor"]},
        Step.TREATMENT: {"prior_surgery": "yes", "months_since_surgery": 4, "smp_had": "yes", "smp_reaction": "yes"},
        Step.HEALTH: {"medical": ["keloid", "latex_allergy"], "allergies": "Nuts\n and  dyes"},
    }
    assert [(flag.words, flag.is_loud) for flag in raised(told, WOMAN)] == [
        ("The skin reacted badly to earlier pigment", True),
        ("Allergy to latex", True),
        ("Allergies: Nuts and dyes", True),
        ("Patches or a scar, says the patient", False),
        ("Thinner at the back or sides too", False),
        ("A transplant that still grows", False),
        ("Scars that grow thick or raised (keloid)", False),
    ]


def test_what_is_hidden_raises_nothing():
    treatment = {"prior_surgery": "no", "months_since_surgery": 1, "smp_had": "no", "smp_reaction": "yes"}
    assert raised({Step.TREATMENT: treatment, Step.HEALTH: {"medical": ["pregnant"]}}, About(sex="male")) == []


def test_a_caution_that_is_asked_no_more_keeps_its_name():
    assert [flag.words for flag in raised({Step.HEALTH: {"medical": ["gout"]}}, WOMAN)] == ["gout"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "answers", "name"),
    [
        (Step.HEALTH, {"medical": ["anticoagulant"]}, b"Blood thinners"),
        (Step.TREATMENT, {"smp_had": "yes", "smp_reaction": "yes"}, b"The skin reacted badly to earlier pigment"),
        (Step.LOSS, {"pattern": "patches"}, b"Patches or a scar, says the patient"),
    ],
)
def test_the_doctor_reads_the_name_and_the_desk_does_not(step, answers, name):
    row = IntakeStepFactory.create(intake=IntakeFactory.create(), step=step, answers=answers)
    address = f"/patients/{row.intake.patient_id}/"
    doctor, desk = Client(), Client()
    doctor.force_login(UserFactory.create(doctor=True))
    desk.force_login(UserFactory.create())
    assert name in doctor.get(address).content
    seen = desk.get(address).content
    assert name not in seen
    assert b"Doctor review" in seen
