"""The intake in FHIR R4: its questions as a Questionnaire, somebody's answers as a QuestionnaireResponse."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from patients.exports import fhir_lists
from patients.models import Intake, Photo, Scar, Upload
from patients.models.intake import Step
from patients.questions.flow import settle, values_of
from patients.questions.question import OF_CHOICES, About, Choice, Kind, Question, Section

Json = dict[str, Any]
STRUCTURE = "http://hl7.org/fhir/StructureDefinition/"
ITEM_CONTROL = "http://hl7.org/fhir/questionnaire-item-control"
TYPES = {
    Kind.NUMBER: "integer",
    Kind.TEXT: "text",
    Kind.NAME: "string",
    Kind.DATE: "date",
    Kind.PHONE: "string",
    Kind.EMAIL: "string",
    Kind.TICK: "boolean",
} | dict.fromkeys(OF_CHOICES, "choice")
VALUES = {"integer": "valueInteger", "date": "valueDate", "boolean": "valueBoolean"}


def address(site: str) -> str:
    """The canonical address of the questions."""
    return f"{site}/fhir/Questionnaire/intake"


def questionnaire(sections: Iterable[Section], *, version: int, language: str, site: str, about: About) -> Json:
    """The questions as a Questionnaire; what is shown when, and what must be answered, included."""
    return {
        "resourceType": "Questionnaire",
        "id": f"intake-{version}-{language}",
        "language": tag(language),
        "url": address(site),
        "version": str(version),
        "name": "Intake",
        "status": "active",
        "subjectType": ["Patient"],
        "item": [group(section, site, about) for section in sections],
    }


def tag(language: str) -> str:
    """A language as FHIR writes it: en-GB."""
    name, _dash, region = language.partition("-")
    return f"{name}-{region.upper()}" if region else name


def group(section: Section, site: str, about: About) -> Json:
    items = [item(section, question, site, about) for question in section.questions]
    items += fhir_lists.asked(section.step, site)
    return {"linkId": section.step, "type": "group", "text": str(section.title), "item": items}


def item(section: Section, question: Question, site: str, about: About) -> Json:
    """One question."""
    kind = TYPES[question.kind]
    made: Json = {"linkId": link_id(section, question), "type": kind, "text": str(question.label)}
    if extensions := list(limits(question)):
        made["extension"] = extensions
    made |= condition(section, question, site)
    made["required"] = bool(question.required) and not question.unless
    if question.kind is Kind.SEVERAL:
        made["repeats"] = True
    if question.kind is Kind.TEXT:
        made["maxLength"] = question.most
    if question.choices:
        made["answerOption"] = [{"valueCoding": coding(section, question, one, site)} for one in question.choices]
    if question.is_preset:
        made["initial"] = [{"valueBoolean": True}]
    if help_lines := [line for line in (question.hint, question.why) if line]:
        made["item"] = [help_of(made["linkId"], n, str(line), about) for n, line in enumerate(help_lines, start=1)]
    return made


def link_id(section: Section, question: Question) -> str:
    return f"{section.step}.{question.key}"


def limits(question: Question) -> Iterator[Json]:
    """The least and the greatest number, and how many answers go together."""
    if question.kind is Kind.NUMBER:
        yield {"url": f"{STRUCTURE}minValue", "valueInteger": question.low}
        yield {"url": f"{STRUCTURE}maxValue", "valueInteger": question.high}
    if question.kind is Kind.SEVERAL and question.most:
        yield {"url": f"{STRUCTURE}questionnaire-maxOccurs", "valueInteger": question.most}


def condition(section: Section, question: Question, site: str) -> Json:
    """When the question is asked: one of those answers to one of those questions."""
    if question.shown is None:
        return {}
    conditions = [
        {
            "question": link_id(section, parent),
            "operator": "=",
            "answerCoding": coding(section, parent, parent.choice(value), site),
        }
        for key in question.shown.questions
        if (parent := section.asked(key))
        for value in question.shown.values
        if parent.choice(value)
    ]
    return {"enableWhen": conditions, "enableBehavior": "any"}


def coding(section: Section, question: Question, choice: Choice | None, site: str, value: str = "") -> Json:
    """A choice as FHIR names it; a value that is no choice any more keeps its code."""
    made = {"system": fhir_lists.system(site, section.step, question.key)}
    return made | ({"code": choice.value, "display": str(choice.words)} if choice else {"code": value})


def help_of(link: str, number: int, words: str, about: About) -> Json:
    """A hint, or why we ask, beside its question."""
    control = {"coding": [{"system": ITEM_CONTROL, "code": "help"}]}
    return {
        "linkId": f"{link}.help-{number}",
        "extension": [{"url": f"{STRUCTURE}questionnaire-itemControl", "valueCodeableConcept": control}],
        "type": "display",
        "text": words.replace("%(currency)s", about.currency),
    }


def response(
    intake: Intake,
    answers: Mapping[str, Mapping[str, Any]],
    sections: Mapping[str, Section],
    site: str,
    *,
    scars: Collection[Scar] = (),
    photos: Collection[Photo | Upload] = (),
) -> Json:
    """The standing answers of an intake as a QuestionnaireResponse; who it is about is told by the record number."""
    patient = intake.patient
    version = f"|{intake.questionnaire.version}" if intake.questionnaire else ""
    authored = intake.submitted_at or intake.started_at or intake.created_at
    made: Json = {
        "resourceType": "QuestionnaireResponse",
        "id": f"intake-{intake.pk}",
        "questionnaire": address(site) + version,
        "status": "in-progress" if intake.is_open else "completed",
        "subject": {
            "type": "Patient",
            "identifier": {"system": f"{site}/fhir/record-number", "value": patient.record},
        },
        "authored": patient.clinic.local(authored).isoformat(timespec="seconds"),
        "item": groups(answers, sections, About.of(patient, answers), site, scars=scars, photos=photos),
    }
    if intake.questionnaire:
        made["language"] = tag(intake.questionnaire.language)
    return made


def groups(
    answers: Mapping[str, Mapping[str, Any]],
    sections: Mapping[str, Section],
    about: About,
    site: str,
    *,
    scars: Collection[Scar] = (),
    photos: Collection[Photo | Upload] = (),
) -> list[Json]:
    """The answers that stand, step by step, with the scars and photos of a step; what was not answered is absent."""
    listed: Mapping[str, Collection[Scar | Photo | Upload]] = {Step.SCARS: scars, Step.PHOTOS: photos}
    made = []
    for step, section in sections.items():
        standing = settle(section, answers.get(step, {}), about)
        items = [
            {
                "linkId": link_id(section, question),
                "text": str(question.label),
                "answer": values(section, question, standing.stored[question.key], site),
            }
            for question in standing.shown
            if question.key in standing.stored
        ]
        if step in answers:
            items += fhir_lists.answered(step, listed.get(step, ()), site)
        if items:
            made.append({"linkId": step, "text": str(section.title), "item": items})
    return made


def values(section: Section, question: Question, answer: Any, site: str) -> list[Json]:
    """An answer as FHIR values: one, or each of several."""
    if question.kind in OF_CHOICES:
        chosen = values_of(answer) or [choice.value for choice in question.choices if choice.alone]
        return [{"valueCoding": coding(section, question, question.choice(one), site, one)} for one in chosen]
    return [{VALUES.get(TYPES[question.kind], "valueString"): answer}]
