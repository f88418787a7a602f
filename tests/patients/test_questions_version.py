"""A changed question makes a new version, and what was sent goes on reading as it was seen."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone, translation

from patients.forms.intake import summary
from patients.models import Intake, IntakeStep, Questionnaire
from patients.models.intake import Step
from patients.questions import asked, snapshot, steps
from patients.questions.asked import sections_of
from patients.questions.question import Choice, Kind, Question
from patients.questions.steps import SECTIONS
from patients.services import consents, intakes
from tests.factories import IntakeFactory, PatientFactory
from tests.patients.answers import STORED, answer_all

KEPT = Path(__file__).with_name("kept_questions.json")
TO_DO = (
    "The questions are others than those kept as version {version}. If that is meant, raise VERSION in "
    "patients/questions/steps.py, and keep them in {file}: {told}"
)


def test_the_questions_change_only_with_their_version():
    kept = json.loads(KEPT.read_text())
    with translation.override(None):
        content = snapshot.taken("source")
    today = {"version": steps.VERSION, "digest": snapshot.digest(content)}
    told = json.dumps(today)
    assert today == kept, TO_DO.format(version=kept["version"], file=KEPT.name, told=told)


def test_a_snapshot_holds_the_whole_declaration():
    """Read back, it is the same questions: choices, conditions, limits, flags and words."""
    read = snapshot.sections(snapshot.taken("en-gb"))
    assert list(read) == list(SECTIONS)
    for step, section in SECTIONS.items():
        assert snapshot.dumped(read[step]) == snapshot.dumped(section)
    loss = read[Step.LOSS].asked("ludwig")
    assert loss
    assert loss.kind is Kind.HEAD
    assert loss.shown
    assert loss.shown.values == ("parting",)
    assert isinstance(loss.choices[0], Choice)


def test_a_snapshot_of_other_code_is_read_as_far_as_it_is_known():
    content = snapshot.taken("en-gb")
    content["sections"][0]["smell"] = "roses"
    content["sections"][0]["questions"][0]["colour"] = "blue"
    assert snapshot.sections(content)[Step.ABOUT].questions[0].key == "first_name"


def test_the_digest_tells_languages_apart_and_not_the_order_of_keys():
    one, other = {"a": 1, "b": "ş"}, {"b": "ş", "a": 1}
    assert snapshot.digest(one) == snapshot.digest(other) != snapshot.digest({"a": 1, "b": "s"})


@pytest.fixture
def sent(db) -> Intake:
    """An intake that a patient has sent."""
    return send(PatientFactory.create(first_name="Milo", sex="male"))


def send(patient) -> Intake:
    intake = IntakeFactory.create(patient=patient)
    answer_all(intake)
    moment = timezone.now()
    consents_given(intake, moment)
    assert intakes.submit(intake, by=None, now=moment)
    return Intake.objects.select_related("patient__clinic", "questionnaire").get(pk=intake.pk)


def consents_given(intake, moment):
    intakes.agree(intake, by=None, now=moment)
    assert consents.stands(intake.patient, "enquiry")


def read(intake: Intake, *, for_staff: bool) -> dict[str, list[tuple[str, str]]]:
    """Every row of the copy, or of the staff's view."""
    answers = {row.step: row.answers for row in IntakeStep.objects.filter(intake=intake)}
    cards = summary.cards(
        intake.patient,
        answers,
        done=set(answers),
        for_staff=for_staff,
        sections=sections_of(intake, in_own_words=for_staff),
    )
    return {str(card.page.title): [(str(row.label), row.value) for row in card.rows] for card in cards}


def changed() -> dict[str, object]:
    """Another declaration: the colour is asked in other words, how it is worn no more, and something new is."""
    hair = SECTIONS[Step.HAIR]
    colour = replace(hair.questions[0], label="Which colour has it?", choices=(Choice("brown", "Chestnut"),))
    new = Question("shine", Kind.TICK, "Does it shine?")
    rest = [question for question in hair.questions[1:] if question.key != "worn"]
    return {**SECTIONS, Step.HAIR: replace(hair, title="Your hair", questions=(colour, *rest, new))}


@pytest.mark.parametrize("for_staff", [True, False])
def test_a_sent_intake_reads_as_it_was_seen_when_its_questions_have_changed(sent, monkeypatch, for_staff):
    before = read(sent, for_staff=for_staff)
    assert ("Hair colour", "Brown") in before["Hair and skin"]
    assert ("How do you wear your hair now?", "Short, up to about 1 cm") in before["Hair and skin"]
    for module in (steps, snapshot, asked):
        monkeypatch.setattr(module, "SECTIONS", changed())
        monkeypatch.setattr(module, "VERSION", steps.VERSION + (module is steps))
    assert read(sent, for_staff=for_staff) == before
    later = send(PatientFactory.create(sex="male"))
    after = read(later, for_staff=for_staff)["Your hair"]
    assert ("Which colour has it?", "Chestnut") in after
    assert ("Does it shine?", "No") in after
    assert later.questionnaire.digest != sent.questionnaire.digest


def test_intakes_with_the_same_words_share_them(sent):
    other = send(PatientFactory.create(sex="female"))
    assert other.questionnaire == sent.questionnaire
    assert Questionnaire.objects.count() == 1
    assert (sent.questionnaire.version, sent.questionnaire.language) == (steps.VERSION, "en-gb")
    assert snapshot.digest(sent.questionnaire.content) == sent.questionnaire.digest


def test_the_patient_keeps_their_language_and_staff_read_their_own(sent):
    sent.questionnaire.language = "xx"
    sent.questionnaire.content["sections"][3]["questions"][0]["label"] = "Xx colour"
    assert sections_of(sent)[Step.HAIR].questions[0].label == "Xx colour"
    assert sections_of(sent, in_own_words=True) is SECTIONS
    sent.questionnaire.version -= 1
    assert sections_of(sent, in_own_words=True)[Step.HAIR].questions[0].label == "Xx colour"
    with translation.override("xx"):
        sent.questionnaire.version += 1
        assert sections_of(sent, in_own_words=True)[Step.HAIR].questions[0].label == "Xx colour"


def test_a_patient_reads_their_copy_from_what_was_kept(sent, client):
    """The page itself: the words of the snapshot, with none of today's."""
    Questionnaire.objects.filter(pk=sent.questionnaire_id).update(
        content=sent.questionnaire.content | {"sections": renamed(sent.questionnaire.content["sections"])}
    )
    link, _token = intakes.issue_link(
        IntakeFactory.create(patient=sent.patient), sent_to="", by=None, now=timezone.now()
    )
    type(link).objects.filter(pk=link.pk).update(intake=sent, expires_at=timezone.now() + timedelta(days=1))
    browser_session = client.session
    browser_session["intake_link"] = link.pk
    browser_session.save()
    page = client.get("/intake/sent/").content.decode()
    assert "As it was called then" in page
    assert "Hair and skin" not in page


def renamed(sections):
    return [one | ({"title": "As it was called then"} if one["step"] == Step.HAIR else {}) for one in sections]


def test_an_open_intake_asks_what_is_asked_today(db):
    intake = IntakeFactory.create()
    assert sections_of(intake) is SECTIONS
    assert sections_of(None) is SECTIONS
    assert set(STORED) == set(SECTIONS)
