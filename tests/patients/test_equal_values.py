"""The stored response, the staff's view, the patient's copy and FHIR hold the same values, for 1,000 random intakes."""

import json
import os
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from random import Random
from typing import Any
from uuid import UUID

import jsonschema
import pytest
from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from patients.exports import fhir
from patients.models import Intake, IntakeStep, Patient, Photo, Scar
from patients.models.intake import Step
from patients.questions.asked import sections_of
from patients.questions.flow import settle
from patients.questions.list_words import PHOTO_VIEW, SCAR_CAUSE, SCAR_COLOUR, SCAR_PLACE, SURFACE
from patients.questions.question import About, Kind
from patients.questions.steps import SECTIONS
from patients.services import intakes, scars
from patients.services.answers import Told, as_given
from patients.views import steps
from patients.views.own_copy import about_copy
from patients.views.seats import Seat
from smpclinic.accounts.models import User
from tests.factories import IntakeFactory, PatientFactory, UserFactory
from tests.patients.fhir_r4 import RESPONSE
from tests.patients.paths import SEXES, an_intake, any_answers
from tests.patients.readers import from_fhir, from_words

Json = dict[str, Any]
Answers = dict[str, dict[str, Any]]
# All of them once in the whole suite; by hand and on the second database a part.
ALL = "PLAN_EXAMPLES" in os.environ and connection.vendor == "sqlite"
INTAKES = 1000 if ALL else 100
AT_ONCE = 100
NOW = timezone.now().replace(microsecond=0)
BORN = date(1985, 2, 3)
VALID = jsonschema.Draft202012Validator(RESPONSE)


class Page(HTMLParser):
    """The rows of a page's lists, card by card: what is asked, and what is answered, as the browser has it."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[list[tuple[str, str]]] = []
        self.tags: set[str] = set()
        self.inside = ""
        self.held: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "dl":
            self.cards.append([])
        elif tag in {"dt", "dd"}:
            self.inside, self.held[tag] = tag, ""
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "dd":
            self.cards[-1].append((self.held["dt"], self.held["dd"]))
        self.inside = "" if tag in {"dt", "dd"} else self.inside

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.held[self.inside] += data


def rows_of(content: str) -> Page:
    page = Page()
    page.feed(content.replace("\r\n", "\n"))  # as every browser reads it
    page.close()
    return page


# What is stored ------------------------------------------------------------------------------------------------


def answers_of(dice: Random, patient: Patient) -> Answers:
    """What can be stored of any answers: nothing hidden, nothing that its question refuses."""
    stored: Answers = {}
    told = any_answers(dice)
    about = About.of(patient, told)
    for step, answers in told.items():
        judged = settle(step, answers, about)
        wrong = set(judged.problems) - judged.missing
        # a form sends every tick, set or not
        every = {question.key: False for question in judged.shown if question.kind is Kind.TICK} | answers
        stored[step] = settle(step, {key: value for key, value in every.items() if key not in wrong}, about).stored
    return stored


def scar_of(dice: Random, patient: Any, doctor: User) -> Scar:
    """Any scar that the form or the map could have made; some of them measured by a doctor."""
    measured = dice.random() < 0.2
    drawn = dice.random() < 0.4
    return Scar(
        patient=patient,
        cause=dice.choice(list(SCAR_CAUSE)),
        zone=dice.choice(list(SCAR_PLACE)),
        length_mm=dice.choice((dice.randint(1, 400), None)),
        width_mm=dice.choice((dice.randint(1, 200), None)),
        age_months=dice.choice((dice.randint(0, 1200), None)),
        surface=dice.choice(["", *SURFACE]),
        colour=dice.choice(["", *SCAR_COLOUR]),
        changing=dice.choice((True, False, None)),
        treated_before=dice.choice((True, False, None)),
        count=dice.choice((1, 1, 2, 40)),
        drawn_mm=dice.randint(5, 300) if drawn else None,
        drawn_error_mm=dice.randint(1, 30) if drawn else None,
        measured_mm=dice.randint(1, 400) if measured else None,
        measured_at=NOW if measured else None,
        measured_by=doctor if measured else None,
        created_at=NOW,
    )


def photo_of(dice: Random, intake: Intake) -> Photo:
    return Photo(
        patient=intake.patient,
        intake=intake,
        view=dice.choice(list(PHOTO_VIEW)),
        picture=f"photos/00/{dice.getrandbits(128):032x}.jpg",
        width=1600,
        height=1200,
        sha256=f"{dice.getrandbits(256):064x}",
        added_at=NOW - timedelta(minutes=dice.randint(0, 600_000)),
    )


def stored(seed: int, doctor: User) -> list[tuple[Intake, Answers]]:
    """Random intakes in the database, with what was told in each."""
    dice = Random(seed)
    made: list[tuple[Intake, Answers]] = []
    new: list[Any] = []
    patients = [PatientFactory.build(clinic=doctor.clinic, sex=dice.choice(SEXES)) for _ in range(AT_ONCE)]
    for patient in type(patients[0]).objects.bulk_create(patients):
        sent = dice.random() < 0.8
        status = {"status": "submitted", "submitted_at": NOW} if sent else {}
        made.append((Intake(patient=patient, created_at=NOW, **status), answers_of(dice, patient)))
    Intake.objects.bulk_create(intake for intake, _answers in made)
    for intake, answers in made:
        new += [
            IntakeStep(intake=intake, step=step, answers=told, is_done=True, saved_at=NOW)
            for step, told in answers.items()
        ]
        new += [scar_of(dice, intake.patient, doctor) for _ in range(dice.choice((0, 1, 3)))]
        new += [photo_of(dice, intake) for _ in range(dice.choice((0, 2, 5)))]
    for kind in (IntakeStep, Scar, Photo):
        kind.objects.bulk_create(one for one in new if type(one) is kind)
    return made


# What is shown -------------------------------------------------------------------------------------------------


def lines(value: Any) -> Any:
    """A text as pages have it, where every way of ending a line is the same."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def from_page(cards: list[list[tuple[str, str]]], shown: list[Step | str], *, for_staff: bool, silence: str) -> Answers:
    """The answers that a page shows, card by card, as they are stored; the lists among them left out."""
    read: Answers = {}
    for step, rows in zip(shown, cards, strict=True):
        asking = {str(question.label): question for question in SECTIONS[step].questions}
        told = {
            question.key: from_words(question, "" if value == silence else value, "USD", for_staff=for_staff)
            for label, value in rows
            if (question := asking.get(label))
        }
        read[step] = {key: value for key, value in told.items() if value not in (None, "") or asked(step, key, value)}
    return read


def asked(step: str, key: str, value: Any) -> bool:
    """Whether an empty text is an answer to this question: that of not knowing."""
    question = SECTIONS[step].asked(key)
    return value == "" and question is not None and any(choice.unsure for choice in question.choices)


def listed(cards: list[list[tuple[str, str]]], label: str) -> list[str]:
    return [value for rows in cards for one, value in rows if re.fullmatch(label, one)]


SIZE = re.compile(r"([\d.]+)(?: ± ([\d.]+))? cm long(, from the drawn line|, measured by the doctor)?")
HOW = {None: "typed", ", from the drawn line": "drawn", ", measured by the doctor": "measured"}


def word_at(text: str, words: dict[str, Any]) -> tuple[str | None, str]:
    """The value whose words the text begins with, and what follows them."""
    for value, word in sorted(words.items(), key=lambda pair: -len(str(pair[1]))):
        if re.match(re.escape(str(word)) + "(, |$)", text, re.IGNORECASE):
            return value, text[len(str(word)) + 2 :]
    return None, text


def scar_from_words(text: str) -> Json:
    """The facts of a scar from the line that describes it."""
    facts: Json = {}
    facts["zone"], text = word_at(text, dict(SCAR_PLACE))
    facts["cause"], text = word_at(text, dict(SCAR_CAUSE))
    if size := SIZE.match(text):
        long, error, how = size.groups()
        facts |= {"length": round(float(long) * 10), "length_error": round(float(error or 0) * 10)}
        facts["length_found"] = HOW[how]
        text = text[size.end() + 2 :]
    if width := re.match(r"(\d+) mm wide(, |$)", text):
        facts["width"], text = int(width[1]), text[width.end() :]
    if age := re.match(r"(\d+) (month|year)s? old(, |$)", text):
        facts["age"], text = int(age[1]) * (12 if age[2] == "year" else 1), text[age.end() :]
    for name, words in (("surface", SURFACE), ("colour", SCAR_COLOUR)):
        value, text = word_at(text, dict(words))
        facts |= {name: value} if value else {}
    for name, word in (("changing", "itches, hurts or grows"), ("treated_before", "treated before")):
        value, text = word_at(text, {"yes": word})
        facts |= {name: True} if value else {}
    many = re.fullmatch(r"(\d+) like this", text)
    assert many or not text
    return facts | {"count": int(many[1]) if many else 1}


def scar_from_row(scar: Scar) -> Json:
    """The facts of a scar as the record has them; the best length by a rule of its own."""
    ways = (
        ("measured", scar.measured_mm, 0),
        ("typed", scar.length_mm, 0),
        ("drawn", scar.drawn_mm, scar.drawn_error_mm),
    )
    best = next(((how, mm, error) for how, mm, error in ways if mm is not None), None)
    facts = {"length": best[1], "length_error": best[2], "length_found": best[0]} if best else {}
    facts |= {
        name: getattr(scar, name) for name in ("zone", "cause", "surface", "colour", "changing", "treated_before")
    }
    facts |= {"width": scar.width_mm, "age": scar.age_months, "count": scar.count}
    return {name: value for name, value in facts.items() if value not in (None, "")}


def of_groups(made: Json, link: str) -> Iterator[Json]:
    """The facts of each thing in a list of a QuestionnaireResponse."""
    for step in made["item"]:
        for group in step["item"]:
            if group["linkId"] == link:
                yield {item["linkId"].rpartition(".")[2]: plain(item["answer"][0]) for item in group["item"]}


def plain(answer: Json) -> Any:
    """A FHIR value as the record has it."""
    (value,) = answer.values()
    if isinstance(value, dict):
        return value.get("code") if "system" in value and "value" not in value else value.get("value", value)
    return value


# Held against each other ---------------------------------------------------------------------------------------


def compare(intake: Intake, told: Answers, copy: str, staff: str, made: Json) -> None:
    """Each of the four tells the same as the others."""
    rows = {row.step: row.answers for row in IntakeStep.objects.filter(intake=intake)}
    assert rows == told
    answered = {step: given for step, given in told.items() if given}
    in_fhir = {step: given for step, given in from_fhir(made["item"]).items() if given}
    assert in_fhir == answered
    copied, shown = rows_of(copy), rows_of(staff)
    assert not {"script", "img", "b"} & shown.tags
    assert not {"script", "img"} & copied.tags
    for page, for_staff, silence in ((copied, False, ""), (shown, True, "Not answered")):
        cards = [[(label.strip(), value.strip("\n ")) for label, value in rows] for rows in page.cards]
        read = from_page(cards[: len(SECTIONS)], list(SECTIONS), for_staff=for_staff, silence=silence)
        expected = {step: {key: lines(value) for key, value in given.items()} for step, given in told.items()}
        assert read == expected
        lists(intake, cards, made)


def lists(intake: Intake, cards: list[list[tuple[str, str]]], made: Json) -> None:
    """Scars and photos, in the record, on the page and in FHIR."""
    stored_scars = [scar_from_row(scar) for scar in Scar.objects.filter(patient=intake.patient).order_by("pk")]
    assert list(of_groups(made, "scars.scar")) == stored_scars
    # a line of words says only what there is: a "no" is silence there
    said = [{name: value for name, value in facts.items() if value is not False} for facts in stored_scars]
    assert [scar_from_words(text) for text in listed(cards, r"Scar \d+")] == said
    stored_photos = list(Photo.objects.filter(intake=intake).order_by("pk"))
    (views,) = listed(cards, "Photos sent")
    assert views == (
        ", ".join(str(PHOTO_VIEW[photo.view]) for photo in stored_photos) or "None; they can be taken at the clinic"
    )
    told = [
        {
            "view": photo.view,
            "picture": {
                "contentType": "image/jpeg",
                "title": str(PHOTO_VIEW[photo.view]),
                "creation": intake.patient.clinic.local(photo.added_at).isoformat(timespec="seconds"),
            },
            "sha256": photo.sha256,
        }
        for photo in stored_photos
    ]
    assert list(of_groups(made, "photos.photo")) == told


@pytest.mark.django_db
@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", range(INTAKES // AT_ONCE))
def test_all_four_hold_the_same_values(seed):
    doctor = UserFactory.create(doctor=True)
    for intake, told in stored(seed, doctor):
        at_home, at_desk = Seat(intake), Seat(intake, by=doctor)
        copy = render_to_string("patients/intake/copy.html", about_copy(at_home) | {"additions": []})
        cards = {"cards": steps.with_addresses(at_desk), "may_change": False}
        staff = render_to_string("patients/intake/_cards.html", cards)
        asked = sections_of(intake)
        here, pictures = at_desk.scars, at_desk.photos_sent
        made = fhir.response(intake, at_desk.answers, asked, settings.SITE_URL, scars=here, photos=pictures)
        compare(intake, told, copy, staff, json.loads(json.dumps(made, ensure_ascii=False)))
    VALID.validate(made)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_the_same_through_forms_services_and_pages(seed, link_of):
    """What was typed into each form, saved and sent, as the pages and the download give it."""
    dice = Random(1000 + seed)
    doctor = UserFactory.create(doctor=True)
    patient = PatientFactory.create(clinic=doctor.clinic, sex=dice.choice(SEXES[:3]), born_on=BORN)
    intake = IntakeFactory.create(patient=patient)
    intakes.agree(intake, by=None, now=NOW)
    told = an_intake(dice, patient)
    told[Step.PHOTOS]["photo_record"] = True
    for _ in range(2):
        facts = {name: getattr(scar_of(dice, patient, doctor), name) for name in scars.FIELDS}
        scars.add(patient, by=None, now=NOW, form_key=UUID(int=dice.getrandbits(128)), **facts)
    for step, answers in told.items():
        intakes.save_form(intake, step, Told(answers, 0), fit=as_given, by=None, now=NOW)
    photo_of(dice, intake).save()
    _link, token = link_of(intake)
    assert intakes.submit(intake, by=None, now=NOW)
    intake.refresh_from_db()
    at_home, at_desk = Client(), Client()
    at_desk.force_login(doctor)
    at_home.get(f"/i/{token}/")
    assert (
        at_home.post("/intake/welcome/", {"answer_day": "3", "answer_month": "2", "answer_year": "1985"}).status_code
        == 302
    )
    copy = at_home.get("/intake/sent/copy/").content.decode()
    staff = at_desk.get(f"/patients/{patient.pk}/intake/").content.decode()
    made = json.loads(at_desk.get(f"/patients/{patient.pk}/intake/answers.json").content)
    VALID.validate(made)
    compare(intake, told, copy, cards_alone(staff), made)


def cards_alone(page: str) -> str:
    """The cards of the record's tab, without the frame around them."""
    sections = re.findall(r'<section class="sheet" aria-labelledby="card-.*?</section>', page, re.DOTALL)
    assert len(sections) == len(SECTIONS)
    return "".join(sections)
