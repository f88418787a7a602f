"""The intake in FHIR R4, held against the standard's own structure: names, types, cardinalities and invariants."""

import json
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from random import Random
from typing import Any

import jsonschema
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from patients.exports import fhir
from patients.models import Intake, IntakeStep
from patients.models.intake import Step
from patients.questions.question import About
from patients.questions.steps import SECTIONS, VERSION
from smpclinic.audit.models import Entry
from tests.factories import ClinicFactory, IntakeFactory, PatientFactory, UserFactory
from tests.patients.answers import STORED, answer_all
from tests.patients.fhir_r4 import QUESTIONNAIRE, RESPONSE
from tests.patients.paths import any_answers, somebody

Json = dict[str, Any]
SITE = "https://clinic.example"


def printed(*arguments: str) -> Json:
    out = StringIO()
    call_command("questionnaire", *arguments, stdout=out)
    told: Json = json.loads(out.getvalue())
    return told


def items(parts: list[Json]) -> Iterator[Json]:
    for part in parts:
        yield part
        yield from items(part.get("item", []))


@pytest.fixture(scope="module")
def questions() -> Json:
    return printed()


def test_the_printed_questionnaire_is_one_of_r4(questions):
    jsonschema.Draft202012Validator(QUESTIONNAIRE).validate(questions)
    assert (questions["version"], questions["language"]) == (str(VERSION), "en-GB")


def test_it_keeps_the_rules_of_the_standard_that_no_schema_says(questions):
    every = list(items(questions["item"]))
    links = [item["linkId"] for item in every]
    assert len(links) == len(set(links))  # que-2
    for item in every:
        kind = item["type"]
        assert kind != "group" or item["item"]  # que-1
        assert kind != "display" or not {"item", "required", "repeats", "initial", "answerOption"} & item.keys()
        assert "answerOption" not in item or kind == "choice"  # que-5
        assert kind != "choice" or item["answerOption"]
        assert not {"answerOption", "initial"} <= item.keys()  # que-11
        assert "maxLength" not in item or kind in {"string", "text"}  # que-10
        assert len(item.get("enableWhen", [])) < 2 or "enableBehavior" in item  # que-12


def test_conditions_name_answers_that_the_asked_question_has(questions):
    by_link = {item["linkId"]: item for item in items(questions["item"])}
    conditional = [item for item in by_link.values() if "enableWhen" in item]
    asked = [question for section in SECTIONS.values() for question in section.questions if question.shown]
    assert len(conditional) == len(asked) + 1  # and the list of scars
    for item in conditional:
        for condition in item["enableWhen"]:
            options = [option["valueCoding"] for option in by_link[condition["question"]]["answerOption"]]
            known = [{name: one[name] for name in condition["answerCoding"]} for one in options]
            assert condition["answerCoding"] in known


def test_every_question_and_choice_is_in_it(questions):
    by_link = {item["linkId"]: item for item in items(questions["item"])}
    for step, section in SECTIONS.items():
        for question in section.questions:
            item = by_link[f"{step}.{question.key}"]
            assert item["text"] == str(question.label)
            codes = [option["valueCoding"]["code"] for option in item.get("answerOption", [])]
            assert codes == [choice.value for choice in question.choices]
    assert by_link["wishes.budget_max.help-1"]["text"].startswith("In the clinic's currency")
    assert by_link["about.mobile"]["required"] is False
    assert by_link["about.first_name"]["required"] is True


def test_it_is_printed_in_the_languages_of_the_clinic(settings):
    for code, _name in settings.LANGUAGES:
        told = printed("--language", code)
        jsonschema.Draft202012Validator(QUESTIONNAIRE).validate(told)
        assert told["language"].startswith(code[:2])
    with pytest.raises(CommandError):
        printed("--language", "tlh")


@pytest.mark.parametrize("seed", range(60))
def test_any_answers_make_a_response_of_r4(seed, questions):
    """Also answers that hide one another, and words with marks, letters of other alphabets and new lines."""
    dice = Random(seed)
    patient, answers = somebody(dice), any_answers(dice)
    intake = Intake(patient=patient, pk=seed, created_at=datetime.fromisoformat("2026-03-12T10:00:00+00:00"))
    made = fhir.response(intake, answers, SECTIONS, SITE)
    jsonschema.Draft202012Validator(RESPONSE).validate(made)
    by_link = {item["linkId"]: item for item in items(questions["item"])}
    names = {"integer": "valueInteger", "date": "valueDate", "boolean": "valueBoolean", "choice": "valueCoding"}
    for answered in (item for group in made["item"] for item in group["item"]):
        asked = by_link[answered["linkId"]]
        assert {next(iter(one)) for one in answered["answer"]} == {names.get(asked["type"], "valueString")}
        assert len(answered["answer"]) == 1 or asked.get("repeats")
        if asked["type"] == "choice":
            codes = [option["valueCoding"]["code"] for option in asked["answerOption"]]
            assert {one["valueCoding"]["code"] for one in answered["answer"]} <= set(codes)


def test_a_choice_that_is_asked_no_more_keeps_its_code():
    made = fhir.groups({Step.HEALTH: {"medical": ["gout"]}}, SECTIONS, About(), SITE)
    assert made[0]["item"][0]["answer"] == [
        {"valueCoding": {"system": f"{SITE}/fhir/CodeSystem/health-medical", "code": "gout"}}
    ]


def test_nothing_answered_is_nothing_told():
    assert fhir.groups({}, SECTIONS, About(), SITE) == []


# The download -------------------------------------------------------------------------------------------------


@pytest.fixture
def sent(db) -> Intake:
    intake = IntakeFactory.create(patient=PatientFactory.create(sex="male"), submitted=True)
    answer_all(intake)
    return intake


def browser(**kwargs: Any) -> Client:
    client = Client()
    client.force_login(UserFactory.create(**kwargs))
    return client


def address(intake: Intake) -> str:
    return reverse("patients:intake_fhir", args=[intake.patient_id])


def test_the_doctor_downloads_the_answers(sent):
    answer = browser(doctor=True).get(address(sent))
    assert answer["Content-Type"] == "application/fhir+json"
    assert answer["Content-Disposition"] == f'attachment; filename="intake-{sent.patient.record}.json"'
    told = json.loads(answer.content)
    jsonschema.Draft202012Validator(RESPONSE).validate(told)
    assert told["status"] == "completed"
    links = {item["linkId"] for group in told["item"] for item in group["item"]}
    assert links == {f"{step}.{key}" for step, answers in STORED.items() for key in answers}
    line = Entry.objects.get(what="intake exported")
    assert (line.kind, line.patient_number) == ("read", sent.patient_id)


def test_an_open_intake_is_in_progress(db):
    intake = IntakeFactory.create()
    answer_all(intake, leave_out=(Step.HEALTH, Step.PHOTOS))
    told = json.loads(browser(doctor=True).get(address(intake)).content)
    assert told["status"] == "in-progress"
    assert [group["linkId"] for group in told["item"]] == [step for step in STORED if step not in {"health", "photos"}]


def test_only_those_who_may_read_health_answers_get_them(sent):
    for role in ({}, {"manager": True}):
        assert browser(**role).get(address(sent)).status_code == 403
    elsewhere = ClinicFactory.create(name="Elsewhere")
    assert browser(doctor=True, clinic=elsewhere).get(address(sent)).status_code == 404
    assert browser(doctor=True).post(address(sent)).status_code == 405
    assert not Entry.objects.filter(what="intake exported").exists()


def test_the_tab_offers_the_download_to_the_doctor_alone(sent):
    tab = reverse("patients:intake", args=[sent.patient_id])
    assert address(sent) in browser(doctor=True).get(tab).content.decode()
    assert address(sent) not in browser().get(tab).content.decode()


def test_no_intake_is_not_found(db):
    assert (
        browser(doctor=True).get(reverse("patients:intake_fhir", args=[PatientFactory.create().pk])).status_code == 404
    )
    assert IntakeStep.objects.count() == 0
