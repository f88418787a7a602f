"""What holds on every way through the questions: nothing hidden is required, stored or told; all tell the same."""

import os
from datetime import datetime
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
from patients.questions.made import NOT_KNOWN
from patients.questions.question import OF_CHOICES, About, Choice, Kind, Question
from patients.questions.steps import SECTIONS
from tests.patients.paths import any_answers, hidden, sent, somebody, without

SITE = "https://clinic.example"
# In the whole suite all of them, and the same each time, so that a change is judged and not the dice; by hand a part,
# others each time.
WHOLE_RUN = "PLAN_EXAMPLES" in os.environ
ten_thousand = settings(max_examples=10_000 if WHOLE_RUN else 500, deadline=None, derandomize=WHOLE_RUN, database=None)
a_thousand = settings(max_examples=1000 if WHOLE_RUN else 200, deadline=None, derandomize=WHOLE_RUN, database=None)
SEEDS = st.integers(0, 2**64 - 1)


def told(answers: dict[str, dict[str, Any]], patient: Patient) -> dict[str, Any]:
    """Everything that anybody is told of the answers."""
    about = About.of(patient)
    return {
        "stored": settled(answers, about),
        "required": problems(answers, about),
        "findings": answered(settled(answers, about), any_scar=False),
        "flags": flags.raised(answers, about),
        "fhir": fhir.groups(answers, SECTIONS, about, SITE),
        "copy": cards(patient, answers, done=set(answers), for_staff=False),
        "staff": cards(patient, answers, done=set(answers), for_staff=True),
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
    gone = hidden(answers, patient.sex)
    with translation.override(None):
        said = told(answers, patient)
        assert said == told(without(answers, gone, patient.sex), patient)
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


# All tell the same ---------------------------------------------------------------------------------------------


def an_intake(dice: Random, patient: Patient) -> dict[str, dict[str, Any]]:
    """The stored answers of somebody who filled every page."""
    stored = {}
    for step in SECTIONS:
        form = PAGES[step].form(sent(step, dice, patient.sex), patient=patient)
        assert form.is_valid(), (step, form.errors, form.data)
        stored[step] = form.answers()
    return stored


def from_fhir(groups: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The answers of a QuestionnaireResponse, as they are stored."""
    return {
        group["linkId"]: {
            (key := item["linkId"].partition(".")[2]): from_values(
                SECTIONS[group["linkId"]].asked(key), [next(iter(one.values())) for one in item["answer"]]
            )
            for item in group["item"]
        }
        for group in groups
    }


def from_values(question: Question, values: list[Any]) -> Any:
    if question.kind not in OF_CHOICES:
        return values[0]
    codes = [value["code"] for value in values]
    return stored_as(question, codes)


def stored_as(question: Question, codes: list[str]) -> Any:
    """Codes as they are stored; the two answers that say nothing of the others are an empty list and an empty text."""
    if question.kind is Kind.SEVERAL:
        return [] if codes == ["none"] else codes
    return "" if codes == [NOT_KNOWN] else int(codes[0]) if question.is_whole else codes[0]


def from_words(question: Question, words: str, currency: str, *, for_staff: bool) -> Any:
    """The answer that was read out, as it is stored; None for silence."""
    if question.kind is Kind.TICK:
        return words in {"Yes", "Yes, by email"}
    if words == str(question.silent):
        return None
    if question.kind in OF_CHOICES:
        return stored_as(question, codes_of(question, words, for_staff=for_staff))
    if question.kind is Kind.NUMBER:
        return int(words.removeprefix(f"{currency} ").replace(",", ""))
    if question.kind is Kind.DATE:
        return datetime.strptime(words, "%d %B %Y").date().isoformat()  # noqa: DTZ007 - a birthday has no zone
    return words.replace(" ", "") if question.kind is Kind.PHONE else words


def codes_of(question: Question, words: str, *, for_staff: bool) -> list[str]:
    """The choices that were read out, one after the other; the longer words first, where one begins like another."""
    codes, left = [], words
    said = sorted(((said_as(question, one, for_staff), one.value) for one in question.choices), reverse=True)
    while left:
        text, code = next((text, code) for text, code in said if left == text or left.startswith(f"{text}, "))
        codes.append(code)
        left = left[len(text) + 2 :]
    return codes


def said_as(question: Question, choice: Choice, for_staff: bool) -> str:
    words = str((choice.staff if for_staff else "") or choice.words)
    return f"{words}, {choice.hint}" if question.key == "pattern" and choice.stage else words


def from_rows(made: list[Any], stored: dict[str, Any], currency: str, *, for_staff: bool) -> dict[str, dict[str, Any]]:
    """The answers that the cards of a page read out."""
    read: dict[str, dict[str, Any]] = {}
    for card in made:
        section = SECTIONS[card.page.step]
        answers = {
            row.key: from_words(section.asked(row.key), row.value, currency, for_staff=for_staff)
            for row in card.rows
            if row.key
        }
        read[section.step] = {key: value for key, value in answers.items() if value is not None}
    return read


@a_thousand
@given(SEEDS)
@pytest.mark.timeout(600)
def test_record_copy_and_export_hold_the_same_values(seed):
    dice = Random(seed)
    patient = somebody(dice)
    stored = an_intake(dice, patient)
    assert from_fhir(fhir.groups(stored, SECTIONS, About.of(patient), SITE)) == stored
    for for_staff in (True, False):
        made = cards(patient, stored, done=set(stored), for_staff=for_staff)
        assert from_rows(made, stored, "USD", for_staff=for_staff) == stored
    assert problems(stored, About.of(patient)) == {}


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
