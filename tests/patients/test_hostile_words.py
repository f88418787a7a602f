"""Hostile words in every text that a person can type: refused with a sentence, or stored and shown harmlessly.

The fields are found by their declaration, so that a new one is covered by being declared.
"""

import json
import logging
import re
from datetime import timedelta
from html import unescape
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

import consultations.forms
import patients.forms
import smpclinic.accounts.forms
from consultations.models import Reminder
from consultations.services import letters
from patients.forms.hidden import KeyField, VersionField, VersionsField
from patients.forms.scar import PointsField, ScarForm
from patients.models import Addition, Intake, IntakeStep, Patient, Scar
from patients.models.intake import Step
from patients.questions.question import Kind
from patients.questions.steps import SECTIONS
from smpclinic.audit.models import Entry
from smpclinic.web.plain import TURNING
from tests.factories import PatientFactory, ReminderFactory
from tests.patients.answers import TYPED

HOSTILE = {
    "script": "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>",
    "template": "{{ 7|add:7 }}{% now 'Y' %}${7*7}%(name)s%s",
    "turned": "abc\u202egnp.exe\u202c \u2066x\u2069",
    "right to left": "\u200fשלום\u200e مرحبا\u061c",
    "NUL": "a\x00b",
    "control": "a\x1b[31mb\x07",
    "four bytes": "\U0001f468\u200d\U0001f9b1\U00020b9f\U0001d4d0",
    "combining": "Z" + "\u0300" * 40,
    "10,000": "x" * 10_000,
    "10,000 of four bytes": "\U0001f9b1" * 10_000,
    "header": "Milo\r\nBcc: everybody@patients.example",
    "statement": "'; DROP TABLE patients_patient; --",
}
TYPED_BY_PEOPLE = frozenset({Kind.TEXT, Kind.NAME, Kind.PHONE, Kind.EMAIL})
# What Django says by itself, which tells nobody what to do.
OF_DJANGO = re.compile(r"Null characters|Ensure this|Select a valid|This field|valid value|invalid", re.IGNORECASE)
# Judged by the form itself: one of the four heads, six digits, the points of a drawing.
OF_THE_FORM = {("ScarForm", "view"), ("CodeForm", "code"), ("SignForm", "drawing")}
# A whole text of a consent, which a manager writes.
LONGER = {("ConsentTextForm", "parts"): 12_000}
WITHOUT_WORDS = (KeyField, VersionField, VersionsField, PointsField)
# where each word would meet hundreds of fields, and on the second database: one of each kind
FEW = ("script", "turned", "NUL", "10,000 of four bytes")
MANY = tuple(HOSTILE) if connection.vendor == "sqlite" else (*FEW, "four bytes")
every_word = pytest.mark.parametrize("word", [HOSTILE[name] for name in MANY], ids=MANY)
some_words = pytest.mark.parametrize("word", [HOSTILE[name] for name in FEW], ids=FEW)


def is_clear(sentence: str) -> bool:
    """Whether it is a sentence of ours."""
    return len(sentence) > 10 and not OF_DJANGO.search(sentence)


def harmless(answer: Any) -> None:
    """Nothing of the words is markup or a template. What was refused stands in its own field again, to be mended."""
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "\x1b[31mb" not in page or answer.status_code == 422
    assert "\x00" not in page or answer.status_code == 422
    assert not TURNING & set(page) or answer.status_code == 422
    assert "7|add:7" in unescape(page) or "1449" not in page


def fields() -> list[tuple[str, str, forms.Field]]:
    """Every field of every form that takes words, by form and name; forms with questions of their own come below."""
    found = []
    for package in (patients.forms, consultations.forms):
        for module in iter_modules(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    import_module(smpclinic.accounts.forms.__name__)
    todo = [forms.Form, forms.ModelForm]
    while todo:
        kind = todo.pop()
        todo += kind.__subclasses__()
        ours = kind.__module__.startswith(("patients.", "consultations.", "smpclinic."))
        if ours and kind.__module__ != "smpclinic.web.examples":  # the gallery's, which nobody sends
            found += [
                (kind.__name__, name, field)
                for name, field in kind.base_fields.items()
                if isinstance(field, forms.CharField)
                and (kind.__name__, name) not in OF_THE_FORM
                and not isinstance(field, WITHOUT_WORDS)
            ]
    return sorted(found, key=lambda one: one[:2])


def test_every_field_of_every_form_keeps_plain_words_or_says_why_not():
    met = fields()
    assert {"NameField", "MobileField", "NotesField"} <= {type(field).__name__ for _form, _name, field in met}
    wrong = []
    for form, name, field in met:
        for called, word in HOSTILE.items():
            try:
                kept = str(field.clean(word))
            except ValidationError as error:
                unclear = [sentence for sentence in error.messages if not is_clear(sentence)]
                wrong += (
                    [(form, name, called, unclear)]
                    if unclear or len(set(error.messages)) != len(error.messages)
                    else []
                )
                continue
            is_split = name.endswith("name") and len(kept.splitlines()) > 1
            if (
                is_split
                or "\x00" in kept
                or "\x1b" in kept
                or TURNING & set(kept)
                or len(kept) > LONGER.get((form, name), 2000)
            ):
                wrong.append((form, name, called, kept[:40]))
    assert wrong == []


# The intake ----------------------------------------------------------------------------------------------------


def own_texts(step: str) -> list[str]:
    return [question.key for question in SECTIONS[step].questions if question.kind in TYPED_BY_PEOPLE]


def test_the_texts_of_the_intake_are_found():
    assert {"first_name", "own_words", "medicines", "allergies", "other", "mobile", "email"} <= {
        key for step in SECTIONS for key in own_texts(step)
    }


def fill(browser: Client, step: str, word: str) -> dict[str, str]:
    """Send the step with the word in each of its texts; what is refused with a sentence is sent as usual then."""
    own = own_texts(step)
    usual = TYPED[step]
    told = {**usual, **dict.fromkeys(own, word), "version": "0"}
    answer = browser.post(f"/intake/{step}/", told)
    if answer.status_code == 422:
        page = answer.content.decode()
        harmless(answer)
        errors = answer.context["form"].errors
        assert set(errors) <= set(own)
        for key, sentences in errors.items():
            assert all(map(is_clear, sentences)), (key, sentences)
            assert all(sentence in unescape(page) for sentence in sentences)
            told[key] = usual.get(key, "")
        answer = browser.post(f"/intake/{step}/", told)
    assert answer.status_code == 302
    return {key: str(told[key]) for key in own}


@every_word
def test_a_whole_intake_of_them_is_shown_harmlessly(at_home, at_doctor, at_desk, intake, word, caplog):
    """Sent through the forms, sent to the clinic, and read wherever answers are read."""
    caplog.set_level(logging.INFO)
    told = {step: fill(at_home, step, word) for step in SECTIONS}
    stored = {row.step: row.answers for row in IntakeStep.objects.filter(intake=intake)}
    for step, given in told.items():
        for key in own_texts(step):
            if SECTIONS[step].asked(key).kind in {Kind.TEXT, Kind.NAME} and given[key]:
                assert stored[step][key] == given[key].strip()
    pages = [at_home.get(f"/intake/{step}/") for step in SECTIONS] + [at_home.get("/intake/check/")]
    pages.append(at_home.get("/intake/ahead/"))
    assert at_home.post("/intake/check/", {}).status_code == 302
    assert Intake.objects.get(pk=intake.pk).status == "submitted"
    pages += [at_home.get("/intake/sent/"), at_home.get("/intake/sent/copy/")]
    record = f"/patients/{intake.patient_id}/"
    pages += [browser.get(f"{record}{tab}") for browser in (at_doctor, at_desk) for tab in ("", "intake/", "edit/")]
    for page in pages:
        assert page.status_code == 200
        harmless(page)
    in_fhir = json.loads(at_doctor.get(f"{record}intake/answers.json").content)
    values = [one for one in texts(in_fhir) if one == stored[Step.HEALTH].get("other")]
    assert values
    assert word not in caplog.text
    assert word not in json.dumps(list(Entry.objects.values_list("what", "detail")), ensure_ascii=False)


def texts(made: Any) -> list[str]:
    """Every text value of a QuestionnaireResponse."""
    if isinstance(made, dict):
        return [text for name, one in made.items() for text in ([one] if name == "valueString" else texts(one))]
    return [text for one in made for text in texts(one)] if isinstance(made, list) else []


@some_words
def test_one_answer_at_a_time(at_home, word):
    """Every question of the intake, also those of which the answer is chosen, gets the word for an answer."""
    for step, section in SECTIONS.items():
        for question in section.questions:
            sent = {"question": question.key, question.key: word, "version": "0"}
            answer = at_home.post(f"/intake/{step}/answer/", sent)
            assert answer.status_code in {200, 422}, (step, question.key)
            if answer.status_code == 422:
                assert is_clear(answer.json()["error"]), (question.key, answer.json())
            if question.kind not in {*TYPED_BY_PEOPLE, Kind.TICK, Kind.DATE}:
                assert answer.status_code == 422, (step, question.key)


@some_words
def test_choices_and_numbers_of_a_step_refuse_them(at_home, word):
    for step, section in SECTIONS.items():
        told = {question.key: word for question in section.questions} | {
            "version": word,
            "versions": word,
            "form_key": word,
        }
        answer = at_home.post(f"/intake/{step}/", told)
        assert answer.status_code in {302, 422}
        harmless(answer)
        if answer.status_code == 422:
            every = [text for texts in answer.context["form"].errors.values() for text in texts]
            assert all(map(is_clear, every)), every


# Scars, messages, records ----------------------------------------------------------------------------------------


@some_words
def test_the_form_of_a_scar_refuses_them(at_home, at_doctor, intake, word):
    """A scar has no text of its own: the words stand in every field in turn, hidden ones too."""
    usual = {"zone": "crown", "cause": "injury", "age_unit": "years"}
    for name in ScarForm.base_fields:
        answer = at_home.post("/intake/scars/add/", usual | {name: word})
        assert answer.status_code in {302, 422}, name
        harmless(answer)
        if answer.status_code == 422:
            every = [text for texts in answer.context["form"].errors.values() for text in texts]
            assert all(map(is_clear, every)), (name, every)
    for scar in Scar.objects.all():
        assert word not in (scar.zone, scar.cause, scar.surface, scar.colour, scar.view)
    harmless(at_home.get("/intake/scars/"))
    harmless(at_doctor.get(f"/patients/{intake.patient_id}/intake/"))


@every_word
def test_what_is_written_after_sending(at_home, at_doctor, at_desk, intake, word):
    Intake.objects.filter(pk=intake.pk).update(status="submitted", submitted_at=timezone.now())
    answer = at_home.post("/intake/sent/correct/", {"text": word})
    harmless(answer)
    if answer.status_code == 422:
        assert all(map(is_clear, answer.context["form"].errors["text"]))
        assert not Addition.objects.exists()
    else:
        assert Addition.objects.get().text == word.strip()
    record = f"/patients/{intake.patient_id}/"
    for page in (at_home.get("/intake/sent/"), at_doctor.get(f"{record}intake/"), at_desk.get(f"{record}intake/")):
        harmless(page)


@every_word
def test_the_record_and_the_mail_to_it(at_desk, at_doctor, word, caplog):
    """Quick add with the word for both names; then every page with a name, and the mail that begins with it."""
    caplog.set_level(logging.INFO)
    told = {"first_name": word, "last_name": word, "mobile": "", "email": "milo@patients.example"}
    answer = at_desk.post("/patients/add/", told)
    patient = Patient.objects.first()
    if answer.status_code == 422:
        harmless(answer)
        assert patient is None
        for sentences in answer.context["form"].errors.values():
            assert all(map(is_clear, sentences))
        patient = PatientFactory.create()
    for place in ("mobile", "email"):
        refused = at_desk.post("/patients/add/", told | {"first_name": "A", "last_name": "B", place: word})
        assert refused.status_code == 422
        assert all(map(is_clear, refused.context["form"].errors[place]))
    pages = [at_desk.get(f"/patients/{patient.pk}/{tab}") for tab in ("", "edit/", "photos/", "intake/")]
    pages += [at_desk.get("/patients/"), at_desk.get("/patients/", {"q": word[:300]}), at_doctor.get("/patients/")]
    for page in pages:
        assert page.status_code in {200, 422}
        harmless(page)
    reminder = ReminderFactory.create(patient=patient)
    assert len(letters.subject(reminder).splitlines()) == 1
    text = letters.words(reminder)
    assert "&lt;" not in text
    assert not {"\x00", *TURNING} & set(text)
    assert word not in caplog.text


@some_words
def test_the_reason_for_taking_a_message_off(at_desk, at_doctor, word):
    reminder = ReminderFactory.create(due_at=timezone.now() + timedelta(days=3))
    answer = at_desk.post(f"/messages/{reminder.pk}/skip/", {"reason": word, "may": "yes"}, follow=True)
    assert answer.status_code in {200, 422}
    harmless(answer)
    for browser in (at_desk, at_doctor):
        harmless(browser.get("/messages/"))
        harmless(browser.get(f"/patients/{reminder.patient_id}/"))
    assert Reminder.objects.get(pk=reminder.pk).status in Reminder.Status.values
