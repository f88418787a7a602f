"""What holds on every way through the questions: nothing hidden is required, stored or told."""

import os
from random import Random
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.services.findings import answered
from patients.exports import fhir
from patients.forms.intake.steps import PAGES
from patients.forms.intake.summary import cards
from patients.models import Patient
from patients.models.intake import Step
from patients.questions import flags
from patients.questions.flow import problems, settle, settled
from patients.questions.question import About
from patients.questions.steps import SECTIONS
from tests.patients.paths import an_intake, any_answers, hidden, sent, somebody, without

SITE = "https://clinic.example"
# In the whole suite all of them, and the same each time, so that a change is judged and not the dice; by hand a part,
# others each time.
WHOLE_RUN = "PLAN_EXAMPLES" in os.environ
ten_thousand = settings(max_examples=10_000 if WHOLE_RUN else 500, deadline=None, derandomize=WHOLE_RUN, database=None)
SEEDS = st.integers(0, 2**64 - 1)


def told(answers: dict[str, dict[str, Any]], patient: Patient, *, pages: bool) -> dict[str, Any]:
    """Everything that anybody is told of the answers; the pages, which take most of the time, only where asked for."""
    about = About.of(patient, answers)
    return {
        "stored": settled(answers, about),
        "required": problems(answers, about),
        "findings": answered(settled(answers, about), any_scar=False),
        "flags": flags.raised(answers, about),
        "fhir": fhir.groups(answers, SECTIONS, about, SITE),
        "copy": cards(patient, answers, done=set(answers), for_staff=False) if pages else [],
        "staff": cards(patient, answers, done=set(answers), for_staff=True) if pages else [],
    }


def keys(said: dict[str, Any]) -> set[tuple[str, str]]:
    """Every question that appears anywhere in what is told."""
    found = {(step, key) for name in ("stored", "required") for step, given in said[name].items() for key in given}
    for name in ("copy", "staff"):
        found |= {(card.page.step, row.key) for card in said[name] for row in card.rows if row.key}
    return found | {
        (group["linkId"], item["linkId"].partition(".")[2]) for group in said["fhir"] for item in group["item"]
    }


@ten_thousand
@given(SEEDS)
@pytest.mark.timeout(600)
def test_no_hidden_answer_is_required_stored_or_exported(seed):
    dice = Random(seed)
    patient, answers = somebody(dice), any_answers(dice)
    sex = About.of(patient, answers).sex
    gone = hidden(answers, sex)
    with translation.override(None):
        pages = dice.random() < 0.2
        said = told(answers, patient, pages=pages)
        assert said == told(without(answers, gone, sex), patient, pages=pages)
    assert not gone & keys(said)
    step = dice.choice(list(SECTIONS))
    form = PAGES[step].form(sent(step, dice, patient.sex, nonsense=True), patient=patient)
    form.is_valid()
    stored = form.answers()
    unseen = {key for one, key in hidden({step: stored}, patient.sex) if one == step}
    assert not unseen & set(stored)
    assert not unseen & set(form.errors)
    assert settle(step, stored, About.of(patient)).stored == stored


def test_the_table_of_conditions_names_every_question_that_has_one():
    """The test above knows what is hidden by a table of its own; it must miss none."""
    conditional = {(step, q.key) for step, section in SECTIONS.items() for q in section.questions if q.shown}
    nobody = hidden({step: {} for step in SECTIONS}, "")
    assert conditional == nobody
    limited = {choice.value for s in SECTIONS.values() for q in s.questions for choice in q.choices if choice.not_for}
    assert limited == {"pregnant", "nursing"}


def test_a_question_comes_after_those_that_open_it():
    for section in SECTIONS.values():
        for n, question in enumerate(section.questions):
            before = {one.key for one in section.questions[:n]}
            opened = set(question.shown.questions) if question.shown else set()
            assert {*opened, *filter(None, (question.among, question.near))} <= before


def test_the_random_ways_meet_every_question():
    """Nothing above is true only because it never came up."""
    met: set[tuple[str, str]] = set()
    hid: set[tuple[str, str]] = set()
    for seed in range(150):
        dice = Random(seed)
        patient = somebody(dice)
        met |= {(step, key) for step, given in an_intake(dice, patient).items() for key in given}
        hid |= hidden(any_answers(dice), patient.sex)
    every = {(step, q.key) for step, section in SECTIONS.items() for q in section.questions}
    assert every - met == set()
    assert {(Step.LOSS, "between"), (Step.TREATMENT, "smp_reaction")} <= hid
