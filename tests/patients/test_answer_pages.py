"""One answer over the wire: what the page's script sends, and what it is told."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from patients.models import Intake, IntakeStep
from patients.models.intake import Step
from patients.services import intakes
from smpclinic.audit.models import Entry
from tests.factories import IntakeStepFactory, PhotoFactory, ScarFactory
from tests.patients.answers import TYPED, answer_all

JSON = {"HTTP_ACCEPT": "application/json"}


def tell(client: Client, address: str, question: str, **fields: Any) -> Any:
    """Send one answer; the reply with its facts."""
    reply = client.post(f"{address}answer/", {"question": question, "version": "0", **fields}, **JSON)
    reply.facts = reply.json() if reply.headers["Content-Type"] == "application/json" else {}
    return reply


def desk(intake: Intake, step: str) -> str:
    return f"/patients/{intake.patient_id}/intake/{step}/"


def stored(step: str) -> dict[str, Any]:
    return dict(IntakeStep.objects.get(step=step).answers)


def test_an_answer_is_saved_with_its_time_and_version(at_home):
    reply = tell(at_home, "/intake/hair/", "colour", colour="dark_brown")
    assert reply.status_code == 200
    assert set(reply.facts) == {"saved_at", "version", "versions"}
    assert (reply.facts["version"], reply.facts["versions"]) == (1, {"colour": 1})
    assert stored(Step.HAIR) == {"colour": "dark_brown"}
    assert b"Saved at the clinic" in at_home.get("/intake/hair/").content


@pytest.mark.parametrize(
    ("step", "question", "fields", "value"),
    [
        ("about", "born_on", {"born_on_day": "3", "born_on_month": "2", "born_on_year": "1985"}, "1985-02-03"),
        ("about", "mobile", {"mobile": "07700 900318"}, "+447700900318"),
        ("about", "may_email", {}, False),
        ("wishes", "goals", {"goals": ["hairline", "density"]}, ["hairline", "density"]),
        ("wishes", "budget_max", {"budget_max": "6000"}, 6000),
        ("hair", "tone", {"tone": "3"}, 3),
        ("hair", "oily", {"oily": "not_sure"}, ""),
        ("health", "medical", {"medical": ["none"]}, []),
        ("loss", "pattern", {"pattern": "III-vertex"}, "III-vertex"),
    ],
)
def test_each_kind_of_question_is_stored_as_the_whole_step_stores_it(at_home, step, question, fields, value):
    assert tell(at_home, f"/intake/{step}/", question, **fields).status_code == 200
    assert stored(step) == {question: value}


@pytest.mark.parametrize(
    ("step", "question", "fields", "sentence"),
    [
        ("about", "email", {"email": "milo@"}, "email"),
        ("about", "born_on", {"born_on_day": "31", "born_on_month": "2", "born_on_year": "1985"}, "February"),
        ("wishes", "budget_max", {"budget_max": "much"}, "whole number"),
        ("wishes", "goals", {"goals": ["hairline", "density", "scar", "front"]}, "up to 3"),
        ("hair", "colour", {"colour": "green"}, "Choose"),
    ],
)
def test_a_wrong_answer_is_not_stored_and_says_what_is_wrong(at_home, step, question, fields, sentence):
    reply = tell(at_home, f"/intake/{step}/", question, **fields)
    assert reply.status_code == 422
    assert sentence in reply.facts["error"]
    assert not IntakeStep.objects.exists()


def test_an_answer_that_the_page_denies_is_not_stored(at_home, intake):
    ScarFactory.create(patient=intake.patient)
    PhotoFactory.create(patient=intake.patient, intake=intake)
    assert "Remove them first" in tell(at_home, "/intake/scars/", "has_scars", has_scars="no").facts["error"]
    assert "Remove them first" in tell(at_home, "/intake/photos/", "photo_record").facts["error"]


def test_the_answer_of_somebody_else_is_shown_beside_ones_own(at_home, at_desk, intake):
    tell(at_desk, desk(intake, "hair"), "colour", colour="grey")
    reply = tell(at_home, "/intake/hair/", "colour", colour="red")
    assert reply.status_code == 409
    assert (reply.facts["saved"], reply.facts["typed"]) == ("Grey", "Red")
    assert 'value="grey"' in reply.facts["html"]
    assert 'id="div_id_colour"' in reply.facts["html"]
    assert tell(at_home, "/intake/hair/", "colour", colour="red", version=reply.facts["version"]).status_code == 200
    assert stored(Step.HAIR) == {"colour": "red"}


def test_the_same_answer_sent_twice_counts_once(at_home, at_desk, intake):
    key = uuid4().hex
    first = tell(at_home, "/intake/hair/", "colour", colour="grey", form_key=key)
    tell(at_desk, desk(intake, "hair"), "colour", colour="red", version="1")
    again = tell(at_home, "/intake/hair/", "colour", colour="grey", form_key=key)
    assert again.facts["versions"] == first.facts["versions"]
    assert stored(Step.HAIR) == {"colour": "red"}
    other = tell(at_home, "/intake/hair/", "colour", colour="white", form_key=key)
    assert (other.status_code, other.facts["error"]) == (422, "This answer was sent before, and it was another one.")


def test_too_many_answers_in_a_minute_are_told_to_wait(at_home, intake):
    tell(at_home, "/intake/hair/", "colour", colour="grey")
    Intake.objects.filter(pk=intake.pk).update(saves=intakes.SAVES_A_MINUTE)
    reply = tell(at_home, "/intake/hair/", "worn", worn="short")
    assert (reply.status_code, reply.headers["Retry-After"]) == (429, "20")
    whole = at_home.post("/intake/hair/", TYPED[Step.HAIR])
    assert whole.status_code == 409
    assert b"Wait a minute" in whole.content


def test_nothing_is_taken_for_what_is_not_asked(at_home):
    assert tell(at_home, "/intake/hair/", "version").status_code == 404
    assert tell(at_home, "/intake/hair/", "first_name", first_name="X").status_code == 404
    assert tell(at_home, "/intake/nothing/", "colour").status_code == 404
    assert not IntakeStep.objects.exists()


def test_a_sent_intake_takes_no_answer(at_home, intake):
    answer_all(intake)
    intakes.submit(intake, by=None, now=intake.created_at)
    reply = tell(at_home, "/intake/hair/", "colour", colour="grey")
    assert (reply.status_code, reply.facts["next"]) == (410, "/intake/hair/")
    assert at_home.get("/intake/ahead/").status_code == 404
    gone = at_home.post("/intake/hair/", TYPED[Step.HAIR], **JSON)
    assert gone.json() == {"next": "/intake/sent/"}


def test_somebody_under_18_is_led_to_the_page_that_says_so(at_home, intake):
    tell(at_home, "/intake/about/", "born_on", born_on_day="1", born_on_month="1", born_on_year="2015")
    assert tell(at_home, "/intake/hair/", "colour", colour="grey").status_code == 410
    assert at_home.get("/intake/ahead/").content.count(b"<template") == 2


def test_who_may_not_read_health_answers_sends_none_alone(at_desk, at_doctor, intake):
    intakes.agree(intake, by=None, now=timezone.now())
    for client, status in ((at_desk, 403), (at_doctor, 200)):
        assert tell(client, desk(intake, "health"), "medicines", medicines="none").status_code == status
    assert b"data-answer" not in at_desk.get(desk(intake, "treatment")).content
    assert b"data-answer" in at_desk.get(desk(intake, "hair")).content
    # begun by somebody who may read it, though not done: closed to the desk, and its page shows nothing
    page = at_desk.get(desk(intake, "health"))
    assert b"Only the patient or a doctor" in page.content


def test_the_whole_step_tells_a_script_where_to_go(at_home):
    reply = at_home.post("/intake/hair/", TYPED[Step.HAIR] | {"version": "0"}, **JSON)
    assert (reply.status_code, reply.json()["next"]) == (200, "/intake/scars/")
    assert reply.json()["versions"]["colour"] == 1
    back = at_home.post("/intake/wishes/", TYPED[Step.WISHES] | {"back_to_check": "1"}, **JSON)
    assert back.json()["next"] == "/intake/check/"
    assert at_home.post("/intake/about/", {}, **JSON).status_code == 422


def test_a_step_with_single_answers_is_open_everywhere(at_home, at_doctor, intake):
    tell(at_home, "/intake/hair/", "colour", colour="grey")
    tell(at_home, "/intake/loss/", "onset_age_years", onset_age_years="27")
    assert b"0 of 9 steps are done" in at_home.get("/intake/?stop=1").content
    check = at_home.get("/intake/check/").content
    assert b"Still missing" in check
    assert b"Grey" in check
    assert b"27" in at_home.get("/intake/loss/").content
    assert b"not answered" in at_doctor.get(f"/patients/{intake.patient_id}/intake/").content


def test_two_whole_steps_are_merged_and_only_what_differs_is_asked(at_home, at_desk, intake):
    typed = TYPED[Step.HAIR] | {"version": "0"}
    at_home.post("/intake/hair/", typed)
    at_desk.post(desk(intake, "hair"), typed | {"version": "1", "worn": "long", "colour": "grey"})
    page = at_home.post("/intake/hair/", typed | {"version": "1", "oily": "yes", "colour": "red"})
    assert page.status_code == 409
    text = page.content.decode()
    assert text.count('<th scope="row">') == 1
    assert "Grey" in text
    # what only one has changed is saved already; the other's answer stands until this one chooses
    assert (stored(Step.HAIR)["worn"], stored(Step.HAIR)["oily"]) == ("long", "yes")
    assert stored(Step.HAIR)["colour"] == "grey"
    version = IntakeStep.objects.get(step=Step.HAIR).version
    kept = typed | {"version": str(version), "worn": "long", "oily": "yes", "colour": "red"}
    assert at_home.post("/intake/hair/", kept).status_code == 302
    assert stored(Step.HAIR)["colour"] == "red"


def test_the_steps_for_lack_of_a_network_hold_every_answer(at_home, intake):
    IntakeStepFactory.create(intake=intake, step=Step.HEALTH, answers={"medical": [], "medicines": "CANARY-MEDICINE"})
    page = at_home.get("/intake/ahead/")
    text = page.content.decode()
    assert [f'data-url="/intake/{step}/"' in text for step in Step] == [True] * len(Step)
    assert text.count("data-answer=") == len(Step)
    assert "CANARY-MEDICINE" in text
    assert page.headers["Cache-Control"] == "no-store, private"
    assert Entry.objects.filter(what="intake steps kept for lack of a network").count() == 1


def test_the_key_of_a_devices_copy_is_of_one_intake_and_nowhere_stored(at_home, intake):
    page = at_home.get("/intake/hair/").content.decode()
    key = page.partition('data-device="')[2].partition('"')[0]
    assert len(key) == 44
    assert key not in str(list(Intake.objects.values())) + str(list(Entry.objects.values()))
    assert key not in str(dict(at_home.session))
